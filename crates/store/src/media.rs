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
    created_at INTEGER NOT NULL,
    unused_at  INTEGER
) STRICT;
";

/// Whether a draft, a template, what was discarded, a post or a copy of one names a row of `media`.
/// Ids are unique in every workspace, so that one is found wherever it stands.
const USED: &str = "(
    EXISTS (SELECT 1 FROM drafts WHERE instr(drafts.content, media.id))
    OR EXISTS (SELECT 1 FROM posts WHERE instr(posts.content, media.id))
    OR EXISTS (SELECT 1 FROM targets WHERE instr(targets.content, media.id))
)";

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

    /// The SHA-256 of every picked file.
    pub async fn media_hashes(&self) -> Result<Vec<String>, StoreError> {
        self.read(|tx| {
            let mut all = tx.prepare_cached("SELECT DISTINCT sha256 FROM media")?;
            all.query_map([], |row| row.get(0))?.map(|hash| Ok(hash?)).collect()
        })
        .await
    }

    /// Notes which picked files nothing refers to from now on, and forgets those that nothing has
    /// referred to since `before`. Gives the SHA-256 of what went and of no other row.
    pub async fn forget_unused_media(
        &self,
        now: Timestamp,
        before: Timestamp,
    ) -> Result<Vec<String>, StoreError> {
        self.write(move |tx| {
            tx.execute(&format!("UPDATE media SET unused_at = NULL WHERE unused_at NOTNULL AND {USED}"), [])?;
            tx.execute(
                &format!("UPDATE media SET unused_at = ?1 WHERE unused_at ISNULL AND NOT {USED}"),
                [columns::millis(now)],
            )?;
            let mut forget = tx.prepare_cached("DELETE FROM media WHERE unused_at < ?1 RETURNING sha256")?;
            let gone = forget
                .query_map([columns::millis(before)], |row| row.get::<_, String>(0))?
                .collect::<Result<Vec<_>, _>>()?;
            let mut named = tx.prepare_cached("SELECT EXISTS (SELECT 1 FROM media WHERE sha256 = ?1)")?;
            let mut hashes = Vec::new();
            for hash in gone {
                if !named.query_row([&hash], |row| row.get::<_, bool>(0))? && !hashes.contains(&hash) {
                    hashes.push(hash);
                }
            }
            Ok(hashes)
        })
        .await
    }
}
