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

/// Requests in the present minute.
#[derive(Default)]
pub struct Quota {
    since: Option<DateTime<Utc>>,
    used: u32,
}

impl Quota {
    /// Counts one request: how many are left (`None`: too many) and seconds until it starts over.
    pub fn count(&mut self, now: DateTime<Utc>, limit: u32) -> (Option<u32>, u32) {
        let since = match self.since {
            Some(since) if now < since + TimeDelta::minutes(1) && now >= since => since,
            _ => {
                self.used = 0;
                self.since = Some(now);
                now
            }
        };
        self.used = self.used.saturating_add(1);
        let left = (since + TimeDelta::minutes(1) - now).num_seconds().max(1);
        let reset = u32::try_from(left).unwrap_or(60);
        if limit == 0 {
            return (Some(100_000_u32.saturating_sub(self.used)), reset);
        }
        (limit.checked_sub(self.used), reset)
    }
}
