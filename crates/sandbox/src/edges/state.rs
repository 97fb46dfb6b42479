//! Identities with their integration, and the links that lead owners to a page.

use chrono::{DateTime, TimeDelta, Utc};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::endpoints::Endpoints;
use crate::world::{Challenge, Challenges, Person, iso_millis};

pub const WORKSPACE: &str = "5f0c1f6e-4a2b-4a5e-9f53-6a1d0c7e2b90";
/// The window of LinkedIn's limits.
const LIMIT_HOURS: i64 = 24;
/// Wrong codes after which LinkedIn goes back to its sign-in form.
const WRONG_CODES: u32 = 3;
const USER: &str = "0b8f4f0d-7a5e-4c39-8a6a-2f3d9f0f6d11";

#[derive(Clone, Serialize, Deserialize)]
pub struct Identity {
    pub uid: String,
    pub name: String,
    /// `standard` or `engagement`.
    pub kind: String,
    pub timezone: String,
    pub created_at: DateTime<Utc>,
    /// Free for the workspace's own use; also holds the shared link of extension identities.
    pub meta: Map<String, Value>,
    pub integration: Option<Integration>,
    /// Token of the newest login link.
    pub login_token: Option<String>,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Integration {
    pub uid: String,
    /// Slug of the member.
    pub person: String,
    pub name: String,
    pub status: String,
    pub auth_type: String,
    pub setup_source: String,
    pub is_shared: bool,
    pub level: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub error: Option<Value>,
    pub checkpoint: Option<Challenges>,
}

/// A link on which the owner signs in; lives for 48 hours.
#[derive(Clone, Serialize, Deserialize)]
pub struct LoginLink {
    pub token: String,
    pub identity: String,
    pub expires: DateTime<Utc>,
}

#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Edges {
    /// In the order they were made, by uid.
    #[serde(with = "indexmap::map::serde_seq")]
    pub identities: IndexMap<String, Identity>,
    /// By token; an identity's newest is the one it shows.
    #[serde(with = "indexmap::map::serde_seq")]
    pub login_links: IndexMap<String, LoginLink>,
    /// Token to identity; a shared link does not expire.
    #[serde(with = "indexmap::map::serde_seq")]
    pub shared_links: IndexMap<String, String>,
    /// The minute that is being counted, and how many calls it had.
    pub minute: (i64, u32),
}

impl Edges {
    pub fn identity(&self, uid: &str) -> Option<&Identity> {
        self.identities.get(uid)
    }

    pub fn identity_mut(&mut self, uid: &str) -> Option<&mut Identity> {
        self.identities.get_mut(uid)
    }

    pub fn add(&mut self, identity: Identity) {
        self.identities.insert(identity.uid.clone(), identity);
    }

    /// Hands out a login link; it becomes the one the identity shows.
    pub fn add_login_link(&mut self, link: LoginLink) {
        if let Some(identity) = self.identities.get_mut(&link.identity) {
            identity.login_token = Some(link.token.clone());
        }
        self.login_links.insert(link.token.clone(), link);
    }

    /// The identity is gone, and every link to it.
    pub fn remove(&mut self, uid: &str) -> Option<Identity> {
        let gone = self.identities.shift_remove(uid)?;
        self.login_links.retain(|_, link| link.identity != uid);
        self.shared_links.retain(|_, owner| owner != uid);
        Some(gone)
    }

    /// Where the owner presses Accept.
    pub fn shared_url(&self, endpoints: &Endpoints, token: &str) -> String {
        format!("{}/identities/linkedin/shared/{token}", app(endpoints))
    }

    pub fn login_url(&self, endpoints: &Endpoints, token: &str) -> String {
        format!("{}/identities/linkedin/login?token={token}", app(endpoints))
    }
}

/// The origin of the pages; the API lives below it.
fn app(endpoints: &Endpoints) -> &str {
    endpoints.edges.base_url.strip_suffix("/v1").unwrap_or(&endpoints.edges.base_url)
}

impl Integration {
    /// The status by now: a reached limit ends by itself.
    pub fn status_at(&self, now: DateTime<Utc>) -> &str {
        if self.status == "LIMIT_REACHED" && self.updated_at + TimeDelta::hours(LIMIT_HOURS) <= now {
            "VALID"
        } else {
            &self.status
        }
    }

    pub fn json(&self, identity: &str, person: Option<&Person>, now: DateTime<Utc>) -> Value {
        let status = self.status_at(now);
        let error = self.error.as_ref().filter(|_| status == self.status);
        let mut meta = Map::new();
        if let Some(person) = person {
            meta.insert("linkedin_profile_id".to_owned(), json!(person.profile_id));
            meta.insert("public_identifier".to_owned(), json!(person.slug));
        }
        let mut json = json!({
            "uid": self.uid,
            "name": self.name,
            "integration_permalink": "linkedin",
            "identity_uid": identity,
            "user_uid": USER,
            "status": status,
            "auth_type": self.auth_type,
            "setup_source": self.setup_source,
            "is_shared": self.is_shared,
            "level": self.level,
            "created_at": iso_millis(self.created_at),
            "updated_at": iso_millis(self.updated_at),
            "meta": meta,
            "error": error,
        });
        if let Some(kind) = self.checkpoint.as_ref().and_then(kind_of) {
            json["checkpoint"] = json!({"type": kind});
        }
        json
    }
}

/// Edges' name of the present checkpoint.
pub fn kind_of(challenges: &Challenges) -> Option<&'static str> {
    let present = challenges.present()?;
    if challenges.wrong_answers() >= WRONG_CODES {
        return Some("LOGIN_FORM");
    }
    Some(match present {
        Challenge::AuthenticatorCode => "2FA",
        Challenge::TextMessageCode | Challenge::EmailCode => "OTP",
        Challenge::EmailCodeOrInAppApproval => "EMAIL",
        Challenge::InAppApproval => "IN_APP_VALIDATION",
        Challenge::PhoneNumber => "PHONE_REGISTER",
        Challenge::Captcha => "CAPTCHA",
        // Edges has no word for choosing a Recruiter contract.
        Challenge::ContractChoice => "UNKNOWN",
    })
}
