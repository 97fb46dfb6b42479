//! Whether the keychain works, as far as the last call told.

use serde::Serialize;

use crate::VaultError;

/// Whether the keychain works, as far as the last call told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum KeychainState {
    /// Nothing was asked of it yet.
    Unchecked,
    /// It answered.
    Ready,
    /// It is there, but somebody has to unlock it.
    Locked,
    /// There is none.
    Missing,
    /// It took a question and doesn't answer.
    Silent,
}

/// What an answer says about the keychain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// It read or wrote an entry.
    Worked,
    /// It says that an entry isn't there, which a locked one says too.
    NothingThere,
    /// It failed.
    Failed(VaultError),
}

impl KeychainState {
    /// The state after an answer.
    pub(crate) fn after(self, evidence: Evidence) -> KeychainState {
        match evidence {
            Evidence::Worked => KeychainState::Ready,
            Evidence::NothingThere if self == KeychainState::Locked => KeychainState::Locked,
            Evidence::NothingThere => KeychainState::Ready,
            Evidence::Failed(VaultError::Missing) => KeychainState::Missing,
            Evidence::Failed(VaultError::Locked) => KeychainState::Locked,
            Evidence::Failed(VaultError::Silent) => KeychainState::Silent,
            // The keychain itself answered; this one entry is the trouble.
            Evidence::Failed(VaultError::TooLong | VaultError::Failed) => KeychainState::Ready,
        }
    }
}
