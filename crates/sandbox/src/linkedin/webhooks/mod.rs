//! What readers do with a page's posts, told to whoever subscribed: challenge, signed `POST`s, and
//! the same events to be asked for.

mod events;
mod subscriptions;

use std::collections::BTreeMap;

use aws_lc_rs::hmac;
use axum::Router;
use axum::routing::get;
use serde::{Deserialize, Serialize};

pub use events::{Happened, PAGE_ACTIONS, happened};
pub use subscriptions::{check_again, checked, next_check};

use crate::world::Ctx;
use events::Notification;
use subscriptions::Subscription;

/// The only kind of event there is.
const EVENT_TYPE: &str = "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS";

/// Subscriptions and what happened.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Webhooks {
    /// By member and page.
    subscriptions: BTreeMap<String, Subscription>,
    /// Oldest first.
    notifications: Vec<Notification>,
}

/// The resources, under the versioned base and the plain one some clients use.
pub fn router() -> Router<Ctx> {
    let mut router = Router::new();
    for base in ["/rest", "/v2"] {
        router = router
            .route(&format!("{base}/eventSubscriptions"), get(subscriptions::list))
            .route(
                &format!("{base}/eventSubscriptions/{{key}}"),
                get(subscriptions::show).put(subscriptions::subscribe).delete(subscriptions::unsubscribe),
            )
            .route(&format!("{base}/organizationalEntityNotifications"), get(events::list));
    }
    router
}

/// Lower-case hexadecimal HMAC-SHA256.
fn signature(secret: &str, message: &[u8]) -> String {
    use std::fmt::Write as _;
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    hmac::sign(&key, message).as_ref().iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
