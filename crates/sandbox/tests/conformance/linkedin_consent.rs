//! LinkedIn's consent page, its buttons, and what it refuses to show.

use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Desk, MEMBER_SCOPES, check, row};

const AUTHORIZE: &str = "/oauth/v2/authorization";
const TOKEN: &str = "/oauth/v2/accessToken";

fn question<'a>(desk: &'a Desk, changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let app = &desk.endpoints.linkedin;
    let mut query = vec![
        ("response_type", "code"),
        ("client_id", app.client_id.as_str()),
        ("redirect_uri", app.redirect_uris[0].as_str()),
        ("state", "s/1 2"),
        ("scope", MEMBER_SCOPES),
    ];
    for &(name, value) in changes {
        query.retain(|(known, _)| *known != name);
        query.push((name, value));
    }
    query
}

#[tokio::test]
async fn the_consent_page_names_who_and_what() {
    let desk = Desk::open().await;
    let request =
        desk.www(Method::GET, AUTHORIZE).query(&question(&desk, &[("login_hint", "chloe-lambert")]));
    let page = desk.ask(request).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains(">Allow<") && page.text.contains(">Cancel<"));
    assert!(page.text.contains("modify, and delete posts on your behalf"));
    let first = page.text.find("<option").unwrap();
    assert!(page.text[first..].starts_with("<option value=\"chloe-lambert\""));
}

#[tokio::test]
async fn wrong_client_or_redirect_is_a_page_and_never_a_redirect() {
    let desk = Desk::open().await;
    for change in [
        ("client_id", "86nobody"),
        ("redirect_uri", "http://127.0.0.1:9/callback"),
        ("redirect_uri", "http://127.0.0.1:34567/callback/more"),
        ("redirect_uri", "http://127.0.0.1:34567/callback#part"),
    ] {
        let request = desk.www(Method::GET, AUTHORIZE).query(&question(&desk, &[change]));
        let reply = desk.ask(request).await;
        assert_eq!(reply.status, 401, "{change:?}");
        assert!(reply.header("content-type").starts_with("text/html"));
        assert_eq!(reply.header("location"), "", "{change:?}");
    }
}

#[tokio::test]
async fn one_bad_scope_refuses_the_whole_request() {
    let desk = Desk::open().await;
    for (scope, error, description) in [
        (
            "openid r_liteprofile",
            "unauthorized_scope_error",
            "Scope &quot;r_liteprofile&quot; is not authorized for your application",
        ),
        (
            "openid,w_organization_social",
            "unauthorized_scope_error",
            "Scope &quot;w_organization_social&quot; is not authorized for your application",
        ),
        ("openid made_up", "invalid_scope_error", "The requested permission scope is not valid"),
    ] {
        let request = desk.www(Method::GET, AUTHORIZE).query(&question(&desk, &[("scope", scope)]));
        let reply = desk.ask(request).await;
        assert_eq!(reply.status, 302, "{scope}");
        assert_eq!(reply.redirected("error").as_deref(), Some(error));
        assert_eq!(reply.redirected("error_description").as_deref(), Some(description));
        assert_eq!(reply.redirected("state").as_deref(), Some("s/1 2"));
    }
}

#[tokio::test]
async fn the_buttons_lead_back_with_state() {
    let desk = Desk::open().await;
    for (action, error) in [
        ("cancel", Some("user_cancelled_authorize")),
        ("cancel_login", Some("user_cancelled_login")),
        ("allow", None),
    ] {
        let mut form = question(&desk, &[("member", "amara-sithole")]);
        form.push(("action", action));
        let request = desk.www(Method::POST, "/oauth/v2/authorization/decision").form(&form);
        let reply = desk.ask(request).await;
        assert_eq!(reply.status, 302, "{action}");
        assert_eq!(reply.redirected("state").as_deref(), Some("s/1 2"));
        assert_eq!(reply.redirected("error").as_deref(), error);
        assert_eq!(reply.redirected("code").is_some(), error.is_none());
    }
}

#[tokio::test]
async fn a_member_who_consented_before_need_not_be_asked_again() {
    let desk = Desk::open().await;
    desk.control("/config", json!({"skip_known_consent": true})).await;
    let mut form = question(&desk, &[("member", "amara-sithole")]);
    form.push(("action", "allow"));
    let allowed = desk.ask(desk.www(Method::POST, "/oauth/v2/authorization/decision").form(&form)).await;
    let cookie = allowed.header("set-cookie").split(';').next().unwrap();
    let again = |scope: &'static str| {
        let query = question(&desk, &[("scope", scope)]);
        desk.ask(desk.www(Method::GET, AUTHORIZE).query(&query).header("Cookie", cookie))
    };
    assert_eq!(again(MEMBER_SCOPES).await.status, 200, "no token yet");
    let code = allowed.redirected("code").unwrap();
    desk.ask(desk.www(Method::POST, TOKEN).form(&desk.exchange(&code))).await;
    let sent_back = again(MEMBER_SCOPES).await;
    assert_eq!(sent_back.status, 302);
    assert!(sent_back.redirected("code").is_some());
    assert_eq!(again("openid profile").await.status, 200, "other scopes are a new question");
}

#[tokio::test]
async fn native_pkce_is_for_enabled_apps_any_loopback_port_and_no_secret() {
    let desk = Desk::open().await;
    let app = &desk.endpoints.linkedin;
    // RFC 7636, appendix B.
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let redirect = "http://127.0.0.1:51234/done";
    let changes =
        [("redirect_uri", redirect), ("code_challenge", challenge), ("code_challenge_method", "S256")];
    let page = || desk.www(Method::GET, "/oauth/native-pkce/authorization").query(&question(&desk, &changes));
    assert_eq!(desk.ask(page()).await.status, 401);
    desk.control("/config", json!({"native_pkce": true})).await;
    assert_eq!(desk.ask(page()).await.status, 200);

    for (given, status) in [(verifier, 200), ("wrong-wrong-wrong-wrong-wrong-wrong-wrong-wrong", 400)] {
        let mut form = question(&desk, &changes);
        form.extend([("native", "true"), ("member", "amara-sithole"), ("action", "allow")]);
        let request = desk.www(Method::POST, "/oauth/v2/authorization/decision").form(&form);
        let code = desk.ask(request).await.redirected("code").unwrap();
        let exchange = desk.www(Method::POST, TOKEN).form(&[
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("client_id", &app.client_id),
            ("redirect_uri", redirect),
            ("code_verifier", given),
        ]);
        check(vec![row("verifier", exchange, status, Value::Null)]).await;
    }
}
