//! Checking accounts against their provider now.

use rollcall_domain::id::AccountId;
use serde::Serialize;

/// How far a roll call is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct RollCallProgress {
    /// Accounts that answered.
    pub checked: u32,
    /// Accounts in all.
    pub total: u32,
    /// The name of the account that was checked last.
    pub current: Option<String>,
    /// Whether it is over.
    pub finished: bool,
}

/// What a roll call found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct RollCallReport {
    /// Accounts that were checked.
    pub checked: u32,
    /// Accounts whose status changed.
    pub changed: Vec<AccountId>,
    /// Accounts that need a person.
    pub need_you: u32,
    /// Accounts that couldn't be checked, as their provider didn't answer or refused the key.
    pub unreachable: u32,
    /// Whether it was stopped before its end.
    pub cancelled: bool,
    /// One sentence for each connection that couldn't be used.
    pub problems: Vec<String>,
}
