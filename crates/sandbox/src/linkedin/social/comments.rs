//! `/socialActions/{urn}/comments`, under `/rest` and under `/v2`.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::comment_body::{comment_json, complaints};
use super::{READ, Subject, made, speaker, speaking, speaks_through, subject};
use crate::linkedin::access::{Entered, enter};
use crate::linkedin::call::Call;
use crate::linkedin::errors::{
    ApiError, field as field_refused, gateway, input, not_found, plain, unresolved,
};
use crate::linkedin::media::Kind;
use crate::linkedin::posts::insufficient;
use crate::linkedin::restli::Method;
use crate::linkedin::schema;
use crate::linkedin::webhooks::{Happened, happened};
use crate::world::{Comment, Ctx, World};

const MOST: usize = 100;

/// `POST …/comments`.
pub async fn create(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(urn): Path<String>,
    call: Call,
    body: Bytes,
) -> Result<Response, ApiError> {
    let mut world = hub.world();
    let (resource, scopes) = speaking(&call.path);
    let entered = enter(&world, &headers, &call, resource, scopes)?;
    let body = schema::object(&body)?;
    schema::collected_by_older(complaints(&body))?;
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let (actor, agent) = speaker(&world, &entered, text("actor").unwrap_or_default(), "actor")?;
    let (post, activity, parent) = place(&world, &urn, text("object"), text("parentComment"))?;
    let message = |name: &str| body.get("message").and_then(|message| message.get(name)).cloned();
    let words = message("text").and_then(|text| text.as_str().map(ToOwned::to_owned)).unwrap_or_default();
    let content = body.get("content").cloned().unwrap_or_default();
    pictures(&world, &content)?;
    if words.trim().is_empty() && content.is_null() {
        return Err(input(400, "INVALID_VALUE_BLANK_FIELD", "message.text can't be blank", "message.text"));
    }
    unhurried(&world, &actor)?;
    let now = world.now();
    let comment = Comment {
        id: world.ids.snowflake(),
        actor,
        agent,
        post,
        activity,
        parent,
        text: words,
        attributes: message("attributes").unwrap_or_else(|| json!([])),
        content,
        created_at: now,
        modified_at: now,
    };
    let id = comment.id.clone();
    world.social.add_comment(comment.clone());
    told(&mut world, "COMMENT", &comment);
    let json = comment_json(&world, &comment);
    Ok(made(&id, json))
}

/// The post a comment will stand under, its activity, and the comment it answers.
fn place(
    world: &World,
    urn: &str,
    object: Option<&str>,
    parent: Option<&str>,
) -> Result<(String, String, Option<String>), ApiError> {
    let above = subject(world, urn)?;
    let post = world.posts.find(above.post_urn()).ok_or_else(not_found)?;
    let ready = post.created_at + TimeDelta::seconds(world.config.activity_delay_s);
    if world.now() < ready {
        return Err(plain(400, "Unable to obtain activity"));
    }
    let elsewhere = |name: &str, urn: &str| {
        input(400, "INVALID_VALUE_FOR_FIELD", &format!("{name} can't be set to {urn}"), name)
    };
    if let Some(object) = object
        && subject(world, object)?.post_urn() != post.urn
    {
        return Err(elsewhere("object", object));
    }
    if world.social.is_closed(&post.urn) {
        return Err(plain(403, "Comments are closed on this entity"));
    }
    let answered = match parent {
        None => above,
        Some(parent) => match subject(world, parent)? {
            comment @ Subject::Comment(_) if comment.post_urn() == post.urn => comment,
            _ => return Err(elsewhere("parentComment", parent)),
        },
    };
    let parent = match answered {
        Subject::Post(_) => None,
        // An answer to an answer stands under the same comment.
        Subject::Comment(comment) => Some(comment.parent.clone().unwrap_or_else(|| comment.id.clone())),
    };
    Ok((post.urn.clone(), post.activity_urn(), parent))
}

/// `content[].entity.image` must be a picture that was announced.
fn pictures(world: &World, content: &Value) -> Result<(), ApiError> {
    for item in content.as_array().into_iter().flatten() {
        let urn = item.pointer("/entity/image").and_then(Value::as_str).unwrap_or_default();
        if world.linkedin.media.of_kind(Kind::Image, urn).is_none() {
            return Err(input(400, "INVALID_IMAGE_ID", "This Image ID is invalid", "content.entity.image"));
        }
    }
    Ok(())
}

fn unhurried(world: &World, actor: &str) -> Result<(), ApiError> {
    let pause = TimeDelta::seconds(world.config.comment_interval_s);
    match world.social.last_comment(actor) {
        Some(last) if world.now() < last + pause => Err(gateway(
            429,
            101,
            "TOO_MANY_REQUESTS",
            "Comment create throttled: creation rate limit exceeded for member",
        )),
        _ => Ok(()),
    }
}

/// `GET …/comments`: a page of them, or those of `ids=`.
pub async fn list(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(urn): Path<String>,
    call: Call,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    enter(&world, &headers, &call, speaking(&call.path).0, READ)?;
    let above = subject(&world, &urn)?;
    if call.method == Method::BatchGet {
        return call
            .batch(|id| found(&world, above.post_urn(), id).map(|comment| comment_json(&world, comment)))
            .map(Json);
    }
    let parent = match &above {
        Subject::Post(_) => None,
        Subject::Comment(comment) => Some(comment.id.as_str()),
    };
    let all = world.social.answers(above.post_urn(), parent);
    call.collection(all.map(|comment| comment_json(&world, comment)).collect(), MOST).map(Json)
}

/// `GET …/comments/{id}`.
pub async fn show(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path((urn, id)): Path<(String, String)>,
    call: Call,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    enter(&world, &headers, &call, speaking(&call.path).0, READ)?;
    let above = subject(&world, &urn)?;
    found(&world, above.post_urn(), &id).map(|comment| Json(comment_json(&world, comment)))
}

fn found<'a>(world: &'a World, post: &str, id: &str) -> Result<&'a Comment, ApiError> {
    world.social.comment(id).filter(|comment| comment.post == post).ok_or_else(not_found)
}

/// `POST …/comments/{id}?actor={urn}` with `X-RestLi-Method: PARTIAL_UPDATE`.
pub async fn update(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path((urn, id)): Path<(String, String)>,
    call: Call,
    body: Bytes,
) -> Result<Response, ApiError> {
    let mut world = hub.world();
    let (resource, scopes) = speaking(&call.path);
    let entered = enter(&world, &headers, &call, resource, scopes)?;
    if call.method != Method::PartialUpdate {
        return Err(unresolved());
    }
    let above = subject(&world, &urn)?.post_urn().to_owned();
    let author = found(&world, &above, &id)?.actor.clone();
    let (actor, _) = speaker(&world, &entered, call.text("actor").unwrap_or(&author), "actor")?;
    if actor != author {
        return Err(insufficient());
    }
    let body = schema::object(&body)?;
    let set = body.get("patch").and_then(|patch| patch.pointer("/message/$set"));
    let text = set
        .and_then(|set| set.get("text"))
        .and_then(Value::as_str)
        .ok_or_else(|| schema::missing("/patch/message/$set/text"))?;
    let now = world.now();
    if let Some(comment) = world.social.comment_mut(&id) {
        text.clone_into(&mut comment.text);
        if let Some(attributes) = set.and_then(|set| set.get("attributes")) {
            comment.attributes = attributes.clone();
        }
        comment.modified_at = now;
    }
    if let Some(edited) = world.social.comment(&id).cloned() {
        told(&mut world, "COMMENT_EDIT", &edited);
    }
    if world.config.comment_edit_status == 204 {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let json = world.social.comment(&id).map(|comment| comment_json(&world, comment));
    Ok((StatusCode::OK, Json(json)).into_response())
}

/// `DELETE …/comments/{id}?actor={urn}`: by who wrote it, or by the page it was written to.
pub async fn remove(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path((urn, id)): Path<(String, String)>,
    call: Call,
) -> Result<StatusCode, ApiError> {
    let mut world = hub.world();
    let (resource, scopes) = speaking(&call.path);
    let entered = enter(&world, &headers, &call, resource, scopes)?;
    let post = subject(&world, &urn)?.post_urn().to_owned();
    let author = found(&world, &post, &id)?.actor.clone();
    allowed_to_remove(&world, &entered, call.text("actor").unwrap_or(&author), &author, &post)?;
    let gone = world.social.comment(&id).cloned();
    world.social.remove_comment(&id);
    if let Some(gone) = gone {
        told(&mut world, "COMMENT_DELETE", &gone);
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Tells the webhooks of the page whose post it is about.
fn told(world: &mut World, action: &str, comment: &Comment) {
    let (actor, generated) = (&comment.actor, &comment.urn());
    happened(world, &Happened { action, post: &comment.post, actor, generated, text: &comment.text });
}

fn allowed_to_remove(
    world: &World,
    entered: &Entered,
    actor: &str,
    author: &str,
    post: &str,
) -> Result<(), ApiError> {
    let owner = world.posts.find(post).map(|post| post.author_urn.as_str()).unwrap_or_default();
    if actor != entered.caller.urn && !speaks_through(world, &entered.caller, actor) {
        return Err(field_refused(
            "Field Value validation failed in QUERY_PARAMS: Data Processing Exception while processing fields [/actor]",
        ));
    }
    speaker(world, entered, actor, "actor")?;
    if actor == author || actor == owner { Ok(()) } else { Err(insufficient()) }
}
