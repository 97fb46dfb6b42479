//! Sets of provider credentials.

use rollcall_domain::{Timestamp, id::ConnectionId, provider::Provider};
pub use rollcall_engine::connecting::{NewConnection, SyncReport};
use rollcall_engine::{connecting::notes, error::EngineError};
use rollcall_store::ConnectionRow;
use serde::Serialize;

use crate::{Rollcall, error::ApiError};

/// One connection, without its key.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct ConnectionView {
    /// Its id.
    pub id: ConnectionId,
    /// The system behind it.
    pub provider: Provider,
    /// Its name, as the person gave it.
    pub name: String,
    /// The host it talks to.
    pub host: String,
    /// Which of its APIs a Unipile connection is for, and the plan's requests per minute where they
    /// were given, in words.
    pub notes: Vec<String>,
    /// How many accounts are linked through it.
    pub accounts: u32,
    /// When it was added.
    pub created_at: Timestamp,
}

/// Every connection, oldest first.
pub async fn list(rollcall: &Rollcall) -> Result<Vec<ConnectionView>, ApiError> {
    let engine = rollcall.engine().await;
    let linked = engine.store().linked_counts().await.map_err(EngineError::from)?;
    let connections = engine.store().connections().await.map_err(EngineError::from)?;
    Ok(connections
        .into_iter()
        .map(|row| {
            let accounts = linked.get(&row.id).copied().unwrap_or_default();
            view(row, accounts)
        })
        .collect())
}

/// Adds a connection after a real call has shown that its key works. Fails with `bad_input` for
/// what was mistyped, `provider_refused` for a wrong key, `keychain` when it can't be kept.
pub async fn add(rollcall: &Rollcall, input: NewConnection) -> Result<ConnectionView, ApiError> {
    Ok(view(rollcall.engine().await.connect(input).await?, 0))
}

/// Forgets a connection, its key and its accounts. Nothing changes at the provider.
pub async fn remove(rollcall: &Rollcall, id: &ConnectionId) -> Result<(), ApiError> {
    Ok(rollcall.engine().await.disconnect(id).await?)
}

/// Finds the accounts behind a connection and folds them into the list.
pub async fn sync(rollcall: &Rollcall, id: &ConnectionId) -> Result<SyncReport, ApiError> {
    Ok(rollcall.engine().await.sync(id).await?)
}

fn view(row: ConnectionRow, accounts: u32) -> ConnectionView {
    let host = row.settings.get("base_url").and_then(|url| url.as_str()).unwrap_or_default();
    let host = host.split("://").nth(1).unwrap_or(host).split('/').next().unwrap_or_default();
    ConnectionView {
        notes: notes(&row),
        id: row.id,
        provider: row.provider,
        name: row.name,
        host: host.to_owned(),
        accounts,
        created_at: row.created_at,
    }
}
