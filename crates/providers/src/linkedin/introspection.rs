//! What LinkedIn says about a token itself (LinkedIn, "Token introspection").

use reqwest::Method;
use rollcall_domain::{Timestamp, provider::Provider, secret::Secret};
use serde::Deserialize;

use super::{LinkedinClient, tokens};
use crate::{error::Result, lenient, transport::Call};

/// Whether a token still counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenStanding {
    /// It does.
    Active,
    /// Its time is over.
    Expired,
    /// The member or LinkedIn took it back.
    Revoked,
    /// LinkedIn says no more than that it doesn't count; so it does about another app's token.
    Inactive,
}

/// What LinkedIn says about a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Introspection {
    /// Whether it still counts.
    pub standing: TokenStanding,
    /// When it ends, or ended.
    pub expires_at: Option<Timestamp>,
}

#[derive(Deserialize)]
struct Told {
    #[serde(default, deserialize_with = "lenient::truth")]
    active: Option<bool>,
    #[serde(default, deserialize_with = "lenient::text")]
    status: Option<String>,
    #[serde(default, deserialize_with = "lenient::time")]
    expires_at: Option<Timestamp>,
}

impl LinkedinClient {
    /// Asks about a token of this app. Counts against no member's limits.
    ///
    /// Errors: [`crate::error::ErrorKind::ConnectionKey`] for a wrong secret.
    pub async fn introspect(&self, token: &Secret, client_secret: &Secret) -> Result<Introspection> {
        let form = vec![
            ("client_id", Secret::new(self.config.client_id.as_str())),
            ("client_secret", client_secret.clone()),
            ("token", token.clone()),
        ];
        let url = self.www("/oauth/v2/introspectToken");
        let call = Call::change(Provider::Linkedin, Method::POST, url).form(form);
        let answer = tokens::accept(self.transport.send(call).await?)?;
        let told: Told = answer.json()?;
        let standing = match told.status.as_deref() {
            Some("active") => TokenStanding::Active,
            Some("expired") => TokenStanding::Expired,
            Some("revoked") => TokenStanding::Revoked,
            _ if told.active == Some(true) => TokenStanding::Active,
            _ if told.active == Some(false) => TokenStanding::Inactive,
            _ => return Err(answer.unusable("answered without saying whether the permission counts.")),
        };
        Ok(Introspection { standing, expires_at: told.expires_at })
    }
}
