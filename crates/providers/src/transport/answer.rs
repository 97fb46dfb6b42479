//! What a provider answered, read with a cap and without trusting any of it.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::{
    Response,
    header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER},
};
use rollcall_domain::{Timestamp, provider::Provider};
use serde::de::DeserializeOwned;
use serde_json::Value;
use zeroize::Zeroizing;

use super::{Call, Effect};
use crate::{
    error::{Outcome, ProviderError, Result},
    lenient, refusal,
};

/// The most bytes of an answer that are read. The longest real one, a page of a hundred accounts,
/// is far below it.
pub(crate) const LARGEST_ANSWER: usize = 2 * 1024 * 1024;

/// The same for a list that comes whole: some 60,000 accounts.
pub(crate) const LARGEST_LIST: usize = 32 * 1024 * 1024;

/// Headers in which the providers name the request: LinkedIn, then the others.
const REQUEST_ID_HEADERS: [&str; 3] = ["x-li-uuid", "x-request-id", "x-li-request-id"];

/// What a provider did whose answer has another shape than agreed.
const UNREADABLE: &str = "answered with something that Rollcall can't read.";

/// Why there is no body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BodyTrouble {
    TooLarge,
    BrokenOff,
    TooSlow,
}

/// An answer of any status. Its body may hold tokens: it is wiped when dropped, and `Debug` isn't
/// implemented.
pub(crate) struct Answer {
    provider: Provider,
    effect: Effect,
    status: u16,
    headers: HeaderMap,
    body: Result<Zeroizing<Vec<u8>>, BodyTrouble>,
    redacted: Option<String>,
}

impl Answer {
    pub(crate) async fn read(response: Response, call: &Call) -> Result<Answer> {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let body = if call.headers_suffice && response.status().is_success() {
            Ok(Zeroizing::default())
        } else {
            capped(response, if call.is_whole_list { LARGEST_LIST } else { LARGEST_ANSWER }).await
        };
        let redacted = match &body {
            Ok(bytes) if !(200..300).contains(&status) => Some(call.redact(&String::from_utf8_lossy(bytes))),
            _ => None,
        };
        Ok(Answer { provider: call.provider, effect: call.effect, status, headers, body, redacted })
    }

    pub(crate) fn status(&self) -> u16 {
        self.status
    }

    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok().map(str::trim).filter(|value| !value.is_empty())
    }

    pub(crate) fn request_id(&self) -> Option<String> {
        request_id(&self.headers).map(str::to_owned)
    }

    /// A refusal's body as JSON, without the secrets of the call.
    pub(crate) fn refusal_body(&self) -> Option<Value> {
        serde_json::from_str(self.redacted.as_deref()?).ok()
    }

    pub(crate) fn is_web_page(&self) -> bool {
        let says_html = self.header(CONTENT_TYPE.as_str()).is_some_and(|kind| kind.contains("html"));
        let looks_html = self
            .body
            .as_ref()
            .is_ok_and(|body| body.iter().find(|c| !c.is_ascii_whitespace()) == Some(&b'<'));
        says_html || looks_html
    }

    /// How long the provider asks to wait: `Retry-After` in seconds or as a date, or Unipile's
    /// `x-ratelimit-reset` in seconds beside a 429.
    pub(crate) fn retry_after(&self, now: Timestamp) -> Option<Duration> {
        let seconds = |value: &str| value.parse::<u64>().ok().map(Duration::from_secs);
        let told = self.header(RETRY_AFTER.as_str()).and_then(|value| {
            seconds(value).or_else(|| {
                let at = DateTime::parse_from_rfc2822(value).ok()?.with_timezone(&Utc);
                Some((at - now).to_std().unwrap_or_default())
            })
        });
        let reset = || self.header("x-ratelimit-reset").filter(|_| self.status == 429).and_then(seconds);
        // Some servers send the reset as a point in time; nobody waits for years.
        told.or_else(reset).filter(|wait| *wait < Duration::from_secs(60 * 60 * 24 * 31))
    }

    /// See [`Answer::retry_after`].
    pub(crate) fn retry_at(&self, now: Timestamp) -> Option<Timestamp> {
        Some(now + TimeDelta::from_std(self.retry_after(now)?).ok()?)
    }

    /// Whether a refused call can have made something: after 5xx, 408 and a redirect nobody knows.
    pub(crate) fn outcome_of_refusal(&self) -> Outcome {
        match (self.effect, self.status) {
            (Effect::Read, _) => Outcome::Definite,
            (Effect::Change, 400..=407 | 409..=499) => Outcome::Definite,
            (Effect::Change, _) => Outcome::Unknown,
        }
    }

    /// Whether a success that can't be read can have made something.
    fn outcome_unreadable(&self) -> Outcome {
        match self.effect {
            Effect::Read => Outcome::Definite,
            Effect::Change => Outcome::Unknown,
        }
    }

    /// A success that makes no sense.
    pub(crate) fn unusable(&self, what: &str) -> ProviderError {
        refusal::unusable(self.provider, self, self.outcome_unreadable(), what)
    }

    /// A success's body.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T> {
        let body = match &self.body {
            Ok(body) => body,
            Err(BodyTrouble::TooLarge) => {
                return Err(self.unusable("answered with far more data than Rollcall reads (2 MB)."));
            }
            Err(BodyTrouble::BrokenOff) => {
                return Err(self.unusable("broke off in the middle of its answer."));
            }
            Err(BodyTrouble::TooSlow) => {
                return Err(self.unusable("didn't finish its answer in time."));
            }
        };
        if body.iter().all(u8::is_ascii_whitespace) {
            return Err(self.unusable("answered with nothing."));
        }
        serde_json::from_slice(body).map_err(|error| {
            self.unusable(match error.classify() {
                _ if self.is_web_page() => {
                    "answered with a web page instead of data. Check the connection's address."
                }
                serde_json::error::Category::Eof => "broke off in the middle of its answer.",
                _ => UNREADABLE,
            })
        })
    }

    /// The list in a success's body: see [`lenient::list`].
    pub(crate) fn list<T: DeserializeOwned>(&self, body: &Value, names: &[&str]) -> Result<Vec<T>> {
        lenient::list(body, names).ok_or_else(|| self.unusable(UNREADABLE))
    }
}

pub(super) fn request_id(headers: &HeaderMap) -> Option<&str> {
    REQUEST_ID_HEADERS.iter().find_map(|name| headers.get(*name)?.to_str().ok())
}

async fn capped(mut response: Response, most: usize) -> Result<Zeroizing<Vec<u8>>, BodyTrouble> {
    if response.content_length().is_some_and(|length| length > most as u64) {
        return Err(BodyTrouble::TooLarge);
    }
    let mut body = Zeroizing::new(Vec::new());
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > most => {
                return Err(BodyTrouble::TooLarge);
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Ok(body),
            Err(error) if error.is_timeout() => return Err(BodyTrouble::TooSlow),
            Err(_) => return Err(BodyTrouble::BrokenOff),
        }
    }
}
