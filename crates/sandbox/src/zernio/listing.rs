//! `GET /v1/posts`, one post, and removing one.

use axum::Json;
use axum::extract::{Path, Query};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};

use super::Keyed;
use super::errors::{Refusal, invalid, refusal};
use super::stored::StoredPost;
use crate::world::World;

const PARAMETERS: [&str; 15] = [
    "accountId",
    "createdBy",
    "dateFrom",
    "dateTo",
    "fromDate",
    "includeHidden",
    "limit",
    "offset",
    "page",
    "platform",
    "profileId",
    "search",
    "sortBy",
    "source",
    "status",
];
const TO_DATE: &str = "toDate";
const DEFAULT_LIMIT: usize = 10;
const MOST: usize = 100;

/// `GET /v1/posts`: a parameter it does not know is refused by name.
pub async fn list(keyed: Keyed, Query(query): Query<Vec<(String, String)>>) -> Result<Json<Value>, Refusal> {
    let world = keyed.world();
    let unknown = query.iter().find(|(name, _)| !PARAMETERS.contains(&name.as_str()) && name != TO_DATE);
    if let Some((name, _)) = unknown {
        let known = PARAMETERS.join(", ");
        let message = format!("{name} is not a parameter. Accepted: {known}, {TO_DATE}.");
        return Err(refusal(400, "invalid_request_error", "unknown_parameter", message));
    }
    let given = |name: &str| {
        query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    };
    let limit = number("limit", given("limit"), DEFAULT_LIMIT)?;
    if !(1..=MOST).contains(&limit) {
        return Err(invalid("limit", "limit takes 1 to 100."));
    }
    let page = number("page", given("page"), 1)?.max(1);
    let offset = number("offset", given("offset"), (page - 1).saturating_mul(limit))?;
    let from = date(given("fromDate").or_else(|| given("dateFrom")), false)?;
    let to = date(given("toDate").or_else(|| given("dateTo")), true)?;
    let search = given("search").map(str::to_lowercase);
    let mut matching: Vec<&StoredPost> = world
        .zernio
        .posts
        .values()
        .filter(|post| {
            given("status").is_none_or(|status| post.status == status)
                && given("platform").is_none_or(|platform| platform == "linkedin")
                && given("source").is_none_or(|source| source == "zernio")
                && given("accountId").is_none_or(|id| post.targets.iter().any(|target| target.account == id))
                && given("profileId").is_none_or(|profile| profile == "all" || belongs(&world, post, profile))
                && search.as_ref().is_none_or(|search| post.content.to_lowercase().contains(search))
                && from.is_none_or(|from| time_of(post) >= from)
                && to.is_none_or(|to| time_of(post) <= to)
        })
        .collect();
    match given("sortBy").unwrap_or("scheduled-desc") {
        "scheduled-desc" => matching.sort_by_key(|post| std::cmp::Reverse(time_of(post))),
        "scheduled-asc" => matching.sort_by_key(|post| time_of(post)),
        "created-desc" => matching.sort_by_key(|post| std::cmp::Reverse(post.created_at)),
        "created-asc" => matching.sort_by_key(|post| post.created_at),
        "status" => matching.sort_by(|one, other| one.status.cmp(&other.status)),
        "platform" => {}
        _ => {
            return Err(invalid(
                "sortBy",
                "sortBy takes scheduled-desc, scheduled-asc, created-desc, created-asc, status and platform.",
            ));
        }
    }
    let total = matching.len();
    let posts: Vec<Value> =
        matching.into_iter().skip(offset).take(limit).map(|post| post.json(&world)).collect();
    Ok(Json(json!({
        "posts": posts,
        "pagination": {
            "page": offset / limit + 1,
            "limit": limit,
            "total": total,
            "pages": total.div_ceil(limit),
        },
    })))
}

fn time_of(post: &StoredPost) -> DateTime<Utc> {
    post.scheduled_for.unwrap_or(post.created_at)
}

fn belongs(world: &World, post: &StoredPost, profile: &str) -> bool {
    post.queued_from.as_deref() == Some(profile)
        || post
            .targets
            .iter()
            .filter_map(|target| world.zernio.account(&target.account))
            .any(|account| account.profile == profile)
}

fn number(name: &'static str, text: Option<&str>, otherwise: usize) -> Result<usize, Refusal> {
    text.map_or(Ok(otherwise), |text| {
        text.parse().map_err(|_| invalid(name, format!("{name} must be a whole number.")))
    })
}

/// A day, or an instant. The end of a day is its last moment.
fn date(text: Option<&str>, end: bool) -> Result<Option<DateTime<Utc>>, Refusal> {
    let Some(text) = text else {
        return Ok(None);
    };
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok(Some(at.with_timezone(&Utc)));
    }
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| text.len() == 10);
    let time = if end {
        day.and_then(|day| day.and_hms_milli_opt(23, 59, 59, 999))
    } else {
        day.and_then(|day| day.and_hms_opt(0, 0, 0))
    };
    time.map(|time| Some(time.and_utc()))
        .ok_or_else(|| invalid("fromDate", "Dates are YYYY-MM-DD or ISO 8601 times."))
}

/// `GET /v1/posts/{id}`.
pub async fn show(keyed: Keyed, Path(id): Path<String>) -> Result<Json<Value>, Refusal> {
    let world = keyed.world();
    let post = world.zernio.posts.get(&id).ok_or_else(no_post)?;
    Ok(Json(json!({"post": post.json(&world)})))
}

/// `DELETE /v1/posts/{id}`: not what is out already.
pub async fn remove(keyed: Keyed, Path(id): Path<String>) -> Result<Json<Value>, Refusal> {
    let mut world = keyed.world();
    let post = world.zernio.posts.get(&id).ok_or_else(no_post)?;
    if matches!(post.status.as_str(), "published" | "partial" | "publishing") {
        return Err(refusal(
            400,
            "invalid_request_error",
            "invalid_request",
            "Published posts cannot be deleted. Unpublish the post instead.",
        ));
    }
    world.zernio.posts.shift_remove(&id);
    Ok(Json(json!({"message": "Post deleted successfully"})))
}

pub fn no_post() -> Refusal {
    refusal(404, "not_found", "post_not_found", "Post not found.")
}
