//! Accounts: one LinkedIn member linked through one connection, one row for ever.

use std::collections::HashMap;

use rollcall_domain::{
    account::Account,
    history::HistoryEntry,
    id::{AccountId, ClientId, ConnectionId},
    member::trace,
    provider::Provider,
    setup_source::SetupSource,
    status::{Status, StatusKind},
};
use rusqlite::{Params, Row, Transaction, named_params};
use serde_json::{Value, json};

use crate::{Store, StoreError, columns, history};

/// What the order of the list and its figures need of an account: little enough to be read of every
/// account before the first row is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountOutline {
    /// Its id.
    pub id: AccountId,
    /// The member's name.
    pub name: String,
    /// The client it belongs to.
    pub client_id: Option<ClientId>,
    /// How it was linked.
    pub setup_source: SetupSource,
    /// The kind of its status.
    pub status: StatusKind,
}

impl From<&Account> for AccountOutline {
    fn from(account: &Account) -> Self {
        Self {
            id: account.id.clone(),
            name: account.name.clone(),
            client_id: account.client_id.clone(),
            setup_source: account.setup_source,
            status: account.status.kind(),
        }
    }
}

/// The provider isn't kept here: it is the connection's.
pub(crate) const CREATE: &str = "
CREATE TABLE accounts (
    id            TEXT PRIMARY KEY,
    connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    remote_id     TEXT NOT NULL,
    linkedin_id   TEXT,
    name          TEXT NOT NULL,
    headline      TEXT,
    profile_url   TEXT,
    client_id     TEXT REFERENCES clients (id) ON DELETE SET NULL,
    setup_source  TEXT NOT NULL,
    status        TEXT NOT NULL,
    status_detail TEXT CHECK (status_detail IS NULL OR json_valid(status_detail)),
    cause         TEXT NOT NULL,
    status_since  INTEGER NOT NULL,
    checked_at    INTEGER,
    expires_at    INTEGER,
    products      TEXT NOT NULL CHECK (json_valid(products)),
    linked_at     INTEGER NOT NULL,
    UNIQUE (connection_id, remote_id)
) STRICT;
CREATE INDEX accounts_of_a_client ON accounts (client_id);
";

/// Since when the person has an account switched off.
pub(crate) const ADD_PAUSED: &str = "ALTER TABLE accounts ADD COLUMN paused_at INTEGER;";

/// The row that this one was merged into; such a row is out of sight.
pub(crate) const ADD_MERGED_INTO: &str =
    "ALTER TABLE accounts ADD COLUMN merged_into TEXT REFERENCES accounts (id) ON DELETE SET NULL;";

const SELECT: &str = "SELECT accounts.*, connections.provider FROM accounts JOIN connections ON connections.id = connection_id";

pub(crate) fn read(row: &Row<'_>) -> Result<Account, StoreError> {
    Ok(Account {
        id: AccountId(row.get("id")?),
        connection_id: ConnectionId(row.get("connection_id")?),
        provider: columns::word(row, "provider", Provider::parse)?,
        remote_id: row.get("remote_id")?,
        linkedin_id: row.get("linkedin_id")?,
        name: row.get("name")?,
        headline: row.get("headline")?,
        profile_url: row.get("profile_url")?,
        client_id: row.get::<_, Option<String>>("client_id")?.map(ClientId),
        setup_source: columns::word(row, "setup_source", SetupSource::parse)?,
        status: status(row)?,
        cause: row.get("cause")?,
        status_since: columns::time(row, "status_since")?,
        checked_at: columns::maybe_time(row, "checked_at")?,
        expires_at: columns::maybe_time(row, "expires_at")?,
        products: columns::json(row, "products")?,
        linked_at: columns::time(row, "linked_at")?,
        paused_at: columns::maybe_time(row, "paused_at")?,
    })
}

/// A status is kept as its kind, so that SQL can filter and count, and its details as JSON.
fn status(row: &Row<'_>) -> Result<Status, StoreError> {
    let kind: String = row.get("status")?;
    let detail = match row.get::<_, Option<String>>("status_detail")? {
        Some(detail) => serde_json::from_str(&detail).map_err(|_| StoreError::Damaged)?,
        None => Value::Null,
    };
    let whole =
        if detail.is_null() { json!({ "kind": kind }) } else { json!({ "kind": kind, "detail": detail }) };
    serde_json::from_value(whole).map_err(|_| StoreError::Damaged)
}

fn status_detail(status: &Status) -> Result<Option<String>, StoreError> {
    let whole = serde_json::to_value(status).map_err(|_| StoreError::Damaged)?;
    whole.get("detail").map(columns::to_json).transpose()
}

fn one(tx: &Transaction<'_>, condition: &str, params: impl Params) -> Result<Option<Account>, StoreError> {
    tx.prepare_cached(&format!("{SELECT} WHERE {condition}"))?
        .query_and_then(params, read)?
        .next()
        .transpose()
}

pub(crate) fn exists(tx: &Transaction<'_>, id: &AccountId) -> Result<bool, StoreError> {
    let there = tx
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM accounts WHERE id = ?1)")?
        .query_row([&id.0], |row| row.get(0))?;
    Ok(there)
}

fn list(tx: &Transaction<'_>) -> Result<Vec<Account>, StoreError> {
    tx.prepare_cached(&format!(
        "{SELECT} WHERE merged_into IS NULL ORDER BY accounts.name COLLATE NOCASE, accounts.id"
    ))?
    .query_and_then([], read)?
    .collect()
}

fn outlines(tx: &Transaction<'_>) -> Result<Vec<AccountOutline>, StoreError> {
    tx.prepare_cached(
        "SELECT id, name, client_id, setup_source, status FROM accounts WHERE merged_into IS NULL",
    )?
    .query_and_then([], |row| {
        Ok(AccountOutline {
            id: AccountId(row.get(0)?),
            name: row.get(1)?,
            client_id: row.get::<_, Option<String>>(2)?.map(ClientId),
            setup_source: columns::word(row, "setup_source", SetupSource::parse)?,
            status: columns::word(row, "status", StatusKind::parse)?,
        })
    })?
    .collect()
}

pub(crate) fn save(
    tx: &Transaction<'_>,
    account: &Account,
    entry: Option<&HistoryEntry>,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO accounts (id, connection_id, remote_id, linkedin_id, name, headline, profile_url, client_id,
             setup_source, status, status_detail, cause, status_since, checked_at, expires_at, products, linked_at, paused_at)
         VALUES (:id, :connection_id, :remote_id, :linkedin_id, :name, :headline, :profile_url, :client_id,
             :setup_source, :status, :status_detail, :cause, :status_since, :checked_at, :expires_at, :products, :linked_at, :paused_at)
         ON CONFLICT (id) DO UPDATE SET
             connection_id = excluded.connection_id, remote_id = excluded.remote_id,
             linkedin_id = excluded.linkedin_id, name = excluded.name, headline = excluded.headline,
             profile_url = excluded.profile_url, client_id = excluded.client_id,
             setup_source = excluded.setup_source, status = excluded.status,
             status_detail = excluded.status_detail, cause = excluded.cause,
             status_since = excluded.status_since, checked_at = excluded.checked_at,
             expires_at = excluded.expires_at, products = excluded.products,
             paused_at = excluded.paused_at",
    )?
    .execute(named_params! {
        ":id": account.id.0,
        ":connection_id": account.connection_id.0,
        ":remote_id": account.remote_id,
        ":linkedin_id": account.linkedin_id,
        ":name": account.name,
        ":headline": account.headline,
        ":profile_url": account.profile_url,
        ":client_id": account.client_id.as_ref().map(|id| &id.0),
        ":setup_source": account.setup_source.as_str(),
        ":status": account.status.kind().as_str(),
        ":status_detail": status_detail(&account.status)?,
        ":cause": account.cause,
        ":status_since": columns::millis(account.status_since),
        ":checked_at": columns::maybe_millis(account.checked_at),
        ":expires_at": columns::maybe_millis(account.expires_at),
        ":products": columns::to_json(&account.products)?,
        ":linked_at": columns::millis(account.linked_at),
        ":paused_at": columns::maybe_millis(account.paused_at),
    })?;
    match entry {
        Some(entry) => history::add(tx, &account.id, entry),
        None => Ok(()),
    }
}

impl Store {
    /// Every account that wasn't merged into another, by name.
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        self.read(list).await
    }

    /// The outline of every account that wasn't merged into another, in no order.
    pub async fn account_outlines(&self) -> Result<Vec<AccountOutline>, StoreError> {
        self.read(outlines).await
    }

    /// How many accounts are linked through each connection; those with none are left out. Rows that
    /// were merged into others don't count.
    pub async fn linked_counts(&self) -> Result<HashMap<ConnectionId, u32>, StoreError> {
        self.read(|tx| {
            tx.prepare_cached(
                "SELECT connection_id, count(*) FROM accounts WHERE merged_into IS NULL GROUP BY connection_id",
            )?
            .query_and_then([], |row| Ok((ConnectionId(row.get(0)?), row.get(1)?)))?
            .collect()
        })
        .await
    }

    /// These accounts, in this order; those that aren't there are left out.
    pub async fn accounts_of(&self, ids: Vec<AccountId>) -> Result<Vec<Account>, StoreError> {
        self.read(move |tx| {
            ids.iter().filter_map(|id| one(tx, "accounts.id = ?1", [&id.0]).transpose()).collect()
        })
        .await
    }

    /// One account, if it is there.
    pub async fn account(&self, id: &AccountId) -> Result<Option<Account>, StoreError> {
        let id = id.clone();
        self.read(move |tx| one(tx, "accounts.id = ?1", [&id.0])).await
    }

    /// The other accounts in sight that may belong to the member of this one.
    pub async fn accounts_alike(&self, account: &Account) -> Result<Vec<Account>, StoreError> {
        let (id, trace) = (account.id.clone(), trace(account));
        self.read(move |tx| {
            tx.prepare_cached(&format!(
                "{SELECT} WHERE merged_into IS NULL AND accounts.id <> ?1
                 AND (instr(linkedin_id, ?2) > 0 OR instr(lower(profile_url), ?3) > 0)"
            ))?
            .query_and_then((&id.0, &trace.id, &trace.address), read)?
            .collect()
        })
        .await
    }

    /// The account that a provider knows under this id, if it is linked already.
    pub async fn account_by_remote(
        &self,
        connection: &ConnectionId,
        remote_id: &str,
    ) -> Result<Option<Account>, StoreError> {
        let (connection, remote_id) = (connection.clone(), remote_id.to_owned());
        self.read(move |tx| one(tx, "connection_id = ?1 AND remote_id = ?2", (&connection.0, &remote_id)))
            .await
    }

    /// Adds an account or changes it, together with a line of its history. Its id and the date
    /// when it was first linked never change.
    pub async fn save_account(
        &self,
        account: &Account,
        entry: Option<HistoryEntry>,
    ) -> Result<(), StoreError> {
        let account = account.clone();
        self.write(move |tx| save(tx, &account, entry.as_ref())).await
    }

    /// As [`Store::save_account`] for many accounts: all of them or none.
    pub async fn save_accounts(
        &self,
        accounts: Vec<(Account, Option<HistoryEntry>)>,
    ) -> Result<(), StoreError> {
        self.write(move |tx| {
            accounts.iter().try_for_each(|(account, entry)| save(tx, account, entry.as_ref()))
        })
        .await
    }

    /// Removes an account with its pages and its history. What it published stays. Removing one
    /// that isn't there is no error.
    pub async fn remove_account(&self, id: &AccountId) -> Result<(), StoreError> {
        let id = id.clone();
        self.erase(move |tx| {
            tx.execute("DELETE FROM accounts WHERE id = ?1", [&id.0])?;
            Ok(())
        })
        .await
    }
}
