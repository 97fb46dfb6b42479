//! LinkedIn's token endpoint, what its tokens are worth, and who they belong to.

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Desk, MEMBER_SCOPES, check, row};

const TOKEN: &str = "/oauth/v2/accessToken";
const MISMATCH: &str = "Unable to retrieve access token: appid/redirect uri/code verifier does not match authorization code. Or authorization code expired. Or external member binding exists";

#[tokio::test]
async fn a_code_is_good_once_and_for_thirty_minutes() {
    let desk = Desk::open().await;
    let granted = desk.control("/consent", json!({"person": "amara-sithole"})).await;
    let code = granted["code"].as_str().unwrap();
    assert!(code.len() >= 150);
    let fields = desk.exchange(code);
    let exchange = || desk.www(Method::POST, TOKEN).form(&fields);
    let tokens = json!({
        "access_token": "*",
        "expires_in": 5_184_000,
        "scope": "email,openid,profile,w_member_social",
        "token_type": "Bearer",
    });
    check(vec![
        row("first", exchange(), 200, tokens),
        row("again", exchange(), 400, json!({"error": "invalid_request", "error_description": MISMATCH})),
    ])
    .await;

    let granted = desk.control("/consent", json!({"person": "amara-sithole"})).await;
    desk.control("/clock", json!({"advance_s": 30 * 60})).await;
    let fields = desk.exchange(granted["code"].as_str().unwrap());
    let late = desk.www(Method::POST, TOKEN).form(&fields);
    check(vec![row("late", late, 400, json!({"error_description": MISMATCH}))]).await;
}

#[tokio::test]
async fn the_token_endpoint_says_what_is_wrong() {
    let desk = Desk::open().await;
    let granted = desk.control("/consent", json!({"person": "amara-sithole"})).await;
    let code = granted["code"].as_str().unwrap();
    let with = |name: &str, value: Option<&str>| {
        let mut fields: Vec<(String, String)> = desk
            .exchange(code)
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .filter(|(known, _)| known != name)
            .collect();
        fields.extend(value.map(|value| (name.to_owned(), value.to_owned())));
        desk.www(Method::POST, TOKEN).form(&fields)
    };
    let missing = |name: &str| {
        json!({
            "error": "invalid_request",
            "error_description": format!("A required parameter \"{name}\" is missing"),
        })
    };
    check(vec![
        row("no grant", with("grant_type", None), 400, missing("grant_type")),
        row("no code", with("code", None), 400, missing("code")),
        row("no id", with("client_id", None), 400, missing("client_id")),
        row("no secret", with("client_secret", None), 400, missing("client_secret")),
        row("no redirect", with("redirect_uri", None), 400, missing("redirect_uri")),
        row(
            "another app",
            with("client_id", Some("abc")),
            400,
            json!({
                "error": "invalid_client_id",
                "error_description": "The passed in client_id is invalid \"abc\"",
            }),
        ),
        row(
            "wrong secret",
            with("client_secret", Some("nope")),
            401,
            json!({
                "error": "invalid_client",
                "error_description": "Client authentication failed",
            }),
        ),
        row(
            "unknown code",
            with("code", Some("never-issued")),
            401,
            json!({
                "error": "invalid_request",
                "error_description": "Unable to retrieve access token: authorization code not found",
            }),
        ),
        row(
            "application token",
            with("grant_type", Some("client_credentials")),
            401,
            json!({
                "error": "access_denied",
                "error_description": "This application is not allowed to create application tokens",
            }),
        ),
        // The code was not spent by any of the above; a wrong redirect spends it.
        row(
            "other redirect",
            with("redirect_uri", Some("http://localhost:34567/callback")),
            400,
            json!({"error_description": MISMATCH}),
        ),
    ])
    .await;
}

#[tokio::test]
async fn only_partner_apps_get_refresh_tokens_and_they_keep_counting_down() {
    let desk = Desk::open().await;
    let tokens = desk.tokens("amara-sithole", MEMBER_SCOPES).await;
    assert_eq!(tokens.get("refresh_token"), None);

    desk.control("/config", json!({"partner": true})).await;
    let tokens = desk.tokens("amara-sithole", MEMBER_SCOPES).await;
    let refresh = tokens["refresh_token"].as_str().unwrap();
    assert_eq!(tokens["refresh_token_expires_in"], 31_536_000);
    let app = &desk.endpoints.linkedin;
    let ask = || {
        desk.www(Method::POST, TOKEN).form(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh),
            ("client_id", &app.client_id),
            ("client_secret", &app.client_secret),
        ])
    };
    let day = 24 * 60 * 60;
    desk.control("/clock", json!({"advance_s": 59 * day})).await;
    let renewed = desk.ask(ask()).await.json();
    assert_eq!(renewed["refresh_token"], refresh);
    let left = renewed["refresh_token_expires_in"].as_i64().unwrap();
    assert!((305 * day..=306 * day).contains(&left), "{left}");

    desk.control("/clock", json!({"advance_s": 301 * day})).await;
    let renewed = desk.ask(ask()).await.json();
    let access = renewed["expires_in"].as_i64().unwrap();
    assert!(access <= 5 * day, "the access token ends with its refresh token");

    desk.control("/expire", json!({"provider": "linkedin", "account": "amara-sithole"})).await;
    check(vec![row(
        "revoked",
        ask(),
        400,
        json!({
            "error": "invalid_request",
            "error_description": "The provided authorization grant or refresh token is invalid, expired or revoked",
        }),
    )])
    .await;
}

#[tokio::test]
async fn another_scope_set_ends_the_earlier_token() {
    let desk = Desk::open().await;
    let (first, _) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    let (second, _) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    let me = |token: &str| desk.api(Method::GET, "/v2/userinfo", token);
    check(vec![row("first", me(&first), 200, Value::Null), row("second", me(&second), 200, Value::Null)])
        .await;
    desk.tokens("amara-sithole", "openid profile").await;
    let revoked = json!({
        "status": 401,
        "serviceErrorCode": 65_601,
        "code": "REVOKED_ACCESS_TOKEN",
        "message": "The token used in the request has been revoked by the user",
    });
    check(vec![row("first", me(&first), 401, revoked.clone()), row("second", me(&second), 401, revoked)])
        .await;
}

#[tokio::test]
async fn userinfo_tells_what_the_scopes_allow() {
    let desk = Desk::open().await;
    let (token, urn) = desk.signed_in("tomas-brandt", MEMBER_SCOPES).await;
    let (plain, _) = desk.signed_in("elif-watanabe", "openid profile").await;
    let no_openid = desk.tokens("ravi-kulkarni", "w_member_social").await;
    let no_openid = no_openid["access_token"].as_str().unwrap();
    check(vec![
        row(
            "all",
            desk.api(Method::GET, "/v2/userinfo", &token),
            200,
            json!({
                "sub": urn.trim_start_matches("urn:li:person:"),
                "name": "Tomás Brandt",
                "given_name": "Tomás",
                "family_name": "Brandt",
                "picture": "*",
                "locale": {"country": "US", "language": "en"},
                "email": "tomas.brandt@alderfinch.example",
                "email_verified": true,
            }),
        ),
        row(
            "no openid",
            desk.api(Method::GET, "/v2/userinfo", no_openid),
            403,
            json!({
                "status": 403,
                "serviceErrorCode": 100,
                "code": "ACCESS_DENIED",
                "message": "Not enough permissions to access: userinfo.GET.NO_VERSION",
            }),
        ),
        row(
            "me",
            desk.api(Method::GET, "/v2/me", &token),
            403,
            json!({"message": "Not enough permissions to access: me.GET.NO_VERSION"}),
        ),
    ])
    .await;
    let without_email = desk.ask(desk.api(Method::GET, "/v2/userinfo", &plain)).await;
    assert_eq!(without_email.json().get("email"), None);
}

#[tokio::test]
async fn introspection_and_revocation() {
    let desk = Desk::open().await;
    let tokens = desk.tokens("amara-sithole", MEMBER_SCOPES).await;
    let token = tokens["access_token"].as_str().unwrap();
    let app = &desk.endpoints.linkedin;
    let form = |token: &str, path: &str| {
        desk.www(Method::POST, path).form(&[
            ("client_id", app.client_id.as_str()),
            ("client_secret", app.client_secret.as_str()),
            ("token", token),
        ])
    };
    let introspect = "/oauth/v2/introspectToken";
    check(vec![
        row(
            "active",
            form(token, introspect),
            200,
            json!({"active": true, "status": "active", "auth_type": "3L", "expires_at": "*"}),
        ),
        row("unknown", form("AQUnknown", introspect), 200, json!({"active": false})),
        row("revoke", form(token, "/oauth/v2/revoke"), 200, Value::Null),
        row("revoked", form(token, introspect), 200, json!({"active": false, "status": "revoked"})),
    ])
    .await;
}

#[tokio::test]
async fn the_id_token_is_signed_with_a_published_key() {
    let desk = Desk::open().await;
    let config = desk.ask(desk.www(Method::GET, "/oauth/.well-known/openid-configuration")).await.json();
    let keys = desk.ask(desk.get(config["jwks_uri"].as_str().unwrap().to_owned())).await.json();
    let part = |value: &Value| URL_SAFE_NO_PAD.decode(value.as_str().unwrap()).unwrap();
    let key = &keys["keys"][0];
    let public = RsaPublicKeyComponents { n: part(&key["n"]), e: part(&key["e"]) };

    let tokens = desk.tokens("amara-sithole", MEMBER_SCOPES).await;
    let (signed, signature) = tokens["id_token"].as_str().unwrap().rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    public.verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &signature).unwrap();
    let claims = signed.split('.').nth(1).unwrap();
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
    assert_eq!(claims["iss"], config["issuer"]);
    assert_eq!(claims["aud"], desk.endpoints.linkedin.client_id.as_str());
    assert_eq!(claims["name"], "Amara Sithole");
    assert_eq!(claims["email_verified"], "true");

    let tokens = desk.tokens("amara-sithole", "w_member_social").await;
    assert_eq!(tokens.get("id_token"), None, "only with openid");
}
