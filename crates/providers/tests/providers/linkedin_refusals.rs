//! Every refusal of LinkedIn, in each of the shapes it uses.

use chrono::{Timelike, Utc};
use rollcall_domain::{post::Visibility, secret::Secret, trouble::Trouble};
use rollcall_providers::{
    error::{ErrorKind, ProviderError},
    linkedin::{Content, NewPost, callback_refusal},
};
use serde_json::{Value, json};

use crate::wire::{self, always, reply, token};

async fn refused_post(status: u16, envelope: Value) -> ProviderError {
    let server = always(reply(status, envelope)).await;
    let post = NewPost {
        author_urn: "urn:li:person:1".into(),
        text: "Hello".into(),
        visibility: Visibility::Public,
        content: Content::None,
    };
    wire::linkedin(&server.uri()).create_post(&token(), &post).await.unwrap_err()
}

fn gateway(status: u16, service: i64, code: &str, message: &str) -> Value {
    json!({ "status": status, "serviceErrorCode": service, "code": code, "message": message })
}

fn inputs(status: u16, code: &str, message: &str) -> Value {
    json!({ "errorDetailType": "com.linkedin.common.error.BadRequest", "message": message, "status": status,
        "errorDetails": { "inputErrors": [{ "description": "Something is wrong", "input": {}, "code": code }] } })
}

#[tokio::test]
async fn each_code_has_its_kind() {
    use ErrorKind::*;
    let message = |message: &str, status: u16| json!({ "message": message, "status": status });
    let cases = [
        // Signing in
        (401, gateway(401, 65600, "INVALID_ACCESS_TOKEN", "Invalid access token"), SignInNeeded),
        (
            401,
            gateway(
                401,
                65601,
                "REVOKED_ACCESS_TOKEN",
                "The token used in the request has been revoked by the user",
            ),
            SignInNeeded,
        ),
        (
            401,
            gateway(401, 65602, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired"),
            SignInNeeded,
        ),
        (401, gateway(401, 65604, "EMPTY_ACCESS_TOKEN", "Empty oauth2 access token"), SignInNeeded),
        (401, json!({ "serviceErrorCode": 65601, "message": "revoked", "status": 401 }), SignInNeeded),
        (401, json!({ "serviceErrorCode": "65602", "status": "401" }), SignInNeeded),
        (401, message("Unknown authentication schema", 401), SignInNeeded),
        // Permissions
        (
            403,
            gateway(
                403,
                100,
                "ACCESS_DENIED",
                "Not enough permissions to access: partnerApiPostsExternal.CREATE.20250101",
            ),
            PermissionMissing,
        ),
        (
            403,
            json!({ "serviceErrorCode": 100, "status": 403, "message": "Field Value validation failed in REQUEST_BODY: Data Processing Exception while processing fields [/author]" }),
            PermissionMissing,
        ),
        (
            403,
            message(
                "Unpermitted fields present in REQUEST_BODY: Data Processing Exception while processing fields [/content]",
                403,
            ),
            ContentRefused,
        ),
        (
            403,
            message(
                "Accessing this image resource is forbidden. Please check your permissions for this resource",
                403,
            ),
            NotYet,
        ),
        // Versions
        (
            400,
            json!({ "status": 400, "code": "VERSION_MISSING", "message": "A version must be present. Please specify a version by adding the LinkedIn-Version header." }),
            VersionRetired,
        ),
        (
            426,
            json!({ "status": 426, "code": "NONEXISTENT_VERSION", "message": "Requested version 20250401 is not active" }),
            VersionRetired,
        ),
        (426, json!({}), VersionRetired),
        // Content
        (400, inputs(400, "INVALID_URN_TYPE", "author value x must be a person URN"), ContentRefused),
        (400, inputs(400, "INVALID_URN_ID", "The URN ID provided is invalid"), ContentRefused),
        (400, inputs(400, "MISSING_FIELD", "author is required but missing"), ContentRefused),
        (400, inputs(400, "INVALID_VALUE_FOR_FIELD", "visibility can't be set to X"), ContentRefused),
        (
            400,
            inputs(400, "FIELD_LENGTH_TOO_LONG", "commentary length 3001 can't exceeded maximum 3000 length"),
            ContentRefused,
        ),
        (
            422,
            inputs(422, "FIELD_LENGTH_TOO_LONG", "commentary length 3001 can't exceeded maximum 3000 length"),
            ContentRefused,
        ),
        (400, inputs(400, "INVALID_VALUE_BLANK_FIELD", "commentary can't be blank"), ContentRefused),
        (400, inputs(400, "INVALID_IMAGE_ID", "This Image ID is invalid"), ContentRefused),
        (400, inputs(400, "MEDIA_ASSET_WAITING_UPLOAD", "waiting"), NotYet),
        (400, message("Unable to obtain activity", 400), NotYet),
        (400, inputs(400, "EXPIRED_UPLOAD_URL", "expired"), LinkExpired),
        (400, inputs(400, "UPDATING_ASSET_FAILED", "order"), LinkExpired),
        (400, inputs(400, "MEDIA_ASSET_PROCESSING_FAILED", "failed"), ContentRefused),
        (
            400,
            inputs(400, "PARAM_INVALID", "Invalid param. Please see errorDetails for more information."),
            ContentRefused,
        ),
        (422, message("ERROR :: /foo :: unrecognized field found but not allowed", 422), ContentRefused),
        (422, json!({ "code": "UNPROCESSABLE_ENTITY", "status": 422 }), ContentRefused),
        (413, json!({ "code": "REQUEST_ENTITY_TOO_LARGE", "status": 413 }), ContentRefused),
        (415, json!({ "code": "UNSUPPORTED_MEDIA_TYPE", "status": 415 }), ContentRefused),
        (411, json!({}), ContentRefused),
        // The rest
        (404, json!({ "code": "NOT_FOUND", "message": "Could not find entity", "status": 404 }), NotFound),
        (404, message("Resource ugcPosts does not exist", 404), NotFound),
        (
            409,
            json!({ "code": "CONFLICT", "message": "A write conflict occurred. Retry the request.", "status": 409 }),
            Limited,
        ),
        (
            429,
            gateway(
                429,
                101,
                "TOO_MANY_REQUESTS",
                "Resource level throttle APPLICATION DAY limit for calls to this resource is reached.",
            ),
            Limited,
        ),
        (
            429,
            json!({ "serviceErrorCode": 101, "message": "Resource level throttle limit for calls to this resource is reached.", "status": 429 }),
            Limited,
        ),
        (500, message("RestException{_response=RestResponse[headers={a=b},status=500]}", 500), Unreachable),
        (503, json!({ "code": "SERVICE_UNAVAILABLE" }), Unreachable),
    ];
    for (status, envelope, kind) in cases {
        let error = refused_post(status, envelope.clone()).await;
        assert_eq!(error.kind, kind, "{status} {envelope}");
        assert!(!error.sentence.contains("{detail}") && error.sentence.ends_with('.'), "{}", error.sentence);
        assert!(!error.sentence.contains("RestException"), "{}", error.sentence);
    }
}

#[tokio::test]
async fn a_duplicate_names_the_post_that_exists() {
    let envelope = inputs(
        422,
        "DUPLICATE_POST",
        "com.linkedin.content.common.exception.BadRequestResponseException: Content is a duplicate of urn:li:share:7141138937766391808",
    );
    let error = refused_post(422, envelope).await;
    assert_eq!(error.kind, ErrorKind::Duplicate { urn: Some("urn:li:share:7141138937766391808".into()) });
    assert_eq!(error.provider_code.as_deref(), Some("DUPLICATE_POST"));
    assert_eq!(error.outcome, rollcall_providers::error::Outcome::Definite);
    let error = refused_post(422, inputs(422, "DUPLICATE_POST", "Duplicate of urn:li:person:1")).await;
    assert_eq!(error.kind, ErrorKind::Duplicate { urn: None });
}

#[tokio::test]
async fn a_daily_limit_ends_at_midnight_utc_and_a_burst_says_nothing() {
    for scope in ["APPLICATION_AND_MEMBER DAY", "APPLICATION DAY"] {
        let words = format!("Resource level throttle {scope} limit for calls to this resource is reached.");
        let error = refused_post(429, gateway(429, 101, "TOO_MANY_REQUESTS", &words)).await;
        let ends = error.retry_at.unwrap();
        assert!(ends > Utc::now() && ends.num_seconds_from_midnight() == 0, "{ends}");
        assert_eq!(error.trouble(), Some(Trouble::LimitReached));
    }
    let error = refused_post(429, gateway(429, 101, "TOO_MANY_REQUESTS", "Too many")).await;
    assert_eq!(error.retry_at, None);
}

#[tokio::test]
async fn a_code_or_a_renewal_that_is_refused_says_why() {
    use ErrorKind::*;
    let mismatch = "Unable to retrieve access token: appid/redirect uri/code verifier does not match authorization code. Or authorization code expired. Or external member binding exists";
    let cases = [
        (
            401,
            "invalid_request",
            "Unable to retrieve access token: authorization code not found",
            LinkExpired,
        ),
        (400, "invalid_redirect_uri", mismatch, LinkExpired),
        (400, "invalid_request", mismatch, LinkExpired),
        (401, "invalid_client", "Client authentication failed", ConnectionKey),
        (401, "invalid_client_id", "Client authentication failed", ConnectionKey),
        (400, "invalid_client_id", "The passed in client_id is invalid \"abc\"", ConnectionKey),
        (400, "invalid_request", "A required parameter \"client_secret\" is missing", ConnectionKey),
        (400, "invalid_request", "A required parameter \"grant_type\" is missing", UnexpectedAnswer),
        (
            400,
            "invalid_request",
            "The provided authorization grant or refresh token is invalid, expired or revoked",
            SignInNeeded,
        ),
        (401, "access_denied", "This application is not allowed to create application tokens", ConnectionKey),
        (500, "server_error", "", Unreachable),
    ];
    for (status, code, words, kind) in cases {
        let server = always(reply(status, json!({ "error": code, "error_description": words }))).await;
        let client = wire::linkedin(&server.uri());
        let secret = Secret::new("app-secret");
        let error = client.refresh(&Secret::new("R1-token"), &secret, Utc::now()).await.unwrap_err();
        assert_eq!(error.kind, kind, "{code}: {words}");
        assert_eq!(error.provider_code.as_deref(), Some(code));
    }
}

#[test]
fn a_consent_page_that_comes_back_without_a_code_says_why() {
    let cases = [
        ("user_cancelled_login", ErrorKind::Cancelled),
        ("user_cancelled_authorize", ErrorKind::Cancelled),
        ("access_denied", ErrorKind::Cancelled),
        ("unauthorized_scope_error", ErrorKind::PermissionMissing),
        ("invalid_scope_error", ErrorKind::PermissionMissing),
        ("server_error", ErrorKind::Unreachable),
        ("<script>", ErrorKind::UnexpectedAnswer),
    ];
    for (code, kind) in cases {
        let error = callback_refusal(code);
        assert_eq!(error.kind, kind, "{code}");
        assert!(!error.sentence.contains(code) && !error.provider_code.unwrap().contains('<'));
    }
}
