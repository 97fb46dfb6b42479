//! `/v1/accounts`, their health, and `/v1/profiles`.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::authorized;
use super::errors::{Refusal, refusal};
use super::state::{Profile, SocialAccount};
use super::webhooks::{About, announce};
use crate::world::{Ctx, World, ascii_slug, iso_millis};

/// Health turns to a warning this long before a token expires.
const WARNING_DAYS: i64 = 7;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListQuery {
    profile_id: Option<String>,
    platform: Option<String>,
    status: Option<String>,
    search: Option<String>,
    page: Option<String>,
    limit: Option<String>,
    include_status_counts: Option<String>,
}

/// `GET /v1/accounts`.
pub async fn list(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Query(query): Query<ListQuery>,
) -> Result<Json<Value>, Refusal> {
    let world = hub.world();
    authorized(&world, &headers)?;
    let now = world.now();
    let search = query.search.unwrap_or_default().to_lowercase();
    let chosen: Vec<&SocialAccount> = world
        .zernio
        .accounts
        .values()
        .filter(|account| {
            query.profile_id.as_deref().is_none_or(|profile| account.profile == profile)
                && query.platform.as_deref().is_none_or(|platform| platform == "linkedin")
                && account.display_name.to_lowercase().contains(&search)
        })
        .collect();
    let connected = chosen.iter().filter(|account| account.is_connected(now)).count();
    let matching: Vec<&SocialAccount> = chosen
        .iter()
        .copied()
        .filter(|account| match query.status.as_deref() {
            Some("connected") => account.is_connected(now),
            Some("disconnected") => !account.is_connected(now),
            _ => true,
        })
        .collect();
    let limit = number(query.limit.as_deref(), 100)?.clamp(1, 500);
    let skip = number(query.page.as_deref(), 1)?.saturating_sub(1) * limit;
    let accounts: Vec<Value> =
        matching.iter().skip(skip).take(limit).map(|account| account_json(&world, account, now)).collect();
    let mut json = json!({"accounts": accounts, "hasAnalyticsAccess": false});
    if query.limit.is_some() || query.page.is_some() {
        json["pagination"] = json!({
            "page": skip / limit + 1,
            "limit": limit,
            "total": matching.len(),
            "pages": matching.len().div_ceil(limit),
        });
    }
    if query.include_status_counts.as_deref() == Some("true") {
        json["statusCounts"] = json!({
            "all": chosen.len(),
            "connected": connected,
            "disconnected": chosen.len() - connected,
        });
    }
    Ok(Json(json))
}

fn number(text: Option<&str>, otherwise: usize) -> Result<usize, Refusal> {
    text.map_or(Ok(otherwise), str::parse).map_err(|_| {
        refusal(400, "invalid_request_error", "invalid_parameter", "page and limit must be whole numbers.")
    })
}

fn account_json(world: &World, account: &SocialAccount, now: DateTime<Utc>) -> Value {
    let profile = world.zernio.profile(&account.profile).map(|profile| {
        json!({
            "_id": profile.id,
            "name": profile.name,
            "slug": ascii_slug(&profile.name),
        })
    });
    json!({
        "_id": account.id,
        "platform": "linkedin",
        "profileId": profile,
        "platformUserId": account.platform_user_id,
        "username": account.username,
        "displayName": account.display_name,
        "profilePicture": world.picture_url(&account.person),
        "profileUrl": format!("{}/in/{}", world.endpoints.linkedin.www, account.person),
        "isActive": account.is_active,
        "needsReconnection": !account.is_connected(now),
        "enabled": account.enabled,
        "rateLimitedUntil": account.rate_limited_until.map(iso_millis),
        "createdAt": iso_millis(account.created_at),
    })
}

/// `GET /v1/accounts/health`.
pub async fn health(State(hub): State<Ctx>, headers: HeaderMap) -> Result<Json<Value>, Refusal> {
    let world = hub.world();
    authorized(&world, &headers)?;
    let now = world.now();
    let mut counts = [0_usize; 3];
    let accounts: Vec<Value> = world
        .zernio
        .accounts
        .values()
        .map(|account| {
            let (status, issues) = diagnosis(account, now);
            counts[match status {
                "healthy" => 0,
                "warning" => 1,
                _ => 2,
            }] += 1;
            let works = account.is_connected(now);
            json!({
                "accountId": account.id,
                "platform": "linkedin",
                "username": account.username,
                "status": status,
                "canPost": works && account.enabled,
                "canFetchAnalytics": false,
                "tokenValid": works,
                "tokenExpiresAt": iso_millis(account.token_expires),
                "needsReconnect": !works,
                "issues": issues,
                "ownerUserId": null,
                "disconnectReason": account.disconnect_reason,
                "disconnectionType": account.disconnect_reason.as_ref().map(|_| "unintentional"),
                "unhealthySince": account.unhealthy_since.map(iso_millis),
            })
        })
        .collect();
    Ok(Json(json!({
        "summary": {
            "total": accounts.len(),
            "healthy": counts[0],
            "warning": counts[1],
            "error": counts[2],
            "needsReconnect": counts[2],
        },
        "accounts": accounts,
    })))
}

/// `GET /v1/accounts/{id}/health`.
pub async fn health_of(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let world = hub.world();
    authorized(&world, &headers)?;
    let now = world.now();
    let account = world.zernio.account(&id).ok_or_else(no_account)?;
    let (status, issues) = diagnosis(account, now);
    let works = account.is_connected(now);
    let left = (account.token_expires - now).num_days().max(0);
    let recommendations: Vec<&str> = match status {
        "healthy" => Vec::new(),
        "warning" => vec!["Reconnect the account before its token expires."],
        _ => vec!["Reconnect the account."],
    };
    Ok(Json(json!({
        "accountId": account.id,
        "platform": "linkedin",
        "username": account.username,
        "displayName": account.display_name,
        "status": status,
        "tokenStatus": {
            "valid": works,
            "expiresAt": iso_millis(account.token_expires),
            "expiresIn": format!("{left} days"),
            "needsRefresh": status != "healthy",
        },
        "permissions": {
            "posting": [{"scope": "w_member_social", "granted": works, "required": true}],
            "analytics": [{"scope": "r_member_postAnalytics", "granted": false, "required": false}],
            "optional": [],
            "canPost": works && account.enabled,
            "canFetchAnalytics": false,
            "missingRequired": if works { json!([]) } else { json!(["w_member_social"]) },
        },
        "issues": issues,
        "recommendations": recommendations,
    })))
}

/// `healthy`, `warning` or `error`, with sentences.
fn diagnosis(account: &SocialAccount, now: DateTime<Utc>) -> (&'static str, Vec<String>) {
    if !account.is_connected(now) {
        let reason = account.disconnect_reason.clone().unwrap_or_else(|| "Token expired".to_owned());
        return ("error", vec![reason]);
    }
    if account.token_expires < now + TimeDelta::days(WARNING_DAYS) {
        let left = (account.token_expires - now).num_days();
        return ("warning", vec![format!("Token expires in {left} days")]);
    }
    if account.rate_limited_until.is_some_and(|until| until > now) {
        return ("warning", vec!["Rate limited by LinkedIn".to_owned()]);
    }
    ("healthy", Vec::new())
}

/// `DELETE /v1/accounts/{id}`.
pub async fn disconnect(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let mut world = hub.world();
    authorized(&world, &headers)?;
    let account = world.zernio.accounts.shift_remove(&id).ok_or_else(no_account)?;
    announce_disconnected(&mut world, &account, "intentional", "Disconnected through the API");
    Ok(Json(json!({"message": "Account disconnected successfully"})))
}

/// `GET /v1/profiles`.
pub async fn profiles(State(hub): State<Ctx>, headers: HeaderMap) -> Result<Json<Value>, Refusal> {
    let world = hub.world();
    authorized(&world, &headers)?;
    let profiles: Vec<Value> = world.zernio.profiles.values().map(Profile::json).collect();
    Ok(Json(json!({"profiles": profiles})))
}

pub fn no_account() -> Refusal {
    refusal(404, "not_found", "account_not_found", "Account not found.")
}

/// `account.connected`.
pub fn announce_connected(world: &mut World, account: &SocialAccount) {
    announce_account(world, "account.connected", account, Map::new());
}

/// `account.disconnected`: `intentional` when somebody asked for it.
pub fn announce_disconnected(world: &mut World, account: &SocialAccount, kind: &str, reason: &str) {
    let mut why = Map::new();
    why.insert("disconnectionType".to_owned(), json!(kind));
    why.insert("reason".to_owned(), json!(reason));
    announce_account(world, "account.disconnected", account, why);
}

fn announce_account(world: &mut World, event: &str, account: &SocialAccount, more: Map<String, Value>) {
    let mut json = json!({
        "accountId": account.id,
        "profileId": account.profile,
        "platform": "linkedin",
        "username": account.username,
        "displayName": account.display_name,
    });
    if let Some(json) = json.as_object_mut() {
        json.extend(more);
    }
    let about = About { profiles: vec![&account.profile], accounts: vec![&account.id] };
    announce(world, event, &about, Map::from_iter([("account".to_owned(), json)]));
}
