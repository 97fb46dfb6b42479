//! Telling webhooks what happened to an account, in both versions' words.

use aws_lc_rs::hmac;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::account::CONNECTING;
use super::v2;
use crate::world::{Delivery, WebhookDelivery, World, iso_millis};

/// Seconds before each of the five further tries; Unipile documents their number only.
const RETRIES: [i64; 5] = [10, 30, 90, 300, 900];

/// A webhook of version 1.
#[derive(Clone, Serialize, Deserialize)]
pub struct Webhook {
    pub id: String,
    pub source: String,
    pub request_url: String,
    pub name: Option<String>,
    /// `json` or `form`.
    pub format: String,
    /// Every account when empty.
    pub account_ids: Vec<String>,
    pub enabled: bool,
    pub headers: Vec<Header>,
    pub data: Vec<Value>,
    pub events: Option<Vec<String>>,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Header {
    pub key: String,
    pub value: String,
}

/// A webhook endpoint of version 2.
#[derive(Clone, Serialize, Deserialize)]
pub struct Endpoint {
    pub id: String,
    pub url: String,
    pub description: Option<String>,
    pub trigger_events: Vec<String>,
    /// Every account when empty.
    pub account_ids: Vec<String>,
    pub enabled: bool,
    pub secret: String,
    pub created_at: DateTime<Utc>,
}

/// What can happen to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    Added,
    Reconnected,
    Status,
    SyncRunning,
    Synced,
    Removed,
}

impl Event {
    /// Version 1's `message`; version 1 is silent about a running synchronisation.
    fn message(self, source_status: &'static str) -> Option<&'static str> {
        match self {
            Self::Added => Some("CREATION_SUCCESS"),
            Self::Reconnected => Some("RECONNECTED"),
            Self::Status => Some(source_status),
            Self::Synced => Some("SYNC_SUCCESS"),
            Self::Removed => Some("DELETED"),
            Self::SyncRunning => None,
        }
    }

    /// Version 2's event; version 2 is silent about connecting.
    fn kind(self, status: &str) -> Option<String> {
        match self {
            Self::Added => Some("account.add".to_owned()),
            Self::Reconnected => Some("account.reconnect".to_owned()),
            Self::Status if status == CONNECTING => None,
            Self::Status => Some(format!("account.status.{status}")),
            Self::SyncRunning => Some("account.initial_sync.running".to_owned()),
            Self::Synced => Some("account.initial_sync.completed".to_owned()),
            Self::Removed => Some("account.remove".to_owned()),
        }
    }
}

/// One thing that happened, with the account as it was then.
pub struct Happened {
    event: Event,
    account: String,
    status: String,
    source_status: &'static str,
    payload: Value,
}

/// Notes what happened to an account, to be told with the rest.
pub fn happened(world: &World, account: &str, event: Event, state: Option<&str>) -> Option<Happened> {
    let account = world.unipile.accounts.get(account)?;
    let mut payload = v2::account_json(account);
    if let Some(state) = state {
        payload["state"] = json!(state);
    }
    Some(Happened {
        event,
        account: account.id.clone(),
        status: account.status.clone(),
        source_status: account.source_status(),
        payload,
    })
}

/// Queues the calls to every webhook that wants them.
pub fn tell(world: &mut World, mut happened: Vec<Happened>) {
    let times = match world.config.unipile_webhooks {
        WebhookDelivery::Never => return,
        WebhookDelivery::InOrder => 1,
        WebhookDelivery::Twice => 2,
        WebhookDelivery::OutOfOrder => {
            happened.reverse();
            1
        }
    };
    for one in &happened {
        let event_id = format!("evt_{}", world.ids.ulid());
        let calls: Vec<Delivery> =
            version_1(world, one, &event_id).into_iter().chain(version_2(world, one, &event_id)).collect();
        for call in calls {
            for _ in 0..times {
                world.deliveries.send(call.clone());
            }
        }
    }
}

fn is_meant(account_ids: &[String], account: &str) -> bool {
    account_ids.is_empty() || account_ids.iter().any(|id| id == account)
}

fn version_1(world: &World, one: &Happened, event_id: &str) -> Vec<Delivery> {
    let Some(message) = one.event.message(one.source_status) else {
        return Vec::new();
    };
    let body = |format: &str| match format {
        "form" => form_urlencoded::Serializer::new(String::new())
            .append_pair("AccountStatus[account_id]", &one.account)
            .append_pair("AccountStatus[account_type]", "LINKEDIN")
            .append_pair("AccountStatus[message]", message)
            .finish(),
        _ => json!({"AccountStatus": {
            "account_id": one.account,
            "account_type": "LINKEDIN",
            "message": message,
        }})
        .to_string(),
    };
    world
        .unipile
        .webhooks
        .values()
        .filter(|webhook| {
            webhook.enabled
                && webhook.source == "account_status"
                && is_meant(&webhook.account_ids, &one.account)
        })
        .map(|webhook| Delivery {
            provider: "unipile".to_owned(),
            hook: webhook.id.clone(),
            event_id: event_id.to_owned(),
            event: message.to_owned(),
            url: webhook.request_url.clone(),
            // No content type of its own: version 1 sends what the webhook's maker named.
            headers: webhook
                .headers
                .iter()
                .map(|header| (header.key.clone(), header.value.clone()))
                .collect(),
            body: body(&webhook.format),
            retries: RETRIES.to_vec(),
            due: world.now(),
            attempt: 1,
        })
        .collect()
}

fn version_2(world: &World, one: &Happened, event_id: &str) -> Vec<Delivery> {
    let Some(kind) = one.event.kind(&one.status) else {
        return Vec::new();
    };
    let now = world.now();
    let body = json!({
        "id": event_id,
        "type": kind,
        "created_at": iso_millis(now),
        "account_id": one.account,
        "account_provider": "linkedin",
        "payload": one.payload,
    })
    .to_string();
    world
        .unipile
        .endpoints
        .values()
        .filter(|endpoint| {
            endpoint.enabled
                && endpoint.trigger_events.contains(&kind)
                && is_meant(&endpoint.account_ids, &one.account)
        })
        .map(|endpoint| Delivery {
            provider: "unipile".to_owned(),
            hook: endpoint.id.clone(),
            event_id: event_id.to_owned(),
            event: kind.clone(),
            url: endpoint.url.clone(),
            headers: vec![
                ("content-type".to_owned(), "application/json".to_owned()),
                ("unipile-signature".to_owned(), signature(&endpoint.secret, now.timestamp(), &body)),
            ],
            body: body.clone(),
            retries: RETRIES.to_vec(),
            due: now,
            attempt: 1,
        })
        .collect()
}

/// `t=<seconds>,v0=<hex>`: HMAC-SHA256 over the time, a dot and the body.
fn signature(secret: &str, seconds: i64, body: &str) -> String {
    use std::fmt::Write as _;
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, format!("{seconds}.{body}").as_bytes());
    let mut text = format!("t={seconds},v0=");
    for byte in tag.as_ref() {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
