//! LinkedIn's official API, through the operator's own developer app.
//!
//! Facts from LinkedIn's API documentation (OAuth 2.0, OpenID Connect, Images, Posts, Organization
//! Access Control) and from what public clients report of the live API.

mod attributes;
mod comments;
mod consent;
mod content;
mod files;
mod introspection;
mod member;
mod mentions;
mod pages;
mod posts;
mod processing;
mod refusals;
mod tokens;
mod uploads;
mod videos;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Method;
use rollcall_domain::{provider::Provider, secret::Secret};
use url::Url;

pub(crate) use self::content::poll_duration;
pub use self::{
    consent::{Pkce, callback_refusal, new_state},
    content::{Content, Image},
    files::FileKind,
    introspection::{Introspection, TokenStanding},
    member::Member,
    mentions::Mentioned,
    pages::Page,
    posts::{NewPost, Published},
    processing::Processing,
    tokens::Tokens,
    uploads::{FileUpload, UploadPlace},
    videos::{PartPlace, VideoPlaces},
};
use crate::{
    error::Result,
    refusal::During,
    transport::{Answer, Call, Transport},
};

/// The version of the versioned API that is asked for. Versions are switched off about a year
/// after their month; a new one appears around the middle of its month.
pub const DEFAULT_VERSION: &str = "202610";

/// What may stay unescaped in a URN inside a path or a query.
const URN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Where LinkedIn is and as which app Rollcall speaks to it.
#[derive(Debug, Clone)]
pub struct LinkedinConfig {
    /// Pages that people see, OAuth and uploads: `https://www.linkedin.com`.
    pub www_url: Url,
    /// The API: `https://api.linkedin.com`.
    pub api_url: Url,
    /// The developer app's id.
    pub client_id: String,
    /// The API version, as `YYYYMM`; see [`DEFAULT_VERSION`].
    pub version: String,
    /// Whether LinkedIn has enabled the app for the native flow: PKCE, no secret, any loopback
    /// port.
    pub native_pkce: bool,
    /// Whether posts and their files go through the older, unversioned APIs (UGC Posts, Assets).
    pub older_posts: bool,
}

/// A client for one developer app. Tokens come in with each call.
#[derive(Debug, Clone)]
pub struct LinkedinClient {
    transport: Transport,
    config: LinkedinConfig,
}

impl LinkedinClient {
    /// A client for the app of this configuration.
    pub fn new(transport: Transport, config: LinkedinConfig) -> Self {
        Self { transport, config }
    }

    /// Whether it publishes through LinkedIn's older APIs.
    pub fn older_posts(&self) -> bool {
        self.config.older_posts
    }

    fn www(&self, path: &str) -> Url {
        below(&self.config.www_url, path)
    }

    fn api(&self, path: &str) -> Url {
        below(&self.config.api_url, path)
    }

    /// A read of the versioned API.
    fn get(&self, url: Url, token: &Secret) -> Call {
        self.versioned(Call::get(Provider::Linkedin, url), token)
    }

    /// A change through the versioned API.
    fn change(&self, method: Method, url: Url, token: &Secret) -> Call {
        self.versioned(Call::change(Provider::Linkedin, method, url), token)
    }

    fn versioned(&self, call: Call, token: &Secret) -> Call {
        restli(call, token).header("linkedin-version", &self.config.version)
    }

    /// A read of the older API, which has no versions.
    fn unversioned_get(&self, url: Url, token: &Secret) -> Call {
        restli(Call::get(Provider::Linkedin, url), token)
    }

    /// A change through the older API, which has no versions.
    fn unversioned(&self, method: Method, url: Url, token: &Secret) -> Call {
        restli(Call::change(Provider::Linkedin, method, url), token)
    }

    async fn send(&self, call: Call, during: During) -> Result<Answer> {
        refusals::accept(self.transport.send(call).await?, during)
    }
}

fn restli(call: Call, token: &Secret) -> Call {
    call.bearer(token).header("x-restli-protocol-version", "2.0.0")
}

fn below(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    let start = url.path().trim_end_matches('/').to_owned();
    url.set_path(&format!("{start}{path}"));
    url
}

/// A URN as it is written inside a path or a query value.
fn encoded(urn: &str) -> String {
    utf8_percent_encode(urn, URN).to_string()
}
