//! Files dropped on the window. The window's content learns what became of each file, never its path.

use rollcall_api::{
    error::{ApiError, ErrorCode},
    media::{self, MediaView},
};
use std::path::{Path, PathBuf};
use tauri::{AppHandle, DragDropEvent, Manager as _, Window, WindowEvent};
use tauri_specta::Event as _;

use crate::{events::MediaDropped, host::Host, refusal::refusal};

/// The most files that are taken at once: what a post of images takes.
const MOST: usize = 20;

/// Takes up files that are dropped on the window.
pub fn watch(window: &Window, event: &WindowEvent) {
    if let WindowEvent::DragDrop(DragDropEvent::Drop { paths, .. }) = event {
        take(window.app_handle().clone(), paths.clone());
    }
}

/// One after the other, in the order in which they were dropped.
fn take(app: AppHandle, paths: Vec<PathBuf>) {
    tauri::async_runtime::spawn(async move {
        if paths.len() > MOST {
            let sentence = "A post takes at most 20 files.";
            tell(&app, Err(refusal(ErrorCode::BadInput, sentence, Some("Drop fewer of them."))));
            return;
        }
        for path in paths {
            tell(&app, add(&app, &path).await);
        }
    });
}

fn tell(app: &AppHandle, taken: Result<MediaView, ApiError>) {
    if let Err(error) = MediaDropped::from(taken).emit(app) {
        tracing::warn!(%error, "the window could not be told of a dropped file");
    }
}

async fn add(app: &AppHandle, path: &Path) -> Result<MediaView, ApiError> {
    let rollcall = app.state::<Host>();
    media::add_media(rollcall.rollcall().await?, path).await
}
