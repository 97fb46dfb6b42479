//! Media: the files that were picked, and what was found inside them. The bytes are in the
//! workspace's folder, not here.

use rollcall_domain::{
    Timestamp,
    id::MediaId,
    media::{Cleaning, MediaFacts},
};
use rusqlite::{Row, Transaction, named_params};

use crate::{Store, StoreError, columns};

pub(crate) const CREATE: &str = "
CREATE TABLE media (
    id         TEXT PRIMARY KEY,
    file_name  TEXT NOT NULL,
    sha256     TEXT NOT NULL,
    facts      TEXT NOT NULL CHECK (json_valid(facts)),
    cleaning   TEXT NOT NULL CHECK (json_valid(cleaning)),
    created_at INTEGER NOT NULL
) STRICT;
";

/// A picked file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaRow {
    /// Rollcall's own id.
    pub id: MediaId,
    /// The name it had where it was picked, for people.
    pub file_name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// What was found inside.
    pub facts: MediaFacts,
    /// What was taken out of it.
    pub cleaning: Cleaning,
    /// When it was picked.
    pub created_at: Timestamp,
}

fn read(row: &Row<'_>) -> Result<MediaRow, StoreError> {
    Ok(MediaRow {
        id: MediaId(row.get("id")?),
        file_name: row.get("file_name")?,
        sha256: row.get("sha256")?,
        facts: columns::json(row, "facts")?,
        cleaning: columns::json(row, "cleaning")?,
        created_at: columns::time(row, "created_at")?,
    })
}

fn put(tx: &Transaction<'_>, row: &MediaRow) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO media (id, file_name, sha256, facts, cleaning, created_at)
         VALUES (:id, :file_name, :sha256, :facts, :cleaning, :created_at)
         ON CONFLICT (id) DO UPDATE SET file_name = excluded.file_name, sha256 = excluded.sha256,
             facts = excluded.facts, cleaning = excluded.cleaning",
    )?
    .execute(named_params! {
        ":id": row.id.0,
        ":file_name": row.file_name,
        ":sha256": row.sha256,
        ":facts": columns::to_json(&row.facts)?,
        ":cleaning": columns::to_json(&row.cleaning)?,
        ":created_at": columns::millis(row.created_at),
    })?;
    Ok(())
}

impl Store {
    /// Adds a picked file, or changes what is known about it.
    pub async fn put_media(&self, row: MediaRow) -> Result<(), StoreError> {
        self.write(move |tx| put(tx, &row)).await
    }

    /// One picked file, if it is there.
    pub async fn media(&self, id: &MediaId) -> Result<Option<MediaRow>, StoreError> {
        let id = id.clone();
        self.read(move |tx| {
            tx.prepare_cached("SELECT * FROM media WHERE id = ?1")?
                .query_and_then([&id.0], read)?
                .next()
                .transpose()
        })
        .await
    }
}
