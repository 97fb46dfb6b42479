//! Saved groups of authors: a name and who is in it.

use rollcall_domain::id::AuthorId;
use rusqlite::Row;
use serde::{Deserialize, Serialize};

use crate::{Store, StoreError, columns};

pub(crate) const CREATE: &str = "
CREATE TABLE author_groups (
    name    TEXT PRIMARY KEY COLLATE NOCASE,
    authors TEXT NOT NULL CHECK (json_valid(authors))
) STRICT, WITHOUT ROWID;
";

/// A saved group of authors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorGroupRow {
    /// Its name; no two share one.
    pub name: String,
    /// Who is in it.
    pub authors: Vec<AuthorId>,
}

fn read(row: &Row<'_>) -> Result<AuthorGroupRow, StoreError> {
    Ok(AuthorGroupRow { name: row.get("name")?, authors: columns::json(row, "authors")? })
}

impl Store {
    /// Every group, by name.
    pub async fn author_groups(&self) -> Result<Vec<AuthorGroupRow>, StoreError> {
        self.read(|tx| {
            tx.prepare_cached("SELECT * FROM author_groups ORDER BY name")?
                .query_and_then([], read)?
                .collect()
        })
        .await
    }

    /// Adds a group, or changes who is in it.
    pub async fn put_author_group(&self, row: AuthorGroupRow) -> Result<(), StoreError> {
        let authors = columns::to_json(&row.authors)?;
        self.write(move |tx| {
            tx.prepare_cached(
                "INSERT INTO author_groups (name, authors) VALUES (?1, ?2)
                 ON CONFLICT (name) DO UPDATE SET name = excluded.name, authors = excluded.authors",
            )?
            .execute((&row.name, &authors))?;
            Ok(())
        })
        .await
    }

    /// Forgets a group. Forgetting one that isn't there is no error.
    pub async fn remove_author_group(&self, name: &str) -> Result<(), StoreError> {
        let name = name.to_owned();
        self.write(move |tx| {
            tx.prepare_cached("DELETE FROM author_groups WHERE name = ?1")?.execute([&name])?;
            Ok(())
        })
        .await
    }
}
