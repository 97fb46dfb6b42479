//! LinkedIn's figures: of pages, and of a member's own posts.

use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Desk, check, row};

const SCOPES: &str = "openid profile w_member_social w_organization_social r_organization_social rw_organization_admin r_member_postAnalytics r_member_profileAnalytics r_organization_followers";
const PAGE: &str = "urn%3Ali%3Aorganization%3A2414183";
const OTHERS: &str = "urn%3Ali%3Aorganization%3A2422102";

/// A partner app on 2026-11-20, and the token and URN of an administrator of Northwind Talent.
async fn administrator(desk: &Desk) -> (String, String) {
    desk.control("/config", json!({"partner": true})).await;
    desk.control("/clock", json!({"set": "2026-11-20T10:00:00Z"})).await;
    desk.signed_in("chloe-lambert", SCOPES).await
}

async fn publish(desk: &Desk, token: &str, author: &str) -> String {
    let post = json!({
        "author": author,
        "commentary": "Counted",
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
        "lifecycleState": "PUBLISHED",
    });
    let reply = desk.ask(desk.api(Method::POST, "/rest/posts", token).json(&post)).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    assert!(reply.header("location").starts_with("/rest/posts/urn%3Ali%3A"), "{}", reply.header("location"));
    reply.header("x-restli-id").to_owned()
}

#[tokio::test]
async fn figures_of_a_page() {
    let desk = Desk::open().await;
    let (token, _) = administrator(&desk).await;
    // Two days of November 2026.
    let days = "timeIntervals=(timeRange:(start:1793491200000,end:1793664000000),timeGranularityType:DAY)";
    let get = |path: String| desk.api(Method::GET, &path, &token);
    let two_days = |element: Value| json!({"elements": [element.clone(), element]});
    let entity = format!("q=organizationalEntity&organizationalEntity={PAGE}");
    let mut rows = Vec::new();
    for base in ["/rest", "/v2"] {
        rows.extend([
            row(
                "followers",
                get(format!("{base}/organizationalEntityFollowerStatistics?{entity}")),
                200,
                json!({"elements": [{
                    "organizationalEntity": "urn:li:organization:2414183",
                    "followerCountsBySeniority": "*",
                    "followerCountsByGeoCountry": "*",
                    "followerCountsByAssociationType": [{"associationType": "EMPLOYEE", "followerCounts": {
                        "organicFollowerCount": "*", "paidFollowerCount": "*",
                    }}],
                }]}),
            ),
            row(
                "followers by day",
                get(format!("{base}/organizationalEntityFollowerStatistics?{entity}&{days}")),
                200,
                two_days(json!({
                    "timeRange": {"start": "*", "end": "*"},
                    "followerGains": {"organicFollowerGain": "*", "paidFollowerGain": "*"},
                })),
            ),
            row(
                "shares",
                get(format!("{base}/organizationalEntityShareStatistics?{entity}")),
                200,
                json!({"elements": [{"totalShareStatistics": {
                    "uniqueImpressionsCount": "*", "shareCount": "*", "engagement": "*", "clickCount": "*",
                    "likeCount": "*", "impressionCount": "*", "commentCount": "*",
                }}]}),
            ),
            row(
                "shares by day",
                get(format!("{base}/organizationalEntityShareStatistics?{entity}&{days}")),
                200,
                two_days(json!({"timeRange": "*", "totalShareStatistics": "*"})),
            ),
            row(
                "page views",
                get(format!("{base}/organizationPageStatistics?q=organization&organization={PAGE}")),
                200,
                json!({"elements": [{
                    "organization": "urn:li:organization:2414183",
                    "totalPageStatistics": {"views": {"allPageViews": {"pageViews": "*", "uniquePageViews": "*"}}, "clicks": "*"},
                    "pageStatisticsBySeniority": "*",
                }]}),
            ),
            row(
                "page views by day",
                get(format!("{base}/organizationPageStatistics?q=organization&organization={PAGE}&{days}")),
                200,
                two_days(json!({"totalPageStatistics": {"views": {"overviewPageViews": "*"}}})),
            ),
        ]);
    }
    let others = format!("q=organizationalEntity&organizationalEntity={OTHERS}");
    rows.extend([
        row(
            "somebody else's page",
            get(format!("/rest/organizationalEntityShareStatistics?{others}")),
            403,
            json!({"message": "Not enough permissions to access: organizationalEntityShareStatistics.FINDER-organizationalEntity.20261001"}),
        ),
        row(
            "no page at all",
            get("/rest/organizationalEntityShareStatistics?q=organizationalEntity".to_owned()),
            400,
            json!({"errorDetails": {"inputErrors": [{"code": "PARAM_INVALID"}]}}),
        ),
        row(
            "an hour",
            get(format!(
                "/rest/organizationalEntityShareStatistics?{entity}&{}",
                days.replace("DAY", "HOUR")
            )),
            400,
            json!({"errorDetails": {"inputErrors": [{"input": {"inputPath": {"fieldPath": "timeIntervals"}}}]}}),
        ),
    ]);
    check(rows).await;
    let flat = format!(
        "{}/rest/organizationalEntityFollowerStatistics?{entity}&timeIntervals.timeGranularityType=MONTH&timeIntervals.timeRange.start=1788220800000&timeIntervals.timeRange.end=1793664000000",
        desk.endpoints.linkedin.api
    );
    let months = desk.ask(desk.http.get(flat).bearer_auth(&token).header("LinkedIn-Version", "202610")).await;
    assert_eq!(months.json()["elements"].as_array().unwrap().len(), 3, "{}", months.text);
}

#[tokio::test]
async fn posts_without_activity_are_left_out() {
    let desk = Desk::open().await;
    let (token, _) = administrator(&desk).await;
    let urn = publish(&desk, &token, "urn:li:organization:2414183").await;
    let kind = if urn.contains(":share:") { "shares" } else { "ugcPosts" };
    let encoded = urn.replace(':', "%3A");
    let path = format!(
        "/rest/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity={PAGE}&{kind}=List({encoded})"
    );
    let ask = || desk.api(Method::GET, &path, &token);
    check(vec![row("just published", ask(), 200, json!({"elements": []}))]).await;
    desk.control("/clock", json!({"advance_s": 2 * 24 * 3_600})).await;
    check(vec![row(
        "two days later",
        ask(),
        200,
        json!({"elements": [{kind.trim_end_matches('s'): urn, "totalShareStatistics": {"impressionCount": "*"}}]}),
    )])
    .await;
}

#[tokio::test]
async fn figures_of_a_members_posts_change_with_the_version() {
    let desk = Desk::open().await;
    desk.control("/config", json!({"active_versions": ["202603", "202604", "202605", "202610"]})).await;
    let (token, urn) = administrator(&desk).await;
    let post = publish(&desk, &token, &urn).await;
    desk.control("/clock", json!({"advance_s": 24 * 3_600})).await;
    let kind = if post.contains(":share:") { "share" } else { "ugc" };
    let entity = format!("entity=({kind}:{})", post.replace(':', "%3A"));
    let base = format!("{}/rest/memberCreatorPostAnalytics", desk.endpoints.linkedin.api);
    let ask = |version: &str, query: String| {
        desk.http
            .get(format!("{base}?{query}"))
            .bearer_auth(&token)
            .header("LinkedIn-Version", version)
            .header("X-Restli-Protocol-Version", "2.0.0")
    };
    let one = |metric: Value| json!({"elements": [{"count": "*", "metricType": metric, "targetEntity": {kind: post}}]});
    let old = json!({"com.linkedin.adsexternalapi.memberanalytics.v1.CreatorPostAnalyticsMetricTypeV1": "IMPRESSION"});
    let impressions = format!("q=entity&{entity}&queryType=IMPRESSION&aggregation=TOTAL");
    let saves = format!("q=entity&{entity}&queryType=POST_SAVE");
    let range = "dateRange=(start:(day:20,month:11,year:2026),end:(day:21,month:11,year:2026))";
    let invalid = |name: &str| json!({"errorDetails": {"inputErrors": [{"code": "PARAM_INVALID", "input": {"inputPath": {"fieldPath": name}}}]}});
    check(vec![
        row("an object before 202605", ask("202604", impressions.clone()), 200, one(old)),
        row("a text from 202605", ask("202605", impressions.clone()), 200, one(json!("IMPRESSION"))),
        row("a newer metric", ask("202604", saves.clone()), 200, Value::Null),
        row("a newer metric, too early", ask("202603", saves), 400, invalid("queryType")),
        row(
            "all posts",
            ask("202610", "q=me&queryType=REACTION".to_owned()),
            200,
            json!({"elements": [{"count": "*"}]}),
        ),
        row(
            "by day",
            ask("202610", format!("q=me&queryType=IMPRESSION&aggregation=DAILY&{range}")),
            200,
            json!({"elements": [{"dateRange": {"start": {"day": 20, "month": 11, "year": 2026}}}]}),
        ),
        row(
            "reach by day",
            ask("202610", format!("q=me&queryType=MEMBERS_REACHED&aggregation=DAILY&{range}")),
            400,
            invalid("aggregation"),
        ),
        row(
            "followers",
            desk.api(Method::GET, "/rest/memberFollowersCount?q=me", &token),
            200,
            json!({"elements": [{"memberFollowersCount": "*"}]}),
        ),
        row(
            "followers by day",
            desk.api(Method::GET, &format!("/rest/memberFollowersCount?q=dateRange&{range}"), &token),
            200,
            json!({"elements": [{"memberFollowersCount": "*", "dateRange": "*"}]}),
        ),
        row(
            "videos",
            desk.api(
                Method::GET,
                &format!("/rest/memberCreatorVideoAnalytics?q=entity&{entity}&queryType=VIDEO_PLAY"),
                &token,
            ),
            200,
            json!({"elements": [{"metricType": "VIDEO_PLAY"}]}),
        ),
        row(
            "whom to mention",
            desk.api(
                Method::GET,
                &format!("/rest/peopleTypeahead?q=organizationFollowers&keywords=zhang&organization={PAGE}"),
                &token,
            ),
            200,
            json!({"elements": [{"firstName": "Wei", "member": "*"}]}),
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_member_to_mention_is_found_by_profile_address() {
    let desk = Desk::open().await;
    let (token, urn) = administrator(&desk).await;
    let (other, _) = desk.signed_in("lukas-weidmann", SCOPES).await;
    let ask = |token: &str, q: &str, vanity: &str| {
        let address = format!("https%3A%2F%2Fwww.linkedin.com%2Fin%2F{vanity}");
        let path = format!("/rest/vanityUrl?q={q}&vanityUrl={address}&organization={PAGE}");
        desk.api(Method::GET, &path, token)
    };
    let finder = "vanityUrlAsOrganization";
    check(vec![
        row("found", ask(&token, finder, "chloe-lambert"), 200, json!({"elements": [{"member": urn}]})),
        row("with a slash", ask(&token, finder, "chloe-lambert%2F"), 200, json!({"elements": [{"member": urn}]})),
        row("nobody", ask(&token, finder, "nobody-at-all"), 404, json!({"code": "NOT_FOUND"})),
        row("another finder", ask(&token, "vanityUrl", "chloe-lambert"), 400, Value::Null),
        row(
            "of somebody else's page",
            ask(&other, finder, "chloe-lambert"),
            403,
            json!({"message": "Not enough permissions to access: vanityUrl.FINDER-vanityUrlAsOrganization.20261001"}),
        ),
    ])
    .await;
}

#[tokio::test]
async fn the_symbol_of_a_network_changed_with_a_version() {
    let desk = Desk::open().await;
    desk.control("/config", json!({"active_versions": ["202304", "202305"]})).await;
    let (token, _) = administrator(&desk).await;
    let ask = |path: &str, version: &str| {
        desk.http
            .get(format!("{}{path}", desk.endpoints.linkedin.api))
            .bearer_auth(&token)
            .header("LinkedIn-Version", version)
    };
    let (new, old) = ("COMPANY_FOLLOWED_BY_MEMBER", "CompanyFollowedByMember");
    let path = |base: &str, symbol: &str| format!("{base}/networkSizes/{PAGE}?edgeType={symbol}");
    check(vec![
        row("new", ask(&path("/rest", new), "202305"), 200, json!({"firstDegreeSize": 4_218})),
        row("old in new", ask(&path("/rest", old), "202305"), 400, Value::Null),
        row("old", ask(&path("/rest", old), "202304"), 200, Value::Null),
        row("new in old", ask(&path("/rest", new), "202304"), 400, Value::Null),
        row("without a version", ask(&path("/v2", old), ""), 200, Value::Null),
    ])
    .await;
}
