//! Automatic returns: which accounts' cookies are kept, and how far bringing one back by itself is.
//! The cookies themselves are in the keychain.

use rollcall_domain::{Timestamp, id::AccountId};
use rusqlite::{Row, Transaction, named_params};

use crate::{Store, StoreError, columns};

pub(crate) const CREATE: &str = "
CREATE TABLE automatic_returns (
    account_id TEXT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    keep       INTEGER NOT NULL CHECK (keep IN (0, 1)),
    kept_at    INTEGER,
    user_agent TEXT,
    country    TEXT,
    dropped_at INTEGER,
    tries      INTEGER NOT NULL CHECK (tries >= 0),
    next_at    INTEGER
) STRICT, WITHOUT ROWID;
";

/// Whether an account's cookies are kept, and how far bringing it back is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AutomaticReturnRow {
    /// The account.
    pub account_id: AccountId,
    /// Whether the operator wants its cookies kept.
    pub keep: bool,
    /// When the cookies that are in the keychain were given.
    pub kept_at: Option<Timestamp>,
    /// The user agent of the browser that they come from.
    pub user_agent: Option<String>,
    /// Two letters of the country that the owner is in.
    pub country: Option<String>,
    /// When the session ended that is being brought back, or last was.
    pub dropped_at: Option<Timestamp>,
    /// Tries made since then.
    pub tries: u32,
    /// When the next try comes; `None` when there is none.
    pub next_at: Option<Timestamp>,
}

impl AutomaticReturnRow {
    /// Nothing kept and nothing tried.
    pub fn new(account_id: AccountId) -> Self {
        Self {
            account_id,
            keep: false,
            kept_at: None,
            user_agent: None,
            country: None,
            dropped_at: None,
            tries: 0,
            next_at: None,
        }
    }
}

fn read(row: &Row<'_>) -> Result<AutomaticReturnRow, StoreError> {
    Ok(AutomaticReturnRow {
        account_id: AccountId(row.get("account_id")?),
        keep: row.get("keep")?,
        kept_at: columns::maybe_time(row, "kept_at")?,
        user_agent: row.get("user_agent")?,
        country: row.get("country")?,
        dropped_at: columns::maybe_time(row, "dropped_at")?,
        tries: row.get("tries")?,
        next_at: columns::maybe_time(row, "next_at")?,
    })
}

fn put(tx: &Transaction<'_>, row: &AutomaticReturnRow) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO automatic_returns
             (account_id, keep, kept_at, user_agent, country, dropped_at, tries, next_at)
         VALUES (:account_id, :keep, :kept_at, :user_agent, :country, :dropped_at, :tries, :next_at)",
    )?
    .execute(named_params! {
        ":account_id": row.account_id.0,
        ":keep": row.keep,
        ":kept_at": columns::maybe_millis(row.kept_at),
        ":user_agent": row.user_agent,
        ":country": row.country,
        ":dropped_at": columns::maybe_millis(row.dropped_at),
        ":tries": row.tries,
        ":next_at": columns::maybe_millis(row.next_at),
    })?;
    Ok(())
}

impl Store {
    /// Every account that something is kept or tried for.
    pub async fn automatic_returns(&self) -> Result<Vec<AutomaticReturnRow>, StoreError> {
        self.read(|tx| {
            tx.prepare_cached("SELECT * FROM automatic_returns ORDER BY account_id")?
                .query_and_then([], read)?
                .collect()
        })
        .await
    }

    /// One account's, if something is kept or tried for it.
    pub async fn automatic_return(
        &self,
        account: &AccountId,
    ) -> Result<Option<AutomaticReturnRow>, StoreError> {
        let account = account.clone();
        self.read(move |tx| {
            tx.prepare_cached("SELECT * FROM automatic_returns WHERE account_id = ?1")?
                .query_and_then([&account.0], read)?
                .next()
                .transpose()
        })
        .await
    }

    /// Adds or changes one account's. The account must be there.
    pub async fn put_automatic_return(&self, row: AutomaticReturnRow) -> Result<(), StoreError> {
        self.write(move |tx| put(tx, &row)).await
    }
}
