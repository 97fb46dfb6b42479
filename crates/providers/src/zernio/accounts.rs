//! Accounts as Zernio lists them, with what it says about their health.

use std::collections::HashMap;

use rollcall_domain::{
    Timestamp,
    account::RemoteAccount,
    mapping::{self, ZernioHealth},
    product::{Product, ProductState},
    setup_source::SetupSource,
    status::Status,
};
use serde::Deserialize;
use serde_json::Value;

use super::ZernioClient;
use crate::{
    error::{ErrorKind, Outcome, ProviderError, Result},
    lenient,
};

/// Accounts asked for at once.
const PAGE: usize = 100;

/// Far more pages than anybody has; ends a listing whose end never comes.
const MOST_PAGES: usize = 200;

#[derive(Deserialize)]
struct Account {
    #[serde(default, rename = "_id", deserialize_with = "lenient::text", alias = "id", alias = "accountId")]
    id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    platform: Option<String>,
    #[serde(default, rename = "profileId")]
    profile: Value,
    #[serde(default, deserialize_with = "lenient::text")]
    username: Option<String>,
    #[serde(default, rename = "displayName", deserialize_with = "lenient::text")]
    display_name: Option<String>,
    #[serde(default, rename = "profileUrl", deserialize_with = "lenient::text")]
    profile_url: Option<String>,
    #[serde(default, rename = "platformUserId", deserialize_with = "lenient::text")]
    platform_user_id: Option<String>,
    #[serde(default, rename = "isActive", deserialize_with = "lenient::truth")]
    is_active: Option<bool>,
    #[serde(default, rename = "needsReconnection", deserialize_with = "lenient::truth")]
    needs_reconnection: Option<bool>,
    #[serde(default, deserialize_with = "lenient::truth")]
    enabled: Option<bool>,
    #[serde(default, rename = "rateLimitedUntil", deserialize_with = "lenient::time")]
    rate_limited_until: Option<Timestamp>,
    #[serde(default, rename = "createdAt", deserialize_with = "lenient::time", alias = "connectedAt")]
    created_at: Option<Timestamp>,
}

#[derive(Deserialize, Default)]
struct Health {
    #[serde(default, rename = "accountId", deserialize_with = "lenient::text")]
    account_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    status: Option<String>,
    #[serde(default, rename = "needsReconnect", deserialize_with = "lenient::truth")]
    needs_reconnect: Option<bool>,
    #[serde(default, rename = "tokenExpiresAt", deserialize_with = "lenient::time")]
    token_expires_at: Option<Timestamp>,
    #[serde(default, rename = "disconnectReason", deserialize_with = "lenient::text")]
    disconnect_reason: Option<String>,
    #[serde(default)]
    issues: Value,
    #[serde(default, rename = "tokenStatus", deserialize_with = "lenient::maybe")]
    token: Option<Token>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    permissions: Option<Permissions>,
}

#[derive(Deserialize)]
struct Token {
    #[serde(default, deserialize_with = "lenient::truth")]
    valid: Option<bool>,
    #[serde(default, rename = "expiresAt", deserialize_with = "lenient::time")]
    expires_at: Option<Timestamp>,
}

#[derive(Deserialize)]
struct Permissions {
    #[serde(default, rename = "missingRequired")]
    missing_required: Vec<Value>,
}

impl Health {
    fn needs_sign_in(&self) -> bool {
        self.needs_reconnect == Some(true)
            || self.status.as_deref() == Some("error")
            || self.token.as_ref().is_some_and(|token| token.valid == Some(false))
    }

    /// Scopes, as text or as objects that name them.
    fn missing_permissions(&self) -> Vec<String> {
        let missing = self.permissions.iter().flat_map(|permissions| &permissions.missing_required);
        let name =
            |value: &Value| lenient::text_of(value).or_else(|| value.get("scope").and_then(lenient::text_of));
        missing.filter_map(name).collect()
    }

    /// Zernio's own words on what is wrong.
    fn words(&self) -> Option<String> {
        let first_issue = self.issues.as_array().and_then(|issues| issues.iter().find_map(lenient::text_of));
        let words = self.disconnect_reason.clone().or(first_issue)?;
        (words.len() <= 200 && !words.contains("://")).then_some(words)
    }
}

impl Account {
    fn is_linkedin(&self) -> bool {
        self.platform.as_deref().is_none_or(|platform| platform.eq_ignore_ascii_case("linkedin"))
    }

    fn into_remote(self, health: &Health) -> Option<RemoteAccount> {
        let status = mapping::zernio_status(&ZernioHealth {
            active: self.is_active.unwrap_or(true),
            needs_reconnection: self.needs_reconnection == Some(true) || health.needs_sign_in(),
            enabled: self.enabled.unwrap_or(true),
            rate_limited_until: self.rate_limited_until,
            missing_permissions: health.missing_permissions(),
        });
        let cause = cause(&status, health);
        let classic = ProductState { product: Product::Classic, subscribed: Some(true), enabled: true };
        Some(RemoteAccount {
            remote_id: self.id?,
            linkedin_id: self.platform_user_id,
            name: self.display_name.or(self.username).unwrap_or_default(),
            headline: None,
            profile_url: self.profile_url,
            // An object when listed, a plain id elsewhere; only the object has the name.
            client_name: self.profile.get("name").and_then(lenient::text_of),
            setup_source: Some(SetupSource::OfficialZernio),
            status,
            cause,
            expires_at: health.token_expires_at.or_else(|| health.token.as_ref()?.expires_at),
            products: vec![classic],
            pages: None,
            linked_at: self.created_at,
        })
    }
}

fn cause(status: &Status, health: &Health) -> String {
    match (status, health.words()) {
        (Status::Connected, _) => "Zernio says that the account works.".into(),
        (Status::SignInNeeded, Some(words)) => format!("Zernio says: {}.", words.trim_end_matches('.')),
        (Status::SignInNeeded, None) => "LinkedIn no longer accepts the sign-in at Zernio.".into(),
        (Status::Paused, _) => "The account is switched off at Zernio.".into(),
        (Status::PermissionMissing { what }, _) => format!("The owner hasn't allowed {what}."),
        (Status::LimitedUntil { .. }, _) => "LinkedIn's limit for this member is reached.".into(),
        (_, Some(words)) => words,
        (_, None) => "Zernio says nothing about this account.".into(),
    }
}

impl ZernioClient {
    /// Every LinkedIn account of the workspace, with its health.
    pub async fn accounts(&self) -> Result<Vec<RemoteAccount>> {
        let health = self.health_of_all().await?;
        let nothing_said = Health::default();
        let accounts = self.listed().await?.into_iter().filter_map(|account| {
            let health = account.id.as_ref().and_then(|id| health.get(id)).unwrap_or(&nothing_said);
            account.into_remote(health)
        });
        Ok(accounts.collect())
    }

    /// One account, with what its health check says now.
    ///
    /// Errors: [`ErrorKind::NotFound`] when it is gone.
    pub async fn account(&self, id: &str) -> Result<RemoteAccount> {
        let health: Health = self.read(self.url(&["accounts", id, "health"])).await?.json()?;
        // The health check alone has neither the member's name nor the profile's.
        let listed = self.listed().await?.into_iter().find(|account| account.id.as_deref() == Some(id));
        listed.and_then(|account| account.into_remote(&health)).ok_or_else(|| {
            ProviderError::new(
                ErrorKind::NotFound,
                Outcome::Definite,
                "Zernio doesn't know this account any more.",
            )
        })
    }

    async fn listed(&self) -> Result<Vec<Account>> {
        let mut accounts: Vec<Account> = Vec::new();
        for page in 1..=MOST_PAGES {
            let mut url = self.url(&["accounts"]);
            url.query_pairs_mut()
                .append_pair("platform", "linkedin")
                .append_pair("page", &page.to_string())
                .append_pair("limit", &PAGE.to_string());
            let answer = self.read(url).await?;
            let listed: Vec<Account> = answer.list(&answer.json()?, &["accounts", "data"])?;
            let received = listed.len();
            // A server that ignores the page sends the same accounts again.
            let news = listed.into_iter().filter(Account::is_linkedin);
            let news: Vec<Account> =
                news.filter(|account| accounts.iter().all(|known| known.id != account.id)).collect();
            let nothing_new = news.is_empty();
            accounts.extend(news);
            if received < PAGE || nothing_new {
                break;
            }
        }
        Ok(accounts)
    }

    /// Health by account id. A restricted key may list accounts without seeing their health.
    async fn health_of_all(&self) -> Result<HashMap<String, Health>> {
        let answer = match self.read(self.url(&["accounts", "health"])).await {
            Err(error) if matches!(error.kind, ErrorKind::PermissionMissing | ErrorKind::NotFound) => {
                return Ok(HashMap::new());
            }
            answer => answer?,
        };
        let health: Vec<Health> = answer.list(&answer.json()?, &["accounts", "data"])?;
        let health = health.into_iter().filter_map(|health| Some((health.account_id.clone()?, health)));
        Ok(health.collect())
    }
}
