//! Unipile's hosted page, on which the owner signs in anywhere.

use chrono::SecondsFormat;
use reqwest::Method;
use rollcall_domain::{Timestamp, product::Product};
use serde::Deserialize;
use serde_json::json;

use super::{UnipileClient, product_names};
use crate::{error::Result, lenient, refusal::During, sign_in::OwnerLink};

#[derive(Deserialize)]
struct HostedLink {
    #[serde(default, deserialize_with = "lenient::text", alias = "url")]
    link: Option<String>,
}

impl UnipileClient {
    /// Makes a link to the hosted page: for the account with this id, or for a new one.
    ///
    /// `client_name` travels as `state`, which Unipile hands back in its events and on the page
    /// that follows. The owner may use a password or cookies; the page shows only the password
    /// unless both are asked for. The link ends at `expires_at` at the latest.
    pub async fn hosted_link(
        &self,
        account_id: Option<&str>,
        products: &[Product],
        client_name: Option<&str>,
        expires_at: Timestamp,
    ) -> Result<OwnerLink> {
        let mut body = json!({
            // Exactly three digits of milliseconds; the server refuses other spellings.
            "expires_on": expires_at.to_rfc3339_opts(SecondsFormat::Millis, true),
            "config": { "linkedin": {
                "allow_methods": ["credentials", "cookies"],
                "products": product_names(products),
            } },
        });
        match account_id {
            Some(id) => body["account_id"] = json!(id),
            None => body["providers"] = json!("LINKEDIN"),
        }
        if let Some(name) = client_name {
            body["state"] = json!(name);
        }
        let call = self.change(Method::POST, self.url(&["auth", "link"])).json(&body);
        let answer = self.send(call, During::Managing).await?;
        let link: HostedLink = answer.json()?;
        let url = link.link.ok_or_else(|| answer.unusable("answered without a link."))?;
        Ok(OwnerLink { url, expires_at: Some(expires_at) })
    }
}
