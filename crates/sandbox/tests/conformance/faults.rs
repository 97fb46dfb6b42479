//! Scripted trouble.

use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Desk, MEMBER_SCOPES, check, row};

#[tokio::test]
async fn a_route_answers_as_scripted_and_then_as_before() {
    let desk = Desk::open().await;
    let path = "/v2/accounts";
    for (fault, status, text) in [
        (
            json!({"status": 503, "body": {"message": "down"}, "headers": {"retry-after": "7"}}),
            503,
            r#"{"message":"down"}"#,
        ),
        (json!({"status": 200, "body": "{\"data\": [tru"}), 200, "{\"data\": [tru"),
        (json!({"body_html": "<h1>Gateway</h1>", "status": 502}), 502, "<h1>Gateway</h1>"),
        (json!({"status": 204}), 204, ""),
    ] {
        let mut scripted = fault.clone();
        scripted["provider"] = json!("unipile");
        scripted["method"] = json!("get");
        scripted["path"] = json!(path);
        desk.control("/fault", scripted).await;
        let reply = desk.ask(desk.unipile(Method::GET, path)).await;
        assert_eq!((reply.status, reply.text.as_str()), (status, text), "{fault}");
        if status == 503 {
            assert_eq!(reply.header("retry-after"), "7");
        }
        let after = desk.ask(desk.unipile(Method::GET, path)).await;
        assert_eq!(after.status, 200);
    }
}

#[tokio::test]
async fn a_lost_reply_has_its_effect() {
    let desk = Desk::open().await;
    let (token, urn) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    let post = || {
        desk.api(Method::POST, "/rest/posts", &token).json(&json!({
            "author": urn,
            "commentary": "Did it arrive?",
            "visibility": "PUBLIC",
            "distribution": {"feedDistribution": "MAIN_FEED"},
            "lifecycleState": "PUBLISHED",
        }))
    };
    desk.control(
        "/fault",
        json!({"provider": "linkedin", "method": "POST", "path": "/rest/posts", "reply_lost": true}),
    )
    .await;
    assert!(post().send().await.is_err(), "no reply at all");
    let posts = desk.read("/posts").await;
    assert_eq!(posts[0]["text"], "Did it arrive?");
    check(vec![row(
        "the retry learns it",
        post(),
        422,
        json!({"errorDetails": {"inputErrors": [{"code": "DUPLICATE_POST"}]}}),
    )])
    .await;
    let asked = desk.read("/requests?provider=linkedin&path=/rest/posts").await;
    assert_eq!(asked[0]["status"], Value::Null);
    assert_eq!(asked[0]["faulted"], true);
    assert_eq!(asked[1]["status"], 422);
}

#[tokio::test]
async fn an_error_after_the_effect() {
    let desk = Desk::open().await;
    let id = desk.account("unipile", "elif-watanabe").await;
    desk.control(
        "/fault",
        json!({
            "provider": "unipile",
            "path": "/v2/*/posts",
            "status": 500,
            "body": {"type": "api/internal_error"},
            "after_effect": true,
        }),
    )
    .await;
    check(vec![row(
        "500",
        desk.unipile(Method::POST, &format!("/v2/{id}/posts"))
            .json(&json!({"text": "Published all the same"})),
        500,
        Value::Null,
    )])
    .await;
    assert_eq!(desk.read("/posts").await[0]["text"], "Published all the same");
}

#[tokio::test]
async fn a_reply_can_be_cut_short() {
    let desk = Desk::open().await;
    desk.control("/fault", json!({"provider": "edges", "cut_after_bytes": 20})).await;
    let reply = desk.edges(Method::GET, "/identities").send().await.unwrap();
    assert_eq!(reply.status(), 200);
    assert!(reply.text().await.is_err());
}

#[tokio::test]
async fn faults_strike_as_often_as_asked_after_as_many_as_asked() {
    let desk = Desk::open().await;
    desk.control(
        "/fault",
        json!({"provider": "zernio", "path": "/api/v1/accounts", "status": 500, "skip": 1, "times": 2}),
    )
    .await;
    let mut statuses = Vec::new();
    for _ in 0..4 {
        let reply = desk.ask(desk.zernio(Method::GET, "/v1/accounts")).await;
        statuses.push(reply.status);
    }
    assert_eq!(statuses, [200, 500, 500, 200]);
}

#[tokio::test]
async fn an_upload_can_break_off_without_any_effect() {
    let desk = Desk::open().await;
    let (token, urn) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    let begin = desk
        .api(Method::POST, "/rest/images?action=initializeUpload", &token)
        .json(&json!({"initializeUploadRequest": {"owner": urn}}));
    let url = desk.ask(begin).await.json()["value"]["uploadUrl"].as_str().unwrap().to_owned();
    let upload = || desk.http.put(&url).bearer_auth(&token).body(vec![7; 4 * 1024 * 1024]);
    desk.control(
        "/fault",
        json!({"provider": "linkedin", "method": "PUT", "path": "/dms-uploads", "cut_upload_after_bytes": 65_536}),
    )
    .await;
    assert!(upload().send().await.is_err());
    let asked = desk.read("/requests?path=/dms-uploads").await;
    assert_eq!(asked[0]["body_bytes"], 65_536);
    assert_eq!(asked[0]["status"], Value::Null);
    check(vec![row("again", upload(), 201, Value::Null)]).await;
}

#[tokio::test]
async fn a_scripted_body_may_be_large() {
    let desk = Desk::open().await;
    let body = format!("[\"{}\"]", "x".repeat(10 * 1024 * 1024));
    desk.control("/fault", json!({"provider": "edges", "body": body})).await;
    let reply = desk.ask(desk.edges(Method::GET, "/identities")).await;
    assert_eq!((reply.status, reply.text.len()), (200, body.len()));
}

#[tokio::test]
async fn one_in_three_fails_until_the_faults_are_cleared() {
    let desk = Desk::open().await;
    desk.control("/fault", json!({"provider": "zernio", "status": 500, "times": 0, "every": 3})).await;
    let ask = async || desk.ask(desk.zernio(Method::GET, "/v1/accounts")).await.status;
    let mut statuses = Vec::new();
    for _ in 0..7 {
        statuses.push(ask().await);
    }
    assert_eq!(statuses, [500, 200, 200, 500, 200, 200, 500]);
    desk.http.delete(format!("{}/faults", desk.endpoints.control)).send().await.unwrap();
    for _ in 0..3 {
        assert_eq!(ask().await, 200);
    }
    assert_eq!(desk.read("/faults").await, json!([]));
}

#[tokio::test]
async fn a_trickle_comes_whole_and_slowly() {
    let desk = Desk::open().await;
    let body = "x".repeat(64);
    desk.control("/fault", json!({"provider": "edges", "body": body, "trickle_ms": 20, "trickle_bytes": 8}))
        .await;
    let started = std::time::Instant::now();
    let mut reply = desk.edges(Method::GET, "/identities").send().await.unwrap();
    assert_eq!(reply.content_length(), Some(64), "the length is promised at once");
    let mut pieces = 0;
    let mut arrived = String::new();
    while let Some(piece) = reply.chunk().await.unwrap() {
        pieces += 1;
        arrived.push_str(std::str::from_utf8(&piece).unwrap());
    }
    assert_eq!(arrived, body);
    assert!(pieces > 1, "in {pieces} pieces");
    assert!(started.elapsed().as_millis() >= 160, "eight pauses of 20 ms");
}

#[tokio::test]
async fn a_trickle_can_break_off() {
    let desk = Desk::open().await;
    desk.control(
        "/fault",
        json!({"provider": "edges", "body": "x".repeat(64), "trickle_ms": 1, "cut_after_bytes": 20}),
    )
    .await;
    let mut reply = desk.edges(Method::GET, "/identities").send().await.unwrap();
    let mut arrived = 0;
    let broken = loop {
        match reply.chunk().await {
            Ok(Some(piece)) => arrived += piece.len(),
            Ok(None) => break false,
            Err(_) => break true,
        }
    };
    assert!(broken);
    assert_eq!(arrived, 20);
}

#[tokio::test]
async fn an_answer_can_be_late() {
    let desk = Desk::open().await;
    desk.control("/fault", json!({"provider": "edges", "delay_ms": 150})).await;
    let started = std::time::Instant::now();
    check(vec![row("late", desk.edges(Method::GET, "/identities"), 200, Value::Null)]).await;
    assert!(started.elapsed().as_millis() >= 150);
}

#[tokio::test]
async fn a_connection_can_close_before_anything_is_read() {
    let desk = Desk::open().await;
    desk.control("/fault", json!({"provider": "unipile", "cut_upload_after_bytes": 0})).await;
    let request = desk.unipile(Method::POST, "/v2/auth/link").json(&json!({"providers": "LINKEDIN"}));
    assert!(request.send().await.is_err());
    assert_eq!(
        desk.read("/links").await.as_array().unwrap().iter().filter(|link| link["kind"] == "hosted").count(),
        0
    );
    assert_eq!(desk.read("/requests").await[0]["body_bytes"], 0);
}

#[tokio::test]
async fn what_no_fault_can_be_is_refused() {
    let desk = Desk::open().await;
    let fault = |body: Value| desk.http.post(format!("{}/fault", desk.endpoints.control)).json(&body);
    check(vec![
        row("provider", fault(json!({"provider": "linkedout"})), 400, json!({"error": "*"})),
        row("status", fault(json!({"provider": "edges", "status": 42})), 400, json!({"error": "*"})),
        row(
            "header",
            fault(json!({"provider": "edges", "status": 500, "headers": {"a b": "c"}})),
            400,
            json!({"error": "*"}),
        ),
        row("trickle", fault(json!({"provider": "edges", "trickle_bytes": 0})), 400, json!({"error": "*"})),
    ])
    .await;
}
