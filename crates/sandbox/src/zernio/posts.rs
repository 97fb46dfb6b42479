//! `/v1/posts`: publish now, draft or schedule.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::authorized;
use super::errors::{Refusal, refusal};
use super::state::StoredPost;
use crate::world::{Ctx, Post, World, iso_millis};

const DUPLICATE_HOURS: i64 = 24;
const POSTS_PER_HOUR: usize = 25;
const LONGEST_TEXT: usize = 3_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    #[serde(default)]
    content: String,
    #[serde(default)]
    platforms: Vec<Target>,
    #[serde(default)]
    publish_now: bool,
    #[serde(default)]
    is_draft: bool,
    scheduled_for: Option<DateTime<Utc>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Target {
    platform: String,
    account_id: Value,
    custom_content: Option<String>,
}

impl Target {
    /// An id, or a whole account object.
    fn id(&self) -> &str {
        self.account_id.as_str().or_else(|| self.account_id.get("_id")?.as_str()).unwrap_or_default()
    }
}

/// `POST /v1/posts`.
pub async fn create(State(hub): State<Ctx>, headers: HeaderMap, body: Bytes) -> Result<Response, Refusal> {
    let mut world = hub.world();
    authorized(&world, &headers)?;
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).map(ToOwned::to_owned);
    let body: Body = serde_json::from_slice(&body).map_err(|wrong| bad(wrong.to_string()))?;
    if let Some(earlier) = key
        .as_ref()
        .and_then(|key| world.zernio.posts.values().find(|post| post.idempotency_key.as_ref() == Some(key)))
    {
        if earlier.content != body.content {
            return Err(refusal(
                409,
                "invalid_request_error",
                "idempotency_conflict",
                "This Idempotency-Key was used with another body.",
            ));
        }
        let json = json!({
            "message": "Post already exists (idempotent retry)",
            "post": earlier.json,
        });
        return Ok((StatusCode::OK, Json(json)).into_response());
    }
    if body.platforms.is_empty() && !body.is_draft {
        return Err(bad("platforms is required.".to_owned()));
    }
    for target in &body.platforms {
        admissible(&world, target, &body)?;
    }
    let stored = store(&mut world, &body, key);
    let json = json!({"message": "Post created successfully", "post": stored.json});
    world.zernio.posts.insert(stored.id.clone(), stored);
    Ok((StatusCode::CREATED, Json(json)).into_response())
}

fn admissible(world: &World, target: &Target, body: &Body) -> Result<(), Refusal> {
    let now = world.now();
    if target.platform != "linkedin" {
        return Err(bad("This sandbox knows the linkedin platform only.".to_owned()));
    }
    let account = world.zernio.account(target.id()).ok_or_else(not_yours)?;
    if !account.is_connected(now) {
        return Err(refusal(
            403,
            "permission_error",
            "ACCOUNT_DISCONNECTED",
            "The account is disconnected. Reconnect it.",
        ));
    }
    if !account.enabled {
        return Err(refusal(
            403,
            "permission_error",
            "ACCOUNT_NOT_ENABLED_FOR_POSTING",
            "The account is not enabled for posting.",
        ));
    }
    let text = target.custom_content.as_ref().unwrap_or(&body.content);
    if text.chars().count() > LONGEST_TEXT {
        return Err(bad("content is longer than 3000 characters.".to_owned()));
    }
    let recent: Vec<&StoredPost> =
        world.zernio.posts.values().filter(|post| post.accounts.contains(&account.id)).collect();
    let twin = recent
        .iter()
        .find(|post| post.content == *text && post.created_at > now - TimeDelta::hours(DUPLICATE_HOURS));
    if let Some(twin) = twin {
        return Err(refusal(
            409,
            "invalid_request_error",
            "duplicate_content",
            "The same content was posted to this account within 24 hours.",
        )
        .with_details(json!({
            "accountId": account.id,
            "platform": "linkedin",
            "existingPostId": twin.id,
        })));
    }
    let last_hour = recent.iter().filter(|post| post.created_at > now - TimeDelta::hours(1)).count();
    if last_hour >= POSTS_PER_HOUR {
        return Err(refusal(429, "rate_limit_error", "posts_per_hour", "25 posts per hour and account.")
            .retry_after(3600));
    }
    Ok(())
}

/// Publishes what is due and keeps the rest.
fn store(world: &mut World, body: &Body, key: Option<String>) -> StoredPost {
    let now = world.now();
    let due = !body.is_draft && (body.publish_now || body.scheduled_for.is_none_or(|at| at <= now));
    let mut platforms = Vec::new();
    for target in &body.platforms {
        let text = target.custom_content.as_ref().unwrap_or(&body.content);
        let mut json = json!({
            "platform": "linkedin",
            "accountId": target.id(),
            "status": "pending",
        });
        if due && let Some(urn) = publish(world, target.id(), text) {
            json["status"] = json!("published");
            json["platformPostUrl"] = json!(format!("{}/feed/update/{urn}/", world.endpoints.linkedin.www));
            json["platformPostId"] = json!(urn);
            json["publishedAt"] = json!(iso_millis(now));
            json["publishAttempts"] = json!(1);
        }
        platforms.push(json);
    }
    let status = if body.is_draft {
        "draft"
    } else if due {
        "published"
    } else {
        "scheduled"
    };
    let id = world.ids.hex(24);
    StoredPost {
        json: json!({
            "_id": id,
            "content": body.content,
            "status": status,
            "scheduledFor": body.scheduled_for.map(iso_millis),
            "timezone": "UTC",
            "platforms": platforms,
            "createdAt": iso_millis(now),
            "updatedAt": iso_millis(now),
        }),
        id,
        content: body.content.clone(),
        accounts: body.platforms.iter().map(|target| target.id().to_owned()).collect(),
        created_at: now,
        idempotency_key: key,
    }
}

fn publish(world: &mut World, account: &str, text: &str) -> Option<String> {
    let now = world.now();
    let urn = format!("urn:li:share:{}", world.ids.snowflake());
    let account = world.zernio.account(account)?;
    let author_urn = world.people.get(&account.person)?.urn();
    let post = Post {
        urn: urn.clone(),
        provider_id: urn.clone(),
        provider: "zernio",
        author_urn,
        author_name: account.display_name.clone(),
        author_slug: account.person.clone(),
        commentary: text.to_owned(),
        stored: text.to_owned(),
        text: text.to_owned(),
        visibility: "PUBLIC".to_owned(),
        content: Value::Null,
        details: Map::new(),
        media: Vec::new(),
        created_at: now,
        modified_at: now,
        edited: false,
        deleted: false,
        seeded: false,
    };
    world.posts.publish(post);
    Some(urn)
}

/// `GET /v1/posts`.
pub async fn list(State(hub): State<Ctx>, headers: HeaderMap) -> Result<Json<Value>, Refusal> {
    let world = hub.world();
    authorized(&world, &headers)?;
    let posts: Vec<&Value> = world.zernio.posts.values().rev().map(|post| &post.json).collect();
    Ok(Json(json!({
        "posts": posts,
        "pagination": {"page": 1, "limit": posts.len(), "total": posts.len(), "pages": 1},
    })))
}

/// `GET /v1/posts/{id}`.
pub async fn show(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let world = hub.world();
    authorized(&world, &headers)?;
    world
        .zernio
        .posts
        .get(&id)
        .map(|post| Json(json!({"post": post.json})))
        .ok_or_else(|| refusal(404, "not_found", "post_not_found", "Post not found."))
}

fn bad(message: String) -> Refusal {
    refusal(400, "invalid_request_error", "invalid_request", message)
}

/// Of an account that is another team's, or nobody's.
fn not_yours() -> Refusal {
    refusal(403, "permission_error", "", "You do not have access to this account.").without_code()
}
