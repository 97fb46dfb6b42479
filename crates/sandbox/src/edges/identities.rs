//! `/v1/identities`: the people behind the integrations.

use axum::Json;
use axum::extract::{Path, Query};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::errors::{Refusal, refusal};
use super::state::{Identity, LoginLink, WORKSPACE};
use super::{Keyed, events};
use crate::world::{World, iso_millis};

const LOGIN_LINK_HOURS: i64 = 48;

#[derive(Deserialize)]
pub struct ListQuery {
    retrieve_accounts: Option<String>,
    limit: Option<String>,
    offset: Option<String>,
}

/// `GET /v1/identities`: integrations come along when asked for. Whole, or a page of `limit` with
/// the address of the next one in `X-Pagination-Next`.
pub async fn list(keyed: Keyed, Query(query): Query<ListQuery>) -> Result<Response, Refusal> {
    let world = keyed.world();
    let with_accounts = query.retrieve_accounts.as_deref() == Some("true");
    let number = |text: &Option<String>, otherwise: usize| {
        text.as_deref().map_or(Ok(otherwise), str::parse).map_err(|_| {
            Refusal::with_status(400, "BAD_PARAMETERS", "limit and offset must be whole numbers.")
        })
    };
    let all = &world.edges.identities;
    let limit = number(&query.limit, all.len().max(1))?.max(1);
    let offset = number(&query.offset, 0)?;
    let page = all.values().skip(offset).take(limit);
    let identities: Vec<Value> =
        page.map(|identity| identity_json(&world, identity, with_accounts)).collect();
    let mut response = Json(Value::Array(identities)).into_response();
    let next = offset.saturating_add(limit);
    if next < all.len() {
        let base = &world.endpoints.edges.base_url;
        let url = format!("{base}/identities?retrieve_accounts={with_accounts}&limit={limit}&offset={next}");
        if let Ok(url) = HeaderValue::try_from(url) {
            response.headers_mut().insert("x-pagination-next", url);
        }
    }
    Ok(response)
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
pub async fn create(keyed: Keyed, body: Bytes) -> Result<Response, Refusal> {
    let mut world = keyed.world();
    let body: NewIdentity = serde_json::from_slice(&body)
        .map_err(|wrong| Refusal::with_status(400, "BAD_INPUT", wrong.to_string()))?;
    let name = body
        .name
        .filter(|name| !name.trim().is_empty())
        .ok_or_else(|| refusal(&world, "MISSING_PARAMETER", "name is required."))?;
    let included = world.config.edges_identities_included;
    if included > 0 && world.edges.identities.len() >= included {
        let why = "Every identity of the plan is taken.";
        return Err(Refusal::with_status(402, "NO_ACCESS", why));
    }
    check(body.kind.as_deref(), body.timezone.as_deref())?;
    let kind = body.kind.unwrap_or_else(|| "standard".to_owned());
    let timezone = body.timezone.unwrap_or_else(|| "Europe/Paris".to_owned());
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

fn check(kind: Option<&str>, timezone: Option<&str>) -> Result<(), Refusal> {
    if kind.is_some_and(|kind| kind != "standard" && kind != "engagement") {
        return Err(Refusal::with_status(400, "BAD_PARAMETERS", "type takes standard and engagement."));
    }
    if timezone.is_some_and(|timezone| timezone.parse::<chrono_tz::Tz>().is_err()) {
        return Err(Refusal::with_status(400, "BAD_PARAMETERS", "timezone must be an IANA name."));
    }
    Ok(())
}

/// `PATCH /v1/identities/{uid}`: what is named changes.
pub async fn update(keyed: Keyed, Path(uid): Path<String>, body: Bytes) -> Result<Json<Value>, Refusal> {
    let mut world = keyed.world();
    let body: NewIdentity = serde_json::from_slice(&body)
        .map_err(|wrong| Refusal::with_status(400, "BAD_INPUT", wrong.to_string()))?;
    check(body.kind.as_deref(), body.timezone.as_deref())?;
    let Some(identity) = world.edges.identity_mut(&uid) else {
        return Err(no_identity(&world));
    };
    if let Some(name) = body.name.filter(|name| !name.trim().is_empty()) {
        identity.name = name;
    }
    if let Some(kind) = body.kind {
        identity.kind = kind;
    }
    if let Some(timezone) = body.timezone {
        identity.timezone = timezone;
    }
    identity.meta.extend(body.meta.unwrap_or_default());
    let identity = identity.clone();
    Ok(Json(identity_json(&world, &identity, true)))
}

/// `GET /v1/identities/{uid}`.
pub async fn show(keyed: Keyed, Path(uid): Path<String>) -> Result<Json<Value>, Refusal> {
    let world = keyed.world();
    let identity = world.edges.identity(&uid).ok_or_else(|| no_identity(&world))?;
    Ok(Json(identity_json(&world, identity, true)))
}

/// `DELETE /v1/identities/{uid}`.
pub async fn remove(keyed: Keyed, Path(uid): Path<String>) -> Result<Json<Value>, Refusal> {
    let mut world = keyed.world();
    let gone = world.edges.remove(&uid).ok_or_else(|| no_identity(&world))?;
    if let Some(integration) = gone.integration {
        events::announce(&mut world, &uid, &integration, "DELETED");
    }
    Ok(Json(json!({})))
}

/// `POST /v1/identities/{uid}/generate-login-links`: valid for 48 hours.
pub async fn login_links(keyed: Keyed, Path(uid): Path<String>) -> Result<Json<Value>, Refusal> {
    let mut world = keyed.world();
    if world.edges.identity(&uid).is_none() {
        return Err(no_identity(&world));
    }
    let token = fresh_login_link(&mut world, &uid);
    let url = world.edges.login_url(&world.endpoints, &token);
    Ok(Json(json!({"linkedin": url})))
}

/// `GET /v1/workspaces`.
pub async fn workspaces(keyed: Keyed) -> Result<Json<Value>, Refusal> {
    let world = keyed.world();
    let synced = world.edges.identities.values().filter(|identity| identity.integration.is_some()).count();
    let included = match world.config.edges_identities_included {
        0 => world.edges.identities.len().max(50),
        included => included,
    };
    Ok(Json(json!([{
        "uid": WORKSPACE,
        "name": "Sandbox agency",
        "credits": 25_000,
        "identities_included": included,
        "identities_synced": synced,
        "identities_remaining": included.saturating_sub(synced),
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
        .map(|integration| {
            integration.json(&identity.uid, world.people.get(&integration.person), world.now())
        })
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
