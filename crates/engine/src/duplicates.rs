//! One person, linked twice: recognised, and made one row or kept as two.

use std::collections::{HashMap, HashSet};

use rollcall_domain::{
    Timestamp,
    account::{Account, first_name},
    history::{Actor, HistoryEntry, HistoryKind},
    id::AccountId,
    member::{is_same, keys},
    outbox::TargetState,
    status::{Status, Tone},
};
use rollcall_store::{StoreError, TargetRow};
use serde::Serialize;

use crate::{Engine, error::EngineError, event::Event};

/// Two rows of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Duplicate {
    /// One of them.
    pub one: AccountId,
    /// The other.
    pub other: AccountId,
    /// Whether a person said that they are to stay two.
    pub kept_apart: bool,
}

/// A row that was merged into another, and is out of sight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Merged {
    /// The row that is out of sight.
    pub id: AccountId,
    /// The row that stayed.
    pub into: AccountId,
    /// Through which provider the merged row is linked, and how.
    pub through: String,
    /// When.
    pub at: Timestamp,
}

impl Engine {
    /// The pairs of rows that belong to one person.
    pub async fn duplicates(&self) -> Result<Vec<Duplicate>, EngineError> {
        let accounts = self.inner.store.accounts().await?;
        let kept_apart = self.inner.store.kept_apart().await?;
        Ok(pairs(&accounts)
            .into_iter()
            .map(|(one, other)| Duplicate {
                kept_apart: kept_apart.contains(&(one.clone(), other.clone())),
                one,
                other,
            })
            .collect())
    }

    /// Keeps two rows of one person as two, from now on without asking.
    pub async fn keep_both(&self, one: &AccountId, other: &AccountId) -> Result<(), EngineError> {
        self.inner.store.keep_apart(one, other).await?;
        self.tell(Event::AccountsChanged);
        Ok(())
    }

    /// Makes two rows of one person one: what `other` has goes to `keep`, and `other` is out of
    /// sight from then on. Its own secrets stay in the keychain, unused, for the case that the merge
    /// is taken back; nothing changes at its provider.
    ///
    /// # Errors
    /// [`EngineError::BadInput`] when they aren't the same person's, or when posts wait that `keep`
    /// couldn't publish.
    pub async fn merge(&self, keep: &AccountId, other: &AccountId) -> Result<Account, EngineError> {
        let (kept, gone) = (self.account(keep).await?, self.account(other).await?);
        if keep == other || !is_same(&kept, &gone) {
            return Err(EngineError::BadInput(format!(
                "{} and {} aren't known to be the same person, so they can't be made one.",
                kept.name, gone.name
            )));
        }
        self.refuse_lost_posts(&kept, &gone).await?;
        let now = self.now();
        let entry = HistoryEntry {
            at: now,
            sentence: format!("Merged with the row of {} through {}", gone.name, through(&gone)),
            actor: Actor::Operator,
            tone: Tone::Idle,
            kind: HistoryKind::Organising,
        };
        match self.inner.store.merge_accounts(other, keep, now, entry).await {
            Err(StoreError::NotAllowed) => {
                return Err(EngineError::BadInput(format!(
                    "A post of {} is being sent at this moment. Merge the rows when it is done.",
                    first_name(&kept.name)
                )));
            }
            done => done?,
        }
        self.end_tasks_of(other).await?;
        self.tell(Event::OutboxChanged);
        self.account(keep).await
    }

    /// Takes a merge back: the row is in sight again, with what was its own: its history, its place
    /// in drafts, its secrets. What has been sent since stays where it is.
    pub async fn undo_merge(&self, other: &AccountId) -> Result<Account, EngineError> {
        let account = self.account(other).await?;
        let entry = HistoryEntry {
            at: self.now(),
            sentence: format!("Taken apart again from the row through {}", through(&account)),
            actor: Actor::Operator,
            tone: Tone::Idle,
            kind: HistoryKind::Organising,
        };
        self.inner.store.undo_merge(other, entry).await.map_err(|error| match error {
            StoreError::NotFound => EngineError::NotFound("This merge"),
            other => other.into(),
        })?;
        self.tell(Event::AccountsChanged);
        self.tell(Event::OutboxChanged);
        Ok(account)
    }

    /// The rows that were merged into others.
    pub async fn merged(&self) -> Result<Vec<Merged>, EngineError> {
        let rows = self.inner.store.merges().await?;
        Ok(rows
            .into_iter()
            .map(|row| Merged {
                through: through(&row.account),
                id: row.account.id,
                into: row.into,
                at: row.at,
            })
            .collect())
    }

    /// The other rows of an account's owner that are in sight, each with whether they are to stay
    /// two.
    pub async fn same_person(&self, id: &AccountId) -> Result<Vec<(Account, bool)>, EngineError> {
        let account = self.account(id).await?;
        if account.status == Status::Removed {
            return Ok(Vec::new());
        }
        let alike = self.inner.store.accounts_alike(&account).await?;
        let mut same: Vec<Account> = alike
            .into_iter()
            .filter(|other| other.status != Status::Removed && is_same(&account, other))
            .collect();
        if same.is_empty() {
            return Ok(Vec::new());
        }
        same.sort_by(|a, b| a.id.0.cmp(&b.id.0));
        let apart = self.inner.store.kept_apart().await?;
        let is_apart = |other: &AccountId| {
            let pair =
                if id.0 <= other.0 { (id.clone(), other.clone()) } else { (other.clone(), id.clone()) };
            apart.contains(&pair)
        };
        let with_apart = |other: Account| {
            let apart = is_apart(&other.id);
            (other, apart)
        };
        Ok(same.into_iter().map(with_apart).collect())
    }

    /// Erases the secrets of the rows that were merged into an account: they are the same person's.
    pub(crate) async fn erase_merged_secrets(&self, into: &AccountId) -> Result<(), EngineError> {
        for row in self.inner.store.merges().await?.into_iter().filter(|row| row.into == *into) {
            self.inner.vault.delete_all(row.account.id.as_str()).await?;
        }
        Ok(())
    }

    pub(crate) async fn is_merged(&self, id: &AccountId) -> Result<bool, EngineError> {
        Ok(self.inner.store.merges().await?.iter().any(|row| row.account.id == *id))
    }

    /// Copies that wait must be able to leave from the row that stays, once each.
    async fn refuse_lost_posts(&self, kept: &Account, gone: &Account) -> Result<(), EngineError> {
        let waiting = [TargetState::Queued, TargetState::Held, TargetState::RetryLater];
        let waiting: Vec<TargetRow> = self
            .inner
            .store
            .targets_in(&waiting)
            .await?
            .into_iter()
            .filter(|target| target.account_id == gone.id)
            .collect();
        if waiting.is_empty() {
            return Ok(());
        }
        let refusal = |why: String| Err(EngineError::BadInput(why));
        if !kept.provider.publishes() {
            return refusal(format!(
                "Posts of {} wait in the outbox, and {} can't publish them. Keep the other row instead.",
                gone.name,
                kept.provider.name()
            ));
        }
        let pages: HashSet<String> =
            self.inner.store.pages(&kept.id).await?.into_iter().map(|page| page.urn).collect();
        for target in waiting {
            if target.page_urn.as_ref().is_some_and(|page| !pages.contains(page)) {
                return refusal(format!(
                    "A post as {} waits in the outbox, and the row through {} can't publish as that page.",
                    target.author_name,
                    through(kept)
                ));
            }
            let siblings = self.inner.store.targets_of(&target.post_id).await?;
            let twice = siblings.iter().any(|sibling| {
                sibling.account_id == kept.id
                    && sibling.page_urn == target.page_urn
                    && !matches!(sibling.state, TargetState::Refused | TargetState::Dropped)
            });
            if twice {
                return refusal(format!(
                    "Both rows are authors of a post that isn't out yet, so {} would publish it twice. Merge them when it is out.",
                    first_name(&kept.name)
                ));
            }
        }
        Ok(())
    }
}

/// How a row is linked, in words: "Edges, API · COOKIES".
pub fn through(account: &Account) -> String {
    format!("{}, {}", account.provider.name(), account.setup_source.label())
}

/// The pairs of one person's rows; in each, the smaller id first. Rows that are gone at their
/// provider count no more.
pub fn pairs(accounts: &[Account]) -> Vec<(AccountId, AccountId)> {
    let mut alike: HashMap<String, Vec<&Account>> = HashMap::new();
    for account in accounts.iter().filter(|account| account.status != Status::Removed) {
        for key in keys(account) {
            alike.entry(key).or_default().push(account);
        }
    }
    let mut found: Vec<(AccountId, AccountId)> = Vec::new();
    for rows in alike.into_values().filter(|rows| rows.len() > 1) {
        for (at, one) in rows.iter().enumerate() {
            for other in &rows[at + 1..] {
                if one.id != other.id && is_same(one, other) {
                    let (one, other) = (one.id.clone(), other.id.clone());
                    found.push(if one.0 <= other.0 { (one, other) } else { (other, one) });
                }
            }
        }
    }
    found.sort_by(|a, b| (&a.0.0, &a.1.0).cmp(&(&b.0.0, &b.1.0)));
    found.dedup();
    found
}
