//! Files for spreadsheets: the accounts, and what happened to them. Never a secret, never a link.

use std::collections::HashMap;

use rollcall_domain::{
    Timestamp,
    history::{Actor, HistoryKind},
    id::{AccountId, ClientId, ConnectionId},
    spreadsheet::safe_cell,
};
use rollcall_store::ActivityQuery;

use crate::{Engine, error::EngineError};

/// The columns of the accounts' file. The first four are those that an import reads.
pub const ACCOUNT_COLUMNS: [&str; 16] = [
    "name",
    "client",
    "tags",
    "provider_id",
    "provider",
    "connection",
    "setup_source",
    "status",
    "cause",
    "checked_at",
    "expires_at",
    "products",
    "headline",
    "profile_url",
    "linked_at",
    "account_id",
];

/// The columns of the activity's file.
pub const ACTIVITY_COLUMNS: [&str; 6] = ["time", "account", "client", "about", "what", "by"];

/// More lines than this are no spreadsheet any more.
const MOST_LINES: u32 = 200_000;

impl Engine {
    /// The accounts as CSV: all of them, or those in `ids`, in the order of their names. Times are
    /// UTC, several values in a cell are parted by "; ".
    pub async fn export_accounts(&self, ids: Option<&[AccountId]>) -> Result<Vec<u8>, EngineError> {
        let store = &self.inner.store;
        let clients = self.client_names().await?;
        let connections: HashMap<ConnectionId, String> =
            store.connections().await?.into_iter().map(|row| (row.id, row.name)).collect();
        let mut tags = store.tags().await?;
        let now = self.now();
        let rows = store
            .accounts()
            .await?
            .into_iter()
            .filter(|account| ids.is_none_or(|ids| ids.contains(&account.id)));
        let rows = rows.map(|account| {
            let products = account.products.iter().filter(|product| product.enabled);
            let products: Vec<&str> = products.map(|product| product.product.name()).collect();
            [
                account.name.clone(),
                account.client_id.as_ref().and_then(|id| clients.get(id)).cloned().unwrap_or_default(),
                tags.remove(&account.id).unwrap_or_default().join("; "),
                account.remote_id.clone(),
                account.provider.name().to_owned(),
                connections.get(&account.connection_id).cloned().unwrap_or_default(),
                account.setup_source.label().to_owned(),
                account.status.label(now),
                account.cause.clone(),
                account.checked_at.map(time).unwrap_or_default(),
                account.expires_at.map(time).unwrap_or_default(),
                products.join("; "),
                account.headline.clone().unwrap_or_default(),
                account.profile_url.clone().unwrap_or_default(),
                time(account.linked_at),
                account.id.0.clone(),
            ]
        });
        written(ACCOUNT_COLUMNS, rows)
    }

    /// What happened to the accounts as CSV, newest first. Times are UTC.
    pub async fn export_activity(&self, query: ActivityQuery) -> Result<Vec<u8>, EngineError> {
        let clients = self.client_names().await?;
        let query = ActivityQuery { limit: MOST_LINES, before: None, ..query };
        let rows = self.inner.store.activity(query).await?.into_iter().map(|row| {
            [
                time(row.entry.at),
                row.account_name,
                row.client_id.and_then(|id| clients.get(&id).cloned()).unwrap_or_default(),
                about(row.entry.kind).to_owned(),
                row.entry.sentence,
                who(row.entry.actor).to_owned(),
            ]
        });
        written(ACTIVITY_COLUMNS, rows)
    }

    async fn client_names(&self) -> Result<HashMap<ClientId, String>, EngineError> {
        let clients = self.inner.store.clients().await?;
        Ok(clients.into_iter().map(|client| (client.id, client.name)).collect())
    }
}

/// What a line of history is about, in a word.
pub fn about(kind: HistoryKind) -> &'static str {
    match kind {
        HistoryKind::Status => "status",
        HistoryKind::Linking => "linking",
        HistoryKind::Organising => "order",
        HistoryKind::Publishing => "publishing",
        HistoryKind::Consent => "consent",
    }
}

/// Who caused a line of history, in words.
pub fn who(actor: Actor) -> &'static str {
    match actor {
        Actor::Operator => "you",
        Actor::Owner => "the owner",
        Actor::Rollcall => "Rollcall",
        Actor::Provider => "the provider",
    }
}

fn time(at: Timestamp) -> String {
    at.format("%Y-%m-%d %H:%M:%S").to_string()
}

fn written<const N: usize>(
    head: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> Result<Vec<u8>, EngineError> {
    // Spreadsheets take a file for UTF-8 only when it starts so.
    let mut writer = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
    let broken = |_| EngineError::Failed("The file couldn't be written.".into());
    writer.write_record(head).map_err(broken)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| safe_cell(cell))).map_err(broken)?;
    }
    writer.into_inner().map_err(|_| EngineError::Failed("The file couldn't be written.".into()))
}
