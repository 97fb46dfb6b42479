//! How an account was linked, which decides how it is refreshed.

use serde::{Deserialize, Serialize};

use crate::provider::Provider;

/// How an account was linked. The labels are the ones operators know from their providers'
/// dashboards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum SetupSource {
    /// LinkedIn consent in the system browser.
    OfficialOauth,
    /// Zernio's connect page.
    OfficialZernio,
    /// Unipile's hosted page, opened by the owner anywhere.
    HostedLink,
    /// Edges: the owner's browser extension and the identity's shared link.
    SharedExtension,
    /// Edges: a login link the owner opens anywhere.
    SharedLogin,
    /// User name and password given through the API.
    ApiBasic,
    /// Session cookies given through the API.
    ApiCookies,
    /// Outside of Rollcall, in a way that the provider doesn't tell.
    Elsewhere,
}

impl SetupSource {
    /// Every setup source, in the order of product.md.
    pub const ALL: [SetupSource; 8] = [
        SetupSource::OfficialOauth,
        SetupSource::OfficialZernio,
        SetupSource::HostedLink,
        SetupSource::SharedExtension,
        SetupSource::SharedLogin,
        SetupSource::ApiBasic,
        SetupSource::ApiCookies,
        SetupSource::Elsewhere,
    ];

    /// The word kept in the database and used on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            SetupSource::OfficialOauth => "official_oauth",
            SetupSource::OfficialZernio => "official_zernio",
            SetupSource::HostedLink => "hosted_link",
            SetupSource::SharedExtension => "shared_extension",
            SetupSource::SharedLogin => "shared_login",
            SetupSource::ApiBasic => "api_basic",
            SetupSource::ApiCookies => "api_cookies",
            SetupSource::Elsewhere => "elsewhere",
        }
    }

    /// The label shown to people.
    pub fn label(self) -> &'static str {
        match self {
            SetupSource::OfficialOauth => "OFFICIAL · OAUTH",
            SetupSource::OfficialZernio => "OFFICIAL · ZERNIO",
            SetupSource::HostedLink => "HOSTED · LINK",
            SetupSource::SharedExtension => "SHARED · EXTENSION",
            SetupSource::SharedLogin => "SHARED · LOGIN",
            SetupSource::ApiBasic => "API · BASIC",
            SetupSource::ApiCookies => "API · COOKIES",
            SetupSource::Elsewhere => "LINKED · ELSEWHERE",
        }
    }

    /// The setup source with this stored word, if there is one.
    pub fn parse(word: &str) -> Option<SetupSource> {
        SetupSource::ALL.into_iter().find(|source| source.as_str() == word)
    }

    /// The ways of linking that a provider has.
    pub fn offered_by(provider: Provider) -> &'static [SetupSource] {
        match provider {
            Provider::Linkedin => &[SetupSource::OfficialOauth],
            Provider::Unipile => &[SetupSource::HostedLink, SetupSource::ApiBasic, SetupSource::ApiCookies],
            Provider::Edges => &[
                SetupSource::SharedLogin,
                SetupSource::SharedExtension,
                SetupSource::ApiBasic,
                SetupSource::ApiCookies,
            ],
            Provider::Zernio => &[SetupSource::OfficialZernio],
        }
    }

    /// The way by which an owner signs in for themselves, on any device where there is one: it
    /// brings an account back however it was linked.
    pub fn link_of(provider: Provider) -> SetupSource {
        match provider {
            Provider::Linkedin => SetupSource::OfficialOauth,
            Provider::Unipile => SetupSource::HostedLink,
            Provider::Edges => SetupSource::SharedLogin,
            Provider::Zernio => SetupSource::OfficialZernio,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_setup_source_is_offered_by_a_provider_and_each_is_found_by_its_word() {
        for source in SetupSource::ALL {
            assert_eq!(SetupSource::parse(source.as_str()), Some(source));
            let is_offered = Provider::ALL.into_iter().any(|p| SetupSource::offered_by(p).contains(&source));
            assert_eq!(is_offered, source != SetupSource::Elsewhere);
        }
    }
}
