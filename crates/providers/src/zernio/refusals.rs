//! Zernio's error envelope and what its codes and types mean (Zernio API reference, "Errors").

use rollcall_domain::provider::Provider;

use crate::{
    error::ErrorKind,
    refusal::{self, During, Refusals, Row, row},
};

const KEY: &str = "Zernio didn't accept the connection's key.";
const SIGN_IN: &str = "LinkedIn no longer accepts this account's sign-in at Zernio. Refresh the account.";
const OTHER_MEMBER: &str = "This sign-in belongs to another LinkedIn member than the account.";
const PLAN: &str = "The Zernio plan behind this connection doesn't cover this{detail}.";

pub(super) static REFUSALS: Refusals = Refusals {
    provider: Provider::Zernio,
    codes: &["code", "type"],
    words: &["error", "message"],
    request_id: "",
    table: TABLE,
};

/// Codes before the types they belong to.
static TABLE: &[Row] = &[
    row("missing_credentials", ErrorKind::ConnectionKey, KEY),
    row("invalid_credentials", ErrorKind::ConnectionKey, KEY),
    row("reconnect_required", ErrorKind::SignInNeeded, SIGN_IN),
    row("ACCOUNT_DISCONNECTED", ErrorKind::SignInNeeded, SIGN_IN),
    row(
        "ACCOUNT_NOT_ENABLED_FOR_POSTING",
        ErrorKind::PermissionMissing,
        "This account isn't enabled for posting at Zernio.",
    ),
    row("PROFILE_OVER_LIMIT", ErrorKind::ConnectionKey, PLAN),
    row("account_limit_exceeded", ErrorKind::ConnectionKey, PLAN),
    row("payment_required", ErrorKind::ConnectionKey, PLAN),
    row("reconnect_account_mismatch", ErrorKind::WrongMember, OTHER_MEMBER),
    row("account_mismatch", ErrorKind::WrongMember, OTHER_MEMBER),
    row(
        "oauth_denied",
        ErrorKind::Cancelled,
        "Access wasn't allowed on LinkedIn's page. Nothing was changed.",
    ),
    row(
        "access_denied",
        ErrorKind::Cancelled,
        "Access wasn't allowed on LinkedIn's page. Nothing was changed.",
    ),
    row("invalid_state", ErrorKind::LinkExpired, "This link is too old or was used already. Make a new one."),
    row(
        "invalid_callback",
        ErrorKind::LinkExpired,
        "This link is too old or was used already. Make a new one.",
    ),
    row(
        "token_exchange_failed",
        ErrorKind::LinkExpired,
        "LinkedIn didn't complete the sign-in at Zernio. Make a new link.",
    ),
    row(
        "connection_failed",
        ErrorKind::Unreachable,
        "Zernio couldn't complete the sign-in at LinkedIn{detail}. Try again in some minutes.",
    ),
    row("profile_not_found", ErrorKind::NotFound, "Zernio doesn't know this profile any more."),
    row("linkedin_mentions_*", ErrorKind::ContentRefused, "Zernio refused a mention in the post{detail}."),
    row(
        "idempotency_conflict",
        ErrorKind::Duplicate { urn: None },
        "Zernio has another post under the same key already.",
    ),
    row("queue_slot_conflict", ErrorKind::ContentRefused, "This slot of the queue is taken{detail}."),
    row(
        "invalid_resource_state",
        ErrorKind::ContentRefused,
        "Zernio can't do this to the post as it is now{detail}.",
    ),
    Row {
        code: "",
        status: 409,
        during: Some(During::Publishing),
        says: "",
        kind: ErrorKind::Duplicate { urn: None },
        sentence: "This account has published the same content in the last 24 hours.",
    },
    // Types
    row("authentication_error", ErrorKind::ConnectionKey, KEY),
    row(
        "permission_error",
        ErrorKind::PermissionMissing,
        "The connection's Zernio key isn't allowed to do this{detail}.",
    ),
    row("not_found", ErrorKind::NotFound, "Zernio doesn't know this account any more."),
    row("rate_limit_error", ErrorKind::Limited, "Zernio's limit for this connection is reached."),
    row(
        "platform_error",
        ErrorKind::Unreachable,
        "LinkedIn refused Zernio{detail}. Try again in some minutes.",
    ),
    row(
        "api_error",
        ErrorKind::Unreachable,
        "Zernio is out of order at the moment{detail}. Try again in some minutes.",
    ),
];

/// What the `error` with which a connect page comes back means.
pub(super) fn of_connect_page(code: &str) -> (ErrorKind, String) {
    TABLE.iter().find(|row| row.code == code).map_or_else(
        || {
            (
                ErrorKind::UnexpectedAnswer,
                "Zernio ended the sign-in in a way Rollcall doesn't know.".to_owned(),
            )
        },
        |row| (row.kind.clone(), row.sentence.replace("{detail}", "")),
    )
}

/// What it means that Zernio has a post and couldn't publish it (Zernio API reference,
/// `errorCategory`).
pub(super) fn of_target(category: Option<&str>, words: &str) -> (ErrorKind, String) {
    let detail = refusal::detail(words);
    match category {
        Some("auth_expired") => (ErrorKind::SignInNeeded, SIGN_IN.to_owned()),
        Some("account_issue") => {
            (ErrorKind::PermissionMissing, format!("LinkedIn doesn't let this account publish{detail}."))
        }
        Some("platform_rate_limit" | "quota_exhausted") => {
            (ErrorKind::Limited, format!("LinkedIn says that a limit was reached{detail}."))
        }
        Some("platform_error" | "system_error") => (
            ErrorKind::Unreachable,
            format!("Zernio couldn't reach LinkedIn{detail}. Nothing was published."),
        ),
        _ => (ErrorKind::ContentRefused, format!("LinkedIn refused the post{detail}.")),
    }
}
