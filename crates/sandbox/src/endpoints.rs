//! Where a running sandbox listens, and the keys it accepts.

use serde::{Deserialize, Serialize};

/// Everything a client needs to talk to a running sandbox. Serialised, it is the one line that
/// `rollcall-sandbox --json` prints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoints {
    /// LinkedIn's two hosts and its developer app.
    pub linkedin: LinkedInEndpoint,
    /// The Unipile tenant.
    pub unipile: UnipileEndpoint,
    /// Edges; paths such as `/identities` follow its base URL.
    pub edges: GatewayEndpoint,
    /// Zernio; paths such as `/v1/accounts` follow its base URL.
    pub zernio: GatewayEndpoint,
    /// The control surface, as an origin.
    pub control: String,
}

/// Origins of the bound ports.
pub(crate) struct Origins {
    pub www: String,
    pub api: String,
    pub unipile: String,
    pub edges: String,
    pub zernio: String,
    pub control: String,
}

impl Endpoints {
    /// The same keys elsewhere.
    pub(crate) fn at(mut self, origins: Origins) -> Self {
        self.linkedin.www = origins.www;
        self.linkedin.api = origins.api;
        self.unipile.dsn = origins.unipile;
        self.edges.base_url = format!("{}/v1", origins.edges);
        self.zernio.base_url = format!("{}/api", origins.zernio);
        self.control = origins.control;
        self
    }
}

/// LinkedIn's hosts and the registered developer app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedInEndpoint {
    /// Stands for `https://www.linkedin.com`.
    pub www: String,
    /// Stands for `https://api.linkedin.com`.
    pub api: String,
    /// The app's client id.
    pub client_id: String,
    /// The app's client secret. Made up when the sandbox starts.
    pub client_secret: String,
    /// Redirect URLs registered for the app.
    pub redirect_uris: Vec<String>,
}

/// A Unipile tenant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnipileEndpoint {
    /// The tenant's origin; version 2 lives under `/v2`.
    pub dsn: String,
    /// The value of `X-API-KEY`.
    pub api_key: String,
}

/// A gateway with one base URL and one key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatewayEndpoint {
    /// Without a trailing slash.
    pub base_url: String,
    /// Edges: the value of `X-API-Key`. Zernio: the bearer token.
    pub api_key: String,
}
