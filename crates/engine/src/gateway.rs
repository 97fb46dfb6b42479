//! The provider behind a connection, with its key: the one door to the clients.

use rollcall_domain::{
    account::{Account, RemoteAccount, first_name},
    budget,
    id::ConnectionId,
    provider::Provider,
    secret::Secret,
    status::Status,
    unipile_api::UnipileApi,
};
use rollcall_providers::{
    edges::EdgesClient,
    linkedin::{LinkedinClient, LinkedinConfig},
    transport::Transport,
    unipile::UnipileClient,
    zernio::ZernioClient,
};
use rollcall_store::ConnectionRow;
use rollcall_vault::{SecretKey, SecretKind};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::{
    Engine,
    error::{EngineError, poisoned},
};

/// What is kept of a connection, beside its key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ConnectionSettings {
    /// Unipile's DSN, Edges' or Zernio's address, LinkedIn's API.
    pub(crate) base_url: Url,
    /// LinkedIn's pages.
    #[serde(default)]
    pub(crate) www_url: Option<Url>,
    #[serde(default)]
    pub(crate) client_id: Option<String>,
    #[serde(default)]
    pub(crate) redirect_port: Option<u16>,
    #[serde(default)]
    pub(crate) native_pkce: bool,
    #[serde(default)]
    pub(crate) pages: bool,
    #[serde(default)]
    pub(crate) version: Option<String>,
    /// Whether LinkedIn is asked through its older, unversioned APIs.
    #[serde(default)]
    pub(crate) older_posts: bool,
    /// What the plan at the provider allows, where it isn't the usual.
    #[serde(default)]
    pub(crate) requests_per_minute: Option<u32>,
    /// Which of its APIs Unipile speaks here.
    #[serde(default)]
    pub(crate) unipile_api: UnipileApi,
}

impl ConnectionSettings {
    pub(crate) fn of(row: &ConnectionRow) -> Result<ConnectionSettings, EngineError> {
        serde_json::from_value(row.settings.clone()).map_err(|_| {
            EngineError::Failed(
                "This connection's settings can't be read. Remove it and add it again.".into(),
            )
        })
    }
}

/// The clients, one for each provider.
pub(crate) enum Gateway {
    Linkedin(Box<LinkedinGateway>),
    Unipile(UnipileClient),
    Edges(EdgesClient),
    Zernio(ZernioClient),
}

/// A provider that is asked with an API key. LinkedIn is not: it is asked with a member's token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyedProvider {
    Unipile,
    Edges,
    Zernio,
}

impl KeyedProvider {
    /// `None` for LinkedIn.
    pub(crate) fn of(provider: Provider) -> Option<KeyedProvider> {
        match provider {
            Provider::Linkedin => None,
            Provider::Unipile => Some(KeyedProvider::Unipile),
            Provider::Edges => Some(KeyedProvider::Edges),
            Provider::Zernio => Some(KeyedProvider::Zernio),
        }
    }
}

/// Whether somebody waits for what is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    /// Somebody does.
    Asked,
    /// Rollcall asks by itself; what somebody waits for goes first.
    Background,
}

/// LinkedIn's client, with what its sign-in needs.
pub(crate) struct LinkedinGateway {
    pub(crate) client: LinkedinClient,
    pub(crate) settings: ConnectionSettings,
    pub(crate) connection_id: ConnectionId,
}

impl Engine {
    /// The gateway of a connection. Needs the keychain, except for LinkedIn.
    pub(crate) async fn gateway(&self, connection_id: &ConnectionId) -> Result<Gateway, EngineError> {
        self.gateway_at(connection_id, Pace::Asked).await
    }

    /// As [`Engine::gateway`], at a pace.
    pub(crate) async fn gateway_at(
        &self,
        connection_id: &ConnectionId,
        pace: Pace,
    ) -> Result<Gateway, EngineError> {
        let row = self
            .inner
            .store
            .connection(connection_id)
            .await?
            .ok_or(EngineError::NotFound("This connection"))?;
        let settings = ConnectionSettings::of(&row)?;
        let transport = self.transport_of(&row, &settings)?;
        let transport = if pace == Pace::Background { transport.in_background() } else { transport };
        let Some(provider) = KeyedProvider::of(row.provider) else {
            return Ok(linkedin_gateway(transport, connection_id, settings));
        };
        let key = self.connection_secret(connection_id, SecretKind::ApiKey).await?;
        Ok(keyed_gateway(transport, provider, settings, key))
    }

    /// The transport that everything asked through a connection shares, with its budget.
    fn transport_of(
        &self,
        row: &ConnectionRow,
        settings: &ConnectionSettings,
    ) -> Result<Transport, EngineError> {
        let mut transports = self.inner.transports.lock().map_err(poisoned)?;
        let transport = transports.entry(row.id.clone()).or_insert_with(|| {
            self.inner.transport.with_budget(budget::of(row.provider, settings.requests_per_minute))
        });
        Ok(transport.clone())
    }

    pub(crate) async fn connection_secret(
        &self,
        connection_id: &ConnectionId,
        kind: SecretKind,
    ) -> Result<Secret, EngineError> {
        let key = SecretKey { owner: connection_id.0.clone(), kind };
        self.inner.vault.get(&key).await?.ok_or_else(|| {
            EngineError::NeedsPerson(
                "This connection's key is no longer in the keychain. Remove the connection and add it again."
                    .into(),
            )
        })
    }

    /// Asks the provider about one account: a real call that only a working session answers.
    pub(crate) async fn ask(
        &self,
        gateway: &Gateway,
        account: &Account,
    ) -> Result<RemoteAccount, EngineError> {
        match gateway {
            Gateway::Linkedin(linkedin) => self.ask_linkedin(linkedin, account).await,
            Gateway::Unipile(client) => {
                let mut remote = client.account(&account.remote_id).await?;
                match remote.status {
                    Status::Connected => client.probe(&account.remote_id).await?,
                    Status::PermissionMissing { .. } => ask_for_licences(client, &mut remote).await,
                    _ => {}
                }
                Ok(remote)
            }
            Gateway::Edges(client) => Ok(client.account(&account.remote_id).await?),
            Gateway::Zernio(client) => Ok(client.account(&account.remote_id).await?),
        }
    }
}

/// Finds out why a product that is enabled doesn't work: whether the member pays for it. Not worth
/// failing for.
async fn ask_for_licences(client: &UnipileClient, remote: &mut RemoteAccount) {
    for state in remote.products.iter_mut().filter(|state| state.enabled && state.subscribed.is_none()) {
        match client.has_licence(&remote.remote_id, &state.product).await {
            Ok(Some(licence)) => state.subscribed = Some(licence),
            Ok(None) => {}
            Err(error) => tracing::debug!(%error, "a licence couldn't be asked for"),
        }
        if state.subscribed == Some(false) {
            let (who, product) = (first_name(&remote.name), state.product.name());
            remote.cause = format!("LinkedIn says that {who} has no {product} licence.");
        }
    }
}

fn linkedin_gateway(
    transport: Transport,
    connection_id: &ConnectionId,
    settings: ConnectionSettings,
) -> Gateway {
    let www_url = settings.www_url.clone().unwrap_or_else(|| settings.base_url.clone());
    let config = LinkedinConfig {
        www_url,
        api_url: settings.base_url.clone(),
        client_id: settings.client_id.clone().unwrap_or_default(),
        version: settings
            .version
            .clone()
            .unwrap_or_else(|| rollcall_providers::linkedin::DEFAULT_VERSION.to_owned()),
        native_pkce: settings.native_pkce,
        older_posts: settings.older_posts,
    };
    let client = LinkedinClient::new(transport, config);
    Gateway::Linkedin(Box::new(LinkedinGateway { client, settings, connection_id: connection_id.clone() }))
}

/// The gateway of a provider with an API key.
pub(crate) fn keyed_gateway(
    transport: Transport,
    provider: KeyedProvider,
    settings: ConnectionSettings,
    key: Secret,
) -> Gateway {
    let base_url = settings.base_url;
    match provider {
        KeyedProvider::Unipile => {
            Gateway::Unipile(UnipileClient::new(transport, base_url, key, settings.unipile_api))
        }
        KeyedProvider::Edges => Gateway::Edges(EdgesClient::new(transport, base_url, key)),
        KeyedProvider::Zernio => Gateway::Zernio(ZernioClient::new(transport, base_url, key)),
    }
}
