//! Unipile: what webhooks of both versions are told, in which order, and how it is signed.

use aws_lc_rs::hmac;
use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Desk, check, includes, row};
use crate::inbox::Inbox;

async fn subscribe_v1(desk: &Desk, inbox: &Inbox, more: Value) -> String {
    let mut body = json!({
        "source": "account_status",
        "request_url": inbox.url,
        "headers": [{"key": "Content-Type", "value": "application/json"}, {"key": "Unipile-Auth", "value": "ours"}],
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let reply = desk.ask(desk.unipile(Method::POST, "/api/v1/webhooks").json(&body)).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    reply.json()["webhook_id"].as_str().unwrap().to_owned()
}

async fn subscribe_v2(desk: &Desk, inbox: &Inbox, events: Value) -> Value {
    let body = json!({"url": inbox.url, "trigger_events": events, "description": "Desk"});
    let reply = desk.ask(desk.unipile(Method::POST, "/v2/webhooks/endpoints").json(&body)).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    reply.json()
}

/// Links a new account through version 1.
async fn link(desk: &Desk, username: &str) -> String {
    let body = json!({"provider": "LINKEDIN", "username": username, "password": "p"});
    let reply = desk.ask(desk.unipile(Method::POST, "/api/v1/accounts").json(&body)).await;
    reply.json()["account_id"].as_str().unwrap().to_owned()
}

async fn messages(inbox: &mut Inbox, count: usize) -> Vec<String> {
    let mut messages = Vec::new();
    for _ in 0..count {
        let told = inbox.next().await.json();
        messages.push(told["AccountStatus"]["message"].as_str().unwrap().to_owned());
    }
    messages
}

#[tokio::test]
async fn version_1_is_told_in_order_under_the_clients_own_headers() {
    let desk = Desk::open().await;
    let mut inbox = Inbox::answering(200).await;
    subscribe_v1(&desk, &inbox, json!({})).await;
    let id = link(&desk, "ok@agency.example").await;
    let first = inbox.next().await;
    assert_eq!(first.header("unipile-auth"), "ours");
    assert_eq!(first.header("content-type"), "application/json");
    assert_eq!(
        first.json(),
        json!({"AccountStatus": {"account_id": id, "account_type": "LINKEDIN", "message": "CREATION_SUCCESS"}})
    );
    assert_eq!(messages(&mut inbox, 3).await, ["CONNECTING", "OK", "SYNC_SUCCESS"]);
    for (status, message) in [("disconnected", "CREDENTIALS"), ("errored", "ERROR"), ("paused", "STOPPED")] {
        desk.control("/expire", json!({"provider": "unipile", "account": id, "status": status})).await;
        assert_eq!(messages(&mut inbox, 1).await, [message]);
    }
    desk.ask(desk.unipile(Method::DELETE, &format!("/api/v1/accounts/{id}"))).await;
    assert_eq!(messages(&mut inbox, 1).await, ["DELETED"]);
}

#[tokio::test]
async fn events_come_twice_in_another_order_or_not_at_all() {
    let desk = Desk::open().await;
    let mut inbox = Inbox::answering(200).await;
    subscribe_v1(&desk, &inbox, json!({})).await;
    desk.control("/config", json!({"unipile_webhooks": "never"})).await;
    link(&desk, "ok@agency.example").await;
    desk.control("/config", json!({"unipile_webhooks": "out_of_order"})).await;
    link(&desk, "ok+two@agency.example").await;
    assert_eq!(messages(&mut inbox, 4).await, ["SYNC_SUCCESS", "OK", "CONNECTING", "CREATION_SUCCESS"]);
    desk.control("/config", json!({"unipile_webhooks": "twice"})).await;
    let id = desk.account("unipile", "elif-watanabe").await;
    desk.control("/expire", json!({"provider": "unipile", "account": id})).await;
    assert_eq!(messages(&mut inbox, 2).await, ["CREDENTIALS", "CREDENTIALS"]);
}

#[tokio::test]
async fn connecting_and_the_first_synchronisation_take_their_time() {
    let desk = Desk::open().await;
    desk.control("/config", json!({"unipile_connecting_s": 5, "unipile_initial_sync_s": 60})).await;
    let mut inbox = Inbox::answering(200).await;
    subscribe_v1(&desk, &inbox, json!({})).await;
    let id = link(&desk, "ok@agency.example").await;
    assert_eq!(messages(&mut inbox, 2).await, ["CREATION_SUCCESS", "CONNECTING"]);
    let first = |status: &str| json!({"sources": [{"status": status}]});
    let show = |version: &str| desk.unipile(Method::GET, &format!("{version}/accounts/{id}"));
    check(vec![
        row("connecting", show("/api/v1"), 200, first("CONNECTING")),
        row(
            "not usable",
            desk.unipile(Method::GET, &format!("/api/v1/users/me?account_id={id}")),
            401,
            json!({"type": "errors/disconnected_account"}),
        ),
        row(
            "not running",
            show("/v2"),
            200,
            json!({"status": "disconnected", "initial_sync": {"status": "pending"}}),
        ),
    ])
    .await;
    desk.control("/clock", json!({"advance_s": 5})).await;
    assert_eq!(messages(&mut inbox, 1).await, ["OK"], "without anybody asking");
    check(vec![row(
        "syncing",
        show("/v2"),
        200,
        json!({"status": "running", "initial_sync": {"status": "running"}}),
    )])
    .await;
    desk.control("/clock", json!({"advance_s": 60})).await;
    assert_eq!(messages(&mut inbox, 1).await, ["SYNC_SUCCESS"]);
    check(vec![row("synced", show("/v2"), 200, json!({"initial_sync": {"status": "completed"}}))]).await;
}

#[tokio::test]
async fn a_receiver_that_fails_is_tried_again_five_times() {
    let desk = Desk::open().await;
    let mut inbox = Inbox::answering(500).await;
    subscribe_v1(&desk, &inbox, json!({})).await;
    let id = desk.account("unipile", "elif-watanabe").await;
    desk.control("/expire", json!({"provider": "unipile", "account": id})).await;
    for _ in 0..6 {
        assert_eq!(messages(&mut inbox, 1).await, ["CREDENTIALS"]);
        desk.control("/clock", json!({"advance_s": 1_000})).await;
    }
}

#[tokio::test]
async fn a_webhook_may_be_for_some_accounts_in_another_format_or_off() {
    let desk = Desk::open().await;
    let elif = desk.account("unipile", "elif-watanabe").await;
    let oskar = desk.account("unipile", "oskar-sandvik").await;
    let mut mine = Inbox::answering(200).await;
    let mut all = Inbox::answering(200).await;
    subscribe_v1(&desk, &mine, json!({"account_ids": [elif], "format": "form"})).await;
    subscribe_v1(&desk, &all, json!({"enabled": false})).await;
    subscribe_v1(&desk, &all, json!({})).await;
    for id in [&oskar, &elif] {
        desk.control("/expire", json!({"provider": "unipile", "account": id})).await;
    }
    let form = String::from_utf8(mine.next().await.body.to_vec()).unwrap();
    assert!(form.contains(&format!("%5Baccount_id%5D={elif}")), "{form}");
    assert_eq!(all.next().await.json()["AccountStatus"]["account_id"], oskar.as_str());
    assert_eq!(all.next().await.json()["AccountStatus"]["account_id"], elif.as_str());
}

#[tokio::test]
async fn version_1s_settings() {
    let desk = Desk::open().await;
    let create = |body: Value| desk.unipile(Method::POST, "/api/v1/webhooks").json(&body);
    let refused = |kind: &str| json!({"type": format!("errors/{kind}")});
    let url = "https://app.example/hook";
    check(vec![
        row("no source", create(json!({"request_url": url})), 400, refused("missing_parameters")),
        row("no address", create(json!({"source": "account_status"})), 400, refused("missing_parameters")),
        row("no http", create(json!({"source": "account_status", "request_url": "mailto:a@b.example"})), 400, refused("invalid_url")),
        row("unknown source", create(json!({"source": "weather", "request_url": url})), 400, refused("invalid_parameters")),
        row("unknown event", create(json!({"source": "messaging", "request_url": url, "events": ["message_eaten"]})), 400, refused("invalid_parameters")),
        row("unknown account", create(json!({"source": "messaging", "request_url": url, "account_ids": ["nothing"]})), 404, refused("resource_not_found")),
        row("messages", create(json!({"source": "messaging", "request_url": url})), 201, json!({"object": "WebhookCreated", "webhook_id": "*"})),
        row("statuses", create(json!({"source": "account_status", "request_url": url, "name": "mine"})), 201, json!({"object": "WebhookCreated"})),
        row(
            "the list",
            desk.unipile(Method::GET, "/api/v1/webhooks"),
            200,
            json!({"object": "WebhookList", "cursor": null, "items": [
                {"object": "Webhook", "type": "AUTO", "events": ["message_received"], "request_url": url, "account_ids": [], "enabled": true, "format": "json", "headers": [], "data": []},
                {"name": "mine", "source": "account_status"},
            ]}),
        ),
        row("a page of it", desk.unipile(Method::GET, "/api/v1/webhooks?limit=1"), 200, json!({"cursor": "*"})),
        row("delete nothing", desk.unipile(Method::DELETE, "/api/v1/webhooks/nothing"), 404, refused("resource_not_found")),
    ])
    .await;
}

#[tokio::test]
async fn version_2_signs_what_it_tells() {
    let desk = Desk::open().await;
    let mut inbox = Inbox::answering(200).await;
    let events =
        json!(["account.add", "account.status.running", "account.initial_sync.completed", "account.remove"]);
    let endpoint = subscribe_v2(&desk, &inbox, events).await;
    assert!(includes(
        &endpoint,
        &json!({"object": "WebhookEndpoint", "id": "*", "application_id": "*", "enabled": true, "url": inbox.url, "description": "Desk", "secret": "*", "account_ids": [], "account_targets": []})
    ));
    let linked = desk
        .ask(desk.unipile(Method::POST, "/v2/auth/intent").json(&json!({
            "provider": "linkedin", "state": "row 7", "credentials": {"username": "ok@agency.example", "password": "p"},
        })))
        .await
        .json();
    let id = linked["id"].as_str().unwrap();
    let added = inbox.next().await;
    let body = added.json();
    assert!(includes(
        &body,
        &json!({"id": "*", "type": "account.add", "created_at": "*", "account_id": id, "account_provider": "linkedin", "payload": {"object": "Account", "id": id, "state": "row 7"}})
    ));
    let (time, tag) = added.header("unipile-signature").split_once(",v0=").unwrap();
    let time = time.strip_prefix("t=").unwrap();
    let key = hmac::Key::new(hmac::HMAC_SHA256, endpoint["secret"].as_str().unwrap().as_bytes());
    let message = [time.as_bytes(), b".", &added.body].concat();
    let expected: String =
        hmac::sign(&key, &message).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(tag, expected);
    assert_eq!(inbox.next().await.json()["type"], "account.status.running");
    assert_eq!(inbox.next().await.json()["type"], "account.initial_sync.completed");
    desk.ask(desk.unipile(Method::DELETE, &format!("/v2/accounts/{id}"))).await;
    assert_eq!(inbox.next().await.json()["type"], "account.remove");
    let log = "/v2/webhooks/conversations/?limit=2&offset=2";
    check(vec![row(
        "the log, newest first",
        desk.unipile(Method::GET, log),
        200,
        json!({"object": "WebhookConversations", "has_more": false, "data": [
            {"event_type": "account.status.running"},
            {"object": "WebhookConversation", "id": "*", "endpoint_id": endpoint["id"], "event_id": body["id"], "event_type": "account.add", "first_attempt": true, "http_status": 200, "endpoint_url": inbox.url, "created_at": "*"},
        ]}),
    )])
    .await;
}

#[tokio::test]
async fn version_2_tells_a_reconnection() {
    let desk = Desk::open().await;
    let mut inbox = Inbox::answering(200).await;
    subscribe_v2(
        &desk,
        &inbox,
        json!(["account.reconnect", "account.status.running", "account.status.disconnected"]),
    )
    .await;
    let id = desk.account("unipile", "elif-watanabe").await;
    desk.control("/expire", json!({"provider": "unipile", "account": id})).await;
    assert_eq!(inbox.next().await.json()["type"], "account.status.disconnected");
    desk.ask(desk.unipile(Method::POST, "/v2/auth/intent").json(&json!({
        "provider": "linkedin", "account_id": id, "credentials": {"access_token": "AQED-elif-watanabe"},
    })))
    .await;
    assert_eq!(inbox.next().await.json()["type"], "account.reconnect");
    assert_eq!(inbox.next().await.json()["type"], "account.status.running");
}

#[tokio::test]
async fn version_2s_settings() {
    let desk = Desk::open().await;
    let create = |body: Value| desk.unipile(Method::POST, "/v2/webhooks/endpoints/").json(&body);
    let invalid = json!({"object": "Error", "type": "api/invalid_parameters"});
    let missing = json!({"type": "api/resource_not_found"});
    let url = "https://app.example/hook";
    let made = desk.ask(create(json!({"url": url, "trigger_events": ["account.add"]}))).await.json();
    let one = format!("/v2/webhooks/endpoints/{}", made["id"].as_str().unwrap());
    check(vec![
        row("no events", create(json!({"url": url})), 400, invalid.clone()),
        row("empty events", create(json!({"url": url, "trigger_events": []})), 400, invalid.clone()),
        row(
            "unknown event",
            create(json!({"url": url, "trigger_events": ["account.eaten"]})),
            400,
            invalid.clone(),
        ),
        row(
            "no address",
            create(json!({"url": "x", "trigger_events": ["account.add"]})),
            400,
            invalid.clone(),
        ),
        row(
            "too long",
            create(json!({"url": format!("{url}/{}", "x".repeat(240)), "trigger_events": ["account.add"]})),
            400,
            invalid,
        ),
        row(
            "unknown account",
            create(json!({"url": url, "trigger_events": ["account.add"], "account_ids": ["acc_0"]})),
            404,
            missing.clone(),
        ),
        row(
            "list",
            desk.unipile(Method::GET, "/v2/webhooks/endpoints/"),
            200,
            json!({"object": "WebhookEndpoints", "has_more": false, "data": [{"id": made["id"]}]}),
        ),
        row(
            "change",
            desk.unipile(Method::PATCH, &one).json(&json!({"enabled": false})),
            200,
            json!({"enabled": false, "url": url}),
        ),
        row("read", desk.unipile(Method::GET, &one), 200, json!({"enabled": false})),
        row("delete", desk.unipile(Method::DELETE, &one), 200, json!({"success": true})),
        row("gone", desk.unipile(Method::GET, &one), 404, missing),
    ])
    .await;
}
