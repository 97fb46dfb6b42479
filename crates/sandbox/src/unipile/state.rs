//! What a tenant holds: accounts, hosted links, sign-ins in progress, webhooks.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::accounts::Accounts;
use super::hooks::{Endpoint, Webhook};
use crate::world::Challenges;

/// The one application of the tenant.
pub const APPLICATION: &str = "app_01sandbox00000000000000000";

/// Which of the two APIs a sign-in or a link came through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Version {
    V1,
    V2,
}

/// A sign-in that waits for a checkpoint.
#[derive(Clone, Serialize, Deserialize)]
pub struct Intent {
    /// The account's id, already fixed for a new one.
    pub id: String,
    pub person: String,
    pub opened: DateTime<Utc>,
    pub challenges: Challenges,
    pub wish: Wish,
    /// Passed by the owner's approval, before the client asked again.
    pub passed: bool,
}

/// Which products a sign-in enables.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Products {
    /// Version 2 names them.
    Only(Vec<String>),
    /// Version 1 takes whatever the member pays for, less these.
    AllBut(Vec<String>),
}

/// What the client asked the sign-in for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Wish {
    pub version: Version,
    /// The account to refresh.
    pub account_id: Option<String>,
    pub products: Products,
    pub premium_cookie: bool,
    pub by_cookies: bool,
    /// What the member signs in with, when it is a name.
    pub username: String,
    /// As version 2 shows it.
    pub proxy: Option<Value>,
    /// The Recruiter contract to use, when the client named one.
    pub contract: Option<String>,
    /// Echoed in version 2's `account.add` and `account.reconnect`.
    pub state: Option<String>,
}

/// A hosted page and what it was made for.
#[derive(Clone, Serialize, Deserialize)]
pub struct HostedLink {
    pub token: String,
    pub version: Version,
    pub account_id: Option<String>,
    pub made: DateTime<Utc>,
    pub expires: DateTime<Utc>,
    /// Where the owner goes when done.
    pub success_url: Option<String>,
    /// Where the owner goes when not.
    pub failure_url: Option<String>,
    /// Version 2's `state`, version 1's `name`.
    pub state: Option<String>,
    /// Version 1's `notify_url`.
    pub notify_url: Option<String>,
    pub login_hint: Option<String>,
    pub methods: Vec<String>,
    pub products: Products,
    /// The sign-in begun on the page.
    pub intent: Option<String>,
    pub used: bool,
}

#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Unipile {
    pub accounts: Accounts,
    pub intents: BTreeMap<String, Intent>,
    /// New sign-ins that a newer one for the same member took over from.
    pub superseded: BTreeSet<String>,
    /// Sign-ins LinkedIn has not answered yet: what they are for, and the newest of them.
    pub running: BTreeMap<String, u64>,
    pub next_run: u64,
    /// Accounts whose connection or first synchronisation is not over.
    pub unsettled: BTreeSet<String>,
    /// By token.
    #[serde(with = "indexmap::map::serde_seq")]
    pub links: IndexMap<String, HostedLink>,
    /// Version 1's webhooks, by id.
    #[serde(with = "indexmap::map::serde_seq")]
    pub webhooks: IndexMap<String, Webhook>,
    /// Version 2's webhook endpoints, by id.
    #[serde(with = "indexmap::map::serde_seq")]
    pub endpoints: IndexMap<String, Endpoint>,
    /// When each resynchronisation ends.
    pub resyncs: BTreeMap<String, DateTime<Utc>>,
    pub quota: Quota,
}

impl Unipile {
    /// The newest sign-in for this account or by this member.
    pub fn intent_of(&mut self, id: &str, person: Option<&str>) -> Option<&mut Intent> {
        if self.intents.contains_key(id) {
            return self.intents.get_mut(id);
        }
        self.intents
            .values_mut()
            .filter(|intent| !intent.passed && Some(intent.person.as_str()) == person)
            .max_by_key(|intent| intent.opened)
    }
}

/// What the headers say when no limit is set.
const SHOWN_WITHOUT_LIMIT: u32 = 100_000;

/// Requests in the present minute.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Quota {
    since: Option<DateTime<Utc>>,
    used: u32,
}

/// Where a key stands after one more request.
#[derive(Clone, Copy)]
pub struct Standing {
    pub limit: u32,
    pub remaining: u32,
    /// Whole seconds until the count starts over.
    pub reset: u32,
    pub exceeded: bool,
}

impl Quota {
    /// Counts one request; a limit of 0 is never exceeded.
    pub fn count(&mut self, now: DateTime<Utc>, limit: u32) -> Standing {
        let minute = TimeDelta::minutes(1);
        let since = match self.since {
            Some(since) if (since..since + minute).contains(&now) => since,
            _ => {
                self.used = 0;
                self.since = Some(now);
                now
            }
        };
        self.used = self.used.saturating_add(1);
        let left = (since + minute - now).num_milliseconds();
        let shown = if limit == 0 { SHOWN_WITHOUT_LIMIT } else { limit };
        Standing {
            limit: shown,
            remaining: shown.saturating_sub(self.used),
            // Rounded up: coming back exactly then must work.
            reset: u32::try_from((left + 999) / 1_000).unwrap_or(60),
            exceeded: limit > 0 && self.used > limit,
        }
    }
}
