//! Clients: the agency's customers, named, coloured groups of accounts.

use rollcall_domain::{
    Timestamp,
    client::ClientColour,
    history::HistoryEntry,
    id::{AccountId, ClientId},
};
use rusqlite::{Row, Transaction};
use serde::{Deserialize, Serialize};

use crate::{Store, StoreError, columns, history};

pub(crate) const CREATE: &str = "
CREATE TABLE clients (
    id     TEXT PRIMARY KEY,
    name   TEXT NOT NULL UNIQUE,
    colour TEXT NOT NULL
) STRICT;
";

/// Colours became words, and a client whose time is over can be put away.
pub(crate) const ADD_ARCHIVED: &str = "
ALTER TABLE clients ADD COLUMN archived_at INTEGER;
UPDATE clients SET colour = CASE colour
    WHEN '#2d5d4f' THEN 'green'
    WHEN '#b4632a' THEN 'orange'
    WHEN '#6a4fb0' THEN 'violet'
    WHEN '#2b5fa8' THEN 'blue'
    WHEN '#8a3b5c' THEN 'plum'
    WHEN '#5f7a1f' THEN 'olive'
    WHEN '#00788a' THEN 'teal'
    ELSE 'slate'
END;
";

/// The agency's customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientRow {
    /// Rollcall's own id.
    pub id: ClientId,
    /// Its name; no two clients share one.
    pub name: String,
    /// The colour of its mark.
    pub colour: ClientColour,
    /// Since when it is put away.
    pub archived_at: Option<Timestamp>,
}

fn read(row: &Row<'_>) -> Result<ClientRow, StoreError> {
    Ok(ClientRow {
        id: ClientId(row.get("id")?),
        name: row.get("name")?,
        colour: columns::word(row, "colour", ClientColour::parse)?,
        archived_at: columns::maybe_time(row, "archived_at")?,
    })
}

fn list(tx: &Transaction<'_>) -> Result<Vec<ClientRow>, StoreError> {
    tx.prepare_cached("SELECT * FROM clients ORDER BY name COLLATE NOCASE, id")?
        .query_and_then([], read)?
        .collect()
}

fn named(tx: &Transaction<'_>, name: &str) -> Result<Option<ClientRow>, StoreError> {
    tx.prepare_cached("SELECT * FROM clients WHERE name = ?1")?
        .query_and_then([name], read)?
        .next()
        .transpose()
}

pub(crate) fn put(tx: &Transaction<'_>, row: &ClientRow) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO clients (id, name, colour, archived_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, colour = excluded.colour,
             archived_at = excluded.archived_at",
    )?
    .execute((&row.id.0, &row.name, row.colour.as_str(), columns::maybe_millis(row.archived_at)))?;
    Ok(())
}

pub(crate) fn assign(
    tx: &Transaction<'_>,
    account: &AccountId,
    client: Option<&ClientId>,
    entry: &HistoryEntry,
) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE accounts SET client_id = ?2 WHERE id = ?1")?
        .execute((&account.0, client.map(|client| &client.0)))?;
    history::add(tx, account, entry)
}

impl Store {
    /// Every client, by name.
    pub async fn clients(&self) -> Result<Vec<ClientRow>, StoreError> {
        self.read(list).await
    }

    /// Adds a client, or changes its name, its colour, and whether it is put away.
    pub async fn put_client(&self, row: ClientRow) -> Result<(), StoreError> {
        self.write(move |tx| put(tx, &row)).await
    }

    /// Forgets a client. Its accounts stay, without a client.
    pub async fn remove_client(&self, id: &ClientId) -> Result<(), StoreError> {
        let id = id.clone();
        self.erase(move |tx| {
            tx.prepare_cached("DELETE FROM clients WHERE id = ?1")?.execute([&id.0])?;
            Ok(())
        })
        .await
    }

    /// The client with exactly this name.
    pub async fn client_named(&self, name: &str) -> Result<Option<ClientRow>, StoreError> {
        let name = name.to_owned();
        self.read(move |tx| named(tx, &name)).await
    }

    /// Gives each account its client, or none, with a line in its history: all of them or none.
    pub async fn assign_clients(
        &self,
        changes: Vec<(AccountId, Option<ClientId>, HistoryEntry)>,
    ) -> Result<(), StoreError> {
        self.write(move |tx| {
            changes
                .iter()
                .try_for_each(|(account, client, entry)| assign(tx, account, client.as_ref(), entry))
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    #[test]
    fn colours_that_were_numbers_become_words() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(CREATE).unwrap();
        connection
            .execute_batch("INSERT INTO clients VALUES ('1', 'A', '#6a4fb0'), ('2', 'B', '#123456')")
            .unwrap();
        connection.execute_batch(ADD_ARCHIVED).unwrap();
        let colours: Vec<_> = connection
            .prepare("SELECT * FROM clients ORDER BY id")
            .unwrap()
            .query_and_then([], read)
            .unwrap()
            .map(|row| row.unwrap().colour)
            .collect();
        assert_eq!(colours, [ClientColour::Violet, ClientColour::Slate]);
    }
}
