//! Unipile's error envelope, and what the types of its API v2 mean (Unipile API v2 reference,
//! "Errors").

use rollcall_domain::{provider::Provider, unipile_api::UnipileApi};

use super::refusals_v1;
use crate::{
    error::ErrorKind,
    refusal::{During, Refusals, Row, during, row},
};

const REFRESH_WITH_PRODUCT: &str =
    "This product isn't enabled for the account at Unipile. Refresh the account with the product ticked.";
pub(super) const NO_LICENCE: &str =
    "LinkedIn says that this member has no licence for it, so Unipile can't use it.";
pub(super) const DOWN: &str = "Unipile is out of order at the moment{detail}. Try again in some minutes.";
pub(super) const PROXY: &str =
    "Unipile's way to LinkedIn is broken at the moment{detail}. Try again in some minutes.";

/// Both APIs have the same envelope, and types of their own.
const fn refusals(table: &'static [Row]) -> Refusals {
    Refusals {
        provider: Provider::Unipile,
        codes: &["type"],
        words: &["detail", "title", "message"],
        request_id: "req_id",
        table,
    }
}

static V1: Refusals = refusals(refusals_v1::TABLE);
static V2: Refusals = refusals(TABLE);

/// How this API says no.
pub(super) fn of(api: UnipileApi) -> &'static Refusals {
    match api {
        UnipileApi::V1 => &V1,
        UnipileApi::V2 => &V2,
    }
}

static TABLE: &[Row] = &[
    // 400
    row(
        "api/invalid_auth_format",
        ErrorKind::ConnectionKey,
        "Unipile can't read the connection's key. Copy it again from Unipile's dashboard.",
    ),
    // 401
    row("api/missing_authorization", ErrorKind::ConnectionKey, "Unipile didn't accept the connection's key."),
    row(
        "api/expired_authorization",
        ErrorKind::ConnectionKey,
        "The connection's Unipile key has expired. Make a new one in Unipile's dashboard.",
    ),
    row(
        "provider/invalid_authorization",
        ErrorKind::SignInNeeded,
        "LinkedIn has ended this account's session at Unipile.",
    ),
    row(
        "provider/invalid_credentials",
        ErrorKind::WrongCredentials,
        "LinkedIn didn't accept this sign-in. Check the user name and password, or take fresh cookies.",
    ),
    row(
        "provider/invalid_checkpoint_code",
        ErrorKind::WrongCode,
        "LinkedIn didn't accept this code. Check it and type it again.",
    ),
    row(
        "provider/account_mismatch",
        ErrorKind::WrongMember,
        "This sign-in belongs to another LinkedIn member than the account.",
    ),
    // 402, 403
    row(
        "api/inactive_subscription",
        ErrorKind::ConnectionKey,
        "The Unipile subscription behind this connection isn't active. Renew it in Unipile's dashboard.",
    ),
    row("api/insufficient_permissions", ErrorKind::PermissionMissing, REFRESH_WITH_PRODUCT),
    row("provider/insufficient_permissions", ErrorKind::PermissionMissing, NO_LICENCE),
    row("api/account_restricted", ErrorKind::Restricted, "LinkedIn has restricted this member."),
    row("provider/account_restricted", ErrorKind::Restricted, "LinkedIn has restricted this member."),
    during(
        "provider/unknown_authentication_context",
        During::Checkpoint,
        ErrorKind::CheckpointExpired,
        "This sign-in took too long and Unipile has forgotten it.",
    ),
    row(
        "provider/unknown_authentication_context",
        ErrorKind::SignInNeeded,
        "LinkedIn showed a page that Unipile doesn't know. Ask the owner to sign in to LinkedIn in a browser once, then try again.",
    ),
    // 404, 405
    during(
        "api/resource_not_found",
        During::Checkpoint,
        ErrorKind::CheckpointExpired,
        "This sign-in took too long and Unipile has forgotten it.",
    ),
    during(
        "provider/resource_not_found",
        During::Checkpoint,
        ErrorKind::CheckpointExpired,
        "This sign-in took too long and LinkedIn has forgotten it.",
    ),
    row("api/resource_not_found", ErrorKind::NotFound, "Unipile doesn't know this account any more."),
    row(
        "provider/resource_not_found",
        ErrorKind::NotFound,
        "LinkedIn doesn't know what was asked for{detail}.",
    ),
    row(
        "provider/method_not_allowed",
        ErrorKind::PermissionMissing,
        "Unipile can't do this for a LinkedIn account{detail}.",
    ),
    // 409, 425
    during(
        "api/already_exists",
        During::SignIn,
        ErrorKind::Duplicate { urn: None },
        "This member is linked at Unipile already. Refresh that account instead.",
    ),
    row(
        "api/already_exists",
        ErrorKind::Duplicate { urn: None },
        "Unipile says that this exists already{detail}.",
    ),
    during(
        "provider/conflict",
        During::Publishing,
        ErrorKind::Duplicate { urn: None },
        "LinkedIn says that this conflicts with a post that exists{detail}.",
    ),
    row(
        "api/conflict",
        ErrorKind::Cancelled,
        "Another sign-in for this account took over. Start it again if it wasn't yours.",
    ),
    row(
        "provider/conflict",
        ErrorKind::Cancelled,
        "Another sign-in for this account took over. Start it again if it wasn't yours.",
    ),
    row(
        "api/auth_in_progress",
        ErrorKind::Limited,
        "Unipile is still busy with the sign-in before this one. Try again in some minutes.",
    ),
    // 422
    row("provider/invalid_file", ErrorKind::ContentRefused, "LinkedIn refused the image{detail}."),
    during(
        "provider/unprocessable_entity",
        During::SignIn,
        ErrorKind::WrongCredentials,
        "LinkedIn can't use what was typed{detail}.",
    ),
    during(
        "provider/unprocessable_entity",
        During::Checkpoint,
        ErrorKind::WrongCode,
        "LinkedIn can't use this answer{detail}.",
    ),
    row("provider/unprocessable_entity", ErrorKind::ContentRefused, "LinkedIn refused the post{detail}."),
    // 429
    row("api/too_many_requests", ErrorKind::Limited, "Unipile's limit for this connection is reached."),
    row(
        "provider/too_many_requests",
        ErrorKind::Limited,
        "LinkedIn's limit for this member is reached. Wait before you try again.",
    ),
    // 5xx
    row("api/proxy_error", ErrorKind::Unreachable, PROXY),
    row("api/proxy_auth_error", ErrorKind::Unreachable, PROXY),
    row("api/proxy_timeout", ErrorKind::Unreachable, PROXY),
    row(
        "provider/server_error",
        ErrorKind::Unreachable,
        "LinkedIn is out of order at the moment, says Unipile{detail}. Try again in some minutes.",
    ),
    row(
        "provider/timeout",
        ErrorKind::Unreachable,
        "LinkedIn didn't answer Unipile in time. Try again in some minutes.",
    ),
    row("api/not_implemented", ErrorKind::UnexpectedAnswer, "Unipile can't do this yet{detail}."),
    row("api/internal_error", ErrorKind::Unreachable, DOWN),
];
