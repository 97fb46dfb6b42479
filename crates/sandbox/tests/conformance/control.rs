//! The control surface itself.

use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Desk, MEMBER_SCOPES, check, row};

#[tokio::test]
async fn a_session_ends_where_it_is_told_to() {
    let desk = Desk::open().await;
    let (token, _) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    let elif = desk.account("unipile", "elif-watanabe").await;
    let ines = desk.account("edges", "ines-moreau").await;
    for (provider, account) in [
        ("linkedin", "amara.sithole@northwind.example"),
        ("unipile", "Elif Watanabe"),
        ("edges", "ines-moreau"),
    ] {
        desk.control("/expire", json!({"provider": provider, "account": account})).await;
    }
    check(vec![
        row(
            "linkedin",
            desk.api(Method::GET, "/v2/userinfo", &token),
            401,
            json!({"code": "REVOKED_ACCESS_TOKEN"}),
        ),
        row(
            "unipile",
            desk.unipile(Method::GET, &format!("/v2/accounts/{elif}")),
            200,
            json!({"status": "disconnected"}),
        ),
        row(
            "edges",
            desk.edges(Method::GET, &format!("/identities/{ines}/integrations/linkedin")),
            200,
            json!({"status": "INVALID"}),
        ),
    ])
    .await;
    desk.control(
        "/expire",
        json!({"provider": "edges", "account": "ines-moreau", "status": "LIMIT_REACHED"}),
    )
    .await;
    check(vec![row(
        "another status",
        desk.edges(Method::GET, &format!("/identities/{ines}/integrations/linkedin")),
        200,
        json!({"status": "LIMIT_REACHED", "error": {"error_label": "LIMIT_REACHED"}}),
    )])
    .await;
}

#[tokio::test]
async fn everything_received_can_be_read() {
    let desk = Desk::open().await;
    desk.ask(desk.unipile(Method::POST, "/v2/auth/link/?trace=1").json(&json!({"providers": "LINKEDIN"})))
        .await;
    let asked = desk.read("/requests?provider=unipile").await;
    assert!(crate::desk::includes(
        &asked[0],
        &json!({
            "provider": "unipile",
            "method": "POST",
            "path": "/v2/auth/link/",
            "query": "trace=1",
            "headers": {"x-api-key": desk.endpoints.unipile.api_key},
            "body": r#"{"providers":"LINKEDIN"}"#,
            "status": 200,
        })
    ));
    assert_eq!(desk.read("/requests?provider=edges").await, json!([]));
}

#[tokio::test]
async fn reset_starts_over_with_the_same_keys() {
    let desk = Desk::open().await;
    let before = desk.read("/accounts").await;
    let id = desk.account("unipile", "elif-watanabe").await;
    desk.ask(desk.unipile(Method::DELETE, &format!("/v2/accounts/{id}"))).await;
    desk.control("/config", json!({"partner": true})).await;
    desk.control("/clock", json!({"advance_s": 86_400})).await;
    desk.control("/reset", json!({})).await;
    assert_eq!(desk.read("/accounts").await, before);
    assert_eq!(desk.read("/config").await["partner"], false);
    assert_eq!(desk.read("/requests").await, json!([]));
}

#[tokio::test]
async fn unknown_switches_and_faults_are_refused() {
    let desk = Desk::open().await;
    let post =
        |path: &str, body: Value| desk.http.post(format!("{}{path}", desk.endpoints.control)).json(&body);
    check(vec![
        row("switch", post("/config", json!({"partnr": true})), 400, json!({"error": "*"})),
        row(
            "fault",
            post("/fault", json!({"provider": "unipile", "stauts": 500})),
            400,
            json!({"error": "*"}),
        ),
        row(
            "account",
            post("/expire", json!({"provider": "unipile", "account": "nobody"})),
            404,
            json!({"error": "*"}),
        ),
        row(
            "checkpoint",
            post("/approve", json!({"provider": "edges", "account": "dana-okafor"})),
            404,
            json!({"error": "*"}),
        ),
        row("call", post("/nothing", json!({})), 404, json!({"error": "*"})),
    ])
    .await;
}

#[tokio::test]
async fn everybody_has_a_picture_and_the_front_page_says_where_things_are() {
    let desk = Desk::open().await;
    let picture = desk.ask(desk.www(Method::GET, "/dms/image/v2/dana-okafor/profile-displayphoto")).await;
    assert_eq!(picture.header("content-type"), "image/svg+xml");
    assert!(picture.text.contains(">DO<"));
    let front = desk.ask(desk.get(desk.endpoints.control.clone())).await;
    assert!(front.text.contains(&desk.endpoints.linkedin.www));
}

#[tokio::test]
async fn the_front_page_lists_every_call() {
    let desk = Desk::open().await;
    let index = desk.read("/").await;
    assert_eq!(index["endpoints"]["control"], desk.endpoints.control.as_str());
    let readme = include_str!("../../README.md");
    for call in index["calls"].as_array().unwrap() {
        let name = format!("{} {}", call["method"].as_str().unwrap(), call["path"].as_str().unwrap());
        assert!(readme.contains(&format!("`{name}")), "the README does not tell of {name}");
        if let Some(example) = call["example"].as_str() {
            let url = format!("{}{}", desk.endpoints.control, call["path"].as_str().unwrap());
            let reply = desk.ask(desk.http.post(url).body(example.to_owned())).await;
            assert_eq!(reply.status, 200, "{name} {example}: {}", reply.text);
        }
    }
}

#[tokio::test]
async fn the_clock_is_set_put_forward_and_stopped() {
    let desk = Desk::open().await;
    let then = "2027-03-28T00:59:30.000Z";
    let stopped = desk.control("/clock", json!({"set": then, "stopped": true})).await;
    assert_eq!(stopped, json!({"now": then, "stopped": true}));
    assert_eq!(desk.read("/clock").await["now"], then);
    let forward = desk.control("/clock", json!({"advance_s": 30})).await;
    assert_eq!(forward["now"], "2027-03-28T01:00:00.000Z");
    assert_eq!(desk.control("/clock", json!({"stopped": false})).await["stopped"], false);
    assert!(desk.read("/clock").await["now"].as_str().unwrap() >= "2027-03-28T01:00:00.000Z");
    let far =
        desk.http.post(format!("{}/clock", desk.endpoints.control)).json(&json!({"advance_s": i64::MAX}));
    check(vec![row("too far", far, 400, json!({"error": "*"}))]).await;
}

#[tokio::test]
async fn a_restricted_member_is_refused_everywhere_until_it_is_lifted() {
    let desk = Desk::open().await;
    let id = desk.account("unipile", "elif-watanabe").await;
    let me = || desk.unipile(Method::GET, &format!("/v2/{id}/users/me"));
    check(vec![row("before", me(), 200, Value::Null)]).await;
    let answer = desk.control("/restrict", json!({"account": id})).await;
    assert_eq!(answer, json!({"ok": true, "person": "elif-watanabe", "restricted": true}));
    check(vec![row("restricted", me(), 403, json!({"type": "api/account_restricted"}))]).await;
    let sign_in = || {
        desk.unipile(Method::POST, "/v2/auth/intent").json(&json!({
            "provider": "linkedin",
            "account_id": id,
            "credentials": {"username": "elif.watanabe@meridian.example", "password": "x"},
        }))
    };
    check(vec![row("signing in", sign_in(), 403, json!({"type": "api/account_restricted"}))]).await;
    desk.control("/restrict", json!({"account": "elif-watanabe", "restricted": false})).await;
    check(vec![
        row("signing in again", sign_in(), 200, json!({"status": "running"})),
        row("lifted", me(), 200, Value::Null),
    ])
    .await;
}
