//! Every refusal of Unipile, as its reference lists them.

use rollcall_domain::{secret::Secret, trouble::Trouble};
use rollcall_providers::{
    error::{ErrorKind, ProviderError},
    sign_in::{Credentials, Login},
};
use serde_json::json;

use crate::wire::{self, always, patient, reply};

async fn refusal(status: u16, kind: &str, during: &str) -> ProviderError {
    let envelope = json!({ "object": "Error", "type": kind, "status": status, "title": "No",
        "detail": "The text is too long.", "req_id": "req_1" });
    let server = always(reply(status, envelope).insert_header("retry-after", "3600")).await;
    let client = wire::unipile(&server.uri(), patient());
    let login = Login::Credentials(Credentials { username: "dana".into(), password: Secret::new("secret1") });
    match during {
        "read" => client.probe("acc_1").await.unwrap_err(),
        "sign in" => client.sign_in(&login, &[], None).await.unwrap_err(),
        "checkpoint" => client.answer("acc_1", "123456").await.unwrap_err(),
        "publish" => client.create_post("acc_1", &wire::gateway_post("Hi"), &|_| {}).await.unwrap_err(),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn each_type_has_its_kind() {
    use ErrorKind::*;
    let cases = [
        (400, "api/invalid_parameters", "sign in", WrongCredentials),
        (400, "api/invalid_parameters", "publish", ContentRefused),
        (400, "api/invalid_parameters", "checkpoint", WrongCode),
        (400, "provider/invalid_parameters", "publish", ContentRefused),
        (400, "provider/invalid_parameters", "read", UnexpectedAnswer),
        (400, "api/invalid_auth_format", "read", ConnectionKey),
        (401, "api/missing_authorization", "read", ConnectionKey),
        (401, "api/expired_authorization", "read", ConnectionKey),
        (401, "provider/invalid_authorization", "read", SignInNeeded),
        (401, "provider/invalid_authorization", "publish", SignInNeeded),
        (401, "provider/invalid_credentials", "sign in", WrongCredentials),
        (401, "provider/invalid_checkpoint_code", "checkpoint", WrongCode),
        (401, "provider/account_mismatch", "sign in", WrongMember),
        (403, "provider/account_mismatch", "checkpoint", WrongMember),
        (402, "api/inactive_subscription", "read", ConnectionKey),
        (403, "api/inactive_subscription", "read", ConnectionKey),
        (403, "api/insufficient_permissions", "read", PermissionMissing),
        (403, "provider/insufficient_permissions", "publish", PermissionMissing),
        (403, "api/account_restricted", "read", Restricted),
        (403, "provider/unknown_authentication_context", "sign in", SignInNeeded),
        (403, "provider/unknown_authentication_context", "checkpoint", CheckpointExpired),
        (404, "api/resource_not_found", "read", NotFound),
        (404, "provider/resource_not_found", "read", NotFound),
        (404, "api/resource_not_found", "checkpoint", CheckpointExpired),
        (405, "provider/method_not_allowed", "publish", PermissionMissing),
        (409, "api/already_exists", "sign in", Duplicate { urn: None }),
        (409, "api/conflict", "sign in", Cancelled),
        (409, "provider/conflict", "sign in", Cancelled),
        (409, "provider/conflict", "publish", Duplicate { urn: None }),
        (422, "provider/unprocessable_entity", "publish", ContentRefused),
        (422, "provider/unprocessable_entity", "sign in", WrongCredentials),
        (422, "provider/invalid_file", "publish", ContentRefused),
        (425, "api/auth_in_progress", "sign in", Limited),
        (429, "api/too_many_requests", "read", Limited),
        (429, "provider/too_many_requests", "publish", Limited),
        (500, "api/internal_error", "read", Unreachable),
        (501, "api/not_implemented", "read", UnexpectedAnswer),
        (502, "api/proxy_error", "sign in", Unreachable),
        (502, "api/proxy_auth_error", "sign in", Unreachable),
        (504, "api/proxy_timeout", "sign in", Unreachable),
        (500, "provider/server_error", "publish", Unreachable),
        (504, "provider/timeout", "sign in", Unreachable),
        // Types that nobody has seen yet go by their status.
        (401, "api/brand_new", "read", ConnectionKey),
        (403, "api/brand_new", "read", PermissionMissing),
        (404, "api/brand_new", "checkpoint", CheckpointExpired),
        (418, "api/brand_new", "publish", ContentRefused),
        (429, "api/brand_new", "read", Limited),
        (599, "api/brand_new", "read", Unreachable),
    ];
    for (status, code, during, kind) in cases {
        let error = refusal(status, code, during).await;
        assert_eq!(error.kind, kind, "{status} {code} while {during}");
        assert_eq!(error.provider_code.as_deref(), Some(code));
        assert_eq!(error.http_status, Some(status));
        assert_eq!(error.request_id.as_deref(), Some("req_1"));
        assert!(!error.sentence.contains("{detail}") && error.sentence.ends_with('.'), "{}", error.sentence);
        assert_eq!(error.retry_at.is_some(), matches!(kind, Limited | Unreachable), "{code}");
    }
}

#[tokio::test]
async fn the_two_refusals_of_a_product_say_different_next_steps() {
    let not_enabled = refusal(403, "api/insufficient_permissions", "read").await;
    assert!(not_enabled.sentence.contains("Refresh the account with the product ticked"));
    let not_subscribed = refusal(403, "provider/insufficient_permissions", "read").await;
    assert!(not_subscribed.sentence.contains("has no licence"));
}

#[tokio::test]
async fn a_wrong_key_is_never_taken_for_the_accounts_trouble() {
    let key = refusal(401, "api/missing_authorization", "sign in").await;
    assert_eq!(key.trouble(), Some(Trouble::ConnectionKey));
    let owner = refusal(401, "provider/invalid_authorization", "read").await;
    assert_eq!(owner.trouble(), Some(Trouble::OwnerSignIn));
}

#[tokio::test]
async fn the_providers_words_are_quoted_where_they_help() {
    let error = refusal(422, "provider/unprocessable_entity", "publish").await;
    assert_eq!(error.sentence, "LinkedIn refused the post (\u{201c}The text is too long\u{201d}).");
}
