//! Official tokens: when the ones in the keychain end, and what was done about it. The tokens
//! themselves are never here.

use rollcall_domain::{
    Timestamp,
    account::Account,
    history::HistoryEntry,
    id::{AccountId, ConnectionId},
    setup_source::SetupSource,
};
use rusqlite::{Row, Transaction, named_params};

use crate::{Store, StoreError, accounts, columns};

pub(crate) const CREATE: &str = "
CREATE TABLE official_tokens (
    account_id      TEXT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    access_ends_at  INTEGER,
    renewable       INTEGER NOT NULL CHECK (renewable IN (0, 1)),
    tried_at        INTEGER,
    introspected_at INTEGER,
    warned_days     INTEGER,
    warned_of       INTEGER
) STRICT, WITHOUT ROWID;
";

/// When an account's tokens end, and what was done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficialTokenRow {
    /// The account.
    pub account_id: AccountId,
    /// Its connection, which says as which app LinkedIn is asked.
    pub connection_id: ConnectionId,
    /// When the access token ends, if that is known. A refresh token may outlive it.
    pub access_ends_at: Option<Timestamp>,
    /// Whether there is a refresh token.
    pub renewable: bool,
    /// When LinkedIn was last asked for a token: granted, or renewing one ahead of its end was tried.
    pub tried_at: Option<Timestamp>,
    /// When LinkedIn was last asked about the access token itself.
    pub introspected_at: Option<Timestamp>,
    /// The last warning, in days before the end; 0 once the end itself was noticed.
    pub warned_days: Option<i64>,
    /// The end that this warning was about.
    pub warned_of: Option<Timestamp>,
}

const SELECT: &str = "
SELECT accounts.id, accounts.connection_id, access_ends_at, COALESCE(renewable, 0) AS renewable,
       tried_at, introspected_at, warned_days, warned_of
FROM accounts LEFT JOIN official_tokens ON account_id = accounts.id
WHERE setup_source = ?1 AND merged_into IS NULL";

fn read(row: &Row<'_>) -> Result<OfficialTokenRow, StoreError> {
    Ok(OfficialTokenRow {
        account_id: AccountId(row.get("id")?),
        connection_id: ConnectionId(row.get("connection_id")?),
        access_ends_at: columns::maybe_time(row, "access_ends_at")?,
        renewable: row.get("renewable")?,
        tried_at: columns::maybe_time(row, "tried_at")?,
        introspected_at: columns::maybe_time(row, "introspected_at")?,
        warned_days: row.get("warned_days")?,
        warned_of: columns::maybe_time(row, "warned_of")?,
    })
}

fn put(tx: &Transaction<'_>, row: &OfficialTokenRow) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO official_tokens
             (account_id, access_ends_at, renewable, tried_at, introspected_at, warned_days, warned_of)
         VALUES (:account_id, :access_ends_at, :renewable, :tried_at, :introspected_at, :warned_days, :warned_of)",
    )?
    .execute(named_params! {
        ":account_id": row.account_id.0,
        ":access_ends_at": columns::maybe_millis(row.access_ends_at),
        ":renewable": row.renewable,
        ":tried_at": columns::maybe_millis(row.tried_at),
        ":introspected_at": columns::maybe_millis(row.introspected_at),
        ":warned_days": row.warned_days,
        ":warned_of": columns::maybe_millis(row.warned_of),
    })?;
    Ok(())
}

impl Store {
    /// Every account with official tokens, whether anything is known about them or not.
    pub async fn official_tokens(&self) -> Result<Vec<OfficialTokenRow>, StoreError> {
        self.read(|tx| {
            tx.prepare_cached(&format!("{SELECT} ORDER BY accounts.id"))?
                .query_and_then([SetupSource::OfficialOauth.as_str()], read)?
                .collect()
        })
        .await
    }

    /// One account's; `None` for an account without official tokens.
    pub async fn official_token(&self, account: &AccountId) -> Result<Option<OfficialTokenRow>, StoreError> {
        let account = account.clone();
        self.read(move |tx| {
            tx.prepare_cached(&format!("{SELECT} AND accounts.id = ?2"))?
                .query_and_then((SetupSource::OfficialOauth.as_str(), &account.0), read)?
                .next()
                .transpose()
        })
        .await
    }

    /// Keeps one account's. The account must be there.
    pub async fn put_official_token(&self, row: OfficialTokenRow) -> Result<(), StoreError> {
        self.write(move |tx| put(tx, &row)).await
    }

    /// Keeps that a warning was given, together with what it changed: all of it or nothing.
    pub async fn keep_warning(
        &self,
        row: OfficialTokenRow,
        account: Account,
        entry: Option<HistoryEntry>,
    ) -> Result<(), StoreError> {
        self.write(move |tx| {
            accounts::save(tx, &account, entry.as_ref())?;
            put(tx, &row)
        })
        .await
    }
}
