//! Clients: the agency's customers, named, coloured groups of accounts.

use rollcall_domain::id::ClientId;
use rusqlite::{Row, Transaction};

use crate::{Store, StoreError};

pub(crate) const CREATE: &str = "
CREATE TABLE clients (
    id     TEXT PRIMARY KEY,
    name   TEXT NOT NULL UNIQUE,
    colour TEXT NOT NULL
) STRICT;
";

/// The agency's customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientRow {
    /// Rollcall's own id.
    pub id: ClientId,
    /// Its name; no two clients share one.
    pub name: String,
    /// The colour of its dot, as the window writes colours.
    pub colour: String,
}

fn read(row: &Row<'_>) -> Result<ClientRow, StoreError> {
    Ok(ClientRow { id: ClientId(row.get("id")?), name: row.get("name")?, colour: row.get("colour")? })
}

fn list(tx: &Transaction<'_>) -> Result<Vec<ClientRow>, StoreError> {
    tx.prepare_cached("SELECT * FROM clients ORDER BY name, id")?.query_and_then([], read)?.collect()
}

fn named(tx: &Transaction<'_>, name: &str) -> Result<Option<ClientRow>, StoreError> {
    tx.prepare_cached("SELECT * FROM clients WHERE name = ?1")?
        .query_and_then([name], read)?
        .next()
        .transpose()
}

impl Store {
    /// Every client, by name.
    pub async fn clients(&self) -> Result<Vec<ClientRow>, StoreError> {
        self.read(list).await
    }

    /// Adds a client, or changes its name and colour.
    pub async fn put_client(&self, row: ClientRow) -> Result<(), StoreError> {
        self.write(move |tx| {
            tx.prepare_cached(
                "INSERT INTO clients (id, name, colour) VALUES (?1, ?2, ?3)
                 ON CONFLICT (id) DO UPDATE SET name = excluded.name, colour = excluded.colour",
            )?
            .execute((&row.id.0, &row.name, &row.colour))?;
            Ok(())
        })
        .await
    }

    /// The client with exactly this name.
    pub async fn client_named(&self, name: &str) -> Result<Option<ClientRow>, StoreError> {
        let name = name.to_owned();
        self.read(move |tx| named(tx, &name)).await
    }
}
