//! Profiles, accounts, connect requests and posts.

use chrono::{DateTime, Utc};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::webhooks::Webhook;
use crate::world::{Ids, ascii_slug, iso_millis};

/// A client or brand.
#[derive(Clone, Serialize, Deserialize)]
pub struct Profile {
    pub id: String,
    pub name: String,
    pub created_at: DateTime<Utc>,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct SocialAccount {
    pub id: String,
    /// The profile's id.
    pub profile: String,
    /// Slug of the member.
    pub person: String,
    pub username: String,
    pub display_name: String,
    pub platform_user_id: String,
    pub created_at: DateTime<Utc>,
    pub is_active: bool,
    pub enabled: bool,
    pub token_expires: DateTime<Utc>,
    pub unhealthy_since: Option<DateTime<Utc>>,
    pub disconnect_reason: Option<String>,
    pub rate_limited_until: Option<DateTime<Utc>>,
}

/// An `authUrl` handed out and not yet followed to its end.
#[derive(Clone, Serialize, Deserialize)]
pub struct ConnectRequest {
    pub profile: String,
    pub redirect_url: Option<String>,
    pub reconnect: Option<String>,
    pub expected_user: Option<String>,
    pub login_hint: Option<String>,
}

/// A post as Zernio keeps it.
#[derive(Clone, Serialize, Deserialize)]
pub struct StoredPost {
    pub id: String,
    pub json: Value,
    pub content: String,
    pub accounts: Vec<String>,
    pub created_at: DateTime<Utc>,
    pub idempotency_key: Option<String>,
}

#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Zernio {
    #[serde(with = "indexmap::map::serde_seq")]
    pub profiles: IndexMap<String, Profile>,
    #[serde(with = "indexmap::map::serde_seq")]
    pub accounts: IndexMap<String, SocialAccount>,
    #[serde(with = "indexmap::map::serde_seq")]
    pub connects: IndexMap<String, ConnectRequest>,
    #[serde(with = "indexmap::map::serde_seq")]
    pub posts: IndexMap<String, StoredPost>,
    #[serde(with = "indexmap::map::serde_seq")]
    pub webhooks: IndexMap<String, Webhook>,
}

impl Zernio {
    pub fn add(&mut self, account: SocialAccount) {
        self.accounts.insert(account.id.clone(), account);
    }

    pub fn account(&self, id: &str) -> Option<&SocialAccount> {
        self.accounts.get(id)
    }

    pub fn account_mut(&mut self, id: &str) -> Option<&mut SocialAccount> {
        self.accounts.get_mut(id)
    }

    pub fn profile(&self, id: &str) -> Option<&Profile> {
        self.profiles.get(id)
    }

    /// The id of the profile with this name, made when missing.
    pub fn profile_named(&mut self, ids: &mut Ids, name: &str, at: DateTime<Utc>) -> String {
        if let Some(profile) = self.profiles.values().find(|profile| profile.name == name) {
            return profile.id.clone();
        }
        let id = ids.hex(24);
        self.profiles.insert(id.clone(), Profile { id: id.clone(), name: name.to_owned(), created_at: at });
        id
    }
}

impl Profile {
    pub fn json(&self) -> Value {
        json!({
            "_id": self.id,
            "name": self.name,
            "slug": ascii_slug(&self.name),
            "createdAt": iso_millis(self.created_at),
        })
    }
}

impl SocialAccount {
    /// The token works.
    pub fn is_connected(&self, now: DateTime<Utc>) -> bool {
        self.is_active && now < self.token_expires
    }
}
