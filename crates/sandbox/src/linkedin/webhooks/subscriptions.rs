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
use crate::world::{Ctx, Delivery, Outcome, World};

const RESOURCE: &str = "eventSubscriptions";
const SCOPES: &[&str] = &["rw_organization_admin"];
const DAYS: i64 = 365;
/// How long a webhook may take to answer the challenge.
const PATIENCE: Duration = Duration::from_secs(3);
/// How often a webhook is challenged once it is subscribed.
const CHECK_HOURS: i64 = 2;
/// So many failed challenges in a row block it.
const FAILURES: u8 = 3;
const VALIDATION: &str = "VALIDATION";

/// Somebody wants to be told about a page.
#[derive(Clone, Serialize, Deserialize)]
pub struct Subscription {
    application: String,
    /// The member's slug.
    pub person: String,
    pub organization: String,
    pub webhook: String,
    pub expires: DateTime<Utc>,
    /// When the webhook is challenged next.
    check_at: DateTime<Utc>,
    /// Challenges failed since one was last passed.
    failures: u8,
}

impl Subscription {
    /// Nothing is sent to it until somebody has the webhook checked again.
    pub fn blocked(&self) -> bool {
        self.failures >= FAILURES
    }

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
            check_at: world.now() + TimeDelta::hours(CHECK_HOURS),
            failures: 0,
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
    let Some(url) = challenge(webhook, code) else {
        return false;
    };
    let asked = tokio::time::timeout(PATIENCE, postman::get(&url)).await;
    matches!(asked, Ok(Ok((200, answer))) if proves(&answer, code, secret))
}

/// The webhook's address with a code to answer.
fn challenge(webhook: &str, code: &str) -> Option<String> {
    let mut url = url::Url::parse(webhook).ok()?;
    url.query_pairs_mut().append_pair("challengeCode", code);
    Some(url.into())
}

fn proves(answer: &str, code: &str, secret: &str) -> bool {
    let answer: Value = serde_json::from_str(answer).unwrap_or_default();
    let said = |name: &str| answer.get(name).and_then(Value::as_str);
    said("challengeCode") == Some(code)
        && said("challengeResponse") == Some(signature(secret, code.as_bytes()).as_str())
}

/// Challenges every webhook whose two hours are over. After a leap of the clock only those checks
/// are made up for that can block it.
pub fn check_again(world: &mut World) {
    let now = world.now();
    let every = TimeDelta::hours(CHECK_HOURS);
    let oldest = now - every * (i32::from(FAILURES) - 1);
    let World { linkedin, ids, deliveries, .. } = world;
    for (name, one) in &mut linkedin.webhooks.subscriptions {
        while one.check_at <= now && !one.blocked() {
            one.check_at = one.check_at.max(oldest) + every;
            let code = ids.uuid();
            let Some(url) = challenge(&one.webhook, &code) else { continue };
            deliveries.send(Delivery {
                provider: "linkedin".to_owned(),
                hook: name.clone(),
                event: VALIDATION.to_owned(),
                event_id: code,
                url,
                headers: Vec::new(),
                body: String::new(),
                attempt: 1,
                retries: Vec::new(),
                due: now,
            });
        }
    }
}

/// When the next webhook is challenged again.
pub fn next_check(world: &World) -> Option<DateTime<Utc>> {
    let all = world.linkedin.webhooks.subscriptions.values();
    all.filter(|one| !one.blocked()).map(|one| one.check_at).min()
}

/// A challenge was answered, or not.
pub fn checked(world: &mut World, outcome: &Outcome) {
    let sent = &outcome.delivery;
    if sent.provider != "linkedin" || sent.event != VALIDATION {
        return;
    }
    let secret = &world.endpoints.linkedin.client_secret;
    let passed = outcome.status == Some(200)
        && u128::from(outcome.took_ms) <= PATIENCE.as_millis()
        && proves(&outcome.answer, &sent.event_id, secret);
    if let Some(one) = world.linkedin.webhooks.subscriptions.get_mut(&sent.hook) {
        one.failures = if passed { 0 } else { one.failures.saturating_add(1) };
    }
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
