//! The order of things: clients, tags and saved filters, each step of which can be taken back.

use rollcall_domain::{
    client::ClientColour,
    id::{AccountId, ClientId},
};
pub use rollcall_engine::{
    clients::ClientChange,
    saved_filters::SavedFilter,
    undo::{Done, UndoId, UndoStep},
};
use serde::Serialize;

use crate::{
    Rollcall,
    accounts::{ClientView, client_view},
    error::ApiError,
};

/// A client that was made.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct NewClient {
    /// The client.
    pub client: ClientView,
    /// What was done, and how to take it back.
    pub done: Done,
}

/// Makes a client. Fails with `bad_input` when its name is empty or taken.
pub async fn create_client(
    rollcall: &Rollcall,
    name: &str,
    colour: Option<ClientColour>,
) -> Result<NewClient, ApiError> {
    let (client, done) = rollcall.engine().await.create_client(name, colour).await?;
    Ok(NewClient { client: client_view(client), done })
}

/// Renames a client, gives it another colour, puts it away or takes it out again.
pub async fn change_client(
    rollcall: &Rollcall,
    id: &ClientId,
    change: ClientChange,
) -> Result<Done, ApiError> {
    Ok(rollcall.engine().await.change_client(id, change).await?)
}

/// Gives accounts a client, or none.
pub async fn assign(
    rollcall: &Rollcall,
    ids: &[AccountId],
    client: Option<&ClientId>,
) -> Result<Done, ApiError> {
    Ok(rollcall.engine().await.assign(ids, client).await?)
}

/// Puts a tag on accounts.
pub async fn add_tag(rollcall: &Rollcall, ids: &[AccountId], tag: &str) -> Result<Done, ApiError> {
    Ok(rollcall.engine().await.add_tag(ids, tag).await?)
}

/// Takes a tag off accounts.
pub async fn remove_tag(rollcall: &Rollcall, ids: &[AccountId], tag: &str) -> Result<Done, ApiError> {
    Ok(rollcall.engine().await.remove_tag(ids, tag).await?)
}

/// Gives a tag another name, on every account that has it.
pub async fn rename_tag(rollcall: &Rollcall, from: &str, to: &str) -> Result<Done, ApiError> {
    Ok(rollcall.engine().await.rename_tag(from, to).await?)
}

/// Keeps a filter under its name; one of the same name is replaced.
pub async fn save_filter(rollcall: &Rollcall, filter: SavedFilter) -> Result<Done, ApiError> {
    Ok(rollcall.engine().await.save_filter(filter).await?)
}

/// Forgets a filter.
pub async fn remove_filter(rollcall: &Rollcall, name: &str) -> Result<Done, ApiError> {
    Ok(rollcall.engine().await.remove_filter(name).await?)
}

/// The steps that can be taken back, newest first, whichever process made them.
pub async fn undo_steps(rollcall: &Rollcall) -> Result<Vec<UndoStep>, ApiError> {
    Ok(rollcall.engine().await.undo_steps().await?)
}

/// Takes a step back.
pub async fn undo(rollcall: &Rollcall, id: &UndoId) -> Result<Done, ApiError> {
    Ok(rollcall.engine().await.undo(id).await?)
}
