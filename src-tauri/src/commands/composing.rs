//! Writing a post.

use rollcall_api::{
    composing::{self, AuthorGroup, AuthorView, DraftCheck, FixedDraft, Mentionable},
    domain::{id::AuthorId, misfit::Fix, post::Draft},
    organising::Done,
};

use super::{Answer, Shared};

/// Everybody who could publish, and why some can't.
#[tauri::command]
#[specta::specta]
pub async fn authors_list(host: Shared<'_>) -> Answer<Vec<AuthorView>> {
    composing::authors(host.rollcall().await?).await
}

/// Checks the draft against each author's provider.
#[tauri::command]
#[specta::specta]
pub async fn draft_check(host: Shared<'_>, draft: Draft) -> Answer<DraftCheck> {
    composing::check(host.rollcall().await?, &draft).await
}

/// The draft after one click on a fix of one author's copy; it isn't saved by this.
#[tauri::command]
#[specta::specta]
pub async fn draft_fix(host: Shared<'_>, draft: Draft, author: AuthorId, fix: Fix) -> Answer<FixedDraft> {
    composing::apply_fix(host.rollcall().await?, &draft, &author, &fix).await
}

/// Whom these words may mean, asked as an author where one is given.
#[tauri::command]
#[specta::specta]
pub async fn mentions_find(
    host: Shared<'_>,
    words: String,
    author: Option<AuthorId>,
) -> Answer<Vec<Mentionable>> {
    composing::find_mentions(host.rollcall().await?, &words, author.as_ref()).await
}

/// Every saved group of authors, by name.
#[tauri::command]
#[specta::specta]
pub async fn author_groups_list(host: Shared<'_>) -> Answer<Vec<AuthorGroup>> {
    composing::author_groups(host.rollcall().await?).await
}

/// Keeps a group of authors under its name.
#[tauri::command]
#[specta::specta]
pub async fn author_group_save(host: Shared<'_>, group: AuthorGroup) -> Answer<Done> {
    composing::save_author_group(host.rollcall().await?, group).await
}

/// Forgets a group of authors.
#[tauri::command]
#[specta::specta]
pub async fn author_group_remove(host: Shared<'_>, name: String) -> Answer<Done> {
    composing::remove_author_group(host.rollcall().await?, &name).await
}
