//! One linked account, as both versions of the API know it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// Still being taken up after a sign-in; neither usable nor lost.
pub const CONNECTING: &str = "connecting";

#[derive(Clone, Serialize, Deserialize)]
pub struct Account {
    pub id: String,
    /// Slug of the member.
    pub person: String,
    pub user_id: String,
    pub name: String,
    /// What the member signed in with; version 1 shows it.
    pub username: String,
    pub created_at: DateTime<Utc>,
    /// In version 2's words, and [`CONNECTING`].
    pub status: String,
    /// Shares a browser's session instead of having its own.
    pub by_cookies: bool,
    pub metadata: Map<String, Value>,
    /// As version 2 shows it.
    pub proxy: Option<Value>,
    /// The Recruiter contract chosen when signing in.
    pub contract: Option<String>,
    /// When the connection is up.
    pub connecting_until: Option<DateTime<Utc>>,
    /// When the first synchronisation is over.
    pub syncing_until: Option<DateTime<Utc>>,
    /// Place in the order of linking; given when the account is listed.
    #[serde(default)]
    pub number: u64,
    #[serde(skip)]
    pub(super) written: Written,
}

/// The account as JSON text, kept because lists are asked for all the time.
#[derive(Clone, Default)]
pub(super) struct Written {
    pub v1: Option<Arc<str>>,
    pub v2: Option<Arc<str>>,
}

impl Account {
    /// A running account, not yet listed.
    pub fn new(id: String, person: String, user_id: String, name: String, created_at: DateTime<Utc>) -> Self {
        Self {
            id,
            person,
            user_id,
            name,
            username: String::new(),
            created_at,
            status: "running".to_owned(),
            by_cookies: false,
            metadata: Map::new(),
            proxy: None,
            contract: None,
            connecting_until: None,
            syncing_until: None,
            number: 0,
            written: Written::default(),
        }
    }

    /// Whether this product was asked for when the account was linked.
    pub fn has_enabled(&self, product: &str) -> bool {
        product == "classic" || self.product_status(product).is_some()
    }

    pub fn product_status(&self, product: &str) -> Option<&str> {
        self.metadata.get(PRODUCTS)?.get(product)?.as_str()
    }

    /// Gives the account and its products one status.
    pub fn set_status(&mut self, status: &str) {
        status.clone_into(&mut self.status);
        if let Some(Value::Object(products)) = self.metadata.get_mut(PRODUCTS) {
            for value in products.values_mut() {
                *value = json!(status);
            }
        }
    }

    /// The status of version 1's one source.
    pub fn source_status(&self) -> &'static str {
        source_status(&self.status)
    }
}

/// Where version 2 keeps the state of each product's own connection.
pub const PRODUCTS: &str = "products_connection_status";

/// Version 1's word for a status of version 2.
pub fn source_status(status: &str) -> &'static str {
    match status {
        CONNECTING => "CONNECTING",
        "disconnected" => "CREDENTIALS",
        "errored" => "ERROR",
        "paused" => "STOPPED",
        "permissions" => "PERMISSIONS",
        // Version 1 has no word for an account that works in part.
        _ => "OK",
    }
}
