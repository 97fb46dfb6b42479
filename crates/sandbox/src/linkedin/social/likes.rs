//! `/socialActions/{urn}/likes`, what reactions were before there were several kinds: a like is the
//! reaction `LIKE`, and every reaction is listed as one.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use serde_json::{Value, json};

use super::{READ, made, react, speaker, speaking, subject};
use crate::linkedin::access::enter;
use crate::linkedin::call::Call;
use crate::linkedin::errors::{ApiError, input, not_found};
use crate::linkedin::schema::{self, Kind, field};
use crate::world::{Ctx, Reaction};

const MOST: usize = 100;

/// `POST …/likes` with `{"actor","object"}`.
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
    schema::collected_by_older(schema::complaints(
        "",
        &body,
        &[field("actor", Kind::Text, true), field("object", Kind::Text, false)],
    ))?;
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let (actor, agent) = speaker(&world, &entered, text("actor").unwrap_or_default(), "actor")?;
    let about = subject(&world, &urn)?;
    if let Some(object) = text("object")
        && subject(&world, object)?.urn() != about.urn()
    {
        let message = format!("object can't be set to {object}");
        return Err(input(400, "INVALID_VALUE_FOR_FIELD", &message, "object"));
    }
    let (entity, public) = (about.urn(), about.public_urn());
    let reaction = Reaction { actor: actor.clone(), agent, kind: "LIKE".to_owned(), at: world.now() };
    let json = like_json(&public, &reaction);
    react(&mut world, &entity, &public, reaction)?;
    Ok(made(&actor, json))
}

fn like_json(entity: &str, reaction: &Reaction) -> Value {
    let at = reaction.at.timestamp_millis();
    let mut json = json!({
        "actor": reaction.actor,
        "created": {"actor": reaction.actor, "time": at},
        "lastModified": {"actor": reaction.actor, "time": at},
        "$URN": format!("urn:li:like:({},{entity})", reaction.actor),
        "object": entity,
    });
    if let Some(agent) = &reaction.agent {
        json["agent"] = json!(agent);
        json["created"]["impersonator"] = json!(agent);
        json["lastModified"]["impersonator"] = json!(agent);
    }
    json
}

/// `GET …/likes`: newest first.
pub async fn list(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(urn): Path<String>,
    call: Call,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    enter(&world, &headers, &call, speaking(&call.path).0, READ)?;
    let about = subject(&world, &urn)?;
    let mut all: Vec<&Reaction> = world.social.reactions(&about.urn()).collect();
    all.sort_by_key(|reaction| std::cmp::Reverse(reaction.at));
    let public = about.public_urn();
    call.collection(all.into_iter().map(|reaction| like_json(&public, reaction)).collect(), MOST).map(Json)
}

/// `GET …/likes/{actor}`.
pub async fn show(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path((urn, actor)): Path<(String, String)>,
    call: Call,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    enter(&world, &headers, &call, speaking(&call.path).0, READ)?;
    let about = subject(&world, &urn)?;
    let like = world.social.reaction(&about.urn(), &actor).ok_or_else(not_found)?;
    Ok(Json(like_json(&about.public_urn(), like)))
}

/// `DELETE …/likes/{actor}?actor={actor}`.
pub async fn remove(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path((urn, actor)): Path<(String, String)>,
    call: Call,
) -> Result<StatusCode, ApiError> {
    let mut world = hub.world();
    let (resource, scopes) = speaking(&call.path);
    let entered = enter(&world, &headers, &call, resource, scopes)?;
    speaker(&world, &entered, call.text("actor").unwrap_or(&actor), "actor")?;
    speaker(&world, &entered, &actor, "actor")?;
    let entity = subject(&world, &urn)?.urn();
    if world.social.unreact(&entity, &actor) { Ok(StatusCode::NO_CONTENT) } else { Err(not_found()) }
}
