//! Whom a token belongs to, asked in each of LinkedIn's ways, and the switches of its tokens.

use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Desk, MEMBER_SCOPES, check, row};

const TOKEN: &str = "/oauth/v2/accessToken";

#[tokio::test]
async fn profiles_by_scope() {
    let desk = Desk::open().await;
    desk.control("/config", json!({"partner": true, "linkedin_legacy_scopes": true})).await;
    let (basic, urn) = desk.signed_in("chloe-lambert", "openid r_basicprofile r_1st_connections_size").await;
    let (other, other_urn) = desk.signed_in("wei-zhang", "openid r_liteprofile r_emailaddress").await;
    let id = urn.trim_start_matches("urn:li:person:");
    let other_id = other_urn.trim_start_matches("urn:li:person:");
    let get = |path: &str| desk.api(Method::GET, path, &basic);
    let me = json!({
        "id": id,
        "localizedFirstName": "Chloé",
        "localizedHeadline": "*",
        "vanityName": "chloe-lambert",
        "firstName": {"localized": {"en_US": "Chloé"}, "preferredLocale": {"country": "US", "language": "en"}},
    });
    check(vec![
        row("/v2/me", get("/v2/me"), 200, me.clone()),
        row("/rest/me", get("/rest/me"), 200, me.clone()),
        row("by key", get(&format!("/rest/people/(id:{id})")), 200, me.clone()),
        row("by keys", get(&format!("/rest/people?ids=List((id:{id}),(id:nobody))")), 200, json!({
            "results": {format!("(id:{id})"): me},
            "errors": {"(id:nobody)": {"status": 404}},
        })),
        row("userinfo under /rest", get("/rest/userinfo"), 200, json!({"sub": id})),
        row(
            "connections",
            get(&format!("/v2/connections/{}", urn.replace(':', "%3A"))),
            200,
            json!({"firstDegreeSize": "*"}),
        ),
        row(
            "of another",
            get(&format!("/v2/connections/{}", other_urn.replace(':', "%3A"))),
            403,
            json!({"message": "Not enough permissions to access: connections.GET.NO_VERSION"}),
        ),
        row("lite", desk.api(Method::GET, "/v2/me", &other), 200, json!({"id": other_id, "lastName": "*"})),
        row(
            "the e-mail address, in the old way",
            desk.api(Method::GET, "/v2/emailAddress?q=members&projection=(elements*(handle~))", &other),
            200,
            json!({"elements": [{"handle": "*", "handle~": {"emailAddress": "*"}}]}),
        ),
        row(
            "the picture, in the old way",
            desk.api(
                Method::GET,
                "/v2/me?projection=(id,firstName,profilePicture(displayImage~:playableStreams))",
                &other,
            ),
            200,
            json!({"profilePicture": {"displayImage~": {"elements": [{"identifiers": [{"identifier": "*"}]}]}}}),
        ),
    ])
    .await;
    let lite = desk.ask(desk.api(Method::GET, "/v2/me", &other)).await.json();
    assert_eq!(lite.get("vanityName"), None, "{lite}");
}

#[tokio::test]
async fn an_application_token_has_no_member() {
    let desk = Desk::open().await;
    desk.control("/config", json!({"linkedin_two_legged": true})).await;
    let app = &desk.endpoints.linkedin;
    let exchange = desk.www(Method::POST, TOKEN).form(&[
        ("grant_type", "client_credentials"),
        ("client_id", &app.client_id),
        ("client_secret", &app.client_secret),
    ]);
    let given = desk.ask(exchange).await.json();
    assert_eq!(given["expires_in"], "1800");
    let token = given["access_token"].as_str().unwrap();
    let introspect = || {
        desk.www(Method::POST, "/oauth/v2/introspectToken").form(&[
            ("client_id", app.client_id.as_str()),
            ("client_secret", app.client_secret.as_str()),
            ("token", token),
        ])
    };
    check(vec![
        row("introspected", introspect(), 200, json!({"active": true, "auth_type": "2L"})),
        row("of use", desk.api(Method::GET, "/v2/userinfo", token), 403, json!({"serviceErrorCode": 100})),
    ])
    .await;
    assert_eq!(desk.ask(introspect()).await.json().get("scope"), None);
    desk.control("/clock", json!({"advance_s": 1_800})).await;
    check(vec![row("after half an hour", introspect(), 200, json!({"active": false, "status": "expired"}))])
        .await;
}

#[tokio::test]
async fn errors_as_the_documents_name_them() {
    let desk = Desk::open().await;
    desk.control("/config", json!({"linkedin_documented_oauth_errors": true})).await;
    let granted = desk.control("/consent", json!({"person": "amara-sithole"})).await;
    let code = granted["code"].as_str().unwrap();
    let with = |name: &str, value: &str| {
        let mut fields = desk.exchange(code);
        fields.retain(|(known, _)| *known != name);
        let mut fields: Vec<(String, String)> =
            fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        fields.push((name.to_owned(), value.to_owned()));
        desk.www(Method::POST, TOKEN).form(&fields)
    };
    check(vec![
        row("secret", with("client_secret", "no"), 401, json!({"error": "invalid_client_id"})),
        row("redirect", with("redirect_uri", "http://x"), 400, json!({"error": "invalid_redirect_uri"})),
    ])
    .await;
}

#[tokio::test]
async fn the_token_endpoint_reads_the_query_only_when_lenient() {
    let desk = Desk::open().await;
    let granted = desk.control("/consent", json!({"person": "amara-sithole"})).await;
    let ask = || {
        let fields = desk.exchange(granted["code"].as_str().unwrap());
        desk.www(Method::POST, TOKEN).query(&fields).header("Content-Length", "0")
    };
    check(vec![row("strict", ask(), 400, json!({"error": "invalid_request"}))]).await;
    desk.control("/config", json!({"strict": false})).await;
    check(vec![row("lenient", ask(), 200, json!({"access_token": "*"}))]).await;
}

#[tokio::test]
async fn the_issuer_has_two_documented_forms() {
    let desk = Desk::open().await;
    let claims = |tokens: Value| {
        use base64::Engine as _;
        let token = tokens["id_token"].as_str().unwrap().to_owned();
        let part = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap());
        serde_json::from_slice::<Value>(&part.unwrap()).unwrap()
    };
    let www = desk.endpoints.linkedin.www.clone();
    let long = claims(desk.tokens("amara-sithole", MEMBER_SCOPES).await);
    assert_eq!(long["iss"], format!("{www}/oauth"));
    desk.control("/config", json!({"linkedin_short_issuer": true})).await;
    let short = claims(desk.tokens("amara-sithole", MEMBER_SCOPES).await);
    assert_eq!(short["iss"], www);
}
