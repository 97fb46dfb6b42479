//! How to take back what a person put in order, kept so that another process can do it too.

use rollcall_domain::Timestamp;
use rusqlite::{Row, named_params};
use serde_json::Value;

use crate::{Store, StoreError, columns};

pub(crate) const CREATE: &str = "
CREATE TABLE undo_steps (
    number   INTEGER PRIMARY KEY AUTOINCREMENT,
    id       TEXT NOT NULL UNIQUE,
    at       INTEGER NOT NULL,
    sentence TEXT NOT NULL,
    before   TEXT NOT NULL CHECK (json_valid(before))
) STRICT;
";

/// One step that can be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoStepRow {
    /// Its id.
    pub id: String,
    /// When it was done.
    pub at: Timestamp,
    /// What was done, in words.
    pub sentence: String,
    /// How things were before, as the engine writes it.
    pub before: Value,
}

fn read(row: &Row<'_>) -> Result<UndoStepRow, StoreError> {
    Ok(UndoStepRow {
        id: row.get("id")?,
        at: columns::time(row, "at")?,
        sentence: row.get("sentence")?,
        before: columns::json(row, "before")?,
    })
}

impl Store {
    /// The steps that can be taken back, newest first.
    pub async fn undo_steps(&self) -> Result<Vec<UndoStepRow>, StoreError> {
        self.read(|tx| {
            tx.prepare_cached("SELECT * FROM undo_steps ORDER BY number DESC")?
                .query_and_then([], read)?
                .collect()
        })
        .await
    }

    /// Adds a step, and forgets the oldest ones beyond `most`.
    pub async fn add_undo_step(&self, row: UndoStepRow, most: u32) -> Result<(), StoreError> {
        self.write(move |tx| {
            tx.prepare_cached(
                "INSERT INTO undo_steps (id, at, sentence, before) VALUES (:id, :at, :sentence, :before)",
            )?
            .execute(named_params! {
                ":id": row.id,
                ":at": columns::millis(row.at),
                ":sentence": row.sentence,
                ":before": columns::to_json(&row.before)?,
            })?;
            tx.execute(
                "DELETE FROM undo_steps WHERE number NOT IN
                     (SELECT number FROM undo_steps ORDER BY number DESC LIMIT ?1)",
                [most],
            )?;
            Ok(())
        })
        .await
    }

    /// Takes a step out, if it is there still: whoever gets it takes it back, and nobody else.
    pub async fn take_undo_step(&self, id: &str) -> Result<Option<UndoStepRow>, StoreError> {
        let id = id.to_owned();
        self.write(move |tx| {
            let found = tx
                .prepare_cached("SELECT * FROM undo_steps WHERE id = ?1")?
                .query_and_then([&id], read)?
                .next()
                .transpose()?;
            tx.execute("DELETE FROM undo_steps WHERE id = ?1", [&id])?;
            Ok(found)
        })
        .await
    }
}
