//! What LinkedIn's gateway checks before a resource sees the request.

use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Desk, MEMBER_SCOPES, VERSION, check, row};

#[tokio::test]
async fn token_before_version_before_permission() {
    let desk = Desk::open().await;
    let tokens = desk.tokens("amara-sithole", "openid profile").await;
    let token = tokens["access_token"].as_str().unwrap();
    let url = format!("{}/rest/posts", desk.endpoints.linkedin.api);
    let bare = || desk.http.post(&url).json(&json!({}));
    check(vec![
        row(
            "no token, no version",
            bare(),
            401,
            json!({"status": 401, "serviceErrorCode": 65_604, "code": "EMPTY_ACCESS_TOKEN"}),
        ),
        row(
            "another scheme",
            bare().header("Authorization", "Basic abc"),
            401,
            json!({"message": "Unknown authentication schema"}),
        ),
        row(
            "unknown token",
            bare().bearer_auth("AQUnknown"),
            401,
            json!({"serviceErrorCode": 65_600, "code": "INVALID_ACCESS_TOKEN", "message": "Invalid access token"}),
        ),
        row(
            "no version",
            bare().bearer_auth(token),
            400,
            json!({
                "status": 400,
                "code": "VERSION_MISSING",
                "message": "A version must be present. Please specify a version by adding the LinkedIn-Version header.",
            }),
        ),
        row(
            "version of long ago",
            bare().bearer_auth(token).header(VERSION, "202306"),
            426,
            json!({
                "status": 426,
                "code": "NONEXISTENT_VERSION",
                "message": "Requested version 20230601 is not active",
            }),
        ),
        row(
            "no permission",
            bare().bearer_auth(token).header(VERSION, "202610"),
            403,
            json!({
                "status": 403,
                "serviceErrorCode": 100,
                "code": "ACCESS_DENIED",
                "message": "Not enough permissions to access: partnerApiPostsExternal.CREATE.20261001",
            }),
        ),
        row(
            "unversioned resources ignore the header",
            desk.get(format!("{}/v2/userinfo", desk.endpoints.linkedin.api))
                .bearer_auth(token)
                .header(VERSION, "199901"),
            200,
            Value::Null,
        ),
    ])
    .await;
}

#[tokio::test]
async fn an_old_token_has_expired() {
    let desk = Desk::open().await;
    let (token, _) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    desk.control("/clock", json!({"advance_s": 61 * 24 * 60 * 60})).await;
    check(vec![row(
        "expired",
        desk.api(Method::GET, "/v2/userinfo", &token),
        401,
        json!({
            "serviceErrorCode": 65_602,
            "code": "EXPIRED_ACCESS_TOKEN",
            "message": "The token used in the request has expired",
        }),
    )])
    .await;
}

#[tokio::test]
async fn every_answer_can_be_traced() {
    let desk = Desk::open().await;
    let (token, _) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    for request in [
        desk.api(Method::GET, "/v2/userinfo", &token),
        desk.api(Method::GET, "/v2/userinfo", "wrong"),
        desk.api(Method::GET, "/rest/nothing", &token),
    ] {
        let reply = desk.ask(request).await;
        assert_eq!(reply.header("x-li-uuid").len(), 24);
        assert_eq!(reply.header("x-li-fabric"), "prod-lor1");
        assert_eq!(reply.header("x-restli-protocol-version"), "2.0.0");
    }
    let url = format!("{}/rest/posts", desk.endpoints.linkedin.api);
    let reply = desk.ask(desk.http.post(url).bearer_auth(&token)).await;
    assert_eq!(reply.header("x-restli-gateway-error"), "true");
    assert_eq!(reply.header("x-restli-protocol-version"), "1.0.0", "no header means protocol 1");
}

#[tokio::test]
async fn what_does_not_exist() {
    let desk = Desk::open().await;
    let (token, _) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    check(vec![
        row(
            "resource",
            desk.api(Method::POST, "/rest/ugcPosts", &token).json(&json!({})),
            404,
            json!({"status": 404, "message": "Resource ugcPosts does not exist"}),
        ),
        row("method", desk.api(Method::PUT, "/rest/posts", &token), 405, json!({"status": 405})),
    ])
    .await;
}

#[tokio::test]
async fn pages_are_for_partner_apps_and_their_administrators() {
    let desk = Desk::open().await;
    desk.control("/config", json!({"partner": true})).await;
    let scopes = "openid profile w_member_social w_organization_social r_organization_social rw_organization_admin r_basicprofile";
    let (token, urn) = desk.signed_in("chloe-lambert", scopes).await;
    let (other, _) = desk.signed_in("wei-zhang", scopes).await;
    let acls = desk
        .ask(desk.api(Method::GET, "/rest/organizationAcls?q=roleAssignee&state=APPROVED", &token))
        .await
        .json();
    assert_eq!(acls["elements"].as_array().unwrap().len(), 1);
    assert_eq!(acls["elements"][0]["roleAssignee"], urn.as_str());
    let page = acls["elements"][0]["organization"].as_str().unwrap();
    let id = page.trim_start_matches("urn:li:organization:");
    let post = json!({
        "author": page,
        "commentary": "From the page",
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
        "lifecycleState": "PUBLISHED",
    });
    check(vec![
        row(
            "organization",
            desk.api(Method::GET, &format!("/rest/organizations/{id}"), &token),
            200,
            json!({"localizedName": "Northwind Talent", "vanityName": "northwind-talent"}),
        ),
        row(
            "somebody else's organization",
            desk.api(Method::GET, &format!("/rest/organizations/{id}"), &other),
            403,
            json!({"status": 403}),
        ),
        row(
            "followers",
            desk.api(
                Method::GET,
                &format!(
                    "/rest/networkSizes/urn%3Ali%3Aorganization%3A{id}?edgeType=COMPANY_FOLLOWED_BY_MEMBER"
                ),
                &token,
            ),
            200,
            json!({"firstDegreeSize": 4_218}),
        ),
        row("post as the page", desk.api(Method::POST, "/rest/posts", &token).json(&post), 201, Value::Null),
        row(
            "post as a page of others",
            desk.api(Method::POST, "/rest/posts", &other).json(&post),
            403,
            json!({"serviceErrorCode": 100}),
        ),
        row(
            "me",
            desk.api(Method::GET, "/v2/me", &token),
            200,
            json!({"localizedFirstName": "Chloé", "vanityName": "chloe-lambert"}),
        ),
    ])
    .await;
    let posts = desk.read("/posts").await;
    assert_eq!(posts[0]["author"]["name"], "Northwind Talent");
    let encoded = posts[0]["urn"].as_str().unwrap().replace(':', "%3A");
    check(vec![row(
        "read back",
        desk.api(Method::GET, &format!("/rest/posts/{encoded}"), &token),
        200,
        json!({"author": page, "commentary": "From the page", "lifecycleState": "PUBLISHED"}),
    )])
    .await;
}
