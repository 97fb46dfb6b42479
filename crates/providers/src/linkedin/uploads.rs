//! Places that LinkedIn gives out for files, and the bytes that go there.

use reqwest::Method;
use rollcall_domain::{Timestamp, provider::Provider, secret::Secret};
use url::Url;

use super::{LinkedinClient, refusals};
use crate::{
    error::{ErrorKind, Outcome, ProviderError, Result},
    refusal::During,
    transport::{Answer, Call, FileRange, Gate, Progress, Source, is_private},
};

/// A file to send, as an open file: what was checked is what is sent, even when the path points
/// elsewhere by now.
#[derive(Debug, Clone)]
pub struct FileUpload {
    /// Its bytes.
    pub range: FileRange,
    /// Its media type, for instance `image/png`.
    pub mime: &'static str,
}

/// An address that takes a file from whoever has it: a secret.
#[derive(Debug, Clone)]
pub struct UploadPlace {
    url: Secret,
}

/// How a place takes the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signature {
    /// The address says it all: no token goes there.
    InAddress,
    /// The member's token goes along, where the address is LinkedIn's own.
    WithToken,
}

impl UploadPlace {
    /// A place that was given out before.
    pub fn kept(url: Secret) -> Self {
        Self { url }
    }

    /// The address.
    pub fn address(&self) -> &Secret {
        &self.url
    }

    /// The place in an answer; refused unless what goes there is encrypted, or stays on this
    /// computer.
    pub(super) fn of(answer: &Answer, url: Option<String>) -> Result<Self> {
        let url = url.ok_or_else(|| answer.unusable("answered without a place for the file."))?;
        match Url::parse(&url) {
            Ok(parsed) if is_private(&parsed) => Ok(Self { url: Secret::new(url) }),
            _ => Err(answer.unusable("named a place for the file that can't be used.")),
        }
    }
}

impl LinkedinClient {
    /// Sends a file to its place. Harmless to repeat.
    pub(super) async fn put(
        &self,
        token: &Secret,
        place: &UploadPlace,
        signature: Signature,
        file: FileUpload,
        gate: Option<Gate>,
        progress: Progress<'_>,
    ) -> Result<Answer> {
        let url = Url::parse(place.url.expose()).map_err(|_| expired(None))?;
        // The address comes from the answer: the token goes only where it belongs.
        let own = [&self.config.www_url, &self.config.api_url];
        let with_token =
            signature == Signature::WithToken && own.iter().any(|own| own.origin() == url.origin());
        let call = Call::change(Provider::Linkedin, Method::PUT, url)
            .address_is_secret()
            .headers_suffice()
            .header("content-type", file.mime)
            .knows(&place.url);
        let call = if with_token { call.bearer(token) } else { call.knows(token) };
        let source = Source::file(file.range).behind(gate);
        let answer = self.transport.upload(call, source, progress).await?;
        // Upload addresses have a life of their own, and a 401 there says nothing about the token.
        if answer.status() == 401 {
            return Err(expired(Some(&answer)));
        }
        refusals::accept(answer, During::Publishing)
    }
}

fn expired(answer: Option<&Answer>) -> ProviderError {
    ProviderError {
        http_status: answer.map(Answer::status),
        request_id: answer.and_then(Answer::request_id),
        ..ProviderError::new(
            ErrorKind::LinkExpired,
            Outcome::Definite,
            "LinkedIn's place for the file expired before the file was there.",
        )
    }
}

/// A point in time in milliseconds since 1970, as LinkedIn writes expiries.
pub(super) fn expiry(milliseconds: Option<i64>) -> Option<Timestamp> {
    Timestamp::from_timestamp_millis(milliseconds?)
}
