//! The pages a member may post as.

use std::collections::HashMap;

use rollcall_domain::{post::PUBLISHING_ROLES, secret::Secret};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{LinkedinClient, encoded};
use crate::{
    error::{ErrorKind, Result},
    lenient,
    refusal::During,
};

/// A LinkedIn organisation that an account may post as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// `urn:li:organization:…`
    pub urn: String,
    /// Its name; its number where LinkedIn doesn't tell the name.
    pub name: String,
    /// The member's role on it, in LinkedIn's word.
    pub role: String,
    /// Its name in addresses.
    pub vanity_name: Option<String>,
}

/// Roles asked for at once, and far more requests than anybody's pages need.
const ROLES_AT_ONCE: usize = 100;
const MOST_REQUESTS: usize = 20;

/// Names asked for at once, so that the query stays far below LinkedIn's 4 KB.
const NAMES_AT_ONCE: usize = 50;

#[derive(Deserialize)]
struct Role {
    #[serde(default, deserialize_with = "lenient::text")]
    role: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    state: Option<String>,
    #[serde(
        default,
        deserialize_with = "lenient::text",
        alias = "organizationTarget",
        alias = "organizationalTarget"
    )]
    organization: Option<String>,
}

#[derive(Deserialize, Default)]
struct Organization {
    #[serde(default, rename = "localizedName", deserialize_with = "lenient::text")]
    localized_name: Option<String>,
    #[serde(default, rename = "vanityName", deserialize_with = "lenient::text")]
    vanity_name: Option<String>,
}

impl LinkedinClient {
    /// The pages the token's member may post as. An app or a member without the scope for it has
    /// none.
    pub async fn pages(&self, token: &Secret) -> Result<Vec<Page>> {
        let roles = match self.roles(token).await {
            Err(error) if error.kind == ErrorKind::PermissionMissing => return Ok(Vec::new()),
            roles => roles?,
        };
        let numbers: Vec<&str> = roles.iter().filter_map(|(urn, _)| urn.rsplit(':').next()).collect();
        let mut names = HashMap::new();
        for some in numbers.chunks(NAMES_AT_ONCE) {
            names.extend(self.organizations(token, some).await?);
        }
        let nameless = numbers.iter().filter(|number| !names.contains_key(**number));
        for number in nameless.map(|number| (*number).to_owned()).take(NAMES_AT_ONCE).collect::<Vec<_>>() {
            if let Some(organization) = self.organization(token, &number).await? {
                names.insert(number, organization);
            }
        }
        let page = |(urn, role): (String, String)| {
            let number = urn.rsplit(':').next().unwrap_or_default();
            let organization: Organization = names.remove(number).unwrap_or_default();
            let name = organization.localized_name.unwrap_or_else(|| format!("Page {number}"));
            Page { name, role, vanity_name: organization.vanity_name, urn }
        };
        Ok(roles.into_iter().map(page).collect())
    }

    /// One entry per page, with the first role on it that may post.
    async fn roles(&self, token: &Secret) -> Result<Vec<(String, String)>> {
        let mut found: Vec<(String, String)> = Vec::new();
        for request in 0..MOST_REQUESTS {
            let mut url = self.api("/rest/organizationAcls");
            url.query_pairs_mut()
                .append_pair("q", "roleAssignee")
                .append_pair("state", "APPROVED")
                .append_pair("start", &(request * ROLES_AT_ONCE).to_string())
                .append_pair("count", &ROLES_AT_ONCE.to_string());
            let answer = self.send(self.get(url, token), During::Reading).await?;
            let roles: Vec<Role> = answer.list(&answer.json()?, &["elements"])?;
            let received = roles.len();
            for role in roles {
                let approved = role.state.as_deref().is_none_or(|state| state == "APPROVED");
                let (Some(urn), Some(role)) = (role.organization, role.role) else { continue };
                let posts = PUBLISHING_ROLES.contains(&role.as_str());
                if approved && posts && !found.iter().any(|(known, _)| *known == urn) {
                    found.push((urn, role));
                }
            }
            if received < ROLES_AT_ONCE {
                break;
            }
        }
        Ok(found)
    }

    /// The full record, which only administrators see.
    async fn organization(&self, token: &Secret, number: &str) -> Result<Option<Organization>> {
        let url = self.api(&format!("/rest/organizations/{}", encoded(number)));
        match self.send(self.get(url, token), During::Reading).await {
            Err(error) if matches!(error.kind, ErrorKind::PermissionMissing | ErrorKind::NotFound) => {
                Ok(None)
            }
            answer => answer?.json().map(Some),
        }
    }

    /// Names by number. A page whose name LinkedIn keeps to itself is left out.
    async fn organizations(&self, token: &Secret, numbers: &[&str]) -> Result<HashMap<String, Organization>> {
        let mut url = self.api("/rest/organizationsLookup");
        // The commas and brackets of a list stay as they are; what is inside is escaped.
        let list: Vec<String> = numbers.iter().map(|number| encoded(number)).collect();
        url.set_query(Some(&format!("ids=List({})", list.join(","))));
        let answer: Value = match self.send(self.get(url, token), During::Reading).await {
            Err(error) if matches!(error.kind, ErrorKind::PermissionMissing | ErrorKind::NotFound) => {
                return Ok(HashMap::new());
            }
            answer => answer?.json()?,
        };
        let results = answer.get("results").and_then(Value::as_object).map_or_else(Map::new, Clone::clone);
        let organizations = results.into_iter().filter_map(|(number, organization)| {
            Some((number, Organization::deserialize(organization).ok()?))
        });
        Ok(organizations.collect())
    }
}
