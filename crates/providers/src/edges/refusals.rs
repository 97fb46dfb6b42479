//! Edges' error envelope and what its labels mean (Edges documentation, "Errors" and
//! "Checkpoints"). The HTTP status of a label varies, so the label decides.

use rollcall_domain::provider::Provider;

use crate::{
    error::ErrorKind,
    refusal::{During, Refusals, Row, during, row, says},
};

const RESTART: &str = "This sign-in took too long and was forgotten. Start it again.";
const SIGN_IN: &str = "LinkedIn has ended this account's session at Edges. Refresh the account.";
const TROUBLE: &str = "Edges couldn't reach LinkedIn{detail}. Try again in some minutes.";
const REFUSED: &str = "Edges refused what was sent{detail}.";
const NOT_ALLOWED: &str = "LinkedIn doesn't let this member do this{detail}.";
const RESTRICTED: &str = "LinkedIn has restricted this member.";
const WRONG_SIGN_IN: &str =
    "LinkedIn didn't accept this sign-in. Check the user name and password, or take fresh cookies.";

pub(super) static REFUSALS: Refusals = Refusals {
    provider: Provider::Edges,
    codes: &["error_label"],
    words: &["message"],
    request_id: "error_ref",
    table: TABLE,
};

static TABLE: &[Row] = &[
    // Checkpoints
    row(
        "IN_APP_CHALLENGE_PENDING",
        ErrorKind::CheckpointPending,
        "The owner hasn't approved in the LinkedIn app yet.",
    ),
    row("IN_APP_CHALLENGE_EXPIRED", ErrorKind::CheckpointExpired, RESTART),
    row("2FA_VALIDATION_EXPIRED", ErrorKind::CheckpointExpired, RESTART),
    row("CHECKPOINT_MISSING_DATA", ErrorKind::CheckpointExpired, RESTART),
    row(
        "INVALID_CODE",
        ErrorKind::WrongCode,
        "LinkedIn didn't accept this code. Check it and type it again.",
    ),
    // The connection
    Row {
        code: "",
        status: 401,
        during: None,
        says: "",
        kind: ErrorKind::ConnectionKey,
        sentence: "Edges didn't accept the connection's key.",
    },
    row(
        "NO_ACCESS",
        ErrorKind::ConnectionKey,
        "The Edges workspace behind this connection has no access to this. Check its plan and its credits.",
    ),
    // The account
    // Edges has no label for a restriction: only its words tell.
    says("LK_*", "restricted", ErrorKind::Restricted, RESTRICTED),
    says("INTEGRATION_ERROR", "restricted", ErrorKind::Restricted, RESTRICTED),
    during("INTEGRATION_ERROR", During::SignIn, ErrorKind::WrongCredentials, WRONG_SIGN_IN),
    during("AUTH_FAILED", During::SignIn, ErrorKind::WrongCredentials, WRONG_SIGN_IN),
    during("AUTH_EXPIRED", During::SignIn, ErrorKind::WrongCredentials, WRONG_SIGN_IN),
    row("INVALID_CREDENTIALS", ErrorKind::WrongCredentials, WRONG_SIGN_IN),
    row("BAD_CREDENTIALS", ErrorKind::WrongCredentials, WRONG_SIGN_IN),
    row("AUTH_EXPIRED", ErrorKind::SignInNeeded, SIGN_IN),
    row("AUTH_FAILED", ErrorKind::SignInNeeded, SIGN_IN),
    row(
        "ACCOUNT_MISMATCH",
        ErrorKind::WrongMember,
        "This sign-in belongs to another LinkedIn member than the account.",
    ),
    row("ACCOUNT_RESTRICTED", ErrorKind::Restricted, RESTRICTED),
    row(
        "NO_VALID_ACCOUNT_CONFIGURED",
        ErrorKind::SignInNeeded,
        "This member isn't linked to LinkedIn at Edges. Refresh the account.",
    ),
    row(
        "NOT_CONNECTED",
        ErrorKind::SignInNeeded,
        "This member isn't linked to LinkedIn at Edges. Refresh the account.",
    ),
    row(
        "SN_CONFLICT",
        ErrorKind::PermissionMissing,
        "Sales Navigator doesn't let this session in{detail}. Refresh the account with the newest li_a cookie.",
    ),
    row("SN_OUT_OF_NETWORK", ErrorKind::PermissionMissing, NOT_ALLOWED),
    row("STATUS_403", ErrorKind::PermissionMissing, NOT_ALLOWED),
    row("PROFILE_NOT_ACCESSIBLE", ErrorKind::PermissionMissing, NOT_ALLOWED),
    row("ALREADY_CONNECTED", ErrorKind::Duplicate { urn: None }, "This is done already, says Edges{detail}."),
    row(
        "INVITATION_PENDING",
        ErrorKind::Duplicate { urn: None },
        "This is done already, says Edges{detail}.",
    ),
    // Limits
    row(
        "LIMIT_REACHED",
        ErrorKind::Limited,
        "LinkedIn's limit for this member is reached. It ends within 24 hours.",
    ),
    row("STATUS_429", ErrorKind::Limited, "Edges' limit for this connection is reached."),
    // What was asked for
    row("STATUS_404", ErrorKind::NotFound, "LinkedIn doesn't know what was asked for{detail}."),
    row("NO_RESULT", ErrorKind::NotFound, "LinkedIn doesn't know what was asked for{detail}."),
    during("BAD_INPUT", During::SignIn, ErrorKind::WrongCredentials, REFUSED),
    during("BAD_PARAMETERS", During::SignIn, ErrorKind::WrongCredentials, REFUSED),
    during("MISSING_PARAMETER", During::SignIn, ErrorKind::WrongCredentials, REFUSED),
    during("BAD_INPUT", During::Checkpoint, ErrorKind::WrongCode, REFUSED),
    during("BAD_PARAMETERS", During::Checkpoint, ErrorKind::WrongCode, REFUSED),
    row("BAD_INPUT", ErrorKind::UnexpectedAnswer, REFUSED),
    row("BAD_PARAMETERS", ErrorKind::UnexpectedAnswer, REFUSED),
    row("MISSING_PARAMETER", ErrorKind::UnexpectedAnswer, REFUSED),
    // The way to LinkedIn
    row("PROXY_ERROR", ErrorKind::Unreachable, TROUBLE),
    row("LK_INMAIL_*", ErrorKind::ContentRefused, "LinkedIn refused this{detail}."),
    row("LK_*", ErrorKind::Unreachable, TROUBLE),
    row("INTEGRATION_ERROR", ErrorKind::Unreachable, TROUBLE),
    row("GENERIC_ERROR", ErrorKind::Unreachable, TROUBLE),
];
