//! Connections: adding one, and finding the accounts behind it.

use std::collections::HashMap;

use rollcall_domain::{
    Timestamp,
    account::{Account, RemoteAccount},
    endpoint::{EndpointError, parse_base_url, parse_key},
    history::{Actor, HistoryEntry, HistoryKind},
    id::{AccountId, ClientId, ConnectionId},
    provider::Provider,
    secret::Secret,
    setup_source::SetupSource,
    status::Status,
    unipile_api::UnipileApi,
};
use rollcall_providers::unipile::UnipileClient;
use rollcall_store::ConnectionRow;
use rollcall_vault::{SecretKey, SecretKind};
use serde::{Deserialize, Serialize};

use crate::{
    Engine,
    error::{EngineError, poisoned},
    event::Event,
    gateway::{ConnectionSettings, Gateway, KeyedProvider, keyed_gateway},
    standing::{fold, is_somebody_else, set_status},
};

/// What a person gives for a new connection.
#[derive(Debug, Clone, Deserialize, specta::Type)]
pub struct NewConnection {
    /// The system behind it.
    pub provider: Provider,
    /// Its name; the provider's name when empty.
    #[serde(default)]
    pub name: String,
    /// Unipile: the DSN. Edges, Zernio: the API's address, when it isn't the usual one.
    pub base_url: Option<String>,
    /// Unipile, Edges, Zernio: the API key. LinkedIn: the developer app's client secret.
    pub secret: Option<Secret>,
    /// LinkedIn: the developer app's client id.
    pub client_id: Option<String>,
    /// LinkedIn: where its pages are, when it isn't www.linkedin.com.
    pub www_url: Option<String>,
    /// LinkedIn: where its API is, when it isn't api.linkedin.com.
    pub api_url: Option<String>,
    /// LinkedIn: the port of the redirect URL registered with the app.
    pub redirect_port: Option<u16>,
    /// LinkedIn: whether the app was enabled for the native PKCE flow, which needs no secret.
    #[serde(default)]
    pub native_pkce: bool,
    /// LinkedIn: whether to publish through its older interfaces (UGC Posts, Assets).
    #[serde(default)]
    pub older_posts: bool,
    /// LinkedIn: whether the app may act for pages (Community Management).
    #[serde(default)]
    pub pages: bool,
    /// Requests per minute that the plan at the provider allows, when it isn't the usual.
    #[serde(default)]
    pub requests_per_minute: Option<u32>,
    /// Unipile: which of its APIs the key is for. Rollcall finds it out when it isn't said.
    #[serde(default)]
    pub unipile_api: Option<UnipileApi>,
}

/// What finding accounts brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct SyncReport {
    /// The connection that was asked.
    pub connection_id: ConnectionId,
    /// Accounts that are new in the list.
    pub added: u32,
    /// Accounts that were there before.
    pub updated: u32,
    /// Accounts that the provider doesn't have any more.
    pub removed: u32,
}

impl Engine {
    /// Adds a connection after a real call has shown that its key works.
    ///
    /// The key goes to the vault first; the row is written only when it is there.
    pub async fn connect(&self, input: NewConnection) -> Result<ConnectionRow, EngineError> {
        let provider = input.provider;
        let mut settings = settings_of(&input)?;
        let id = ConnectionId(self.inner.world.new_id());
        let kind = if provider == Provider::Linkedin { SecretKind::ClientSecret } else { SecretKind::ApiKey };
        let secret = match &input.secret {
            Some(secret) if !secret.expose().trim().is_empty() => {
                Some(parse_key(secret.expose()).map_err(bad_input)?)
            }
            _ if provider == Provider::Linkedin && settings.native_pkce => None,
            _ => return Err(bad_input(EndpointError::KeyMissing)),
        };
        if let (Some(secret), Some(keyed)) = (&secret, KeyedProvider::of(provider)) {
            let transport = self.inner.transport.clone();
            if keyed == KeyedProvider::Unipile && input.unipile_api.is_none() {
                let address = settings.base_url.clone();
                settings.unipile_api =
                    UnipileClient::detect(transport.clone(), address, secret.clone()).await?.api();
            }
            self.try_key(&keyed_gateway(transport, keyed, settings.clone(), secret.clone())).await?;
        }
        if let Some(secret) = &secret {
            self.inner.vault.put(&SecretKey { owner: id.0.clone(), kind }, secret).await?;
        }
        let name = input.name.trim();
        let row = ConnectionRow {
            id,
            provider,
            name: if name.is_empty() { provider.name().to_owned() } else { name.to_owned() },
            settings: serde_json::to_value(&settings)
                .map_err(|_| EngineError::Failed("This connection's settings can't be kept.".into()))?,
            created_at: self.now(),
        };
        self.inner.store.put_connection(row.clone()).await?;
        Ok(row)
    }

    /// Forgets a connection, its key and its accounts. Nothing changes at the provider.
    pub async fn disconnect(&self, id: &ConnectionId) -> Result<(), EngineError> {
        for account in self.inner.store.accounts().await?.into_iter().filter(|a| a.connection_id == *id) {
            self.inner.vault.delete_all(account.id.as_str()).await?;
            self.inner.store.remove_account(&account.id).await?;
        }
        for row in self.inner.store.merges().await?.into_iter().filter(|m| m.account.connection_id == *id) {
            self.inner.vault.delete_all(row.account.id.as_str()).await?;
        }
        self.forget_tasks_through(id).await?;
        self.inner.vault.delete_all(id.as_str()).await?;
        self.inner.store.remove_connection(id).await?;
        self.inner.transports.lock().map_err(poisoned)?.remove(id);
        self.tell(Event::AccountsChanged);
        Ok(())
    }

    async fn try_key(&self, gateway: &Gateway) -> Result<(), EngineError> {
        match gateway {
            Gateway::Linkedin(_) => {}
            Gateway::Unipile(client) => drop(client.accounts().await?),
            Gateway::Edges(client) => drop(client.accounts().await?),
            Gateway::Zernio(client) => drop(client.accounts().await?),
        }
        Ok(())
    }

    /// Finds the accounts behind a connection and folds them into the list. An account that is
    /// known keeps its row; one that the provider has no more is shown as removed.
    pub async fn sync(&self, id: &ConnectionId) -> Result<SyncReport, EngineError> {
        let remotes = match self.gateway(id).await? {
            // LinkedIn has no list: its accounts are linked one by one.
            Gateway::Linkedin(_) => {
                return Ok(SyncReport { connection_id: id.clone(), added: 0, updated: 0, removed: 0 });
            }
            Gateway::Unipile(client) => client.accounts().await?,
            Gateway::Edges(client) => client.accounts().await?,
            Gateway::Zernio(client) => client.accounts().await?,
        };
        let connection =
            self.inner.store.connection(id).await?.ok_or(EngineError::NotFound("This connection"))?;
        let now = self.now();
        let merged = self.inner.store.merged_remotes(id).await?;
        let mut known: HashMap<String, Account> = self
            .inner
            .store
            .accounts()
            .await?
            .into_iter()
            .filter(|account| account.connection_id == *id)
            .map(|account| (account.remote_id.clone(), account))
            .collect();
        let mut report = SyncReport { connection_id: id.clone(), added: 0, updated: 0, removed: 0 };
        let mut changes = Vec::with_capacity(remotes.len());
        let mut pages = Vec::new();
        for mut remote in remotes.into_iter().filter(|remote| !merged.contains(&remote.remote_id)) {
            let client_id = self.client_for(remote.client_name.as_deref()).await?;
            let its_pages = remote.pages.take();
            match known.remove(&remote.remote_id) {
                Some(mut account) => {
                    report.updated += 1;
                    account.client_id = account.client_id.or(client_id);
                    if !is_somebody_else(&account, &remote) {
                        pages.push((account.id.clone(), its_pages));
                    }
                    let entry = fold(&mut account, remote, Actor::Provider, now);
                    changes.push((account, entry));
                }
                None => {
                    report.added += 1;
                    let mut account = self.new_account(&connection, &remote, now);
                    account.client_id = client_id;
                    pages.push((account.id.clone(), its_pages));
                    let (provider, source) = (connection.provider.name(), account.setup_source.label());
                    let entry = HistoryEntry {
                        at: account.linked_at,
                        sentence: match account.setup_source {
                            SetupSource::Elsewhere => {
                                format!("Found at {provider}, which doesn't say how it was linked")
                            }
                            _ => format!("Found at {provider}, linked by {source}"),
                        },
                        actor: Actor::Operator,
                        tone: account.status.tone(),
                        kind: HistoryKind::Linking,
                    };
                    changes.push((account, Some(entry)));
                }
            }
        }
        for mut gone in known.into_values().filter(|account| account.status != Status::Removed) {
            report.removed += 1;
            let entry = set_status(&mut gone, Status::Removed, String::new(), Actor::Provider, now);
            changes.push((gone, entry));
        }
        self.inner.store.save_accounts(changes).await?;
        for (account, told) in pages {
            self.keep_pages(&account, told).await?;
        }
        self.tell(Event::AccountsChanged);
        Ok(report)
    }

    /// A new row for what a provider told, not saved yet.
    pub(crate) fn new_account(
        &self,
        connection: &ConnectionRow,
        remote: &RemoteAccount,
        now: Timestamp,
    ) -> Account {
        let only_way = match SetupSource::offered_by(connection.provider) {
            [only] => *only,
            _ => SetupSource::Elsewhere,
        };
        let mut account = Account {
            id: AccountId(self.inner.world.new_id()),
            connection_id: connection.id.clone(),
            provider: connection.provider,
            remote_id: remote.remote_id.clone(),
            linkedin_id: None,
            name: remote.name.clone(),
            headline: None,
            profile_url: None,
            client_id: None,
            setup_source: remote.setup_source.unwrap_or(only_way),
            status: Status::Connecting,
            cause: String::new(),
            status_since: now,
            checked_at: None,
            expires_at: None,
            products: Vec::new(),
            linked_at: remote.linked_at.unwrap_or(now),
            paused_at: None,
        };
        fold(&mut account, remote.clone(), Actor::Provider, now);
        account
    }

    /// The client with this name, made when there is none.
    pub(crate) async fn client_for(&self, name: Option<&str>) -> Result<Option<ClientId>, EngineError> {
        let Some(name) = name.map(str::trim).filter(|name| !name.is_empty()) else { return Ok(None) };
        if let Some(client) = self.inner.store.client_named(name).await? {
            return Ok(Some(client.id));
        }
        Ok(Some(self.add_client(name.to_owned(), None).await?.id))
    }
}

/// What tells two connections of one provider apart, beside name and address: Unipile's API, and
/// the requests per minute where they were given.
pub fn notes(row: &ConnectionRow) -> Vec<String> {
    let Ok(settings) = ConnectionSettings::of(row) else { return Vec::new() };
    let api = (row.provider == Provider::Unipile).then(|| settings.unipile_api.name().to_owned());
    let pace = settings.requests_per_minute.map(|number| format!("{number} requests a minute"));
    api.into_iter().chain(pace).collect()
}

fn bad_input(error: EndpointError) -> EngineError {
    EngineError::BadInput(error.to_string())
}

fn settings_of(input: &NewConnection) -> Result<ConnectionSettings, EngineError> {
    let usual = match input.provider {
        Provider::Linkedin => "https://api.linkedin.com",
        Provider::Unipile => "",
        Provider::Edges => "https://api.edges.run/v1",
        Provider::Zernio => "https://zernio.com/api",
    };
    let typed =
        |value: &Option<String>| value.as_deref().map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned);
    let base = match input.provider {
        Provider::Linkedin => typed(&input.api_url),
        _ => typed(&input.base_url),
    };
    let base_url = parse_base_url(base.as_deref().unwrap_or(usual)).map_err(bad_input)?;
    let mut settings = ConnectionSettings {
        base_url,
        www_url: None,
        client_id: None,
        redirect_port: None,
        native_pkce: input.native_pkce,
        older_posts: input.older_posts,
        pages: input.pages,
        version: None,
        requests_per_minute: input.requests_per_minute.filter(|number| *number > 0),
        unipile_api: input.unipile_api.unwrap_or_default(),
    };
    if input.provider == Provider::Linkedin {
        let www = typed(&input.www_url);
        settings.www_url =
            Some(parse_base_url(www.as_deref().unwrap_or("https://www.linkedin.com")).map_err(bad_input)?);
        settings.client_id = Some(typed(&input.client_id).ok_or_else(|| {
            EngineError::BadInput(
                "The client id is missing. Copy it from your LinkedIn developer app, under Auth.".into(),
            )
        })?);
        settings.redirect_port = Some(input.redirect_port.unwrap_or(DEFAULT_REDIRECT_PORT));
    }
    Ok(settings)
}

/// The port of the redirect URL that the documentation tells people to register.
pub const DEFAULT_REDIRECT_PORT: u16 = 34_567;
