//! What a file says about accounts, taken over at once.

use rollcall_domain::{
    history::HistoryEntry,
    id::{AccountId, ClientId},
};

use crate::{ClientRow, Store, StoreError, TagChange, clients, tags};

/// Everything that one file changes.
#[derive(Debug, Clone, Default)]
pub struct ImportChange {
    /// Clients to make.
    pub clients: Vec<ClientRow>,
    /// Accounts to give another client.
    pub assigned: Vec<(AccountId, ClientId, HistoryEntry)>,
    /// Accounts to tag.
    pub tags: Vec<TagChange>,
}

impl Store {
    /// Takes over what a file says: all of it or nothing.
    pub async fn import(&self, change: ImportChange) -> Result<(), StoreError> {
        self.write(move |tx| {
            change.clients.iter().try_for_each(|client| clients::put(tx, client))?;
            for (account, client, entry) in &change.assigned {
                clients::assign(tx, account, Some(client), entry)?;
            }
            change.tags.iter().try_for_each(|change| tags::set(tx, change))
        })
        .await
    }
}
