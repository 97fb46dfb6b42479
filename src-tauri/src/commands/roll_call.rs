//! Checking accounts against their provider now.

use rollcall_api::{
    domain::id::AccountId,
    roll_call::{self, RollCallReport},
};

use super::{Answer, Shared};

/// Checks these accounts, or all of them.
#[tauri::command]
#[specta::specta]
pub async fn roll_call_start(host: Shared<'_>, ids: Option<Vec<AccountId>>) -> Answer<RollCallReport> {
    roll_call::start(host.rollcall().await?, ids).await
}

/// Stops the roll call under way.
#[tauri::command]
#[specta::specta]
pub async fn roll_call_cancel(host: Shared<'_>) -> Answer<()> {
    roll_call::cancel(host.rollcall().await?).await;
    Ok(())
}
