//! Why the keychain didn't do what was asked.

use thiserror::Error;

/// Why the keychain didn't do what was asked. Never says anything about the secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum VaultError {
    /// This computer offers no keychain, or it went away.
    #[error(
        "Rollcall found no keychain on this computer. Start the one that belongs to your desktop (on Linux: GNOME Keyring or KWallet), then check again."
    )]
    Missing,
    /// The keychain is there and refuses until somebody unlocks it.
    #[error("Your keychain is locked. Unlock it with your computer's password app, then check again.")]
    Locked,
    /// The keychain took the question and didn't answer in time. What was asked may still be done.
    #[error(
        "Your keychain doesn't answer. A window may be asking for its password: answer it, then check again. If there is none, sign out of this computer and in again."
    )]
    Silent,
    /// More than a keychain takes.
    #[error(
        "This is too long for the keychain. Check that only the key, cookie or password itself was pasted."
    )]
    TooLong,
    /// Anything else, such as an entry that reads back differently than it was written.
    #[error("Your keychain didn't keep this as it should. Check again; if it happens again, enter it anew.")]
    Failed,
}
