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
