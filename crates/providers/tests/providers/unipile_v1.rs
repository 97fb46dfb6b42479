//! Unipile's first API: the same calls, as it wants them.

use rollcall_domain::{
    checkpoint::{CheckpointKind, ContractOption},
    cookies,
    product::{Product, ProductState},
    secret::Secret,
    status::Status,
    unipile_api::UnipileApi,
};
use rollcall_providers::{
    error::{ErrorKind, ProviderError},
    sign_in::{CookieSession, Credentials, Login, SignIn},
    unipile::{TRY_ANOTHER_WAY, UnipileClient},
};
use serde_json::{Value, json};
use wiremock::{
    Mock, MockServer,
    matchers::{method, path, query_param, query_param_is_missing},
};

use crate::wire::{self, KEY, always, at, body, header, reply, requests, targets, transport};

fn client(server: &MockServer) -> UnipileClient {
    UnipileClient::new(transport(), at(&server.uri()), Secret::new(KEY), UnipileApi::V1)
}

fn account(id: &str, status: &str) -> Value {
    json!({ "object": "Account", "type": "LINKEDIN", "id": id, "name": "Dana Okafor",
        "created_at": "2026-05-01T10:20:30.000Z",
        "connection_params": { "im": { "id": "ACoAA1", "username": "dana@northwind.example",
            "publicIdentifier": "dana-okafor", "premiumId": null, "premiumContractId": null,
            "premiumFeatures": ["sales_navigator"],
            "organizations": [{ "name": "Northwind", "messaging_enabled": true }] } },
        "sources": [{ "id": format!("{id}_MESSAGING"), "status": status }] })
}

fn credentials() -> Login {
    Login::Credentials(Credentials {
        username: "dana@northwind.example".into(),
        password: Secret::new("password-canary"),
    })
}

/// A server that signs in at once, and knows the account then.
async fn signs_in(object: &str) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(reply(201, json!({ "object": object, "account_id": "acc_1" })))
        .mount(&server)
        .await;
    Mock::given(method("GET")).respond_with(reply(200, account("acc_1", "OK"))).mount(&server).await;
    server
}

#[tokio::test]
async fn accounts_are_listed_from_cursor_to_cursor() {
    let server = MockServer::start().await;
    let first = json!({ "object": "AccountList", "cursor": "n/x+t=", "items": [
        account("acc_1", "OK"), { "type": "WHATSAPP", "id": "acc_w", "sources": [] } ] });
    let second =
        json!({ "object": "AccountList", "cursor": null, "items": [account("acc_2", "CREDENTIALS")] });
    let list = || Mock::given(path("/api/v1/accounts")).and(query_param("limit", "100"));
    list().and(query_param_is_missing("cursor")).respond_with(reply(200, first)).mount(&server).await;
    list().and(query_param("cursor", "n/x+t=")).respond_with(reply(200, second)).mount(&server).await;
    let accounts = client(&server).accounts().await.unwrap();
    let found: Vec<_> = accounts.iter().map(|a| (a.remote_id.as_str(), a.status.clone())).collect();
    assert_eq!(found, [("acc_1", Status::Connected), ("acc_2", Status::SignInNeeded)]);
    assert!(requests(&server).await.iter().all(|request| header(request, "x-api-key") == Some(KEY)));
}

#[tokio::test]
async fn everything_known_about_an_account_is_read() {
    let server = always(reply(200, account("acc_1", "OK"))).await;
    let account = client(&server).account("acc_1").await.unwrap();
    assert_eq!(targets(&requests(&server).await), ["GET /api/v1/accounts/acc_1"]);
    assert_eq!(account.name, "Dana Okafor");
    assert_eq!(account.linkedin_id.as_deref(), Some("ACoAA1"));
    assert_eq!(account.profile_url.as_deref(), Some("https://www.linkedin.com/in/dana-okafor"));
    assert_eq!(account.linked_at, Some(wire::time("2026-05-01T10:20:30Z")));
    let works = |product| ProductState { product, subscribed: Some(true), enabled: true };
    let unsaid = ProductState { product: Product::Recruiter, subscribed: None, enabled: false };
    assert_eq!(
        account.products,
        [works(Product::Classic), works(Product::SalesNavigator), unsaid, works(Product::Pages)]
    );
}

#[tokio::test]
async fn a_probe_asks_linkedin_through_the_account() {
    let server = always(reply(200, json!({ "object": "AccountOwnerProfile" }))).await;
    client(&server).probe("acc_1").await.unwrap();
    assert_eq!(targets(&requests(&server).await), ["GET /api/v1/users/me?account_id=acc_1"]);
}

#[tokio::test]
async fn a_hosted_link_is_for_a_new_account_or_for_one_that_is_there() {
    let server =
        always(reply(201, json!({ "object": "HostedAuthUrl", "url": "https://account.example/t" }))).await;
    let until = wire::time("2026-12-22T12:00:00Z");
    let products = [Product::Classic, Product::SalesNavigator, Product::Pages];
    let link = client(&server).hosted_link(None, &products, Some("Northwind"), until).await.unwrap();
    assert_eq!((link.url.as_str(), link.expires_at), ("https://account.example/t", Some(until)));
    client(&server).hosted_link(Some("acc_1"), &[], None, until).await.unwrap();
    let requests = requests(&server).await;
    assert_eq!(targets(&requests), vec!["POST /api/v1/hosted/accounts/link"; 2]);
    assert_eq!(
        body(&requests[0]),
        json!({ "type": "create", "providers": ["LINKEDIN"], "api_url": server.uri(), "name": "Northwind",
            "expiresOn": "2026-12-22T12:00:00.000Z", "disabled_features": ["linkedin_recruiter"] })
    );
    let all = ["linkedin_recruiter", "linkedin_sales_navigator", "linkedin_organizations_mailboxes"];
    assert_eq!(
        body(&requests[1]),
        json!({ "type": "reconnect", "reconnect_account": "acc_1", "api_url": server.uri(),
            "expiresOn": "2026-12-22T12:00:00.000Z", "disabled_features": all })
    );
}

#[tokio::test]
async fn a_sign_in_sends_credentials_or_cookies_and_reads_the_account_it_made() {
    let server = signs_in("AccountCreated").await;
    let session = CookieSession {
        cookies: cookies::parse("li_at=AQEDcanary1; li_a=AQJcanary2", "").unwrap(),
        user_agent: Some("Mozilla/5.0".into()),
        country: Some("fr".into()),
    };
    let signed_in = client(&server).sign_in(&credentials(), &[Product::Classic], None).await.unwrap();
    assert!(matches!(signed_in, SignIn::Linked(account) if account.name == "Dana Okafor"));
    let products = [Product::Recruiter, Product::SalesNavigator, Product::Pages];
    client(&server).sign_in(&Login::Cookies(session), &products, Some("acc_1")).await.unwrap();
    let requests = requests(&server).await;
    assert_eq!(
        targets(&requests),
        [
            "POST /api/v1/accounts",
            "GET /api/v1/accounts/acc_1",
            "POST /api/v1/accounts/acc_1",
            "GET /api/v1/accounts/acc_1"
        ]
    );
    let all = ["linkedin_recruiter", "linkedin_sales_navigator", "linkedin_organizations_mailboxes"];
    assert_eq!(
        body(&requests[0]),
        json!({ "provider": "LINKEDIN", "disabled_features": all,
            "username": "dana@northwind.example", "password": "password-canary" })
    );
    assert_eq!(
        body(&requests[2]),
        json!({ "provider": "LINKEDIN", "disabled_features": [], "user_agent": "Mozilla/5.0", "country": "FR",
            "access_token": "AQEDcanary1", "premium_token": "AQJcanary2" })
    );
}

#[tokio::test]
async fn an_account_that_was_linked_and_cant_be_read_is_linked_all_the_same() {
    let server = MockServer::start().await;
    let created = json!({ "object": "AccountCreated", "account_id": "acc_1" });
    Mock::given(method("POST")).respond_with(reply(201, created)).mount(&server).await;
    Mock::given(method("GET")).respond_with(reply(404, json!({}))).mount(&server).await;
    let signed_in = client(&server).sign_in(&credentials(), &[], None).await.unwrap();
    let SignIn::Linked(account) = signed_in else { panic!("{signed_in:?}") };
    assert_eq!((account.remote_id.as_str(), account.status), ("acc_1", Status::Connecting));
}

#[tokio::test]
async fn checkpoints_are_named_by_their_account_and_chained() {
    let checkpoints = [
        (
            json!({ "type": "2FA", "source": "SMS" }),
            CheckpointKind::TwoFactor { platform: Some("SMS".into()) },
        ),
        (
            json!({ "type": "CONTRACT_CHOOSER", "contract_options": [{ "id": "7", "name": "Northwind" }] }),
            CheckpointKind::ContractChoice {
                options: vec![ContractOption { id: "7".into(), name: "Northwind".into() }],
            },
        ),
    ];
    for (checkpoint, kind) in checkpoints {
        let answer = json!({ "object": "Checkpoint", "account_id": "acc_1", "checkpoint": checkpoint });
        let server = always(reply(202, answer)).await;
        let expected = SignIn::Checkpoint { intent_id: "acc_1".into(), kind };
        assert_eq!(client(&server).sign_in(&credentials(), &[], None).await.unwrap(), expected);
        assert_eq!(client(&server).answer("acc_1", TRY_ANOTHER_WAY).await.unwrap(), expected);
        let requests = requests(&server).await;
        assert_eq!(targets(&requests)[1], "POST /api/v1/accounts/checkpoint");
        assert_eq!(
            body(&requests[1]),
            json!({ "provider": "LINKEDIN", "account_id": "acc_1", "code": "TRY_ANOTHER_WAY" })
        );
    }
}

#[tokio::test]
async fn a_code_is_sent_again_unless_the_last_one_is_too_fresh() {
    let again = json!({ "object": "CheckpointResend", "account_id": "acc_1", "success": true });
    let server = always(reply(200, again)).await;
    client(&server).resend("acc_1").await.unwrap();
    let sent = requests(&server).await;
    assert_eq!(targets(&sent), ["POST /api/v1/accounts/checkpoint/resend"]);
    assert_eq!(body(&sent[0]), json!({ "provider": "LINKEDIN", "account_id": "acc_1" }));

    let server = always(reply(422, json!({ "type": "errors/cannot_resend_yet", "status": 422 }))).await;
    assert_eq!(client(&server).resend("acc_1").await.unwrap_err().kind, ErrorKind::Limited);

    let new_api = wire::unipile(&server.uri(), wire::patient());
    assert!(!new_api.resends());
    assert_eq!(new_api.resend("acc_1").await.unwrap_err().kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn an_approval_shows_in_the_account_that_works_from_then_on() {
    let cases = [
        (404, json!({ "type": "errors/resource_not_found" }), None),
        (200, account("acc_1", "CREDENTIALS"), None),
        (200, account("acc_1", "CONNECTING"), None),
        (200, account("acc_1", "OK"), Some("acc_1")),
    ];
    for (status, answer, approved) in cases {
        let server = always(reply(status, answer)).await;
        let polled = client(&server).poll("acc_1", false).await;
        match approved {
            Some(id) => assert!(matches!(polled, Ok(SignIn::Linked(account)) if account.remote_id == id)),
            None => assert_eq!(polled.unwrap_err().kind, ErrorKind::CheckpointPending),
        }
        assert_eq!(targets(&requests(&server).await), ["GET /api/v1/accounts/acc_1"]);
    }
}

#[tokio::test]
async fn of_an_account_that_worked_before_the_checkpoint_itself_is_asked() {
    let still = json!({ "object": "Checkpoint", "account_id": "acc_1",
        "checkpoint": { "type": "IN_APP_VALIDATION" } });
    let server = always(reply(202, still)).await;
    let polled = client(&server).poll("acc_1", true).await.unwrap();
    assert!(matches!(polled, SignIn::Checkpoint { kind: CheckpointKind::InAppApproval, .. }));
    assert_eq!(targets(&requests(&server).await), ["POST /api/v1/accounts/checkpoint"]);
}

async fn refusal(status: u16, kind: &str, during: &str) -> ProviderError {
    let envelope = json!({ "title": "No", "detail": "Not like this.", "instance": "/api/v1/x",
        "type": format!("errors/{kind}"), "status": status });
    let server = always(reply(status, envelope)).await;
    let client = client(&server);
    match during {
        "read" => client.probe("acc_1").await.unwrap_err(),
        "sign in" => client.sign_in(&credentials(), &[], None).await.unwrap_err(),
        "checkpoint" => client.answer("acc_1", "123456").await.unwrap_err(),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn each_refusal_has_its_kind() {
    use ErrorKind::*;
    let cases = [
        (401, "missing_credentials", "read", ConnectionKey),
        (401, "invalid_credentials", "sign in", WrongCredentials),
        (401, "expired_credentials", "sign in", WrongCredentials),
        (401, "expired_credentials", "read", SignInNeeded),
        (401, "disconnected_account", "read", SignInNeeded),
        (401, "disconnected_feature", "read", PermissionMissing),
        (401, "insufficient_privileges", "read", PermissionMissing),
        (401, "multiple_sessions", "read", SignInNeeded),
        (401, "invalid_checkpoint_solution", "checkpoint", WrongCode),
        (401, "captcha_not_supported", "checkpoint", WrongCode),
        (401, "checkpoint_error", "checkpoint", CheckpointExpired),
        (401, "wrong_account", "sign in", WrongMember),
        (403, "account_mismatch", "checkpoint", WrongMember),
        (403, "account_restricted", "sign in", Restricted),
        (403, "feature_not_subscribed", "read", PermissionMissing),
        (403, "subscription_required", "read", PermissionMissing),
        (403, "session_mismatch", "sign in", WrongCredentials),
        (403, "unknown_authentication_context", "sign in", SignInNeeded),
        (403, "unknown_authentication_context", "checkpoint", CheckpointExpired),
        (404, "resource_not_found", "read", NotFound),
        (404, "resource_not_found", "checkpoint", CheckpointExpired),
        (407, "invalid_proxy_credentials", "sign in", Unreachable),
        (408, "request_timeout", "sign in", Unreachable),
        (409, "conflict", "sign in", Cancelled),
        (425, "auth_in_progress", "sign in", Limited),
        (422, "unprocessable_entity", "sign in", WrongCredentials),
        (429, "too_many_requests", "read", Limited),
        (500, "authentication_intent_error", "checkpoint", CheckpointExpired),
        (500, "provider_error", "sign in", Unreachable),
        (500, "unexpected_error", "read", Unreachable),
        (501, "feature_not_implemented", "sign in", UnexpectedAnswer),
        (503, "no_client_session", "read", Unreachable),
        // Types that nobody has seen yet go by their status.
        (400, "brand_new", "sign in", WrongCredentials),
        (403, "brand_new", "read", PermissionMissing),
        (503, "brand_new", "read", Unreachable),
    ];
    for (status, code, during, kind) in cases {
        let error = refusal(status, code, during).await;
        assert_eq!(error.kind, kind, "{status} {code} while {during}");
        assert!(!error.sentence.contains("{detail}") && error.sentence.ends_with('.'), "{}", error.sentence);
    }
}

/// A server at which the APIs with these lists answer; every other address isn't there.
async fn speaks(v1: Option<(u16, Value)>, v2: Option<(u16, Value)>) -> MockServer {
    let server = MockServer::start().await;
    for (address, answer) in [("/api/v1/accounts", v1), ("/v2/accounts", v2)] {
        if let Some((status, body)) = answer {
            Mock::given(path(address)).respond_with(reply(status, body)).mount(&server).await;
        }
    }
    server
}

#[tokio::test]
async fn the_api_that_answers_is_the_one_that_is_spoken() {
    let list = |name: &str| Some((200, json!({ name: [] })));
    let wrong_key = |code: &str| Some((401, json!({ "type": code, "status": 401 })));
    let (v1, v2) = (Ok(UnipileApi::V1), Ok(UnipileApi::V2));
    let no_key = Err(ErrorKind::ConnectionKey);
    let cases = [
        (list("items"), None, "", v1.clone()),
        (None, list("data"), "", v2.clone()),
        (list("items"), list("data"), "", v2.clone()),
        (list("items"), list("data"), "/api/v1", v1.clone()),
        (list("items"), list("data"), "/v2/", v2),
        (list("items"), wrong_key("api/missing_authorization"), "", v1),
        (wrong_key("errors/missing_credentials"), None, "", no_key.clone()),
        (None, wrong_key("api/missing_authorization"), "", no_key),
        (None, None, "", Err(ErrorKind::NotFound)),
    ];
    for (case, (v1, v2, end, expected)) in cases.into_iter().enumerate() {
        let server = speaks(v1, v2).await;
        let address = at(&format!("{}{end}", server.uri()));
        let found = UnipileClient::detect(transport(), address, Secret::new(KEY)).await;
        assert_eq!(found.map(|client| client.api()).map_err(|error| error.kind), expected, "case {case}");
    }
}
