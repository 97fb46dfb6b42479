//! Writing a post.

use rollcall_api::{
    composing::{self, AuthorView, DraftCheck, MediaView},
    domain::post::Draft,
};
use tauri_plugin_dialog::DialogExt as _;

use super::{Answer, Shared};
use crate::refusal::failed;

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

/// Lets the person choose an image; nothing when they choose none. The path stays out of the window.
#[tauri::command]
#[specta::specta]
pub async fn media_pick(host: Shared<'_>) -> Answer<Option<MediaView>> {
    let (chosen, choice) = tokio::sync::oneshot::channel();
    host.app()
        .dialog()
        .file()
        .set_title("Choose an image")
        .add_filter("Images", &["png", "jpg", "jpeg", "gif"])
        .pick_file(|file| {
            // The window was closed while choosing when nobody takes it.
            let _ = chosen.send(file);
        });
    let Ok(Some(file)) = choice.await else { return Ok(None) };
    let path = file.into_path().map_err(|error| failed(error, "This file can't be opened."))?;
    composing::add_media(host.rollcall().await?, &path).await.map(Some)
}
