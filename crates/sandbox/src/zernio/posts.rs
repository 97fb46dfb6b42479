//! `POST /v1/posts`: publish now, schedule, queue or keep as a draft.

use axum::Json;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::draft::{Body, problems, with_address};
use super::errors::{Refusal, invalid, refusal};
use super::publish::{enqueue, publish};
use super::stored::{StoredPost, Target};
use super::{Keyed, body_of, events, queue};
use crate::world::{World, sha256_hex};

const DUPLICATE_HOURS: i64 = 24;
const POSTS_PER_HOUR: usize = 25;
/// How long an `x-request-id` stands for the same call.
const REQUEST_ID_MINUTES: i64 = 5;

/// What is to happen with a post that is not published at once.
pub enum Plan {
    Draft,
    Approval,
    Now,
    Later,
}

/// `POST /v1/posts`.
pub async fn create(keyed: Keyed, headers: HeaderMap, bytes: Bytes) -> Result<Response, Refusal> {
    let mut world = keyed.world();
    let header = |name: &str| headers.get(name)?.to_str().ok().map(ToOwned::to_owned);
    let (key, request_id) = (header("idempotency-key"), header("x-request-id"));
    let body: Body = body_of(&bytes)?;
    let digest = sha256_hex(&bytes);
    if let Some(earlier) = earlier(&world, key.as_deref(), request_id.as_deref(), &digest)? {
        let post = earlier.json(&world);
        let json = json!({
            "message": "Post already exists (idempotent retry)",
            "post": post,
            "existingPost": post,
        });
        return Ok((StatusCode::OK, Json(json)).into_response());
    }
    let mut post = StoredPost { idempotency_key: key, request_id, ..written(&mut world, &body, digest)? };
    let plan = plan(&world, &body, &mut post)?;
    if !matches!(plan, Plan::Draft) {
        admissible(&world, &post)?;
    }
    Ok(carry_out(&mut world, post, &plan, StatusCode::CREATED))
}

/// The post a body describes, not kept yet.
pub fn written(world: &mut World, body: &Body, digest: String) -> Result<StoredPost, Refusal> {
    let now = world.now();
    Ok(StoredPost {
        targets: body.targets()?.unwrap_or_default(),
        scheduled_for: body.time()?,
        id: world.ids.hex(24),
        content: body.content.clone().unwrap_or_default(),
        media: with_address(body.media_items.clone().unwrap_or_default()),
        timezone: body.timezone.clone().unwrap_or_else(|| "UTC".to_owned()),
        status: "draft".to_owned(),
        labels: body.labels(),
        metadata: body.metadata.clone().unwrap_or_default(),
        queued_from: None,
        queue: None,
        created_at: now,
        updated_at: now,
        idempotency_key: None,
        request_id: None,
        body_sha256: digest,
    })
}

/// The post made by the same call before.
fn earlier<'a>(
    world: &'a World,
    key: Option<&str>,
    request_id: Option<&str>,
    digest: &str,
) -> Result<Option<&'a StoredPost>, Refusal> {
    let posts = || world.zernio.posts.values().rev();
    if let Some(earlier) =
        key.and_then(|key| posts().find(|post| post.idempotency_key.as_deref() == Some(key)))
    {
        if earlier.body_sha256 != digest {
            return Err(refusal(
                409,
                "invalid_request_error",
                "idempotency_conflict",
                "This Idempotency-Key was used with another body.",
            ));
        }
        return Ok(Some(earlier));
    }
    let since = world.now() - TimeDelta::minutes(REQUEST_ID_MINUTES);
    Ok(request_id.and_then(|id| {
        posts().take_while(|post| post.created_at > since).find(|post| post.request_id.as_deref() == Some(id))
    }))
}

/// Reads when the post is to go out, and takes a slot where a queue decides.
pub fn plan(world: &World, body: &Body, post: &mut StoredPost) -> Result<Plan, Refusal> {
    let now = world.now();
    if body.is_draft == Some(true) {
        return Ok(Plan::Draft);
    }
    if body.requires_approval {
        return Ok(Plan::Approval);
    }
    if body.publish_now {
        post.scheduled_for = None;
        return Ok(Plan::Now);
    }
    if let Some(at) = post.scheduled_for {
        body.zone()?;
        return Ok(if at <= now { Plan::Now } else { Plan::Later });
    }
    if let Some(profile) = &body.queued_from_profile {
        let (queue, at) = queue::take_slot(world, profile, body.queue_id.as_deref())?;
        post.scheduled_for = Some(at);
        post.queued_from = Some(profile.clone());
        post.queue = Some(queue);
        return Ok(Plan::Later);
    }
    let own_times = post.targets.iter().filter_map(|target| target.scheduled_for).min();
    Ok(own_times.map_or(Plan::Draft, |_| Plan::Later))
}

/// Keeps the post, publishing it first where that is the plan, and answers.
pub fn carry_out(world: &mut World, mut post: StoredPost, plan: &Plan, success: StatusCode) -> Response {
    let message = match plan {
        Plan::Draft => {
            "draft".clone_into(&mut post.status);
            "Draft saved successfully"
        }
        Plan::Approval => {
            "pending_approval".clone_into(&mut post.status);
            "Post submitted for approval"
        }
        Plan::Later => {
            "scheduled".clone_into(&mut post.status);
            enqueue(world, &post);
            "Post scheduled successfully"
        }
        Plan::Now => "Post published successfully",
    };
    world.zernio.posts.insert(post.id.clone(), post.clone());
    match plan {
        Plan::Now => {
            publish(world, &mut post);
            published(world, &post, message, success)
        }
        _ => {
            if let Plan::Later = plan {
                events::post(world, "post.scheduled", &post);
            }
            (success, Json(json!({"message": message, "post": post.json(world)}))).into_response()
        }
    }
}

/// A publishing that the caller waited for: 207 unless all of it is out.
pub fn published(world: &World, post: &StoredPost, message: &str, success: StatusCode) -> Response {
    let json = post.json(world);
    let (message, error) = match post.status.as_str() {
        "published" | "scheduled" => {
            return (success, Json(json!({"message": message, "post": json}))).into_response();
        }
        "partial" => ("Post created, but some platforms failed", None),
        "failed" => ("Post created, but publishing failed", Some("Publishing failed on every platform")),
        _ => ("Post created; publishing will be retried", Some("Publishing is delayed by the platform")),
    };
    let results: Vec<Value> = post
        .targets
        .iter()
        .map(|target| {
            json!({
                "platform": "linkedin",
                "status": target.status,
                "error": target.failure.as_ref().map(|failure| failure.message.as_str()),
            })
        })
        .collect();
    let mut body = json!({"post": json, "message": message, "platformResults": results});
    if let Some(error) = error {
        body["error"] = json!(error);
    }
    (StatusCode::MULTI_STATUS, Json(body)).into_response()
}

/// What Zernio refuses before it keeps anything.
pub fn admissible(world: &World, post: &StoredPost) -> Result<(), Refusal> {
    if post.targets.is_empty() {
        return Err(invalid("platforms", "platforms is required unless the post is a draft."));
    }
    for target in &post.targets {
        target_admissible(world, post, target)?;
    }
    Ok(())
}

fn target_admissible(world: &World, post: &StoredPost, target: &Target) -> Result<(), Refusal> {
    let now = world.now();
    // Of an account that is another team's, or nobody's.
    let account = world.zernio.account(&target.account).ok_or_else(|| {
        refusal(403, "permission_error", "", "You do not have access to this account.").without_code()
    })?;
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
    let (text, media) = (post.text_of(target), post.media_of(target));
    let is_page = account.organization.is_some() || target.specific.contains_key("organizationUrn");
    if let Some(problem) = problems(world, text, media, &target.specific, is_page).into_iter().next() {
        return Err(problem.into());
    }
    let since = now - TimeDelta::hours(DUPLICATE_HOURS);
    let recent = || {
        world
            .zernio
            .posts
            .values()
            .rev()
            .filter(|earlier| earlier.id != post.id && earlier.created_at > since)
            .filter(|earlier| !matches!(earlier.status.as_str(), "draft" | "failed" | "cancelled"))
    };
    let addresses =
        |items: &[super::stored::MediaItem]| items.iter().map(|item| item.url.clone()).collect::<Vec<_>>();
    let twin = recent().find(|earlier| {
        earlier.targets.iter().any(|other| {
            other.account == target.account
                && earlier.text_of(other) == text
                && addresses(earlier.media_of(other)) == addresses(media)
        })
    });
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
    let hour_ago = now - TimeDelta::hours(1);
    let last_hour: Vec<DateTime<Utc>> = recent()
        .filter(|earlier| earlier.created_at > hour_ago)
        .filter(|earlier| earlier.targets.iter().any(|other| other.account == target.account))
        .map(|earlier| earlier.created_at)
        .collect();
    if last_hour.len() >= POSTS_PER_HOUR {
        let oldest = last_hour.last().copied().unwrap_or(now);
        return Err(refusal(
            429,
            "rate_limit_error",
            "posts_per_hour",
            "An account takes 25 posts per hour.",
        )
        .with_details(json!({"accountId": account.id, "platform": "linkedin", "limit": POSTS_PER_HOUR}))
        .retry_after((oldest + TimeDelta::hours(1) - now).num_seconds()));
    }
    Ok(())
}
