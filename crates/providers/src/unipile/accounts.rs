//! Accounts as Unipile lists them, their metadata, and whether they are really alive.

use reqwest::Method;
use rollcall_domain::{account::RemoteAccount, unipile_api::UnipileApi};
use serde_json::{Value, json};

use super::{UnipileClient, account_v1::AccountV1, account_v2::AccountV2};
use crate::{
    error::{Outcome, ProviderError, Result},
    lenient,
    refusal::During,
    transport::Answer,
};

/// Accounts asked for at once.
const PAGE: usize = 100;

/// Far more pages than anybody has; ends a listing whose end never comes.
const MOST_PAGES: usize = 200;

/// Where a listing goes on: the new API counts, the old one gives a word to hand back.
#[derive(Default)]
struct Place {
    offset: usize,
    cursor: Option<String>,
}

impl UnipileClient {
    /// Every LinkedIn account of the application.
    ///
    /// Errors: [`ProviderError`], as for every call of this client.
    pub async fn accounts(&self) -> Result<Vec<RemoteAccount>> {
        let mut accounts = Vec::new();
        let mut place = Place::default();
        for _ in 0..MOST_PAGES {
            let answer = self.page(&place, PAGE).await?;
            let body: Value = answer.json()?;
            accounts.extend(self.read_page(&answer, &body)?);
            let received = body.get("data").or_else(|| body.get("items")).and_then(Value::as_array);
            let received = received.map_or(0, Vec::len);
            place.offset += received;
            place.cursor = body.get("cursor").and_then(lenient::text_of);
            let more = match self.api {
                UnipileApi::V1 => place.cursor.is_some(),
                UnipileApi::V2 => body.get("has_more").and_then(Value::as_bool).unwrap_or(false),
            };
            if !more || received == 0 {
                return Ok(accounts);
            }
        }
        Ok(accounts)
    }

    /// One page of the list, `most` accounts long.
    async fn page(&self, place: &Place, most: usize) -> Result<Answer> {
        let mut url = self.url(&["accounts"]);
        match self.api {
            UnipileApi::V1 => {
                url.query_pairs_mut().append_pair("limit", &most.to_string());
                if let Some(cursor) = &place.cursor {
                    url.query_pairs_mut().append_pair("cursor", cursor);
                }
            }
            UnipileApi::V2 => {
                url.query_pairs_mut()
                    .append_pair("provider", "linkedin")
                    .append_pair("offset", &place.offset.to_string())
                    .append_pair("limit", &most.to_string());
            }
        }
        self.send(self.get(url), During::Reading).await
    }

    fn read_page(&self, answer: &Answer, body: &Value) -> Result<Vec<RemoteAccount>> {
        Ok(match self.api {
            UnipileApi::V1 => answer
                .list::<AccountV1>(body, &["items"])?
                .into_iter()
                .filter(AccountV1::is_linkedin)
                .filter_map(AccountV1::into_remote)
                .collect(),
            UnipileApi::V2 => answer
                .list::<AccountV2>(body, &["data", "items"])?
                .into_iter()
                .filter(AccountV2::is_linkedin)
                .filter_map(AccountV2::into_remote)
                .collect(),
        })
    }

    /// Whether this API answers at this address to this key.
    pub(super) async fn answers(&self) -> Result<()> {
        let answer = self.page(&Place::default(), 1).await?;
        self.read_page(&answer, &answer.json()?).map(drop)
    }

    /// One account as Unipile keeps it. Its status can be stale: see [`UnipileClient::probe`].
    pub async fn account(&self, id: &str) -> Result<RemoteAccount> {
        let answer = self.send(self.get(self.url(&["accounts", id])), During::Reading).await?;
        let account = match self.api {
            UnipileApi::V1 => answer.json::<AccountV1>()?.into_remote(),
            UnipileApi::V2 => answer.json::<AccountV2>()?.into_remote(),
        };
        account.ok_or_else(|| answer.unusable("answered without an account."))
    }

    /// Asks LinkedIn, through the account, who it is: the cheapest call that shows whether the
    /// session is alive.
    pub async fn probe(&self, id: &str) -> Result<()> {
        let url = match self.api {
            UnipileApi::V1 => {
                let mut url = self.url(&["users", "me"]);
                url.query_pairs_mut().append_pair("account_id", id);
                url
            }
            UnipileApi::V2 => self.url(&[id, "users", "me"]),
        };
        self.send(self.get(url), During::Reading).await?.json::<Value>().map(drop)
    }

    /// Writes text into an account's metadata, beside what is there. The old API has no metadata;
    /// nothing is written there.
    pub async fn set_metadata(&self, id: &str, entries: &[(&str, &str)]) -> Result<()> {
        if self.api == UnipileApi::V1 {
            return Ok(());
        }
        // The reference doesn't say whether PATCH merges the map or replaces it, so the whole map
        // is sent.
        let url = self.url(&["accounts", id]);
        let current: AccountV2 = self.send(self.get(url.clone()), During::Reading).await?.json()?;
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
