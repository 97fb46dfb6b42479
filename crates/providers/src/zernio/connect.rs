//! Zernio's way to LinkedIn's consent page.

use rollcall_domain::Timestamp;
use serde::Deserialize;

use super::{ZernioClient, refusals};
use crate::{
    error::{Outcome, ProviderError, Result},
    lenient,
    sign_in::OwnerLink,
};

/// A profile: Zernio's group of accounts, one per client or brand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZernioProfile {
    /// Zernio's id of it.
    pub id: String,
    /// Its name.
    pub name: String,
}

#[derive(Deserialize)]
struct RawProfile {
    #[serde(default, rename = "_id", deserialize_with = "lenient::text", alias = "id")]
    id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    name: Option<String>,
}

#[derive(Deserialize)]
struct Connect {
    #[serde(default, rename = "authUrl", deserialize_with = "lenient::text", alias = "url")]
    auth_url: Option<String>,
    #[serde(default, rename = "expiresAt", deserialize_with = "lenient::time")]
    expires_at: Option<Timestamp>,
}

impl ZernioClient {
    /// Every profile of the workspace.
    pub async fn profiles(&self) -> Result<Vec<ZernioProfile>> {
        let answer = self.read(self.url(&["profiles"])).await?;
        let profiles: Vec<RawProfile> = answer.list(&answer.json()?, &["profiles", "data"])?;
        let profiles = profiles.into_iter().filter_map(|profile| {
            let id = profile.id?;
            Some(ZernioProfile { name: profile.name.unwrap_or_else(|| id.clone()), id })
        });
        Ok(profiles.collect())
    }

    /// The address of the consent page. With `reconnect_account_id` the same account is brought
    /// back; with `expected_linkedin_id` Zernio refuses anybody else.
    pub async fn connect_url(
        &self,
        profile_id: &str,
        reconnect_account_id: Option<&str>,
        expected_linkedin_id: Option<&str>,
    ) -> Result<OwnerLink> {
        let mut url = self.url(&["connect", "linkedin"]);
        {
            let mut query = url.query_pairs_mut();
            query.append_pair("profileId", profile_id);
            if let Some(id) = reconnect_account_id {
                query.append_pair("reconnectAccountId", id);
            }
            if let Some(id) = expected_linkedin_id {
                query.append_pair("expectedPlatformUserId", id);
            }
        }
        let answer = self.read(url).await?;
        let connect: Connect = answer.json()?;
        let url = connect.auth_url.ok_or_else(|| answer.unusable("answered without a link."))?;
        Ok(OwnerLink { url, expires_at: connect.expires_at })
    }

    /// What the `error` with which the consent page comes back means.
    pub fn callback_refusal(error: &str) -> ProviderError {
        let (kind, sentence) = refusals::of_connect_page(error);
        let code = error.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(64).collect();
        ProviderError { provider_code: Some(code), ..ProviderError::new(kind, Outcome::Definite, sentence) }
    }
}
