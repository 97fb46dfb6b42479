//! An account as Unipile's API v2 shows it.

use rollcall_domain::{
    Timestamp,
    account::RemoteAccount,
    mapping,
    product::{Product, ProductState},
    status::Status,
};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::lenient;

#[derive(Deserialize)]
pub(super) struct AccountV2 {
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
    pub(super) metadata: Option<Map<String, Value>>,
}

impl AccountV2 {
    pub(super) fn is_linkedin(&self) -> bool {
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
            setup_source: self.metadata("setup_source").and_then(|raw| mapping::unipile_setup_source(&raw)),
            linkedin_id: self.user_id,
            name: self.name.unwrap_or_default(),
            headline: self.headline,
            profile_url,
            status,
            cause,
            expires_at: None,
            products: product_list(&products),
            pages: None,
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
