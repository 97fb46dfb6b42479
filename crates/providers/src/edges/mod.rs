//! Edges: identities of people, each with at most one LinkedIn integration.
//!
//! Facts from Edges' API documentation; where it leaves something open, the code says so.

mod identities;
mod links;
mod refusals;
mod sign_in;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Method;
use rollcall_domain::{provider::Provider, secret::Secret};
use url::Url;

use crate::{
    error::Result,
    refusal::During,
    transport::{Answer, Call, Transport},
};

pub use self::links::LOGIN_LINK_HOURS;

/// What may stay unescaped in one segment of a path.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A client for one Edges workspace.
#[derive(Debug, Clone)]
pub struct EdgesClient {
    transport: Transport,
    base: Url,
    key: Secret,
}

impl EdgesClient {
    /// A client for the workspace of this key; `base_url` ends in `/v1`.
    pub fn new(transport: Transport, base_url: Url, api_key: Secret) -> Self {
        Self { transport, base: base_url, key: api_key }
    }

    fn url(&self, segments: &[&str]) -> Url {
        let mut url = self.base.clone();
        let start = url.path().trim_end_matches('/').to_owned();
        let rest = segments.iter().map(|segment| utf8_percent_encode(segment, SEGMENT).to_string());
        url.set_path(&format!("{start}/{}", rest.collect::<Vec<_>>().join("/")));
        url
    }

    fn integration(&self, uid: &str) -> Url {
        self.url(&["identities", uid, "integrations", "linkedin"])
    }

    fn get(&self, url: Url) -> Call {
        Call::get(Provider::Edges, url).secret_header("x-api-key", &self.key)
    }

    fn change(&self, method: Method, url: Url) -> Call {
        Call::change(Provider::Edges, method, url).secret_header("x-api-key", &self.key)
    }

    async fn send(&self, call: Call, during: During) -> Result<Answer> {
        refusals::REFUSALS.accept(self.transport.send(call).await?, during)
    }
}
