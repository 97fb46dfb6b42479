//! Reading posts: one, and a member's or page's.

use axum::Json;
use axum::extract::{Path, Query};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

use super::errors::{ApiError, invalid, not_found};
use super::{Cursor, Session, limited};
use crate::unipile::{publishing, remarks};
use crate::world::{Person, Post, World, iso_millis};

/// `GET /api/v1/posts/{id}`: by number or URN.
pub async fn show(session: Session, Path(id): Path<String>) -> Result<Json<Value>, ApiError> {
    let world = session.world();
    let post = publishing::find(&world, &id).ok_or_else(|| not_found("Post"))?;
    Ok(Json(post_json(&world, post)))
}

#[derive(Deserialize)]
pub struct ListQuery {
    is_company: Option<String>,
    limit: Option<String>,
    cursor: Option<String>,
}

/// `GET /api/v1/users/{identifier}/posts`: the newest first.
pub async fn list(
    session: Session,
    Path(identifier): Path<String>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Value>, ApiError> {
    let world = session.world();
    let account = &session.account;
    let cursor = query.cursor.as_deref().map(Cursor::read).transpose()?;
    let limit = limited(query.limit.as_deref(), cursor.as_ref().map_or(100, |cursor| cursor.limit), 100)?;
    let start = match &cursor {
        Some(cursor) => {
            cursor.cursor["start"].as_u64().ok_or_else(|| invalid("cursor is not one of this list."))?
        }
        None => 0,
    };
    let author = if query.is_company.as_deref() == Some("true") {
        let page = world
            .people
            .organization(&identifier)
            .or_else(|| world.people.organizations.iter().find(|page| page.vanity == identifier));
        format!("urn:li:organization:{}", page.ok_or_else(|| not_found("Company"))?.id)
    } else {
        let own = identifier == "me";
        let person =
            if own { world.people.get(&account.person) } else { publishing::member(&world, &identifier) };
        person.map(Person::urn).ok_or_else(|| not_found("User"))?
    };
    let start = usize::try_from(start).unwrap_or(usize::MAX);
    let mut posts = world.posts.by(&author).rev().filter(|post| !post.deleted).skip(start);
    let items: Vec<Value> = posts.by_ref().take(limit).map(|post| post_json(&world, post)).collect();
    let next = posts.next().map(|_| Cursor::text(limit, json!({"start": start + limit})));
    Ok(Json(json!({"object": "PostList", "items": items, "cursor": next})))
}

/// The post as version 1 shows it.
fn post_json(world: &World, post: &Post) -> Value {
    let attachments = post.content.get("attachments").filter(|list| list.is_array());
    let reshared = post.content.get("reshare").and_then(Value::as_str).and_then(|urn| world.posts.find(urn));
    let (reactions, comments, reposts) = remarks::counts(world, post);
    let mut json = json!({
        "object": "Post",
        "provider": "LINKEDIN",
        "id": post.urn.rsplit(':').next(),
        "social_id": post.activity_urn(),
        "share_url": format!("{}/feed/update/{}/", world.endpoints.linkedin.www, post.urn),
        "text": post.text,
        "date": age(world.now() - post.created_at),
        "parsed_datetime": iso_millis(post.created_at),
        "reaction_counter": reactions,
        "comment_counter": comments,
        "repost_counter": reposts,
        "impressions_counter": 0,
        "author": author_json(post),
        "permissions": {"can_react": true, "can_share": true, "can_post_comments": true},
        "is_repost": reshared.is_some(),
        "attachments": attachments.cloned().unwrap_or_else(|| json!([])),
    });
    if let Some(original) = reshared {
        let at: DateTime<Utc> = original.created_at;
        json["repost_content"] = json!({
            "id": original.urn.rsplit(':').next(),
            "date": age(world.now() - at),
            "parsed_datetime": iso_millis(at),
            "author": author_json(original),
            "text": original.text,
        });
    }
    json
}

fn author_json(post: &Post) -> Value {
    json!({
        "public_identifier": post.author_slug,
        "name": post.author_name,
        "is_company": post.author_urn.starts_with("urn:li:organization:"),
    })
}

/// As LinkedIn's feed puts it: `5m`, `3h`, `2d`, `4w`.
fn age(since: TimeDelta) -> String {
    let minutes = since.num_minutes().max(0);
    match minutes {
        0..60 => format!("{minutes}m"),
        60..1_440 => format!("{}h", minutes / 60),
        1_440..10_080 => format!("{}d", minutes / 1_440),
        _ => format!("{}w", minutes / 10_080),
    }
}
