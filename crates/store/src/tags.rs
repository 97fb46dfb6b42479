//! Tags: short words that a person put on accounts.

use std::collections::HashMap;

use rollcall_domain::{history::HistoryEntry, id::AccountId};
use rusqlite::Transaction;

use crate::{Store, StoreError, history};

/// Words that differ only by capitals are the same tag.
pub(crate) const CREATE: &str = "
CREATE TABLE account_tags (
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    tag        TEXT NOT NULL COLLATE NOCASE,
    PRIMARY KEY (account_id, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX accounts_with_a_tag ON account_tags (tag);
";

/// The tags of one account and the line of its history that says why they changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagChange {
    /// Whose tags.
    pub account_id: AccountId,
    /// All its tags from now on.
    pub tags: Vec<String>,
    /// The line of its history.
    pub entry: Option<HistoryEntry>,
}

pub(crate) fn set(tx: &Transaction<'_>, change: &TagChange) -> Result<(), StoreError> {
    let TagChange { account_id, tags, entry } = change;
    tx.prepare_cached("DELETE FROM account_tags WHERE account_id = ?1")?.execute([&account_id.0])?;
    let mut add =
        tx.prepare_cached("INSERT OR IGNORE INTO account_tags (account_id, tag) VALUES (?1, ?2)")?;
    for tag in tags {
        add.execute((&account_id.0, tag))?;
    }
    match entry {
        Some(entry) => history::add(tx, account_id, entry),
        None => Ok(()),
    }
}

fn list(tx: &Transaction<'_>) -> Result<HashMap<AccountId, Vec<String>>, StoreError> {
    let mut tags: HashMap<AccountId, Vec<String>> = HashMap::new();
    let mut statement =
        tx.prepare_cached("SELECT account_id, tag FROM account_tags ORDER BY account_id, tag")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        tags.entry(AccountId(row.get(0)?)).or_default().push(row.get(1)?);
    }
    Ok(tags)
}

fn of(tx: &Transaction<'_>, account: &AccountId) -> Result<Vec<String>, StoreError> {
    tx.prepare_cached("SELECT tag FROM account_tags WHERE account_id = ?1 ORDER BY tag")?
        .query_and_then([&account.0], |row| Ok(row.get(0)?))?
        .collect()
}

/// Rows that were merged into others keep their tags, out of sight.
fn counts(tx: &Transaction<'_>) -> Result<Vec<(String, u32)>, StoreError> {
    tx.prepare_cached(
        "SELECT tag, count(*) FROM account_tags
         WHERE account_id NOT IN (SELECT account_id FROM merges) GROUP BY tag ORDER BY tag",
    )?
    .query_and_then([], |row| Ok((row.get(0)?, row.get(1)?)))?
    .collect()
}

impl Store {
    /// The tags of every account that has some, in the order of the alphabet.
    pub async fn tags(&self) -> Result<HashMap<AccountId, Vec<String>>, StoreError> {
        self.read(list).await
    }

    /// The tags of one account.
    pub async fn tags_of(&self, account: &AccountId) -> Result<Vec<String>, StoreError> {
        let account = account.clone();
        self.read(move |tx| of(tx, &account)).await
    }

    /// As [`Store::tags`], of these accounts only.
    pub async fn tags_of_some(
        &self,
        accounts: Vec<AccountId>,
    ) -> Result<HashMap<AccountId, Vec<String>>, StoreError> {
        self.read(move |tx| accounts.into_iter().map(|id| of(tx, &id).map(|tags| (id, tags))).collect()).await
    }

    /// Every tag in the order of the alphabet, with how many accounts have it.
    pub async fn tag_counts(&self) -> Result<Vec<(String, u32)>, StoreError> {
        self.read(counts).await
    }

    /// Gives accounts their tags, with a line in each one's history: all of them or none.
    pub async fn set_tags(&self, changes: Vec<TagChange>) -> Result<(), StoreError> {
        self.write(move |tx| changes.iter().try_for_each(|change| set(tx, change))).await
    }
}
