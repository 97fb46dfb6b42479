//! Unipile v1: the key, accounts, profiles, chats, resynchronisation.

use reqwest::Method;
use rollcall_sandbox::Options;
use serde_json::{Value, json};

use crate::desk::{Desk, check, row};

fn refused(status: u16, kind: &str) -> Value {
    json!({"type": format!("errors/{kind}"), "status": status, "title": "*", "detail": "*", "instance": "*"})
}

#[tokio::test]
async fn the_key_comes_first_and_errors_name_their_path() {
    let desk = Desk::open().await;
    let url = format!("{}/api/v1/accounts", desk.endpoints.unipile.dsn);
    let no_key = json!({
        "type": "errors/missing_credentials", "status": 401, "title": "Missing credentials",
        "detail": "*", "instance": "/api/v1/accounts",
    });
    let get = |path: &str| desk.unipile(Method::GET, path);
    check(vec![
        row("no key", desk.get(url.clone()), 401, no_key.clone()),
        row("wrong key", desk.get(url).header("X-API-KEY", "nope"), 401, no_key),
        row("last slash", get("/api/v1/accounts/"), 200, json!({"object": "AccountList"})),
        row(
            "no route",
            get("/api/v1/nothing"),
            404,
            json!({"type": "errors/resource_not_found", "instance": "/api/v1/nothing"}),
        ),
        row("no method", desk.unipile(Method::PUT, "/api/v1/accounts"), 405, refused(405, "invalid_request")),
    ])
    .await;
}

#[tokio::test]
async fn lists() {
    let desk = Desk::open().await;
    let get = |query: &str| desk.unipile(Method::GET, &format!("/api/v1/accounts{query}"));
    let all = desk.ask(get("")).await.json();
    assert_eq!(all["items"].as_array().unwrap().len(), 24);
    assert_eq!(all["cursor"], Value::Null);
    assert_eq!(all["total_count"], 24);
    let first = desk.ask(get("?limit=23")).await.json();
    let cursor = first["cursor"].as_str().unwrap();
    let rest = desk.ask(get(&format!("?cursor={cursor}"))).await.json();
    assert_eq!(rest["items"], json!([all["items"][23]]));
    check(vec![
        row("too much", get("?limit=251"), 400, refused(400, "limit_too_high")),
        row("nothing", get("?limit=0"), 400, refused(400, "invalid_parameters")),
        row("words", get("?limit=many"), 400, refused(400, "invalid_parameters")),
        row("no cursor of theirs", get("?cursor=abc"), 400, refused(400, "invalid_parameters")),
    ])
    .await;
    // A page ends where it ended even when its last account is gone.
    let last = first["items"][22]["id"].as_str().unwrap();
    desk.ask(desk.unipile(Method::DELETE, &format!("/api/v1/accounts/{last}"))).await;
    let rest = desk.ask(get(&format!("?cursor={cursor}"))).await.json();
    assert_eq!(rest["items"], json!([all["items"][23]]));
}

#[tokio::test]
async fn a_whole_account() {
    let desk = Desk::open().await;
    let id = desk.account("unipile", "tomas-brandt").await;
    check(vec![row(
        "read",
        desk.unipile(Method::GET, &format!("/api/v1/accounts/{id}")),
        200,
        json!({
            "object": "Account", "type": "LINKEDIN", "id": id, "name": "Tomás Brandt", "created_at": "*",
            "signatures": [], "groups": [],
            "connection_params": {"im": {
                "id": "*", "username": "tomas.brandt@alderfinch.example", "publicIdentifier": "tomas-brandt",
                "premiumId": "*", "premiumContractId": null, "premiumFeatures": ["recruiter"],
                "organizations": [{"name": "Alder & Finch", "messaging_enabled": true, "organization_urn": "*", "mailbox_urn": "*"}],
                "proxy": null,
            }},
            "sources": [{"id": format!("{id}_MESSAGING"), "status": "OK"}],
        }),
    )])
    .await;
}

#[tokio::test]
async fn one_set_of_accounts_behind_both_versions() {
    let desk = Desk::open().await;
    let mut rows = Vec::new();
    for (person, first, second) in [
        ("elif-watanabe", "OK", "running"),
        ("mateo-ruiz", "CREDENTIALS", "disconnected"),
        ("thandi-nkosi", "ERROR", "errored"),
        ("yusuf-adeyemi", "STOPPED", "paused"),
        ("viktor-ilic", "OK", "degraded"),
    ] {
        let id = desk.account("unipile", person).await;
        let get = |path: String| desk.unipile(Method::GET, &path);
        rows.push(row(
            person,
            get(format!("/api/v1/accounts/{id}")),
            200,
            json!({"sources": [{"status": first}]}),
        ));
        rows.push(row(person, get(format!("/v2/accounts/{id}")), 200, json!({"status": second})));
    }
    check(rows).await;
}

#[tokio::test]
async fn restarting_and_the_proxy() {
    let desk = Desk::open().await;
    let thandi = desk.account("unipile", "thandi-nkosi").await;
    let mateo = desk.account("unipile", "mateo-ruiz").await;
    let restart = |id: &str| desk.unipile(Method::POST, &format!("/api/v1/accounts/{id}/restart"));
    let show = |id: &str| desk.unipile(Method::GET, &format!("/api/v1/accounts/{id}"));
    let patch = |body: Value| desk.unipile(Method::PATCH, &format!("/api/v1/accounts/{thandi}")).json(&body);
    let proxy = json!({"protocol": "http", "host": "p.example", "port": 8080});
    check(vec![
        row("stopped by a fault", restart(&thandi), 200, json!({"object": "AccountRestarted"})),
        row("runs again", show(&thandi), 200, json!({"sources": [{"status": "OK"}]})),
        row("lost its session", restart(&mateo), 200, json!({"object": "AccountFailedToRestart"})),
        row("unknown", restart("nothing"), 404, refused(404, "resource_not_found")),
        row("proxy", patch(json!({"proxy": proxy})), 200, json!({"object": "AccountUpdated"})),
        row("shown", show(&thandi), 200, json!({"connection_params": {"im": {"proxy": proxy}}})),
        row(
            "no port",
            patch(json!({"proxy": {"host": "p.example"}})),
            400,
            refused(400, "invalid_parameters"),
        ),
        row("no proxy", patch(json!({})), 400, refused(400, "missing_parameters")),
    ])
    .await;
}

#[tokio::test]
async fn calls_for_an_account_that_does_not_work() {
    let desk = Desk::open().await;
    let mut rows = Vec::new();
    for (person, status, kind) in [
        ("mateo-ruiz", 401, "disconnected_account"),
        ("leon-baptiste", 403, "account_restricted"),
        ("thandi-nkosi", 503, "no_client_session"),
        ("yusuf-adeyemi", 503, "no_client_session"),
    ] {
        let id = desk.account("unipile", person).await;
        let path = format!("/api/v1/users/me?account_id={id}");
        rows.push(row(person, desk.unipile(Method::GET, &path), status, refused(status, kind)));
    }
    rows.push(row(
        "no account",
        desk.unipile(Method::GET, "/api/v1/users/me"),
        400,
        refused(400, "missing_parameters"),
    ));
    rows.push(row(
        "unknown account",
        desk.unipile(Method::GET, "/api/v1/users/me?account_id=nothing"),
        404,
        refused(404, "resource_not_found"),
    ));
    check(rows).await;
}

#[tokio::test]
async fn products_and_their_sessions() {
    let desk = Desk::open().await;
    let camila = desk.account("unipile", "camila-duarte").await;
    let elif = desk.account("unipile", "elif-watanabe").await;
    let mateo = desk.account("unipile", "mateo-ruiz").await;
    // Back without li_a: classic works, Sales Navigator does not.
    let back = desk
        .unipile(Method::POST, &format!("/api/v1/accounts/{mateo}"))
        .json(&json!({"provider": "LINKEDIN", "access_token": "AQED-mateo-ruiz"}));
    check(vec![row("cookie without li_a", back, 201, json!({"object": "AccountReconnected"}))]).await;
    let profile = |id: &str, product: &str| {
        desk.unipile(
            Method::GET,
            &format!("/api/v1/users/amara-sithole?account_id={id}&linkedin_api={product}"),
        )
    };
    let sync = |id: &str, product: &str| {
        desk.unipile(Method::GET, &format!("/api/v1/accounts/{id}/sync?linkedin_product={product}"))
    };
    let me = |id: &str| desk.unipile(Method::GET, &format!("/api/v1/users/me?account_id={id}"));
    let chats = |id: &str| desk.unipile(Method::GET, &format!("/api/v1/chats?account_id={id}&limit=1"));
    check(vec![
        row("paid for", profile(&camila, "recruiter"), 200, json!({"object": "UserProfile", "is_self": false})),
        row("not paid for", profile(&elif, "recruiter"), 403, refused(403, "feature_not_subscribed")),
        row("signed out of", profile(&mateo, "sales_navigator"), 401, refused(401, "disconnected_feature")),
        row("no such product", profile(&mateo, "gold"), 400, refused(400, "invalid_parameters")),
        row("sync of nothing", sync(&elif, "recruiter"), 403, refused(403, "feature_not_subscribed")),
        row("sync", sync(&elif, "classic"), 200, json!({"object": "AccountResync", "status": "SYNC_STARTED"})),
        row("still", sync(&elif, "classic"), 200, json!({"status": "SYNC_RUNNING"})),
        row("owner", me(&camila), 200, json!({"object": "AccountOwnerProfile", "premium": true, "recruiter": {"contract_id": "*", "owner_seat_id": "*"}, "sales_navigator": null})),
        row("half an owner", me(&mateo), 200, json!({"sales_navigator": {"error": "DISCONNECTED"}, "recruiter": null})),
        row("chats", chats(&camila), 200, json!({"object": "ChatList", "items": [{"object": "Chat", "account_id": camila, "folder": ["INBOX", "INBOX_LINKEDIN_CLASSIC"]}], "cursor": "*"})),
        row("no such member", desk.unipile(Method::GET, &format!("/api/v1/users/nobody?account_id={elif}")), 404, refused(404, "resource_not_found")),
    ])
    .await;
}

#[tokio::test]
async fn too_many_requests() {
    let desk = Desk::open().await;
    desk.control("/config", json!({"unipile_requests_per_minute": 1})).await;
    let get = || desk.unipile(Method::GET, "/api/v1/accounts?limit=1");
    check(vec![
        row("one", get(), 200, Value::Null),
        row("two", get(), 429, json!({"type": "errors/too_many_requests", "instance": "/api/v1/accounts"})),
    ])
    .await;
}

#[tokio::test]
async fn ten_thousand_accounts_are_listed_to_the_end() {
    let desk = Desk::with(Options { accounts: 10_000, ..Options::default() }).await;
    let mut seen = 0;
    let mut query = "?limit=250".to_owned();
    loop {
        let page = desk.ask(desk.unipile(Method::GET, &format!("/api/v1/accounts{query}"))).await.json();
        seen += page["items"].as_array().unwrap().len();
        let Some(cursor) = page["cursor"].as_str() else {
            assert_eq!(page["total_count"], seen);
            break;
        };
        query = format!("?cursor={cursor}");
    }
    assert!(seen > 5_000, "{seen}");
}
