//! The systems an account is linked through.

use serde::{Deserialize, Serialize};

/// The system an account is linked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Provider {
    /// LinkedIn's official API, through the operator's own developer app.
    Linkedin,
    /// Unipile, API v1 or v2.
    Unipile,
    /// Edges (edges.run).
    Edges,
    /// Zernio, formerly Late.
    Zernio,
}

impl Provider {
    /// Every provider, in the order they are offered.
    pub const ALL: [Provider; 4] = [Provider::Linkedin, Provider::Unipile, Provider::Edges, Provider::Zernio];

    /// The word kept in the database and used on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Provider::Linkedin => "linkedin",
            Provider::Unipile => "unipile",
            Provider::Edges => "edges",
            Provider::Zernio => "zernio",
        }
    }

    /// The name shown to people.
    pub fn name(self) -> &'static str {
        match self {
            Provider::Linkedin => "LinkedIn",
            Provider::Unipile => "Unipile",
            Provider::Edges => "Edges",
            Provider::Zernio => "Zernio",
        }
    }

    /// The provider with this stored word, if there is one.
    pub fn parse(word: &str) -> Option<Provider> {
        Provider::ALL.into_iter().find(|provider| provider.as_str() == word)
    }

    /// Whether posts can be published through it. Edges offers no action that publishes a post.
    pub fn publishes(self) -> bool {
        !matches!(self, Provider::Edges)
    }
}
