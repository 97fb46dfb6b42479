//! One person, linked twice: made one row, or kept as two.

use std::collections::HashMap;

use rollcall_domain::{account::Account, id::AccountId};
pub use rollcall_engine::duplicates::{Duplicate, Merged};
use rollcall_engine::{
    Engine,
    duplicates::{pairs, through},
    error::EngineError,
};
use serde::Serialize;

use crate::{Rollcall, error::ApiError};

/// Another row of the same person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct SamePerson {
    /// The other row.
    pub id: AccountId,
    /// The member's name there.
    pub name: String,
    /// Through which provider it is linked, and how.
    pub through: String,
    /// Its status, in words.
    pub status: String,
    /// Whether a person said that they are to stay two.
    pub kept_apart: bool,
}

/// The pairs of rows that belong to one person.
pub async fn list(rollcall: &Rollcall) -> Result<Vec<Duplicate>, ApiError> {
    Ok(rollcall.engine().await.duplicates().await?)
}

/// Makes two rows of one person one, and returns the one that stays. The other's history, client,
/// drafts and copies go to it; the other's own secrets stay in the keychain, unused.
pub async fn merge(rollcall: &Rollcall, keep: &AccountId, other: &AccountId) -> Result<AccountId, ApiError> {
    Ok(rollcall.engine().await.merge(keep, other).await?.id)
}

/// Takes a merge back, with the place in drafts and the secrets. What has been sent since stays
/// where it is.
pub async fn undo_merge(rollcall: &Rollcall, other: &AccountId) -> Result<AccountId, ApiError> {
    Ok(rollcall.engine().await.undo_merge(other).await?.id)
}

/// Keeps two rows of one person as two, from now on without asking.
pub async fn keep_both(rollcall: &Rollcall, one: &AccountId, other: &AccountId) -> Result<(), ApiError> {
    Ok(rollcall.engine().await.keep_both(one, other).await?)
}

/// Through which other providers each person is linked who is linked twice.
pub(crate) fn also_through(accounts: &[Account]) -> HashMap<AccountId, Vec<String>> {
    let pairs = pairs(accounts);
    if pairs.is_empty() {
        return HashMap::new();
    }
    let by_id: HashMap<&AccountId, &Account> =
        accounts.iter().map(|account| (&account.id, account)).collect();
    let mut found: HashMap<AccountId, Vec<String>> = HashMap::new();
    for (one, other) in &pairs {
        for (row, elsewhere) in [(one, other), (other, one)] {
            if let Some(account) = by_id.get(elsewhere) {
                found.entry(row.clone()).or_default().push(account.provider.name().to_owned());
            }
        }
    }
    found
}

/// The other rows of an account's owner, and the rows that were merged into it.
pub(crate) async fn of(
    engine: &Engine,
    id: &AccountId,
) -> Result<(Vec<SamePerson>, Vec<Merged>), EngineError> {
    let now = engine.now();
    let same = engine.same_person(id).await?.into_iter();
    let others = same.map(|(account, kept_apart)| SamePerson {
        through: through(&account),
        status: account.status.label(now),
        name: account.name,
        id: account.id,
        kept_apart,
    });
    let others = others.collect();
    let merged = engine.merged().await?.into_iter().filter(|merged| merged.into == *id).collect();
    Ok((others, merged))
}
