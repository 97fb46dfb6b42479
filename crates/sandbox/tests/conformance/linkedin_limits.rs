//! LinkedIn's versions and counters.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::desk::{Desk, MEMBER_SCOPES, VERSION, check, row};

const PAGE_SCOPES: &str = "openid profile r_organization_social rw_organization_admin";

fn in_version(desk: &Desk, token: &str, version: &str) -> RequestBuilder {
    let url = format!("{}/rest/organizationAcls?q=roleAssignee", desk.endpoints.linkedin.api);
    desk.http.get(url).bearer_auth(token).header(VERSION, version)
}

#[tokio::test]
async fn a_version_is_a_month_that_is_still_answered() {
    let desk = Desk::open().await;
    desk.control("/config", json!({"partner": true})).await;
    let (token, _) = desk.signed_in("chloe-lambert", PAGE_SCOPES).await;
    let nonexistent = |shown: &str| {
        json!({
            "status": 426,
            "code": "NONEXISTENT_VERSION",
            "message": format!("Requested version {shown} is not active"),
        })
    };
    check(vec![
        row("active", in_version(&desk, &token, "202610"), 200, Value::Null),
        row("a patch of it", in_version(&desk, &token, "202610.01"), 200, Value::Null),
        row("sunset", in_version(&desk, &token, "202504"), 426, nonexistent("20250401")),
        row("not yet out", in_version(&desk, &token, "203001"), 426, nonexistent("20300101")),
        row("with a dot", in_version(&desk, &token, "2026.10"), 426, nonexistent("2026.10")),
        row("with a letter", in_version(&desk, &token, "v202610"), 426, nonexistent("v202610")),
        row("empty", in_version(&desk, &token, ""), 400, json!({"code": "VERSION_MISSING"})),
    ])
    .await;
    desk.control("/config", json!({"linkedin_malformed_version_status": 400})).await;
    check(vec![row(
        "malformed, otherwise",
        in_version(&desk, &token, "v202610"),
        400,
        json!({"status": 400, "code": "NONEXISTENT_VERSION"}),
    )])
    .await;
}

#[tokio::test]
async fn every_answer_has_the_headers_support_asks_for() {
    let desk = Desk::open().await;
    let (token, _) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    for request in [
        desk.api(Method::GET, "/v2/userinfo", &token),
        desk.api(Method::GET, "/v2/userinfo", "wrong"),
        desk.api(Method::GET, "/nothing", &token),
    ] {
        let reply = desk.ask(request).await;
        for name in [
            "x-li-uuid",
            "x-li-fabric",
            "x-li-source-fabric",
            "x-li-pop",
            "x-li-proto",
            "x-li-request-id",
            "x-restli-protocol-version",
        ] {
            assert_ne!(reply.header(name), "", "{name}: {}", reply.text);
        }
        for unverified in ["retry-after", "x-restli-quota-limit", "x-ratelimit-limit"] {
            assert_eq!(reply.header(unverified), "", "{unverified}");
        }
    }
}

#[tokio::test]
async fn calls_are_counted_by_endpoint_member_and_app_until_midnight() {
    let desk = Desk::open().await;
    let start = json!({"set": "2026-11-20T10:00:00Z"});
    desk.control("/clock", start).await;
    let (amara, _) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    let (tomas, _) = desk.signed_in("tomas-brandt", MEMBER_SCOPES).await;
    let limits = json!({"linkedin_member_daily_limit": 3, "linkedin_app_daily_limit": 6});
    desk.control("/config", limits).await;
    let ask = |token: &str| desk.api(Method::GET, "/v2/me", token);
    let spent = |whose: &str| {
        json!({
            "status": 429,
            "serviceErrorCode": 101,
            "code": "TOO_MANY_REQUESTS",
            "message": format!("Resource level throttle {whose} DAY limit for calls to this resource is reached."),
        })
    };
    let denied = || json!({"code": "ACCESS_DENIED"});
    let mut rows: Vec<_> = (0..3).map(|_| row("counted", ask(&amara), 403, denied())).collect();
    rows.push(row("the member's", ask(&amara), 429, spent("APPLICATION_AND_MEMBER")));
    rows.push(row("another endpoint", desk.api(Method::GET, "/v2/userinfo", &amara), 200, Value::Null));
    rows.extend((0..3).map(|_| row("another member", ask(&tomas), 403, denied())));
    check(rows).await;
    desk.control("/config", json!({"linkedin_member_daily_limit": 0})).await;
    check(vec![row("the app's", ask(&tomas), 429, spent("APPLICATION"))]).await;
    let reply = desk.ask(ask(&tomas)).await;
    assert_eq!(reply.header("retry-after"), "");
    desk.control("/clock", json!({"advance_s": 13 * 3_600})).await;
    check(vec![row("23:00", ask(&tomas), 429, Value::Null)]).await;
    desk.control("/clock", json!({"advance_s": 3_600})).await;
    check(vec![row("00:00", ask(&tomas), 403, denied())]).await;
}

#[tokio::test]
async fn a_burst_clears_by_itself() {
    let desk = Desk::open().await;
    let (token, _) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    desk.control("/config", json!({"linkedin_burst": 2})).await;
    let ask = || desk.api(Method::GET, "/v2/userinfo", &token);
    check(vec![
        row("first", ask(), 200, Value::Null),
        row("second", ask(), 200, Value::Null),
        row(
            "third",
            ask(),
            429,
            json!({
                "serviceErrorCode": 101,
                "status": 429,
                "message": "Resource level throttle limit for calls to this resource is reached.",
            }),
        ),
    ])
    .await;
    assert_eq!(desk.ask(ask()).await.json().get("code"), None);
    desk.control("/clock", json!({"advance_s": 36})).await;
    check(vec![row("later", ask(), 200, Value::Null)]).await;
}

#[tokio::test]
async fn the_development_tier_is_small() {
    let desk = Desk::open().await;
    desk.control("/config", json!({"partner": true, "linkedin_development_tier": true})).await;
    let scopes = "openid rw_organization_admin r_member_postAnalytics";
    let (token, _) = desk.signed_in("chloe-lambert", scopes).await;
    check(vec![
        row(
            "batches",
            desk.api(Method::GET, "/rest/organizations?ids=List(2414183)", &token),
            403,
            json!({"message": "Not enough permissions to access: organizations.BATCH_GET.20261001"}),
        ),
        row(
            "member analytics",
            desk.api(Method::GET, "/rest/memberCreatorPostAnalytics?q=me&queryType=IMPRESSION", &token),
            404,
            json!({"message": "Resource memberCreatorPostAnalytics does not exist"}),
        ),
        row(
            "webhooks",
            desk.api(Method::GET, "/rest/eventSubscriptions?q=subscriberAndEventType", &token),
            403,
            Value::Null,
        ),
    ])
    .await;
}
