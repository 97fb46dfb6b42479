//! Unipile v2: signing in with credentials, cookies and hosted links.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::desk::{Desk, check, row};

fn intent(desk: &Desk, credentials: Value, account: Option<&str>) -> RequestBuilder {
    let mut body = json!({"provider": "linkedin", "credentials": credentials});
    if let Some(account) = account {
        body["account_id"] = json!(account);
    }
    desk.unipile(Method::POST, "/v2/auth/intent").json(&body)
}

fn password(username: &str) -> Value {
    json!({"username": username, "password": "hunter2"})
}

fn answer(desk: &Desk, intent: &str, code: &str) -> RequestBuilder {
    desk.unipile(Method::POST, "/v2/auth/checkpoint").json(&json!({"intent_id": intent, "code": code}))
}

fn checkpoint(kind: &str) -> Value {
    json!({
        "object": "AuthenticationCheckpoint",
        "intent_id": "*",
        "checkpoint": {"type": kind},
    })
}

fn refused(kind: &str) -> Value {
    json!({"object": "Error", "type": kind})
}

#[tokio::test]
async fn scripted_users() {
    let desk = Desk::open().await;
    let mateo = desk.account("unipile", "mateo-ruiz").await;
    let running = json!({"object": "Account", "status": "running"});
    let cases: Vec<(&str, Option<&str>, u16, Value)> = vec![
        ("ok@agency.example", None, 200, running.clone()),
        ("2fa@agency.example", None, 200, json!({"checkpoint": {"type": "2FA", "platform": "APP"}})),
        ("otp@agency.example", None, 200, checkpoint("OTP")),
        ("inapp@agency.example", None, 200, checkpoint("IN_APP_VALIDATION")),
        (
            "captcha@agency.example",
            None,
            200,
            json!({"checkpoint": {"type": "CAPTCHA", "public_key": "*", "data": "*"}}),
        ),
        ("phone@agency.example", None, 200, checkpoint("PHONE_REGISTER")),
        ("chain@agency.example", None, 200, checkpoint("OTP")),
        ("bad@agency.example", None, 401, refused("provider/invalid_credentials")),
        ("restricted@agency.example", None, 403, refused("api/account_restricted")),
        ("slow@agency.example", None, 504, refused("provider/timeout")),
        ("other@agency.example", Some(&mateo), 401, refused("provider/account_mismatch")),
        ("elif.watanabe@meridian.example", Some(&mateo), 401, refused("provider/account_mismatch")),
        ("hana.lindqvist@northwind.example", None, 200, checkpoint("2FA")),
        ("mateo.ruiz@meridian.example", Some(&mateo), 200, json!({"id": mateo, "status": "running"})),
    ];
    for (username, account, status, body) in cases {
        let request = intent(&desk, password(username), account);
        let reply = desk.ask(request).await;
        assert_eq!(reply.status, status, "{username}: {}", reply.text);
        assert!(crate::desk::includes(&reply.json(), &body), "{username}: {}", reply.text);
    }
}

#[tokio::test]
async fn cookies() {
    let desk = Desk::open().await;
    let mateo = desk.account("unipile", "mateo-ruiz").await;
    let oskar = desk.account("unipile", "oskar-sandvik").await;
    let cookie = |li_at: &str| json!({"access_token": li_at});
    check(vec![
        row(
            "expired",
            intent(&desk, cookie("expired-AQED"), Some(&mateo)),
            401,
            refused("provider/invalid_credentials"),
        ),
        row(
            "no cookie of LinkedIn's",
            intent(&desk, cookie("hello"), Some(&mateo)),
            401,
            refused("provider/invalid_credentials"),
        ),
        row(
            "another member's",
            intent(&desk, cookie("AQED-elif-watanabe"), Some(&mateo)),
            401,
            refused("provider/account_mismatch"),
        ),
        row(
            "without li_a a paid product stays away",
            desk.unipile(Method::POST, "/v2/auth/intent").json(&json!({
                "provider": "linkedin",
                "account_id": mateo,
                "credentials": cookie("AQED-mateo-ruiz.v2"),
                "config": {"products": ["classic", "sales_navigator"]},
            })),
            200,
            json!({
                "id": mateo,
                "status": "running",
                "metadata": {
                    "client": "Meridian Labs",
                    "products_connection_status": {"classic": "running", "sales_navigator": "disconnected"},
                },
            }),
        ),
        row(
            "a running account needs no refresh",
            intent(&desk, cookie("AQED-oskar-sandvik"), Some(&oskar)),
            409,
            refused("api/conflict"),
        ),
        row(
            "no such account",
            intent(&desk, cookie("AQED-mateo-ruiz"), Some("acc_nothing")),
            404,
            refused("api/resource_not_found"),
        ),
        row(
            "nothing to sign in with",
            intent(&desk, json!({}), None),
            400,
            refused("api/invalid_parameters"),
        ),
    ])
    .await;
}

async fn opened(desk: &Desk, username: &str) -> String {
    let reply = desk.ask(intent(desk, password(username), None)).await;
    reply.json()["intent_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn checkpoints_are_answered_chained_and_retried() {
    let desk = Desk::open().await;
    let chain = opened(&desk, "chain@agency.example").await;
    let phone = opened(&desk, "phone@agency.example").await;
    let captcha = opened(&desk, "captcha@agency.example").await;
    let another = opened(&desk, "2fa@agency.example").await;
    let wrong = refused("provider/invalid_checkpoint_code");
    let linked = json!({"object": "Account", "status": "running"});
    check(vec![
        row("wrong", answer(&desk, &chain, "000000"), 401, wrong.clone()),
        row("wrong again", answer(&desk, &chain, "111111"), 401, wrong.clone()),
        row("right", answer(&desk, &chain, "123456"), 200, checkpoint("2FA")),
        row("and the next", answer(&desk, &chain, " 123456 "), 200, linked.clone()),
        row(
            "twice",
            answer(&desk, &chain, "123456"),
            403,
            refused("provider/unknown_authentication_context"),
        ),
        row("no number", answer(&desk, &phone, "0612345678"), 401, wrong),
        row("number", answer(&desk, &phone, "(+33)0612345678"), 200, linked.clone()),
        row("captcha", answer(&desk, &captcha, "token"), 200, linked),
        row("another way", answer(&desk, &another, "TRY_ANOTHER_WAY"), 200, checkpoint("OTP")),
    ])
    .await;
}

#[tokio::test]
async fn approval_in_the_app_comes_after_some_polls_or_by_control() {
    let desk = Desk::open().await;
    let polled = opened(&desk, "inapp@agency.example").await;
    let approved = opened(&desk, "inapp+two@agency.example").await;
    let waiting = checkpoint("IN_APP_VALIDATION");
    let linked = json!({"object": "Account", "status": "running"});
    check(vec![
        row("first", answer(&desk, &polled, ""), 200, waiting.clone()),
        row("second", answer(&desk, &polled, ""), 200, waiting),
        row("third", answer(&desk, &polled, ""), 200, linked.clone()),
    ])
    .await;
    desk.control("/approve", json!({"provider": "unipile", "account": approved})).await;
    check(vec![row("approved", answer(&desk, &approved, "x"), 200, linked)]).await;
}

#[tokio::test]
async fn a_sign_in_dies_after_five_minutes() {
    let desk = Desk::open().await;
    let intent = opened(&desk, "2fa@agency.example").await;
    desk.control("/clock", json!({"advance_s": 300})).await;
    check(vec![row(
        "late",
        answer(&desk, &intent, "123456"),
        403,
        refused("provider/unknown_authentication_context"),
    )])
    .await;
}

/// Makes a hosted link and returns its address.
async fn link(desk: &Desk, body: Value) -> String {
    let reply = desk.ask(desk.unipile(Method::POST, "/v2/auth/link").json(&body)).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let json = reply.json();
    assert_eq!(json["object"], "HostedAuthLink");
    json["link"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_hosted_link_signs_in_and_leads_back() {
    let desk = Desk::open().await;
    let url = link(
        &desk,
        json!({
            "providers": "LINKEDIN",
            "expires_on": "2099-12-22T12:00:00.000Z",
            "redirect_uri": "https://app.example/done?from=unipile",
            "state": "row 7",
        }),
    )
    .await;
    let page = desk.ask(desk.get(url.clone())).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("name=password"));
    assert!(!page.text.contains("li_at"), "cookies only when allowed");
    let post =
        |path: &str, form: &[(&str, &str)]| desk.ask(desk.http.post(format!("{url}/{path}")).form(form));
    let wrong = post("sign-in", &[("username", "bad@x.example"), ("password", "p")]).await;
    assert!(wrong.text.contains("does not accept these credentials"));
    let asked = post("sign-in", &[("username", "2fa@x.example"), ("password", "p")]).await;
    assert!(asked.text.contains("authenticator app"));
    let wrong = post("checkpoint", &[("code", "1")]).await;
    assert!(wrong.text.contains("does not accept this code"));
    let done = post("checkpoint", &[("code", "123456")]).await;
    assert_eq!(done.status, 302);
    assert_eq!(done.redirected("state").as_deref(), Some("row 7"));
    assert_eq!(done.redirected("provider").as_deref(), Some("linkedin"));
    let id = done.redirected("account_id").unwrap();
    check(vec![row(
        "linked",
        desk.unipile(Method::GET, &format!("/v2/accounts/{id}")),
        200,
        json!({"status": "running"}),
    )])
    .await;
    let used = desk.ask(desk.get(url)).await;
    assert_eq!(used.status, 401);
    assert!(used.text.contains("This link has expired"));
}

#[tokio::test]
async fn a_hosted_link_brings_the_same_account_back() {
    let desk = Desk::open().await;
    let id = desk.account("unipile", "mateo-ruiz").await;
    let url = link(
        &desk,
        json!({
            "account_id": id,
            "config": {
                "linkedin": {"allow_methods": ["credentials", "cookies"], "products": ["classic", "sales_navigator"]},
                "global": {"login_hint": "mateo.ruiz@meridian.example"},
            },
        }),
    )
    .await;
    let page = desk.ask(desk.get(url.clone())).await;
    assert!(page.text.contains("Reconnect your LinkedIn account"));
    assert!(page.text.contains("value=\"mateo.ruiz@meridian.example\""));
    assert!(page.text.contains("name=li_at"));
    let form = [("li_at", "AQED-mateo-ruiz"), ("li_a", "AQJ")];
    let done = desk.ask(desk.http.post(format!("{url}/sign-in")).form(&form)).await;
    assert!(done.text.contains("You are connected"));
    check(vec![row(
        "back",
        desk.unipile(Method::GET, &format!("/v2/accounts/{id}")),
        200,
        json!({"status": "running", "metadata": {"products_connection_status": {"sales_navigator": "running"}}}),
    )])
    .await;
}

#[tokio::test]
async fn hosted_links_expire_and_are_strict_about_dates() {
    let desk = Desk::open().await;
    let url = link(&desk, json!({"providers": ["linkedin"]})).await;
    assert_eq!(desk.read("/links").await[0]["url"], url.as_str());
    desk.control("/clock", json!({"advance_s": 25 * 60 * 60})).await;
    assert_eq!(desk.ask(desk.get(url)).await.status, 401);
    let create = |body: Value| desk.unipile(Method::POST, "/v2/auth/link").json(&body);
    let invalid = refused("api/invalid_parameters");
    check(vec![
        row(
            "two digits of milliseconds",
            create(json!({"providers": "*", "expires_on": "2099-12-22T12:00:00.70Z"})),
            400,
            invalid.clone(),
        ),
        row("for nobody", create(json!({})), 400, invalid.clone()),
        row("another provider", create(json!({"providers": "WHATSAPP"})), 400, invalid.clone()),
        row(
            "unknown product",
            create(json!({"providers": "*", "config": {"linkedin": {"products": ["gold"]}}})),
            400,
            invalid,
        ),
        row(
            "unknown account",
            create(json!({"account_id": "acc_nothing"})),
            404,
            refused("api/resource_not_found"),
        ),
    ])
    .await;
}
