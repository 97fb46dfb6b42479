//! `/v2/{account}/posts`: published at once, as the account's member.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::errors::{ApiError, error};
use super::intent::parsed;
use super::{authorized, connected};
use crate::world::{Ctx, Media, Post, World, iso_millis};

const LONGEST_TEXT: usize = 3_000;
const LARGEST_SIDE: usize = 6_012;
const MOST_PICTURES: usize = 20;

#[derive(Deserialize)]
struct Body {
    text: String,
    #[serde(default)]
    attachments: Vec<Attachment>,
    can_read: Option<String>,
    can_comment: Option<String>,
}

/// How a file travels inside the JSON is not published; base64 is the sandbox's assumption.
#[derive(Deserialize)]
struct Attachment {
    #[serde(rename = "type")]
    kind: String,
    #[serde(rename = "filename")]
    _filename: Option<String>,
    mime_type: Option<String>,
    data: String,
    #[serde(default)]
    alt: String,
}

pub async fn create(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(account): Path<String>,
    body: Bytes,
) -> Result<Response, ApiError> {
    let mut world = hub.world();
    authorized(&world, &headers)?;
    let account = connected(&world, &account)?.clone();
    let body: Body = parsed(&body)?;
    if !matches!(body.can_read.as_deref(), None | Some("anyone" | "relations_only")) {
        return Err(invalid("can_read takes anyone and relations_only."));
    }
    if !matches!(body.can_comment.as_deref(), None | Some("anyone" | "relations_only" | "no_one")) {
        return Err(invalid("can_comment takes anyone, relations_only and no_one."));
    }
    if body.text.trim().is_empty() && body.attachments.is_empty() {
        return Err(invalid("text is required."));
    }
    if body.text.chars().count() > LONGEST_TEXT {
        return Err(error(400, "provider/invalid_parameters", "text is longer than 3000 characters."));
    }
    if body.attachments.len() > MOST_PICTURES {
        return Err(invalid("A post takes 20 attachments at most."));
    }
    if !body.attachments.is_empty() && !world.config.unipile_base64_attachments {
        return Err(invalid("attachments must be uploaded as files."));
    }
    let media = body
        .attachments
        .iter()
        .map(|attachment| picture(&mut world, attachment))
        .collect::<Result<Vec<_>, _>>()?;
    let number = world.ids.snowflake();
    let urn = format!("urn:li:{}:{number}", if media.is_empty() { "share" } else { "ugcPost" });
    let now = world.now();
    let author_urn =
        world.people.get(&account.person).map_or_else(|| account.user_id.clone(), crate::world::Person::urn);
    let post = Post {
        provider_id: URL_SAFE_NO_PAD.encode(&urn),
        urn,
        provider: "unipile",
        author_urn,
        author_name: account.name.clone(),
        author_slug: account.person.clone(),
        commentary: body.text.clone(),
        stored: body.text.clone(),
        // Unipile's text is plain: it escapes for LinkedIn itself.
        text: body.text,
        visibility: match body.can_read.as_deref() {
            Some("relations_only") => "CONNECTIONS".to_owned(),
            _ => "PUBLIC".to_owned(),
        },
        content: if media.is_empty() { Value::Null } else { json!({"attachments": media.len()}) },
        details: Map::new(),
        media,
        created_at: now,
        modified_at: now,
        edited: false,
        deleted: false,
        seeded: false,
    };
    let json = post_json(&world, &post, &account.user_id);
    world.posts.publish(post);
    Ok((StatusCode::CREATED, Json(json)).into_response())
}

pub async fn show(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path((account, id)): Path<(String, String)>,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    authorized(&world, &headers)?;
    let account = connected(&world, &account)?;
    let post = world.posts.find(&id).filter(|post| !post.deleted).ok_or_else(not_found)?;
    Ok(Json(post_json(&world, post, &account.user_id)))
}

pub async fn remove(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path((account, id)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    let mut world = hub.world();
    authorized(&world, &headers)?;
    let person = connected(&world, &account)?.person.clone();
    let post = world
        .posts
        .find_mut(&id)
        .filter(|post| !post.deleted && post.author_slug == person)
        .ok_or_else(not_found)?;
    post.deleted = true;
    Ok(StatusCode::NO_CONTENT)
}

fn picture(world: &mut World, attachment: &Attachment) -> Result<Media, ApiError> {
    let refuse = |detail: &str| error(422, "provider/invalid_file", detail);
    if attachment.kind != "image" {
        return Err(invalid("attachments[].type takes image."));
    }
    let bytes = STANDARD
        .decode(attachment.data.as_bytes())
        .map_err(|_| invalid("attachments[].data is not base64."))?;
    let kind = imagesize::image_type(&bytes).map_err(|_| refuse("The file is no picture."))?;
    let mime = match kind {
        imagesize::ImageType::Png => "image/png",
        imagesize::ImageType::Jpeg => "image/jpeg",
        imagesize::ImageType::Gif => "image/gif",
        _ => return Err(refuse("LinkedIn takes PNG, JPEG and GIF.")),
    };
    if attachment
        .mime_type
        .as_deref()
        .is_some_and(|claimed| claimed != mime && claimed != "application/octet-stream")
    {
        return Err(refuse("mime_type does not match the file."));
    }
    let size = imagesize::blob_size(&bytes).map_err(|_| refuse("The picture is damaged."))?;
    if size.width > LARGEST_SIDE || size.height > LARGEST_SIDE {
        return Err(refuse("The picture is larger than 6012 by 6012 pixels."));
    }
    Ok(Media {
        id: format!("att_{}", world.ids.ulid()),
        mime: mime.to_owned(),
        alt: attachment.alt.clone(),
        bytes: bytes.into(),
    })
}

fn post_json(world: &World, post: &Post, author_id: &str) -> Value {
    let attachments: Vec<Value> = post
        .media
        .iter()
        .map(|media| {
            json!({
                "id": media.id,
                "type": "img",
                "mimetype": media.mime,
                "url": format!("{}/dms/media/{}", world.endpoints.linkedin.www, media.id),
            })
        })
        .collect();
    json!({
        "object": "Post",
        "id": post.provider_id,
        "share_url": format!("{}/feed/update/{}/", world.endpoints.linkedin.www, post.urn),
        "created_at": iso_millis(post.created_at),
        "text": post.text,
        "author": {
            "id": author_id,
            "public_identifier": post.author_slug,
            "name": post.author_name,
            "is_company": false,
        },
        "user_reacted": null,
        "permissions": {"can_share": true, "can_react": true, "can_post_comments": true},
        "reactions_counter": 0,
        "comments_counter": 0,
        "reposts_counter": 0,
        "attachments": attachments,
        "analytics": {
            "impressions_counter": 0,
            "engagements_counter": 0,
            "engagement_rate": 0,
            "clicks_counter": 0,
            "clickthrough_rate": 0,
        },
        "is_repost": false,
    })
}

fn invalid(detail: &str) -> ApiError {
    error(400, "api/invalid_parameters", detail)
}

fn not_found() -> ApiError {
    error(404, "provider/resource_not_found", "Post not found.")
}
