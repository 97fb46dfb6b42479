//! What a caller may choose before the sandbox starts.

use serde::{Deserialize, Serialize};

/// The ports to listen on, all on 127.0.0.1; 0 lets the system choose a free one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ports {
    /// `www.linkedin.com`: OAuth pages, uploads, the feed.
    pub linkedin_www: u16,
    /// `api.linkedin.com`.
    pub linkedin_api: u16,
    /// A Unipile tenant (the DSN).
    pub unipile: u16,
    /// `api.edges.run`, and the pages Edges sends to account owners.
    pub edges: u16,
    /// `zernio.com`.
    pub zernio: u16,
    /// The control surface.
    pub control: u16,
}

impl Ports {
    /// Six consecutive ports from `first`, in the order of the fields.
    #[must_use]
    pub fn consecutive(first: u16) -> Self {
        Self {
            linkedin_www: first,
            linkedin_api: first.saturating_add(1),
            unipile: first.saturating_add(2),
            edges: first.saturating_add(3),
            zernio: first.saturating_add(4),
            control: first.saturating_add(5),
        }
    }
}

/// How the sandbox starts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Options {
    /// Where each server listens.
    #[serde(skip)]
    pub ports: Ports,
    /// How many linked accounts the seeded agency has, over all providers.
    pub accounts: usize,
    /// How many clients the agency has, at least four. Left out: four, and one more for every 50
    /// accounts beyond 200.
    pub clients: Option<usize>,
    /// The same seed gives the same people, ids and keys.
    pub seed: u64,
    /// Redirect URLs registered for the LinkedIn app; the standard flow compares them exactly.
    pub redirect_uris: Vec<String>,
    /// Added to every answer, in milliseconds.
    pub latency_ms: u64,
    /// Off: the sandbox forgives what some public clients are known to send.
    pub strict: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            ports: Ports::default(),
            accounts: 46,
            clients: None,
            seed: 7,
            redirect_uris: vec![
                "http://127.0.0.1:34567/callback".to_owned(),
                "http://localhost:34567/callback".to_owned(),
            ],
            latency_ms: 0,
            strict: true,
        }
    }
}
