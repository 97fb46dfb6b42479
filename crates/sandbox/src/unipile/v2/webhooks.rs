//! `/v2/webhooks`: endpoints and what was delivered to them.

use axum::Json;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::Keyed;
use super::accounts::whole;
use super::errors::{ApiError, error};
use super::intent::parsed;
use crate::unipile::hooks::Endpoint;
use crate::unipile::state::APPLICATION;
use crate::world::{World, iso_millis};

/// Unipile's OpenAPI.
const LONGEST_URL: usize = 255;

const EVENTS: [&str; 30] = [
    "account.status.running",
    "account.status.disconnected",
    "account.status.errored",
    "account.status.paused",
    "account.status.degraded",
    "account.status.partial",
    "account.add",
    "account.reconnect",
    "account.remove",
    "account.initial_sync.running",
    "account.initial_sync.failed",
    "account.initial_sync.completed",
    "message.new",
    "message.update",
    "message.delete",
    "message.receipt.read",
    "message.receipt.delivery",
    "message.reaction.new",
    "message.reaction.delete",
    "chat.update",
    "chat.delete",
    "email.new",
    "email.new.bounce",
    "email.update",
    "email.delete",
    "tracking.open",
    "tracking.click",
    "relation.new",
    "relation.request.accept",
    "calendar.event.new",
];

#[derive(Deserialize)]
struct Body {
    url: Option<String>,
    trigger_events: Option<Vec<String>>,
    account_ids: Option<Vec<String>>,
    description: Option<String>,
    enabled: Option<bool>,
}

impl Body {
    /// What is said must be sound; what is left out stays as it was.
    fn check(&self, world: &World) -> Result<(), ApiError> {
        if let Some(url) = &self.url {
            let http = Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
            if !http || url.len() > LONGEST_URL {
                return Err(invalid("url takes an http address of 255 letters at most."));
            }
        }
        if let Some(events) = &self.trigger_events {
            if events.is_empty() {
                return Err(invalid("trigger_events is empty."));
            }
            if let Some(unknown) = events.iter().find(|event| !EVENTS.contains(&event.as_str())) {
                return Err(invalid(&format!("trigger_events does not take {unknown}.")));
            }
        }
        let unknown = self.account_ids.iter().flatten().any(|id| world.unipile.accounts.get(id).is_none());
        if unknown { Err(error(404, "api/resource_not_found", "Account not found.")) } else { Ok(()) }
    }

    fn apply(self, endpoint: &mut Endpoint) {
        if let Some(url) = self.url {
            endpoint.url = url;
        }
        if let Some(events) = self.trigger_events {
            endpoint.trigger_events = events;
        }
        if let Some(account_ids) = self.account_ids {
            endpoint.account_ids = account_ids;
        }
        if self.description.is_some() {
            endpoint.description = self.description;
        }
        if let Some(enabled) = self.enabled {
            endpoint.enabled = enabled;
        }
    }
}

/// `POST /v2/webhooks/endpoints`: Unipile makes the secret its calls are signed with.
pub async fn create(keyed: Keyed, body: Bytes) -> Result<(StatusCode, Json<Value>), ApiError> {
    let mut world = keyed.world();
    let body: Body = parsed(&body)?;
    if body.url.is_none() || body.trigger_events.is_none() {
        return Err(invalid("url and trigger_events are required."));
    }
    body.check(&world)?;
    let mut endpoint = Endpoint {
        id: format!("we_{}", world.ids.ulid()),
        url: String::new(),
        description: None,
        trigger_events: Vec::new(),
        account_ids: Vec::new(),
        enabled: true,
        secret: world.ids.uuid(),
        created_at: world.now(),
    };
    body.apply(&mut endpoint);
    let json = endpoint_json(&world, &endpoint);
    world.unipile.endpoints.insert(endpoint.id.clone(), endpoint);
    Ok((StatusCode::CREATED, Json(json)))
}

#[derive(Deserialize)]
pub struct ListQuery {
    offset: Option<String>,
    limit: Option<String>,
    endpoint_id: Option<String>,
}

/// `GET /v2/webhooks/endpoints`.
pub async fn list(keyed: Keyed, Query(query): Query<ListQuery>) -> Result<Json<Value>, ApiError> {
    let world = keyed.world();
    let offset = whole("offset", query.offset.as_deref(), 0, 0..=usize::MAX)?;
    let limit = whole("limit", query.limit.as_deref(), 20, 1..=250)?;
    let mut endpoints = world.unipile.endpoints.values().skip(offset);
    let data: Vec<Value> =
        endpoints.by_ref().take(limit).map(|endpoint| endpoint_json(&world, endpoint)).collect();
    Ok(Json(json!({"object": "WebhookEndpoints", "has_more": endpoints.next().is_some(), "data": data})))
}

/// `GET /v2/webhooks/endpoints/{id}`.
pub async fn show(keyed: Keyed, Path(id): Path<String>) -> Result<Json<Value>, ApiError> {
    let world = keyed.world();
    let endpoint = world.unipile.endpoints.get(&id).ok_or_else(not_found)?;
    Ok(Json(endpoint_json(&world, endpoint)))
}

/// `PATCH /v2/webhooks/endpoints/{id}`.
pub async fn patch(keyed: Keyed, Path(id): Path<String>, body: Bytes) -> Result<Json<Value>, ApiError> {
    let mut world = keyed.world();
    let body: Body = parsed(&body)?;
    let mut endpoint = world.unipile.endpoints.get(&id).cloned().ok_or_else(not_found)?;
    body.check(&world)?;
    body.apply(&mut endpoint);
    let json = endpoint_json(&world, &endpoint);
    world.unipile.endpoints.insert(id, endpoint);
    Ok(Json(json))
}

/// `DELETE /v2/webhooks/endpoints/{id}`.
pub async fn remove(keyed: Keyed, Path(id): Path<String>) -> Result<Json<Value>, ApiError> {
    let mut world = keyed.world();
    world.unipile.endpoints.shift_remove(&id).ok_or_else(not_found)?;
    Ok(Json(json!({"success": true})))
}

/// `GET /v2/webhooks/conversations`: every call to an endpoint, the newest first.
pub async fn conversations(keyed: Keyed, Query(query): Query<ListQuery>) -> Result<Json<Value>, ApiError> {
    let world = keyed.world();
    let offset = whole("offset", query.offset.as_deref(), 0, 0..=usize::MAX)?;
    let limit = whole("limit", query.limit.as_deref(), 20, 1..=250)?;
    let mut calls = world
        .deliveries
        .log()
        .rev()
        .filter(|outcome| {
            let hook = &outcome.delivery.hook;
            outcome.delivery.provider == "unipile"
                && hook.starts_with("we_")
                && query.endpoint_id.as_ref().is_none_or(|wanted| wanted == hook)
        })
        .skip(offset);
    let data: Vec<Value> = calls
        .by_ref()
        .take(limit)
        .map(|outcome| {
            let delivery = &outcome.delivery;
            let tail = delivery.event_id.trim_start_matches("evt_");
            json!({
                "object": "WebhookConversation",
                "id": format!("wc_{tail}_{}", delivery.attempt),
                "endpoint_id": delivery.hook,
                "event_id": delivery.event_id,
                "event_type": delivery.event,
                "first_attempt": delivery.attempt == 1,
                "http_status": outcome.status,
                "response_body": outcome.error.as_ref().unwrap_or(&outcome.answer),
                "endpoint_url": delivery.url,
                "created_at": iso_millis(outcome.at),
            })
        })
        .collect();
    Ok(Json(json!({"object": "WebhookConversations", "has_more": calls.next().is_some(), "data": data})))
}

fn endpoint_json(world: &World, endpoint: &Endpoint) -> Value {
    let targets: Vec<Value> = endpoint
        .account_ids
        .iter()
        .filter_map(|id| world.unipile.accounts.get(id))
        .map(|account| json!({"id": account.id, "name": account.name, "provider": "linkedin"}))
        .collect();
    json!({
        "object": "WebhookEndpoint",
        "id": endpoint.id,
        "application_id": APPLICATION,
        "enabled": endpoint.enabled,
        "url": endpoint.url,
        "description": endpoint.description,
        "trigger_events": endpoint.trigger_events,
        "secret": endpoint.secret,
        "account_ids": endpoint.account_ids,
        "account_targets": targets,
        "created_at": iso_millis(endpoint.created_at),
    })
}

fn invalid(detail: &str) -> ApiError {
    error(400, "api/invalid_parameters", detail)
}

fn not_found() -> ApiError {
    error(404, "api/resource_not_found", "Webhook endpoint not found.")
}
