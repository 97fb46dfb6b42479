//! Profiles, accounts and connect requests.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::media::Upload;
use super::queue::Queue;
use super::stored::StoredPost;
use super::webhooks::Webhook;
use crate::world::{Ids, Person, World, ascii_slug, iso_millis};

/// How long LinkedIn's consent lasts.
const TOKEN_DAYS: i64 = 60;
/// How long LinkedIn's limit for a member lasts.
const RATE_LIMIT_HOURS: i64 = 1;

/// The owner of the API key.
pub const USER: &str = "66b0c0ffee0ddba11ad5e001";

/// A client or brand.
#[derive(Clone, Serialize, Deserialize)]
pub struct Profile {
    pub id: String,
    pub name: String,
    pub description: Option<String>,
    pub color: Option<String>,
    pub is_default: bool,
    pub created_at: DateTime<Utc>,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct SocialAccount {
    pub id: String,
    /// The profile's id.
    pub profile: String,
    /// Slug of the member.
    pub person: String,
    /// The page it posts as; the member's own profile when empty.
    pub organization: Option<u64>,
    pub username: String,
    pub display_name: String,
    pub platform_user_id: String,
    pub created_at: DateTime<Utc>,
    pub is_active: bool,
    pub enabled: bool,
    /// Scopes the member did not grant.
    pub missing_scopes: Vec<String>,
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
    pub expected_username: Option<String>,
    pub login_hint: Option<String>,
    /// The caller shows the choice of page itself.
    pub headless: bool,
    /// Slug of the member who consented and still has to choose a page.
    pub member: Option<String>,
    pub expires: DateTime<Utc>,
}

/// Somebody consented in a headless flow; the caller lets them choose.
#[derive(Clone, Serialize, Deserialize)]
pub struct PendingChoice {
    pub temp_token: String,
    pub connect_token: String,
    pub request: ConnectRequest,
    pub member: String,
    pub connect_until: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Zernio {
    #[serde(with = "indexmap::map::serde_seq")]
    pub profiles: IndexMap<String, Profile>,
    #[serde(with = "indexmap::map::serde_seq")]
    pub accounts: IndexMap<String, SocialAccount>,
    #[serde(with = "indexmap::map::serde_seq")]
    pub connects: IndexMap<String, ConnectRequest>,
    /// By pending-data token.
    #[serde(with = "indexmap::map::serde_seq")]
    pub choices: IndexMap<String, PendingChoice>,
    #[serde(with = "indexmap::map::serde_seq")]
    pub posts: IndexMap<String, StoredPost>,
    /// Posts waiting for the clock: when, and which.
    pub due: BTreeSet<(DateTime<Utc>, String)>,
    /// When an account's token ends.
    pub token_ends: BTreeSet<(DateTime<Utc>, String)>,
    #[serde(with = "indexmap::map::serde_seq")]
    pub queues: IndexMap<String, Queue>,
    /// By storage key.
    #[serde(with = "indexmap::map::serde_seq")]
    pub uploads: IndexMap<String, Upload>,
    #[serde(with = "indexmap::map::serde_seq")]
    pub webhooks: IndexMap<String, Webhook>,
    /// Answers to profile creations by idempotency key: the body's digest and the profile.
    #[serde(with = "indexmap::map::serde_seq")]
    pub profile_keys: IndexMap<String, (String, String)>,
    /// The minute that is being counted, and how many requests it had.
    pub minute: (i64, u32),
}

impl Zernio {
    pub fn add(&mut self, account: SocialAccount) {
        self.token_ends.insert((account.token_expires, account.id.clone()));
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
        let profile = Profile {
            id: id.clone(),
            name: name.to_owned(),
            description: None,
            color: None,
            is_default: self.profiles.is_empty(),
            created_at: at,
        };
        self.profiles.insert(id.clone(), profile);
        id
    }
}

impl Profile {
    pub fn json(&self) -> Value {
        let mut json = json!({
            "_id": self.id,
            "userId": USER,
            "name": self.name,
            "slug": ascii_slug(&self.name),
            "isDefault": self.is_default,
            "createdAt": iso_millis(self.created_at),
        });
        if let Some(description) = &self.description {
            json["description"] = json!(description);
        }
        if let Some(color) = &self.color {
            json["color"] = json!(color);
        }
        json
    }
}

impl SocialAccount {
    /// A member's account whose token was made now.
    pub fn linked(id: String, profile: String, person: &Person, now: DateTime<Utc>) -> Self {
        Self {
            id,
            profile,
            person: person.slug.clone(),
            organization: None,
            username: person.slug.clone(),
            display_name: person.name(),
            platform_user_id: person.sub.clone(),
            created_at: now,
            is_active: true,
            enabled: true,
            missing_scopes: Vec::new(),
            token_expires: now + TimeDelta::days(TOKEN_DAYS),
            unhealthy_since: None,
            disconnect_reason: None,
            rate_limited_until: None,
        }
    }

    /// The token works.
    pub fn is_connected(&self, now: DateTime<Utc>) -> bool {
        self.is_active && now < self.token_expires
    }

    pub fn is_rate_limited(&self, now: DateTime<Utc>) -> bool {
        self.rate_limited_until.is_some_and(|until| until > now)
    }

    /// The token was renewed by whoever owns the account.
    pub fn revive(&mut self, now: DateTime<Utc>) {
        self.is_active = true;
        self.missing_scopes.clear();
        self.token_expires = now + TimeDelta::days(TOKEN_DAYS);
        self.unhealthy_since = None;
        self.disconnect_reason = None;
    }

    /// `personal` or `organization`.
    pub fn kind(&self) -> &'static str {
        if self.organization.is_some() { "organization" } else { "personal" }
    }

    /// Becomes a page's account, or the member's own again.
    pub fn represent(&mut self, page: Option<(u64, &str, &str)>, person: &Person) {
        let (id, name, username, user_id) = match page {
            Some((id, name, vanity)) => (Some(id), name.to_owned(), vanity.to_owned(), id.to_string()),
            None => (None, person.name(), person.slug.clone(), person.sub.clone()),
        };
        self.organization = id;
        self.display_name = name;
        self.username = username;
        self.platform_user_id = user_id;
    }
}

/// What a script can do to an account, in the words of Zernio's health and events.
pub fn afflict(world: &mut World, id: &str, status: &str) {
    let now = world.now();
    let Some(account) = world.zernio.account_mut(id) else {
        return;
    };
    match status {
        "rate_limited" => account.rate_limited_until = Some(now + TimeDelta::hours(RATE_LIMIT_HOURS)),
        "permissions" => account.missing_scopes = vec!["w_member_social".to_owned()],
        "not_enabled" => account.enabled = false,
        _ => {
            account.is_active = false;
            account.unhealthy_since = Some(now);
            account.disconnect_reason = Some("Token expired".to_owned());
        }
    }
    let account = account.clone();
    match status {
        "rate_limited" => super::events::rate_limited(world, &account),
        "permissions" => super::events::permissions_changed(world, &account),
        "not_enabled" => {}
        _ => super::events::disconnected(world, &account, "unintentional", "Token expired"),
    }
}

/// Tells about the tokens that ended meanwhile.
pub fn end_tokens(world: &mut World) {
    let now = world.now();
    while let Some(first) = world.zernio.token_ends.first()
        && first.0 <= now
    {
        let Some((at, id)) = world.zernio.token_ends.pop_first() else {
            return;
        };
        let Some(account) = world.zernio.account_mut(&id).filter(|account| account.token_expires == at)
        else {
            continue;
        };
        if account.unhealthy_since.is_none() {
            account.unhealthy_since = Some(at);
            account.disconnect_reason = Some("Token expired".to_owned());
            let account = account.clone();
            super::events::disconnected(world, &account, "unintentional", "Token expired");
        }
    }
}
