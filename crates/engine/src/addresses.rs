//! Where accounts and pages can be seen on LinkedIn.

use rollcall_domain::{account::Account, id::AuthorId, post::split_author, provider::Provider};
use url::Url;

use crate::{Engine, error::EngineError, gateway::ConnectionSettings};

impl Engine {
    /// The member's profile; where no provider told it, a search for the member's name.
    pub async fn profile_url(&self, account: &Account) -> Result<String, EngineError> {
        if let Some(url) = &account.profile_url {
            return Ok(url.clone());
        }
        let mut url = self.linkedin_site(account).await?;
        url.set_path("/search/results/people/");
        url.query_pairs_mut().append_pair("keywords", &account.name);
        Ok(url.into())
    }

    /// Where a copy for this author would be seen: the page, or the member's profile.
    pub async fn author_url(&self, author: &AuthorId) -> Result<String, EngineError> {
        let (account, page_urn) = split_author(author);
        let account = self.account(&account).await?;
        let Some(urn) = page_urn else { return self.profile_url(&account).await };
        let mut url = self.linkedin_site(&account).await?;
        let id = urn.rsplit(':').next().unwrap_or_default();
        url.set_path(&format!("/company/{id}/"));
        Ok(url.into())
    }

    /// LinkedIn's pages, as this workspace's LinkedIn connection knows them.
    pub async fn linkedin_pages(&self) -> Result<Url, EngineError> {
        let connections = self.inner.store.connections().await?;
        let site = match connections.iter().find(|connection| connection.provider == Provider::Linkedin) {
            Some(connection) => ConnectionSettings::of(connection)?.www_url,
            None => None,
        };
        linkedin_or(site)
    }

    /// LinkedIn's pages, as the account's connection knows them.
    async fn linkedin_site(&self, account: &Account) -> Result<Url, EngineError> {
        let connection = self
            .inner
            .store
            .connection(&account.connection_id)
            .await?
            .ok_or(EngineError::NotFound("This account's connection"))?;
        linkedin_or(ConnectionSettings::of(&connection)?.www_url)
    }
}

fn linkedin_or(site: Option<Url>) -> Result<Url, EngineError> {
    site.map_or_else(|| Url::parse("https://www.linkedin.com"), Ok)
        .map_err(|_| EngineError::Failed("LinkedIn's address can't be read.".into()))
}
