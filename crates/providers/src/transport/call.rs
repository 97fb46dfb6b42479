//! One request, with what is needed to send it, to log it and to keep its secrets.

use bytes::Bytes;
use reqwest::{
    Client, Method, RequestBuilder,
    header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
};
use rollcall_domain::{provider::Provider, secret::Secret};
use serde::Serialize;
use url::Url;
use zeroize::Zeroizing;

use crate::error::{ErrorKind, Outcome, ProviderError};

/// Whether a call can make or change something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// It can't: it is tried again when that can help.
    Read,
    /// It can: it is sent once.
    Change,
}

/// What a call carries.
pub(super) enum Body {
    /// Nothing.
    Empty,
    /// JSON, exactly these bytes.
    Json(Bytes),
    /// Something that is streamed; the upload brings it along, with its length.
    Streamed,
    /// A form, as OAuth wants it.
    Form(Vec<(&'static str, Secret)>),
}

/// One request. Has no `Debug`: it holds secrets.
pub(crate) struct Call {
    pub(crate) provider: Provider,
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) effect: Effect,
    /// Whether the provider signs in to LinkedIn before it answers.
    pub(crate) signs_in: bool,
    /// Whether a success is complete once its headers are there.
    pub(crate) headers_suffice: bool,
    /// Whether the answer is a list that comes whole, however long it is.
    pub(crate) is_whole_list: bool,
    /// Whether whoever has the address can use it.
    pub(crate) address_is_secret: bool,
    headers: HeaderMap,
    body: Body,
    secrets: Vec<Secret>,
}

impl Call {
    /// A read.
    pub(crate) fn get(provider: Provider, url: Url) -> Call {
        Call::new(provider, Method::GET, url, Effect::Read)
    }

    /// A call that may change something, whatever its method.
    pub(crate) fn change(provider: Provider, method: Method, url: Url) -> Call {
        Call::new(provider, method, url, Effect::Change)
    }

    fn new(provider: Provider, method: Method, url: Url, effect: Effect) -> Call {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        Call {
            provider,
            method,
            url,
            effect,
            signs_in: false,
            headers_suffice: false,
            is_whole_list: false,
            address_is_secret: false,
            headers,
            body: Body::Empty,
            secrets: Vec::new(),
        }
    }

    /// Adds a header. One that can't be written is left out; the provider then refuses the call.
    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Call {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(HeaderName::from_static(name), value);
        }
        self
    }

    /// Adds a header that holds a secret.
    pub(crate) fn secret_header(mut self, name: &'static str, secret: &Secret) -> Call {
        self.insert_secret(HeaderName::from_static(name), secret.expose());
        self.knows(secret)
    }

    /// Authorizes the call with a bearer token.
    pub(crate) fn bearer(mut self, token: &Secret) -> Call {
        self.insert_secret(AUTHORIZATION, &Zeroizing::new(format!("Bearer {}", token.expose())));
        self.knows(token)
    }

    fn insert_secret(&mut self, name: HeaderName, value: &str) {
        if let Ok(mut value) = HeaderValue::from_str(value) {
            value.set_sensitive(true);
            self.headers.insert(name, value);
        }
    }

    /// Names a secret of this call, so that it is taken out of whatever the provider answers.
    pub(crate) fn knows(mut self, secret: &Secret) -> Call {
        self.secrets.push(secret.clone());
        self
    }

    /// Carries these bytes as JSON.
    pub(crate) fn json_bytes(mut self, bytes: impl Into<Bytes>) -> Call {
        self.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        self.body = Body::Json(bytes.into());
        self
    }

    /// Carries this value as JSON.
    pub(crate) fn json(self, value: &impl Serialize) -> Call {
        // Values built here always serialize; an empty body is refused by the provider.
        self.json_bytes(serde_json::to_vec(value).unwrap_or_default())
    }

    /// Carries a form. Its values count as secrets.
    pub(crate) fn form(mut self, fields: Vec<(&'static str, Secret)>) -> Call {
        self.body = Body::Form(fields);
        self
    }

    /// Leaves the body to the upload.
    pub(super) fn streamed(mut self) -> Call {
        self.body = Body::Streamed;
        self
    }

    /// Lets the provider take the time that a sign-in to LinkedIn takes.
    pub(crate) fn signs_in(mut self) -> Call {
        self.signs_in = true;
        self
    }

    /// Takes a success as complete once its headers are there.
    pub(crate) fn headers_suffice(mut self) -> Call {
        self.headers_suffice = true;
        self
    }

    /// Expects a list that comes whole.
    pub(crate) fn whole_list(mut self) -> Call {
        self.is_whole_list = true;
        self
    }

    /// Keeps the path out of the log as well.
    pub(crate) fn address_is_secret(mut self) -> Call {
        self.address_is_secret = true;
        self
    }

    pub(crate) fn request(&self, client: &Client) -> RequestBuilder {
        let request = client.request(self.method.clone(), self.url.clone()).headers(self.headers.clone());
        match &self.body {
            // LinkedIn answers 411 to a POST that doesn't say how long its body is.
            Body::Empty if self.effect == Effect::Change => request.header(CONTENT_LENGTH, 0),
            Body::Empty | Body::Streamed => request,
            Body::Json(bytes) => request.body(bytes.clone()),
            Body::Form(fields) => {
                request.form(&fields.iter().map(|(name, value)| (*name, value.expose())).collect::<Vec<_>>())
            }
        }
    }

    pub(crate) fn log_path(&self) -> &str {
        if self.address_is_secret { "…" } else { self.url.path() }
    }

    /// What the provider said, without any secret of this call.
    pub(crate) fn redact(&self, text: &str) -> String {
        let form = match &self.body {
            Body::Form(fields) => fields.as_slice(),
            _ => &[],
        };
        // Names such as `authorization_code` are no secrets, and a very short value would blot out
        // half of the text.
        let secrets = self
            .secrets
            .iter()
            .chain(form.iter().filter(|(name, _)| *name != "grant_type").map(|(_, value)| value));
        secrets.filter(|secret| secret.expose().len() >= 4).fold(text.to_owned(), |text, secret| {
            let plain = text.replace(secret.expose(), "…");
            let in_json = serde_json::to_string(secret.expose()).unwrap_or_default();
            let inside = in_json.trim_matches('"');
            if inside.is_empty() { plain } else { plain.replace(inside, "…") }
        })
    }

    /// What a call without an answer comes to.
    pub(crate) fn lost(&self, error: &reqwest::Error) -> ProviderError {
        let name = self.provider.name();
        if error.is_connect() || error.is_builder() {
            return ProviderError::new(
                ErrorKind::Unreachable,
                Outcome::NotSent,
                format!(
                    "{name} can't be reached. Check the internet connection and the connection's address."
                ),
            );
        }
        let sentence = if error.is_timeout() {
            format!("{name} didn't answer in time.")
        } else {
            format!("The line to {name} broke before an answer came.")
        };
        ProviderError::new(ErrorKind::Unreachable, self.outcome_without_answer(), sentence)
    }

    /// Whether a call that reached the provider, or may have, can have made something when its
    /// answer is missing or can't be read.
    pub(crate) fn outcome_without_answer(&self) -> Outcome {
        match self.effect {
            Effect::Read => Outcome::Definite,
            Effect::Change => Outcome::Unknown,
        }
    }
}
