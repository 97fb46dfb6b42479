//! Writing a post.

use rollcall_api::{
    composing::{self, AuthorView, DraftCheck},
    domain::post::Draft,
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
