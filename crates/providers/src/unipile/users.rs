//! Members of LinkedIn, as an account sees them.

use rollcall_domain::unipile_api::UnipileApi;
use serde::Deserialize;

use super::UnipileClient;
use crate::{
    error::{ErrorKind, Result},
    lenient,
    linkedin::Mentioned,
    refusal::During,
};

#[derive(Deserialize)]
struct User {
    #[serde(default, deserialize_with = "lenient::text", alias = "provider_id")]
    id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    display_name: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    first_name: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    last_name: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    headline: Option<String>,
}

impl UnipileClient {
    /// The member with this name in the address of their profile, or this id at Unipile; `None` when
    /// there is none.
    pub async fn member(&self, account_id: &str, identifier: &str) -> Result<Option<Mentioned>> {
        let url = match self.api {
            UnipileApi::V1 => {
                let mut url = self.url(&["users", identifier]);
                url.query_pairs_mut().append_pair("account_id", account_id);
                url
            }
            UnipileApi::V2 => self.url(&[account_id, "users", identifier]),
        };
        let user: User = match self.send(self.get(url), During::Reading).await {
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
            answer => answer?.json()?,
        };
        let names = [user.first_name, user.last_name].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let name = user.display_name.unwrap_or(names);
        let urn = user.id.map(|id| format!("urn:li:fsd_profile:{id}"));
        Ok(urn.filter(|_| !name.is_empty()).map(|urn| Mentioned { urn, name, headline: user.headline }))
    }
}
