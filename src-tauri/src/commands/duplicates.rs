//! One person, linked twice.

use rollcall_api::{domain::id::AccountId, duplicates};

use super::{Answer, Shared};

/// Makes two rows of one person one.
#[tauri::command]
#[specta::specta]
pub async fn accounts_merge(host: Shared<'_>, keep: AccountId, other: AccountId) -> Answer<AccountId> {
    duplicates::merge(host.rollcall().await?, &keep, &other).await
}

/// Takes a merge back.
#[tauri::command]
#[specta::specta]
pub async fn accounts_undo_merge(host: Shared<'_>, other: AccountId) -> Answer<AccountId> {
    duplicates::undo_merge(host.rollcall().await?, &other).await
}

/// Keeps two rows of one person as two.
#[tauri::command]
#[specta::specta]
pub async fn accounts_keep_both(host: Shared<'_>, one: AccountId, other: AccountId) -> Answer<()> {
    duplicates::keep_both(host.rollcall().await?, &one, &other).await
}
