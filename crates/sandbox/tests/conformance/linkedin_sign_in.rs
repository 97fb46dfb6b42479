//! LinkedIn's own sign-in page: checkpoints, session cookies, and the way on to the consent page.

use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Desk, MEMBER_SCOPES, Reply, check, row};

const SUBMIT: &str = "/checkpoint/lg/login-submit";

async fn submit(desk: &Desk, email: &str, password: &str, then: &str) -> Reply {
    let form = [("session_key", email), ("session_password", password), ("session_redirect", then)];
    desk.ask(desk.www(Method::POST, SUBMIT).form(&form)).await
}

/// Name, value and attributes of each cookie that was set.
fn cookies(reply: &Reply) -> Vec<(String, String, String)> {
    reply
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|cookie| cookie.to_str().unwrap())
        .filter(|cookie| !cookie.starts_with("lidc"))
        .map(|cookie| {
            let (pair, attributes) = cookie.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            (name.to_owned(), value.to_owned(), attributes.to_owned())
        })
        .collect()
}

fn cookie_header(reply: &Reply) -> String {
    let pairs: Vec<String> =
        cookies(reply).into_iter().map(|(name, value, _)| format!("{name}={value}")).collect();
    pairs.join("; ")
}

#[tokio::test]
async fn the_right_password_sets_session_cookies_no_script_can_read() {
    let desk = Desk::open().await;
    let page = desk.ask(desk.www(Method::GET, "/login")).await;
    assert!(page.text.contains("Email or phone") && page.text.contains("name=session_password"));
    let wrong = submit(&desk, "mateo.ruiz@meridian.example", "", "/feed/").await;
    assert_eq!(wrong.status, 200);
    assert!(wrong.text.contains("Wrong email or password"));
    assert!(cookies(&wrong).is_empty());

    let reply = submit(&desk, "mateo.ruiz@meridian.example", "pw", "/feed/").await;
    assert_eq!((reply.status, reply.header("location")), (303, "/feed/"));
    let set = cookies(&reply);
    for name in ["li_at", "JSESSIONID"] {
        let (_, value, attributes) = set.iter().find(|(known, ..)| known == name).unwrap();
        assert!(attributes.contains("HttpOnly") && attributes.contains("Path=/"), "{name}");
        let begins = if name == "li_at" { "AQED-mateo-ruiz." } else { "\"ajax:" };
        assert!(value.starts_with(begins), "{value}");
    }
    let signed_in = cookie_header(&reply);
    let page = desk.ask(desk.www(Method::GET, "/login").header("Cookie", &signed_in)).await;
    assert_eq!((page.status, page.header("location")), (303, "/feed/"), "already signed in");
    let out = desk.ask(desk.www(Method::GET, "/m/logout").header("Cookie", &signed_in)).await;
    assert!(cookies(&out).iter().all(|(_, value, _)| value.is_empty()));
    let page = desk.ask(desk.www(Method::GET, "/login").header("Cookie", &signed_in)).await;
    assert_eq!(page.status, 200, "the session ended");
}

#[tokio::test]
async fn a_paid_product_brings_a_second_cookie() {
    let desk = Desk::open().await;
    let plain = submit(&desk, "amara.sithole@northwind.example", "pw", "").await;
    assert!(!cookies(&plain).iter().any(|(name, ..)| name == "li_a"));
    let accounts = desk.read("/accounts?provider=unipile").await;
    let mut seen = false;
    for account in accounts.as_array().unwrap() {
        let reply = submit(&desk, account["email"].as_str().unwrap(), "pw", "").await;
        seen |= cookies(&reply).iter().any(|(name, ..)| name == "li_a");
    }
    assert!(seen, "somebody has Sales Navigator or Recruiter");
}

#[tokio::test]
async fn gateways_take_the_cookie_for_the_member_who_signed_in() {
    let desk = Desk::open().await;
    let reply = submit(&desk, "mateo.ruiz@meridian.example", "pw", "").await;
    let li_at = cookies(&reply).into_iter().find(|(name, ..)| name == "li_at").unwrap().1;
    let new = json!({"name": "Mateo", "timezone": "Europe/Paris", "type": "standard"});
    let identity = desk.ask(desk.edges(Method::POST, "/identities").json(&new)).await.json();
    let uid = identity["uid"].as_str().unwrap();
    let path = format!("/identities/{uid}/integrations/linkedin");
    let link = desk.edges(Method::POST, &path).json(&json!({"auth_data": {"cookies": {"li_at": li_at}}}));
    let linked = desk.ask(link).await;
    assert!(linked.status < 300, "{}", linked.text);
    let accounts = desk.read("/accounts?provider=edges").await;
    let found = accounts.as_array().unwrap().iter().find(|account| account["id"] == uid).unwrap();
    assert_eq!(found["person"], "mateo-ruiz");
}

#[tokio::test]
async fn checkpoints_stand_before_the_cookies() {
    let desk = Desk::open().await;
    for (email, codes) in [
        ("2fa@x.example", &["123456"][..]),
        ("otp@x.example", &["123456"]),
        ("chain@x.example", &["123456", "123456"]),
        ("captcha@x.example", &[""]),
        ("phone@x.example", &["(+33)0612345678"]),
    ] {
        let reply = submit(&desk, email, "pw", "/feed/").await;
        assert_eq!(reply.status, 303, "{email}");
        assert!(cookies(&reply).is_empty(), "{email}");
        let address = reply.header("location").to_owned();
        assert!(address.starts_with("/checkpoint/challenge/"), "{address}");
        assert_eq!(desk.ask(desk.www(Method::GET, &address)).await.status, 200);
        if email.starts_with("2fa") {
            let wrong = desk.ask(desk.www(Method::POST, &address).form(&[("pin", "000000")])).await;
            assert!(wrong.text.contains("not the right answer"), "{}", wrong.text);
        }
        let mut last = None;
        for code in codes {
            last = Some(desk.ask(desk.www(Method::POST, &address).form(&[("pin", *code)])).await);
        }
        let last = last.unwrap();
        assert_eq!((last.status, last.header("location")), (303, "/feed/"), "{email}: {}", last.text);
        assert!(cookies(&last).iter().any(|(name, ..)| name == "li_at"), "{email}");
    }
}

#[tokio::test]
async fn an_approval_is_waited_for() {
    let desk = Desk::open().await;
    let reply = submit(&desk, "inapp@x.example", "pw", "/feed/").await;
    let address = reply.header("location").to_owned();
    let waiting = desk.ask(desk.www(Method::GET, &address)).await;
    assert!(waiting.text.contains("Check your LinkedIn app") && waiting.text.contains("http-equiv=refresh"));
    desk.control("/approve", json!({"provider": "linkedin", "account": "inapp@x.example"})).await;
    let passed = desk.ask(desk.www(Method::GET, &address)).await;
    assert_eq!((passed.status, passed.header("location")), (303, "/feed/"));

    let reply = submit(&desk, "2fa@x.example", "pw", "/feed/").await;
    desk.control("/clock", json!({"advance_s": 600})).await;
    let late = desk.ask(desk.www(Method::POST, reply.header("location")).form(&[("pin", "123456")])).await;
    assert_eq!(late.status, 410, "{}", late.text);
}

#[tokio::test]
async fn a_restricted_member_stays_outside_and_nobody_is_led_to_other_sites() {
    let desk = Desk::open().await;
    let reply = submit(&desk, "restricted@x.example", "pw", "/feed/").await;
    assert_eq!(reply.status, 403);
    for elsewhere in ["https://evil.example/", "//evil.example/", "/\\evil.example"] {
        let reply = submit(&desk, "ok@x.example", "pw", elsewhere).await;
        assert_eq!(reply.header("location"), "/feed/", "{elsewhere}");
    }
}

#[tokio::test]
async fn sign_in_comes_before_consent_where_the_switch_says_so() {
    let desk = Desk::open().await;
    desk.control("/config", json!({"linkedin_sign_in_first": true})).await;
    let app = &desk.endpoints.linkedin;
    let question = [
        ("response_type", "code"),
        ("client_id", app.client_id.as_str()),
        ("redirect_uri", app.redirect_uris[0].as_str()),
        ("state", "s/1 2"),
        ("scope", MEMBER_SCOPES),
    ];
    let ask = || desk.www(Method::GET, "/oauth/v2/authorization").query(&question);
    let sent = desk.ask(ask()).await;
    assert_eq!(sent.status, 302);
    let address = sent.header("location").to_owned();
    assert!(address.starts_with("/login?session_redirect=%2Foauth%2Fv2%2Fauthorization"), "{address}");

    let page = desk.ask(desk.www(Method::GET, &address)).await;
    let cancel = page.text.split("href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    let cancelled = desk.ask(desk.www(Method::GET, &cancel)).await;
    assert_eq!(cancelled.redirected("error").as_deref(), Some("user_cancelled_login"));
    assert_eq!(cancelled.redirected("state").as_deref(), Some("s/1 2"));

    let form: Vec<(String, String)> =
        url::form_urlencoded::parse(address.split_once('?').unwrap().1.as_bytes()).into_owned().collect();
    let reply = submit(&desk, "amara.sithole@northwind.example", "pw", &form[0].1).await;
    let signed_in = cookie_header(&reply);
    let back = desk.www(Method::GET, reply.header("location")).header("Cookie", &signed_in);
    let consent = desk.ask(back).await;
    assert!(consent.text.contains("Signed in as <b>Amara Sithole</b>"), "{}", consent.text);
    assert!(!consent.text.contains("<select"));

    let mut form = question.to_vec();
    form.extend([("member", "mateo-ruiz"), ("action", "allow")]);
    let decide = || desk.www(Method::POST, "/oauth/v2/authorization/decision").form(&form);
    check(vec![row("nobody is signed in", decide(), 400, Value::Null)]).await;
    let allowed = desk.ask(decide().header("Cookie", &signed_in)).await;
    let code = allowed.redirected("code").unwrap();
    let tokens =
        desk.ask(desk.www(Method::POST, "/oauth/v2/accessToken").form(&desk.exchange(&code))).await.json();
    let me = desk.api(Method::GET, "/v2/userinfo", tokens["access_token"].as_str().unwrap());
    check(vec![row("whoever is signed in", me, 200, json!({"name": "Amara Sithole"}))]).await;
}
