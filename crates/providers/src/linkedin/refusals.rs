//! LinkedIn's error envelopes and what their codes mean (LinkedIn API documentation, "Error
//! handling" and "Posts API"; the codes of the gateway as seen on the live API).

use chrono::Utc;
use rollcall_domain::provider::Provider;
use serde_json::Value;

use crate::{
    error::{ErrorKind, Result},
    lenient,
    refusal::{self, During, Envelope, Row, row, says},
    transport::Answer,
    urn,
};

const REFRESH: &str = "LinkedIn no longer accepts this account's sign-in. Refresh the account.";
const RETIRED: &str = "LinkedIn has switched off the version of its interface that is set for this connection{detail}. Choose a newer version in the connection's settings.";
const REFUSED: &str = "LinkedIn refused the post{detail}.";
const FILE: &str = "LinkedIn refused the file{detail}.";

/// First match wins. The numbers are `serviceErrorCode`s.
static TABLE: &[Row] = &[
    // 401
    row("65600", ErrorKind::SignInNeeded, REFRESH),
    row(
        "65601",
        ErrorKind::SignInNeeded,
        "The owner has taken back the access, or signed in again elsewhere. Refresh the account.",
    ),
    row(
        "65602",
        ErrorKind::SignInNeeded,
        "This account's access to LinkedIn has expired. Refresh the account.",
    ),
    row("65604", ErrorKind::SignInNeeded, REFRESH),
    row("INVALID_ACCESS_TOKEN", ErrorKind::SignInNeeded, REFRESH),
    row("REVOKED_ACCESS_TOKEN", ErrorKind::SignInNeeded, REFRESH),
    row("EXPIRED_ACCESS_TOKEN", ErrorKind::SignInNeeded, REFRESH),
    row("EMPTY_ACCESS_TOKEN", ErrorKind::SignInNeeded, REFRESH),
    Row { code: "", status: 401, during: None, says: "", kind: ErrorKind::SignInNeeded, sentence: REFRESH },
    // 403
    says(
        "",
        "fields [/author]",
        ErrorKind::PermissionMissing,
        "LinkedIn doesn't let this account post as the chosen author. For a page, the member needs a role on it.",
    ),
    says("", "Unpermitted fields", ErrorKind::ContentRefused, REFUSED),
    says(
        "",
        "resource is forbidden",
        ErrorKind::NotYet,
        "LinkedIn hasn't finished taking in the file, or it belongs to another author.",
    ),
    row(
        "ACCESS_DENIED",
        ErrorKind::PermissionMissing,
        "LinkedIn doesn't let this account do this{detail}. Refresh it so that its owner allows what is missing.",
    ),
    row(
        "100",
        ErrorKind::PermissionMissing,
        "LinkedIn doesn't let this account do this{detail}. Refresh it so that its owner allows what is missing.",
    ),
    // 400, 426: versions
    row("VERSION_MISSING", ErrorKind::VersionRetired, RETIRED),
    row("NONEXISTENT_VERSION", ErrorKind::VersionRetired, RETIRED),
    Row { code: "", status: 426, during: None, says: "", kind: ErrorKind::VersionRetired, sentence: RETIRED },
    // 422 and 400: content
    row(
        "DUPLICATE_POST",
        ErrorKind::Duplicate { urn: None },
        "LinkedIn has the same post from this author already.",
    ),
    row("INVALID_IMAGE_ID", ErrorKind::ContentRefused, FILE),
    row("MEDIA_ASSET_PROCESSING_FAILED", ErrorKind::ContentRefused, FILE),
    row("MEDIA_ASSET_WAITING_UPLOAD", ErrorKind::NotYet, "LinkedIn hasn't finished taking in the file."),
    row(
        "EXPIRED_UPLOAD_URL",
        ErrorKind::LinkExpired,
        "LinkedIn's place for the file expired before the file was there.",
    ),
    row(
        "UPDATING_ASSET_FAILED",
        ErrorKind::LinkExpired,
        "LinkedIn couldn't put the parts of the video together.",
    ),
    says(
        "",
        "Unable to obtain activity",
        ErrorKind::NotYet,
        "LinkedIn doesn't take comments on this post yet.",
    ),
    row(
        "FIELD_LENGTH_TOO_LONG",
        ErrorKind::ContentRefused,
        "LinkedIn says that the text is too long{detail}.",
    ),
    row(
        "INVALID_VALUE_BLANK_FIELD",
        ErrorKind::ContentRefused,
        "LinkedIn says that something is left empty{detail}.",
    ),
    row("INVALID_*", ErrorKind::ContentRefused, REFUSED),
    row("MISSING_*", ErrorKind::ContentRefused, REFUSED),
    row("UNPROCESSABLE_ENTITY", ErrorKind::ContentRefused, REFUSED),
    row(
        "REQUEST_ENTITY_TOO_LARGE",
        ErrorKind::ContentRefused,
        "LinkedIn says that this is too large{detail}.",
    ),
    row("UNSUPPORTED_MEDIA_TYPE", ErrorKind::ContentRefused, FILE),
    // 404, 409, 429
    row("NOT_FOUND", ErrorKind::NotFound, "LinkedIn doesn't know what was asked for{detail}."),
    // A write conflict makes nothing, and LinkedIn says to try again: like a limit of a moment.
    row(
        "CONFLICT",
        ErrorKind::Limited,
        "LinkedIn was busy with another change by this author. Try again in a minute.",
    ),
    Row {
        code: "",
        status: 409,
        during: None,
        says: "",
        kind: ErrorKind::Limited,
        sentence: "LinkedIn was busy with another change by this author. Try again in a minute.",
    },
    says(
        "",
        "throttle APPLICATION_AND_MEMBER DAY",
        ErrorKind::Limited,
        "This account has used up what LinkedIn allows it in a day. It starts again at midnight UTC.",
    ),
    says(
        "",
        "throttle APPLICATION DAY",
        ErrorKind::Limited,
        "The connection's LinkedIn app has used up what LinkedIn allows it in a day. It starts again at midnight UTC.",
    ),
    row(
        "TOO_MANY_REQUESTS",
        ErrorKind::Limited,
        "LinkedIn asks for a pause. Wait some minutes, then try again.",
    ),
    row("101", ErrorKind::Limited, "LinkedIn asks for a pause. Wait some minutes, then try again."),
];

/// Lets a success through and says what a refusal means.
pub(super) fn accept(answer: Answer, during: During) -> Result<Answer> {
    if answer.is_success() {
        return Ok(answer);
    }
    let body = answer.refusal_body().unwrap_or_default();
    let envelope = envelope(&body);
    let urn = urn::of_post(&envelope.message);
    let daily = envelope.message.contains(" DAY ");
    let mut error = refusal::classify(Provider::Linkedin, TABLE, &answer, envelope, during);
    if matches!(error.kind, ErrorKind::Duplicate { .. }) {
        error.kind = ErrorKind::Duplicate { urn };
    }
    if error.kind == ErrorKind::Limited && daily {
        error.retry_at = refusal::next_midnight(Utc::now());
    }
    Err(error)
}

/// LinkedIn has six shapes of refusals; all of them fit into this one.
fn envelope(body: &Value) -> Envelope {
    let field = |value: &Value, name: &str| value.get(name).and_then(lenient::text_of);
    let inputs = body.pointer("/errorDetails/inputErrors").and_then(Value::as_array);
    let inputs: Vec<&Value> = inputs.into_iter().flatten().collect();
    let codes = inputs.iter().filter_map(|input| field(input, "code"));
    let codes = codes.chain(field(body, "code")).chain(field(body, "serviceErrorCode")).collect();
    let message = field(body, "message").unwrap_or_default();
    // This one says no more than to look at the details.
    let details = message
        .starts_with("Invalid param")
        .then(|| inputs.iter().find_map(|input| field(input, "description")));
    Envelope { codes, message: details.flatten().unwrap_or(message), request_id: None }
}
