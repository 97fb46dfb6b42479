//! Rest.li at LinkedIn's gateway: both protocols, projections, pages, batches, tunnels.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::desk::{Desk, MEMBER_SCOPES, VERSION, check, row};

const PAGE_SCOPES: &str = "openid profile w_member_social w_organization_social r_organization_social rw_organization_admin r_basicprofile";
const NORTHWIND: u64 = 2_414_183;

/// A partner app, and the token of somebody who administers Northwind Talent.
async fn administrator(desk: &Desk) -> String {
    desk.control("/config", json!({"partner": true})).await;
    desk.signed_in("chloe-lambert", PAGE_SCOPES).await.0
}

/// Without the protocol header: protocol 1.
fn protocol_1(desk: &Desk, path: &str, token: &str) -> RequestBuilder {
    desk.get(format!("{}{path}", desk.endpoints.linkedin.api)).bearer_auth(token).header(VERSION, "202610")
}

fn illegal(message: &str) -> Value {
    json!({"status": 400, "code": "ILLEGAL_ARGUMENT", "message": message})
}

#[tokio::test]
async fn keys_and_queries_are_encoded_in_protocol_2_and_raw_in_protocol_1() {
    let desk = Desk::open().await;
    let token = administrator(&desk).await;
    let size = "edgeType=COMPANY_FOLLOWED_BY_MEMBER";
    let raw = format!("/rest/networkSizes/urn:li:organization:{NORTHWIND}?{size}");
    let encoded = format!("/rest/networkSizes/urn%3Ali%3Aorganization%3A{NORTHWIND}?{size}");
    let raw_query =
        format!("/rest/organizationAcls?q=organization&organization=urn:li:organization:{NORTHWIND}");
    let encoded_query =
        format!("/rest/organizationAcls?q=organization&organization=urn%3Ali%3Aorganization%3A{NORTHWIND}");
    let two = |path: &str| desk.api(Method::GET, path, &token);
    let followers = json!({"firstDegreeSize": 4_218});
    let acls = json!({"paging": {"start": 0, "count": 10}, "elements": "*"});
    check(vec![
        row("encoded, 2", two(&encoded), 200, followers.clone()),
        row("encoded, 1", protocol_1(&desk, &encoded, &token), 200, followers.clone()),
        row("raw, 1", protocol_1(&desk, &raw, &token), 200, followers.clone()),
        row("raw, 2", two(&raw), 200, followers.clone()),
        row("query encoded, 2", two(&encoded_query), 200, acls.clone()),
        row("query raw, 1", protocol_1(&desk, &raw_query, &token), 200, acls.clone()),
        row("query raw, 2", two(&raw_query), 400, illegal("Invalid query parameters passed to request")),
        row(
            "a list without an end",
            two("/rest/organizationsLookup?ids=List(1"),
            400,
            illegal("Invalid query parameters passed to request"),
        ),
    ])
    .await;
    desk.control("/config", json!({"linkedin_raw_urns": false})).await;
    check(vec![
        row("raw, 2, by the letter", two(&raw), 400, illegal("Syntax exception in path variables")),
        row("encoded, 2, by the letter", two(&encoded), 200, followers.clone()),
    ])
    .await;
    desk.control("/config", json!({"strict": false})).await;
    check(vec![
        row("raw path, forgiven", two(&raw), 200, followers),
        row("raw query, forgiven", two(&raw_query), 200, acls),
    ])
    .await;
}

#[tokio::test]
async fn batches_tell_of_each_key() {
    let desk = Desk::open().await;
    let token = administrator(&desk).await;
    let other = NORTHWIND + 7_919;
    let expected = json!({
        "results": {NORTHWIND.to_string(): {"localizedName": "Northwind Talent", "$URN": "*"}},
        "statuses": {NORTHWIND.to_string(): 200, other.to_string(): 403, "5": 404},
        "errors": {
            other.to_string(): {
                "status": 403,
                "message": format!("Viewer don't have permission to the ADMIN_ONLY VisibilityReduction for urn:li:organization:{other}"),
            },
            "5": {"status": 404},
        },
    });
    let two = format!("/rest/organizations?ids=List({NORTHWIND},{other},5)");
    let repeated = format!("/rest/organizations?ids={NORTHWIND}&ids={other}&ids=5");
    let numbered = format!("/rest/organizations?ids[0]={NORTHWIND}&ids[1]={other}&ids[2]=5");
    check(vec![
        row("2", desk.api(Method::GET, &two, &token), 200, expected.clone()),
        row(
            "2, the method named",
            desk.api(Method::GET, &two, &token).header("X-RestLi-Method", "batch_get"),
            200,
            expected.clone(),
        ),
        row("1, repeated", protocol_1(&desk, &repeated, &token), 200, expected.clone()),
        row("1, numbered", protocol_1(&desk, &numbered, &token), 200, expected.clone()),
        row(
            "reduced, for anybody",
            desk.api(Method::GET, &format!("/rest/organizationsLookup?ids=List({other})"), &token),
            200,
            json!({"results": {other.to_string(): {"id": other, "vanityName": "*"}}, "errors": {}}),
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_query_travels_in_the_body() {
    let desk = Desk::open().await;
    let token = administrator(&desk).await;
    let url = format!("{}/rest/organizations", desk.endpoints.linkedin.api);
    let tunnel = |kind: &'static str, verb: &'static str, body: String| {
        desk.http
            .post(&url)
            .bearer_auth(&token)
            .header(VERSION, "202610")
            .header("X-Restli-Protocol-Version", "2.0.0")
            .header("X-HTTP-Method-Override", verb)
            .header("Content-Type", kind)
            .body(body)
    };
    let form = "application/x-www-form-urlencoded";
    let ids = format!("ids=List({NORTHWIND})");
    let found = json!({"results": {NORTHWIND.to_string(): {"id": NORTHWIND}}});
    let parts = format!(
        "--b\r\nContent-Type: {form}\r\n\r\n{ids}\r\n--b\r\nContent-Type: application/json\r\n\r\n{{}}\r\n--b--\r\n"
    );
    let long = format!("/rest/organizations?ids=List({})", vec!["12345"; 1_000].join(","));
    check(vec![
        row("form", tunnel(form, "GET", ids.clone()), 200, found.clone()),
        row(
            "form, the method named",
            tunnel(form, "GET", ids.clone()).header("X-RestLi-Method", "BATCH_GET"),
            200,
            found.clone(),
        ),
        row("multipart", tunnel("multipart/mixed; boundary=b", "GET", parts), 200, found),
        row("not a form", tunnel("application/json", "GET", "{}".to_owned()), 400, json!({"status": 400})),
        row("too long for a URL", desk.api(Method::GET, &long, &token), 414, json!({"status": 414})),
    ])
    .await;
}

#[tokio::test]
async fn the_method_must_agree_with_the_request() {
    let desk = Desk::open().await;
    let token = administrator(&desk).await;
    let refused = || illegal("Resource method could not be resolved from request parameters.");
    let acls = |method: &str| {
        desk.api(Method::GET, "/rest/organizationAcls?q=roleAssignee", &token)
            .header("X-RestLi-Method", method)
    };
    check(vec![
        row("FINDER", acls("FINDER"), 200, Value::Null),
        row("finder", acls("finder"), 200, Value::Null),
        row("GET", acls("GET"), 400, refused()),
        row("made up", acls("LOOK"), 400, refused()),
        row(
            "create with a key",
            desk.api(Method::POST, "/rest/posts/urn%3Ali%3Ashare%3A1", &token)
                .header("X-RestLi-Method", "CREATE")
                .json(&json!({})),
            400,
            refused(),
        ),
        row(
            "an unknown finder",
            desk.api(Method::GET, "/rest/organizations?q=color", &token),
            400,
            refused(),
        ),
    ])
    .await;
    let error = desk.ask(acls("LOOK")).await;
    assert_eq!(error.header("x-restli-error-response"), "true");
    let error = desk.ask(protocol_1(&desk, "/rest/organizations?q=color", &token)).await;
    assert_eq!(error.header("x-linkedin-error-response"), "true", "protocol 1 calls it otherwise");
    assert_eq!(error.header("x-restli-error-response"), "");
}

#[tokio::test]
async fn only_the_fields_asked_for() {
    let desk = Desk::open().await;
    let token = administrator(&desk).await;
    let exactly = |path: String, expected: Value| {
        let request = desk.api(Method::GET, &path, &token);
        let desk = &desk;
        async move {
            let reply = desk.ask(request).await;
            assert_eq!(reply.status, 200, "{path}: {}", reply.text);
            assert_eq!(reply.json(), expected, "{path}");
        }
    };
    exactly("/v2/me?fields=id,vanityName,firstName:(localized)".to_owned(), {
        let me = desk.ask(desk.api(Method::GET, "/v2/me", &token)).await.json();
        json!({"id": me["id"], "vanityName": "chloe-lambert", "firstName": {"localized": {"en_US": "Chloé"}}})
    })
    .await;
    exactly(
        format!("/rest/organizations/{NORTHWIND}?fields=localizedName"),
        json!({"localizedName": "Northwind Talent"}),
    )
    .await;
    exactly(
        format!("/rest/organizations?ids=List({NORTHWIND})&fields=id"),
        json!({"results": {NORTHWIND.to_string(): {"id": NORTHWIND}}, "statuses": {NORTHWIND.to_string(): 200}, "errors": {}}),
    )
    .await;
    exactly(
        "/v2/organizationalEntityAcls?q=roleAssignee&state=APPROVED&projection=(elements*(role,organizationalTarget~(localizedName,vanityName,logoV2(original~:playableStreams(elements*(identifiers*(identifier)))))))".to_owned(),
        json!({
            "paging": {"start": 0, "count": 10, "links": [], "total": 1},
            "elements": [{
                "role": "ADMINISTRATOR",
                "organizationalTarget": format!("urn:li:organization:{NORTHWIND}"),
                "organizationalTarget~": {
                    "localizedName": "Northwind Talent",
                    "vanityName": "northwind-talent",
                    "logoV2": {
                        "original": format!("urn:li:digitalmediaAsset:C4D0B{NORTHWIND}"),
                        "original~": {"elements": [{"identifiers": [{
                            "identifier": format!("{}/dms/image/v2/northwind-talent/profile-displayphoto", desk.endpoints.linkedin.www),
                        }]}]},
                    },
                },
            }],
        }),
    )
    .await;
    check(vec![row(
        "a mask without an end",
        desk.api(Method::GET, "/v2/me?fields=id,name:(", &token),
        400,
        illegal("Invalid query parameters passed to request"),
    )])
    .await;
}

#[tokio::test]
async fn pages_link_to_their_neighbours() {
    let desk = Desk::open().await;
    let token = administrator(&desk).await;
    let page = |start: &str| {
        format!(
            "/rest/organizationAcls?q=organization&organization=urn%3Ali%3Aorganization%3A{NORTHWIND}&start={start}&count=1"
        )
    };
    let first = desk.ask(desk.api(Method::GET, &page("0"), &token)).await.json();
    let total = first["paging"]["total"].as_u64().unwrap();
    assert!(total > 1, "{first}");
    assert_eq!(first["elements"].as_array().unwrap().len(), 1);
    let next = first["paging"]["links"][0]["href"].as_str().unwrap().to_owned();
    assert_eq!(first["paging"]["links"][0]["rel"], "next");
    let second = desk.ask(desk.api(Method::GET, &next, &token)).await.json();
    assert_eq!(second["paging"]["start"], 1);
    assert_eq!(second["paging"]["links"][0]["rel"], "prev");
    assert_ne!(first["elements"], second["elements"]);
    check(vec![row(
        "no number",
        desk.api(Method::GET, &page("one"), &token),
        400,
        json!({"errorDetails": {"inputErrors": [{"code": "PARAM_INVALID", "input": {"inputPath": {"fieldPath": "start"}}}]}}),
    )])
    .await;
}

#[tokio::test]
async fn bodies_are_json_and_say_how_long_they_are() {
    let desk = Desk::open().await;
    let (token, _) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    check(vec![
        row(
            "a form",
            desk.api(Method::POST, "/rest/posts", &token).form(&[("a", "b")]),
            415,
            json!({"status": 415, "code": "UNSUPPORTED_MEDIA_TYPE"}),
        ),
        row("no length", desk.api(Method::POST, "/rest/posts", &token), 411, json!({"status": 411})),
    ])
    .await;
}

#[tokio::test]
async fn a_parameter_nobody_knows_is_refused_by_name() {
    let desk = Desk::open().await;
    let token = administrator(&desk).await;
    let (plain, _) = desk.signed_in("tomas-brandt", MEMBER_SCOPES).await;
    let finder = "/rest/organizationAcls?q=roleAssignee&adType=X";
    let refused = json!({
        "status": 400,
        "errorDetailType": "com.linkedin.common.error.BadRequest",
        "message": "Invalid param. Please see errorDetails for more information.",
        "errorDetails": {"inputErrors": [{
            "code": "QUERY_PARAM_NOT_ALLOWED",
            "input": {"inputPath": {"fieldPath": "adType"}},
        }]},
    });
    check(vec![
        row("made up", desk.api(Method::GET, finder, &token), 400, refused.clone()),
        row("in protocol 1", protocol_1(&desk, finder, &token), 400, refused),
        row("permission comes first", desk.api(Method::GET, finder, &plain), 403, Value::Null),
        row(
            "unversioned resources do not mind",
            desk.api(Method::GET, &finder.replace("/rest", "/v2"), &token),
            200,
            Value::Null,
        ),
    ])
    .await;
    desk.control("/config", json!({"strict": false})).await;
    check(vec![row("nor does a lenient sandbox", desk.api(Method::GET, finder, &token), 200, Value::Null)])
        .await;
}
