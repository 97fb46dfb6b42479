//! The integration webhook of a workspace. In the dashboard it is one address; here it is the
//! `edges_webhook_url` switch.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use url::Url;

use super::state::{Integration, WORKSPACE};
use crate::world::{Delivery, World, iso_millis};

/// Addresses longer than this cannot be saved.
const LONGEST_URL: usize = 1_024;
/// Seconds before each further attempt; Edges does not publish its own.
const RETRIES: [i64; 3] = [10, 60, 300];

/// `AUTH_EXPIRED`, `AUTH_FAILED` or `DELETED`.
pub fn announce(world: &mut World, identity: &str, integration: &Integration, event: &str) {
    let url = world.config.edges_webhook_url.clone();
    let Ok(mut target) = Url::parse(&url) else {
        return;
    };
    if url.len() > LONGEST_URL {
        return;
    }
    let mut headers = Vec::new();
    if !target.username().is_empty() {
        let pair = format!("{}:{}", target.username(), target.password().unwrap_or_default());
        headers.push(("Authorization".to_owned(), format!("Basic {}", STANDARD.encode(pair))));
        // What authorizes does not stay in the address. Both fail only for addresses without a host.
        let _ = target.set_username("");
        let _ = target.set_password(None);
    }
    let now = world.now();
    let event_id = world.ids.uuid();
    let mut body = json!({
        "event_type": "integration",
        "event": event,
        "created_at": iso_millis(now),
        "workspace_uid": WORKSPACE,
        "identity_uid": identity,
        "integration_uid": integration.uid,
        "integration_permalink": "linkedin",
        "integration": integration.json(identity, world.people.get(&integration.person), now),
    });
    if event == "AUTH_EXPIRED" {
        body["action_to_be_taken"] = json!("RETRY_LOGIN");
    }
    world.deliveries.send(Delivery {
        provider: "edges".to_owned(),
        hook: WORKSPACE.to_owned(),
        event: event.to_owned(),
        event_id,
        url: target.to_string(),
        headers,
        body: body.to_string(),
        attempt: 1,
        retries: RETRIES.to_vec(),
        due: now,
    });
}
