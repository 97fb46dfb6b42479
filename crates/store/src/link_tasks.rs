//! Links and refreshes under way, so that closing the program loses none. Never a secret.

use rollcall_domain::{
    Timestamp,
    id::{AccountId, ConnectionId, LinkTaskId},
};
use rusqlite::named_params;
use serde_json::Value;

use crate::{Store, StoreError, columns};

/// A task ends with its connection, and with its account's row.
pub(crate) const CREATE: &str = "
CREATE TABLE link_tasks (
    id            TEXT PRIMARY KEY,
    connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    account_id    TEXT REFERENCES accounts (id) ON DELETE CASCADE,
    started_at    INTEGER NOT NULL,
    state         TEXT NOT NULL CHECK (json_valid(state))
) STRICT, WITHOUT ROWID;
CREATE INDEX link_tasks_of_a_connection ON link_tasks (connection_id);
CREATE INDEX link_tasks_of_an_account ON link_tasks (account_id);
";

/// One link or refresh under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkTaskRow {
    /// Its id.
    pub id: LinkTaskId,
    /// The connection it goes through.
    pub connection_id: ConnectionId,
    /// The account's row, if it has one.
    pub account_id: Option<AccountId>,
    /// When it was started.
    pub started_at: Timestamp,
    /// How far it is, as the engine writes it.
    pub state: Value,
}

impl Store {
    /// Every link and refresh under way, in the order in which they were started.
    pub async fn link_tasks(&self) -> Result<Vec<LinkTaskRow>, StoreError> {
        self.read(|tx| {
            tx.prepare_cached("SELECT * FROM link_tasks ORDER BY started_at, id")?
                .query_and_then([], |row| {
                    Ok(LinkTaskRow {
                        id: LinkTaskId(row.get("id")?),
                        connection_id: ConnectionId(row.get("connection_id")?),
                        account_id: row.get::<_, Option<String>>("account_id")?.map(AccountId),
                        started_at: columns::time(row, "started_at")?,
                        state: columns::json(row, "state")?,
                    })
                })?
                .collect()
        })
        .await
    }

    /// Adds or changes one. Its connection, and its account if it names one, must be there.
    pub async fn put_link_task(&self, row: LinkTaskRow) -> Result<(), StoreError> {
        self.write(move |tx| {
            tx.prepare_cached(
                "INSERT OR REPLACE INTO link_tasks (id, connection_id, account_id, started_at, state)
                 VALUES (:id, :connection_id, :account_id, :started_at, :state)",
            )?
            .execute(named_params! {
                ":id": row.id.0,
                ":connection_id": row.connection_id.0,
                ":account_id": row.account_id.as_ref().map(|id| &id.0),
                ":started_at": columns::millis(row.started_at),
                ":state": columns::to_json(&row.state)?,
            })?;
            Ok(())
        })
        .await
    }

    /// Removes one. That it isn't there is no error.
    pub async fn remove_link_task(&self, id: &LinkTaskId) -> Result<(), StoreError> {
        let id = id.clone();
        self.write(move |tx| {
            tx.prepare_cached("DELETE FROM link_tasks WHERE id = ?1")?.execute([&id.0])?;
            Ok(())
        })
        .await
    }
}
