//! Whether somebody is told while they look elsewhere.

use rollcall_api::attention;

use super::{Answer, Shared};

/// Whether notices are shown.
#[tauri::command]
#[specta::specta]
pub async fn notices_shown(host: Shared<'_>) -> Answer<bool> {
    attention::shows_notices(host.rollcall().await?).await
}

/// Switches notices on or off.
#[tauri::command]
#[specta::specta]
pub async fn notices_show(host: Shared<'_>, on: bool) -> Answer<bool> {
    attention::show_notices(host.rollcall().await?, on).await
}
