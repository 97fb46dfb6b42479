//! Clients, tags and saved filters.

use rollcall_api::{
    domain::{
        client::ClientColour,
        id::{AccountId, ClientId},
    },
    organising::{self, ClientChange, Done, NewClient, SavedFilter, UndoId},
};

use super::{Answer, Shared};

/// Makes a client.
#[tauri::command]
#[specta::specta]
pub async fn client_create(
    host: Shared<'_>,
    name: String,
    colour: Option<ClientColour>,
) -> Answer<NewClient> {
    organising::create_client(host.rollcall().await?, &name, colour).await
}

/// Renames a client, gives it another colour, puts it away or takes it out again.
#[tauri::command]
#[specta::specta]
pub async fn client_change(host: Shared<'_>, id: ClientId, change: ClientChange) -> Answer<Done> {
    organising::change_client(host.rollcall().await?, &id, change).await
}

/// Gives accounts a client, or none.
#[tauri::command]
#[specta::specta]
pub async fn accounts_assign(
    host: Shared<'_>,
    ids: Vec<AccountId>,
    client_id: Option<ClientId>,
) -> Answer<Done> {
    organising::assign(host.rollcall().await?, &ids, client_id.as_ref()).await
}

/// Puts a tag on accounts.
#[tauri::command]
#[specta::specta]
pub async fn accounts_tag(host: Shared<'_>, ids: Vec<AccountId>, tag: String) -> Answer<Done> {
    organising::add_tag(host.rollcall().await?, &ids, &tag).await
}

/// Takes a tag off accounts.
#[tauri::command]
#[specta::specta]
pub async fn accounts_untag(host: Shared<'_>, ids: Vec<AccountId>, tag: String) -> Answer<Done> {
    organising::remove_tag(host.rollcall().await?, &ids, &tag).await
}

/// Gives a tag another name.
#[tauri::command]
#[specta::specta]
pub async fn tag_rename(host: Shared<'_>, from: String, to: String) -> Answer<Done> {
    organising::rename_tag(host.rollcall().await?, &from, &to).await
}

/// Keeps a filter under its name.
#[tauri::command]
#[specta::specta]
pub async fn filter_save(host: Shared<'_>, filter: SavedFilter) -> Answer<Done> {
    organising::save_filter(host.rollcall().await?, filter).await
}

/// Forgets a filter.
#[tauri::command]
#[specta::specta]
pub async fn filter_remove(host: Shared<'_>, name: String) -> Answer<Done> {
    organising::remove_filter(host.rollcall().await?, &name).await
}

/// Takes a step back.
#[tauri::command]
#[specta::specta]
pub async fn undo(host: Shared<'_>, id: UndoId) -> Answer<Done> {
    organising::undo(host.rollcall().await?, &id).await
}
