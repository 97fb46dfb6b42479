//! Unipile: accounts signed in to LinkedIn on Unipile's servers, and posts through them.
//!
//! Unipile has two APIs, and one client speaks both: a call does the same in either, and only where
//! the addresses, bodies and answers differ does it ask which one it is.
//!
//! Facts from Unipile's references and SDKs; where they leave something open, the one function that
//! settles it says so.

mod account_v1;
mod account_v2;
mod accounts;
mod detection;
mod hosted_link;
mod licences;
mod posts;
mod posts_v1;
mod products;
mod refusals;
mod refusals_v1;
mod sign_in;
mod sign_in_bodies;
mod users;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Method;
use rollcall_domain::{provider::Provider, secret::Secret, unipile_api::UnipileApi};
use url::Url;

pub use self::{
    posts::{AttachedFile, GatewayPost},
    sign_in::{TRY_ANOTHER_WAY, WAITING_FOR_APPROVAL},
};
use crate::{
    error::Result,
    refusal::During,
    transport::{Answer, Call, Transport},
};

/// What may stay unescaped in one segment of a path.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A client for one Unipile application.
#[derive(Debug, Clone)]
pub struct UnipileClient {
    transport: Transport,
    base: Url,
    key: Secret,
    api: UnipileApi,
}

impl UnipileClient {
    /// A client for the application at `dsn`, with or without `/v2` or `/api/v1` at its end.
    pub fn new(transport: Transport, dsn: Url, api_key: Secret, api: UnipileApi) -> Self {
        Self { transport, base: dsn, key: api_key, api }
    }

    /// The API it speaks.
    pub fn api(&self) -> UnipileApi {
        self.api
    }

    /// An address below the API's own.
    fn url(&self, segments: &[&str]) -> Url {
        let mut url = self.base.clone();
        let start = url.path().trim_end_matches('/').trim_end_matches("/v2").trim_end_matches("/api/v1");
        let start = start.to_owned();
        let api = match self.api {
            UnipileApi::V1 => "api/v1",
            UnipileApi::V2 => "v2",
        };
        let rest = segments.iter().map(|segment| utf8_percent_encode(segment, SEGMENT).to_string());
        url.set_path(&format!("{start}/{api}/{}", rest.collect::<Vec<_>>().join("/")));
        url
    }

    fn get(&self, url: Url) -> Call {
        Call::get(Provider::Unipile, url).secret_header("x-api-key", &self.key)
    }

    fn change(&self, method: Method, url: Url) -> Call {
        Call::change(Provider::Unipile, method, url).secret_header("x-api-key", &self.key)
    }

    async fn send(&self, call: Call, during: During) -> Result<Answer> {
        refusals::of(self.api).accept(self.transport.send(call).await?, during)
    }
}
