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

/// What a line of history is about, for filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum HistoryKind {
    /// Whether the account works.
    #[default]
    Status,
    /// Linking it and bringing it back.
    Linking,
    /// Its client, its tags, and pausing it.
    Organising,
    /// What it published.
    Publishing,
    /// The owner's consent.
    Consent,
}

impl HistoryKind {
    /// Every kind, in the order of the filter.
    pub const ALL: [HistoryKind; 5] = [
        HistoryKind::Status,
        HistoryKind::Linking,
        HistoryKind::Organising,
        HistoryKind::Publishing,
        HistoryKind::Consent,
    ];

    /// The word kept in the database and used on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            HistoryKind::Status => "status",
            HistoryKind::Linking => "linking",
            HistoryKind::Organising => "organising",
            HistoryKind::Publishing => "publishing",
            HistoryKind::Consent => "consent",
        }
    }

    /// The kind with this stored word, if there is one.
    pub fn parse(word: &str) -> Option<HistoryKind> {
        HistoryKind::ALL.into_iter().find(|kind| kind.as_str() == word)
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
    /// What it is about.
    pub kind: HistoryKind,
}
