//! Numbers about accounts and posts, for workspaces with the analytics add-on. They grow with a
//! post's age and are the same for the same post.

use axum::Json;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Keyed;
use super::accounts::{account_json, no_account};
use super::errors::{Refusal, invalid, refusal};
use super::state::SocialAccount;
use crate::world::{Post, World, iso_millis};

const DAYS: u64 = 30;
const MOST_DAYS: u64 = 366;

/// Without the add-on every question for numbers is refused like this.
fn without_addon() -> Response {
    let body = json!({
        "error": "Analytics add-on required",
        "message": "Follower stats and analytics require the analytics add-on.",
        "requiresAddon": true,
    });
    (StatusCode::FORBIDDEN, Json(body)).into_response()
}

/// A number that belongs to this name, below `below`.
fn number_of(name: &str, below: u64) -> u64 {
    name.bytes().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte))) % below.max(1)
}

pub fn followers(world: &World, account: &SocialAccount) -> u64 {
    let page = account.organization.and_then(|id| world.people.organization(&id.to_string()));
    page.map_or_else(|| 400 + number_of(&account.person, 4_000), |page| page.followers)
}

struct Numbers {
    impressions: u64,
    reactions: u64,
    comments: u64,
    shares: u64,
}

fn numbers_of(post: &Post, now: DateTime<Utc>) -> Numbers {
    let hours = u64::try_from((now - post.created_at).num_hours()).unwrap_or(0).min(24 * 14);
    let impressions = (20 + number_of(&post.urn, 80)) * hours / 4;
    Numbers {
        impressions,
        reactions: impressions / 40,
        comments: impressions / 300,
        shares: impressions / 900,
    }
}

/// A percentage with two digits.
fn rate(engaged: u64, impressions: u64) -> Value {
    let hundredths = (engaged * 10_000).checked_div(impressions).unwrap_or(0);
    json!(hundredths as f64 / 100.0)
}

/// What this account has out, whoever sent it.
fn posts_of<'a>(world: &'a World, account: &SocialAccount) -> Vec<&'a Post> {
    let author = match account.organization {
        Some(id) => format!("urn:li:organization:{id}"),
        None => world.people.get(&account.person).map(crate::world::Person::urn).unwrap_or_default(),
    };
    world.posts.by(&author).filter(|post| !post.deleted).collect()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FollowerQuery {
    account_ids: Option<String>,
    profile_id: Option<String>,
    from_date: Option<NaiveDate>,
    to_date: Option<NaiveDate>,
    granularity: Option<String>,
}

/// `GET /v1/accounts/follower-stats`.
pub async fn follower_stats(keyed: Keyed, Query(query): Query<FollowerQuery>) -> Result<Response, Refusal> {
    let world = keyed.world();
    if !world.config.zernio_analytics {
        return Ok(without_addon());
    }
    let now = world.now();
    let to = query.to_date.unwrap_or_else(|| now.date_naive());
    let before = |days: u64| to.checked_sub_days(Days::new(days)).unwrap_or(to);
    let from = query.from_date.unwrap_or_else(|| before(DAYS)).max(before(MOST_DAYS));
    let step = match query.granularity.as_deref().unwrap_or("daily") {
        "daily" => 1,
        "weekly" => 7,
        "monthly" => 30,
        _ => return Err(invalid("granularity", "granularity takes daily, weekly and monthly.")),
    };
    let wanted: Option<Vec<&str>> = query.account_ids.as_deref().map(|ids| ids.split(',').collect());
    let chosen = world.zernio.accounts.values().filter(|account| {
        wanted.as_ref().is_none_or(|wanted| wanted.contains(&account.id.as_str()))
            && query.profile_id.as_deref().is_none_or(|profile| account.profile == profile)
    });
    let mut stats = Map::new();
    let mut accounts = Vec::new();
    for account in chosen {
        let current = followers(&world, account);
        let days = from.iter_days().take_while(|day| *day <= to).step_by(step);
        let history: Vec<(NaiveDate, u64)> = days
            .map(|day| (day, current.saturating_sub(u64::try_from((to - day).num_days()).unwrap_or(0) * 2)))
            .collect();
        let growth = current - history.first().map_or(current, |(_, first)| *first);
        let mut json = account_json(&world, account, now);
        json["currentFollowers"] = json!(current);
        json["lastUpdated"] = json!(iso_millis(now));
        json["growth"] = json!(growth);
        json["growthPercentage"] = rate(growth, current - growth);
        json["dataPoints"] = json!(history.len());
        accounts.push(json);
        let history =
            history.into_iter().map(|(day, followers)| json!({"date": day, "followers": followers}));
        stats.insert(account.id.clone(), history.collect());
    }
    Ok(Json(json!({
        "accounts": accounts,
        "stats": stats,
        "dateRange": {"from": from, "to": to},
        "granularity": query.granularity.unwrap_or_else(|| "daily".to_owned()),
    }))
    .into_response())
}

/// `GET /v1/accounts/{id}/linkedin-aggregate-analytics`: lifetime totals.
pub async fn aggregate(keyed: Keyed, Path(id): Path<String>) -> Result<Response, Refusal> {
    let world = keyed.world();
    if !world.config.zernio_analytics {
        return Ok(without_addon());
    }
    let account = world.zernio.account(&id).ok_or_else(no_account)?;
    let now = world.now();
    let mut sum = Numbers { impressions: 0, reactions: 0, comments: 0, shares: 0 };
    for numbers in posts_of(&world, account).into_iter().map(|post| numbers_of(post, now)) {
        sum.impressions += numbers.impressions;
        sum.reactions += numbers.reactions;
        sum.comments += numbers.comments;
        sum.shares += numbers.shares;
    }
    Ok(Json(json!({
        "accountId": account.id,
        "platform": "linkedin",
        "accountType": account.kind(),
        "username": account.username,
        "aggregation": "TOTAL",
        "dateRange": null,
        "analytics": {
            "impressions": sum.impressions,
            "reach": sum.impressions * 7 / 10,
            "reactions": sum.reactions,
            "comments": sum.comments,
            "shares": sum.shares,
            "saves": 0,
            "sends": 0,
            "engagementRate": rate(sum.reactions + sum.comments + sum.shares, sum.impressions),
        },
        "note": "Lifetime totals.",
        "lastUpdated": iso_millis(now),
    }))
    .into_response())
}

#[derive(Deserialize)]
pub struct OfPost {
    urn: Option<String>,
}

/// `GET /v1/accounts/{id}/linkedin-post-analytics?urn=`.
pub async fn post(
    keyed: Keyed,
    Path(id): Path<String>,
    Query(query): Query<OfPost>,
) -> Result<Response, Refusal> {
    let world = keyed.world();
    if !world.config.zernio_analytics {
        return Ok(without_addon());
    }
    let account = world.zernio.account(&id).ok_or_else(no_account)?;
    let bad = |code, message: &str| refusal(400, "invalid_request_error", code, message);
    let urn = query.urn.ok_or_else(|| bad("missing_urn", "urn is required."))?;
    if !urn.starts_with("urn:li:") {
        return Err(bad("invalid_urn", "urn must be a LinkedIn URN."));
    }
    let now = world.now();
    let posts = posts_of(&world, account);
    let found = posts.iter().find(|post| post.urn == urn);
    let found = found.ok_or_else(|| refusal(404, "not_found", "post_not_found", "Post not found."))?;
    let numbers = numbers_of(found, now);
    Ok(Json(json!({
        "accountId": account.id,
        "platform": "linkedin",
        "accountType": account.kind(),
        "username": account.username,
        "postUrn": urn,
        "analytics": {
            "impressions": numbers.impressions,
            "reach": numbers.impressions * 7 / 10,
            "likes": numbers.reactions,
            "comments": numbers.comments,
            "shares": numbers.shares,
            "saves": 0,
            "sends": 0,
            "clicks": 0,
            "views": 0,
            "engagementRate": rate(numbers.reactions + numbers.comments + numbers.shares, numbers.impressions),
        },
        "lastUpdated": iso_millis(now),
    }))
    .into_response())
}
