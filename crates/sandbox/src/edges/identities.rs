//! `/v1/identities`: the people behind the integrations.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::authorized;
use super::errors::{Refusal, refusal};
use super::state::{Identity, LoginLink, WORKSPACE};
use crate::world::{Ctx, World, iso_millis};

const LOGIN_LINK_HOURS: i64 = 48;

#[derive(Deserialize)]
pub struct ListQuery {
    #[serde(default)]
    retrieve_accounts: Option<String>,
}

/// `GET /v1/identities`: integrations come along when asked for.
pub async fn list(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Query(query): Query<ListQuery>,
) -> Result<Json<Value>, Refusal> {
    let world = hub.world();
    authorized(&world, &headers)?;
    let with_accounts = query.retrieve_accounts.as_deref() == Some("true");
    let identities: Vec<Value> = world
        .edges
        .identities
        .values()
        .map(|identity| identity_json(&world, identity, with_accounts))
        .collect();
    Ok(Json(Value::Array(identities)))
}

#[derive(Deserialize)]
struct NewIdentity {
    name: Option<String>,
    timezone: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    meta: Option<Map<String, Value>>,
}

/// `POST /v1/identities`: a new person, with a login link to send.
pub async fn create(State(hub): State<Ctx>, headers: HeaderMap, body: Bytes) -> Result<Response, Refusal> {
    let mut world = hub.world();
    authorized(&world, &headers)?;
    let body: NewIdentity = serde_json::from_slice(&body)
        .map_err(|wrong| Refusal::with_status(400, "BAD_INPUT", wrong.to_string()))?;
    let name = body
        .name
        .filter(|name| !name.trim().is_empty())
        .ok_or_else(|| refusal(&world, "MISSING_PARAMETER", "name is required."))?;
    let kind = body.kind.unwrap_or_else(|| "standard".to_owned());
    if kind != "standard" && kind != "engagement" {
        return Err(Refusal::with_status(400, "BAD_PARAMETERS", "type takes standard and engagement."));
    }
    let timezone = body.timezone.unwrap_or_else(|| "Europe/Paris".to_owned());
    if timezone.parse::<chrono_tz::Tz>().is_err() {
        return Err(Refusal::with_status(400, "BAD_PARAMETERS", "timezone must be an IANA name."));
    }
    let uid = world.ids.uuid();
    let token = world.ids.url_safe(32);
    let mut meta = body.meta.unwrap_or_default();
    // The dashboard shows an identity's shared link; no documented call gives it.
    meta.insert("shared_link".to_owned(), json!(world.edges.shared_url(&world.endpoints, &token)));
    world.edges.shared_links.insert(token, uid.clone());
    let created_at = world.now();
    world.edges.add(Identity {
        uid: uid.clone(),
        name,
        kind,
        timezone,
        created_at,
        meta,
        integration: None,
        login_token: None,
    });
    fresh_login_link(&mut world, &uid);
    let json = world.edges.identity(&uid).map(|identity| identity_json(&world, identity, true));
    Ok((StatusCode::CREATED, Json(json)).into_response())
}

/// `GET /v1/identities/{uid}`.
pub async fn show(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(uid): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let world = hub.world();
    authorized(&world, &headers)?;
    let identity = world.edges.identity(&uid).ok_or_else(|| no_identity(&world))?;
    Ok(Json(identity_json(&world, identity, true)))
}

/// `DELETE /v1/identities/{uid}`.
pub async fn remove(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(uid): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let mut world = hub.world();
    authorized(&world, &headers)?;
    if world.edges.remove(&uid).is_none() {
        return Err(no_identity(&world));
    }
    Ok(Json(json!({})))
}

/// `POST /v1/identities/{uid}/generate-login-links`: valid for 48 hours.
pub async fn login_links(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(uid): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let mut world = hub.world();
    authorized(&world, &headers)?;
    if world.edges.identity(&uid).is_none() {
        return Err(no_identity(&world));
    }
    let token = fresh_login_link(&mut world, &uid);
    let url = world.edges.login_url(&world.endpoints, &token);
    Ok(Json(json!({"linkedin": url})))
}

/// `GET /v1/workspaces`.
pub async fn workspaces(State(hub): State<Ctx>, headers: HeaderMap) -> Result<Json<Value>, Refusal> {
    let world = hub.world();
    authorized(&world, &headers)?;
    let synced = world.edges.identities.values().filter(|identity| identity.integration.is_some()).count();
    Ok(Json(json!([{
        "uid": WORKSPACE,
        "name": "Sandbox agency",
        "credits": 25_000,
        "identities_included": 50,
        "identities_synced": synced,
        "identities_remaining": 50_usize.saturating_sub(synced),
    }])))
}

fn fresh_login_link(world: &mut World, identity: &str) -> String {
    let token = world.ids.url_safe(32);
    let expires = world.now() + TimeDelta::hours(LOGIN_LINK_HOURS);
    world.edges.add_login_link(LoginLink { token: token.clone(), identity: identity.to_owned(), expires });
    token
}

pub fn no_identity(world: &World) -> Refusal {
    refusal(world, "STATUS_404", "Identity not found.")
}

fn identity_json(world: &World, identity: &Identity, with_accounts: bool) -> Value {
    let integrations: Vec<Value> = identity
        .integration
        .iter()
        .filter(|_| with_accounts)
        .map(|integration| integration.json(&identity.uid, world.people.get(&integration.person)))
        .collect();
    let links: Map<String, Value> = identity
        .login_token
        .iter()
        .map(|token| ("linkedin".to_owned(), json!(world.edges.login_url(&world.endpoints, token))))
        .collect();
    json!({
        "uid": identity.uid,
        "created_at": iso_millis(identity.created_at),
        "workspace_uid": WORKSPACE,
        "name": identity.name,
        "type": identity.kind,
        "timezone": identity.timezone,
        "meta": identity.meta,
        "integrations": integrations,
        "identity_login_links": links,
    })
}
