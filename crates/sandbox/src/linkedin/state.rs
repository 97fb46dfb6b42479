//! Codes and tokens.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::media::Library;
use super::sign_in::{Session, SignIn};
use super::throttle::Usages;
use super::webhooks::Webhooks;

/// An authorization code, good for one exchange within 30 minutes.
#[derive(Clone, Serialize, Deserialize)]
pub struct Code {
    pub person: String,
    pub redirect_uri: String,
    pub scopes: BTreeSet<String>,
    pub expires: DateTime<Utc>,
    /// Present when the code came from the native flow.
    pub challenge: Option<String>,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Token {
    pub person: String,
    pub scopes: BTreeSet<String>,
    pub issued: DateTime<Utc>,
    pub expires: DateTime<Utc>,
    pub revoked: bool,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct RefreshToken {
    pub person: String,
    pub scopes: BTreeSet<String>,
    pub expires: DateTime<Utc>,
    pub revoked: bool,
}

#[derive(Clone, Default, Serialize, Deserialize)]
pub struct LinkedIn {
    /// Slugs of the seeded members who are linked through the official API.
    pub members: Vec<String>,
    pub codes: HashMap<String, Code>,
    pub tokens: HashMap<String, Token>,
    pub refresh_tokens: HashMap<String, RefreshToken>,
    pub usage: Usages,
    /// Pictures, videos and documents.
    pub media: Library,
    /// Browsers signed in on LinkedIn's own page, by `li_at`.
    pub sessions: HashMap<String, Session>,
    /// Sign-ins before a checkpoint, by the token in the page's address.
    pub sign_ins: HashMap<String, SignIn>,
    pub webhooks: Webhooks,
}

impl LinkedIn {
    pub fn has_living_token(&self, person: &str, now: DateTime<Utc>) -> bool {
        self.tokens.values().any(|token| token.person == person && !token.revoked && now < token.expires)
    }

    /// The member took the app's permission away.
    pub fn revoke_member(&mut self, person: &str) {
        for token in self.tokens.values_mut() {
            token.revoked |= token.person == person;
        }
        for token in self.refresh_tokens.values_mut() {
            token.revoked |= token.person == person;
        }
    }
}
