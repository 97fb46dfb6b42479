//! Which of its two APIs a Unipile application speaks.

use serde::{Deserialize, Serialize};

/// One of Unipile's APIs. A key belongs to an application, and an application to one of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum UnipileApi {
    /// The first one, at an address of the tenant's own (`api8.unipile.com:13851`).
    V1,
    /// The new one, at `api.unipile.com`.
    #[default]
    V2,
}

impl UnipileApi {
    /// The name shown to people.
    pub fn name(self) -> &'static str {
        match self {
            UnipileApi::V1 => "API v1",
            UnipileApi::V2 => "API v2",
        }
    }
}
