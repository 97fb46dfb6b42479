//! Which LinkedIn member an account is, by the ids that providers tell.
//!
//! They tell different ones: Unipile and Edges the profile's id (`ACoAA…`), the official API and
//! Zernio the id that their developer app knows the member under (`sub`), and some the number in
//! the member's URN. Ids of different kinds can't be compared; a profile's address can.

use percent_encoding::percent_decode_str;

use crate::account::Account;

#[derive(PartialEq, Eq)]
enum Kind {
    Profile,
    Number,
    OfOneApp,
}

fn bare(id: &str) -> &str {
    id.trim().rsplit(':').next().unwrap_or(id)
}

fn kind(id: &str) -> Kind {
    if id.starts_with("ACo") || id.starts_with("ADo") {
        Kind::Profile
    } else if id.chars().all(|c| c.is_ascii_digit()) {
        Kind::Number
    } else {
        Kind::OfOneApp
    }
}

/// Whether two ids surely belong to two members.
pub fn surely_differ(one: &str, other: &str) -> bool {
    let (one, other) = (bare(one), bare(other));
    !one.is_empty() && !other.is_empty() && kind(one) == kind(other) && one != other
}

/// The last part of a profile's address, as LinkedIn compares it; `None` for any other address.
fn slug(profile_url: &str) -> Option<String> {
    let (_, rest) = profile_url.split_once("/in/")?;
    let slug = rest.split(['/', '?', '#']).next()?;
    let slug = percent_decode_str(slug).decode_utf8().ok()?.to_lowercase();
    (!slug.is_empty()).then_some(slug)
}

/// What two accounts of one member have in common, one of these at least.
pub fn keys(account: &Account) -> Vec<String> {
    let id = account.linkedin_id.as_deref().map(bare).filter(|id| !id.is_empty());
    let slug = account.profile_url.as_deref().and_then(slug);
    id.map(|id| format!("id {id}")).into_iter().chain(slug.map(|slug| format!("in {slug}"))).collect()
}

/// What every account of the same member has in its id or in its profile's address, however that is
/// written: to look for them among many. An account that has it may still be somebody else's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// A part of LinkedIn's id of the member.
    pub id: Option<String>,
    /// A part of the profile's address, in lower case.
    pub address: Option<String>,
}

/// The trace of an account's member.
pub fn trace(account: &Account) -> Trace {
    let id = account.linkedin_id.as_deref().map(bare).filter(|id| !id.is_empty());
    // Letters beyond ASCII can be written in two ways.
    let plain = |slug: String| {
        let pieces = slug.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').map(str::to_owned);
        pieces.max_by_key(String::len).filter(|piece| !piece.is_empty()).unwrap_or_else(|| "/in/".to_owned())
    };
    let address = account.profile_url.as_deref().and_then(slug).map(plain);
    Trace { id: id.map(str::to_owned), address }
}

/// Whether two accounts surely belong to one member.
pub fn is_same(one: &Account, other: &Account) -> bool {
    let ids = (one.linkedin_id.as_deref().map(bare), other.linkedin_id.as_deref().map(bare));
    if let (Some(a), Some(b)) = ids {
        if !a.is_empty() && a == b {
            return true;
        }
        if surely_differ(a, b) && one.provider == other.provider {
            return false;
        }
    }
    let slugs = (one.profile_url.as_deref().and_then(slug), other.profile_url.as_deref().and_then(slug));
    matches!(slugs, (Some(a), Some(b)) if a == b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_kind_tell_members_apart_and_others_say_nothing() {
        let cases = [
            ("ACoAAB1", "ACoAAB2", true),
            ("ACoAAB1", "ACoAAB1", false),
            ("urn:li:fsd_profile:ACoAAB1", "ACoAAB1", false),
            ("urn:li:person:x9_", "x9_", false),
            ("ACoAAB1", "x9_", false),
            ("123", "456", true),
            ("", "ACoAAB1", false),
        ];
        for (one, other, differ) in cases {
            assert_eq!(surely_differ(one, other), differ, "{one} {other}");
        }
    }

    #[test]
    fn addresses_of_one_profile_are_alike_however_they_are_written() {
        for address in [
            "https://www.linkedin.com/in/chlo%C3%A9-lambert",
            "https://de.linkedin.com/in/Chloé-Lambert/",
            "https://www.linkedin.com/in/chloé-lambert?trk=x",
        ] {
            assert_eq!(slug(address).as_deref(), Some("chloé-lambert"), "{address}");
        }
        assert_eq!(slug("https://www.linkedin.com/company/acme"), None);
    }
}
