//! What happened to an account: the time, the cause in words, and who or what caused it.

use serde::{Deserialize, Serialize};

use crate::{Timestamp, status::Tone};

/// Who or what caused a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The person at this computer.
    Operator,
    /// The account's owner, in their own browser.
    Owner,
    /// Rollcall, by itself.
    Rollcall,
    /// The provider or LinkedIn.
    Provider,
}

impl Actor {
    /// The word kept in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Actor::Operator => "operator",
            Actor::Owner => "owner",
            Actor::Rollcall => "rollcall",
            Actor::Provider => "provider",
        }
    }

    /// The actor with this stored word; anything else reads as the provider.
    pub fn parse(word: &str) -> Actor {
        match word {
            "operator" => Actor::Operator,
            "owner" => Actor::Owner,
            "rollcall" => Actor::Rollcall,
            _ => Actor::Provider,
        }
    }
}

/// One line of an account's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct HistoryEntry {
    /// When it happened.
    pub at: Timestamp,
    /// What happened, in words a recruiter understands. Never a secret, never a link.
    pub sentence: String,
    /// Who or what caused it.
    pub actor: Actor,
    /// The colour of its mark.
    pub tone: Tone,
}
