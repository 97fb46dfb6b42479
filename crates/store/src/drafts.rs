//! Drafts: what is being written, templates, and what was discarded and can still be restored.

use std::collections::BTreeSet;

use rollcall_domain::{
    Timestamp,
    id::{DraftId, MediaId},
    post::Draft,
};
use rusqlite::{Row, Transaction, named_params};

use crate::{Store, StoreError, columns};

pub(crate) const CREATE: &str = "
CREATE TABLE drafts (
    id           TEXT PRIMARY KEY,
    content      TEXT NOT NULL CHECK (json_valid(content)),
    name         TEXT NOT NULL,
    is_template  INTEGER NOT NULL CHECK (is_template IN (0, 1)),
    words        TEXT NOT NULL,
    updated_at   INTEGER NOT NULL,
    discarded_at INTEGER
) STRICT;
CREATE INDEX drafts_by_age ON drafts (updated_at, id);
";

/// What is being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftRow {
    /// Rollcall's own id.
    pub id: DraftId,
    /// What is written, and for whom.
    pub draft: Draft,
    /// A template's name; empty for what has none.
    pub name: String,
    /// Whether it is kept to begin others with.
    pub is_template: bool,
    /// When it was last saved.
    pub updated_at: Timestamp,
    /// When it was discarded, if it was.
    pub discarded_at: Option<Timestamp>,
}

/// Where a draft lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DraftShelf {
    /// Being written.
    #[default]
    Writing,
    /// Kept to begin others with.
    Templates,
    /// Discarded, and not gone yet.
    Discarded,
}

/// Which drafts are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DraftQuery {
    /// Where they lie.
    pub shelf: DraftShelf,
    /// Words that are all in it, in any case; empty for all drafts.
    pub text: String,
    /// At most so many.
    pub limit: u32,
}

fn read(row: &Row<'_>) -> Result<DraftRow, StoreError> {
    Ok(DraftRow {
        id: DraftId(row.get("id")?),
        draft: columns::json(row, "content")?,
        name: row.get("name")?,
        is_template: row.get("is_template")?,
        updated_at: columns::time(row, "updated_at")?,
        discarded_at: columns::maybe_time(row, "discarded_at")?,
    })
}

/// Everything of a draft that people would look for, in lower case.
fn words_of(row: &DraftRow) -> String {
    use rollcall_domain::post::{Attachment, PostText, Wording};
    fn add(words: &mut Vec<String>, text: &PostText) {
        words.push(text.text.clone());
    }
    fn add_attachment(words: &mut Vec<String>, attachment: &Attachment) {
        match attachment {
            Attachment::None | Attachment::Reshare { .. } => {}
            Attachment::Images { images } => words.extend(images.iter().map(|image| image.alt_text.clone())),
            Attachment::Video { title, .. } | Attachment::Document { title, .. } => words.push(title.clone()),
            Attachment::Article { url, title, description, .. } => {
                words.extend([url, title, description].map(String::clone));
            }
            Attachment::Poll { question, options, .. } => {
                words.push(question.clone());
                words.extend(options.iter().cloned());
            }
        }
    }
    let mut words = vec![row.name.clone()];
    let Wording { text, attachment, first_comment } = &row.draft.wording;
    add(&mut words, text);
    add_attachment(&mut words, attachment);
    add(&mut words, first_comment);
    for variant in &row.draft.variants {
        variant.text.iter().chain(&variant.first_comment).for_each(|text| add(&mut words, text));
        variant.attachment.iter().for_each(|attachment| add_attachment(&mut words, attachment));
    }
    words.retain(|part| !part.is_empty());
    words.join("\n").to_lowercase()
}

fn find(tx: &Transaction<'_>, id: &DraftId) -> Result<Option<DraftRow>, StoreError> {
    tx.prepare_cached("SELECT * FROM drafts WHERE id = ?1")?.query_and_then([&id.0], read)?.next().transpose()
}

pub(crate) fn save(tx: &Transaction<'_>, row: &DraftRow) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO drafts (id, content, name, is_template, words, updated_at, discarded_at)
         VALUES (:id, :content, :name, :is_template, :words, :updated_at, :discarded_at)
         ON CONFLICT (id) DO UPDATE SET content = excluded.content, name = excluded.name,
             is_template = excluded.is_template, words = excluded.words, updated_at = excluded.updated_at,
             discarded_at = excluded.discarded_at",
    )?
    .execute(named_params! {
        ":id": row.id.0,
        ":content": columns::to_json(&row.draft)?,
        ":name": row.name,
        ":is_template": row.is_template,
        ":words": words_of(row),
        ":updated_at": columns::millis(row.updated_at),
        ":discarded_at": columns::maybe_millis(row.discarded_at),
    })?;
    Ok(())
}

fn list(tx: &Transaction<'_>, query: &DraftQuery) -> Result<Vec<DraftRow>, StoreError> {
    let shelf = match query.shelf {
        DraftShelf::Writing => "discarded_at IS NULL AND NOT is_template",
        DraftShelf::Templates => "discarded_at IS NULL AND is_template",
        DraftShelf::Discarded => "discarded_at IS NOT NULL",
    };
    let wanted: Vec<String> = query.text.to_lowercase().split_whitespace().map(str::to_owned).collect();
    tx.prepare_cached(&format!(
        "SELECT * FROM drafts WHERE {shelf}
         AND NOT EXISTS (SELECT 1 FROM json_each(?1) WHERE instr(words, value) = 0)
         ORDER BY updated_at DESC, id DESC LIMIT ?2"
    ))?
    .query_and_then((columns::to_json(&wanted)?, query.limit), read)?
    .collect()
}

pub(crate) fn all(tx: &Transaction<'_>) -> Result<Vec<DraftRow>, StoreError> {
    tx.prepare_cached("SELECT * FROM drafts")?.query_and_then([], read)?.collect()
}

pub(crate) fn erase(tx: &Transaction<'_>, id: &DraftId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM drafts WHERE id = ?1", [&id.0])?;
    Ok(())
}

impl Store {
    /// One draft, if it is there; discarded ones too.
    pub async fn draft(&self, id: &DraftId) -> Result<Option<DraftRow>, StoreError> {
        let id = id.clone();
        self.read(move |tx| find(tx, &id)).await
    }

    /// Drafts, the last saved first.
    pub async fn drafts(&self, query: DraftQuery) -> Result<Vec<DraftRow>, StoreError> {
        self.read(move |tx| list(tx, &query)).await
    }

    /// Keeps a draft: it is on the disk when this returns, also when the program is killed.
    pub async fn save_draft(&self, row: DraftRow) -> Result<(), StoreError> {
        self.write(move |tx| save(tx, &row)).await
    }

    /// Throws a draft away for good, leaving nothing of it on the disk.
    pub async fn erase_draft(&self, id: &DraftId) -> Result<(), StoreError> {
        let id = id.clone();
        self.erase(move |tx| erase(tx, &id)).await
    }

    /// Throws away for good what was discarded before this time.
    pub async fn erase_discarded_before(&self, at: Timestamp) -> Result<(), StoreError> {
        let due = self.read(move |tx| {
            tx.query_row(
                "SELECT EXISTS (SELECT 1 FROM drafts WHERE discarded_at < ?1)",
                [columns::millis(at)],
                |row| row.get(0),
            )
            .map_err(StoreError::from)
        });
        if !due.await? {
            return Ok(());
        }
        self.erase(move |tx| {
            tx.execute("DELETE FROM drafts WHERE discarded_at < ?1", [columns::millis(at)])?;
            Ok(())
        })
        .await
    }

    /// Every kept file that a draft needs: discarded ones and templates too.
    pub async fn media_of_drafts(&self) -> Result<BTreeSet<MediaId>, StoreError> {
        let rows = self.read(all).await?;
        Ok(rows.iter().flat_map(|row| row.draft.media()).cloned().collect())
    }
}
