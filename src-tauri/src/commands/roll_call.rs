//! Checking accounts against their provider now.

use rollcall_api::{
    domain::id::AccountId,
    roll_call::{self, RollCallReport, RollCallSchedule},
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

/// When accounts are checked without being asked.
#[tauri::command]
#[specta::specta]
pub async fn roll_call_schedule(host: Shared<'_>) -> Answer<RollCallSchedule> {
    roll_call::schedule(host.rollcall().await?).await
}

/// Switches the checks that nobody asked for on or off.
#[tauri::command]
#[specta::specta]
pub async fn roll_call_set_schedule(host: Shared<'_>, on: bool) -> Answer<RollCallSchedule> {
    roll_call::set_schedule(host.rollcall().await?, on).await
}
