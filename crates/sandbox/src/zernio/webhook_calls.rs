//! `/v1/webhooks`: settings, test deliveries, the log and redelivery.

use axum::Json;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use url::Url;

use super::errors::{Refusal, invalid, refusal};
use super::webhooks::{Webhook, body as event_body};
use super::{Keyed, body_of};
use crate::postman;
use crate::world::{Ctx, Delivery, Outcome, World, iso_millis};

const MOST: usize = 50;

/// What can be subscribed to, as far as a LinkedIn account brings it about.
const EVENTS: [&str; 13] = [
    "post.scheduled",
    "post.published",
    "post.failed",
    "post.partial",
    "post.cancelled",
    "post.platform.published",
    "post.platform.failed",
    "post.platform.deleted",
    "account.connected",
    "account.disconnected",
    "account.permissions_changed",
    "account.rate_limited",
    "webhook.test",
];

/// `GET /v1/webhooks/settings`.
pub async fn list(keyed: Keyed) -> Result<Json<Value>, Refusal> {
    let world = keyed.world();
    let webhooks: Vec<Value> = world.zernio.webhooks.values().map(Webhook::json).collect();
    Ok(Json(json!({"webhooks": webhooks})))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Settings {
    #[serde(alias = "_id")]
    webhook_id: Option<String>,
    name: Option<String>,
    url: Option<String>,
    secret: Option<String>,
    events: Option<Vec<String>>,
    is_active: Option<bool>,
    custom_headers: Option<IndexMap<String, String>>,
    profile_ids: Option<Vec<String>>,
    account_ids: Option<Vec<String>>,
}

impl Settings {
    fn check(&self) -> Result<(), Refusal> {
        if self.name.as_ref().is_some_and(|name| name.trim().is_empty() || name.chars().count() > 50) {
            return Err(invalid("name", "name takes 1 to 50 characters."));
        }
        let is_address =
            |url: &str| Url::parse(url.trim()).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
        if self.url.as_ref().is_some_and(|url| !is_address(url)) {
            return Err(invalid("url", "url must be a valid URL."));
        }
        if let Some(events) = &self.events {
            if events.is_empty() {
                return Err(invalid("events", "events must contain at least one event."));
            }
            if let Some(unknown) = events.iter().find(|event| !EVENTS.contains(&event.as_str())) {
                return Err(invalid("events", format!("{unknown} is not an event.")));
            }
        }
        Ok(())
    }

    fn apply(self, hook: &mut Webhook) {
        if let Some(name) = self.name {
            hook.name = name;
        }
        if let Some(url) = self.url {
            url.trim().clone_into(&mut hook.url);
        }
        if self.secret.is_some() {
            hook.secret = self.secret;
        }
        if let Some(events) = self.events {
            hook.events = events;
        }
        if let Some(is_active) = self.is_active {
            // Switching it on again forgives what failed.
            hook.failures = if is_active { 0 } else { hook.failures };
            hook.is_active = is_active;
        }
        if let Some(headers) = self.custom_headers {
            hook.custom_headers = headers;
        }
        if let Some(ids) = self.profile_ids {
            hook.profile_ids = ids;
        }
        if let Some(ids) = self.account_ids {
            hook.account_ids = ids;
        }
    }
}

/// `POST /v1/webhooks/settings`.
pub async fn create(keyed: Keyed, body: Bytes) -> Result<Json<Value>, Refusal> {
    let mut world = keyed.world();
    let settings: Settings = body_of(&body)?;
    for (field, missing) in [
        ("name", settings.name.is_none()),
        ("url", settings.url.is_none()),
        ("events", settings.events.is_none()),
    ] {
        if missing {
            return Err(invalid(field, format!("{field} is required.")));
        }
    }
    settings.check()?;
    if world.zernio.webhooks.len() >= MOST {
        return Err(invalid("webhookId", "A team has 50 webhooks at most."));
    }
    let mut hook = Webhook {
        id: world.ids.hex(24),
        name: String::new(),
        url: String::new(),
        secret: None,
        events: Vec::new(),
        is_active: true,
        last_fired_at: None,
        failures: 0,
        custom_headers: IndexMap::new(),
        profile_ids: Vec::new(),
        account_ids: Vec::new(),
    };
    settings.apply(&mut hook);
    let json = hook.json();
    world.zernio.webhooks.insert(hook.id.clone(), hook);
    Ok(Json(json!({"success": true, "webhook": json})))
}

/// `PUT /v1/webhooks/settings`.
pub async fn update(keyed: Keyed, body: Bytes) -> Result<Json<Value>, Refusal> {
    let mut world = keyed.world();
    let settings: Settings = body_of(&body)?;
    let id = settings.webhook_id.clone().ok_or_else(|| invalid("webhookId", "webhookId is required."))?;
    settings.check()?;
    let hook = world.zernio.webhooks.get_mut(&id).ok_or_else(no_webhook)?;
    settings.apply(hook);
    Ok(Json(json!({"success": true, "webhook": hook.json()})))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Named {
    #[serde(alias = "id")]
    webhook_id: Option<String>,
}

/// `DELETE /v1/webhooks/settings?webhookId=`.
pub async fn remove(keyed: Keyed, Query(query): Query<Named>) -> Result<Json<Value>, Refusal> {
    let mut world = keyed.world();
    let id = query.webhook_id.ok_or_else(|| invalid("webhookId", "webhookId is required."))?;
    world.zernio.webhooks.shift_remove(&id).ok_or_else(no_webhook)?;
    Ok(Json(json!({"success": true})))
}

/// `POST /v1/webhooks/test`: one attempt, while the caller waits.
pub async fn test(keyed: Keyed, body: Bytes) -> Result<Response, Refusal> {
    let delivery = {
        let mut world = keyed.world();
        let named: Named = body_of(&body)?;
        let id = named.webhook_id.ok_or_else(|| invalid("webhookId", "webhookId is required."))?;
        let hook = world.zernio.webhooks.get(&id).cloned().ok_or_else(no_webhook)?;
        let event_id = world.ids.uuid();
        let mut payload = Map::new();
        payload.insert("message".to_owned(), json!("This is a test webhook from Zernio."));
        let text = event_body("webhook.test", &event_id, world.now(), payload);
        hook.delivery("webhook.test", &event_id, text, world.now())
    };
    Ok(sent_while_waiting(keyed.hub(), delivery, "Test webhook sent successfully").await)
}

async fn sent_while_waiting(hub: &Ctx, delivery: Delivery, done: &str) -> Response {
    let outcome = postman::attempt(hub, Delivery { retries: Vec::new(), ..delivery }).await;
    let answer = if outcome.succeeded() {
        Json(json!({"success": true, "message": done})).into_response()
    } else {
        let why = outcome.error.clone().unwrap_or_else(|| {
            outcome.status.map_or_else(String::new, |status| format!("The endpoint answered {status}."))
        });
        let body = Json(json!({"success": false, "message": why}));
        (StatusCode::INTERNAL_SERVER_ERROR, body).into_response()
    };
    hub.world().delivered(outcome);
    answer
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogQuery {
    event: Option<String>,
    event_id: Option<String>,
    webhook_id: Option<String>,
    status: Option<String>,
    limit: Option<usize>,
    skip: Option<usize>,
}

/// `GET /v1/webhooks/logs`: newest first.
pub async fn logs(keyed: Keyed, Query(query): Query<LogQuery>) -> Result<Json<Value>, Refusal> {
    let world = keyed.world();
    let same = |wanted: &Option<String>, value: &str| wanted.as_deref().is_none_or(|wanted| wanted == value);
    let matching: Vec<&Outcome> = world
        .deliveries
        .log()
        .rev()
        .filter(|outcome| {
            outcome.delivery.provider == "zernio"
                && same(&query.event, &outcome.delivery.event)
                && same(&query.event_id, &outcome.delivery.event_id)
                && same(&query.webhook_id, &outcome.delivery.hook)
                && same(&query.status, status_of(outcome))
        })
        .collect();
    let limit = query.limit.unwrap_or(50).clamp(1, 100);
    let skip = query.skip.unwrap_or(0);
    let logs: Vec<Value> =
        matching.iter().skip(skip).take(limit).map(|outcome| log_json(&world, outcome)).collect();
    Ok(Json(json!({
        "logs": logs,
        "pagination": {
            "total": matching.len(),
            "limit": limit,
            "skip": skip,
            "pages": matching.len().div_ceil(limit),
            "hasMore": skip.saturating_add(logs.len()) < matching.len(),
        },
    })))
}

fn status_of(outcome: &Outcome) -> &'static str {
    if outcome.succeeded() { "success" } else { "failed" }
}

fn log_json(world: &World, outcome: &Outcome) -> Value {
    let delivery = &outcome.delivery;
    let mut json = json!({
        "webhookId": delivery.hook,
        "webhookName": world.zernio.webhooks.get(&delivery.hook).map(|hook| hook.name.as_str()),
        "eventId": delivery.event_id,
        "event": delivery.event,
        "url": delivery.url,
        "status": status_of(outcome),
        "requestPayload": serde_json::from_str::<Value>(&delivery.body).unwrap_or_default(),
        "responseBody": outcome.answer,
        "attemptNumber": delivery.attempt,
        "responseTime": outcome.took_ms,
        "createdAt": iso_millis(outcome.at),
    });
    if let Some(status) = outcome.status {
        json["statusCode"] = json!(status);
    }
    if let Some(error) = &outcome.error {
        json["errorMessage"] = json!(error);
    }
    json
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Replay {
    webhook_id: Option<String>,
    event_id: Option<String>,
}

/// `POST /v1/webhooks/logs/redeliver`: the same bytes again, to the subscription's present URL.
pub async fn redeliver(keyed: Keyed, body: Bytes) -> Result<Response, Refusal> {
    let delivery = {
        let world = keyed.world();
        let replay: Replay = body_of(&body)?;
        let id = replay.webhook_id.ok_or_else(|| invalid("webhookId", "webhookId is required."))?;
        let event_id = replay.event_id.ok_or_else(|| invalid("eventId", "eventId is required."))?;
        let hook = world.zernio.webhooks.get(&id).ok_or_else(no_webhook)?;
        let earlier = world
            .deliveries
            .log()
            .rev()
            .map(|outcome| &outcome.delivery)
            .find(|delivery| delivery.hook == id && delivery.event_id == event_id)
            .ok_or_else(|| refusal(404, "not_found", "event_not_found", "No such delivery."))?;
        Delivery { url: hook.url.clone(), attempt: earlier.attempt + 1, ..earlier.clone() }
    };
    Ok(sent_while_waiting(keyed.hub(), delivery, "Webhook event redelivered").await)
}

fn no_webhook() -> Refusal {
    refusal(404, "not_found", "webhook_not_found", "Webhook not found.")
}
