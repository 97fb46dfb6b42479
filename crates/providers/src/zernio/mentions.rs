//! Whom a post can mention, by the address of their profile or page.

use serde::Deserialize;

use super::ZernioClient;
use crate::{
    error::{ErrorKind, Result},
    lenient,
    linkedin::Mentioned,
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Mention {
    #[serde(default, deserialize_with = "lenient::text")]
    urn: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    display_name: Option<String>,
}

impl ZernioClient {
    /// The member or page at this address on LinkedIn, as an account finds it. An account that may
    /// not ask finds none: members are found only by who administers a page.
    pub async fn mention(&self, account_id: &str, profile_url: &str) -> Result<Option<Mentioned>> {
        let mut url = self.url(&["accounts", account_id, "linkedin-mentions"]);
        url.query_pairs_mut().append_pair("url", profile_url);
        let found: Mention = match self.read(url).await {
            Err(error) if matches!(error.kind, ErrorKind::PermissionMissing | ErrorKind::NotFound) => {
                return Ok(None);
            }
            answer => answer?.json()?,
        };
        let name = found.display_name.filter(|name| !name.is_empty());
        Ok(found.urn.zip(name).map(|(urn, name)| Mentioned { urn, name, headline: None }))
    }
}
