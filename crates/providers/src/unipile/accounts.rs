//! Accounts as Unipile lists them, their metadata, and whether they are really alive.

use reqwest::Method;
use rollcall_domain::{
    Timestamp,
    account::RemoteAccount,
    mapping,
    product::{Product, ProductState},
    status::Status,
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::UnipileClient;
use crate::{
    error::{Outcome, ProviderError, Result},
    lenient,
    refusal::During,
};

/// Accounts asked for at once.
const PAGE: usize = 100;

/// Far more pages than anybody has; ends a listing whose end never comes.
const MOST_PAGES: usize = 200;

#[derive(Deserialize)]
pub(super) struct Account {
    #[serde(default, deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    user_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    headline: Option<String>,
    #[serde(default, deserialize_with = "lenient::text", alias = "profile_link")]
    profile_url: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    public_identifier: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    provider: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    status: Option<String>,
    #[serde(default, deserialize_with = "lenient::time")]
    created_at: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient::truth", alias = "restricted")]
    is_restricted: Option<bool>,
    #[serde(default, deserialize_with = "lenient::truth", alias = "locked")]
    is_locked: Option<bool>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    metadata: Option<Map<String, Value>>,
}

impl Account {
    fn is_linkedin(&self) -> bool {
        self.provider.as_deref().is_none_or(|provider| provider.eq_ignore_ascii_case("linkedin"))
    }

    fn metadata(&self, key: &str) -> Option<String> {
        self.metadata.as_ref()?.get(key).and_then(lenient::text_of)
    }

    /// The state of each product's own connection, where Unipile tells (newer answers only).
    fn product_states(&self) -> Vec<(Product, String)> {
        let field = self.metadata.as_ref().and_then(|metadata| metadata.get("products_connection_status"));
        let map = match field {
            Some(Value::Object(map)) => map.clone(),
            // Metadata is a map of text, so an object may arrive as text that holds one.
            Some(Value::String(text)) => serde_json::from_str(text).unwrap_or_default(),
            _ => Map::new(),
        };
        let states = map.iter().filter_map(|(name, state)| {
            Some((Product::parse(&name.to_ascii_lowercase()), lenient::text_of(state)?))
        });
        states.collect()
    }

    /// Rollcall's view of it; `None` without an id.
    pub(super) fn into_remote(self) -> Option<RemoteAccount> {
        let products = self.product_states();
        let (status, cause) = self.status(&products);
        let profile_url = self
            .profile_url
            .clone()
            .or_else(|| Some(format!("https://www.linkedin.com/in/{}", self.public_identifier.as_deref()?)));
        Some(RemoteAccount {
            client_name: self.metadata("client"),
            setup_source: self.metadata("setup_source").map(|raw| mapping::unipile_setup_source(Some(&raw))),
            linkedin_id: self.user_id,
            name: self.name.unwrap_or_default(),
            headline: self.headline,
            profile_url,
            status,
            cause,
            expires_at: None,
            products: product_list(&products),
            linked_at: self.created_at,
            remote_id: self.id?,
        })
    }

    fn status(&self, products: &[(Product, String)]) -> (Status, String) {
        if self.is_restricted == Some(true) || self.is_locked == Some(true) {
            return (Status::Restricted, "Unipile says that LinkedIn has locked this member.".into());
        }
        let Some(raw) = self.status.as_deref() else {
            return (Status::Connecting, "Unipile has just linked the account.".into());
        };
        let status = mapping::unipile_status(raw);
        let missing =
            products.iter().find(|(product, state)| *product != Product::Classic && state != "running");
        match (status, missing) {
            (Status::Connected, Some((product, _))) => (
                Status::PermissionMissing { what: product.name().to_owned() },
                format!("{} is enabled at Unipile, but LinkedIn doesn't let it in.", product.name()),
            ),
            (status, _) => {
                let cause = cause(&status, raw);
                (status, cause)
            }
        }
    }
}

fn cause(status: &Status, raw: &str) -> String {
    match status {
        Status::Connected => "Unipile says that the account is running.".into(),
        Status::SignInNeeded => "LinkedIn has ended the session at Unipile.".into(),
        Status::ProviderUnreachable => "Unipile has a problem with this account on its side.".into(),
        Status::Paused => "The account is paused at Unipile.".into(),
        _ => format!("Unipile says: {raw}."),
    }
}

/// A product's own connection runs only for members who pay for it; a broken one can have other
/// reasons too.
fn product_list(states: &[(Product, String)]) -> Vec<ProductState> {
    let classic = ProductState { product: Product::Classic, subscribed: Some(true), enabled: true };
    let others = states.iter().filter(|(product, _)| *product != Product::Classic);
    let others = others.map(|(product, state)| ProductState {
        product: product.clone(),
        subscribed: (state == "running").then_some(true),
        enabled: true,
    });
    std::iter::once(classic).chain(others).collect()
}

impl UnipileClient {
    /// Every LinkedIn account of the application.
    ///
    /// Errors: [`ProviderError`], as for every call of this client.
    pub async fn accounts(&self) -> Result<Vec<RemoteAccount>> {
        let mut accounts = Vec::new();
        let mut offset = 0;
        for _ in 0..MOST_PAGES {
            let mut url = self.url(&["accounts"]);
            url.query_pairs_mut()
                .append_pair("provider", "linkedin")
                .append_pair("offset", &offset.to_string())
                .append_pair("limit", &PAGE.to_string());
            let answer = self.send(self.get(url), During::Reading).await?;
            let body: Value = answer.json()?;
            let page: Vec<Account> = answer.list(&body, &["data", "items"])?;
            let received = body.get("data").and_then(Value::as_array).map_or(page.len(), Vec::len);
            accounts.extend(page.into_iter().filter(Account::is_linkedin).filter_map(Account::into_remote));
            offset += received;
            let more = body.get("has_more").and_then(Value::as_bool).unwrap_or(false);
            if !more || received == 0 {
                return Ok(accounts);
            }
        }
        Ok(accounts)
    }

    /// One account as Unipile keeps it. Its status can be stale: see [`UnipileClient::probe`].
    pub async fn account(&self, id: &str) -> Result<RemoteAccount> {
        let answer = self.send(self.get(self.url(&["accounts", id])), During::Reading).await?;
        answer.json::<Account>()?.into_remote().ok_or_else(|| answer.unusable("answered without an account."))
    }

    /// Asks LinkedIn, through the account, who it is: the cheapest call that shows whether the
    /// session is alive.
    pub async fn probe(&self, id: &str) -> Result<()> {
        self.send(self.get(self.url(&[id, "users", "me"])), During::Reading)
            .await?
            .json::<Value>()
            .map(|_| ())
    }

    /// Writes text into an account's metadata, beside what is there.
    pub async fn set_metadata(&self, id: &str, entries: &[(&str, &str)]) -> Result<()> {
        // The reference doesn't say whether PATCH merges the map or replaces it, so the whole map
        // is sent.
        let url = self.url(&["accounts", id]);
        let current: Account = self.send(self.get(url.clone()), During::Reading).await?.json()?;
        let mut metadata = current.metadata.unwrap_or_default();
        metadata.extend(entries.iter().map(|(key, value)| ((*key).to_owned(), json!(value))));
        let call = self.change(Method::PATCH, url).json(&json!({ "metadata": metadata }));
        self.send(call, During::Managing).await.map(|_| ())
    }

    /// Unlinks an account. One that is gone already counts as unlinked.
    pub async fn remove(&self, id: &str) -> Result<()> {
        let call = self.change(Method::DELETE, self.url(&["accounts", id]));
        match self.send(call, During::Managing).await {
            Err(ProviderError { http_status: Some(404), outcome: Outcome::Definite, .. }) => Ok(()),
            result => result.map(|_| ()),
        }
    }
}
