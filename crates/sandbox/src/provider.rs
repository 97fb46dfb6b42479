//! The four vendors, as the control surface calls them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One of the simulated vendors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// LinkedIn itself: OAuth, the REST API, the feed.
    LinkedIn,
    /// Unipile, versions 1 and 2.
    Unipile,
    /// Edges.
    Edges,
    /// Zernio.
    Zernio,
}

impl Provider {
    /// Every vendor.
    pub const ALL: [Self; 4] = [Self::LinkedIn, Self::Unipile, Self::Edges, Self::Zernio];

    /// The name in the control surface's JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LinkedIn => "linkedin",
            Self::Unipile => "unipile",
            Self::Edges => "edges",
            Self::Zernio => "zernio",
        }
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(self.name())
    }
}

impl FromStr for Provider {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|provider| provider.name() == name)
            .ok_or_else(|| format!("No provider is called {name}: linkedin, unipile, edges, zernio."))
    }
}
