//! Roles on a LinkedIn page: what each lets a member do, and how they are told of.

use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Desk, check, row};
use crate::linkedin_posts::post;

const SCOPES: &str = "openid w_member_social w_organization_social r_organization_social \
     w_organization_social_feed rw_organization_admin r_organization_followers";
const PAGE: &str = "urn:li:organization:2414183";
const KEY: &str = "urn%3Ali%3Aorganization%3A2414183";

async fn give(desk: &Desk, role: &str, state: &str) {
    let change = json!({"page": "northwind-talent", "person": "wei-zhang", "role": role, "state": state});
    desk.control("/page-role", change).await;
}

#[tokio::test]
async fn what_each_role_is_good_for() {
    for (role, speaks, administers) in [
        ("ADMINISTRATOR", true, true),
        ("CONTENT_ADMINISTRATOR", true, false),
        ("CONTENT_ADMIN", true, false),
        ("DIRECT_SPONSORED_CONTENT_POSTER", true, false),
        ("LEAD_GEN_FORMS_MANAGER", true, false),
        ("ANALYST", false, false),
        ("CURATOR", false, false),
        ("RECRUITING_POSTER", false, false),
        ("LEAD_CAPTURE_ADMINISTRATOR", false, false),
    ] {
        let desk = Desk::open().await;
        desk.control("/config", json!({"partner": true})).await;
        give(&desk, role, "APPROVED").await;
        let (token, _) = desk.signed_in("wei-zhang", SCOPES).await;
        let get = |path: String| desk.api(Method::GET, &path, &token);
        let made = |allowed: bool| if allowed { 201 } else { 403 };
        let seen = |allowed: bool| if allowed { 200 } else { 403 };
        let upload = desk
            .api(Method::POST, "/rest/images?action=initializeUpload", &token)
            .json(&json!({"initializeUploadRequest": {"owner": PAGE}}));
        check(vec![
            row(
                role,
                get("/rest/organizationAcls?q=roleAssignee".to_owned()),
                200,
                json!({"elements": [{"role": role, "state": "APPROVED", "organization": PAGE}]}),
            ),
            row(role, upload, seen(speaks), Value::Null),
            row(
                role,
                desk.api(Method::POST, "/rest/posts", &token).json(&post(PAGE, "For the page")),
                made(speaks),
                Value::Null,
            ),
            row(role, get(format!("/rest/posts?q=author&author={KEY}")), seen(speaks), Value::Null),
            row(
                role,
                get(format!("/rest/peopleTypeahead?q=organizationFollowers&keywords=a&organization={KEY}")),
                seen(speaks),
                Value::Null,
            ),
            row(role, get("/rest/organizations/2414183".to_owned()), seen(administers), Value::Null),
            row(
                role,
                get(format!("/rest/organizationPageStatistics?q=organization&organization={KEY}")),
                seen(administers),
                Value::Null,
            ),
            row(
                role,
                get(format!("/rest/organizationAcls?q=organization&organization={KEY}")),
                seen(administers),
                Value::Null,
            ),
            row(
                "anybody",
                get(format!("/rest/networkSizes/{KEY}?edgeType=COMPANY_FOLLOWED_BY_MEMBER")),
                200,
                Value::Null,
            ),
        ])
        .await;
    }
}

#[tokio::test]
async fn only_an_approved_role_counts() {
    let desk = Desk::open().await;
    desk.control("/config", json!({"partner": true})).await;
    let (token, member) = desk.signed_in("wei-zhang", SCOPES).await;
    let write = |words: &str| desk.api(Method::POST, "/rest/posts", &token).json(&post(PAGE, words));
    for state in ["REQUESTED", "REJECTED", "REVOKED"] {
        give(&desk, "CONTENT_ADMINISTRATOR", state).await;
        let all = format!("/rest/organizationAcls?q=roleAssignee&state={state}");
        let element = json!({"roleAssignee": member, "role": "CONTENT_ADMINISTRATOR", "state": state});
        check(vec![
            row(state, write(state), 403, Value::Null),
            row(state, desk.api(Method::GET, &all, &token), 200, json!({"elements": [element]})),
            row(
                "approved ones",
                desk.api(Method::GET, "/rest/organizationAcls?q=roleAssignee&state=APPROVED", &token),
                200,
                json!({"elements": []}),
            ),
        ])
        .await;
    }
    give(&desk, "CONTENT_ADMINISTRATOR", "APPROVED").await;
    give(&desk, "ANALYST", "APPROVED").await;
    let key = format!("(organization:{KEY},role:ANALYST,roleAssignee:{})", member.replace(':', "%3A"));
    let shown = format!("(organization:{PAGE},role:ANALYST,roleAssignee:{member})");
    let acls = |query: &str| desk.api(Method::GET, &format!("/rest/organizationAcls?{query}"), &token);
    check(vec![
        row("approved", write("At last"), 201, Value::Null),
        row("a member may have several", acls("q=roleAssignee"), 200, json!({"elements": ["*", "*"]})),
        row(
            "of one kind",
            acls("q=roleAssignee&role=ANALYST"),
            200,
            json!({"elements": [{"role": "ANALYST"}]}),
        ),
        row(
            "by key",
            acls(&format!("ids=List({key})")),
            200,
            json!({"results": {shown: {"role": "ANALYST"}}}),
        ),
        row("a role nobody has heard of", acls("q=roleAssignee&role=KING"), 400, Value::Null),
        row("a state nobody has heard of", acls("q=roleAssignee&state=MAYBE"), 400, Value::Null),
    ])
    .await;
    let control = format!("{}/page-role", desk.endpoints.control);
    let ask = |body: Value| desk.http.post(&control).json(&body);
    check(vec![
        row("no page", ask(json!({"page": "x", "person": "wei-zhang", "role": "ANALYST"})), 404, Value::Null),
        row("no member", ask(json!({"page": PAGE, "person": "x", "role": "ANALYST"})), 404, Value::Null),
        row("no role", ask(json!({"page": PAGE, "person": "wei-zhang", "role": "x"})), 400, Value::Null),
    ])
    .await;
}
