//! Scripted trouble: what the next answers of a route shall be.

use std::collections::BTreeMap;

use axum::http::{HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};

use crate::provider::Provider;

/// One scripted trouble, as `POST /fault` takes it: which requests it strikes, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Whose requests.
    pub provider: Provider,
    /// Any method when left out.
    #[serde(default)]
    pub method: Option<String>,
    /// A path, or its beginning; `*` stands for any letters. Any path when left out.
    #[serde(default)]
    pub path: Option<String>,
    /// How many requests it strikes; 0: every one until the faults are cleared.
    #[serde(default = "once")]
    pub times: u32,
    /// How many matching requests pass unharmed first.
    #[serde(default)]
    pub skip: u32,
    /// Strikes one in so many of the matching requests after `skip`, the first of each group.
    #[serde(default = "once")]
    pub every: u32,
    /// Answers with this status instead of doing anything; 200 when only a body is scripted.
    #[serde(default)]
    pub status: Option<u16>,
    /// Answers with this body: a JSON value, or a string sent as it is.
    #[serde(default)]
    pub body: Option<serde_json::Value>,
    /// Answers with this HTML page.
    #[serde(default)]
    pub body_html: Option<String>,
    /// Headers of the scripted answer.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Waits so many milliseconds before anything happens.
    #[serde(default)]
    pub delay_ms: u64,
    /// Sends only so many bytes of the body, then breaks the connection.
    #[serde(default)]
    pub cut_after_bytes: Option<usize>,
    /// Sends the body in small pieces with a pause of so many milliseconds before each.
    #[serde(default)]
    pub trickle_ms: Option<u64>,
    /// How many bytes a piece of a trickle has.
    #[serde(default = "sip")]
    pub trickle_bytes: usize,
    /// Hangs up without a reply once so many bytes of the request's body have arrived; nothing
    /// happens. With 0 it hangs up at once.
    #[serde(default)]
    pub cut_upload_after_bytes: Option<usize>,
    /// Lets the request take effect, then hangs up without a reply.
    #[serde(default)]
    pub reply_lost: bool,
    /// Lets the request take effect, then sends the scripted status and body.
    #[serde(default)]
    pub after_effect: bool,
}

fn once() -> u32 {
    1
}

fn sip() -> usize {
    16
}

impl Fault {
    /// Strikes the next request to `provider` and does nothing to it yet: set the other fields.
    #[must_use]
    pub fn of(provider: Provider) -> Self {
        Self {
            provider,
            method: None,
            path: None,
            times: once(),
            skip: 0,
            every: once(),
            status: None,
            body: None,
            body_html: None,
            headers: BTreeMap::new(),
            delay_ms: 0,
            cut_after_bytes: None,
            trickle_ms: None,
            trickle_bytes: sip(),
            cut_upload_after_bytes: None,
            reply_lost: false,
            after_effect: false,
        }
    }

    /// Only requests with this method to paths that begin like this.
    #[must_use]
    pub fn on(mut self, method: &str, path: &str) -> Self {
        self.method = Some(method.to_owned());
        self.path = Some(path.to_owned());
        self
    }

    /// What is wrong with it, if anything.
    pub(crate) fn check(&self) -> Result<(), String> {
        if self.status.is_some_and(|status| !(200..=599).contains(&status)) {
            return Err("A scripted status is between 200 and 599.".to_owned());
        }
        if self.trickle_bytes == 0 {
            return Err("A piece of a trickle has at least one byte.".to_owned());
        }
        for (name, value) in &self.headers {
            if HeaderName::try_from(name).is_err() || HeaderValue::try_from(value).is_err() {
                return Err(format!("{name} cannot be sent as a header."));
            }
        }
        Ok(())
    }

    /// Whether the answer itself is scripted, not only how it travels.
    pub(crate) fn is_canned(&self) -> bool {
        self.status.is_some() || self.body.is_some() || self.body_html.is_some()
    }

    fn matches(&self, provider: Provider, method: &str, path: &str) -> bool {
        self.provider == provider
            && self.method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
            && self.path.as_deref().is_none_or(|pattern| begins_like(pattern, path))
    }
}

/// A fault and how far it has come.
#[derive(Clone, Serialize, Deserialize)]
struct Pending {
    fault: Fault,
    /// Matching requests since the last that was struck.
    spared: u32,
}

impl Pending {
    /// Counts a matching request; whether it is struck.
    fn strikes(&mut self) -> bool {
        if self.fault.skip > 0 {
            self.fault.skip -= 1;
            return false;
        }
        let struck = self.spared == 0;
        self.spared = (self.spared + 1) % self.fault.every.max(1);
        struck
    }
}

/// Faults in the order they were scripted; the first that matches strikes.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Faults {
    pending: Vec<Pending>,
}

impl Faults {
    pub fn add(&mut self, fault: Fault) {
        self.pending.push(Pending { fault, spared: 0 });
    }

    pub fn clear(&mut self) {
        self.pending.clear();
    }

    /// What is still to strike, as it was scripted less what has happened.
    pub fn pending(&self) -> Vec<Fault> {
        self.pending.iter().map(|pending| pending.fault.clone()).collect()
    }

    /// The fault that strikes this request, used up by one.
    pub fn take(&mut self, provider: Provider, method: &str, path: &str) -> Option<Fault> {
        let found = self.pending.iter().position(|pending| pending.fault.matches(provider, method, path))?;
        let pending = &mut self.pending[found];
        if !pending.strikes() {
            return None;
        }
        let struck = pending.fault.clone();
        match struck.times {
            0 => {}
            1 => {
                self.pending.remove(found);
            }
            _ => pending.fault.times -= 1,
        }
        Some(struck)
    }
}

/// Whether `path` begins with `pattern`, in which `*` stands for any letters.
fn begins_like(pattern: &str, path: &str) -> bool {
    let mut rest = path;
    for (position, piece) in pattern.split('*').enumerate() {
        let found = if position == 0 { rest.starts_with(piece).then_some(0) } else { rest.find(piece) };
        match found {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::{Fault, Faults, Provider, begins_like};

    #[test]
    fn a_pattern_is_a_beginning_with_wildcards() {
        for (pattern, path, expected) in [
            ("/rest/posts", "/rest/posts", true),
            ("/rest/posts", "/rest/posts/urn", true),
            ("/rest/posts", "/rest/images", false),
            ("/v2/*/posts", "/v2/acc_1/posts", true),
            ("/v2/*/posts", "/v2/acc_1/users/me", false),
            ("*", "/anything", true),
            ("*/me", "/v2/acc_1/users/me", true),
        ] {
            assert_eq!(begins_like(pattern, path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn which_requests_are_struck() {
        for (times, skip, every, expected) in [
            (1, 0, 1, "x........."),
            (2, 1, 1, ".xx......."),
            (2, 0, 3, "x..x......"),
            (0, 0, 1, "xxxxxxxxxx"),
            (0, 2, 4, "..x...x..."),
            (1, 0, 0, "x........."),
        ] {
            let mut faults = Faults::default();
            faults.add(Fault { times, skip, every, ..Fault::of(Provider::Edges) });
            let struck: String = (0..10)
                .map(|_| if faults.take(Provider::Edges, "GET", "/").is_some() { 'x' } else { '.' })
                .collect();
            assert_eq!(struck, expected, "times {times}, skip {skip}, every {every}");
        }
    }
}
