//! Edges: identities, integrations, checkpoints and the owners' pages.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::desk::{Desk, check, row};

fn connect(desk: &Desk, uid: &str, auth: Value) -> RequestBuilder {
    desk.edges(Method::POST, &format!("/identities/{uid}/integrations/linkedin"))
        .json(&json!({"auth_data": auth}))
}

fn basic(username: &str) -> Value {
    json!({"basic": {"username": username, "password": "hunter2"}})
}

fn cookies(li_at: &str) -> Value {
    json!({"cookies": {"li_at": li_at}})
}

fn answer(desk: &Desk, uid: &str, body: Value) -> RequestBuilder {
    desk.edges(Method::POST, &format!("/identities/{uid}/integrations/linkedin/checkpoint")).json(&body)
}

fn read(desk: &Desk, uid: &str) -> RequestBuilder {
    desk.edges(Method::GET, &format!("/identities/{uid}/integrations/linkedin"))
}

fn label(label: &str) -> Value {
    json!({
        "error_label": label,
        "error_scope": "*",
        "error_ref": "*",
        "message": "*",
        "status_code": 424,
        "params": {},
    })
}

/// A new identity: its uid and its login link.
async fn identity(desk: &Desk) -> (String, String) {
    let request = desk
        .edges(Method::POST, "/identities")
        .json(&json!({"name": "Jane Doe", "timezone": "Europe/Paris", "type": "standard"}));
    let reply = desk.ask(request).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    let json = reply.json();
    assert_eq!(json["integrations"], json!([]));
    assert!(json["meta"]["shared_link"].is_string(), "for owners with the extension");
    (
        json["uid"].as_str().unwrap().to_owned(),
        json["identity_login_links"]["linkedin"].as_str().unwrap().to_owned(),
    )
}

#[tokio::test]
async fn the_key_comes_first() {
    let desk = Desk::open().await;
    let url = format!("{}/identities", desk.endpoints.edges.base_url);
    check(vec![
        row("no key", desk.get(url.clone()), 401, json!({"error_label": "UNAUTHORIZED", "status_code": 401})),
        row("wrong key", desk.get(url).header("X-API-Key", "nope"), 401, json!({"status_code": 401})),
    ])
    .await;
}

#[tokio::test]
async fn the_raw_fields_tell_the_setup_source() {
    let desk = Desk::open().await;
    let all = desk.ask(desk.edges(Method::GET, "/identities?retrieve_accounts=true")).await.json();
    assert_eq!(all.as_array().unwrap().len(), 14);
    for (name, setup_source, auth_type, is_shared, status) in [
        ("Dana Okafor", "SHARED", "BASIC", true, "INVALID"),
        ("Jonas Petrov", "EXTENSION", "COOKIES", true, "INVALID"),
        ("Hana Lindqvist", "API", "BASIC", false, "PENDING"),
        ("Zanele Dube", "API", "COOKIES", false, "LIMIT_REACHED"),
        ("Ines Moreau", "EXTENSION", "COOKIES", true, "VALID"),
    ] {
        let identity = all.as_array().unwrap().iter().find(|identity| identity["name"] == name).unwrap();
        let integration = &identity["integrations"][0];
        assert_eq!(integration["setup_source"], setup_source, "{name}");
        assert_eq!(integration["auth_type"], auth_type, "{name}");
        assert_eq!(integration["is_shared"], is_shared, "{name}");
        assert_eq!(integration["status"], status, "{name}");
        assert_eq!(identity["meta"]["shared_link"].is_string(), setup_source == "EXTENSION", "{name}");
    }
    let bare = desk.ask(desk.edges(Method::GET, "/identities")).await;
    assert_eq!(bare.json()[0]["integrations"], json!([]));
}

#[tokio::test]
async fn identities_are_made_checked_and_removed() {
    let desk = Desk::open().await;
    let (uid, _) = identity(&desk).await;
    let path = format!("/identities/{uid}");
    let create = |body: Value| desk.edges(Method::POST, "/identities").json(&body);
    check(vec![
        row("nameless", create(json!({})), 424, label("MISSING_PARAMETER")),
        row(
            "timezone of nowhere",
            create(json!({"name": "J", "timezone": "Paris"})),
            400,
            json!({"error_label": "BAD_PARAMETERS"}),
        ),
        row("read", desk.edges(Method::GET, &path), 200, json!({"name": "Jane Doe"})),
        row("no integration yet", read(&desk, &uid), 424, label("NOT_CONNECTED")),
        row("remove", desk.edges(Method::DELETE, &path), 200, json!({})),
        row("gone", desk.edges(Method::GET, &path), 424, label("STATUS_404")),
    ])
    .await;
}

#[tokio::test]
async fn scripted_users() {
    let desk = Desk::open().await;
    let cases: Vec<(Value, u16, Value)> = vec![
        (
            basic("ok@agency.example"),
            201,
            json!({"status": "VALID", "auth_type": "BASIC", "setup_source": "API", "is_shared": false, "level": "Classic"}),
        ),
        (basic("2fa@agency.example"), 201, json!({"status": "PENDING", "checkpoint": {"type": "2FA"}})),
        (basic("otp@agency.example"), 201, json!({"checkpoint": {"type": "OTP"}})),
        (basic("inapp@agency.example"), 201, json!({"checkpoint": {"type": "IN_APP_VALIDATION"}})),
        (basic("phone@agency.example"), 201, json!({"checkpoint": {"type": "PHONE_REGISTER"}})),
        (basic("captcha@agency.example"), 201, json!({"checkpoint": {"type": "CAPTCHA"}})),
        (basic("bad@agency.example"), 424, label("INTEGRATION_ERROR")),
        (basic("restricted@agency.example"), 424, label("LK_ERROR")),
        (basic("slow@agency.example"), 424, label("LK_524")),
        (
            cookies("AQED-mateo-ruiz"),
            201,
            json!({"status": "VALID", "auth_type": "COOKIES", "name": "Mateo Ruiz"}),
        ),
        (cookies("nonsense"), 424, label("INTEGRATION_ERROR")),
    ];
    for (auth, status, body) in cases {
        let (uid, _) = identity(&desk).await;
        let reply = desk.ask(connect(&desk, &uid, auth.clone())).await;
        assert_eq!(reply.status, status, "{auth}: {}", reply.text);
        assert!(crate::desk::includes(&reply.json(), &body), "{auth}: {}", reply.text);
    }
}

#[tokio::test]
async fn the_same_call_refreshes_and_minds_who_it_is() {
    let desk = Desk::open().await;
    let dana = desk.account("edges", "dana-okafor").await;
    check(vec![
        row(
            "another member",
            connect(&desk, &dana, cookies("AQED-elif-watanabe")),
            424,
            label("INTEGRATION_ERROR"),
        ),
        row(
            "scripted other",
            connect(&desk, &dana, basic("other@agency.example")),
            424,
            label("INTEGRATION_ERROR"),
        ),
        row(
            "expired cookies are taken and found invalid",
            connect(&desk, &dana, cookies("expired")),
            200,
            json!({"status": "INVALID", "error": {"error_label": "AUTH_EXPIRED"}}),
        ),
        row(
            "fresh cookies",
            connect(&desk, &dana, cookies("AQED-dana-okafor")),
            200,
            json!({"status": "VALID", "setup_source": "API", "auth_type": "COOKIES", "error": null}),
        ),
        row("nothing to sign in with", connect(&desk, &dana, json!({})), 424, label("MISSING_PARAMETER")),
        row(
            "unlink",
            desk.edges(Method::DELETE, &format!("/identities/{dana}/integrations/linkedin")),
            200,
            json!({}),
        ),
        row("unlinked", read(&desk, &dana), 424, label("NOT_CONNECTED")),
    ])
    .await;
}

#[tokio::test]
async fn checkpoints() {
    let desk = Desk::open().await;
    let hana = desk.account("edges", "hana-lindqvist").await;
    let (chain, _) = identity(&desk).await;
    let (phone, _) = identity(&desk).await;
    let (late, _) = identity(&desk).await;
    for (uid, user) in [(&chain, "chain@x.example"), (&phone, "inapp@x.example")] {
        desk.ask(connect(&desk, uid, basic(user))).await;
    }
    let code = json!({"code": "123456"});
    let valid = json!({"status": "VALID"});
    check(vec![
        row("wrong", answer(&desk, &hana, json!({"code": "1"})), 424, label("INVALID_CODE")),
        row("right", answer(&desk, &hana, code.clone()), 200, valid.clone()),
        row("nothing open", answer(&desk, &hana, code.clone()), 424, label("CHECKPOINT_MISSING_DATA")),
        row(
            "first of two",
            answer(&desk, &chain, code.clone()),
            200,
            json!({"status": "PENDING", "checkpoint": {"type": "2FA"}}),
        ),
        row("second of two", answer(&desk, &chain, code.clone()), 200, valid.clone()),
        row("not yet approved", answer(&desk, &phone, json!({})), 424, label("IN_APP_CHALLENGE_PENDING")),
    ])
    .await;
    desk.control("/approve", json!({"provider": "edges", "account": phone})).await;
    check(vec![row("approved", answer(&desk, &phone, json!({})), 200, valid)]).await;

    desk.ask(connect(&desk, &late, basic("2fa@x.example"))).await;
    desk.control("/clock", json!({"advance_s": 300})).await;
    check(vec![
        row("late", answer(&desk, &late, code), 424, label("2FA_VALIDATION_EXPIRED")),
        row("so invalid", read(&desk, &late), 200, json!({"status": "INVALID"})),
    ])
    .await;
}

#[tokio::test]
async fn a_login_link_lives_for_two_days_and_signs_its_owner_in() {
    let desk = Desk::open().await;
    let dana = desk.account("edges", "dana-okafor").await;
    let make = || desk.edges(Method::POST, &format!("/identities/{dana}/generate-login-links"));
    let links = desk.ask(make()).await.json();
    let url = links["linkedin"].as_str().unwrap().to_owned();
    let page = desk.ask(desk.get(url.clone())).await;
    assert!(page.text.contains("Dana Okafor"));
    let action = url.replace("login?token=", "login/");
    let post =
        |path: &str, form: &[(&str, &str)]| desk.ask(desk.http.post(format!("{action}{path}")).form(form));
    let wrong = post("", &[("username", "jonas.petrov@brightside.example"), ("password", "p")]).await;
    assert!(wrong.text.contains("another LinkedIn account"));
    let asked = post("", &[("username", "otp@x.example"), ("password", "p")]).await;
    assert!(asked.text.contains("Enter the code"));
    let done = post("/checkpoint", &[("code", "123456")]).await;
    assert!(done.text.contains("You are connected"));
    check(vec![row(
        "linked",
        read(&desk, &dana),
        200,
        json!({"status": "VALID", "setup_source": "SHARED", "auth_type": "BASIC", "is_shared": true}),
    )])
    .await;

    let links = desk.ask(make()).await.json();
    desk.control("/clock", json!({"advance_s": 48 * 60 * 60})).await;
    let late = desk.ask(desk.get(links["linkedin"].as_str().unwrap().to_owned())).await;
    assert_eq!(late.status, 401);
    assert!(late.text.contains("This link has expired"));
}

#[tokio::test]
async fn a_shared_link_is_accepted_by_its_owner() {
    let desk = Desk::open().await;
    let jonas = desk.account("edges", "jonas-petrov").await;
    let identity = desk.ask(desk.edges(Method::GET, &format!("/identities/{jonas}"))).await.json();
    let url = identity["meta"]["shared_link"].as_str().unwrap().to_owned();
    let page = desk.ask(desk.get(url.clone())).await;
    assert!(page.text.contains(">Accept<"));
    let first = page.text.find("<option").unwrap();
    assert!(page.text[first..].starts_with("<option value=\"jonas-petrov\""));
    let accept = |member: &str| desk.ask(desk.http.post(&url).form(&[("member", member)]));
    assert!(accept("dana-okafor").await.text.contains("another LinkedIn account"));
    assert!(accept("jonas-petrov").await.text.contains("You are connected"));
    check(vec![row(
        "linked",
        read(&desk, &jonas),
        200,
        json!({"status": "VALID", "setup_source": "EXTENSION", "is_shared": true}),
    )])
    .await;
}
