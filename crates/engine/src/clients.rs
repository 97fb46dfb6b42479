//! Clients: the agency's customers, and which accounts belong to them.

use std::collections::{HashMap, HashSet};

use rollcall_domain::{
    account::Account,
    client::ClientColour,
    history::{Actor, HistoryEntry, HistoryKind},
    id::{AccountId, ClientId},
    status::Tone,
};
use rollcall_store::ClientRow;
use serde::Deserialize;

use crate::{
    Engine,
    error::EngineError,
    undo::{Before, Done, accounts},
};

/// More letters than this don't fit anywhere.
const MOST_LETTERS: usize = 80;

/// What changes about a client; what is left out stays.
#[derive(Debug, Clone, Default, Deserialize, specta::Type)]
pub struct ClientChange {
    /// Its new name.
    pub name: Option<String>,
    /// Its new colour.
    pub colour: Option<ClientColour>,
    /// Whether it is put away.
    pub archived: Option<bool>,
}

impl Engine {
    /// Makes a client. Without a colour it gets one that few others have.
    ///
    /// # Errors
    /// [`EngineError::BadInput`] when the name is empty or taken.
    pub async fn create_client(
        &self,
        name: &str,
        colour: Option<ClientColour>,
    ) -> Result<(ClientRow, Done), EngineError> {
        let name = self.free_name(name, None).await?;
        let client = self.add_client(name, colour).await?;
        let before = Before { new_clients: vec![client.id.clone()], ..Before::default() };
        let done = self.done(format!("{} is a client now.", client.name), 0, before).await?;
        Ok((client, done))
    }

    pub(crate) async fn add_client(
        &self,
        name: String,
        colour: Option<ClientColour>,
    ) -> Result<ClientRow, EngineError> {
        let colour = match colour {
            Some(colour) => colour,
            None => {
                let clients = self.inner.store.clients().await?;
                let open = clients.iter().filter(|client| client.archived_at.is_none());
                ClientColour::least_used(&open.map(|client| client.colour).collect::<Vec<_>>())
            }
        };
        let client = ClientRow { id: ClientId(self.inner.world.new_id()), name, colour, archived_at: None };
        self.inner.store.put_client(client.clone()).await?;
        Ok(client)
    }

    /// Renames a client, gives it another colour, puts it away or takes it out again. Its accounts
    /// stay with it.
    ///
    /// # Errors
    /// [`EngineError::BadInput`] when the name is empty or taken.
    pub async fn change_client(&self, id: &ClientId, change: ClientChange) -> Result<Done, EngineError> {
        let was = self.client(id).await?;
        let mut client = was.clone();
        if let Some(name) = &change.name {
            client.name = self.free_name(name, Some(id)).await?;
        }
        client.colour = change.colour.unwrap_or(client.colour);
        if let Some(archived) = change.archived {
            client.archived_at = archived.then(|| client.archived_at.unwrap_or_else(|| self.now()));
        }
        let sentence = match change.archived {
            Some(true) => format!("{} is archived. Its accounts stay in the list.", client.name),
            Some(false) => format!("{} is back among the clients.", client.name),
            None if client.name != was.name => format!("{} is called {} now.", was.name, client.name),
            None => format!("{} has another colour.", client.name),
        };
        self.inner.store.put_client(client).await?;
        self.done(sentence, 0, Before { clients: vec![was], ..Before::default() }).await
    }

    /// Gives accounts a client, or none. Those that have it already are left alone.
    pub async fn assign(&self, ids: &[AccountId], client: Option<&ClientId>) -> Result<Done, EngineError> {
        let name = match client {
            Some(id) => Some(self.client(id).await?.name),
            None => None,
        };
        let wanted: HashSet<&AccountId> = ids.iter().collect();
        let moved: Vec<Account> = self
            .inner
            .store
            .accounts()
            .await?
            .into_iter()
            .filter(|account| wanted.contains(&account.id) && account.client_id.as_ref() != client)
            .collect();
        let line = match &name {
            Some(name) => format!("Belongs to {name} now"),
            None => "Belongs to no client now".to_owned(),
        };
        let changes = moved
            .iter()
            .map(|account| (account.id.clone(), client.cloned(), self.organised(line.clone())))
            .collect();
        self.inner.store.assign_clients(changes).await?;
        let count = moved.len();
        let belong = if count == 1 { "belongs" } else { "belong" };
        let sentence = match (&name, count) {
            (Some(name), 0) => format!("They belong to {name} already."),
            (None, 0) => "They belong to no client already.".to_owned(),
            (Some(name), _) => format!("{} now {belong} to {name}.", accounts(count)),
            (None, _) => format!("{} now {belong} to no client.", accounts(count)),
        };
        let assigned = moved.into_iter().map(|account| (account.id, account.client_id)).collect();
        self.done(sentence, count, Before { assigned, ..Before::default() }).await
    }

    pub(crate) async fn restore_clients(
        &self,
        assigned: Vec<(AccountId, Option<ClientId>)>,
    ) -> Result<usize, EngineError> {
        let names: HashMap<ClientId, String> =
            self.inner.store.clients().await?.into_iter().map(|client| (client.id, client.name)).collect();
        let there: HashSet<AccountId> =
            self.inner.store.accounts().await?.into_iter().map(|account| account.id).collect();
        let changes: Vec<_> = assigned
            .into_iter()
            .filter(|(account, client)| {
                there.contains(account) && client.as_ref().is_none_or(|client| names.contains_key(client))
            })
            .map(|(account, client)| {
                let to =
                    client.as_ref().and_then(|client| names.get(client)).map_or("no client", String::as_str);
                let entry = self.organised(format!("Belongs to {to} again: taken back"));
                (account, client, entry)
            })
            .collect();
        let count = changes.len();
        self.inner.store.assign_clients(changes).await?;
        Ok(count)
    }

    pub(crate) async fn client(&self, id: &ClientId) -> Result<ClientRow, EngineError> {
        let clients = self.inner.store.clients().await?;
        clients.into_iter().find(|client| client.id == *id).ok_or(EngineError::NotFound("This client"))
    }

    /// A line about the order of things, by the person at this computer.
    pub(crate) fn organised(&self, sentence: String) -> HistoryEntry {
        HistoryEntry {
            at: self.now(),
            sentence,
            actor: Actor::Operator,
            tone: Tone::Idle,
            kind: HistoryKind::Organising,
        }
    }

    async fn free_name(&self, typed: &str, of: Option<&ClientId>) -> Result<String, EngineError> {
        let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            return Err(EngineError::BadInput("Type the client's name first.".into()));
        }
        if name.chars().count() > MOST_LETTERS {
            return Err(EngineError::BadInput(format!(
                "A client's name has at most {MOST_LETTERS} letters. Shorten it."
            )));
        }
        let same =
            |client: &ClientRow| client.name.to_lowercase() == name.to_lowercase() && Some(&client.id) != of;
        match self.inner.store.clients().await?.into_iter().find(same) {
            Some(ClientRow { archived_at: Some(_), name, .. }) => Err(EngineError::BadInput(format!(
                "An archived client is called {name} already. Take it out of the archive, or choose another name."
            ))),
            Some(ClientRow { name, .. }) => {
                Err(EngineError::BadInput(format!("A client is called {name} already. Choose another name.")))
            }
            None => Ok(name),
        }
    }
}
