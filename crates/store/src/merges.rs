//! Merges: rows of one person that were made one. The other row stays, out of sight, so that the
//! provider's account isn't found anew and the merge can be undone.

use std::collections::HashSet;

use rollcall_domain::{
    Timestamp,
    account::Account,
    history::HistoryEntry,
    id::{AccountId, AuthorId, ConnectionId, DraftId},
    post::Variant,
};
use rusqlite::{OptionalExtension, Params, Row, Transaction};
use serde::{Deserialize, Serialize};

use crate::{Store, StoreError, accounts, columns, drafts, history};

pub(crate) const CREATE: &str = "
CREATE TABLE merges (
    account_id TEXT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    into_id    TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    at         INTEGER NOT NULL,
    moved      TEXT NOT NULL CHECK (json_valid(moved))
) STRICT, WITHOUT ROWID;
CREATE INDEX merges_into_an_account ON merges (into_id);
";

/// Pairs that a person wants to keep as two.
pub(crate) const CREATE_KEPT_APART: &str = "
CREATE TABLE kept_apart (
    one   TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    other TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;
";

/// A row that was merged into another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeRow {
    /// The row that is out of sight.
    pub account: Account,
    /// The row that stayed.
    pub into: AccountId,
    /// When.
    pub at: Timestamp,
}

/// What went from one row to the other.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Moved {
    history: Vec<i64>,
    targets: Vec<String>,
    tags: Vec<String>,
    client: bool,
    /// Drafts as they were, of which the row was an author.
    #[serde(default)]
    drafts: Vec<MovedDraft>,
}

/// Who a draft was for, before its author became another.
#[derive(Debug, Serialize, Deserialize)]
struct MovedDraft {
    id: DraftId,
    authors: Vec<AuthorId>,
    variants: Vec<Variant>,
}

fn ids<T: rusqlite::types::FromSql>(
    tx: &Transaction<'_>,
    sql: &str,
    params: impl Params,
) -> Result<Vec<T>, StoreError> {
    tx.prepare_cached(sql)?.query_and_then(params, |row| Ok(row.get(0)?))?.collect()
}

/// Gives `to` these copies of `from`. What was uploaded as somebody else's is uploaded anew.
fn move_targets(
    tx: &Transaction<'_>,
    targets: &[String],
    from: &AccountId,
    to: &AccountId,
) -> Result<(), StoreError> {
    let mut update = tx.prepare_cached(
        "UPDATE targets SET account_id = ?3, author_id = replace(author_id, ?2, ?3), version = version + 1
         WHERE id = ?1 AND account_id = ?2 AND state NOT IN ('uploading', 'sending')",
    )?;
    for target in targets {
        if update.execute((target, &from.0, &to.0))? == 1 {
            tx.execute("DELETE FROM uploads WHERE target_id = ?1", [target])?;
        }
    }
    Ok(())
}

/// Puts one author in the place of another in every draft, once.
fn move_drafts(
    tx: &Transaction<'_>,
    from: &AccountId,
    to: &AccountId,
) -> Result<Vec<MovedDraft>, StoreError> {
    let mut changed = Vec::new();
    let moved = |author: &AuthorId| AuthorId(author.0.replace(&from.0, &to.0));
    for mut row in drafts::all(tx)? {
        let before = row.draft.clone();
        let mut seen = HashSet::new();
        row.draft.authors =
            before.authors.iter().map(moved).filter(|author| seen.insert(author.clone())).collect();
        // What was written for the one that stays is kept.
        seen.clear();
        row.draft.variants.sort_by_key(|variant| moved(&variant.author) != variant.author);
        row.draft.variants.iter_mut().for_each(|variant| variant.author = moved(&variant.author));
        row.draft.variants.retain(|variant| seen.insert(variant.author.clone()));
        if row.draft != before {
            drafts::save(tx, &row)?;
            changed.push(MovedDraft { id: row.id, authors: before.authors, variants: before.variants });
        }
    }
    Ok(changed)
}

/// Gives drafts their author back. Where both rows were authors, both are again; what was written
/// since for the one that stayed is kept.
fn move_drafts_back(
    tx: &Transaction<'_>,
    drafts: Vec<MovedDraft>,
    from: &AccountId,
    to: &AccountId,
) -> Result<(), StoreError> {
    let moved = |author: &AuthorId| AuthorId(author.0.replace(&from.0, &to.0));
    let mut now = drafts::all(tx)?;
    for was in drafts {
        let Some(row) = now.iter_mut().find(|row| row.id == was.id) else { continue };
        let draft = &mut row.draft;
        for (place, author) in was.authors.iter().enumerate().filter(|(_, author)| moved(author) != **author)
        {
            let into = moved(author);
            let Some(at) = draft.authors.iter().position(|one| *one == into) else { continue };
            if was.authors.contains(&into) {
                draft.authors.insert(place.min(draft.authors.len()), author.clone());
            } else {
                draft.authors[at].clone_from(author);
            }
        }
        for variant in was.variants.iter().filter(|variant| moved(&variant.author) != variant.author) {
            let into = moved(&variant.author);
            let both = was.variants.iter().any(|other| other.author == into);
            match draft.variants.iter_mut().find(|one| one.author == into) {
                Some(one) if !both => one.author.clone_from(&variant.author),
                _ if both => draft.variants.push(variant.clone()),
                _ => {}
            }
        }
        drafts::save(tx, row)?;
    }
    Ok(())
}

fn merge(
    tx: &Transaction<'_>,
    other: &AccountId,
    into: &AccountId,
    at: Timestamp,
    entry: &HistoryEntry,
) -> Result<(), StoreError> {
    let in_flight: bool = tx.query_row(
        "SELECT EXISTS (SELECT 1 FROM targets WHERE account_id IN (?1, ?2) AND state IN ('uploading', 'sending'))",
        (&other.0, &into.0),
        |row| row.get(0),
    )?;
    if in_flight {
        return Err(StoreError::NotAllowed);
    }
    let mut moved = Moved {
        history: ids(tx, "SELECT id FROM history WHERE account_id = ?1", [&other.0])?,
        targets: ids(tx, "SELECT id FROM targets WHERE account_id = ?1", [&other.0])?,
        tags: ids(
            tx,
            "SELECT tag FROM account_tags WHERE account_id = ?1
             AND tag NOT IN (SELECT tag FROM account_tags WHERE account_id = ?2)",
            (&other.0, &into.0),
        )?,
        client: false,
        drafts: move_drafts(tx, other, into)?,
    };
    tx.execute("UPDATE history SET account_id = ?2 WHERE account_id = ?1", (&other.0, &into.0))?;
    move_targets(tx, &moved.targets, other, into)?;
    for tag in &moved.tags {
        tx.execute("INSERT OR IGNORE INTO account_tags (account_id, tag) VALUES (?1, ?2)", (&into.0, tag))?;
    }
    moved.client = tx.execute(
        "UPDATE accounts SET client_id = (SELECT client_id FROM accounts WHERE id = ?1)
         WHERE id = ?2 AND client_id IS NULL",
        (&other.0, &into.0),
    )? == 1;
    tx.execute("UPDATE automatic_returns SET next_at = NULL, tries = 0 WHERE account_id = ?1", [&other.0])?;
    tx.execute("UPDATE accounts SET merged_into = ?2 WHERE id = ?1", (&other.0, &into.0))?;
    tx.execute(
        "INSERT OR REPLACE INTO merges (account_id, into_id, at, moved) VALUES (?1, ?2, ?3, ?4)",
        (&other.0, &into.0, columns::millis(at), columns::to_json(&moved)?),
    )?;
    history::add(tx, into, entry)
}

fn undo(tx: &Transaction<'_>, other: &AccountId, entry: &HistoryEntry) -> Result<AccountId, StoreError> {
    let merged = tx
        .query_row("SELECT into_id, moved FROM merges WHERE account_id = ?1", [&other.0], |row| {
            Ok((AccountId(row.get(0)?), row.get::<_, String>(1)?))
        })
        .optional()?;
    let (into, moved) = merged.ok_or(StoreError::NotFound)?;
    let moved: Moved = serde_json::from_str(&moved).map_err(|_| StoreError::Damaged)?;
    for line in &moved.history {
        tx.execute("UPDATE history SET account_id = ?2 WHERE id = ?1", (line, &other.0))?;
    }
    move_targets(tx, &moved.targets, &into, other)?;
    move_drafts_back(tx, moved.drafts, other, &into)?;
    for tag in &moved.tags {
        tx.execute("DELETE FROM account_tags WHERE account_id = ?1 AND tag = ?2", (&into.0, tag))?;
    }
    if moved.client {
        tx.execute("UPDATE accounts SET client_id = NULL WHERE id = ?1", [&into.0])?;
    }
    tx.execute("UPDATE accounts SET merged_into = NULL WHERE id = ?1", [&other.0])?;
    tx.execute("DELETE FROM merges WHERE account_id = ?1", [&other.0])?;
    history::add(tx, &into, entry)?;
    Ok(into)
}

fn read(row: &Row<'_>) -> Result<MergeRow, StoreError> {
    Ok(MergeRow {
        account: accounts::read(row)?,
        into: AccountId(row.get("merged_into")?),
        at: columns::time(row, "merged_at")?,
    })
}

impl Store {
    /// Makes two rows one: the history, the tags, the copies and the place in drafts of `other` go to
    /// `into`, and its client where `into` has none. `other` stays out of sight.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] while a copy of either is being sent.
    pub async fn merge_accounts(
        &self,
        other: &AccountId,
        into: &AccountId,
        at: Timestamp,
        entry: HistoryEntry,
    ) -> Result<(), StoreError> {
        let (other, into) = (other.clone(), into.clone());
        self.write(move |tx| merge(tx, &other, &into, at, &entry)).await
    }

    /// Takes a merge back, and says into which row it was. What has been sent since stays there.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there was none.
    pub async fn undo_merge(&self, other: &AccountId, entry: HistoryEntry) -> Result<AccountId, StoreError> {
        let other = other.clone();
        self.write(move |tx| undo(tx, &other, &entry)).await
    }

    /// The rows that were merged into others.
    pub async fn merges(&self) -> Result<Vec<MergeRow>, StoreError> {
        self.read(|tx| {
            tx.prepare_cached(
                "SELECT accounts.*, connections.provider, merges.at AS merged_at FROM merges
                 JOIN accounts ON accounts.id = merges.account_id
                 JOIN connections ON connections.id = accounts.connection_id
                 WHERE merged_into IS NOT NULL ORDER BY merges.at",
            )?
            .query_and_then([], read)?
            .collect()
        })
        .await
    }

    /// The ids by which a provider knows the rows of a connection that are out of sight.
    pub async fn merged_remotes(&self, connection: &ConnectionId) -> Result<HashSet<String>, StoreError> {
        let connection = connection.clone();
        self.read(move |tx| {
            tx.prepare_cached(
                "SELECT remote_id FROM accounts WHERE connection_id = ?1 AND merged_into IS NOT NULL",
            )?
            .query_and_then([&connection.0], |row| Ok(row.get(0)?))?
            .collect()
        })
        .await
    }

    /// Remembers that two rows of one person are to stay two.
    pub async fn keep_apart(&self, one: &AccountId, other: &AccountId) -> Result<(), StoreError> {
        let pair = if one.0 <= other.0 { (one.clone(), other.clone()) } else { (other.clone(), one.clone()) };
        self.write(move |tx| {
            tx.execute(
                "INSERT OR IGNORE INTO kept_apart (one, other) VALUES (?1, ?2)",
                (&pair.0.0, &pair.1.0),
            )?;
            Ok(())
        })
        .await
    }

    /// The pairs that are to stay two; in each, the smaller id first.
    pub async fn kept_apart(&self) -> Result<HashSet<(AccountId, AccountId)>, StoreError> {
        self.read(|tx| {
            tx.prepare_cached("SELECT one, other FROM kept_apart")?
                .query_and_then([], |row| Ok((AccountId(row.get(0)?), AccountId(row.get(1)?))))?
                .collect()
        })
        .await
    }
}
