//! Zernio: accounts, health, connecting and posting.

use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Desk, check, row};

#[tokio::test]
async fn the_key_comes_first() {
    let desk = Desk::open().await;
    let url = format!("{}/v1/accounts", desk.endpoints.zernio.base_url);
    check(vec![
        row(
            "no key",
            desk.get(url.clone()),
            401,
            json!({"type": "authentication_error", "code": "missing_credentials", "error": "*"}),
        ),
        row(
            "wrong key",
            desk.get(url).bearer_auth("sk_nope"),
            401,
            json!({"type": "authentication_error", "code": "invalid_credentials"}),
        ),
    ])
    .await;
}

#[tokio::test]
async fn accounts_belong_to_profiles_named_after_clients() {
    let desk = Desk::open().await;
    let list = desk
        .ask(desk.zernio(Method::GET, "/v1/accounts?platform=linkedin&includeStatusCounts=true"))
        .await
        .json();
    assert_eq!(list["statusCounts"], json!({"all": 4, "connected": 4, "disconnected": 0}));
    assert_eq!(list["hasAnalyticsAccess"], false);
    let first = &list["accounts"][0];
    assert!(crate::desk::includes(
        first,
        &json!({
            "_id": "*",
            "platform": "linkedin",
            "profileId": {"_id": "*", "name": "Northwind Talent", "slug": "northwind-talent"},
            "username": "beatriz-nogueira",
            "displayName": "Beatriz Nogueira",
            "isActive": true,
            "needsReconnection": false,
            "enabled": true,
        })
    ));
    let profiles = desk.ask(desk.zernio(Method::GET, "/v1/profiles")).await;
    assert_eq!(profiles.json()["profiles"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn health_warns_before_a_token_ends() {
    let desk = Desk::open().await;
    let samir = desk.account("zernio", "samir-khoury").await;
    let beatriz = desk.account("zernio", "beatriz-nogueira").await;
    desk.control("/expire", json!({"provider": "zernio", "account": beatriz})).await;
    check(vec![
        row(
            "all",
            desk.zernio(Method::GET, "/v1/accounts/health"),
            200,
            json!({"summary": {"total": 4, "healthy": 2, "warning": 1, "error": 1, "needsReconnect": 1}}),
        ),
        row(
            "soon",
            desk.zernio(Method::GET, &format!("/v1/accounts/{samir}/health")),
            200,
            json!({"status": "warning", "tokenStatus": {"valid": true, "needsRefresh": true}, "permissions": {"canPost": true}}),
        ),
        row(
            "over",
            desk.zernio(Method::GET, &format!("/v1/accounts/{beatriz}/health")),
            200,
            json!({"status": "error", "tokenStatus": {"valid": false}, "permissions": {"canPost": false}}),
        ),
        row(
            "unknown",
            desk.zernio(Method::GET, "/v1/accounts/nothing/health"),
            404,
            json!({"type": "not_found"}),
        ),
    ])
    .await;
}

#[tokio::test]
async fn reconnecting_keeps_the_row_and_minds_who_it_is() {
    let desk = Desk::open().await;
    let id = desk.account("zernio", "beatriz-nogueira").await;
    desk.control("/expire", json!({"provider": "zernio", "account": id})).await;
    let list = desk.ask(desk.zernio(Method::GET, "/v1/accounts")).await;
    let profile = list.json()["accounts"][0]["profileId"]["_id"].as_str().unwrap().to_owned();
    for (member, action, expected) in [
        ("ingrid-solberg", "allow", ("error", "reconnect_account_mismatch")),
        ("beatriz-nogueira", "cancel", ("error", "oauth_denied")),
        ("beatriz-nogueira", "allow", ("accountId", id.as_str())),
    ] {
        let path = format!(
            "/v1/connect/linkedin?profileId={profile}&reconnectAccountId={id}&redirect_url=https://app.example/back"
        );
        let start = desk.ask(desk.zernio(Method::GET, &path)).await.json();
        let url = start["authUrl"].as_str().unwrap().to_owned();
        let page = desk.ask(desk.get(url.clone())).await;
        assert!(page.text.contains("value=\"beatriz-nogueira\" selected"));
        let form = [("member", member), ("action", action)];
        let done = desk.ask(desk.http.post(url).form(&form)).await;
        assert_eq!(done.status, 302);
        assert_eq!(done.redirected(expected.0).as_deref(), Some(expected.1));
    }
    let again = desk.ask(desk.zernio(Method::GET, "/v1/accounts")).await;
    let again = again.json();
    assert_eq!(again["accounts"].as_array().unwrap().len(), 4);
    assert_eq!(again["accounts"][0]["needsReconnection"], false);
}

#[tokio::test]
async fn posting() {
    let desk = Desk::open().await;
    let id = desk.account("zernio", "owen-gallagher").await;
    let gone = desk.account("zernio", "ingrid-solberg").await;
    desk.control("/expire", json!({"provider": "zernio", "account": gone})).await;
    let send = |text: &str, account: &str, key: &str| {
        desk.zernio(Method::POST, "/v1/posts").header("Idempotency-Key", key).json(&json!({
            "content": text,
            "platforms": [{"platform": "linkedin", "accountId": account}],
            "publishNow": true,
        }))
    };
    check(vec![
        row(
            "published",
            send("Hello", &id, "k1"),
            201,
            json!({"message": "*", "post": {"_id": "*", "status": "published", "platforms": [{"status": "published", "platformPostId": "*"}]}}),
        ),
        row(
            "the same key",
            send("Hello", &id, "k1"),
            200,
            json!({"message": "Post already exists (idempotent retry)"}),
        ),
        row(
            "the same key, other words",
            send("Bye", &id, "k1"),
            409,
            json!({"code": "idempotency_conflict"}),
        ),
        row(
            "the same words",
            send("Hello", &id, "k2"),
            409,
            json!({"details": {"accountId": id, "platform": "linkedin", "existingPostId": "*"}}),
        ),
        row(
            "disconnected",
            send("Hello", &gone, "k3"),
            403,
            json!({"code": "ACCOUNT_DISCONNECTED"}),
        ),
        row(
            "to nobody",
            desk.zernio(Method::POST, "/v1/posts")
                .json(&json!({"content": "Hello"})),
            400,
            json!({"type": "invalid_request_error"}),
        ),
        row(
            "scheduled",
            desk.zernio(Method::POST, "/v1/posts").json(&json!({
                "content": "Later",
                "platforms": [{"platform": "linkedin", "accountId": {"_id": id}}],
                "scheduledFor": "2099-12-01T09:00:00Z",
            })),
            201,
            json!({"post": {"status": "scheduled", "platforms": [{"status": "pending"}]}}),
        ),
    ])
    .await;
    let posts = desk.read("/posts?provider=zernio").await;
    assert_eq!(posts.as_array().unwrap().len(), 1);
    assert_eq!(posts[0]["text"], Value::from("Hello"));
}

#[tokio::test]
async fn a_request_id_comes_back() {
    let desk = Desk::open().await;
    let given = desk.zernio(Method::GET, "/v1/profiles").header("x-request-id", "req-7");
    assert_eq!(desk.ask(given).await.header("x-request-id"), "req-7");
    let without = desk.ask(desk.zernio(Method::GET, "/v1/profiles")).await;
    assert_eq!(without.header("x-request-id").len(), 36);
}
