//! Zernio: accounts and their health, consent links, refusals.

use rollcall_domain::{setup_source::SetupSource, status::Status};
use rollcall_providers::{
    error::ErrorKind,
    zernio::{ZernioClient, ZernioProfile},
};
use serde_json::{Value, json};
use wiremock::{
    Mock, MockServer,
    matchers::{method, path, query_param},
};

use crate::wire::{self, KEY, always, header, reply, requests, targets};

fn account(id: &str) -> Value {
    json!({ "_id": id, "platform": "linkedin", "profileId": { "_id": "64f0", "name": "Northwind", "slug": "northwind" },
        "username": "jane", "displayName": "Jane Doe", "profileUrl": "https://www.linkedin.com/in/jane",
        "isActive": true, "needsReconnection": false, "enabled": true, "rateLimitedUntil": null })
}

async fn zernio_with(accounts: Value, health: Value) -> MockServer {
    let server = MockServer::start().await;
    let get = |at: &str| Mock::given(method("GET")).and(path(at));
    let one = health.get(0).cloned().unwrap_or(json!({}));
    get("/api/v1/accounts").respond_with(reply(200, json!({ "accounts": accounts }))).mount(&server).await;
    get("/api/v1/accounts/health")
        .respond_with(reply(200, json!({ "accounts": health })))
        .mount(&server)
        .await;
    get("/api/v1/accounts/64e1/health").respond_with(reply(200, one)).mount(&server).await;
    server
}

#[tokio::test]
async fn accounts_come_with_their_health() {
    let health =
        json!([{ "accountId": "64e1", "status": "healthy", "tokenExpiresAt": "2027-01-05T00:00:00Z" }]);
    let mut elsewhere = account("64e9");
    elsewhere["platform"] = json!("instagram");
    let mut bare = account("64e2");
    bare["profileId"] = json!("64f0");
    bare["displayName"] = json!(null);
    let server = zernio_with(json!([account("64e1"), elsewhere, bare]), health).await;
    let accounts = wire::zernio(&server.uri()).accounts().await.unwrap();
    assert_eq!(accounts.len(), 2);
    assert_eq!(
        (accounts[0].name.as_str(), accounts[0].client_name.as_deref()),
        ("Jane Doe", Some("Northwind"))
    );
    assert_eq!(accounts[0].expires_at, Some(wire::time("2027-01-05T00:00:00Z")));
    assert_eq!(accounts[0].setup_source, Some(SetupSource::OfficialZernio));
    assert_eq!((accounts[1].name.as_str(), accounts[1].client_name.as_deref()), ("jane", None));
    let authorization = format!("Bearer {KEY}");
    assert!(requests(&server).await.iter().all(|r| header(r, "authorization") == Some(&authorization)));
}

#[tokio::test]
async fn a_key_that_may_not_see_health_still_lists_accounts() {
    for status in [403, 404] {
        let server = MockServer::start().await;
        Mock::given(path("/api/v1/accounts"))
            .respond_with(reply(200, json!({ "accounts": [account("64e1")] })))
            .mount(&server)
            .await;
        Mock::given(path("/api/v1/accounts/health"))
            .respond_with(reply(status, json!({ "type": "permission_error" })))
            .mount(&server)
            .await;
        let accounts = wire::zernio(&server.uri()).accounts().await.unwrap();
        assert_eq!(accounts[0].status, Status::Connected);
    }
}

#[tokio::test]
async fn pages_are_read_to_the_last_and_a_server_that_repeats_itself_is_left() {
    let server = MockServer::start().await;
    let full: Vec<Value> = (0..100).map(|number| account(&format!("a{number}"))).collect();
    Mock::given(query_param("page", "1"))
        .respond_with(reply(200, json!({ "accounts": full })))
        .mount(&server)
        .await;
    Mock::given(query_param("page", "2"))
        .respond_with(reply(200, json!({ "accounts": full })))
        .mount(&server)
        .await;
    Mock::given(path("/api/v1/accounts/health")).respond_with(reply(404, json!({}))).mount(&server).await;
    assert_eq!(wire::zernio(&server.uri()).accounts().await.unwrap().len(), 100);
}

#[tokio::test]
async fn statuses_follow_from_the_list_and_the_health_check() {
    let until = "2026-11-23T12:00:00Z";
    let missing = json!({ "permissions": { "missingRequired": ["w_member_social"] } });
    let cases = [
        (json!({}), json!({ "status": "healthy" }), Status::Connected),
        (json!({}), json!({ "status": "warning" }), Status::Connected),
        (json!({}), json!({ "status": "error", "issues": ["Token expired"] }), Status::SignInNeeded),
        (json!({}), json!({ "tokenStatus": { "valid": false } }), Status::SignInNeeded),
        (json!({ "needsReconnection": true }), json!({}), Status::SignInNeeded),
        (json!({ "isActive": false }), json!({}), Status::SignInNeeded),
        (json!({ "enabled": false, "isActive": false }), json!({}), Status::Paused),
        (json!({}), missing, Status::PermissionMissing { what: "w_member_social".into() }),
        (
            json!({ "rateLimitedUntil": until }),
            json!({}),
            Status::LimitedUntil { at: Some(wire::time(until)) },
        ),
    ];
    for (changes, health, status) in cases {
        let mut listed = account("64e1");
        listed.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let server = zernio_with(json!([listed]), json!([health])).await;
        let account = wire::zernio(&server.uri()).account("64e1").await.unwrap();
        assert_eq!(account.status, status, "{changes} {health}");
        assert!(account.cause.ends_with('.'), "{}", account.cause);
    }
}

#[tokio::test]
async fn an_account_that_isnt_listed_is_gone() {
    let server = zernio_with(json!([]), json!([])).await;
    let error = wire::zernio(&server.uri()).account("64e1").await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn a_consent_link_names_the_same_row_and_the_same_person() {
    let server = always(reply(200, json!({ "authUrl": "https://zernio.example/c", "state": "s" }))).await;
    let client = wire::zernio(&server.uri());
    client.connect_url("64f0", None, None).await.unwrap();
    let link = client.connect_url("64f0", Some("64e1"), Some("ACo1")).await.unwrap();
    assert_eq!(link.url, "https://zernio.example/c");
    assert_eq!(
        targets(&requests(&server).await),
        [
            "GET /api/v1/connect/linkedin?profileId=64f0",
            "GET /api/v1/connect/linkedin?profileId=64f0&reconnectAccountId=64e1&expectedPlatformUserId=ACo1",
        ]
    );
}

#[tokio::test]
async fn profiles_are_listed_by_name() {
    let server =
        always(reply(200, json!({ "profiles": [{ "_id": "64f0", "name": "Northwind" }, { "_id": 7 }, {}] })))
            .await;
    let profile = |id: &str, name: &str| ZernioProfile { id: id.into(), name: name.into() };
    let profiles = wire::zernio(&server.uri()).profiles().await.unwrap();
    assert_eq!(profiles, [profile("64f0", "Northwind"), profile("7", "7")]);
}

#[tokio::test]
async fn each_code_has_its_kind() {
    use ErrorKind::*;
    let cases = [
        (401, "missing_credentials", "authentication_error", ConnectionKey),
        (401, "invalid_credentials", "authentication_error", ConnectionKey),
        (401, "reconnect_required", "authentication_error", SignInNeeded),
        (401, "", "authentication_error", ConnectionKey),
        (403, "ACCOUNT_DISCONNECTED", "permission_error", SignInNeeded),
        (403, "ACCOUNT_NOT_ENABLED_FOR_POSTING", "permission_error", PermissionMissing),
        (403, "PROFILE_OVER_LIMIT", "permission_error", ConnectionKey),
        (402, "payment_required", "permission_error", ConnectionKey),
        (403, "", "permission_error", PermissionMissing),
        (404, "", "not_found", NotFound),
        (409, "idempotency_conflict", "invalid_request_error", Duplicate { urn: None }),
        (429, "", "rate_limit_error", Limited),
        (400, "linkedin_mentions_invalid", "invalid_request_error", ContentRefused),
        (400, "linkedin_mentions_limit_exceeded", "invalid_request_error", ContentRefused),
        (400, "", "invalid_request_error", UnexpectedAnswer),
        (502, "", "platform_error", Unreachable),
        (500, "", "api_error", Unreachable),
    ];
    for (status, code, kind_of_error, kind) in cases {
        let mut envelope =
            json!({ "error": "It didn't work", "type": kind_of_error, "docUrl": "https://docs" });
        if !code.is_empty() {
            envelope["code"] = json!(code);
        }
        let server = always(reply(status, envelope)).await;
        let error = wire::zernio(&server.uri()).profiles().await.unwrap_err();
        assert_eq!(error.kind, kind, "{status} {code} {kind_of_error}");
        let expected = if code.is_empty() { kind_of_error } else { code };
        assert_eq!(error.provider_code.as_deref(), Some(expected));
    }
}

#[test]
fn a_consent_page_that_comes_back_with_an_error_says_why() {
    let cases = [
        ("oauth_denied", ErrorKind::Cancelled),
        ("access_denied", ErrorKind::Cancelled),
        ("invalid_state", ErrorKind::LinkExpired),
        ("reconnect_account_mismatch", ErrorKind::WrongMember),
        ("account_mismatch", ErrorKind::WrongMember),
        ("profile_not_found", ErrorKind::NotFound),
        ("account_limit_exceeded", ErrorKind::ConnectionKey),
        ("brand_new", ErrorKind::UnexpectedAnswer),
    ];
    for (code, kind) in cases {
        assert_eq!(ZernioClient::callback_refusal(code).kind, kind, "{code}");
    }
}
