//! What an app may ask for, and how the consent page says it.

use std::collections::BTreeSet;

use crate::html::escape;
use crate::world::Config;

const SELF_SERVE: &[&str] = &["openid", "profile", "email", "w_member_social"];
const PARTNER: &[&str] = &[
    "r_basicprofile",
    "w_organization_social",
    "r_organization_social",
    "rw_organization_admin",
    "r_organization_admin",
    "w_member_social_feed",
    "w_organization_social_feed",
    "r_organization_social_feed",
    "r_member_postAnalytics",
    "r_member_profileAnalytics",
    "r_organization_followers",
    "r_1st_connections_size",
];
/// Apps from before August 2023 have them.
const LEGACY: &[&str] = &["r_liteprofile", "r_emailaddress"];
/// Known to LinkedIn, given to nobody who asks.
const CLOSED: &[&str] = &["r_member_social", "r_member_social_feed", "r_fullprofile"];

/// How a scope stands with the app.
pub enum Standing {
    Assigned,
    Unauthorized,
    Unknown,
}

pub fn standing(config: &Config, scope: &str) -> Standing {
    let (partner, legacy) = (PARTNER.contains(&scope), LEGACY.contains(&scope));
    if SELF_SERVE.contains(&scope) || (config.partner && partner) || (config.linkedin_legacy_scopes && legacy)
    {
        Standing::Assigned
    } else if partner || legacy || CLOSED.contains(&scope) {
        Standing::Unauthorized
    } else {
        Standing::Unknown
    }
}

/// Space-separated by the documents, comma-separated by some clients.
pub fn scopes_in(scope: &str) -> BTreeSet<String> {
    scope.split([' ', ',']).filter(|scope| !scope.is_empty()).map(ToOwned::to_owned).collect()
}

/// The sentence of the consent page, in HTML.
pub fn sentence(scope: &str) -> String {
    match scope {
        "openid" | "profile" | "r_basicprofile" => "Use your name and photo".to_owned(),
        "email" => "Use the primary e-mail address of your LinkedIn account".to_owned(),
        "w_member_social" => "Create, modify, and delete posts on your behalf".to_owned(),
        "w_organization_social" => {
            "Create, modify, and delete posts on your organization's behalf".to_owned()
        }
        other => format!("Use <code>{}</code>", escape(other)),
    }
}
