//! Sets of provider credentials.

use rollcall_api::{
    connections::{self, ConnectionView, NewConnection},
    domain::id::ConnectionId,
};

use super::{Answer, Shared};

/// Every connection, without its key.
#[tauri::command]
#[specta::specta]
pub async fn connections_list(host: Shared<'_>) -> Answer<Vec<ConnectionView>> {
    connections::list(host.rollcall().await?).await
}

/// Adds a connection after trying its key.
#[tauri::command]
#[specta::specta]
pub async fn connection_add(host: Shared<'_>, input: NewConnection) -> Answer<ConnectionView> {
    connections::add(host.rollcall().await?, input).await
}

/// Removes a connection with its accounts' rows and its secrets.
#[tauri::command]
#[specta::specta]
pub async fn connection_remove(host: Shared<'_>, id: ConnectionId) -> Answer<()> {
    connections::remove(host.rollcall().await?, &id).await
}
