//! The single truth about an account.

use serde::{Deserialize, Serialize};

use crate::{Timestamp, checkpoint::CheckpointKind};

/// What an account's last real call said. Every status has a date and a cause beside it
/// (see [`crate::history`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case", tag = "kind", content = "detail")]
pub enum Status {
    /// A real call succeeded.
    Connected,
    /// Linked or refreshed, not usable yet.
    Connecting,
    /// Works, but its token ends soon.
    ExpiresSoon {
        /// When the token ends.
        at: Timestamp,
    },
    /// The owner's session ended.
    SignInNeeded,
    /// A login waits for an answer.
    Checkpoint {
        /// What LinkedIn asks for.
        checkpoint: CheckpointKind,
        /// When the provider forgets the login.
        deadline: Option<Timestamp>,
    },
    /// A product or a scope is missing.
    PermissionMissing {
        /// Which product or scope.
        what: String,
    },
    /// LinkedIn has restricted the person.
    Restricted,
    /// A limit was reached.
    LimitedUntil {
        /// When it ends, if the provider says.
        at: Option<Timestamp>,
    },
    /// The provider doesn't answer, or says that it is broken.
    ProviderUnreachable,
    /// Switched off on purpose.
    Paused,
    /// Unlinked at the provider.
    Removed,
    /// A status that the provider named and Rollcall doesn't know.
    Unknown {
        /// The provider's own word.
        raw: String,
    },
}

/// The kinds of status, for filters and counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum StatusKind {
    /// See [`Status::Connected`].
    Connected,
    /// See [`Status::Connecting`].
    Connecting,
    /// See [`Status::ExpiresSoon`].
    ExpiresSoon,
    /// See [`Status::SignInNeeded`].
    SignInNeeded,
    /// See [`Status::Checkpoint`].
    Checkpoint,
    /// See [`Status::PermissionMissing`].
    PermissionMissing,
    /// See [`Status::Restricted`].
    Restricted,
    /// See [`Status::LimitedUntil`].
    LimitedUntil,
    /// See [`Status::ProviderUnreachable`].
    ProviderUnreachable,
    /// See [`Status::Paused`].
    Paused,
    /// See [`Status::Removed`].
    Removed,
    /// See [`Status::Unknown`].
    Unknown,
}

/// The colour family of a status: shown together with its word and its shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Works.
    Ok,
    /// Works, but needs a look soon.
    Warn,
    /// Doesn't work until somebody acts.
    Bad,
    /// Waits for an answer, or is under way.
    Info,
    /// Off on purpose.
    Idle,
}

impl StatusKind {
    /// Every kind.
    pub const ALL: [StatusKind; 12] = [
        StatusKind::Connected,
        StatusKind::Connecting,
        StatusKind::ExpiresSoon,
        StatusKind::SignInNeeded,
        StatusKind::Checkpoint,
        StatusKind::PermissionMissing,
        StatusKind::Restricted,
        StatusKind::LimitedUntil,
        StatusKind::ProviderUnreachable,
        StatusKind::Paused,
        StatusKind::Removed,
        StatusKind::Unknown,
    ];

    /// The word kept in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            StatusKind::Connected => "connected",
            StatusKind::Connecting => "connecting",
            StatusKind::ExpiresSoon => "expires_soon",
            StatusKind::SignInNeeded => "sign_in_needed",
            StatusKind::Checkpoint => "checkpoint",
            StatusKind::PermissionMissing => "permission_missing",
            StatusKind::Restricted => "restricted",
            StatusKind::LimitedUntil => "limited_until",
            StatusKind::ProviderUnreachable => "provider_unreachable",
            StatusKind::Paused => "paused",
            StatusKind::Removed => "removed",
            StatusKind::Unknown => "unknown",
        }
    }

    /// The kind that the database keeps as this word.
    pub fn parse(word: &str) -> Option<StatusKind> {
        StatusKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Its colour family.
    pub fn tone(self) -> Tone {
        match self {
            StatusKind::Connected => Tone::Ok,
            StatusKind::ExpiresSoon | StatusKind::LimitedUntil | StatusKind::ProviderUnreachable => {
                Tone::Warn
            }
            StatusKind::SignInNeeded | StatusKind::PermissionMissing | StatusKind::Restricted => Tone::Bad,
            StatusKind::Connecting | StatusKind::Checkpoint => Tone::Info,
            StatusKind::Paused | StatusKind::Removed | StatusKind::Unknown => Tone::Idle,
        }
    }

    /// Whether a person has to act.
    pub fn needs_you(self) -> bool {
        matches!(
            self,
            StatusKind::SignInNeeded
                | StatusKind::Checkpoint
                | StatusKind::PermissionMissing
                | StatusKind::Restricted
        )
    }
}

impl Status {
    /// Its kind, without the details.
    pub fn kind(&self) -> StatusKind {
        match self {
            Status::Connected => StatusKind::Connected,
            Status::Connecting => StatusKind::Connecting,
            Status::ExpiresSoon { .. } => StatusKind::ExpiresSoon,
            Status::SignInNeeded => StatusKind::SignInNeeded,
            Status::Checkpoint { .. } => StatusKind::Checkpoint,
            Status::PermissionMissing { .. } => StatusKind::PermissionMissing,
            Status::Restricted => StatusKind::Restricted,
            Status::LimitedUntil { .. } => StatusKind::LimitedUntil,
            Status::ProviderUnreachable => StatusKind::ProviderUnreachable,
            Status::Paused => StatusKind::Paused,
            Status::Removed => StatusKind::Removed,
            Status::Unknown { .. } => StatusKind::Unknown,
        }
    }

    /// Its colour family.
    pub fn tone(&self) -> Tone {
        self.kind().tone()
    }

    /// Whether a person has to act.
    pub fn needs_you(&self) -> bool {
        self.kind().needs_you()
    }

    /// Whether an account with this status can publish now.
    pub fn can_publish(&self) -> bool {
        matches!(self, Status::Connected | Status::ExpiresSoon { .. } | Status::PermissionMissing { .. })
    }

    /// Few words for a chip. `now` turns an end into a number of days.
    pub fn label(&self, now: Timestamp) -> String {
        match self {
            Status::Connected => "Connected".into(),
            Status::Connecting => "Connecting".into(),
            Status::ExpiresSoon { at } => match (*at - now).num_days() {
                days if days < 0 => "Expired".into(),
                0 => "Expires today".into(),
                1 => "Expires in 1 day".into(),
                days => format!("Expires in {days} days"),
            },
            Status::SignInNeeded => "Sign-in needed".into(),
            Status::Checkpoint { checkpoint, .. } => checkpoint.label().into(),
            Status::PermissionMissing { what } => format!("{what} missing"),
            Status::Restricted => "Restricted by LinkedIn".into(),
            Status::LimitedUntil { at: Some(at) } => {
                format!("Limited until {}", at.format("%-d %b %H:%M UTC"))
            }
            Status::LimitedUntil { at: None } => "Limited".into(),
            Status::ProviderUnreachable => "Provider unreachable".into(),
            Status::Paused => "Paused".into(),
            Status::Removed => "Removed".into(),
            Status::Unknown { raw } => raw.clone(),
        }
    }
}

/// How many days before its end a token counts as expiring soon.
pub const EXPIRES_SOON_DAYS: i64 = 14;
