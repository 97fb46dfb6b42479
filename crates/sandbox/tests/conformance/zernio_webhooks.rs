//! Zernio: webhook settings, signed deliveries, retries and the log.

use aws_lc_rs::hmac;
use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Desk, check, row};
use crate::inbox::Inbox;

const SECRET: &str = "whsec_1";

async fn subscribe(desk: &Desk, inbox: &Inbox, events: Value) -> String {
    let request = desk.zernio(Method::POST, "/v1/webhooks/settings").json(&json!({
        "name": "Desk", "url": inbox.url, "events": events, "secret": SECRET,
        "customHeaders": {"X-Desk": "7"},
    }));
    let reply = desk.ask(request).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.json()["webhook"]["_id"].as_str().unwrap().to_owned()
}

fn signed(body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    hmac::sign(&key, body).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn settings() {
    let desk = Desk::open().await;
    let inbox = Inbox::answering(200).await;
    let id = subscribe(&desk, &inbox, json!(["account.connected"])).await;
    let create = |body: Value| desk.zernio(Method::POST, "/v1/webhooks/settings").json(&body);
    let update = |body: Value| desk.zernio(Method::PUT, "/v1/webhooks/settings").json(&body);
    let remove = |id: &str| desk.zernio(Method::DELETE, &format!("/v1/webhooks/settings?webhookId={id}"));
    check(vec![
        row("without a name", create(json!({"url": inbox.url, "events": ["post.failed"]})), 400, json!({"param": "name"})),
        row("no address", create(json!({"name": "a", "url": "nowhere", "events": ["post.failed"]})), 400, json!({"param": "url"})),
        row("no events", create(json!({"name": "a", "url": inbox.url, "events": []})), 400, json!({"param": "events"})),
        row("unheard-of event", create(json!({"name": "a", "url": inbox.url, "events": ["post.eaten"]})), 400, json!({"param": "events"})),
        row(
            "all",
            desk.zernio(Method::GET, "/v1/webhooks/settings"),
            200,
            json!({"webhooks": [{"_id": id, "name": "Desk", "events": ["account.connected"], "isActive": true, "failureCount": 0, "secret": SECRET, "customHeaders": {"X-Desk": "7"}}]}),
        ),
        row("switch off", update(json!({"webhookId": id, "isActive": false})), 200, json!({"success": true, "webhook": {"isActive": false}})),
        row("by its old name", update(json!({"_id": id, "name": "New"})), 200, json!({"webhook": {"name": "New"}})),
        row("unknown", update(json!({"webhookId": "nothing", "name": "New"})), 404, json!({"type": "not_found"})),
        row("remove", remove(&id), 200, json!({"success": true})),
        row("removed", remove(&id), 404, json!({"code": "webhook_not_found"})),
    ])
    .await;
}

#[tokio::test]
async fn an_event_is_signed_and_named() {
    let desk = Desk::open().await;
    let mut inbox = Inbox::answering(200).await;
    let hook = subscribe(&desk, &inbox, json!(["account.disconnected"])).await;
    let id = desk.account("zernio", "owen-gallagher").await;
    desk.ask(desk.zernio(Method::DELETE, &format!("/v1/accounts/{id}"))).await;
    let received = inbox.next().await;
    let json = received.json();
    assert!(crate::desk::includes(
        &json,
        &json!({
            "id": "*",
            "event": "account.disconnected",
            "timestamp": "*",
            "account": {
                "accountId": id, "profileId": "*", "platform": "linkedin", "username": "owen-gallagher",
                "displayName": "Owen Gallagher", "disconnectionType": "intentional", "reason": "*",
            },
        })
    ));
    for prefix in ["X-Zernio", "X-Late"] {
        assert_eq!(received.header(&format!("{prefix}-Event")), "account.disconnected");
        assert_eq!(received.header(&format!("{prefix}-Event-Id")), json["id"]);
        assert_eq!(received.header(&format!("{prefix}-Signature")), signed(&received.body));
    }
    assert_eq!(received.header("X-Desk"), "7");

    let event_id = json["id"].as_str().unwrap();
    let again = desk
        .zernio(Method::POST, "/v1/webhooks/logs/redeliver")
        .json(&json!({"webhookId": hook, "eventId": event_id}));
    check(vec![row("once more", again, 200, json!({"success": true}))]).await;
    assert_eq!(inbox.next().await.body, received.body);
    check(vec![row(
        "the log, newest first",
        desk.zernio(Method::GET, &format!("/v1/webhooks/logs?eventId={event_id}")),
        200,
        json!({
            "logs": [
                {"attemptNumber": 2, "status": "success", "statusCode": 200},
                {"attemptNumber": 1, "webhookId": hook, "webhookName": "Desk", "event": "account.disconnected", "requestPayload": {"id": event_id}},
            ],
            "pagination": {"total": 2, "skip": 0, "pages": 1, "hasMore": false},
        }),
    )])
    .await;
}

#[tokio::test]
async fn a_test_is_sent_while_the_caller_waits() {
    let desk = Desk::open().await;
    for (status, expected, success) in [(200, 200, true), (500, 500, false)] {
        let mut inbox = Inbox::answering(status).await;
        let hook = subscribe(&desk, &inbox, json!(["post.published"])).await;
        let test = desk.zernio(Method::POST, "/v1/webhooks/test").json(&json!({"webhookId": hook}));
        check(vec![row("test", test, expected, json!({"success": success, "message": "*"}))]).await;
        assert_eq!(inbox.next().await.json()["event"], "webhook.test");
    }
}

#[tokio::test]
async fn a_failed_delivery_is_tried_again_as_the_clock_goes_on() {
    let desk = Desk::open().await;
    let mut inbox = Inbox::answering(503).await;
    subscribe(&desk, &inbox, json!(["account.disconnected"])).await;
    let id = desk.account("zernio", "owen-gallagher").await;
    desk.ask(desk.zernio(Method::DELETE, &format!("/v1/accounts/{id}"))).await;
    let first = inbox.next().await;
    for wait in [10, 60, 300] {
        desk.control("/clock", json!({"advance_s": wait})).await;
        assert_eq!(inbox.next().await.body, first.body);
    }
}

#[tokio::test]
async fn nothing_leaves_this_computer() {
    let desk = Desk::open().await;
    let body = json!({"name": "Far", "url": "https://app.example/hook", "events": ["post.failed"]});
    let hook = desk.ask(desk.zernio(Method::POST, "/v1/webhooks/settings").json(&body)).await.json();
    let test =
        desk.zernio(Method::POST, "/v1/webhooks/test").json(&json!({"webhookId": hook["webhook"]["_id"]}));
    check(vec![row(
        "far away",
        test,
        500,
        json!({"success": false, "message": "The sandbox delivers to http addresses of this computer only."}),
    )])
    .await;
}
