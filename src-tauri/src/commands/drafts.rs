//! Drafts.

use rollcall_api::{
    domain::{Timestamp, id::DraftId, post::Draft},
    drafts::{self, DraftLine, DraftView, Shelf},
    organising::Done,
};

use super::{Answer, Shared};

/// A blank draft, kept from its first save on.
#[tauri::command]
#[specta::specta]
pub async fn draft_new(host: Shared<'_>) -> Answer<DraftView> {
    drafts::new(host.rollcall().await?).await
}

/// One draft; without an id the one that was last written on, else a blank one.
#[tauri::command]
#[specta::specta]
pub async fn draft_load(host: Shared<'_>, id: Option<DraftId>) -> Answer<DraftView> {
    drafts::load(host.rollcall().await?, id.as_ref()).await
}

/// Saves a draft, and says when.
#[tauri::command]
#[specta::specta]
pub async fn draft_save(host: Shared<'_>, id: DraftId, draft: Draft) -> Answer<Timestamp> {
    drafts::save(host.rollcall().await?, &id, draft).await
}

/// Drafts with all these words in them, the last saved first.
#[tauri::command]
#[specta::specta]
pub async fn draft_list(host: Shared<'_>, shelf: Shelf, text: String) -> Answer<Vec<DraftLine>> {
    drafts::list(host.rollcall().await?, shelf, &text).await
}

/// A second draft like this one; of a template, a draft that begins with it.
#[tauri::command]
#[specta::specta]
pub async fn draft_duplicate(host: Shared<'_>, id: DraftId) -> Answer<DraftView> {
    drafts::duplicate(host.rollcall().await?, &id).await
}

/// Keeps a copy of a draft as a template.
#[tauri::command]
#[specta::specta]
pub async fn draft_make_template(host: Shared<'_>, id: DraftId, name: String) -> Answer<DraftLine> {
    drafts::make_template(host.rollcall().await?, &id, &name).await
}

/// Gives a template another name; it can be taken back.
#[tauri::command]
#[specta::specta]
pub async fn draft_rename_template(host: Shared<'_>, id: DraftId, name: String) -> Answer<Done> {
    drafts::rename_template(host.rollcall().await?, &id, &name).await
}

/// Discards a draft or a template; it can be taken back.
#[tauri::command]
#[specta::specta]
pub async fn draft_discard(host: Shared<'_>, id: DraftId) -> Answer<Done> {
    drafts::discard(host.rollcall().await?, &id).await
}

/// Takes a discarded draft back.
#[tauri::command]
#[specta::specta]
pub async fn draft_restore(host: Shared<'_>, id: DraftId) -> Answer<DraftView> {
    drafts::restore(host.rollcall().await?, &id).await
}

/// Throws a draft away for good.
#[tauri::command]
#[specta::specta]
pub async fn draft_erase(host: Shared<'_>, id: DraftId) -> Answer<()> {
    drafts::erase(host.rollcall().await?, &id).await
}
