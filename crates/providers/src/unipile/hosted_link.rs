//! Unipile's hosted page, on which the owner signs in anywhere.

use chrono::SecondsFormat;
use reqwest::Method;
use rollcall_domain::{Timestamp, product::Product, unipile_api::UnipileApi};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    UnipileClient,
    products::{to_disable, to_enable},
};
use crate::{error::Result, lenient, refusal::During, sign_in::OwnerLink};

#[derive(Deserialize)]
struct HostedLink {
    #[serde(default, deserialize_with = "lenient::text", alias = "url")]
    link: Option<String>,
}

impl UnipileClient {
    /// Makes a link to the hosted page: for the account with this id, or for a new one.
    ///
    /// `client_name` travels along (`state`, `name`); Unipile hands it back in its events and on
    /// the page that follows. The owner may use a password or cookies. The link ends at
    /// `expires_at` at the latest; those of the old API also end when its servers restart, which
    /// they do once a day (Unipile, "Hosted auth").
    pub async fn hosted_link(
        &self,
        account_id: Option<&str>,
        products: &[Product],
        client_name: Option<&str>,
        expires_at: Timestamp,
    ) -> Result<OwnerLink> {
        // Exactly three digits of milliseconds; the servers refuse other spellings.
        let until = expires_at.to_rfc3339_opts(SecondsFormat::Millis, true);
        let (path, body): (&[&str], Value) = match self.api {
            UnipileApi::V1 => {
                (&["hosted", "accounts", "link"], self.body_v1(account_id, products, client_name, &until))
            }
            UnipileApi::V2 => (&["auth", "link"], body_v2(account_id, products, client_name, &until)),
        };
        let call = self.change(Method::POST, self.url(path)).json(&body);
        let answer = self.send(call, During::Managing).await?;
        let link: HostedLink = answer.json()?;
        let url = link.link.ok_or_else(|| answer.unusable("answered without a link."))?;
        Ok(OwnerLink { url, expires_at: Some(expires_at) })
    }

    fn body_v1(&self, account: Option<&str>, products: &[Product], name: Option<&str>, until: &str) -> Value {
        let mut body = json!({
            "api_url": self.base.origin().ascii_serialization(),
            "expiresOn": until,
            "disabled_features": to_disable(products),
        });
        match account {
            Some(id) => {
                body["type"] = json!("reconnect");
                body["reconnect_account"] = json!(id);
            }
            None => {
                body["type"] = json!("create");
                body["providers"] = json!(["LINKEDIN"]);
            }
        }
        if let Some(name) = name {
            body["name"] = json!(name);
        }
        body
    }
}

/// The page shows only the password unless both ways are asked for.
fn body_v2(account: Option<&str>, products: &[Product], state: Option<&str>, until: &str) -> Value {
    let mut body = json!({
        "expires_on": until,
        "config": { "linkedin": {
            "allow_methods": ["credentials", "cookies"],
            "products": to_enable(products),
        } },
    });
    match account {
        Some(id) => body["account_id"] = json!(id),
        None => body["providers"] = json!("LINKEDIN"),
    }
    if let Some(state) = state {
        body["state"] = json!(state);
    }
    body
}
