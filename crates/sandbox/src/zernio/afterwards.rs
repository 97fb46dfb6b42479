//! What can still be done with a post: change, retry, take back, edit, review.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::draft::{Body, with_address};
use super::errors::{Refusal, invalid, refusal};
use super::listing::no_post;
use super::posts::{Plan, admissible, carry_out, plan, published};
use super::publish::{publish, sum_up};
use super::stored::StoredPost;
use super::{Keyed, body_of, events, mentions};

/// `PUT /v1/posts/{id}`: everything but what is out already.
pub async fn update(keyed: Keyed, Path(id): Path<String>, bytes: Bytes) -> Result<Response, Refusal> {
    let mut world = keyed.world();
    let body: Body = body_of(&bytes)?;
    let mut post = world.zernio.posts.get(&id).cloned().ok_or_else(no_post)?;
    if matches!(post.status.as_str(), "published" | "publishing") {
        return Err(refusal(
            400,
            "invalid_request_error",
            "invalid_request",
            "A published post cannot be updated.",
        ));
    }
    let was_draft = post.status == "draft";
    apply(&body, &mut post)?;
    let stays_draft = body.is_draft.unwrap_or(was_draft);
    let plan = if stays_draft { Plan::Draft } else { plan(&world, &body, &mut post)? };
    if !stays_draft {
        // Another go for what did not go out.
        for target in &mut post.targets {
            if matches!(target.status.as_str(), "failed" | "cancelled") {
                "pending".clone_into(&mut target.status);
                target.failure = None;
            }
        }
        admissible(&world, &post)?;
    }
    post.updated_at = world.now();
    Ok(carry_out(&mut world, post, &plan, StatusCode::OK))
}

fn apply(body: &Body, post: &mut StoredPost) -> Result<(), Refusal> {
    if let Some(content) = &body.content {
        post.content.clone_from(content);
    }
    if let Some(media) = body.media_items.clone() {
        post.media = with_address(media);
    }
    if let Some(targets) = body.targets()? {
        // What is out already stays as it is.
        let out: Vec<_> =
            post.targets.iter().filter(|target| target.status == "published").cloned().collect();
        let new =
            targets.into_iter().filter(|target| out.iter().all(|other| other.account != target.account));
        post.targets = out.iter().cloned().chain(new).collect();
    }
    if let Some(at) = body.time()? {
        post.scheduled_for = Some(at);
    }
    if let Some(zone) = &body.timezone {
        post.timezone.clone_from(zone);
    }
    if let Some(metadata) = &body.metadata {
        post.metadata = metadata.clone();
    }
    post.labels.extend(body.labels());
    Ok(())
}

/// `POST /v1/posts/{id}/retry`.
pub async fn retry(keyed: Keyed, Path(id): Path<String>) -> Result<Response, Refusal> {
    let mut world = keyed.world();
    let mut post = world.zernio.posts.get(&id).cloned().ok_or_else(no_post)?;
    if !matches!(post.status.as_str(), "failed" | "partial") {
        return Err(refusal(
            400,
            "invalid_request_error",
            "invalid_resource_state",
            "Only failed posts can be retried.",
        ));
    }
    for target in post.targets.iter_mut().filter(|target| target.status == "failed") {
        "pending".clone_into(&mut target.status);
        target.scheduled_for = None;
        target.failure = None;
    }
    post.scheduled_for = post.scheduled_for.filter(|at| *at <= world.now());
    publish(&mut world, &mut post);
    Ok(published(&world, &post, "Post published successfully", StatusCode::OK))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OnPlatform {
    platform: Option<String>,
    account_id: Option<String>,
    content: Option<String>,
}

/// `POST /v1/posts/{id}/unpublish`: deleted at LinkedIn, kept here as cancelled.
pub async fn unpublish(keyed: Keyed, Path(id): Path<String>, bytes: Bytes) -> Result<Json<Value>, Refusal> {
    let mut world = keyed.world();
    let body: OnPlatform = body_of(&bytes)?;
    on_linkedin(body.platform.as_deref())?;
    let now = world.now();
    let mut post = world.zernio.posts.get(&id).cloned().ok_or_else(no_post)?;
    let mut gone = Vec::new();
    for (place, target) in post.targets.iter_mut().enumerate() {
        if target.status == "published" {
            "cancelled".clone_into(&mut target.status);
            gone.push(place);
        }
    }
    if gone.is_empty() {
        return Err(refusal(
            400,
            "invalid_request_error",
            "invalid_resource_state",
            "The post is not published on linkedin.",
        ));
    }
    for &place in &gone {
        let urn = post.targets[place].urn.clone().unwrap_or_default();
        if let Some(shown) = world.posts.find_mut(&urn) {
            shown.deleted = true;
            shown.modified_at = now;
        }
    }
    post.updated_at = now;
    sum_up(&post).clone_into(&mut post.status);
    world.zernio.posts.insert(id, post.clone());
    for place in gone {
        events::target(&mut world, "deleted", &post, &post.targets[place]);
    }
    if post.status == "cancelled" {
        events::post(&mut world, "post.cancelled", &post);
    }
    Ok(Json(json!({"success": true, "message": "Post deleted from linkedin successfully"})))
}

/// `POST /v1/posts/{id}/edit`: the text of what is out.
pub async fn edit(keyed: Keyed, Path(id): Path<String>, bytes: Bytes) -> Result<Json<Value>, Refusal> {
    let mut world = keyed.world();
    let body: OnPlatform = body_of(&bytes)?;
    on_linkedin(body.platform.as_deref())?;
    let content = body.content.filter(|content| !content.trim().is_empty());
    let content = content.ok_or_else(|| invalid("content", "content is required."))?;
    if content.chars().count() > 3_000 {
        return Err(invalid("content", "LinkedIn takes 3000 characters."));
    }
    let rendered = mentions::render(&world, &content)
        .map_err(|mention| invalid("content", format!("{mention} names nobody on LinkedIn.")))?;
    let now = world.now();
    let post = world.zernio.posts.get(&id).ok_or_else(no_post)?;
    let wanted = |account: &str| body.account_id.as_deref().is_none_or(|wanted| wanted == account);
    let found = post.targets.iter().find(|target| target.status == "published" && wanted(&target.account));
    let (urn, url) = found
        .and_then(|target| Some((target.urn.clone()?, target.url.clone()?)))
        .ok_or_else(|| invalid("platform", "The post is not published on linkedin."))?;
    let shown = world.posts.find_mut(&urn).filter(|shown| !shown.deleted);
    let shown = shown
        .ok_or_else(|| refusal(404, "not_found", "post_not_found", "LinkedIn no longer has this post."))?;
    shown.commentary.clone_from(&rendered.commentary);
    shown.stored = rendered.commentary;
    shown.text = rendered.text;
    shown.edited = true;
    shown.modified_at = now;
    if let Some(post) = world.zernio.posts.get_mut(&id) {
        post.updated_at = now;
        for target in post.targets.iter_mut().filter(|target| target.urn.as_ref() == Some(&urn)) {
            target.custom_content = Some(content.clone());
        }
    }
    Ok(Json(json!({"success": true, "id": urn, "url": url, "message": "Post edited successfully"})))
}

#[derive(Deserialize)]
struct Review {
    decision: Option<String>,
}

/// `POST /v1/posts/{id}/review`: lets a post out that waits for approval, or sends it back.
pub async fn review(keyed: Keyed, Path(id): Path<String>, bytes: Bytes) -> Result<Response, Refusal> {
    let mut world = keyed.world();
    let review: Review = body_of(&bytes)?;
    let post = world.zernio.posts.get(&id).cloned().ok_or_else(no_post)?;
    if post.status != "pending_approval" {
        return Err(refusal(
            409,
            "invalid_request_error",
            "invalid_resource_state",
            "The post does not wait for approval.",
        ));
    }
    let now = world.now();
    let plan = match (review.decision.as_deref(), post.scheduled_for) {
        (Some("approve"), Some(at)) if at > now => Plan::Later,
        (Some("approve"), _) => Plan::Now,
        (Some("reject"), _) => Plan::Draft,
        _ => return Err(invalid("decision", "decision takes approve and reject.")),
    };
    Ok(carry_out(&mut world, post, &plan, StatusCode::OK))
}

fn on_linkedin(platform: Option<&str>) -> Result<(), Refusal> {
    match platform {
        Some("linkedin") => Ok(()),
        Some(other) => Err(invalid("platform", format!("The post has no {other} target."))),
        None => Err(invalid("platform", "platform is required.")),
    }
}
