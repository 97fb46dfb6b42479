//! Whom a post can mention: pages by their name in addresses, and a page's followers.

use rollcall_domain::secret::Secret;
use serde::Deserialize;

use super::LinkedinClient;
use crate::{
    error::{ErrorKind, Result},
    lenient,
    refusal::During,
};

/// Somebody, or a page, that a post can mention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mentioned {
    /// `urn:li:person:…` or `urn:li:organization:…`
    pub urn: String,
    /// The name that a mention has to carry.
    pub name: String,
    /// What tells namesakes apart.
    pub headline: Option<String>,
}

#[derive(Deserialize)]
struct Organization {
    #[serde(default, deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(default, rename = "localizedName", deserialize_with = "lenient::text")]
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Follower {
    #[serde(default, deserialize_with = "lenient::text")]
    member: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    first_name: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    last_name: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    headline: Option<String>,
}

impl LinkedinClient {
    /// The page with this name in its address. A token without the scope for it finds none.
    pub async fn page_called(&self, token: &Secret, vanity_name: &str) -> Result<Option<Mentioned>> {
        let mut url = self.api("/rest/organizations");
        url.query_pairs_mut().append_pair("q", "vanityName").append_pair("vanityName", vanity_name);
        let found = self.send(self.get(url, token), During::Reading).await;
        let Some(answer) = allowed(found)? else { return Ok(None) };
        let pages: Vec<Organization> = answer.list(&answer.json()?, &["elements"])?;
        Ok(pages.into_iter().find_map(|page| {
            let urn = format!("urn:li:organization:{}", page.id?);
            Some(Mentioned { urn, name: page.name?, headline: None })
        }))
    }

    /// The URN of the member with this name in the address of their profile, asked through a page. A
    /// token without the scope for it finds none.
    pub async fn member_called(
        &self,
        token: &Secret,
        page_urn: &str,
        vanity_name: &str,
    ) -> Result<Option<String>> {
        let mut url = self.api("/rest/vanityUrl");
        url.query_pairs_mut()
            .append_pair("q", "vanityUrlAsOrganization")
            .append_pair("vanityUrl", &format!("https://www.linkedin.com/in/{vanity_name}"))
            .append_pair("organization", page_urn);
        let found = self.send(self.get(url, token), During::Reading).await;
        let Some(answer) = allowed(found)? else { return Ok(None) };
        let people: Vec<Follower> = answer.list(&answer.json()?, &["elements"])?;
        Ok(people.into_iter().find_map(|person| person.member))
    }

    /// The followers of a page whose name holds these words. A token without the scope for it finds
    /// none.
    pub async fn followers(&self, token: &Secret, page_urn: &str, words: &str) -> Result<Vec<Mentioned>> {
        let mut url = self.api("/rest/peopleTypeahead");
        url.query_pairs_mut()
            .append_pair("q", "organizationFollowers")
            .append_pair("keywords", words)
            .append_pair("organization", page_urn);
        let found = self.send(self.get(url, token), During::Reading).await;
        let Some(answer) = allowed(found)? else { return Ok(Vec::new()) };
        let people: Vec<Follower> = answer.list(&answer.json()?, &["elements"])?;
        Ok(people
            .into_iter()
            .filter_map(|person| {
                let names = [person.first_name, person.last_name].into_iter().flatten();
                let name = names.collect::<Vec<_>>().join(" ");
                let urn = person.member?;
                (!name.is_empty()).then_some(Mentioned { urn, name, headline: person.headline })
            })
            .collect())
    }
}

/// What may not be asked, or isn't there, is nobody found.
fn allowed<T>(answer: Result<T>) -> Result<Option<T>> {
    match answer {
        Err(error) if matches!(error.kind, ErrorKind::PermissionMissing | ErrorKind::NotFound) => Ok(None),
        answer => answer.map(Some),
    }
}
