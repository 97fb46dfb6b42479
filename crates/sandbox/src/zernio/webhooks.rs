//! Webhook subscriptions: who wants which events, and the signed deliveries to them.

use aws_lc_rs::hmac;
use chrono::{DateTime, Utc};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::world::{Delivery, Outcome, World, iso_millis};

/// A subscription is switched off after this many deliveries in a row failed for good.
const PATIENCE: u32 = 10;
/// Seconds before each further attempt; Zernio does not publish its own.
const RETRIES: [i64; 3] = [10, 60, 300];

/// A subscription.
#[derive(Clone, Serialize, Deserialize)]
pub struct Webhook {
    pub id: String,
    pub name: String,
    pub url: String,
    pub secret: Option<String>,
    pub events: Vec<String>,
    pub is_active: bool,
    pub last_fired_at: Option<DateTime<Utc>>,
    pub failures: u32,
    pub custom_headers: IndexMap<String, String>,
    /// Only events of these profiles; all when empty.
    pub profile_ids: Vec<String>,
    /// Only events of these accounts; all when empty.
    pub account_ids: Vec<String>,
}

impl Webhook {
    pub fn json(&self) -> Value {
        let mut json = json!({
            "_id": self.id,
            "name": self.name,
            "url": self.url,
            "events": self.events,
            "isActive": self.is_active,
            "failureCount": self.failures,
            "customHeaders": self.custom_headers,
            "profileIds": self.profile_ids,
            "accountIds": self.account_ids,
        });
        if let Some(secret) = &self.secret {
            json["secret"] = json!(secret);
        }
        if let Some(at) = self.last_fired_at {
            json["lastFiredAt"] = json!(iso_millis(at));
        }
        json
    }

    fn wants(&self, event: &str, about: &About<'_>) -> bool {
        let listed = |list: &[String], values: &[&str]| {
            list.is_empty() || list.iter().any(|one| values.contains(&one.as_str()))
        };
        self.is_active
            && self.events.iter().any(|wanted| wanted == event)
            && listed(&self.profile_ids, &about.profiles)
            && listed(&self.account_ids, &about.accounts)
    }

    pub fn delivery(&self, event: &str, event_id: &str, body: String, due: DateTime<Utc>) -> Delivery {
        let mut headers: Vec<(String, String)> =
            vec![("content-type".to_owned(), "application/json".to_owned())];
        let mut both = |name: &str, value: &str| {
            headers.push((format!("X-Zernio-{name}"), value.to_owned()));
            headers.push((format!("X-Late-{name}"), value.to_owned()));
        };
        both("Event", event);
        both("Event-Id", event_id);
        if let Some(secret) = &self.secret {
            both("Signature", &signature(secret, &body));
        }
        headers.extend(self.custom_headers.iter().map(|(name, value)| (name.clone(), value.clone())));
        Delivery {
            provider: "zernio".to_owned(),
            hook: self.id.clone(),
            event: event.to_owned(),
            event_id: event_id.to_owned(),
            url: self.url.clone(),
            headers,
            body,
            attempt: 1,
            retries: RETRIES.to_vec(),
            due,
        }
    }
}

/// HMAC-SHA256 of the raw body, in hex.
fn signature(secret: &str, body: &str) -> String {
    use std::fmt::Write as _;
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    hmac::sign(&key, body.as_bytes()).as_ref().iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Which profiles and accounts an event is about.
#[derive(Default)]
pub struct About<'a> {
    pub profiles: Vec<&'a str>,
    pub accounts: Vec<&'a str>,
}

/// Tells every subscriber. `payload` is what the event carries besides `id`, `event` and `timestamp`.
pub fn announce(world: &mut World, event: &str, about: &About<'_>, payload: Map<String, Value>) {
    let hooks: Vec<Webhook> =
        world.zernio.webhooks.values().filter(|hook| hook.wants(event, about)).cloned().collect();
    if hooks.is_empty() {
        return;
    }
    let event_id = world.ids.uuid();
    let now = world.now();
    let body = body(event, &event_id, now, payload);
    for hook in hooks {
        world.deliveries.send(hook.delivery(event, &event_id, body.clone(), now));
    }
}

/// The text of an event.
pub fn body(event: &str, event_id: &str, at: DateTime<Utc>, payload: Map<String, Value>) -> String {
    let mut json = Map::new();
    json.insert("id".to_owned(), json!(event_id));
    json.insert("event".to_owned(), json!(event));
    json.insert("timestamp".to_owned(), json!(iso_millis(at)));
    json.extend(payload);
    Value::Object(json).to_string()
}

/// A delivery of Zernio's was tried: its subscription counts.
pub fn delivered(world: &mut World, outcome: &Outcome) {
    if outcome.delivery.provider != "zernio" {
        return;
    }
    let Some(hook) = world.zernio.webhooks.get_mut(&outcome.delivery.hook) else {
        return;
    };
    if outcome.succeeded() {
        hook.last_fired_at = Some(outcome.at);
        hook.failures = 0;
    } else if outcome.is_terminal_failure() {
        hook.failures += 1;
        hook.is_active &= hook.failures < PATIENCE;
    }
}
