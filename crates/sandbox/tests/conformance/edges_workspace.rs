//! Edges: paging, limits, the integration webhook, and checkpoints that lead nowhere.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::desk::{Desk, check, row};
use crate::inbox::Inbox;

fn connect(desk: &Desk, uid: &str, auth: Value) -> RequestBuilder {
    desk.edges(Method::POST, &format!("/identities/{uid}/integrations/linkedin"))
        .json(&json!({"auth_data": auth}))
}

fn basic(username: &str) -> Value {
    json!({"basic": {"username": username, "password": "hunter2"}})
}

fn answer(desk: &Desk, uid: &str, body: Value) -> RequestBuilder {
    desk.edges(Method::POST, &format!("/identities/{uid}/integrations/linkedin/checkpoint")).json(&body)
}

async fn identity(desk: &Desk) -> String {
    let made = desk.ask(desk.edges(Method::POST, "/identities").json(&json!({"name": "Jane Doe"}))).await;
    made.json()["uid"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn identities_are_paged_by_a_header() {
    let desk = Desk::open().await;
    let mut url = format!("{}/identities?retrieve_accounts=true&limit=5", desk.endpoints.edges.base_url);
    let mut names: Vec<String> = Vec::new();
    let mut pages = 0;
    loop {
        let reply = desk.ask(desk.get(url).header("X-API-Key", &desk.endpoints.edges.api_key)).await;
        let page = reply.json();
        pages += 1;
        names.extend(page.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()));
        assert!(page[0]["integrations"][0]["status"].is_string(), "the next page has accounts too");
        match reply.header("x-pagination-next") {
            "" => break,
            next => url = next.to_owned(),
        }
    }
    assert_eq!((pages, names.len()), (3, 14));
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 14, "nobody twice");
    let wrong = desk.edges(Method::GET, "/identities?limit=many");
    check(vec![row("no number", wrong, 400, json!({"error_label": "BAD_PARAMETERS"}))]).await;
}

#[tokio::test]
async fn an_identity_is_changed() {
    let desk = Desk::open().await;
    let uid = identity(&desk).await;
    let patch = |body: Value| desk.edges(Method::PATCH, &format!("/identities/{uid}")).json(&body);
    check(vec![
        row("name and place", patch(json!({"name": "Jane Roe", "timezone": "Asia/Tokyo", "meta": {"a": 1}})), 200, json!({"name": "Jane Roe", "timezone": "Asia/Tokyo", "type": "standard", "meta": {"a": 1, "shared_link": "*"}})),
        row("no place", patch(json!({"timezone": "Tokyo"})), 400, json!({"error_label": "BAD_PARAMETERS"})),
        row("no type", patch(json!({"type": "robot"})), 400, json!({"error_label": "BAD_PARAMETERS"})),
        row("nobody", desk.edges(Method::PATCH, "/identities/nobody").json(&json!({})), 424, json!({"error_label": "STATUS_404"})),
    ])
    .await;
}

#[tokio::test]
async fn a_plan_has_its_limits() {
    let desk = Desk::open().await;
    desk.control("/config", json!({"edges_identities_included": 14})).await;
    let more = desk.edges(Method::POST, "/identities").json(&json!({"name": "Jane Doe"}));
    check(vec![
        row("one too many", more, 402, json!({"error_label": "NO_ACCESS", "status_code": 402})),
        row("what is left", desk.edges(Method::GET, "/workspaces"), 200, json!([{"credits": 25_000, "identities_included": 14, "identities_synced": 14, "identities_remaining": 0}])),
    ])
    .await;
    desk.control("/config", json!({"edges_requests_per_minute": 1})).await;
    desk.ask(desk.edges(Method::GET, "/workspaces")).await;
    let refused = desk.ask(desk.edges(Method::GET, "/workspaces")).await;
    assert_eq!((refused.status, &refused.json()["error_label"]), (429, &json!("STATUS_429")));
    let wait: i64 = refused.header("retry-after").parse().unwrap();
    desk.control("/clock", json!({"advance_s": wait})).await;
    assert_eq!(desk.ask(desk.edges(Method::GET, "/workspaces")).await.status, 200);
}

#[tokio::test]
async fn a_reached_limit_ends_after_a_day() {
    let desk = Desk::open().await;
    let zanele = desk.account("edges", "zanele-dube").await;
    let read = || desk.edges(Method::GET, &format!("/identities/{zanele}/integrations/linkedin"));
    check(vec![row(
        "reached",
        read(),
        200,
        json!({"status": "LIMIT_REACHED", "error": {"error_label": "LIMIT_REACHED"}}),
    )])
    .await;
    desk.control("/clock", json!({"advance_s": 24 * 60 * 60})).await;
    check(vec![row("over", read(), 200, json!({"status": "VALID", "error": null}))]).await;
}

#[tokio::test]
async fn the_integration_webhook() {
    let desk = Desk::open().await;
    let mut inbox = Inbox::answering(200).await;
    let url = inbox.url.replace("http://", "http://edges:s3cret@");
    desk.control("/config", json!({"edges_webhook_url": url})).await;
    let dana = desk.account("edges", "ines-moreau").await;
    desk.control("/expire", json!({"provider": "edges", "account": dana})).await;
    let expired = inbox.next().await;
    assert_eq!(expired.header("authorization"), "Basic ZWRnZXM6czNjcmV0");
    assert!(
        crate::desk::includes(
            &expired.json(),
            &json!({
                "event_type": "integration", "event": "AUTH_EXPIRED", "action_to_be_taken": "RETRY_LOGIN",
                "workspace_uid": "*", "identity_uid": dana, "integration_uid": "*",
                "integration": {"status": "INVALID", "integration_permalink": "linkedin"},
            })
        ),
        "{}",
        expired.json()
    );
    desk.ask(connect(&desk, &dana, basic("bad@x.example"))).await;
    assert_eq!(inbox.next().await.json()["event"], "AUTH_FAILED");
    desk.ask(desk.edges(Method::DELETE, &format!("/identities/{dana}"))).await;
    assert_eq!(inbox.next().await.json()["event"], "DELETED");
}

#[tokio::test]
async fn checkpoints_of_every_kind() {
    let desk = Desk::open().await;
    let code = json!({"code": "123456"});
    let missing = json!({"error_label": "CHECKPOINT_MISSING_DATA", "status_code": 424});
    for (user, kind, body, status, after) in [
        ("2fa@x.example", "2FA", code.clone(), 200, json!({"status": "VALID"})),
        ("sms@x.example", "OTP", code.clone(), 200, json!({"status": "VALID"})),
        ("otp@x.example", "OTP", json!({}), 424, missing.clone()),
        ("either@x.example", "EMAIL", code.clone(), 200, json!({"status": "VALID"})),
        (
            "phone@x.example",
            "PHONE_REGISTER",
            json!({"code": "0612345678"}),
            424,
            json!({"error_label": "INVALID_CODE"}),
        ),
        (
            "phone@x.example",
            "PHONE_REGISTER",
            json!({"code": "(+33)0612345678"}),
            200,
            json!({"status": "VALID"}),
        ),
        ("captcha@x.example", "CAPTCHA", json!({}), 200, json!({"status": "VALID"})),
        ("contract@x.example", "UNKNOWN", code.clone(), 424, missing.clone()),
        (
            "inapp@x.example",
            "IN_APP_VALIDATION",
            json!({"code": "TRY_ANOTHER_WAY"}),
            200,
            json!({"status": "PENDING", "checkpoint": {"type": "OTP"}}),
        ),
    ] {
        let uid = identity(&desk).await;
        check(vec![
            row(
                user,
                connect(&desk, &uid, basic(user)),
                201,
                json!({"status": "PENDING", "checkpoint": {"type": kind}}),
            ),
            row(user, answer(&desk, &uid, body), status, after),
        ])
        .await;
    }
}

#[tokio::test]
async fn polling_an_approval() {
    let desk = Desk::open().await;
    let uid = identity(&desk).await;
    let late = identity(&desk).await;
    for uid in [&uid, &late] {
        desk.ask(connect(&desk, uid, basic("inapp@x.example"))).await;
    }
    let pending = json!({"error_label": "IN_APP_CHALLENGE_PENDING"});
    check(vec![
        row("first", answer(&desk, &uid, json!({})), 424, pending.clone()),
        row("second", answer(&desk, &uid, json!({})), 424, pending),
        row("third", answer(&desk, &uid, json!({})), 200, json!({"status": "VALID"})),
    ])
    .await;
    desk.control("/clock", json!({"advance_s": 300})).await;
    let expired = json!({"error_label": "IN_APP_CHALLENGE_EXPIRED"});
    check(vec![row("too late", answer(&desk, &late, json!({})), 424, expired)]).await;
}

#[tokio::test]
async fn wrong_codes_lead_back_to_the_login_form() {
    let desk = Desk::open().await;
    let uid = identity(&desk).await;
    desk.ask(connect(&desk, &uid, basic("2fa@x.example"))).await;
    for _ in 0..3 {
        check(vec![row(
            "wrong",
            answer(&desk, &uid, json!({"code": "000000"})),
            424,
            json!({"error_label": "INVALID_CODE"}),
        )])
        .await;
    }
    let read = desk.edges(Method::GET, &format!("/identities/{uid}/integrations/linkedin"));
    check(vec![
        row("the form", read, 200, json!({"status": "PENDING", "checkpoint": {"type": "LOGIN_FORM"}})),
        row(
            "too late for the right one",
            answer(&desk, &uid, json!({"code": "123456"})),
            424,
            json!({"error_label": "CHECKPOINT_MISSING_DATA"}),
        ),
        row("once more", connect(&desk, &uid, basic("ok@x.example")), 200, json!({"status": "VALID"})),
    ])
    .await;
}

#[tokio::test]
async fn the_login_page_leads_through_every_checkpoint() {
    let desk = Desk::open().await;
    for (user, title, last) in [
        ("2fa@x.example", "authenticator app", "123456"),
        ("sms@x.example", "text message", "123456"),
        ("otp@x.example", "LinkedIn sent you", "123456"),
        ("either@x.example", "LinkedIn sent you", "123456"),
        ("phone@x.example", "phone number", "(+33)0612345678"),
        ("captcha@x.example", "you are a person", ""),
    ] {
        let uid = identity(&desk).await;
        let links =
            desk.ask(desk.edges(Method::POST, &format!("/identities/{uid}/generate-login-links"))).await;
        let action = links.json()["linkedin"].as_str().unwrap().replace("login?token=", "login/");
        let post = |path: &str, form: Vec<(&'static str, &str)>| {
            desk.ask(desk.http.post(format!("{action}{path}")).form(&form))
        };
        let asked = post("", vec![("username", user), ("password", "p")]).await;
        assert!(asked.text.contains(title), "{user}: {}", asked.text);
        assert!(asked.text.contains("5:00 left") || asked.text.contains("4:59 left"), "{user}");
        let hasty = post("/resend", Vec::new()).await;
        assert!(hasty.text.contains("Wait half a minute"), "{user}");
        let done = post("/checkpoint", vec![("code", last)]).await;
        assert!(done.text.contains("You are connected"), "{user}: {}", done.text);
    }
}

#[tokio::test]
async fn a_login_page_may_be_left_for_another_way_or_started_again() {
    let desk = Desk::open().await;
    let uid = identity(&desk).await;
    let links = desk.ask(desk.edges(Method::POST, &format!("/identities/{uid}/generate-login-links"))).await;
    let url = links.json()["linkedin"].as_str().unwrap().to_owned();
    let action = url.replace("login?token=", "login/");
    let post = |path: &str, form: Vec<(&'static str, &'static str)>| {
        desk.ask(desk.http.post(format!("{action}{path}")).form(&form))
    };
    let asked = post("", vec![("username", "inapp@x.example"), ("password", "p")]).await;
    assert!(asked.text.contains("tap Yes") && asked.text.contains("http-equiv=refresh"));
    desk.control("/clock", json!({"advance_s": 31})).await;
    assert!(post("/resend", Vec::new()).await.text.contains("on its way again"));
    let other = post("/checkpoint", vec![("code", "TRY_ANOTHER_WAY")]).await;
    assert!(other.text.contains("Enter the code LinkedIn sent you"));
    assert!(post("/restart", Vec::new()).await.text.contains("Sign in to LinkedIn"));
    assert!(desk.ask(desk.get(url)).await.text.contains("Sign in to LinkedIn"));
}

#[tokio::test]
async fn pages_escape_what_they_show() {
    let desk = Desk::open().await;
    let name = "<script>alert(1)</script>\"'";
    let made = desk.ask(desk.edges(Method::POST, "/identities").json(&json!({"name": name}))).await.json();
    let login = made["identity_login_links"]["linkedin"].as_str().unwrap();
    let shared = made["meta"]["shared_link"].as_str().unwrap();
    for url in [login, shared] {
        let page = desk.ask(desk.get(url.to_owned())).await;
        assert_eq!(page.status, 200);
        assert!(!page.text.contains("<script"), "{url}");
        assert!(page.text.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;"), "{url}");
    }
}
