//! Zernio: the key, accounts, their health, profiles, numbers and the request limit.

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
async fn a_request_id_comes_back() {
    let desk = Desk::open().await;
    let given = desk.zernio(Method::GET, "/v1/profiles").header("x-request-id", "req-7");
    assert_eq!(desk.ask(given).await.header("x-request-id"), "req-7");
    let without = desk.ask(desk.zernio(Method::GET, "/v1/profiles")).await;
    assert_eq!(without.header("x-request-id").len(), 36);
}

#[tokio::test]
async fn accounts_are_paged_filtered_and_sorted() {
    let desk = Desk::open().await;
    let list = |query: &str| desk.zernio(Method::GET, &format!("/v1/accounts?{query}"));
    let profiles = desk.ask(desk.zernio(Method::GET, "/v1/profiles?name=Alder%20%26%20Finch")).await.json();
    let alder = profiles["profiles"][0]["_id"].as_str().unwrap().to_owned();
    let owen = desk.account("zernio", "owen-gallagher").await;
    desk.control("/expire", json!({"provider": "zernio", "account": owen})).await;
    check(vec![
        row("a page", list("page=2&limit=3"), 200, json!({"accounts": [{"username": "owen-gallagher"}], "pagination": {"page": 2, "limit": 3, "total": 4, "pages": 2}})),
        row("beyond the end", list("page=9&limit=3"), 200, json!({"accounts": [], "pagination": {"total": 4}})),
        row("a page without its size", list("page=2"), 400, json!({"code": "invalid_field_value", "param": "limit"})),
        row("a size without its page", list("limit=2"), 400, json!({"param": "page"})),
        row("page nought", list("page=0&limit=2"), 400, json!({"param": "page"})),
        row("by profile", list(&format!("profileId={alder}")), 200, json!({"accounts": [{"displayName": "Samir Khoury"}]})),
        row("by status", list("status=disconnected"), 200, json!({"accounts": [{"_id": owen, "needsReconnection": true}]})),
        row("by name", list("search=SOLB"), 200, json!({"accounts": [{"displayName": "Ingrid Solberg"}]})),
        row("sorted", list("sort=name&order=desc&page=1&limit=1"), 200, json!({"accounts": [{"displayName": "Samir Khoury"}]})),
        row("of another platform", list("platform=tiktok"), 200, json!({"accounts": []})),
        row("by a cursor, with a page", list("cursor=&page=1"), 400, json!({"param": "cursor"})),
        row("by nobody's cursor", list("cursor=0000"), 400, json!({"param": "cursor"})),
    ])
    .await;
    for filter in ["", "&sort=name", "&search=a"] {
        let whole = desk.ask(list(filter.trim_start_matches('&'))).await.json();
        let mut seen = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = desk.ask(list(&format!("limit=1&cursor={cursor}{filter}"))).await.json();
            seen.extend(page["accounts"].as_array().unwrap().iter().map(|account| account["_id"].clone()));
            let more = page["pagination"]["hasMore"].as_bool().unwrap();
            assert_eq!(more, page["pagination"]["nextCursor"].is_string(), "{page}");
            if !more {
                break;
            }
            page["pagination"]["nextCursor"].as_str().unwrap().clone_into(&mut cursor);
        }
        let ids: Vec<Value> =
            whole["accounts"].as_array().unwrap().iter().map(|account| account["_id"].clone()).collect();
        assert_eq!(seen, ids, "{filter}");
    }
}

#[tokio::test]
async fn an_account_is_renamed_moved_and_removed() {
    let desk = Desk::open().await;
    let owen = desk.account("zernio", "owen-gallagher").await;
    let path = format!("/v1/accounts/{owen}");
    let profiles = desk.ask(desk.zernio(Method::GET, "/v1/profiles")).await.json();
    let northwind = profiles["profiles"][0]["_id"].as_str().unwrap().to_owned();
    let put = |body: Value| desk.zernio(Method::PUT, &path).json(&body);
    let patch = |body: Value| desk.zernio(Method::PATCH, &path).json(&body);
    check(vec![
        row(
            "rename",
            put(json!({"displayName": "Owen G."})),
            200,
            json!({"message": "*", "username": "owen-gallagher", "displayName": "Owen G."}),
        ),
        row("to nothing", put(json!({})), 400, json!({"type": "invalid_request_error"})),
        row(
            "move",
            patch(json!({"profileId": northwind})),
            200,
            json!({"message": "*", "profileId": northwind}),
        ),
        row("nowhere", patch(json!({"profileId": "nothing"})), 404, json!({"code": "profile_not_found"})),
        row(
            "so it is",
            desk.zernio(Method::GET, &path),
            200,
            json!({"account": {"_id": owen, "displayName": "Owen G.", "profileId": {"_id": northwind}}}),
        ),
        row(
            "remove",
            desk.zernio(Method::DELETE, &path),
            200,
            json!({"message": "Account disconnected successfully"}),
        ),
        row("gone", desk.zernio(Method::DELETE, &path), 404, json!({"code": "account_not_found"})),
    ])
    .await;
}

#[tokio::test]
async fn permissions_and_limits_show_in_health() {
    let desk = Desk::open().await;
    let ingrid = desk.account("zernio", "ingrid-solberg").await;
    let owen = desk.account("zernio", "owen-gallagher").await;
    desk.control("/expire", json!({"provider": "zernio", "account": ingrid, "status": "permissions"})).await;
    desk.control("/expire", json!({"provider": "zernio", "account": owen, "status": "rate_limited"})).await;
    let health = |id: &str| desk.zernio(Method::GET, &format!("/v1/accounts/{id}/health"));
    check(vec![
        row(
            "a scope is missing",
            health(&ingrid),
            200,
            json!({"status": "error", "tokenStatus": {"valid": true}, "permissions": {"canPost": false, "missingRequired": ["w_member_social"]}}),
        ),
        row("limited", health(&owen), 200, json!({"status": "warning", "permissions": {"canPost": true}})),
        row("when it ends", desk.zernio(Method::GET, "/v1/accounts?search=owen"), 200, json!({"accounts": [{"rateLimitedUntil": "*"}]})),
        row(
            "filtered",
            desk.zernio(Method::GET, "/v1/accounts/health?status=error"),
            200,
            json!({"summary": {"total": 1, "error": 1, "needsReconnect": 0}, "accounts": [{"accountId": ingrid, "canPost": false}]}),
        ),
    ])
    .await;
    desk.control("/clock", json!({"advance_s": 3_601})).await;
    check(vec![row("over", health(&owen), 200, json!({"status": "healthy"}))]).await;
}

#[tokio::test]
async fn a_token_ends_by_itself() {
    let desk = Desk::open().await;
    let samir = desk.account("zernio", "samir-khoury").await;
    desk.control("/clock", json!({"advance_s": 5 * 24 * 60 * 60})).await;
    check(vec![row(
        "ended",
        desk.zernio(Method::GET, "/v1/accounts/health?status=error"),
        200,
        json!({"accounts": [{"accountId": samir, "needsReconnect": true, "disconnectReason": "Token expired", "disconnectionType": "unintentional", "unhealthySince": "*"}]}),
    )])
    .await;
}

#[tokio::test]
async fn profiles() {
    let desk = Desk::open().await;
    let create = |body: Value| desk.zernio(Method::POST, "/v1/profiles").json(&body);
    let keyed = |body: Value| create(body).header("Idempotency-Key", "k1");
    let made = desk.ask(keyed(json!({"name": "Harbour", "color": "#123456"}))).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let id = made.json()["profile"]["_id"].as_str().unwrap().to_owned();
    let path = format!("/v1/profiles/{id}");
    let northwind = desk.ask(desk.zernio(Method::GET, "/v1/profiles")).await.json();
    let northwind = northwind["profiles"][0]["_id"].as_str().unwrap().to_owned();
    let update = |body: Value| desk.zernio(Method::PUT, &path).json(&body);
    check(vec![
        row(
            "again, same key",
            keyed(json!({"name": "Harbour", "color": "#123456"})),
            201,
            json!({"profile": {"_id": id}}),
        ),
        row(
            "same key, other body",
            keyed(json!({"name": "Other"})),
            422,
            json!({"type": "invalid_request_error"}),
        ),
        row(
            "same name",
            create(json!({"name": "Harbour"})),
            409,
            json!({"details": {"existingProfileId": id}}),
        ),
        row("nameless", create(json!({})), 400, json!({"param": "name"})),
        row(
            "read",
            desk.zernio(Method::GET, &path),
            200,
            json!({"profile": {"name": "Harbour", "color": "#123456", "isDefault": false}}),
        ),
        row(
            "describe",
            update(json!({"description": "Ships"})),
            200,
            json!({"profile": {"description": "Ships"}}),
        ),
        row(
            "make it the default",
            update(json!({"isDefault": true})),
            200,
            json!({"profile": {"isDefault": true}}),
        ),
        row(
            "paged",
            desk.zernio(Method::GET, "/v1/profiles?limit=2&skip=4"),
            200,
            json!({"profiles": [{"_id": id}], "total": 5, "skip": 4, "limit": 2}),
        ),
        row("remove", desk.zernio(Method::DELETE, &path), 200, json!({"message": "*"})),
        row("gone", desk.zernio(Method::GET, &path), 404, json!({"code": "profile_not_found"})),
        row(
            "with connected accounts",
            desk.zernio(Method::DELETE, &format!("/v1/profiles/{northwind}")),
            400,
            json!({"type": "invalid_request_error"}),
        ),
    ])
    .await;
}

#[tokio::test]
async fn the_key_tells_whose_it_is() {
    let desk = Desk::open().await;
    check(vec![
        row(
            "verify",
            desk.zernio(Method::GET, "/v1/auth/verify"),
            200,
            json!({"valid": true, "authType": "api_key", "userId": "*"}),
        ),
        row(
            "users",
            desk.zernio(Method::GET, "/v1/users"),
            200,
            json!({"currentUserId": "*", "users": [{"isRoot": true}]}),
        ),
        row(
            "usage",
            desk.zernio(Method::GET, "/v1/usage-stats"),
            200,
            json!({"planName": "*", "usage": {"profiles": 4}}),
        ),
    ])
    .await;
}

#[tokio::test]
async fn numbers_need_the_addon() {
    let desk = Desk::open().await;
    let owen = desk.account("zernio", "owen-gallagher").await;
    let stats = || desk.zernio(Method::GET, "/v1/accounts/follower-stats");
    let totals = || desk.zernio(Method::GET, &format!("/v1/accounts/{owen}/linkedin-aggregate-analytics"));
    let post = |query: &str| {
        desk.zernio(Method::GET, &format!("/v1/accounts/{owen}/linkedin-post-analytics{query}"))
    };
    check(vec![
        row("followers", stats(), 403, json!({"requiresAddon": true})),
        row("totals", totals(), 403, json!({"requiresAddon": true})),
    ])
    .await;
    desk.control("/config", json!({"zernio_analytics": true})).await;
    check(vec![
        row("followers", stats(), 200, json!({"granularity": "daily", "stats": {owen.as_str(): "*"}, "dateRange": {"from": "*", "to": "*"}})),
        row("totals", totals(), 200, json!({"accountType": "personal", "aggregation": "TOTAL", "analytics": {"impressions": 0, "engagementRate": 0.0}})),
        row("of no post", post(""), 400, json!({"code": "missing_urn"})),
        row("of something else", post("?urn=7"), 400, json!({"code": "invalid_urn"})),
        row("of an unknown post", post("?urn=urn:li:share:1"), 404, json!({"type": "not_found"})),
        row("accounts", desk.zernio(Method::GET, "/v1/accounts"), 200, json!({"hasAnalyticsAccess": true})),
    ])
    .await;
}

#[tokio::test]
async fn requests_are_counted_by_the_minute() {
    let desk = Desk::open().await;
    let ask = || desk.ask(desk.zernio(Method::GET, "/v1/profiles"));
    let first = ask().await;
    assert_eq!(first.header("x-ratelimit-limit"), "600");
    assert_eq!(first.header("x-ratelimit-remaining"), "599");
    desk.control("/config", json!({"zernio_requests_per_minute": 1})).await;
    ask().await;
    let refused = ask().await;
    assert_eq!(refused.status, 429);
    assert_eq!(refused.json()["type"], "rate_limit_error");
    let wait: i64 = refused.header("retry-after").parse().unwrap();
    desk.control("/clock", json!({"advance_s": wait})).await;
    assert_eq!(ask().await.status, 200);
}
