//! `/v1/accounts`: the list and what can be changed about one.

use axum::Json;
use axum::extract::{Path, Query};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

use super::errors::{Refusal, invalid, refusal};
use super::profiles::no_profile;
use super::state::SocialAccount;
use super::{Keyed, body_of, events};
use crate::world::{World, iso_millis};

const MOST: usize = 500;
/// Accounts a cursor shows when no `limit` is named.
const CURSOR_PAGE: usize = 50;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListQuery {
    profile_id: Option<String>,
    platform: Option<String>,
    status: Option<String>,
    search: Option<String>,
    sort: Option<String>,
    order: Option<String>,
    page: Option<String>,
    limit: Option<String>,
    cursor: Option<String>,
    include_status_counts: Option<String>,
}

impl ListQuery {
    fn wants_all(&self) -> bool {
        self.profile_id.is_none() && self.status.is_none() && self.search.is_none() && self.sort.is_none()
    }
}

/// `GET /v1/accounts`: a page when `page` and `limit` are given, or `cursor`; else all.
pub async fn list(keyed: Keyed, Query(query): Query<ListQuery>) -> Result<Json<Value>, Refusal> {
    let world = keyed.world();
    let now = world.now();
    let paging = paging(&query)?;
    if query.platform.as_deref().is_some_and(|platform| platform != "linkedin") {
        return Ok(Json(answer(&world, Vec::new(), &paging, 0, 0)));
    }
    let all = world.zernio.accounts.values();
    if query.wants_all() && query.include_status_counts.is_none() {
        // The hot path: only the page itself is looked at.
        let total = world.zernio.accounts.len();
        let (skip, limit) = paging.bounds(|id| world.zernio.accounts.get_index_of(id))?;
        let accounts = all.skip(skip).take(limit).map(|account| account_json(&world, account, now)).collect();
        return Ok(Json(answer(&world, accounts, &paging, skip, total)));
    }
    let search = query.search.as_deref().unwrap_or_default().to_lowercase();
    let chosen: Vec<&SocialAccount> = all
        .filter(|account| {
            query.profile_id.as_deref().is_none_or(|profile| account.profile == profile)
                && (account.display_name.to_lowercase().contains(&search)
                    || account.username.contains(&search))
        })
        .collect();
    let connected = chosen.iter().filter(|account| account.is_connected(now)).count();
    let mut matching: Vec<&SocialAccount> = chosen
        .iter()
        .copied()
        .filter(|account| match query.status.as_deref() {
            Some("connected") => account.is_connected(now),
            Some("disconnected") => !account.is_connected(now),
            _ => true,
        })
        .collect();
    match query.sort.as_deref() {
        Some("name" | "displayName") => {
            matching.sort_by(|one, other| one.display_name.cmp(&other.display_name))
        }
        Some("username") => matching.sort_by(|one, other| one.username.cmp(&other.username)),
        Some("createdAt") => matching.sort_by_key(|account| account.created_at),
        _ => {}
    }
    if query.order.as_deref() == Some("desc") {
        matching.reverse();
    }
    let (skip, limit) = paging.bounds(|id| matching.iter().position(|account| account.id == id))?;
    let accounts =
        matching.iter().skip(skip).take(limit).map(|account| account_json(&world, account, now)).collect();
    let mut json = answer(&world, accounts, &paging, skip, matching.len());
    if query.include_status_counts.as_deref() == Some("true") {
        json["statusCounts"] = json!({
            "all": chosen.len(),
            "connected": connected,
            "disconnected": chosen.len() - connected,
        });
    }
    Ok(Json(json))
}

/// Which part of the list is wanted.
enum Paging<'a> {
    All,
    /// From 1.
    Page {
        page: usize,
        limit: usize,
    },
    /// What follows the account of this id; from the beginning when empty.
    After {
        id: &'a str,
        limit: usize,
    },
}

/// `page` without `limit`, or the other way round, is refused.
fn paging(query: &ListQuery) -> Result<Paging<'_>, Refusal> {
    let sized = |limit: &String| {
        let limit = limit.parse().ok().filter(|limit| (1..=MOST).contains(limit));
        limit.ok_or_else(|| invalid("limit", "limit takes 1 to 500."))
    };
    match (&query.cursor, &query.page, &query.limit) {
        (None, None, None) => Ok(Paging::All),
        (Some(_), Some(_), _) => Err(invalid("cursor", "cursor and page exclude each other.")),
        (Some(id), None, limit) => {
            let limit = limit.as_ref().map_or(Ok(CURSOR_PAGE), sized)?;
            Ok(Paging::After { id, limit })
        }
        (None, Some(page), Some(limit)) => {
            let page = page.parse().ok().filter(|page| *page >= 1);
            let page = page.ok_or_else(|| invalid("page", "page takes 1 and more."))?;
            Ok(Paging::Page { page, limit: sized(limit)? })
        }
        (None, None, Some(_)) => Err(invalid("page", "page and limit must be given together.")),
        (None, Some(_), None) => Err(invalid("limit", "page and limit must be given together.")),
    }
}

impl Paging<'_> {
    /// How many to skip, and how many to show; `place` is that of an account in the list.
    fn bounds(&self, place: impl Fn(&str) -> Option<usize>) -> Result<(usize, usize), Refusal> {
        match self {
            Self::All => Ok((0, usize::MAX)),
            Self::Page { page, limit } => Ok(((page - 1).saturating_mul(*limit), *limit)),
            Self::After { id: "", limit } => Ok((0, *limit)),
            Self::After { id, limit } => {
                let place = place(id).ok_or_else(|| invalid("cursor", "cursor is none of this list's."))?;
                Ok((place + 1, *limit))
            }
        }
    }
}

fn answer(world: &World, accounts: Vec<Value>, paging: &Paging<'_>, skip: usize, total: usize) -> Value {
    let more = skip.saturating_add(accounts.len()) < total;
    let last = accounts.last().map(|account| account["_id"].clone());
    let mut json = json!({"accounts": accounts, "hasAnalyticsAccess": world.config.zernio_analytics});
    match paging {
        Paging::All => {}
        Paging::Page { page, limit } => {
            json["pagination"] =
                json!({"page": page, "limit": limit, "total": total, "pages": total.div_ceil(*limit)});
        }
        Paging::After { limit, .. } => {
            json["pagination"] =
                json!({"limit": limit, "hasMore": more, "nextCursor": last.filter(|_| more)});
        }
    }
    json
}

/// An account as it is listed: with its profile as an object.
pub fn account_json(world: &World, account: &SocialAccount, now: DateTime<Utc>) -> Value {
    let profile = world.zernio.profile(&account.profile);
    let page = account.organization.and_then(|id| world.people.organization(&id.to_string()));
    let mut metadata = json!({"accountType": account.kind()});
    let profile_url = match page {
        Some(page) => {
            metadata["organizationInfo"] = json!({
                "id": page.id.to_string(),
                "urn": format!("urn:li:organization:{}", page.id),
                "name": page.name,
                "vanityName": page.vanity,
            });
            format!("{}/company/{}", world.endpoints.linkedin.www, page.vanity)
        }
        None => {
            let headline = world.people.get(&account.person).map(|person| person.headline.as_str());
            metadata["profileData"] = json!({"bio": headline, "extraData": {"vanityName": account.username}});
            format!("{}/in/{}", world.endpoints.linkedin.www, account.person)
        }
    };
    let mut json = json!({
        "_id": account.id,
        "platform": "linkedin",
        "profileId": profile.map(super::state::Profile::json),
        "platformUserId": account.platform_user_id,
        "username": account.username,
        "displayName": account.display_name,
        "profilePicture": world.picture_url(page.map_or(&account.person, |page| &page.vanity)),
        "profileUrl": profile_url,
        "isActive": account.is_active,
        "needsReconnection": !account.is_connected(now),
        "enabled": account.enabled,
        "parentAccountId": null,
        "rateLimitedUntil": account.rate_limited_until.filter(|until| *until > now).map(iso_millis),
        "metadata": metadata,
        "createdAt": iso_millis(account.created_at),
    });
    if world.config.zernio_analytics {
        json["followersCount"] = json!(super::analytics::followers(world, account));
        json["followersLastUpdated"] = json!(iso_millis(now));
    }
    json
}

/// `GET /v1/accounts/{id}`.
pub async fn show(keyed: Keyed, Path(id): Path<String>) -> Result<Json<Value>, Refusal> {
    let world = keyed.world();
    let account = world.zernio.account(&id).ok_or_else(no_account)?;
    Ok(Json(json!({"account": account_json(&world, account, world.now())})))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Naming {
    username: Option<String>,
    display_name: Option<String>,
}

/// `PUT /v1/accounts/{id}`: other names for it here.
pub async fn rename(keyed: Keyed, Path(id): Path<String>, bytes: Bytes) -> Result<Json<Value>, Refusal> {
    let mut world = keyed.world();
    let naming: Naming = body_of(&bytes)?;
    if naming.username.is_none() && naming.display_name.is_none() {
        return Err(invalid("displayName", "username or displayName is required."));
    }
    let account = world.zernio.account_mut(&id).ok_or_else(no_account)?;
    if let Some(username) = naming.username {
        account.username = username;
    }
    if let Some(name) = naming.display_name {
        account.display_name = name;
    }
    Ok(Json(json!({
        "message": "Account updated successfully",
        "username": account.username,
        "displayName": account.display_name,
    })))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Move {
    profile_id: Option<String>,
}

/// `PATCH /v1/accounts/{id}`: to another profile.
pub async fn relocate(keyed: Keyed, Path(id): Path<String>, bytes: Bytes) -> Result<Json<Value>, Refusal> {
    let mut world = keyed.world();
    let body: Move = body_of(&bytes)?;
    let profile = body.profile_id.ok_or_else(|| invalid("profileId", "profileId is required."))?;
    if world.zernio.profile(&profile).is_none() {
        return Err(no_profile());
    }
    world.zernio.account_mut(&id).ok_or_else(no_account)?.profile.clone_from(&profile);
    Ok(Json(json!({"message": "Account moved to profile", "profileId": profile})))
}

/// `DELETE /v1/accounts/{id}`.
pub async fn disconnect(keyed: Keyed, Path(id): Path<String>) -> Result<Json<Value>, Refusal> {
    let mut world = keyed.world();
    let account = world.zernio.accounts.shift_remove(&id).ok_or_else(no_account)?;
    events::disconnected(&mut world, &account, "intentional", "Disconnected through the API");
    Ok(Json(json!({"message": "Account disconnected successfully"})))
}

pub fn no_account() -> Refusal {
    refusal(404, "not_found", "account_not_found", "Account not found.")
}
