//! Unipile, API v2: accounts signed in to LinkedIn on Unipile's servers, and posts through them.
//!
//! Facts from Unipile's v2 reference and SDKs; where they leave something open, the one function
//! that settles it says so.

mod accounts;
mod hosted_link;
mod posts;
mod refusals;
mod sign_in;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Method;
use rollcall_domain::{product::Product, provider::Provider, secret::Secret};
use url::Url;

pub use self::{
    posts::ImageAttachment,
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
}

impl UnipileClient {
    /// A client for the application at `dsn`, with or without `/v2` at its end.
    pub fn new(transport: Transport, dsn: Url, api_key: Secret) -> Self {
        Self { transport, base: dsn, key: api_key }
    }

    fn url(&self, segments: &[&str]) -> Url {
        let mut url = self.base.clone();
        let start = url.path().trim_end_matches('/').trim_end_matches("/v2").to_owned();
        let rest = segments.iter().map(|segment| utf8_percent_encode(segment, SEGMENT).to_string());
        url.set_path(&format!("{start}/v2/{}", rest.collect::<Vec<_>>().join("/")));
        url
    }

    fn get(&self, url: Url) -> Call {
        Call::get(Provider::Unipile, url).secret_header("x-api-key", &self.key)
    }

    fn change(&self, method: Method, url: Url) -> Call {
        Call::change(Provider::Unipile, method, url).secret_header("x-api-key", &self.key)
    }

    async fn send(&self, call: Call, during: During) -> Result<Answer> {
        refusals::accept(self.transport.send(call).await?, during)
    }
}

/// The names of products in the API. The reference's prose lists Premium too, but the vendor's own
/// validator knows these four only: Premium belongs to Classic there and has no switch.
fn product_names(products: &[Product]) -> Vec<&str> {
    let names = products.iter().filter_map(|product| match product {
        Product::Classic => Some("classic"),
        Product::SalesNavigator => Some("sales_navigator"),
        Product::Recruiter => Some("recruiter"),
        Product::Pages => Some("company"),
        Product::Premium => None,
        Product::Other(raw) => Some(raw.as_str()),
    });
    let names: Vec<&str> = names.collect();
    if names.is_empty() { vec!["classic"] } else { names }
}
