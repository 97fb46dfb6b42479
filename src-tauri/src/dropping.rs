//! Files dropped on the window. The window's content learns what became of a file, never its path.

use rollcall_api::{
    composing,
    error::{ApiError, ErrorCode},
};
use std::path::PathBuf;
use tauri::{AppHandle, DragDropEvent, Manager as _, Window, WindowEvent};
use tauri_specta::Event as _;

use crate::{events::MediaDropped, host::Host, refusal::refusal};

/// Takes up files that are dropped on the window.
pub fn watch(window: &Window, event: &WindowEvent) {
    if let WindowEvent::DragDrop(DragDropEvent::Drop { paths, .. }) = event {
        take(window.app_handle().clone(), paths.clone());
    }
}

fn take(app: AppHandle, paths: Vec<PathBuf>) {
    tauri::async_runtime::spawn(async move {
        let dropped = match add(&app, &paths).await {
            Ok(media) => MediaDropped { media: Some(media), error: None },
            Err(error) => MediaDropped { media: None, error: Some(error) },
        };
        if let Err(error) = dropped.emit(&app) {
            tracing::warn!(%error, "the window could not be told of a dropped file");
        }
    });
}

async fn add(app: &AppHandle, paths: &[PathBuf]) -> Result<composing::MediaView, ApiError> {
    let [path] = paths else {
        return Err(refusal(ErrorCode::BadInput, "A post takes one image.", Some("Drop a single file.")));
    };
    let rollcall = app.state::<Host>();
    composing::add_media(rollcall.rollcall().await?, path).await
}
