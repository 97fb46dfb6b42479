//! Identities, and the LinkedIn integration of each.

use reqwest::Method;
use rollcall_domain::{
    Timestamp,
    account::RemoteAccount,
    checkpoint::CheckpointKind,
    mapping,
    product::{Product, ProductState},
    setup_source::SetupSource,
    status::Status,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::EdgesClient;
use crate::{
    error::{ErrorKind, Result},
    lenient,
    refusal::During,
    sign_in::OwnerLink,
};

/// Far more pages than anybody has; ends a listing whose end never comes.
const MOST_PAGES: usize = 200;

#[derive(Deserialize)]
pub(super) struct Identity {
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) uid: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "lenient::time")]
    created_at: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient::maybe", alias = "accounts")]
    integrations: Option<Vec<Value>>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    identity_login_links: Option<Value>,
    #[serde(default, deserialize_with = "lenient::text")]
    shared_link: Option<String>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    meta: Option<Value>,
}

#[derive(Deserialize)]
pub(super) struct Integration {
    #[serde(default, deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "lenient::text", alias = "integration")]
    integration_permalink: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    status: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    auth_type: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    setup_source: Option<String>,
    #[serde(default, deserialize_with = "lenient::truth")]
    is_shared: Option<bool>,
    #[serde(default, deserialize_with = "lenient::text")]
    level: Option<String>,
    #[serde(default, deserialize_with = "lenient::time")]
    created_at: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    meta: Option<Value>,
    #[serde(default)]
    error: Value,
    #[serde(default, deserialize_with = "lenient::maybe")]
    checkpoint: Option<RawCheckpoint>,
}

#[derive(Deserialize)]
struct RawCheckpoint {
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    kind: Option<String>,
    #[serde(default, deserialize_with = "lenient::text", alias = "source")]
    platform: Option<String>,
}

impl Integration {
    fn is_linkedin(&self) -> bool {
        self.integration_permalink.as_deref().is_none_or(|name| name.eq_ignore_ascii_case("linkedin"))
    }

    /// What LinkedIn asks for, while it does.
    pub(super) fn checkpoint(&self) -> Option<CheckpointKind> {
        let checkpoint = self.checkpoint.as_ref()?;
        Some(mapping::checkpoint_kind(checkpoint.kind.as_deref()?, checkpoint.platform.as_deref()))
    }

    pub(super) fn is_pending(&self) -> bool {
        self.status.as_deref() == Some("PENDING")
    }

    fn status(&self) -> (Status, String) {
        let raw = self.status.as_deref().unwrap_or("PENDING");
        let status = mapping::edges_status(raw, self.checkpoint());
        let cause = match &status {
            Status::Connected => "Edges says that the account is valid.".into(),
            Status::SignInNeeded => match self.error_words() {
                Some(words) => format!("LinkedIn has ended the session at Edges: {words}."),
                None => "LinkedIn has ended the session at Edges.".into(),
            },
            Status::Checkpoint { checkpoint, .. } => checkpoint.sentence(),
            Status::Connecting => "Edges is signing in to LinkedIn.".into(),
            Status::LimitedUntil { .. } => {
                "LinkedIn's limit for this member is reached. It ends within 24 hours.".into()
            }
            _ => format!("Edges says: {raw}."),
        };
        // Edges has no status of its own for a restriction; only its error tells.
        if status == Status::SignInNeeded && self.is_restricted() {
            return (Status::Restricted, "Edges says that LinkedIn has restricted this member.".into());
        }
        (status, cause)
    }

    fn error_label(&self) -> Option<String> {
        let label =
            |value: &Value| value.get("error_label").or(value.get("label")).and_then(lenient::text_of);
        label(&self.error).or_else(|| lenient::text_of(&self.error))
    }

    fn is_restricted(&self) -> bool {
        self.error_label().is_some_and(|label| label.to_ascii_uppercase().contains("RESTRICTED"))
    }

    fn error_words(&self) -> Option<String> {
        let words =
            self.error.get("message").and_then(lenient::text_of).or_else(|| lenient::text_of(&self.error))?;
        let plain = !words.contains("://") && !words.contains(['<', '{']) && words.len() <= 200;
        plain.then(|| words.trim_end_matches('.').to_owned())
    }

    fn setup_source(&self) -> Option<SetupSource> {
        // A label as the dashboard composes it ("SHARED - LOGIN") is understood too.
        let raw = self.setup_source.as_deref()?;
        let composed = raw.replace('·', "-").to_ascii_uppercase();
        let composed: Vec<&str> = composed.split('-').map(str::trim).collect();
        Some(match composed.as_slice() {
            ["SHARED", "EXTENSION"] => SetupSource::SharedExtension,
            ["SHARED", "LOGIN"] => SetupSource::SharedLogin,
            ["API", "BASIC"] => SetupSource::ApiBasic,
            ["API", "COOKIES"] => SetupSource::ApiCookies,
            _ => mapping::edges_setup_source(
                &raw.to_ascii_uppercase(),
                &self.auth_type.as_deref().unwrap_or_default().to_ascii_uppercase(),
                self.is_shared.unwrap_or(false),
            ),
        })
    }

    /// Rollcall's view of it, under its own name instead of the identity's.
    pub(super) fn into_account(self, identity_uid: &str) -> RemoteAccount {
        let (status, cause) = self.status();
        RemoteAccount {
            linkedin_id: self.meta("linkedin_id").or_else(|| self.meta("linkedin_profile_id")),
            headline: self.meta("headline"),
            profile_url: self.meta("profile_url").or_else(|| self.meta("linkedin_profile_url")),
            setup_source: self.setup_source(),
            status,
            cause,
            products: products(self.level.as_deref()),
            linked_at: self.created_at,
            ..bare(identity_uid.to_owned(), self.name.unwrap_or_default())
        }
    }

    fn meta(&self, key: &str) -> Option<String> {
        self.meta.as_ref()?.get(key).and_then(lenient::text_of)
    }
}

/// The level is the highest product the session reaches.
fn products(level: Option<&str>) -> Vec<ProductState> {
    let works = |product| ProductState { product, subscribed: Some(true), enabled: true };
    let level = level.unwrap_or_default().trim().to_ascii_lowercase().replace([' ', '-'], "_");
    let mut products = vec![works(Product::Classic)];
    if !level.is_empty() && level != "classic" {
        products.push(works(Product::parse(&level)));
    }
    products
}

impl Identity {
    fn linkedin(&self) -> Option<Integration> {
        let integrations = self.integrations.as_ref()?.iter();
        integrations.filter_map(|value| Integration::deserialize(value).ok()).find(Integration::is_linkedin)
    }

    /// The login link that came with the identity, if there is one.
    fn login_link(&self) -> Option<String> {
        self.identity_login_links.as_ref()?.get("linkedin").and_then(lenient::text_of)
    }

    /// See [`EdgesClient::shared_link`].
    pub(super) fn shared_link(&self) -> Option<String> {
        let in_meta = |meta: &Option<Value>| meta.as_ref()?.get("shared_link").and_then(lenient::text_of);
        self.shared_link
            .clone()
            .or_else(|| in_meta(&self.meta))
            .or_else(|| self.linkedin().and_then(|integration| in_meta(&integration.meta)))
    }

    /// Rollcall's view of the identity and its integration; `None` for one that has nothing to do
    /// with LinkedIn.
    pub(super) fn into_remote(self, integration: Option<Integration>) -> Option<RemoteAccount> {
        let waits_for_owner = self.login_link().is_some();
        let remote_id = self.uid?;
        // Free words that operators keep beside an identity; ours is the client's name.
        let client_name = self.meta.as_ref().and_then(|meta| meta.get("client")).and_then(lenient::text_of);
        let name = self.name.unwrap_or_default();
        let Some(integration) = integration else {
            return waits_for_owner.then(|| RemoteAccount {
                status: Status::Connecting,
                cause: "The owner hasn't used the login link yet.".into(),
                setup_source: Some(SetupSource::SharedLogin),
                linked_at: None,
                client_name,
                ..bare(remote_id, name)
            });
        };
        let account = integration.into_account(&remote_id);
        Some(RemoteAccount {
            name: if name.is_empty() { account.name } else { name },
            linked_at: account.linked_at.or(self.created_at),
            client_name,
            ..account
        })
    }
}

fn bare(remote_id: String, name: String) -> RemoteAccount {
    RemoteAccount {
        remote_id,
        linkedin_id: None,
        name,
        headline: None,
        profile_url: None,
        client_name: None,
        setup_source: None,
        status: Status::Connecting,
        cause: String::new(),
        expires_at: None,
        products: products(None),
        pages: None,
        linked_at: None,
    }
}

impl EdgesClient {
    /// One account per identity that is linked to LinkedIn, or whose login link waits for its
    /// owner.
    pub async fn accounts(&self) -> Result<Vec<RemoteAccount>> {
        let mut accounts = Vec::new();
        let mut url = self.url(&["identities"]);
        url.query_pairs_mut().append_pair("retrieve_accounts", "true");
        for _ in 0..MOST_PAGES {
            // No document names a limit for a page: everybody can come at once.
            let answer = self.send(self.get(url.clone()).whole_list(), During::Reading).await?;
            let identities: Vec<Identity> =
                answer.list(&answer.json()?, &["identities", "data", "items", "results"])?;
            accounts.extend(identities.into_iter().filter_map(|identity| {
                let integration = identity.linkedin();
                identity.into_remote(integration)
            }));
            // The next page is named in a header; the key isn't sent to another host.
            let next = answer.header("x-pagination-next").and_then(|next| url.join(next).ok());
            match next.filter(|next| next.origin() == url.origin() && *next != url) {
                Some(next) => url = next,
                None => break,
            }
        }
        Ok(accounts)
    }

    /// One identity as an account, with what its integration says now.
    ///
    /// Errors: [`ErrorKind::NotFound`] when there is no such identity.
    pub async fn account(&self, identity_uid: &str) -> Result<RemoteAccount> {
        let (identity, answer) = self.identity(identity_uid).await?;
        let integration = match self.send(self.get(self.integration(identity_uid)), During::Reading).await {
            Err(error) if matches!(error.kind, ErrorKind::NotFound | ErrorKind::SignInNeeded) => {
                identity.linkedin()
            }
            integration => Some(integration?.json::<Integration>()?),
        };
        let unlinked = RemoteAccount {
            status: Status::SignInNeeded,
            cause: "This member isn't linked to LinkedIn at Edges.".into(),
            ..bare(identity_uid.to_owned(), identity.name.clone().unwrap_or_default())
        };
        if identity.uid.is_none() {
            return Err(answer.unusable("answered without an identity."));
        }
        Ok(identity.into_remote(integration).unwrap_or(unlinked))
    }

    pub(super) async fn identity(&self, uid: &str) -> Result<(Identity, crate::transport::Answer)> {
        let answer = self.send(self.get(self.url(&["identities", uid])), During::Reading).await?;
        Ok((answer.json()?, answer))
    }

    /// Makes an identity. `timezone` is an IANA name; it decides where the member's proxy stands.
    /// Returns the identity's id and the first login link for its owner.
    pub async fn create_identity(&self, name: &str, timezone: &str) -> Result<(String, Option<OwnerLink>)> {
        let body = json!({ "name": name, "timezone": timezone, "type": "standard" });
        let call = self.change(Method::POST, self.url(&["identities"])).json(&body);
        let answer = self.send(call, During::Managing).await?;
        let identity: Identity = answer.json()?;
        let made_at = identity.created_at;
        let link = identity.login_link().map(|url| Self::owner_link(url, made_at));
        let uid = identity.uid.ok_or_else(|| answer.unusable("answered without an identity."))?;
        Ok((uid, link))
    }

    /// Unlinks the identity from LinkedIn: Edges erases its cookies and keeps the identity. One
    /// that is unlinked already counts as done.
    pub async fn remove(&self, identity_uid: &str) -> Result<()> {
        let call = self.change(Method::DELETE, self.integration(identity_uid));
        match self.send(call, During::Managing).await {
            Err(error) if matches!(error.kind, ErrorKind::NotFound | ErrorKind::SignInNeeded) => Ok(()),
            result => result.map(|_| ()),
        }
    }
}
