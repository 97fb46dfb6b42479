//! Bringing accounts back with the cookies that were kept for it.

use rollcall_api::{
    domain::id::AccountId,
    returning::{self, AutomaticReturn},
};

use super::{Answer, Shared};

/// Says whether an account's cookies are to be kept.
#[tauri::command]
#[specta::specta]
pub async fn cookies_keep(host: Shared<'_>, id: AccountId, keep: bool) -> Answer<AutomaticReturn> {
    returning::keep_cookies(host.rollcall().await?, &id, keep).await
}

/// Stops bringing an account back.
#[tauri::command]
#[specta::specta]
pub async fn return_stop(host: Shared<'_>, id: AccountId) -> Answer<AutomaticReturn> {
    returning::stop(host.rollcall().await?, &id).await
}

/// Tries at once to bring an account back.
#[tauri::command]
#[specta::specta]
pub async fn return_now(host: Shared<'_>, id: AccountId) -> Answer<()> {
    returning::now(host.rollcall().await?, &id).await
}
