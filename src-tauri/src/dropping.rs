//! Files dropped on the window. The window's content learns what became of each file, never its path.

use rollcall_api::{
    error::{ApiError, ErrorCode},
    media::{self, MediaView},
};
use std::path::{Path, PathBuf};
use tauri::{AppHandle, DragDropEvent, Manager as _, Window, WindowEvent};
use tauri_specta::Event as _;

use crate::{
    commands::media::kind_by_ending,
    events::{FilesOver, MediaDropped},
    host::Host,
    refusal::refusal,
};

/// The most files that are taken at once: what a post of images takes.
const MOST: usize = 20;

/// More than this needn't be told apart before they are dropped: they are too many anyway.
const MOST_TOLD: usize = MOST + 1;

/// Tells of files that are held over the window, and takes up those that are dropped on it.
pub fn watch(window: &Window, event: &WindowEvent) {
    let WindowEvent::DragDrop(event) = event else { return };
    let app = window.app_handle();
    match event {
        DragDropEvent::Enter { paths, .. } => over(app, paths),
        DragDropEvent::Leave => over(app, &[]),
        DragDropEvent::Drop { paths, .. } => {
            over(app, &[]);
            take(app.clone(), paths.clone());
        }
        _ => {}
    }
}

fn over(app: &AppHandle, paths: &[PathBuf]) {
    let kinds = paths.iter().take(MOST_TOLD).map(|path| kind_by_ending(path)).collect();
    if let Err(error) = (FilesOver { kinds }).emit(app) {
        tracing::warn!(%error, "the window could not be told of files over it");
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
