//! Unipile v2: the key, accounts, products, rate limits.

use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Desk, check, row};

#[tokio::test]
async fn the_key_comes_first() {
    let desk = Desk::open().await;
    let url = format!("{}/v2/accounts", desk.endpoints.unipile.dsn);
    let refused = json!({
        "object": "Error",
        "type": "api/missing_authorization",
        "status": 401,
        "title": "*",
        "detail": "*",
        "req_id": "*",
    });
    check(vec![
        row("no key", desk.get(url.clone()), 401, refused.clone()),
        row("wrong key", desk.get(url).header("X-API-KEY", "nope"), 401, refused),
        row(
            "no route",
            desk.unipile(Method::GET, "/v2/nothing"),
            404,
            json!({"type": "api/resource_not_found"}),
        ),
    ])
    .await;
}

#[tokio::test]
async fn lists_come_in_pages_with_and_without_a_last_slash() {
    let desk = Desk::open().await;
    for path in ["/v2/accounts", "/v2/accounts/"] {
        let reply = desk.ask(desk.unipile(Method::GET, path)).await;
        let list = reply.json();
        assert_eq!(list["object"], "Accounts");
        assert_eq!(list["data"].as_array().unwrap().len(), 20, "{path}");
        assert_eq!(list["has_more"], true);
        assert!(!reply.header("x-ratelimit-limit").is_empty());
        assert!(!reply.header("x-ratelimit-remaining").is_empty());
        assert!(!reply.header("x-ratelimit-reset").is_empty());
    }
    let rest = desk.ask(desk.unipile(Method::GET, "/v2/accounts?offset=20&limit=100")).await.json();
    assert_eq!(rest["has_more"], false);
    assert_eq!(rest["data"].as_array().unwrap().len(), 4);
    let down = desk.ask(desk.unipile(Method::GET, "/v2/accounts?status=errored")).await.json();
    assert_eq!(down["data"][0]["name"], "Thandi Nkosi");
    check(vec![row(
        "limit of nothing",
        desk.unipile(Method::GET, "/v2/accounts?limit=0"),
        400,
        json!({"type": "api/invalid_parameters"}),
    )])
    .await;
}

#[tokio::test]
async fn one_account_read_changed_and_removed() {
    let desk = Desk::open().await;
    let id = desk.account("unipile", "elif-watanabe").await;
    let path = format!("/v2/accounts/{id}");
    let whole = json!({
        "object": "Account",
        "id": id,
        "application_id": "*",
        "user_id": "*",
        "name": "Elif Watanabe",
        "created_at": "*",
        "status": "running",
        "provider": "linkedin",
        "metadata": {
            "client": "Meridian Labs",
            "setup_source": "HOSTED_LINK",
            "products_connection_status": {"classic": "running", "sales_navigator": "running"},
        },
        "initial_sync": {"status": "completed", "started_at": "*"},
    });
    check(vec![
        row("read", desk.unipile(Method::GET, &path), 200, whole),
        row(
            "change",
            desk.unipile(Method::PATCH, &path).json(&json!({"metadata": {"client": "Alder & Finch"}})),
            200,
            json!({"metadata": {"client": "Alder & Finch", "setup_source": "HOSTED_LINK"}}),
        ),
        row(
            "me",
            desk.unipile(Method::GET, &format!("/v2/{id}/users/me")),
            200,
            json!({"public_identifier": "elif-watanabe"}),
        ),
        row("remove", desk.unipile(Method::DELETE, &path), 200, json!({"success": true})),
        row("gone", desk.unipile(Method::GET, &path), 404, json!({"type": "api/resource_not_found"})),
    ])
    .await;
}

#[tokio::test]
async fn calls_for_an_account_that_does_not_work() {
    let desk = Desk::open().await;
    let mut rows = Vec::new();
    for (person, status, kind) in [
        ("mateo-ruiz", 401, "provider/invalid_authorization"),
        ("leon-baptiste", 403, "api/account_restricted"),
        ("thandi-nkosi", 503, "provider/server_error"),
        ("yusuf-adeyemi", 403, "api/insufficient_permissions"),
    ] {
        let id = desk.account("unipile", person).await;
        let path = format!("/v2/{id}/users/me");
        rows.push(row(person, desk.unipile(Method::GET, &path), status, json!({"type": kind})));
    }
    check(rows).await;
}

#[tokio::test]
async fn a_product_has_to_be_paid_for_and_enabled() {
    let desk = Desk::open().await;
    // Nobody pays for recruiter, and it is not enabled.
    let elif = desk.account("unipile", "elif-watanabe").await;
    // Paid for, enabled and working.
    let camila = desk.account("unipile", "camila-duarte").await;
    // Enabled, and LinkedIn refuses it.
    let katarzyna = desk.account("unipile", "katarzyna-wojcik").await;
    // Enabled without being paid for.
    let linked = desk
        .ask(desk.unipile(Method::POST, "/v2/auth/intent").json(&json!({
            "provider": "linkedin",
            "credentials": {"username": "ok@agency.example", "password": "p"},
            "config": {"products": ["classic", "recruiter"]},
        })))
        .await
        .json();
    let unpaid = linked["id"].as_str().unwrap();
    let chats = |id: &str, inbox: &str| desk.unipile(Method::GET, &format!("/v2/{id}/inboxes/{inbox}/chats"));
    let recruiter = "RECRUITER_PRIMARY";
    check(vec![
        row(
            "classic",
            chats(&elif, "CLASSIC_UNREAD"),
            200,
            json!({"object": "Chats", "data": [{"object": "Chat", "is_unread": true, "user_id": "*"}], "next_cursor": null}),
        ),
        row(
            "inboxes",
            desk.unipile(Method::GET, &format!("/v2/{elif}/chats?limit=1")),
            200,
            json!({"data": [{"inbox_id": "CLASSIC_PRIMARY"}], "next_cursor": "1"}),
        ),
        row(
            "another member through a product",
            desk.unipile(Method::GET, &format!("/v2/{elif}/users/amara-sithole?variant=linkedin_recruiter")),
            403,
            json!({"type": "api/insufficient_permissions"}),
        ),
        row(
            "another member",
            desk.unipile(Method::GET, &format!("/v2/{elif}/users/amara-sithole")),
            200,
            json!({"object": "User", "is_self": false, "public_identifier": "amara-sithole"}),
        ),
        row("not enabled", chats(&elif, recruiter), 403, json!({"type": "api/insufficient_permissions"})),
        row("working", chats(&camila, recruiter), 200, Value::Null),
        row(
            "not paid for",
            chats(unpaid, recruiter),
            403,
            json!({"type": "provider/insufficient_permissions"}),
        ),
        row(
            "refused by LinkedIn",
            chats(&katarzyna, recruiter),
            403,
            json!({"type": "provider/insufficient_permissions"}),
        ),
        row("no such inbox", chats(&elif, "NONSENSE"), 404, json!({"type": "api/resource_not_found"})),
    ])
    .await;
}

#[tokio::test]
async fn too_many_requests_say_when_to_come_back() {
    let desk = Desk::open().await;
    desk.control("/config", json!({"unipile_requests_per_minute": 2})).await;
    let ask = || desk.ask(desk.unipile(Method::GET, "/v2/accounts?limit=1"));
    assert_eq!(ask().await.header("x-ratelimit-remaining"), "1");
    assert_eq!(ask().await.header("x-ratelimit-remaining"), "0");
    let refused = ask().await;
    assert_eq!(refused.status, 429);
    assert_eq!(refused.json()["type"], "api/too_many_requests");
    let wait: i64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait));
    desk.control("/clock", json!({"advance_s": wait})).await;
    assert_eq!(ask().await.status, 200);
}
