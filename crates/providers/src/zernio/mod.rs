//! Zernio, formerly Late: accounts linked by LinkedIn's official consent, grouped in profiles.
//!
//! Facts from Zernio's API reference and OpenAPI document.

mod accounts;
mod connect;
mod media;
mod mentions;
mod posts;
mod refusals;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Method;
use rollcall_domain::{provider::Provider, secret::Secret};
use url::Url;

pub use self::{
    connect::ZernioProfile,
    posts::{Handled, Slot, When, ZernioExtra, ZernioFile, ZernioPost},
};
use crate::{
    error::Result,
    refusal::During,
    transport::{Answer, Call, Transport},
};

/// What may stay unescaped in one segment of a path.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A client for one Zernio workspace.
#[derive(Debug, Clone)]
pub struct ZernioClient {
    transport: Transport,
    base: Url,
    key: Secret,
}

impl ZernioClient {
    /// A client for the workspace of this key; `base_url` ends in `/api`.
    pub fn new(transport: Transport, base_url: Url, api_key: Secret) -> Self {
        Self { transport, base: base_url, key: api_key }
    }

    fn url(&self, segments: &[&str]) -> Url {
        let mut url = self.base.clone();
        let start = url.path().trim_end_matches('/').trim_end_matches("/v1").to_owned();
        let rest = segments.iter().map(|segment| utf8_percent_encode(segment, SEGMENT).to_string());
        url.set_path(&format!("{start}/v1/{}", rest.collect::<Vec<_>>().join("/")));
        url
    }

    async fn read(&self, url: Url) -> Result<Answer> {
        self.send(Call::get(Provider::Zernio, url).bearer(&self.key), During::Reading).await
    }

    fn change(&self, method: Method, url: Url) -> Call {
        Call::change(Provider::Zernio, method, url).bearer(&self.key)
    }

    async fn send(&self, call: Call, during: During) -> Result<Answer> {
        refusals::REFUSALS.accept(self.transport.send(call).await?, during)
    }
}
