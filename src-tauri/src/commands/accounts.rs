//! Linked accounts.

use rollcall_api::{
    account_changes::{self, AccountChanges},
    accounts::{self, AccountDetail},
    connections::{self, SyncReport},
    domain::{
        id::{AccountId, ConnectionId},
        setup_source::SetupSource,
    },
};

use super::{Answer, Shared};
use crate::outside;

/// Finds the accounts behind a connection.
#[tauri::command]
#[specta::specta]
pub async fn accounts_sync(host: Shared<'_>, connection_id: ConnectionId) -> Answer<SyncReport> {
    connections::sync(host.rollcall().await?, &connection_id).await
}

/// What changed in the list since an edition of it; the first rows when none is named.
#[tauri::command]
#[specta::specta]
pub async fn accounts_changes(host: Shared<'_>, since: Option<u32>) -> Answer<AccountChanges> {
    account_changes::since(host.rollcall().await?, since).await
}

/// Everything the inspector shows of one account.
#[tauri::command]
#[specta::specta]
pub async fn account_detail(host: Shared<'_>, id: AccountId) -> Answer<AccountDetail> {
    accounts::detail(host.rollcall().await?, &id).await
}

/// Keeps how an account was linked, as the operator says.
#[tauri::command]
#[specta::specta]
pub async fn account_say_source(host: Shared<'_>, id: AccountId, source: SetupSource) -> Answer<()> {
    accounts::say_setup_source(host.rollcall().await?, &id, source).await
}

/// Opens the member's profile in the browser.
#[tauri::command]
#[specta::specta]
pub async fn account_open_profile(host: Shared<'_>, id: AccountId) -> Answer<()> {
    let rollcall = host.rollcall().await?;
    let address = accounts::profile_url(rollcall, &id).await?;
    outside::browse(host.app(), rollcall, &address).await
}
