//! Drafts: the one that is open in the composer.

use rollcall_domain::{
    id::MediaId,
    post::{Draft, Visibility},
};
use rusqlite::{Row, Transaction, named_params};

use crate::{Store, StoreError, columns};

/// The id of the one draft there is.
const OPEN: &str = "open";

pub(crate) const CREATE: &str = "
CREATE TABLE drafts (
    id         TEXT PRIMARY KEY,
    text       TEXT NOT NULL,
    authors    TEXT NOT NULL CHECK (json_valid(authors)),
    media_id   TEXT REFERENCES media (id) ON DELETE SET NULL,
    alt_text   TEXT NOT NULL,
    visibility TEXT NOT NULL CHECK (visibility IN ('public', 'connections'))
) STRICT;
";

fn read(row: &Row<'_>) -> Result<Draft, StoreError> {
    Ok(Draft {
        text: row.get("text")?,
        authors: columns::json(row, "authors")?,
        media: row.get::<_, Option<String>>("media_id")?.map(MediaId),
        alt_text: row.get("alt_text")?,
        visibility: Visibility::parse(&row.get::<_, String>("visibility")?),
    })
}

fn find(tx: &Transaction<'_>) -> Result<Option<Draft>, StoreError> {
    tx.prepare_cached("SELECT * FROM drafts WHERE id = ?1")?.query_and_then([OPEN], read)?.next().transpose()
}

fn save(tx: &Transaction<'_>, draft: &Draft) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO drafts (id, text, authors, media_id, alt_text, visibility)
         VALUES (:id, :text, :authors, :media_id, :alt_text, :visibility)
         ON CONFLICT (id) DO UPDATE SET text = excluded.text, authors = excluded.authors,
             media_id = excluded.media_id, alt_text = excluded.alt_text, visibility = excluded.visibility",
    )?
    .execute(named_params! {
        ":id": OPEN,
        ":text": draft.text,
        ":authors": columns::to_json(&draft.authors)?,
        ":media_id": draft.media.as_ref().map(|id| &id.0),
        ":alt_text": draft.alt_text,
        ":visibility": draft.visibility.as_str(),
    })?;
    Ok(())
}

pub(crate) fn clear(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute("DELETE FROM drafts WHERE id = ?1", [OPEN])?;
    Ok(())
}

impl Store {
    /// The draft that is open in the composer, if there is one.
    pub async fn draft(&self) -> Result<Option<Draft>, StoreError> {
        self.read(find).await
    }

    /// Keeps the draft that is open in the composer. Its image must have been put before.
    pub async fn save_draft(&self, draft: &Draft) -> Result<(), StoreError> {
        let draft = draft.clone();
        self.write(move |tx| save(tx, &draft)).await
    }

    /// Throws the open draft away, leaving nothing of it on the disk.
    pub async fn clear_draft(&self) -> Result<(), StoreError> {
        self.erase(clear).await
    }
}
