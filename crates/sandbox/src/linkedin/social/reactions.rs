//! `/rest/reactions`.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use serde_json::{Value, json};

use super::{READ, SPEAK, react, speaker, subject};
use crate::linkedin::access::enter;
use crate::linkedin::call::Call;
use crate::linkedin::errors::{ApiError, not_found, param_invalid, plain, unresolved};
use crate::linkedin::restli::{Data, Method};
use crate::linkedin::schema::{self, Kind, field};
use crate::world::{Ctx, Reaction, World};

const RESOURCE: &str = "partnerApiReactions";
const KINDS: &[&str] = &["LIKE", "PRAISE", "EMPATHY", "INTEREST", "APPRECIATION", "ENTERTAINMENT"];
/// `MAYBE` was taken away with this version.
const WITHOUT_MAYBE: &str = "202307";
const MOST: usize = 100;

/// `POST /rest/reactions?actor={urn}`.
pub async fn create(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    call: Call,
    body: Bytes,
) -> Result<Response, ApiError> {
    let mut world = hub.world();
    let entered = enter(&world, &headers, &call, RESOURCE, SPEAK)?;
    let (actor, agent) = speaker(&world, &entered, call.required("actor")?, "actor")?;
    let body = schema::object(&body)?;
    schema::collected(schema::complaints(
        "",
        &body,
        &[field("root", Kind::Text, true), field("reactionType", Kind::Text, true)],
    ))?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let kind = text("reactionType");
    let early = entered.version.as_deref().is_some_and(|version| version < WITHOUT_MAYBE);
    let known = KINDS.contains(&kind) || (kind == "MAYBE" && early);
    if !known {
        return Err(plain(400, format!("ERROR :: /reactionType :: \"{kind}\" is not an enum symbol\n")));
    }
    let about = subject(&world, text("root"))?;
    let (entity, public) = (about.urn(), about.public_urn());
    let reaction = Reaction { actor, agent, kind: kind.to_owned(), at: world.now() };
    let json = reaction_json(&public, &reaction);
    let urn = react(&mut world, &entity, &public, reaction)?;
    let mut response = (StatusCode::CREATED, Json(json)).into_response();
    if let Ok(id) = HeaderValue::try_from(urn) {
        response.headers_mut().insert("x-restli-id", id);
    }
    Ok(response)
}

fn reaction_json(entity: &str, reaction: &Reaction) -> Value {
    let at = reaction.at.timestamp_millis();
    let stamp = match &reaction.agent {
        Some(agent) => json!({"actor": reaction.actor, "impersonator": agent, "time": at}),
        None => json!({"actor": reaction.actor, "time": at}),
    };
    json!({
        "id": format!("urn:li:reaction:({},{entity})", reaction.actor),
        "root": entity,
        "reactionType": reaction.kind,
        "created": stamp,
        "lastModified": stamp,
    })
}

/// `(entity:{urn})` or `(actor:{urn},entity:{urn})`, the last part of the path.
fn key(call: &Call) -> Result<(Option<String>, String), ApiError> {
    let raw = call.path.rsplit('/').next().unwrap_or_default();
    let key = Data::parse(raw).map_err(|_| param_invalid("reactionsId"))?;
    let part = |name: &str| key.get(name).and_then(Data::text).map(ToOwned::to_owned);
    Ok((part("actor"), part("entity").ok_or_else(|| param_invalid("entity"))?))
}

/// `GET /rest/reactions/(entity:…)?q=entity` and `GET /rest/reactions/(actor:…,entity:…)`.
pub async fn show(State(hub): State<Ctx>, headers: HeaderMap, call: Call) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    enter(&world, &headers, &call, RESOURCE, READ)?;
    let (actor, entity) = key(&call)?;
    let about = subject(&world, &entity)?;
    let public = about.public_urn();
    if let Some(actor) = actor {
        return world
            .social
            .reaction(&about.urn(), &actor)
            .map(|reaction| Json(reaction_json(&public, reaction)))
            .ok_or_else(not_found);
    }
    if call.method != Method::Finder || call.text("q") != Some("entity") {
        return Err(unresolved());
    }
    call.collection(sorted(&world, &call, &about.urn(), &public)?, MOST).map(Json)
}

fn sorted(world: &World, call: &Call, entity: &str, public: &str) -> Result<Vec<Value>, ApiError> {
    let order = match call.query.get("sort") {
        None => "REVERSE_CHRONOLOGICAL",
        Some(sort) => sort.get("value").and_then(Data::text).ok_or_else(|| param_invalid("sort"))?,
    };
    let mut all: Vec<&Reaction> = world.social.reactions(entity).collect();
    match order {
        "CHRONOLOGICAL" => all.sort_by_key(|reaction| reaction.at),
        "REVERSE_CHRONOLOGICAL" | "RELEVANCE" => {
            all.sort_by_key(|reaction| std::cmp::Reverse(reaction.at));
        }
        _ => return Err(param_invalid("sort")),
    }
    Ok(all.into_iter().map(|reaction| reaction_json(public, reaction)).collect())
}

/// `DELETE /rest/reactions/(actor:…,entity:…)`.
pub async fn remove(State(hub): State<Ctx>, headers: HeaderMap, call: Call) -> Result<StatusCode, ApiError> {
    let mut world = hub.world();
    let entered = enter(&world, &headers, &call, RESOURCE, SPEAK)?;
    let (actor, entity) = key(&call)?;
    let actor = actor.ok_or_else(|| param_invalid("actor"))?;
    speaker(&world, &entered, &actor, "actor")?;
    let entity = subject(&world, &entity)?.urn();
    if world.social.unreact(&entity, &actor) { Ok(StatusCode::NO_CONTENT) } else { Err(not_found()) }
}
