//! Saved filters of the account list: a name and what it lets through.

use rusqlite::Row;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Store, StoreError, columns};

pub(crate) const CREATE: &str = "
CREATE TABLE saved_filters (
    name       TEXT PRIMARY KEY COLLATE NOCASE,
    definition TEXT NOT NULL CHECK (json_valid(definition))
) STRICT, WITHOUT ROWID;
";

/// A saved filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedFilterRow {
    /// Its name; no two share one.
    pub name: String,
    /// What it lets through, as the engine writes it.
    pub definition: Value,
}

fn read(row: &Row<'_>) -> Result<SavedFilterRow, StoreError> {
    Ok(SavedFilterRow { name: row.get("name")?, definition: columns::json(row, "definition")? })
}

impl Store {
    /// Every saved filter, by name.
    pub async fn saved_filters(&self) -> Result<Vec<SavedFilterRow>, StoreError> {
        self.read(|tx| {
            tx.prepare_cached("SELECT * FROM saved_filters ORDER BY name")?
                .query_and_then([], read)?
                .collect()
        })
        .await
    }

    /// Adds a saved filter, or changes what it lets through.
    pub async fn put_saved_filter(&self, row: SavedFilterRow) -> Result<(), StoreError> {
        let definition = columns::to_json(&row.definition)?;
        self.write(move |tx| {
            tx.prepare_cached(
                "INSERT INTO saved_filters (name, definition) VALUES (?1, ?2)
                 ON CONFLICT (name) DO UPDATE SET name = excluded.name, definition = excluded.definition",
            )?
            .execute((&row.name, &definition))?;
            Ok(())
        })
        .await
    }

    /// Forgets a saved filter. Forgetting one that isn't there is no error.
    pub async fn remove_saved_filter(&self, name: &str) -> Result<(), StoreError> {
        let name = name.to_owned();
        self.write(move |tx| {
            tx.prepare_cached("DELETE FROM saved_filters WHERE name = ?1")?.execute([&name])?;
            Ok(())
        })
        .await
    }
}
