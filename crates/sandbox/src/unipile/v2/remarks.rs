//! `/v2/{account}/posts/{id}/comments` and `/reactions`. Unipile's guide names the first path; the
//! shapes, and the second path, are the sandbox's assumption.

use axum::Json;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Session;
use super::accounts::whole;
use super::errors::{ApiError, error, unsaid};
use super::intent::parsed;
use crate::unipile::publishing;
use crate::unipile::remarks::{self, Speaker};
use crate::world::{Comment, Reaction, World, iso_millis};

#[derive(Deserialize)]
pub struct ListQuery {
    limit: Option<String>,
    cursor: Option<String>,
}

impl ListQuery {
    /// How many to skip, and how many to show.
    fn page(&self) -> Result<(usize, usize), ApiError> {
        let limit = whole("limit", self.limit.as_deref(), 20, 1..=100)?;
        Ok((whole("cursor", self.cursor.as_deref(), 0, 0..=usize::MAX)?, limit))
    }
}

fn listed(object: &str, data: Vec<Value>, start: usize, limit: usize, total: usize) -> Json<Value> {
    let next = (start.saturating_add(limit) < total).then(|| (start + limit).to_string());
    Json(json!({"object": object, "data": data, "total_count": total, "next_cursor": next}))
}

/// `GET /v2/{account}/posts/{id}/comments`.
pub async fn comments(
    session: Session,
    Path((_, id)): Path<(String, String)>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Value>, ApiError> {
    let world = session.world();
    let (start, limit) = query.page()?;
    let post = publishing::find(&world, &id)
        .ok_or_else(|| error(404, "provider/resource_not_found", "Post not found."))?;
    let found: Vec<&Comment> = world.social.answers(&post.urn, None).collect();
    let data = found.iter().skip(start).take(limit).map(|comment| comment_json(&world, comment)).collect();
    Ok(listed("Comments", data, start, limit, found.len()))
}

#[derive(Deserialize)]
struct CommentBody {
    text: Option<String>,
    post_as: Option<String>,
}

/// `POST /v2/{account}/posts/{id}/comments`.
pub async fn comment(
    session: Session,
    Path((_, id)): Path<(String, String)>,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let mut world = session.world();
    let account = &session.account;
    let body: CommentBody = parsed(&body)?;
    let text = body.text.unwrap_or_default();
    let page = body.post_as.as_deref();
    let id = remarks::comment(&mut world, account, &id, None, page, &text).map_err(unsaid)?;
    let json = world.social.comment(&id).map_or(Value::Null, |comment| comment_json(&world, comment));
    Ok((StatusCode::CREATED, Json(json)))
}

fn comment_json(world: &World, comment: &Comment) -> Value {
    json!({
        "object": "Comment",
        "id": comment.id,
        "text": comment.text,
        "created_at": iso_millis(comment.created_at),
        "author": author_json(&remarks::who(world, &comment.actor)),
        "reactions_counter": world.social.reactions(&comment.urn()).count(),
        "replies_counter": world.social.answers(&comment.post, Some(&comment.id)).count(),
    })
}

fn author_json(speaker: &Speaker) -> Value {
    json!({
        "id": speaker.id,
        "public_identifier": speaker.public_identifier,
        "name": speaker.name,
        "is_company": speaker.is_company,
    })
}

/// `GET /v2/{account}/posts/{id}/reactions`.
pub async fn reactions(
    session: Session,
    Path((_, id)): Path<(String, String)>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Value>, ApiError> {
    let world = session.world();
    let (start, limit) = query.page()?;
    let entity = remarks::entity(&world, &id, None).map_err(unsaid)?;
    let found: Vec<&Reaction> = world.social.reactions(&entity).collect();
    let data = found.iter().skip(start).take(limit).map(|reaction| reaction_json(&world, reaction)).collect();
    Ok(listed("Reactions", data, start, limit, found.len()))
}

fn reaction_json(world: &World, reaction: &Reaction) -> Value {
    let word = remarks::REACTIONS.iter().find(|(_, kind)| *kind == reaction.kind).map(|(word, _)| *word);
    json!({
        "object": "Reaction",
        "reaction": word,
        "created_at": iso_millis(reaction.at),
        "author": author_json(&remarks::who(world, &reaction.actor)),
    })
}

#[derive(Deserialize)]
struct ReactionBody {
    #[serde(alias = "reaction_type")]
    reaction: Option<String>,
    post_as: Option<String>,
}

/// `POST /v2/{account}/posts/{id}/reactions`: a like unless named otherwise.
pub async fn react(
    session: Session,
    Path((_, id)): Path<(String, String)>,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let mut world = session.world();
    let account = &session.account;
    let body: ReactionBody = parsed(&body)?;
    let word = body.reaction.as_deref().unwrap_or("like");
    remarks::react(&mut world, account, &id, None, body.post_as.as_deref(), word).map_err(unsaid)?;
    Ok((StatusCode::CREATED, Json(json!({"object": "Reaction", "reaction": word}))))
}
