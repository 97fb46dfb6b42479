//! Sets of provider credentials.

use rollcall_domain::{Timestamp, id::ConnectionId, provider::Provider};
use rollcall_engine::connecting::{NewConnection, SyncReport};
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
    /// How many accounts are linked through it.
    pub accounts: u32,
    /// When it was added.
    pub created_at: Timestamp,
}
