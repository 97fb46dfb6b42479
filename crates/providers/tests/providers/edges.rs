//! Edges: identities, links, sign-ins, refusals.

use rollcall_domain::{
    checkpoint::CheckpointKind,
    cookies,
    product::{Product, ProductState},
    secret::Secret,
    setup_source::SetupSource,
    status::Status,
};
use rollcall_providers::{
    error::{ErrorKind, Outcome},
    sign_in::{CookieSession, Credentials, Login, SignIn},
};
use serde_json::{Value, json};
use wiremock::{
    Mock, MockServer,
    matchers::{method, path, query_param},
};

use crate::wire::{self, KEY, always, body, header, reply, requests, targets};

fn integration(status: &str) -> Value {
    json!({ "uid": "int_1", "name": "Dana O.", "integration_permalink": "linkedin", "identity_uid": "idn_1",
        "status": status, "auth_type": "BASIC", "setup_source": "API", "is_shared": false, "level": "Classic",
        "created_at": "2026-05-01T10:20:30.000Z", "meta": {}, "error": null })
}

fn identity(uid: &str, integrations: Value) -> Value {
    json!({ "uid": uid, "name": "Dana Okafor", "created_at": "2026-04-01T00:00:00.000Z", "type": "standard",
        "timezone": "Europe/Paris", "integrations": integrations })
}

/// Edges with one identity, whose integration answers like this.
async fn edges_with(integration: Value) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path("/v1/identities/idn_1"))
        .respond_with(reply(200, identity("idn_1", json!([]))))
        .mount(&server)
        .await;
    Mock::given(method("GET"))
        .and(path("/v1/identities/idn_1/integrations/linkedin"))
        .respond_with(reply(200, integration))
        .mount(&server)
        .await;
    server
}

fn credentials() -> Login {
    Login::Credentials(Credentials {
        username: "dana@northwind.example".into(),
        password: Secret::new("password-1"),
    })
}

#[tokio::test]
async fn accounts_are_identities_that_have_to_do_with_linkedin() {
    let mut waiting = identity("idn_2", json!([]));
    waiting["identity_login_links"] = json!({ "linkedin": "https://app.edges.example/login?token=T" });
    let other = json!([{ "integration_permalink": "hubspot", "status": "VALID" }]);
    let listed = json!([
        identity("idn_1", json!([integration("VALID")])),
        waiting,
        identity("idn_3", other),
        identity("idn_4", json!([])),
    ]);
    for answer in [listed.clone(), json!({ "data": listed }), json!({ "identities": listed })] {
        let server = MockServer::start().await;
        Mock::given(path("/v1/identities"))
            .and(query_param("retrieve_accounts", "true"))
            .respond_with(reply(200, answer))
            .mount(&server)
            .await;
        let accounts = wire::edges(&server.uri()).accounts().await.unwrap();
        let found: Vec<_> = accounts
            .iter()
            .map(|account| (account.remote_id.as_str(), account.status.clone(), account.setup_source))
            .collect();
        assert_eq!(
            found,
            [
                ("idn_1", Status::Connected, Some(SetupSource::ApiBasic)),
                ("idn_2", Status::Connecting, Some(SetupSource::SharedLogin)),
            ]
        );
        assert_eq!(header(&requests(&server).await[0], "x-api-key"), Some(KEY));
    }
}

#[tokio::test]
async fn further_pages_are_followed_but_the_key_stays_with_its_host() {
    let foreign = always(reply(200, json!([]))).await;
    let server = MockServer::start().await;
    let page = |uid: &str| json!([identity(uid, json!([integration("VALID")]))]);
    let first = reply(200, page("idn_1")).insert_header("X-Pagination-Next", "/v1/identities?page=2");
    let next = format!("{}/v1/identities?page=3", foreign.uri());
    let second = reply(200, page("idn_2")).insert_header("X-Pagination-Next", next.as_str());
    Mock::given(query_param("retrieve_accounts", "true")).respond_with(first).mount(&server).await;
    Mock::given(query_param("page", "2")).respond_with(second).mount(&server).await;
    assert_eq!(wire::edges(&server.uri()).accounts().await.unwrap().len(), 2);
    assert!(requests(&foreign).await.is_empty());
}

#[tokio::test]
async fn statuses_sources_and_products_are_told_apart() {
    let cases = [
        (json!({ "status": "VALID" }), Status::Connected),
        (json!({ "status": "INVALID" }), Status::SignInNeeded),
        (
            json!({ "status": "INVALID", "error": { "error_label": "ACCOUNT_RESTRICTED" } }),
            Status::Restricted,
        ),
        (json!({ "status": "PENDING" }), Status::Connecting),
        (
            json!({ "status": "PENDING", "checkpoint": { "type": "EMAIL" } }),
            Status::Checkpoint { checkpoint: CheckpointKind::Email, deadline: None },
        ),
        (json!({ "status": "LIMIT_REACHED" }), Status::LimitedUntil { at: None }),
        (json!({ "status": "FROZEN" }), Status::Unknown { raw: "FROZEN".into() }),
    ];
    for (changes, status) in cases {
        let mut answer = integration("VALID");
        answer.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let account = wire::edges(&edges_with(answer).await.uri()).account("idn_1").await.unwrap();
        assert_eq!(account.status, status, "{changes}");
        assert_eq!(account.name, "Dana Okafor");
        assert!(!account.cause.is_empty());
    }
    let sources = [
        ("SHARED", "BASIC", true, SetupSource::SharedLogin),
        ("EXTENSION", "COOKIES", true, SetupSource::SharedExtension),
        ("SHARED - EXTENSION", "", true, SetupSource::SharedExtension),
        ("SHARED - LOGIN", "COOKIES", true, SetupSource::SharedLogin),
        ("API", "COOKIES", false, SetupSource::ApiCookies),
        ("API - BASIC", "", false, SetupSource::ApiBasic),
    ];
    for (raw, auth_type, shared, source) in sources {
        let mut answer = integration("VALID");
        answer["setup_source"] = json!(raw);
        answer["auth_type"] = json!(auth_type);
        answer["is_shared"] = json!(shared);
        let account = wire::edges(&edges_with(answer).await.uri()).account("idn_1").await.unwrap();
        assert_eq!(account.setup_source, Some(source), "{raw} {auth_type}");
    }
    let mut answer = integration("VALID");
    answer["level"] = json!("Sales Navigator");
    let account = wire::edges(&edges_with(answer).await.uri()).account("idn_1").await.unwrap();
    let works = |product| ProductState { product, subscribed: Some(true), enabled: true };
    assert_eq!(account.products, [works(Product::Classic), works(Product::SalesNavigator)]);
}

#[tokio::test]
async fn five_thousand_identities_come_in_one_answer() {
    let identity = |number: usize| {
        json!({ "uid": format!("idn_{number:05}"), "name": "Dana Okafor", "meta": { "about": "x".repeat(400) },
            "integrations": [{ "integration_permalink": "linkedin", "status": "VALID" }] })
    };
    let server = always(reply(200, (0..5_000).map(identity).collect())).await;
    assert_eq!(wire::edges(&server.uri()).accounts().await.unwrap().len(), 5_000);
}

#[tokio::test]
async fn an_identity_without_an_integration_needs_its_owner() {
    for (status, label) in [(404, "NOT_FOUND"), (424, "NOT_CONNECTED"), (424, "NO_VALID_ACCOUNT_CONFIGURED")]
    {
        let server = MockServer::start().await;
        Mock::given(path("/v1/identities/idn_1"))
            .respond_with(reply(200, identity("idn_1", json!([]))))
            .mount(&server)
            .await;
        Mock::given(path("/v1/identities/idn_1/integrations/linkedin"))
            .respond_with(reply(status, json!({ "error_label": label })))
            .mount(&server)
            .await;
        let account = wire::edges(&server.uri()).account("idn_1").await.unwrap();
        assert_eq!(account.status, Status::SignInNeeded, "{label}");
        assert_eq!(account.name, "Dana Okafor");
    }
}

#[tokio::test]
async fn identities_are_made_and_give_links_that_last_48_hours() {
    let mut made = identity("idn_9", json!([]));
    made["identity_login_links"] = json!({ "linkedin": "https://app.edges.example/login?token=T" });
    let server = always(reply(201, made)).await;
    let client = wire::edges(&server.uri());
    let (uid, link) = client.create_identity("Dana Okafor", "Europe/Paris").await.unwrap();
    let link = link.unwrap();
    assert_eq!((uid.as_str(), link.url.as_str()), ("idn_9", "https://app.edges.example/login?token=T"));
    assert_eq!(link.expires_at, Some(wire::time("2026-04-03T00:00:00Z")));
    assert_eq!(
        body(&requests(&server).await[0]),
        json!({ "name": "Dana Okafor", "timezone": "Europe/Paris", "type": "standard" })
    );
    let server = always(reply(200, json!({ "linkedin": "https://app.edges.example/login?token=U" }))).await;
    let link =
        wire::edges(&server.uri()).login_link("idn_9", wire::time("2026-11-23T09:00:00Z")).await.unwrap();
    assert_eq!(link.expires_at, Some(wire::time("2026-11-25T09:00:00Z")));
    let requests = requests(&server).await;
    assert_eq!(targets(&requests), ["POST /v1/identities/idn_9/generate-login-links"]);
    assert_eq!(header(&requests[0], "content-length"), Some("0"));
}

#[tokio::test]
async fn a_shared_link_is_given_where_edges_tells_it() {
    let told = "https://app.edges.example/shared/S";
    let cases = [
        (json!({ "shared_link": told }), true),
        (json!({ "meta": { "shared_link": told } }), true),
        (
            json!({ "integrations": [{ "integration_permalink": "linkedin", "meta": { "shared_link": told } }] }),
            true,
        ),
        (json!({ "meta": {} }), false),
    ];
    for (changes, given) in cases {
        let mut answer = identity("idn_1", json!([]));
        answer.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let server = always(reply(200, answer)).await;
        let link = wire::edges(&server.uri()).shared_link("idn_1").await.unwrap();
        assert_eq!(link.map(|link| link.url), given.then(|| told.to_owned()), "{changes}");
    }
}

#[tokio::test]
async fn a_sign_in_sends_credentials_or_cookies_and_asks_who_it_was() {
    let server = edges_with(integration("VALID")).await;
    Mock::given(method("POST")).respond_with(reply(200, integration("VALID"))).mount(&server).await;
    let client = wire::edges(&server.uri());
    let session = CookieSession {
        cookies: cookies::parse("li_at=AQEDcanary1; li_a=AQJcanary2", "").unwrap(),
        user_agent: Some("Mozilla/5.0".into()),
        country: Some("FR".into()),
    };
    let signed_in = client.sign_in("idn_1", &credentials()).await.unwrap();
    assert!(matches!(signed_in, SignIn::Linked(account) if account.name == "Dana Okafor"));
    client.sign_in("idn_1", &Login::Cookies(session)).await.unwrap();
    let requests = requests(&server).await;
    let sent: Vec<_> = requests.iter().filter(|request| request.method == "POST").collect();
    assert_eq!(sent[0].url.path(), "/v1/identities/idn_1/integrations/linkedin");
    assert_eq!(
        body(sent[0]),
        json!({ "auth_data": { "basic": { "username": "dana@northwind.example", "password": "password-1" } } })
    );
    assert_eq!(
        body(sent[1]),
        json!({ "auth_data": { "cookies": { "li_at": "AQEDcanary1", "li_a": "AQJcanary2" } } })
    );
}

#[tokio::test]
async fn a_pending_sign_in_is_a_checkpoint_and_an_invalid_one_is_none() {
    let mut pending = integration("PENDING");
    pending["checkpoint"] = json!({ "type": "IN_APP_VALIDATION" });
    let server = always(reply(200, pending)).await;
    let signed_in = wire::edges(&server.uri()).sign_in("idn_1", &credentials()).await.unwrap();
    let kind = CheckpointKind::InAppApproval;
    assert_eq!(signed_in, SignIn::Checkpoint { intent_id: "idn_1".into(), kind });

    let server = edges_with(integration("INVALID")).await;
    Mock::given(method("POST")).respond_with(reply(200, integration("INVALID"))).mount(&server).await;
    let error = wire::edges(&server.uri()).sign_in("idn_1", &credentials()).await.unwrap_err();
    assert_eq!((error.kind, error.outcome), (ErrorKind::WrongCredentials, Outcome::Definite));
}

#[tokio::test]
async fn a_sign_in_that_worked_stays_one_when_the_closer_look_fails() {
    let server = MockServer::start().await;
    Mock::given(method("POST")).respond_with(reply(200, integration("VALID"))).mount(&server).await;
    Mock::given(method("GET")).respond_with(reply(500, json!({}))).mount(&server).await;
    let signed_in = wire::edges(&server.uri()).sign_in("idn_1", &credentials()).await.unwrap();
    let SignIn::Linked(account) = signed_in else { panic!("{signed_in:?}") };
    assert_eq!((account.remote_id.as_str(), account.name.as_str()), ("idn_1", "Dana O."));
    assert_eq!(account.status, Status::Connected);
}

#[tokio::test]
async fn a_checkpoint_is_answered_with_a_code_and_polled_with_nothing() {
    let server = edges_with(integration("VALID")).await;
    Mock::given(method("POST")).respond_with(reply(200, integration("VALID"))).mount(&server).await;
    let client = wire::edges(&server.uri());
    assert!(matches!(client.answer("idn_1", "123456").await.unwrap(), SignIn::Linked(_)));
    assert!(matches!(client.poll("idn_1").await.unwrap(), SignIn::Linked(_)));
    let requests = requests(&server).await;
    let sent: Vec<_> = requests.iter().filter(|request| request.method == "POST").collect();
    assert_eq!(sent[0].url.path(), "/v1/identities/idn_1/integrations/linkedin/checkpoint");
    assert_eq!((body(sent[0]), body(sent[1])), (json!({ "code": "123456" }), json!({})));
}

#[tokio::test]
async fn each_label_has_its_kind_whatever_its_status() {
    use ErrorKind::*;
    let cases = [
        (424, "IN_APP_CHALLENGE_PENDING", "checkpoint", CheckpointPending),
        (400, "IN_APP_CHALLENGE_PENDING", "checkpoint", CheckpointPending),
        (424, "IN_APP_CHALLENGE_EXPIRED", "checkpoint", CheckpointExpired),
        (424, "2FA_VALIDATION_EXPIRED", "checkpoint", CheckpointExpired),
        (424, "CHECKPOINT_MISSING_DATA", "checkpoint", CheckpointExpired),
        (424, "INVALID_CODE", "checkpoint", WrongCode),
        (400, "BAD_INPUT", "checkpoint", WrongCode),
        (400, "BAD_PARAMETERS", "sign in", WrongCredentials),
        (424, "MISSING_PARAMETER", "sign in", WrongCredentials),
        (400, "BAD_INPUT", "read", UnexpectedAnswer),
        (401, "UNAUTHORIZED", "read", ConnectionKey),
        (402, "NO_ACCESS", "read", ConnectionKey),
        (429, "STATUS_429", "read", Limited),
        (429, "LIMIT_REACHED", "sign in", Limited),
        (424, "LIMIT_REACHED", "sign in", Limited),
        (424, "STATUS_403", "sign in", PermissionMissing),
        (424, "STATUS_404", "sign in", NotFound),
        (424, "NO_RESULT", "sign in", NotFound),
        (424, "LK_ERROR", "sign in", Unreachable),
        (424, "LK_524", "sign in", Unreachable),
        (424, "LK_MISSING_DATA", "sign in", Unreachable),
        (424, "LK_EVENT", "sign in", Unreachable),
        (424, "LK_INMAIL_NOT_ALLOWED", "sign in", ContentRefused),
        (424, "NOT_CONNECTED", "sign in", SignInNeeded),
        (424, "NO_VALID_ACCOUNT_CONFIGURED", "sign in", SignInNeeded),
        (424, "INTEGRATION_ERROR", "sign in", WrongCredentials),
        (424, "INTEGRATION_ERROR", "checkpoint", Unreachable),
        (424, "PROXY_ERROR", "sign in", Unreachable),
        (424, "GENERIC_ERROR", "sign in", Unreachable),
        (424, "SN_CONFLICT", "sign in", PermissionMissing),
        (424, "SN_OUT_OF_NETWORK", "sign in", PermissionMissing),
        (424, "PROFILE_NOT_ACCESSIBLE", "sign in", PermissionMissing),
        (424, "AUTH_EXPIRED", "sign in", WrongCredentials),
        (424, "AUTH_FAILED", "sign in", WrongCredentials),
        (424, "AUTH_EXPIRED", "checkpoint", SignInNeeded),
        (424, "INVITATION_PENDING", "sign in", Duplicate { urn: None }),
        (424, "ALREADY_CONNECTED", "sign in", Duplicate { urn: None }),
        (404, "BRAND_NEW", "read", NotFound),
        (500, "BRAND_NEW", "read", Unreachable),
    ];
    for (status, label, during, kind) in cases {
        let envelope = json!({ "error_label": label, "error_scope": "linkedin", "error_ref": "ref_1",
            "message": "It didn't work", "status_code": status, "params": {} });
        let server = always(reply(status, envelope)).await;
        let client = wire::edges(&server.uri());
        let error = match during {
            "read" => client.accounts().await.unwrap_err(),
            "sign in" => client.sign_in("idn_1", &credentials()).await.unwrap_err(),
            _ => client.poll("idn_1").await.unwrap_err(),
        };
        assert_eq!(error.kind, kind, "{status} {label} while {during}");
        assert_eq!(error.provider_code.as_deref(), Some(label));
        assert_eq!(error.request_id.as_deref(), Some("ref_1"));
        assert!(!error.sentence.contains("{detail}") && error.sentence.ends_with('.'), "{}", error.sentence);
    }
}

#[tokio::test]
async fn a_restriction_is_told_by_edges_words_alone() {
    let envelope = json!({ "error_label": "LK_ERROR", "message": "LinkedIn has restricted this account" });
    let server = always(reply(424, envelope)).await;
    let error = wire::edges(&server.uri()).sign_in("idn_1", &credentials()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Restricted);
}

#[tokio::test]
async fn what_is_unlinked_already_counts_as_removed() {
    for (status, envelope, removed) in [
        (200, json!({}), true),
        (404, json!({ "error_label": "NOT_FOUND" }), true),
        (424, json!({ "error_label": "NOT_CONNECTED" }), true),
        (500, json!({}), false),
    ] {
        let server = always(reply(status, envelope)).await;
        assert_eq!(wire::edges(&server.uri()).remove("idn_1").await.is_ok(), removed, "{status}");
        assert_eq!(targets(&requests(&server).await), ["DELETE /v1/identities/idn_1/integrations/linkedin"]);
    }
}
