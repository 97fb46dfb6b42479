//! Connections: adding one, and finding the accounts behind it.

use rollcall_domain::{id::ConnectionId, provider::Provider, secret::Secret};
use serde::{Deserialize, Serialize};

/// What a person gives for a new connection.
#[derive(Debug, Clone, Deserialize, specta::Type)]
pub struct NewConnection {
    /// The system behind it.
    pub provider: Provider,
    /// Its name; the provider's name when empty.
    #[serde(default)]
    pub name: String,
    /// Unipile: the DSN. Edges, Zernio: the API's address, when it isn't the usual one.
    pub base_url: Option<String>,
    /// Unipile, Edges, Zernio: the API key. LinkedIn: the developer app's client secret.
    pub secret: Option<Secret>,
    /// LinkedIn: the developer app's client id.
    pub client_id: Option<String>,
    /// LinkedIn: where its pages are, when it isn't www.linkedin.com.
    pub www_url: Option<String>,
    /// LinkedIn: where its API is, when it isn't api.linkedin.com.
    pub api_url: Option<String>,
    /// LinkedIn: the port of the redirect URL registered with the app.
    pub redirect_port: Option<u16>,
    /// LinkedIn: whether the app was enabled for the native PKCE flow, which needs no secret.
    #[serde(default)]
    pub native_pkce: bool,
    /// LinkedIn: whether the app may act for pages (Community Management).
    #[serde(default)]
    pub pages: bool,
}

/// What finding accounts brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct SyncReport {
    /// The connection that was asked.
    pub connection_id: ConnectionId,
    /// Accounts that are new in the list.
    pub added: u32,
    /// Accounts that were there before.
    pub updated: u32,
    /// Accounts that the provider doesn't have any more.
    pub removed: u32,
}
