//! Scripted trouble: what the next answers of a route shall be.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One scripted trouble, as `POST /fault` takes it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// `linkedin`, `unipile`, `edges` or `zernio`.
    pub provider: String,
    /// Any method when left out.
    #[serde(default)]
    pub method: Option<String>,
    /// A path, or its beginning; `*` stands for any letters. Any path when left out.
    #[serde(default)]
    pub path: Option<String>,
    /// How many requests it strikes.
    #[serde(default = "once")]
    pub times: u32,
    /// How many matching requests pass unharmed first.
    #[serde(default)]
    pub skip: u32,
    /// Answer with this status instead of doing anything; 200 when only a body is scripted.
    #[serde(default)]
    pub status: Option<u16>,
    /// Answer with this body: a JSON value, or a string sent as it is.
    #[serde(default)]
    pub body: Option<serde_json::Value>,
    /// Answer with this HTML page.
    #[serde(default)]
    pub body_html: Option<String>,
    /// Headers of the scripted answer.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Wait before answering.
    #[serde(default)]
    pub delay_ms: u64,
    /// Send only this many bytes of the body, then break the connection.
    #[serde(default)]
    pub cut_after_bytes: Option<usize>,
    /// Send the body in 16-byte pieces with this pause before each.
    #[serde(default)]
    pub trickle_ms: Option<u64>,
    /// Hang up without a reply once this much of the request's body has arrived; nothing happens.
    #[serde(default)]
    pub cut_upload_after_bytes: Option<usize>,
    /// Let the request take effect, then hang up without a reply.
    #[serde(default)]
    pub reply_lost: bool,
    /// Let the request take effect, then send the scripted status and body.
    #[serde(default)]
    pub after_effect: bool,
}

fn once() -> u32 {
    1
}

impl Fault {
    /// Whether the answer itself is scripted, not only how it travels.
    pub fn is_canned(&self) -> bool {
        self.status.is_some() || self.body.is_some() || self.body_html.is_some()
    }

    fn strikes(&self, provider: &str, method: &str, path: &str) -> bool {
        self.provider == provider
            && self.method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
            && self.path.as_deref().is_none_or(|pattern| begins_like(pattern, path))
    }
}

/// Faults in the order they were scripted; the first that matches strikes.
#[derive(Default)]
pub struct Faults {
    pending: Vec<Fault>,
}

impl Faults {
    pub fn add(&mut self, fault: Fault) {
        self.pending.push(fault);
    }

    pub fn clear(&mut self) {
        self.pending.clear();
    }

    pub fn pending(&self) -> &[Fault] {
        &self.pending
    }

    /// The fault that strikes this request, used up by one.
    pub fn take(&mut self, provider: &str, method: &str, path: &str) -> Option<Fault> {
        let found = self.pending.iter().position(|fault| fault.strikes(provider, method, path))?;
        let fault = &mut self.pending[found];
        if fault.skip > 0 {
            fault.skip -= 1;
            return None;
        }
        let struck = fault.clone();
        fault.times = fault.times.saturating_sub(1);
        if fault.times == 0 {
            self.pending.remove(found);
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
    use super::begins_like;

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
}
