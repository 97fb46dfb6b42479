//! The frame of the window.

use rollcall_api::{
    error::ErrorCode,
    workspace::{self, KeychainView, WorkspaceView},
};
use tauri::WebviewWindow;

use super::{Answer, Shared};
use crate::{outside, refusal, sandbox, window};

/// Which workspace is open, and whether the keychain works.
#[tauri::command]
#[specta::specta]
pub async fn workspace_state(host: Shared<'_>) -> Answer<WorkspaceView> {
    workspace::state(host.rollcall().await?).await
}

/// Starts the sandbox and opens a workspace that talks to it.
#[tauri::command]
#[specta::specta]
pub async fn open_sandbox(host: Shared<'_>) -> Answer<WorkspaceView> {
    sandbox::open(&host).await
}

/// Throws the sandbox workspace away and goes back to the person's own.
#[tauri::command]
#[specta::specta]
pub async fn leave_sandbox(host: Shared<'_>) -> Answer<WorkspaceView> {
    sandbox::leave(&host).await
}

/// Asks the keychain again, after somebody unlocked it.
#[tauri::command]
#[specta::specta]
pub async fn retry_keychain(host: Shared<'_>) -> Answer<KeychainView> {
    workspace::retry_keychain(host.rollcall().await?).await
}

/// Opens the sandbox's feed of published posts in the browser.
#[tauri::command]
#[specta::specta]
pub async fn feed_open(host: Shared<'_>) -> Answer<()> {
    let rollcall = host.rollcall().await?;
    match workspace::state(rollcall).await?.feed_url {
        Some(address) => outside::browse(host.app(), rollcall, &address).await,
        None => Err(refusal::refusal(ErrorCode::NotFound, "Only the sandbox has a feed of its own.", None)),
    }
}

/// The window has something to show.
#[tauri::command]
#[specta::specta]
pub async fn window_ready(window: WebviewWindow) -> Answer<()> {
    window::show(&window).map_err(|error| refusal::failed(error, "The window couldn't be shown."))?;
    window::report_ready();
    Ok(())
}
