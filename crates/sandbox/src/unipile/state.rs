//! Accounts, hosted links and sign-ins in progress.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value, json};

use crate::world::{Challenges, iso_millis};

#[derive(Clone)]
pub struct Account {
    pub id: String,
    /// Slug of the member.
    pub person: String,
    pub user_id: String,
    pub name: String,
    pub created_at: DateTime<Utc>,
    pub status: String,
    /// Shares a browser's session instead of having its own.
    pub by_cookies: bool,
    pub metadata: Map<String, Value>,
    pub proxy: Option<Value>,
}

impl Account {
    pub fn json(&self) -> Value {
        let mut json = json!({
            "object": "Account",
            "id": self.id,
            "application_id": APPLICATION,
            "user_id": self.user_id,
            "name": self.name,
            "created_at": iso_millis(self.created_at),
            "status": self.status,
            "provider": "linkedin",
            "metadata": self.metadata,
            "initial_sync": {
                "status": "completed",
                "started_at": iso_millis(self.created_at),
            },
        });
        if let Some(proxy) = &self.proxy {
            json["proxy"] = proxy.clone();
        }
        json
    }

    /// Whether this product was asked for when the account was linked.
    pub fn has_enabled(&self, product: &str) -> bool {
        product == "classic" || self.product_status(product).is_some()
    }

    pub fn product_status(&self, product: &str) -> Option<&str> {
        self.metadata.get("products_connection_status")?.get(product)?.as_str()
    }

    /// Gives the account and its products one status.
    pub fn set_status(&mut self, status: &str) {
        status.clone_into(&mut self.status);
        if let Some(Value::Object(products)) = self.metadata.get_mut("products_connection_status") {
            for value in products.values_mut() {
                *value = json!(status);
            }
        }
    }
}

/// The one application of the tenant.
pub const APPLICATION: &str = "app_01sandbox00000000000000000";

/// A sign-in that waits for a checkpoint.
#[derive(Clone)]
pub struct Intent {
    /// The account's id, already fixed for a new one.
    pub id: String,
    pub person: String,
    pub challenges: Challenges,
    pub wish: Wish,
}

/// What the client asked the sign-in for.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The account to refresh.
    pub account_id: Option<String>,
    pub products: Vec<String>,
    pub premium_cookie: bool,
    pub by_cookies: bool,
}

/// A hosted page and what it was made for.
#[derive(Clone)]
pub struct HostedLink {
    pub token: String,
    pub account_id: Option<String>,
    pub expires: DateTime<Utc>,
    pub redirect_uri: Option<String>,
    pub state: Option<String>,
    pub login_hint: Option<String>,
    pub methods: Vec<String>,
    pub products: Vec<String>,
    /// The sign-in begun on the page.
    pub intent: Option<String>,
    pub used: bool,
}

#[derive(Default)]
pub struct Unipile {
    pub accounts: Vec<Account>,
    pub intents: Vec<Intent>,
    pub links: Vec<HostedLink>,
    pub quota: Quota,
}

impl Unipile {
    pub fn account(&self, id: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.id == id)
    }

    pub fn account_mut(&mut self, id: &str) -> Option<&mut Account> {
        self.accounts.iter_mut().find(|account| account.id == id)
    }

    pub fn link_mut(&mut self, token: &str) -> Option<&mut HostedLink> {
        self.links.iter_mut().find(|link| link.token == token)
    }

    /// The newest sign-in with this id.
    pub fn intent_mut(&mut self, id: &str) -> Option<&mut Intent> {
        self.intents.iter_mut().rev().find(|intent| intent.id == id)
    }
}

/// What the headers say when no limit is set.
const SHOWN_WITHOUT_LIMIT: u32 = 100_000;

/// Requests in the present minute.
#[derive(Default)]
pub struct Quota {
    since: Option<DateTime<Utc>>,
    used: u32,
}

/// Where a key stands after one more request.
#[derive(Clone, Copy)]
pub struct Standing {
    pub limit: u32,
    pub remaining: u32,
    /// Whole seconds until the count starts over.
    pub reset: u32,
    pub exceeded: bool,
}

impl Quota {
    /// Counts one request; a limit of 0 is never exceeded.
    pub fn count(&mut self, now: DateTime<Utc>, limit: u32) -> Standing {
        let minute = TimeDelta::minutes(1);
        let since = match self.since {
            Some(since) if (since..since + minute).contains(&now) => since,
            _ => {
                self.used = 0;
                self.since = Some(now);
                now
            }
        };
        self.used = self.used.saturating_add(1);
        let left = (since + minute - now).num_milliseconds();
        let shown = if limit == 0 { SHOWN_WITHOUT_LIMIT } else { limit };
        Standing {
            limit: shown,
            remaining: shown.saturating_sub(self.used),
            // Rounded up: coming back exactly then must work.
            reset: u32::try_from((left + 999) / 1_000).unwrap_or(60),
            exceeded: limit > 0 && self.used > limit,
        }
    }
}
