//! How much was said: `/rest/socialMetadata`, and the older `/socialActions/{urn}`.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::{READ, SPEAK, Subject, speaking, subject};
use crate::linkedin::access::{Caller, enter};
use crate::linkedin::call::Call;
use crate::linkedin::errors::{ApiError, unresolved};
use crate::linkedin::posts::insufficient;
use crate::linkedin::restli::Method;
use crate::linkedin::schema::{self, Kind, field};
use crate::world::{Ctx, World};

const RESOURCE: &str = "partnerApiSocialMetadata";

/// `GET /rest/socialMetadata/{urn}`.
pub async fn show(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(urn): Path<String>,
    call: Call,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    enter(&world, &headers, &call, RESOURCE, READ)?;
    metadata(&world, &urn).map(Json)
}

/// `GET /rest/socialMetadata?ids=List(…)`.
pub async fn several(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    call: Call,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    enter(&world, &headers, &call, RESOURCE, READ)?;
    if call.method != Method::BatchGet {
        return Err(unresolved());
    }
    call.batch(|urn| metadata(&world, urn)).map(Json)
}

fn metadata(world: &World, urn: &str) -> Result<Value, ApiError> {
    let about = subject(world, urn)?;
    let (all, first) = counts(world, &about);
    let reactions: Map<String, Value> = world
        .social
        .counted(&about.urn())
        .into_iter()
        .map(|(kind, count)| (kind.to_owned(), json!({"reactionType": kind, "count": count})))
        .collect();
    Ok(json!({
        "entity": urn,
        "commentsState": state(world, &about),
        "commentSummary": {"count": all, "topLevelCount": first},
        "reactionSummaries": reactions,
    }))
}

/// All comments below it, and those that answer it directly.
fn counts(world: &World, about: &Subject<'_>) -> (usize, usize) {
    match about {
        Subject::Post(post) => {
            (world.social.thread(&post.urn).count(), world.social.answers(&post.urn, None).count())
        }
        Subject::Comment(comment) => {
            let answers = world.social.answers(&comment.post, Some(&comment.id)).count();
            (answers, answers)
        }
    }
}

fn state(world: &World, about: &Subject<'_>) -> &'static str {
    if world.social.is_closed(about.post_urn()) { "CLOSED" } else { "OPEN" }
}

/// `POST /rest/socialMetadata/{urn}`: who wrote the post opens and closes its comments.
pub async fn update(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(urn): Path<String>,
    call: Call,
    body: Bytes,
) -> Result<StatusCode, ApiError> {
    let mut world = hub.world();
    let entered = enter(&world, &headers, &call, RESOURCE, SPEAK)?;
    let body = schema::object(&body)?;
    let set = body
        .get("patch")
        .and_then(|patch| patch.get("$set"))
        .and_then(Value::as_object)
        .ok_or_else(|| schema::missing("/patch/$set"))?;
    schema::collected(schema::complaints(
        "/patch/$set",
        set,
        &[field("commentsState", Kind::Symbol(&["OPEN", "CLOSED"]), true)],
    ))?;
    let post = subject(&world, &urn)?.post_urn().to_owned();
    let author = world.posts.find(&post).map(|post| post.author_urn.clone()).unwrap_or_default();
    if !speaks_for(&world, &entered.caller, &author) {
        return Err(insufficient());
    }
    world.social.set_closed(&post, set.get("commentsState") == Some(&json!("CLOSED")));
    Ok(StatusCode::NO_CONTENT)
}

fn speaks_for(world: &World, caller: &Caller, author: &str) -> bool {
    (author == caller.urn && caller.may("w_member_social_feed"))
        || (super::speaks_through(world, caller, author) && caller.may("w_organization_social_feed"))
}

/// `GET /socialActions/{urn}`.
pub async fn summary(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(urn): Path<String>,
    call: Call,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    let entered = enter(&world, &headers, &call, speaking(&call.path).0, READ)?;
    sums(&world, &entered.caller, &urn).map(Json)
}

/// `GET /socialActions?ids=List(…)`.
pub async fn summaries(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    call: Call,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    let entered = enter(&world, &headers, &call, speaking(&call.path).0, READ)?;
    if call.method != Method::BatchGet {
        return Err(unresolved());
    }
    call.batch(|urn| sums(&world, &entered.caller, urn)).map(Json)
}

fn sums(world: &World, caller: &Caller, urn: &str) -> Result<Value, ApiError> {
    let about = subject(world, urn)?;
    let (all, first) = counts(world, &about);
    let likes = world.social.reactions(&about.urn()).count();
    Ok(json!({
        "likesSummary": {
            "totalLikes": likes,
            "aggregatedTotalLikes": likes,
            "likedByCurrentUser": world.social.reaction(&about.urn(), &caller.urn).is_some(),
            "selectedLikes": [],
        },
        "commentsSummary": {
            "totalFirstLevelComments": first,
            "aggregatedTotalComments": all,
            "selectedComments": [],
            "commentsState": state(world, &about),
        },
        "$URN": urn,
        "target": about.public_urn(),
    }))
}
