//! What the error types of Unipile's API v1 mean (Unipile API v1 reference, "Errors").

use super::refusals::{DOWN, NO_LICENCE, PROXY};
use crate::{
    error::ErrorKind,
    refusal::{During, Row, during, row},
};

const FORGOTTEN: &str = "This sign-in took too long and Unipile has forgotten it. Start it again.";
const SOMEBODY_ELSE: &str = "This sign-in belongs to another LinkedIn member than the account.";

pub(super) static TABLE: &[Row] = &[
    // 400
    during(
        "errors/too_many_characters",
        During::Publishing,
        ErrorKind::ContentRefused,
        "The text is too long for LinkedIn.",
    ),
    during(
        "errors/content_too_large",
        During::Publishing,
        ErrorKind::ContentRefused,
        "A file of this post is too large for Unipile{detail}.",
    ),
    // 401
    row(
        "errors/missing_credentials",
        ErrorKind::ConnectionKey,
        "Unipile didn't accept the connection's key.",
    ),
    row(
        "errors/invalid_credentials",
        ErrorKind::WrongCredentials,
        "LinkedIn didn't accept this sign-in. Check the user name and password, or take fresh cookies.",
    ),
    during(
        "errors/expired_credentials",
        During::SignIn,
        ErrorKind::WrongCredentials,
        "LinkedIn has ended this session. Take fresh cookies from the browser.",
    ),
    row(
        "errors/expired_credentials",
        ErrorKind::SignInNeeded,
        "LinkedIn has ended this account's session at Unipile.",
    ),
    row(
        "errors/disconnected_account",
        ErrorKind::SignInNeeded,
        "LinkedIn has ended this account's session at Unipile.",
    ),
    row(
        "errors/disconnected_feature",
        ErrorKind::PermissionMissing,
        "LinkedIn has ended this product's session at Unipile. Refresh the account with the product ticked, by cookies with li_a as well.",
    ),
    row(
        "errors/insufficient_privileges",
        ErrorKind::PermissionMissing,
        "Unipile lacks a permission for this{detail}. Refresh the account and allow it.",
    ),
    row(
        "errors/multiple_sessions",
        ErrorKind::SignInNeeded,
        "LinkedIn allows this product in one place at a time, and the member uses it elsewhere.",
    ),
    row(
        "errors/invalid_checkpoint_solution",
        ErrorKind::WrongCode,
        "LinkedIn didn't accept this code. Check it and type it again.",
    ),
    row(
        "errors/captcha_not_supported",
        ErrorKind::WrongCode,
        "Unipile can't solve this picture puzzle. Ask for another way, or let the owner sign in with a link.",
    ),
    row("errors/checkpoint_error", ErrorKind::CheckpointExpired, FORGOTTEN),
    row("errors/expired_link", ErrorKind::LinkExpired, "This link has ended. Make a new one."),
    row("errors/wrong_account", ErrorKind::WrongMember, SOMEBODY_ELSE),
    row("errors/invalid_proxy_credentials", ErrorKind::Unreachable, PROXY),
    // 403
    row("errors/account_mismatch", ErrorKind::WrongMember, SOMEBODY_ELSE),
    row("errors/account_restricted", ErrorKind::Restricted, "LinkedIn has restricted this member."),
    row(
        "errors/insufficient_permissions",
        ErrorKind::PermissionMissing,
        "This member isn't allowed to do that on LinkedIn{detail}.",
    ),
    during(
        "errors/session_mismatch",
        During::SignIn,
        ErrorKind::WrongCredentials,
        "These cookies don't belong together. Take both from the same browser, at the same time.",
    ),
    row(
        "errors/session_mismatch",
        ErrorKind::SignInNeeded,
        "LinkedIn has ended this account's session at Unipile.",
    ),
    row(
        "errors/feature_not_subscribed",
        ErrorKind::PermissionMissing,
        "The member has no licence for this product, or it is switched off for the account. Refresh the account with the product ticked to find out which.",
    ),
    row("errors/subscription_required", ErrorKind::PermissionMissing, NO_LICENCE),
    during(
        "errors/unknown_authentication_context",
        During::Checkpoint,
        ErrorKind::CheckpointExpired,
        FORGOTTEN,
    ),
    row(
        "errors/unknown_authentication_context",
        ErrorKind::SignInNeeded,
        "LinkedIn showed a page that Unipile doesn't know. Ask the owner to sign in to LinkedIn in a browser once, then try again.",
    ),
    row(
        "errors/action_required",
        ErrorKind::SignInNeeded,
        "LinkedIn wants the owner to do something first{detail}. Ask them to sign in to LinkedIn in a browser once.",
    ),
    during(
        "errors/resource_access_restricted",
        During::Publishing,
        ErrorKind::ContentRefused,
        "LinkedIn doesn't let this member do that here{detail}.",
    ),
    // 404
    during("errors/resource_not_found", During::Checkpoint, ErrorKind::CheckpointExpired, FORGOTTEN),
    row("errors/resource_not_found", ErrorKind::NotFound, "Unipile doesn't know this{detail}."),
    row("errors/invalid_resource_identifier", ErrorKind::NotFound, "Unipile doesn't know this{detail}."),
    // 409, 425
    row(
        "errors/conflict",
        ErrorKind::Cancelled,
        "Another sign-in for this account took over. Start it again if it wasn't yours.",
    ),
    row(
        "errors/auth_in_progress",
        ErrorKind::Limited,
        "Unipile is still busy with the sign-in before this one. Try again in some minutes.",
    ),
    // 422
    row(
        "errors/cannot_resend_yet",
        ErrorKind::Limited,
        "LinkedIn has only just sent a code. Wait a little before asking for another one.",
    ),
    row(
        "errors/cannot_resend_within_24hrs",
        ErrorKind::Limited,
        "LinkedIn sends no more codes to this member today.",
    ),
    row("errors/limit_exceeded", ErrorKind::Limited, "LinkedIn's limit for this member is reached{detail}."),
    row("errors/invalid_post", ErrorKind::ContentRefused, "LinkedIn refused the post{detail}."),
    during(
        "errors/action_already_performed",
        During::Publishing,
        ErrorKind::Duplicate { urn: None },
        "LinkedIn says that this was done before{detail}.",
    ),
    during(
        "errors/unprocessable_entity",
        During::SignIn,
        ErrorKind::WrongCredentials,
        "LinkedIn can't use what was typed{detail}.",
    ),
    during(
        "errors/unprocessable_entity",
        During::Checkpoint,
        ErrorKind::WrongCode,
        "LinkedIn can't use this answer{detail}.",
    ),
    // 429
    row("errors/too_many_requests", ErrorKind::Limited, "A limit of Unipile or LinkedIn is reached{detail}."),
    // 5xx
    row(
        "errors/authentication_intent_error",
        ErrorKind::CheckpointExpired,
        "This sign-in has ended at Unipile. Start it again.",
    ),
    row(
        "errors/provider_error",
        ErrorKind::Unreachable,
        "LinkedIn is out of order at the moment, says Unipile{detail}. Try again in some minutes.",
    ),
    row("errors/feature_not_implemented", ErrorKind::UnexpectedAnswer, "Unipile can't do this yet{detail}."),
    row("errors/proxy_error", ErrorKind::Unreachable, PROXY),
    row(
        "errors/no_client_session",
        ErrorKind::Unreachable,
        "Unipile has stopped this account. Restart it in Unipile's dashboard, or refresh it.",
    ),
    row(
        "errors/request_timeout",
        ErrorKind::Unreachable,
        "LinkedIn didn't answer Unipile in time. Try again in some minutes.",
    ),
    row("errors/unexpected_error", ErrorKind::Unreachable, DOWN),
];
