//! `/rest/eventSubscriptions`: one per member and page; the webhook proves itself first.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{EVENT_TYPE, signature};
use crate::linkedin::access::{Entered, enter};
use crate::linkedin::call::Call;
use crate::linkedin::errors::{ApiError, not_found, param_invalid, plain, unresolved};
use crate::linkedin::organizations::{administered, organization};
use crate::linkedin::restli::{Data, Protocol, Query};
use crate::linkedin::schema;
use crate::postman;
use crate::world::{Ctx, World};

const RESOURCE: &str = "eventSubscriptions";
const SCOPES: &[&str] = &["rw_organization_admin"];
const DAYS: i64 = 365;
/// How long a webhook may take to answer the challenge.
const PATIENCE: Duration = Duration::from_secs(3);

/// Somebody wants to be told about a page.
#[derive(Clone, Serialize, Deserialize)]
pub struct Subscription {
    application: String,
    /// The member's slug.
    pub person: String,
    pub organization: String,
    pub webhook: String,
    pub expires: DateTime<Utc>,
}

impl Subscription {
    fn json(&self, world: &World) -> Value {
        json!({
            "developerApplication": self.application,
            "user": world.people.get(&self.person).map(crate::world::Person::urn),
            "entity": self.organization,
            "eventType": EVENT_TYPE,
            "webhook": self.webhook,
            "expiresAt": self.expires.timestamp_millis(),
        })
    }
}

/// Application and page of `(developerApplication:…,user:…,entity:…,eventType:…)`.
struct Key {
    application: String,
    organization: String,
}

impl Key {
    /// Under which name the caller's subscription is kept.
    fn name(&self, entered: &Entered) -> String {
        format!("{}|{}", entered.caller.person, self.organization)
    }
}

fn entered(world: &World, headers: &HeaderMap, call: &Call) -> Result<Entered, ApiError> {
    let entered = enter(world, headers, call, RESOURCE, SCOPES)?;
    if world.config.linkedin_development_tier { Err(entered.denied()) } else { Ok(entered) }
}

/// The key in the path: the caller's own, about a page the caller administers.
fn key(world: &World, call: &Call, entered: &Entered) -> Result<Key, ApiError> {
    let raw = call.path.rsplit('/').next().unwrap_or_default();
    let flat = || Query::parse(raw, Protocol::One).ok();
    let part = |name: &str| -> Result<String, ApiError> {
        let compound = Data::parse(raw).ok().and_then(|key| key.get(name)?.text().map(ToOwned::to_owned));
        compound
            .or_else(|| flat()?.text(name).map(ToOwned::to_owned))
            .filter(|text| !text.is_empty())
            .ok_or_else(|| param_invalid(name))
    };
    if part("eventType")? != EVENT_TYPE {
        return Err(param_invalid("eventType"));
    }
    let application = part("developerApplication")?;
    if !application.starts_with("urn:li:developerApplication:") {
        return Err(plain(422, "Invalid Urn format. Invalid prefix."));
    }
    if part("user")? != entered.caller.urn {
        return Err(entered.denied());
    }
    let page = part("entity")?;
    administered(entered, organization(world, &page)?)?;
    Ok(Key { application, organization: page })
}

/// `PUT /rest/eventSubscriptions/{key}` with `{"webhook":"https://…"}`.
pub async fn subscribe(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    call: Call,
    body: Bytes,
) -> Result<StatusCode, ApiError> {
    let (name, subscription, code, secret) = {
        let mut world = hub.world();
        let entered = entered(&world, &headers, &call)?;
        let key = key(&world, &call, &entered)?;
        let body = schema::object(&body)?;
        let webhook =
            body.get("webhook").and_then(Value::as_str).ok_or_else(|| schema::missing("/webhook"))?;
        let subscription = Subscription {
            application: key.application.clone(),
            person: entered.caller.person.clone(),
            organization: key.organization.clone(),
            webhook: webhook.to_owned(),
            expires: world.now() + TimeDelta::days(DAYS),
        };
        let code = world.ids.uuid();
        (key.name(&entered), subscription, code, world.endpoints.linkedin.client_secret.clone())
    };
    if !answers_challenge(&subscription.webhook, &code, &secret).await {
        return Err(plain(400, "This URL did not pass the security challenge check"));
    }
    hub.world().linkedin.webhooks.subscriptions.insert(name, subscription);
    Ok(StatusCode::NO_CONTENT)
}

/// Asks the webhook to prove that it knows the app's secret.
async fn answers_challenge(webhook: &str, code: &str, secret: &str) -> bool {
    let Ok(mut url) = url::Url::parse(webhook) else {
        return false;
    };
    url.query_pairs_mut().append_pair("challengeCode", code);
    let asked = tokio::time::timeout(PATIENCE, postman::get(url.as_str())).await;
    let Ok(Ok((200, answer))) = asked else {
        return false;
    };
    let answer: Value = serde_json::from_str(&answer).unwrap_or_default();
    answer.get("challengeCode").and_then(Value::as_str) == Some(code)
        && answer.get("challengeResponse").and_then(Value::as_str)
            == Some(signature(secret, code.as_bytes()).as_str())
}

/// `GET /rest/eventSubscriptions/{key}`.
pub async fn show(State(hub): State<Ctx>, headers: HeaderMap, call: Call) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    let entered = entered(&world, &headers, &call)?;
    let name = key(&world, &call, &entered)?.name(&entered);
    let found = world.linkedin.webhooks.subscriptions.get(&name).ok_or_else(not_found)?;
    Ok(Json(found.json(&world)))
}

/// `GET /rest/eventSubscriptions?q=subscriberAndEventType&eventType=…`: the caller's own.
pub async fn list(State(hub): State<Ctx>, headers: HeaderMap, call: Call) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    let entered = entered(&world, &headers, &call)?;
    if call.text("q") != Some("subscriberAndEventType") {
        return Err(unresolved());
    }
    if call.text("eventType").is_some_and(|kind| kind != EVENT_TYPE) {
        return Err(param_invalid("eventType"));
    }
    let own = world.linkedin.webhooks.subscriptions.values();
    let own = own.filter(|one| one.person == entered.caller.person).map(|one| one.json(&world)).collect();
    call.collection(own, 100).map(Json)
}

/// `DELETE /rest/eventSubscriptions/{key}`.
pub async fn unsubscribe(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    call: Call,
) -> Result<StatusCode, ApiError> {
    let mut world = hub.world();
    let entered = entered(&world, &headers, &call)?;
    let name = key(&world, &call, &entered)?.name(&entered);
    world.linkedin.webhooks.subscriptions.remove(&name).ok_or_else(not_found)?;
    Ok(StatusCode::NO_CONTENT)
}
