//! `/api/v1/posts/{id}/comments` and reactions.

use axum::Json;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::errors::{ApiError, invalid, missing, not_found, unsaid};
use super::{Cursor, Keyed, Session, connected, limited, parsed};
use crate::unipile::publishing;
use crate::unipile::remarks::{self, Speaker};
use crate::world::{Comment, Reaction, World, iso_millis};

#[derive(Deserialize)]
pub struct ListQuery {
    comment_id: Option<String>,
    limit: Option<String>,
    cursor: Option<String>,
}

impl ListQuery {
    /// How many to skip, and how many to show.
    fn page(&self) -> Result<(usize, usize), ApiError> {
        let cursor = self.cursor.as_deref().map(Cursor::read).transpose()?;
        let limit = limited(self.limit.as_deref(), cursor.as_ref().map_or(100, |cursor| cursor.limit), 100)?;
        let start = match &cursor {
            Some(cursor) => {
                cursor.cursor["start"].as_u64().ok_or_else(|| invalid("cursor is not one of this list."))?
            }
            None => 0,
        };
        Ok((usize::try_from(start).unwrap_or(usize::MAX), limit))
    }
}

/// `GET /api/v1/posts/{id}/comments`: a post's, or with `comment_id` the answers to one of them.
pub async fn comments(
    session: Session,
    Path(id): Path<String>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Value>, ApiError> {
    let world = session.world();
    let (start, limit) = query.page()?;
    let post = publishing::find(&world, &id).ok_or_else(|| not_found("Post"))?;
    let found: Vec<&Comment> = world.social.answers(&post.urn, query.comment_id.as_deref()).collect();
    let items: Vec<Value> =
        found.iter().skip(start).take(limit).map(|comment| comment_json(&world, comment)).collect();
    Ok(Json(listed("CommentList", items, start, limit, found.len())))
}

fn listed(object: &str, items: Vec<Value>, start: usize, limit: usize, total: usize) -> Value {
    let next =
        (start.saturating_add(limit) < total).then(|| Cursor::text(limit, json!({"start": start + limit})));
    json!({"object": object, "items": items, "cursor": next, "total_items": total})
}

fn comment_json(world: &World, comment: &Comment) -> Value {
    let speaker = remarks::who(world, &comment.actor);
    let distance = (!speaker.is_company).then_some("FIRST_DEGREE");
    json!({
        "object": "Comment",
        "id": comment.id,
        "post_id": comment.activity,
        "author": speaker.name,
        "author_details": {
            "id": speaker.id,
            "is_company": speaker.is_company,
            "headline": speaker.headline,
            "profile_url": speaker.profile_url,
            "network_distance": distance,
        },
        "date": iso_millis(comment.created_at),
        "text": comment.text,
        "reaction_counter": world.social.reactions(&comment.urn()).count(),
        "reply_counter": world.social.answers(&comment.post, Some(&comment.id)).count(),
    })
}

#[derive(Deserialize)]
struct CommentBody {
    account_id: Option<String>,
    text: Option<String>,
    comment_id: Option<String>,
    as_organization: Option<String>,
}

/// `POST /api/v1/posts/{id}/comments`.
pub async fn comment(
    keyed: Keyed,
    headers: HeaderMap,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let mut world = keyed.world();
    let body: CommentBody = parsed(&headers, &body)?;
    let account = connected(&world, body.account_id.as_deref())?.clone();
    let text = body.text.ok_or_else(|| missing("text"))?;
    let (parent, page) = (body.comment_id.as_deref(), body.as_organization.as_deref());
    let id = remarks::comment(&mut world, &account, &id, parent, page, &text).map_err(unsaid)?;
    Ok((StatusCode::CREATED, Json(json!({"object": "CommentSent", "comment_id": id}))))
}

/// `GET /api/v1/posts/{id}/reactions`.
pub async fn reactions(
    session: Session,
    Path(id): Path<String>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Value>, ApiError> {
    let world = session.world();
    let (start, limit) = query.page()?;
    let entity = remarks::entity(&world, &id, query.comment_id.as_deref()).map_err(unsaid)?;
    let found: Vec<&Reaction> = world.social.reactions(&entity).collect();
    let items: Vec<Value> = found
        .iter()
        .skip(start)
        .take(limit)
        .map(|reaction| {
            json!({
                "object": "PostReaction",
                "value": reaction.kind,
                "author": author_json(&remarks::who(&world, &reaction.actor)),
            })
        })
        .collect();
    Ok(Json(listed("PostReactionList", items, start, limit, found.len())))
}

fn author_json(speaker: &Speaker) -> Value {
    json!({
        "id": speaker.id,
        "type": if speaker.is_company { "COMPANY" } else { "INDIVIDUAL" },
        "name": speaker.name,
        "headline": speaker.headline,
        "profile_url": speaker.profile_url,
    })
}

#[derive(Deserialize)]
struct ReactionBody {
    account_id: Option<String>,
    post_id: Option<String>,
    comment_id: Option<String>,
    reaction_type: Option<String>,
    as_organization: Option<String>,
}

/// `POST /api/v1/posts/reaction`: a like unless named otherwise.
pub async fn react(
    keyed: Keyed,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let mut world = keyed.world();
    let body: ReactionBody = parsed(&headers, &body)?;
    let account = connected(&world, body.account_id.as_deref())?.clone();
    let post = body.post_id.ok_or_else(|| missing("post_id"))?;
    let kind = body.reaction_type.as_deref().unwrap_or("like");
    let (comment, page) = (body.comment_id.as_deref(), body.as_organization.as_deref());
    remarks::react(&mut world, &account, &post, comment, page, kind).map_err(unsaid)?;
    Ok((StatusCode::CREATED, Json(json!({"object": "ReactionAdded"}))))
}
