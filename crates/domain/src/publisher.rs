//! The interface a copy is published through: what it takes differs also within one provider.

use serde::{Deserialize, Serialize};

use crate::provider::Provider;

/// An interface that publishes posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Publisher {
    /// LinkedIn's Posts API.
    Linkedin,
    /// LinkedIn's older UGC Posts API.
    LinkedinOlder,
    /// Unipile's first API.
    UnipileV1,
    /// Unipile's second API.
    UnipileV2,
    /// Zernio.
    Zernio,
}

impl Publisher {
    /// All of them.
    pub const ALL: [Publisher; 5] = [
        Publisher::Linkedin,
        Publisher::LinkedinOlder,
        Publisher::UnipileV1,
        Publisher::UnipileV2,
        Publisher::Zernio,
    ];

    /// Whose it is.
    pub fn provider(self) -> Provider {
        match self {
            Publisher::Linkedin | Publisher::LinkedinOlder => Provider::Linkedin,
            Publisher::UnipileV1 | Publisher::UnipileV2 => Provider::Unipile,
            Publisher::Zernio => Provider::Zernio,
        }
    }

    /// The name in sentences.
    pub fn name(self) -> &'static str {
        match self {
            Publisher::LinkedinOlder => "LinkedIn's older interface",
            other => other.provider().name(),
        }
    }
}
