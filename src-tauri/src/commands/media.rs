//! Picked, dropped and pasted files. No path reaches the window's content.

use std::path::Path;

use rollcall_api::{
    domain::id::MediaId,
    media::{self, MediaKind, MediaView},
};
use tauri_plugin_dialog::DialogExt as _;

use super::{Answer, Shared};
use crate::{events::MediaDropped, refusal::failed};

/// What a file chooser asks for, and the endings it shows. What a file is, its content says.
fn wanted(about: MediaKind) -> (&'static str, &'static str, &'static [&'static str]) {
    match about {
        MediaKind::Image => (
            "Choose images",
            "Images",
            &["png", "jpg", "jpeg", "gif", "webp", "tif", "tiff", "bmp", "heic", "avif"],
        ),
        MediaKind::Video => ("Choose a video", "Videos", &["mp4", "m4v", "mov"]),
        MediaKind::Document => ("Choose a document", "Documents", &["pdf", "doc", "docx", "ppt", "pptx"]),
        MediaKind::Captions => ("Choose captions", "Captions", &["srt"]),
    }
}

/// What a file seems to be by the ending of its name.
pub fn kind_by_ending(path: &Path) -> Option<MediaKind> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    [MediaKind::Image, MediaKind::Video, MediaKind::Document, MediaKind::Captions]
        .into_iter()
        .find(|about| wanted(*about).2.contains(&ending.as_str()))
}

/// Lets the person choose files of a kind: several images, or one of anything else. Each comes with
/// what it is, or why it can't be used; none when they choose none. The paths
/// stay out of the window.
#[tauri::command]
#[specta::specta]
pub async fn media_choose(host: Shared<'_>, about: MediaKind) -> Answer<Vec<MediaDropped>> {
    let (chosen, choice) = tokio::sync::oneshot::channel();
    let (title, name, endings) = wanted(about);
    let dialog = host.app().dialog().file().set_title(title).add_filter(name, endings);
    if about == MediaKind::Image {
        dialog.pick_files(|files| {
            // The window was closed while choosing when nobody takes them.
            let _ = chosen.send(files);
        });
    } else {
        dialog.pick_file(|file| {
            let _ = chosen.send(file.map(|file| vec![file]));
        });
    }
    let Ok(Some(files)) = choice.await else { return Ok(Vec::new()) };
    let rollcall = host.rollcall().await?;
    let mut taken = Vec::with_capacity(files.len());
    for file in files {
        taken.push(match file.into_path() {
            Ok(path) => MediaDropped::from(media::add_media(rollcall, &path).await),
            Err(error) => MediaDropped::from(Err(failed(error, "This file can't be opened."))),
        });
    }
    Ok(taken)
}

/// Takes a pasted file: its name, which is only shown, and its bytes in Base64.
#[tauri::command]
#[specta::specta]
pub async fn media_paste(host: Shared<'_>, name: String, base64: String) -> Answer<MediaView> {
    media::add_media_base64(host.rollcall().await?, &name, &base64).await
}

/// A picture of a PDF's page, from 0, as a `data:` URL.
#[tauri::command]
#[specta::specta]
pub async fn media_page(host: Shared<'_>, id: MediaId, page: u32) -> Answer<String> {
    media::media_page(host.rollcall().await?, &id, page).await
}

/// Stops copying large files into the workspace.
#[tauri::command]
#[specta::specta]
pub async fn media_stop(host: Shared<'_>) -> Answer<()> {
    media::stop_taking_in(host.rollcall().await?).await;
    Ok(())
}

/// Whether what files say about their maker is kept in what is sent.
#[tauri::command]
#[specta::specta]
pub async fn media_metadata_kept(host: Shared<'_>) -> Answer<bool> {
    media::keeps_metadata(host.rollcall().await?).await
}

/// Has what files say about their maker kept, or taken out as it is from the start; says which.
#[tauri::command]
#[specta::specta]
pub async fn media_keep_metadata(host: Shared<'_>, on: bool) -> Answer<bool> {
    media::keep_metadata(host.rollcall().await?, on).await
}
