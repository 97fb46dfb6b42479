//! Drafts: kept while they are written, found again, used again, discarded and restored.

use rollcall_domain::{
    Timestamp,
    id::{AuthorId, DraftId},
    post::{AttachmentKind, Draft},
};
use rollcall_engine::{Engine, undo::Done};
use rollcall_store::{DraftRow, DraftShelf};
use serde::{Deserialize, Serialize};

use crate::{Rollcall, composing::media_of, error::ApiError, media::MediaView};

/// A draft with everything that shows it.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct DraftView {
    /// Its id. A new one has it before it is saved.
    pub id: DraftId,
    /// What is written.
    pub draft: Draft,
    /// The files it needs, where they are still there.
    pub media: Vec<MediaView>,
    /// A template's name.
    pub name: String,
    /// Whether it is a template.
    pub is_template: bool,
    /// When it was saved; `None` before it ever was.
    pub saved_at: Option<Timestamp>,
}

/// A draft in a list.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct DraftLine {
    /// Its id.
    pub id: DraftId,
    /// A template's name; empty for what has none.
    pub name: String,
    /// The first words of its text.
    pub excerpt: String,
    /// What goes with the text.
    pub attachment: AttachmentKind,
    /// For whom it is.
    pub authors: Vec<AuthorId>,
    /// Whether something differs for some of them.
    pub has_variants: bool,
    /// When it was last saved.
    pub updated_at: Timestamp,
    /// When it was discarded, if it was.
    pub discarded_at: Option<Timestamp>,
}

/// Where drafts lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Shelf {
    /// Being written.
    Writing,
    /// Kept to begin others with.
    Templates,
    /// Discarded, and not gone yet.
    Discarded,
}

impl From<Shelf> for DraftShelf {
    fn from(shelf: Shelf) -> Self {
        match shelf {
            Shelf::Writing => DraftShelf::Writing,
            Shelf::Templates => DraftShelf::Templates,
            Shelf::Discarded => DraftShelf::Discarded,
        }
    }
}

/// Characters of a draft that a list shows.
const EXCERPT: usize = 140;

/// A blank draft. It is kept from its first save on.
pub async fn new(rollcall: &Rollcall) -> Result<DraftView, ApiError> {
    let engine = rollcall.engine().await;
    Ok(DraftView { saved_at: None, ..view(&engine, engine.new_draft()).await })
}

/// The draft with this id; without one, the draft that was last written on, else a blank one.
pub async fn load(rollcall: &Rollcall, id: Option<&DraftId>) -> Result<DraftView, ApiError> {
    let engine = rollcall.engine().await;
    let row = match id {
        Some(id) => Some(engine.draft(id).await?),
        None => engine.last_draft().await?,
    };
    match row {
        Some(row) => Ok(view(&engine, row).await),
        None => new(rollcall).await,
    }
}

/// Drafts that have all the words of `text` in them, the last saved first.
pub async fn list(rollcall: &Rollcall, shelf: Shelf, text: &str) -> Result<Vec<DraftLine>, ApiError> {
    let rows = rollcall.engine().await.drafts(shelf.into(), text).await?;
    Ok(rows.into_iter().map(line).collect())
}

/// Keeps a draft, and says when. It is on the disk when this returns. Reading its files again is
/// left to [`load`]: this is called while keys are typed.
pub async fn save(rollcall: &Rollcall, id: &DraftId, draft: Draft) -> Result<Timestamp, ApiError> {
    Ok(rollcall.engine().await.save_draft(id, draft).await?.updated_at)
}

/// A second draft like this one; of a template, a draft that begins with it.
pub async fn duplicate(rollcall: &Rollcall, id: &DraftId) -> Result<DraftView, ApiError> {
    let engine = rollcall.engine().await;
    let row = engine.duplicate_draft(id).await?;
    Ok(view(&engine, row).await)
}

/// Keeps a copy of a draft under a name, to begin others with. Fails with `bad_input` without one.
pub async fn make_template(rollcall: &Rollcall, id: &DraftId, name: &str) -> Result<DraftLine, ApiError> {
    Ok(line(rollcall.engine().await.make_template(id, name).await?))
}

/// Gives a template another name; that can be taken back. Fails with `bad_input` without one.
pub async fn rename_template(rollcall: &Rollcall, id: &DraftId, name: &str) -> Result<Done, ApiError> {
    Ok(rollcall.engine().await.rename_template(id, name).await?)
}

/// Puts a draft or a template away. It can be taken back for thirty days.
pub async fn discard(rollcall: &Rollcall, id: &DraftId) -> Result<Done, ApiError> {
    Ok(rollcall.engine().await.discard_draft(id).await?)
}

/// Takes a discarded draft back.
pub async fn restore(rollcall: &Rollcall, id: &DraftId) -> Result<DraftView, ApiError> {
    let engine = rollcall.engine().await;
    let row = engine.restore_draft(id).await?;
    Ok(view(&engine, row).await)
}

/// Throws a draft away for good.
pub async fn erase(rollcall: &Rollcall, id: &DraftId) -> Result<(), ApiError> {
    Ok(rollcall.engine().await.erase_draft(id).await?)
}

async fn view(engine: &Engine, row: DraftRow) -> DraftView {
    let media = media_of(engine, &row.draft).await;
    DraftView {
        id: row.id,
        draft: row.draft,
        media,
        name: row.name,
        is_template: row.is_template,
        saved_at: Some(row.updated_at),
    }
}

fn line(row: DraftRow) -> DraftLine {
    let text = row.draft.wording.text.text.split_whitespace().collect::<Vec<_>>().join(" ");
    DraftLine {
        id: row.id,
        name: row.name,
        excerpt: text.chars().take(EXCERPT).collect(),
        attachment: row.draft.wording.attachment.kind(),
        has_variants: row.draft.variants.iter().any(|variant| !variant.is_empty()),
        authors: row.draft.authors,
        updated_at: row.updated_at,
        discarded_at: row.discarded_at,
    }
}
