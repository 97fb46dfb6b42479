//! Unipile: what is sent and what comes out.

use rollcall_domain::{
    checkpoint::{CheckpointKind, ContractOption},
    cookies,
    post::Visibility,
    product::{Product, ProductState},
    secret::Secret,
    setup_source::SetupSource,
    status::Status,
};
use rollcall_providers::{
    error::{ErrorKind, Outcome},
    sign_in::{CookieSession, Credentials, Login, SignIn},
    unipile::{AttachedFile, GatewayPost, TRY_ANOTHER_WAY, WAITING_FOR_APPROVAL},
};
use serde_json::{Value, json};
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{method, path, query_param},
};

use crate::wire::{self, KEY, always, body, header, patient, reply, requests, targets, unipile_account};

fn credentials() -> Login {
    Login::Credentials(Credentials {
        username: "dana@northwind.example".into(),
        password: Secret::new("password-canary"),
    })
}

#[tokio::test]
async fn accounts_are_listed_to_the_last_page_and_other_networks_are_left_out() {
    let server = MockServer::start().await;
    let first = json!({ "object": "Accounts", "has_more": true, "data": [
        unipile_account("acc_1", "running"),
        { "id": "acc_w", "provider": "whatsapp", "status": "running" },
        { "provider": "linkedin", "status": "running", "name": "no id" },
    ] });
    let second = json!({ "has_more": false, "data": [unipile_account("acc_2", "disconnected")] });
    for (offset, page) in [("0", first), ("3", second)] {
        Mock::given(path("/v2/accounts"))
            .and(query_param("offset", offset))
            .and(query_param("provider", "linkedin"))
            .respond_with(reply(200, page))
            .expect(1)
            .mount(&server)
            .await;
    }
    let accounts = wire::unipile(&server.uri(), patient()).accounts().await.unwrap();
    let found: Vec<_> =
        accounts.iter().map(|account| (account.remote_id.as_str(), account.status.clone())).collect();
    assert_eq!(found, [("acc_1", Status::Connected), ("acc_2", Status::SignInNeeded)]);
    assert!(requests(&server).await.iter().all(|request| header(request, "x-api-key") == Some(KEY)));
}

#[tokio::test]
async fn an_empty_list_is_no_accounts() {
    for answer in [json!({ "data": [], "has_more": false }), json!({ "data": [], "has_more": true })] {
        let server = always(reply(200, answer)).await;
        assert!(wire::unipile(&server.uri(), patient()).accounts().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn everything_known_about_an_account_is_read_however_it_is_written() {
    let server = always(reply(
        200,
        json!({ "object": "Account", "id": "acc_1", "user_id": "ACoAA1", "name": " Dana Okafor ",
            "headline": "Talent partner", "public_identifier": "dana-okafor",
            "created_at": "2026-05-01T10:20:30.000Z", "status": "running", "provider": "LINKEDIN",
            "metadata": { "client": "Northwind", "setup_source": "API_COOKIES",
                "products_connection_status": { "classic": "running", "sales_navigator": "running" } } }),
    ))
    .await;
    let account = wire::unipile(&server.uri(), patient()).account("acc_1").await.unwrap();
    assert_eq!(account.name, "Dana Okafor");
    assert_eq!(account.linkedin_id.as_deref(), Some("ACoAA1"));
    assert_eq!(account.profile_url.as_deref(), Some("https://www.linkedin.com/in/dana-okafor"));
    assert_eq!(account.client_name.as_deref(), Some("Northwind"));
    assert_eq!(account.setup_source, Some(SetupSource::ApiCookies));
    assert_eq!(account.linked_at, Some(wire::time("2026-05-01T10:20:30Z")));
    let works = |product| ProductState { product, subscribed: Some(true), enabled: true };
    assert_eq!(account.products, [works(Product::Classic), works(Product::SalesNavigator)]);
}

#[tokio::test]
async fn statuses_are_told_with_their_cause() {
    let product =
        |state: &str| json!({ "products_connection_status": format!("{{\"recruiter\":\"{state}\"}}") });
    let cases = [
        (json!({ "status": "running" }), Status::Connected),
        (json!({ "status": "disconnected" }), Status::SignInNeeded),
        (json!({ "status": "errored" }), Status::ProviderUnreachable),
        (json!({ "status": "paused" }), Status::Paused),
        (json!({ "status": "degraded" }), Status::Unknown { raw: "degraded".into() }),
        (json!({ "status": "running", "is_locked": true }), Status::Restricted),
        (json!({ "status": "running", "restricted": "true" }), Status::Restricted),
        (json!({ "status": "running", "metadata": product("running") }), Status::Connected),
        (
            json!({ "status": "running", "metadata": product("disconnected") }),
            Status::PermissionMissing { what: "Recruiter".into() },
        ),
        (json!({ "status": "running", "metadata": "none" }), Status::Connected),
        (json!({}), Status::Connecting),
    ];
    for (mut answer, status) in cases {
        answer["id"] = json!("acc_1");
        let server = always(reply(200, answer.clone())).await;
        let account = wire::unipile(&server.uri(), patient()).account("acc_1").await.unwrap();
        assert_eq!(account.status, status, "{answer}");
        assert!(account.cause.ends_with('.'), "{answer}: {}", account.cause);
        assert_eq!(account.setup_source, None, "{answer}");
    }
}

#[tokio::test]
async fn the_address_may_end_in_v2_and_ids_are_escaped() {
    let server = always(reply(200, unipile_account("a/b", "running"))).await;
    for base in ["", "/", "/v2", "/v2/"] {
        let client = wire::unipile(&format!("{}{base}", server.uri()), patient());
        client.account("a/b c").await.unwrap();
    }
    let requests = requests(&server).await;
    assert_eq!(targets(&requests), vec!["GET /v2/accounts/a%2Fb%20c"; 4]);
}

#[tokio::test]
async fn a_probe_asks_linkedin_through_the_account() {
    let server = always(reply(200, json!({ "object": "UserProfile" }))).await;
    wire::unipile(&server.uri(), patient()).probe("acc_1").await.unwrap();
    assert_eq!(targets(&requests(&server).await), ["GET /v2/acc_1/users/me"]);
}

#[tokio::test]
async fn a_hosted_link_says_what_it_is_for() {
    let server =
        always(reply(200, json!({ "object": "HostedAuthLink", "link": "https://auth.example/t" }))).await;
    let client = wire::unipile(&server.uri(), patient());
    let until = wire::time("2026-12-22T12:00:00Z");
    let products = [Product::Classic, Product::SalesNavigator, Product::Pages, Product::Premium];
    let link = client.hosted_link(None, &products, Some("Northwind"), until).await.unwrap();
    assert_eq!((link.url.as_str(), link.expires_at), ("https://auth.example/t", Some(until)));
    client.hosted_link(Some("acc_1"), &[], None, until).await.unwrap();
    let bodies: Vec<Value> = requests(&server).await.iter().map(body).collect();
    let both = json!(["credentials", "cookies"]);
    assert_eq!(
        bodies[0],
        json!({ "providers": "LINKEDIN", "expires_on": "2026-12-22T12:00:00.000Z", "state": "Northwind",
            "config": { "linkedin": { "allow_methods": both, "products": ["classic", "sales_navigator", "company"] } } })
    );
    assert_eq!(
        bodies[1],
        json!({ "account_id": "acc_1", "expires_on": "2026-12-22T12:00:00.000Z",
            "config": { "linkedin": { "allow_methods": both, "products": ["classic"] } } })
    );
}

#[tokio::test]
async fn a_sign_in_sends_credentials_or_cookies() {
    let server = always(reply(200, unipile_account("acc_1", "running"))).await;
    let client = wire::unipile(&server.uri(), patient());
    let session = CookieSession {
        cookies: cookies::parse("li_at=AQEDcanary1; li_a=AQJcanary2", "").unwrap(),
        user_agent: Some("Mozilla/5.0".into()),
        country: Some("FR".into()),
    };
    let signed_in = client.sign_in(&credentials(), &[Product::Classic], None).await.unwrap();
    assert!(matches!(signed_in, SignIn::Linked(account) if account.remote_id == "acc_1"));
    client.sign_in(&Login::Cookies(session), &[Product::Recruiter], Some("acc_1")).await.unwrap();
    let requests = requests(&server).await;
    assert_eq!(targets(&requests), vec!["POST /v2/auth/intent"; 2]);
    assert_eq!(
        body(&requests[0]),
        json!({ "provider": "linkedin", "config": { "products": ["classic"] },
            "credentials": { "username": "dana@northwind.example", "password": "password-canary" } })
    );
    assert_eq!(
        body(&requests[1]),
        json!({ "provider": "linkedin", "account_id": "acc_1", "user_agent": "Mozilla/5.0",
            "config": { "products": ["recruiter"], "auto_proxy_config": { "country": "FR" } },
            "credentials": { "access_token": "AQEDcanary1", "premium_access_token": "AQJcanary2" } })
    );
}

#[tokio::test]
async fn every_checkpoint_is_recognised_and_unknown_ones_are_kept() {
    let two_factor = |platform: &str| CheckpointKind::TwoFactor { platform: Some(platform.into()) };
    let cases = [
        (json!({ "type": "2FA", "platform": "APP" }), two_factor("APP")),
        (json!({ "type": "2FA", "source": "SMS" }), two_factor("SMS")),
        (json!({ "type": "OTP" }), CheckpointKind::Otp),
        (json!({ "type": "IN_APP_VALIDATION" }), CheckpointKind::InAppApproval),
        (json!({ "type": "OTP_OR_IN_APP_VALIDATION" }), CheckpointKind::OtpOrInApp),
        (json!({ "type": "PHONE_REGISTER" }), CheckpointKind::Phone),
        (json!({ "type": "CAPTCHA", "public_key": "pk", "data": "blob" }), CheckpointKind::Captcha),
        (
            json!({ "type": "CONTRACT_CHOOSER", "contract_options": [{ "id": 7, "name": "Northwind" }, { "id": "8" }] }),
            CheckpointKind::ContractChoice {
                options: vec![
                    ContractOption { id: "7".into(), name: "Northwind".into() },
                    ContractOption { id: "8".into(), name: "8".into() },
                ],
            },
        ),
        (json!({ "type": "PASSKEY" }), CheckpointKind::Other("PASSKEY".into())),
    ];
    for (checkpoint, kind) in cases {
        let answer =
            json!({ "object": "AuthenticationCheckpoint", "intent_id": "acc_1", "checkpoint": checkpoint });
        let server = always(reply(200, answer)).await;
        let client = wire::unipile(&server.uri(), patient());
        let signed_in = client.sign_in(&credentials(), &[], None).await.unwrap();
        assert_eq!(signed_in, SignIn::Checkpoint { intent_id: "acc_1".into(), kind });
    }
}

#[tokio::test]
async fn answers_lead_from_checkpoint_to_checkpoint_to_the_account() {
    let server = MockServer::start().await;
    let next = json!({ "object": "AuthenticationCheckpoint", "checkpoint": { "type": "2FA" } });
    Mock::given(method("POST"))
        .and(path("/v2/auth/checkpoint"))
        .respond_with(reply(200, next))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(method("POST"))
        .and(path("/v2/auth/checkpoint"))
        .respond_with(reply(200, unipile_account("acc_1", "running")))
        .mount(&server)
        .await;
    let client = wire::unipile(&server.uri(), patient());
    let first = client.answer("acc_1", "111111").await.unwrap();
    let kind = CheckpointKind::TwoFactor { platform: None };
    assert_eq!(first, SignIn::Checkpoint { intent_id: "acc_1".into(), kind });
    assert!(matches!(client.answer("acc_1", "222222").await.unwrap(), SignIn::Linked(_)));
    client.answer("acc_1", TRY_ANOTHER_WAY).await.unwrap();
    let bodies: Vec<Value> = requests(&server).await.iter().map(body).collect();
    assert_eq!(bodies[0], json!({ "intent_id": "acc_1", "code": "111111" }));
    assert_eq!(bodies[2], json!({ "intent_id": "acc_1", "code": "TRY_ANOTHER_WAY" }));
}

#[tokio::test]
async fn an_approval_that_hasnt_come_is_waited_for() {
    let still = json!({ "object": "AuthenticationCheckpoint", "intent_id": "acc_1", "checkpoint": { "type": "IN_APP_VALIDATION" } });
    let server = always(reply(200, still)).await;
    let asked = wire::unipile(&server.uri(), patient()).poll("acc_1", false).await.unwrap();
    assert!(matches!(asked, SignIn::Checkpoint { kind: CheckpointKind::InAppApproval, .. }));
    assert_eq!(body(&requests(&server).await[0])["code"], WAITING_FOR_APPROVAL);

    let refusal = json!({ "type": "provider/invalid_checkpoint_code", "status": 401 });
    let server = always(reply(401, refusal)).await;
    let error = wire::unipile(&server.uri(), patient()).poll("acc_1", false).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::CheckpointPending);
}

#[tokio::test]
async fn a_sign_in_that_answers_with_something_else_is_not_taken_for_one() {
    for answer in [
        json!({ "object": "AuthenticationQrCode", "intent_id": "acc_1", "qrcode": "…" }),
        json!({ "object": "OauthUrl", "url": "https://x" }),
        json!([]),
    ] {
        let server = always(reply(200, answer)).await;
        let error =
            wire::unipile(&server.uri(), patient()).sign_in(&credentials(), &[], None).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::UnexpectedAnswer);
    }
}

#[tokio::test]
async fn metadata_is_added_to_what_is_there() {
    let server = MockServer::start().await;
    let mut account = unipile_account("acc_1", "running");
    account["metadata"] = json!({ "client": "Northwind", "mine": "kept" });
    Mock::given(method("GET")).respond_with(reply(200, account.clone())).mount(&server).await;
    Mock::given(method("PATCH")).respond_with(reply(200, account)).mount(&server).await;
    let client = wire::unipile(&server.uri(), patient());
    client.set_metadata("acc_1", &[("setup_source", "API_BASIC"), ("client", "Contoso")]).await.unwrap();
    let requests = requests(&server).await;
    assert_eq!(
        body(&requests[1]),
        json!({ "metadata": { "client": "Contoso", "mine": "kept", "setup_source": "API_BASIC" } })
    );
}

#[tokio::test]
async fn an_account_that_is_gone_counts_as_removed() {
    for (status, removed) in [(200, true), (404, true), (500, false)] {
        let server = always(reply(status, json!({ "success": status == 200 }))).await;
        let result = wire::unipile(&server.uri(), patient()).remove("acc_1").await;
        assert_eq!(result.is_ok(), removed, "{status}");
        assert_eq!(targets(&requests(&server).await), ["DELETE /v2/accounts/acc_1"]);
    }
}

#[tokio::test]
async fn a_post_goes_out_with_its_image() {
    let answer =
        json!({ "object": "Post", "id": "b64==", "share_url": "https://www.linkedin.com/posts/dana_71" });
    let server = always(reply(201, answer)).await;
    let image = AttachedFile {
        range: wire::file(&vec![7; 300_000]),
        mime: "image/png",
        file_name: "team.png".into(),
        alt_text: "Our team".into(),
    };
    let post = GatewayPost {
        visibility: Visibility::Connections,
        files: vec![image],
        ..wire::gateway_post("Hello (world) #hiring")
    };
    let heard = std::sync::Mutex::new(Vec::new());
    let progress = |sent: u64| heard.lock().unwrap().push(sent);
    let published =
        wire::unipile(&server.uri(), patient()).create_post("acc_1", &post, &progress).await.unwrap();
    assert_eq!(published.urn.as_deref(), Some("b64=="));
    assert_eq!(published.permalink.as_deref(), Some("https://www.linkedin.com/posts/dana_71"));
    let requests = requests(&server).await;
    assert_eq!(targets(&requests), ["POST /v2/acc_1/posts"]);
    assert_eq!(header(&requests[0], "content-type"), Some("application/json"));
    assert_eq!(header(&requests[0], "content-length"), Some(requests[0].body.len().to_string().as_str()));
    let sent = body(&requests[0]);
    assert_eq!(sent["text"], "Hello (world) #hiring", "Unipile takes plain text");
    assert_eq!(
        (&sent["can_read"], &sent["can_comment"]),
        (&json!("relations_only"), &json!("relations_only"))
    );
    assert_eq!(sent["attachments"][0]["filename"], "team.png");
    assert_eq!(sent["attachments"][0]["alt"], "Our team");
    let data = sent["attachments"][0]["data"].as_str().unwrap();
    assert!(
        data.len() == 400_000 && data.starts_with("BwcHBwcH") && data.ends_with("BwcH"),
        "written piece by piece"
    );
    let heard = heard.into_inner().unwrap();
    assert!(heard.is_sorted() && heard.iter().all(|sent| *sent <= 300_000), "{heard:?}");
}

#[tokio::test]
async fn a_post_is_known_by_linkedins_name_where_unipile_tells_it() {
    let at = "https://www.linkedin.com/feed/update/urn:li:ugcPost:71/";
    let cases = [
        (json!({ "id": "b64==", "social_id": "urn:li:activity:70", "share_url": at }), "urn:li:activity:70"),
        (json!({ "id": "b64==", "share_url": at }), "urn:li:ugcPost:71"),
        (json!({ "post_id": 7332 }), "7332"),
    ];
    for (answer, urn) in cases {
        let server = always(reply(201, answer)).await;
        let client = wire::unipile(&server.uri(), patient());
        let published = client.create_post("acc_1", &wire::gateway_post("Hi"), &|_| {}).await.unwrap();
        assert_eq!(published.urn.as_deref(), Some(urn));
    }
}

#[tokio::test]
async fn a_success_without_a_post_leaves_it_open() {
    let server = always(ResponseTemplate::new(200).set_body_json(json!({ "ok": true }))).await;
    let error = wire::unipile(&server.uri(), patient())
        .create_post("acc_1", &wire::gateway_post("Hello"), &|_| {})
        .await
        .unwrap_err();
    assert_eq!((error.kind, error.outcome), (ErrorKind::UnexpectedAnswer, Outcome::Unknown));
}
