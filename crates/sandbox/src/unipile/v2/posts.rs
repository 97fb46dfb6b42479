//! `/v2/{account}/posts`: published at once, as the account's member.

use axum::Json;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Session;
use super::accounts::whole;
use super::errors::{ApiError, error, unpublished};
use super::intent::parsed;
use crate::unipile::publishing::{self, Draft, File};
use crate::unipile::{mentions, remarks};
use crate::world::{Person, Post, World, iso_millis};

#[derive(Deserialize)]
struct Body {
    text: String,
    #[serde(default)]
    attachments: Vec<Attachment>,
    can_read: Option<String>,
    can_comment: Option<String>,
    quoted_post_id: Option<String>,
    post_as: Option<String>,
}

/// `filename`, `content_type` and base64 `data`, says the guide for those who come from version 1.
/// Earlier clients guessed `mime_type`; `type` and `alt` are guesses, too, and do no harm.
#[derive(Deserialize)]
struct Attachment {
    #[serde(rename = "type")]
    kind: Option<String>,
    filename: Option<String>,
    #[serde(alias = "mime_type")]
    content_type: Option<String>,
    data: String,
    #[serde(default)]
    alt: String,
}

pub async fn create(session: Session, body: Bytes) -> Result<Response, ApiError> {
    let mut world = session.world();
    let account = &session.account;
    let body: Body = parsed(&body)?;
    if !matches!(body.can_read.as_deref(), None | Some("anyone" | "relations_only")) {
        return Err(invalid("can_read takes anyone and relations_only."));
    }
    if !matches!(body.can_comment.as_deref(), None | Some("anyone" | "relations_only" | "no_one")) {
        return Err(invalid("can_comment takes anyone, relations_only and no_one."));
    }
    if !body.attachments.is_empty() && !world.config.unipile_base64_attachments {
        return Err(invalid("attachments must be uploaded as files."));
    }
    let files = body.attachments.into_iter().map(file).collect::<Result<_, _>>()?;
    let words = mentions::read(&world, &body.text);
    let draft = Draft {
        text: words.text,
        stored: Some(words.stored),
        files,
        connections_only: body.can_read.as_deref() == Some("relations_only"),
        closed: body.can_comment.as_deref() == Some("no_one"),
        repost: body.quoted_post_id,
        organization: body.post_as,
        link: None,
    };
    let urn = publishing::publish(&mut world, &account.id, draft).map_err(unpublished)?;
    let post = publishing::find(&world, &urn).ok_or_else(not_found)?;
    let json = post_json(&world, post, &account.user_id);
    Ok((StatusCode::CREATED, Json(json)).into_response())
}

fn file(attachment: Attachment) -> Result<File, ApiError> {
    if !matches!(attachment.kind.as_deref(), None | Some("image" | "video" | "document" | "file")) {
        return Err(invalid("attachments[].type takes image, video and document."));
    }
    let bytes = STANDARD
        .decode(attachment.data.as_bytes())
        .map_err(|_| invalid("attachments[].data is not base64."))?;
    Ok(File {
        name: attachment.filename.unwrap_or_else(|| "attachment".to_owned()),
        bytes: bytes.into(),
        alt: attachment.alt,
        claimed: attachment.content_type,
    })
}

pub async fn show(session: Session, Path((_, id)): Path<(String, String)>) -> Result<Json<Value>, ApiError> {
    let world = session.world();
    let account = &session.account;
    let post = publishing::find(&world, &id).ok_or_else(not_found)?;
    Ok(Json(post_json(&world, post, &account.user_id)))
}

#[derive(Deserialize)]
struct Patch {
    text: Option<String>,
}

/// `PATCH /v2/{account}/posts/{id}`: other words for the author's own post.
pub async fn patch(
    session: Session,
    Path((_, id)): Path<(String, String)>,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let mut world = session.world();
    let account = &session.account;
    let patch: Patch = parsed(&body)?;
    let text =
        patch.text.filter(|text| !text.trim().is_empty()).ok_or_else(|| invalid("text is required."))?;
    let words = mentions::read(&world, &text);
    publishing::edit(&mut world, &account.person, &id, words).map_err(unpublished)?;
    let post = publishing::find(&world, &id).ok_or_else(not_found)?;
    Ok(Json(post_json(&world, post, &account.user_id)))
}

#[derive(Deserialize)]
pub struct ListQuery {
    limit: Option<String>,
    cursor: Option<String>,
}

/// `GET /v2/{account}/users/{id}/posts`: a member's or a page's, the newest first.
pub async fn list(
    session: Session,
    Path((_, id)): Path<(String, String)>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Value>, ApiError> {
    let world = session.world();
    let account = &session.account;
    let limit = whole("limit", query.limit.as_deref(), 20, 1..=100)?;
    let start = whole("cursor", query.cursor.as_deref(), 0, 0..=usize::MAX)?;
    let own = (id == "me").then(|| world.people.get(&account.person)).flatten();
    let author = own
        .or_else(|| publishing::member(&world, &id))
        .map(Person::urn)
        .or_else(|| publishing::page(&world, &id).map(|page| format!("urn:li:organization:{}", page.id)))
        .ok_or_else(|| error(404, "provider/resource_not_found", "User not found."))?;
    let posts: Vec<&Post> = world.posts.by(&author).rev().filter(|post| !post.deleted).collect();
    let data: Vec<Value> =
        posts.iter().skip(start).take(limit).map(|post| post_json(&world, post, &account.user_id)).collect();
    let next = (start + limit < posts.len()).then(|| (start + limit).to_string());
    Ok(Json(json!({"object": "Posts", "data": data, "total_count": posts.len(), "next_cursor": next})))
}

pub async fn remove(session: Session, Path((_, id)): Path<(String, String)>) -> Result<StatusCode, ApiError> {
    let mut world = session.world();
    let person = session.account.person.clone();
    let now = world.now();
    let post = world
        .posts
        .find_mut(&id)
        .filter(|post| !post.deleted && post.author_slug == person)
        .ok_or_else(not_found)?;
    post.deleted = true;
    post.modified_at = now;
    Ok(StatusCode::NO_CONTENT)
}

fn post_json(world: &World, post: &Post, author_id: &str) -> Value {
    let attachments = post.content.get("attachments").filter(|list| list.is_array());
    let quoted = post.content.get("reshare").and_then(Value::as_str).and_then(|urn| world.posts.find(urn));
    let is_company = post.author_urn.starts_with("urn:li:organization:");
    let (reactions, comments, reposts) = remarks::counts(world, post);
    let mut json = json!({
        "object": "Post",
        "id": post.provider_id,
        "share_url": format!("{}/feed/update/{}/", world.endpoints.linkedin.www, post.urn),
        "created_at": iso_millis(post.created_at),
        "text": post.text,
        "author": {
            "id": author_id,
            "public_identifier": post.author_slug,
            "name": post.author_name,
            "is_company": is_company,
        },
        "user_reacted": null,
        "permissions": {"can_share": true, "can_react": true, "can_post_comments": true},
        "reactions_counter": reactions,
        "comments_counter": comments,
        "reposts_counter": reposts,
        "attachments": attachments.cloned().unwrap_or_else(|| json!([])),
        "analytics": {
            "impressions_counter": 0,
            "engagements_counter": 0,
            "engagement_rate": 0,
            "clicks_counter": 0,
            "clickthrough_rate": 0,
        },
        "is_repost": quoted.is_some(),
    });
    if let Some(quoted) = quoted {
        json["quoted_post"] = json!({
            "object": "Post",
            "id": quoted.provider_id,
            "text": quoted.text,
            "created_at": iso_millis(quoted.created_at),
        });
    }
    json
}

fn invalid(detail: &str) -> ApiError {
    error(400, "api/invalid_parameters", detail)
}

fn not_found() -> ApiError {
    error(404, "provider/resource_not_found", "Post not found.")
}
