//! Connections: one set of provider credentials each, without the secrets.

use rollcall_domain::{Timestamp, id::ConnectionId, provider::Provider};
use rusqlite::{Row, Transaction, named_params};

use crate::{Store, StoreError, columns};

pub(crate) const CREATE: &str = "
CREATE TABLE connections (
    id         TEXT PRIMARY KEY,
    provider   TEXT NOT NULL,
    name       TEXT NOT NULL,
    settings   TEXT NOT NULL CHECK (json_valid(settings)),
    created_at INTEGER NOT NULL
) STRICT;
";

/// One set of provider credentials.
#[derive(Debug, Clone, PartialEq)]
pub struct ConnectionRow {
    /// Rollcall's own id.
    pub id: ConnectionId,
    /// The system behind it.
    pub provider: Provider,
    /// Shown name.
    pub name: String,
    /// Base URLs, client id, what the app is allowed to do. Never a secret: those are in the
    /// keychain under this row's id.
    pub settings: serde_json::Value,
    /// When it was added.
    pub created_at: Timestamp,
}

fn read(row: &Row<'_>) -> Result<ConnectionRow, StoreError> {
    Ok(ConnectionRow {
        id: ConnectionId(row.get("id")?),
        provider: columns::word(row, "provider", Provider::parse)?,
        name: row.get("name")?,
        settings: columns::json(row, "settings")?,
        created_at: columns::time(row, "created_at")?,
    })
}

fn list(tx: &Transaction<'_>) -> Result<Vec<ConnectionRow>, StoreError> {
    tx.prepare_cached("SELECT * FROM connections ORDER BY created_at, id")?
        .query_and_then([], read)?
        .collect()
}

fn find(tx: &Transaction<'_>, id: &ConnectionId) -> Result<Option<ConnectionRow>, StoreError> {
    tx.prepare_cached("SELECT * FROM connections WHERE id = ?1")?
        .query_and_then([&id.0], read)?
        .next()
        .transpose()
}

fn put(tx: &Transaction<'_>, row: &ConnectionRow) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO connections (id, provider, name, settings, created_at)
         VALUES (:id, :provider, :name, :settings, :created_at)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, settings = excluded.settings",
    )?
    .execute(named_params! {
        ":id": row.id.0,
        ":provider": row.provider.as_str(),
        ":name": row.name,
        ":settings": columns::to_json(&row.settings)?,
        ":created_at": columns::millis(row.created_at),
    })?;
    Ok(())
}

impl Store {
    /// Every connection, oldest first.
    pub async fn connections(&self) -> Result<Vec<ConnectionRow>, StoreError> {
        self.read(list).await
    }

    /// One connection, if it is there.
    pub async fn connection(&self, id: &ConnectionId) -> Result<Option<ConnectionRow>, StoreError> {
        let id = id.clone();
        self.read(move |tx| find(tx, &id)).await
    }

    /// Adds a connection, or changes its name and settings. Its provider and date never change.
    pub async fn put_connection(&self, row: ConnectionRow) -> Result<(), StoreError> {
        self.write(move |tx| put(tx, &row)).await
    }

    /// Removes a connection with its accounts, their pages and their histories. What was
    /// published stays. Removing one that isn't there is no error.
    pub async fn remove_connection(&self, id: &ConnectionId) -> Result<(), StoreError> {
        let id = id.clone();
        self.erase(move |tx| {
            tx.execute("DELETE FROM connections WHERE id = ?1", [&id.0])?;
            Ok(())
        })
        .await
    }
}
