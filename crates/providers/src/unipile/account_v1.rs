//! An account as Unipile's API v1 shows it.

use rollcall_domain::{
    Timestamp,
    account::{RemoteAccount, RemotePage},
    mapping,
    product::{Product, ProductState},
    status::Status,
};
use serde::Deserialize;

use crate::lenient;

#[derive(Deserialize)]
pub(super) struct AccountV1 {
    #[serde(default, deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    network: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "lenient::time")]
    created_at: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    connection_params: Option<Parameters>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    sources: Option<Vec<Source>>,
}

#[derive(Deserialize)]
struct Parameters {
    #[serde(default, deserialize_with = "lenient::maybe")]
    im: Option<Member>,
}

#[derive(Default, Deserialize)]
struct Member {
    #[serde(default, deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(default, rename = "publicIdentifier", deserialize_with = "lenient::text")]
    public_identifier: Option<String>,
    #[serde(default, rename = "premiumFeatures", deserialize_with = "lenient::maybe")]
    premium_features: Option<Vec<String>>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    organizations: Option<Vec<Organization>>,
}

#[derive(Deserialize)]
struct Organization {
    #[serde(default, deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    organization_urn: Option<String>,
    #[serde(default, deserialize_with = "lenient::truth")]
    messaging_enabled: Option<bool>,
}

#[derive(Deserialize)]
struct Source {
    #[serde(default, deserialize_with = "lenient::text")]
    status: Option<String>,
}

impl AccountV1 {
    pub(super) fn is_linkedin(&self) -> bool {
        self.network.as_deref().is_none_or(|network| network.eq_ignore_ascii_case("linkedin"))
    }

    /// Rollcall's view of it; `None` without an id.
    pub(super) fn into_remote(self) -> Option<RemoteAccount> {
        let sources = self.sources.unwrap_or_default();
        let words: Vec<&str> = sources.iter().filter_map(|source| source.status.as_deref()).collect();
        let status = mapping::unipile_v1_status(&words);
        let cause = cause(&status, &words);
        let member = self.connection_params.and_then(|parameters| parameters.im).unwrap_or_default();
        let profile = |slug: &String| format!("https://www.linkedin.com/in/{slug}");
        Some(RemoteAccount {
            products: products(&member),
            pages: member.organizations.as_deref().map(pages),
            profile_url: member.public_identifier.as_ref().map(profile),
            linkedin_id: member.id,
            name: self.name.unwrap_or_default(),
            headline: None,
            client_name: None,
            setup_source: None,
            status,
            cause,
            expires_at: None,
            linked_at: self.created_at,
            remote_id: self.id?,
        })
    }
}

/// An account that is linked, of which nothing else is known yet.
pub(super) fn just_linked(id: String) -> RemoteAccount {
    RemoteAccount {
        remote_id: id,
        linkedin_id: None,
        name: String::new(),
        headline: None,
        profile_url: None,
        client_name: None,
        setup_source: None,
        status: Status::Connecting,
        cause: "Unipile has just linked the account.".into(),
        expires_at: None,
        products: Vec::new(),
        pages: None,
        linked_at: None,
    }
}

fn cause(status: &Status, words: &[&str]) -> String {
    match status {
        Status::Connected => "Unipile says that the account is running.".into(),
        Status::Connecting => "Unipile is still connecting the account.".into(),
        Status::SignInNeeded => "LinkedIn has ended the session at Unipile.".into(),
        Status::PermissionMissing { .. } => "Unipile says that the account lacks a permission.".into(),
        Status::ProviderUnreachable if words.contains(&"STOPPED") => {
            "Unipile has stopped this account. Restart it in Unipile's dashboard, or refresh it.".into()
        }
        Status::ProviderUnreachable => "Unipile has a problem with this account on its side.".into(),
        _ => format!("Unipile says: {}.", words.join(", ")),
    }
}

/// The pages that the member may speak for: only those are named, without the role. Unipile writes
/// them as `urn:li:fsd_company:1`; the number is the same everywhere.
fn pages(organizations: &[Organization]) -> Vec<RemotePage> {
    let named = organizations.iter().filter_map(|page| {
        let number = page.organization_urn.as_deref()?.rsplit(':').next()?;
        let is_number = !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit());
        is_number.then(|| RemotePage {
            urn: format!("urn:li:organization:{number}"),
            name: page.name.clone().unwrap_or_else(|| format!("Page {number}")),
        })
    });
    named.collect()
}

/// The answer names what the member pays for and Unipile uses. Of a product that it leaves out
/// nothing is said: it may be switched off, or not paid for.
fn products(member: &Member) -> Vec<ProductState> {
    let named: Vec<Product> = member
        .premium_features
        .iter()
        .flatten()
        .map(|feature| Product::parse(&feature.to_ascii_lowercase()))
        .collect();
    let works = |product| ProductState { product, subscribed: Some(true), enabled: true };
    let unsaid = [Product::SalesNavigator, Product::Recruiter]
        .into_iter()
        .filter(|product| !named.contains(product))
        .map(|product| ProductState { product, subscribed: None, enabled: false });
    let has_pages = member.organizations.iter().flatten().any(|page| page.messaging_enabled == Some(true));
    let mut products = vec![works(Product::Classic)];
    products.extend(named.iter().cloned().map(works));
    products.extend(unsaid);
    products.extend(has_pages.then(|| works(Product::Pages)));
    products
}
