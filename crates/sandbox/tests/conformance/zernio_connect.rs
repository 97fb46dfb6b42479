//! Zernio: from `authUrl` over LinkedIn's consent to an account, for members and for pages.

use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Desk, Reply, check, row};

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

/// Follows an `authUrl` and signs this member in.
async fn consent(desk: &Desk, query: &str, member: &str) -> (String, Reply) {
    let start = desk.ask(desk.zernio(Method::GET, &format!("/v1/connect/linkedin?{query}"))).await.json();
    let url = start["authUrl"].as_str().unwrap().to_owned();
    let form = [("member", member), ("action", "allow")];
    let reply = desk.ask(desk.http.post(&url).form(&form)).await;
    (url, reply)
}

async fn first_profile(desk: &Desk) -> String {
    let profiles = desk.ask(desk.zernio(Method::GET, "/v1/profiles")).await.json();
    profiles["profiles"][0]["_id"].as_str().unwrap().to_owned()
}

async fn page_number(desk: &Desk, account: &str) -> String {
    let path = format!("/v1/accounts/{account}/linkedin-organizations");
    let pages = desk.ask(desk.zernio(Method::GET, &path)).await.json();
    pages["organizations"][0]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_start_refuses() {
    let desk = Desk::open().await;
    let profile = first_profile(&desk).await;
    let start = |path: &str| desk.zernio(Method::GET, &format!("/v1/connect/{path}"));
    check(vec![
        row("no profile", start("linkedin"), 400, json!({"param": "profileId"})),
        row(
            "unknown profile",
            start("linkedin?profileId=nothing"),
            404,
            json!({"code": "profile_not_found"}),
        ),
        row(
            "relative redirect",
            start(&format!("linkedin?profileId={profile}&redirect_url=/back")),
            400,
            json!({"code": "INVALID_REDIRECT_URL"}),
        ),
        row(
            "unknown account",
            start(&format!("linkedin?profileId={profile}&reconnectAccountId=nothing")),
            404,
            json!({"code": "account_not_found"}),
        ),
        row(
            "another platform",
            start(&format!("tiktok?profileId={profile}")),
            400,
            json!({"param": "platform"}),
        ),
    ])
    .await;
}

#[tokio::test]
async fn who_is_expected_must_be_who_signs_in() {
    let desk = Desk::open().await;
    let profile = first_profile(&desk).await;
    for (expectation, error) in [
        ("expectedUsername=dana-okafor", Some("account_mismatch")),
        ("expectedPlatformUserId=somebody", Some("account_mismatch")),
        ("expectedUsername=mateo-ruiz", None),
    ] {
        let query = format!("profileId={profile}&redirect_url=https://app.example/back&{expectation}");
        let (_, reply) = consent(&desk, &query, "mateo-ruiz").await;
        assert_eq!(reply.redirected("error").as_deref(), error, "{expectation}");
    }
}

#[tokio::test]
async fn a_link_waits_an_hour_and_works_once() {
    let desk = Desk::open().await;
    let profile = first_profile(&desk).await;
    let (url, reply) = consent(&desk, &format!("profileId={profile}"), "mateo-ruiz").await;
    assert!(reply.text.contains("You are connected"));
    assert_eq!(desk.ask(desk.get(url)).await.status, 400);
    let start =
        desk.ask(desk.zernio(Method::GET, &format!("/v1/connect/linkedin?profileId={profile}"))).await.json();
    desk.control("/clock", json!({"advance_s": 3_600})).await;
    let late = desk.ask(desk.get(start["authUrl"].as_str().unwrap().to_owned())).await;
    assert!(late.text.contains("not valid any more"));
}

#[tokio::test]
async fn a_member_with_pages_chooses_where_to_publish() {
    let desk = Desk::open().await;
    let profile = first_profile(&desk).await;
    let query = format!("profileId={profile}&redirect_url=https://app.example/back");
    let mut ids: Vec<String> = Vec::new();
    for choice in ["personal", "page", "page"] {
        let (url, asked) = consent(&desk, &query, "amara-sithole").await;
        assert!(asked.text.contains("Where should Zernio publish?"));
        assert!(asked.text.contains("Northwind Talent"));
        let value = match choice {
            "page" => page_number(&desk, &ids[0]).await,
            personal => personal.to_owned(),
        };
        let done = desk.ask(desk.http.post(format!("{url}/account")).form(&[("account", value)])).await;
        assert_eq!(done.redirected("connected").as_deref(), Some("linkedin"));
        ids.push(done.redirected("accountId").unwrap());
    }
    assert_ne!(ids[0], ids[1]);
    assert_eq!(ids[1], ids[2], "the same page is the same account");
    check(vec![
        row(
            "the page",
            desk.zernio(Method::GET, &format!("/v1/accounts/{}", ids[1])),
            200,
            json!({"account": {"username": "northwind-talent", "displayName": "Northwind Talent", "metadata": {"accountType": "organization"}}}),
        ),
        row(
            "switched to the member",
            desk.zernio(Method::PUT, &format!("/v1/accounts/{}/linkedin-organization", ids[1]))
                .json(&json!({"accountType": "personal"})),
            200,
            json!({"message": "*", "accountType": "personal", "accountName": "Amara Sithole"}),
        ),
        row(
            "a page of somebody else",
            desk.zernio(Method::PUT, &format!("/v1/accounts/{}/linkedin-organization", ids[1]))
                .json(&json!({"accountType": "organization", "selectedOrganization": {"id": "1"}})),
            403,
            json!({"type": "permission_error"}),
        ),
    ])
    .await;
}

#[tokio::test]
async fn headless_callers_show_the_choice_themselves() {
    let desk = Desk::open().await;
    let profile = first_profile(&desk).await;
    let query = format!("profileId={profile}&redirect_url=https://app.example/back&headless=true");
    let (_, reply) = consent(&desk, &query, "amara-sithole").await;
    assert_eq!(reply.redirected("step").as_deref(), Some("select_organization"));
    let pending = reply.redirected("pendingDataToken").unwrap();
    let connect_token = reply.redirected("connect_token").unwrap();
    let base = &desk.endpoints.zernio.base_url;
    let data = desk.ask(desk.get(format!("{base}/v1/connect/pending-data?token={pending}"))).await.json();
    assert_eq!(data["selectionType"], "organizations");
    let temp = data["tempToken"].as_str().unwrap();
    let id = data["organizations"][0]["id"].as_str().unwrap();
    let select = |temp: &str, kind: &str| {
        desk.http
            .post(format!("{base}/v1/connect/linkedin/select-organization"))
            .header("X-Connect-Token", &connect_token)
            .json(&json!({
                "profileId": profile, "tempToken": temp, "userProfile": data["userProfile"],
                "accountType": kind, "selectedOrganization": data["organizations"][0],
                "redirect_url": "https://app.example/done",
            }))
    };
    check(vec![
        row(
            "details",
            desk.get(format!("{base}/v1/connect/linkedin/organizations?tempToken={temp}&orgIds={id}")),
            200,
            json!({"organizations": [{"id": id, "vanityName": "northwind-talent", "logoUrl": "*", "website": "*", "industry": "*", "description": "*"}]}),
        ),
        row("a made-up token", select("tmp_1", "personal"), 401, json!({"type": "authentication_error"})),
        row("neither", select(temp, "team"), 400, json!({"param": "accountType"})),
        row(
            "the page",
            select(temp, "organization"),
            200,
            json!({"message": "*", "redirect_url": "*", "account": {"accountId": "*", "platform": "linkedin", "accountType": "organization", "displayName": "Northwind Talent", "isActive": true}, "bulkRefresh": {"updatedCount": 0, "errors": 0}}),
        ),
        row("once", desk.get(format!("{base}/v1/connect/pending-data?token={pending}")), 404, json!({"type": "not_found"})),
    ])
    .await;
}

#[tokio::test]
async fn people_and_pages_are_looked_up_for_mentions() {
    let desk = Desk::open().await;
    let owen = desk.account("zernio", "owen-gallagher").await;
    let mention = |account: &str, query: &str| {
        desk.zernio(Method::GET, &format!("/v1/accounts/{account}/linkedin-mentions?{query}"))
    };
    let profile = first_profile(&desk).await;
    let (url, _) = consent(&desk, &format!("profileId={profile}"), "amara-sithole").await;
    desk.ask(desk.http.post(format!("{url}/account")).form(&[("account", "personal")])).await;
    let amara = desk.account("zernio", "amara-sithole").await;
    let unknown: Value = json!({"type": "not_found"});
    check(vec![
        row("a page", mention(&owen, "url=linkedin.com/company/northwind-talent"), 200, json!({"type": "organization", "displayName": "Northwind Talent", "vanityName": "northwind-talent", "mentionFormat": "*"})),
        row("a person, by who has no page", mention(&owen, "url=linkedin.com/in/dana-okafor"), 403, json!({"type": "permission_error"})),
        row("a person", mention(&amara, "url=linkedin.com/in/dana-okafor"), 200, json!({"type": "person", "displayName": "Dana Okafor", "warning": "*"})),
        row("nobody", mention(&amara, "url=linkedin.com/in/nobody"), 404, unknown),
    ])
    .await;
}
