//! Unipile's hosted pages: every checkpoint, and version 1's link with its clocks and calls.

use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Desk, Reply, check, row};
use crate::inbox::Inbox;

fn refused(status: u16, kind: &str) -> Value {
    json!({"type": format!("errors/{kind}"), "status": status})
}

/// A link of version 1; `more` adds to the body or replaces parts of it.
async fn link(desk: &Desk, more: Value) -> Reply {
    let mut body = json!({
        "type": "create", "providers": ["LINKEDIN"], "api_url": desk.endpoints.unipile.dsn,
        "expiresOn": "2099-12-22T12:00:00.701Z",
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    desk.ask(desk.unipile(Method::POST, "/api/v1/hosted/accounts/link").json(&body)).await
}

async fn page(desk: &Desk, more: Value) -> String {
    desk.control("/config", json!({"unipile_restart_hour": null})).await;
    let reply = link(desk, more).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    assert_eq!(reply.json()["object"], "HostedAuthUrl");
    reply.json()["url"].as_str().unwrap().to_owned()
}

async fn send(desk: &Desk, url: &str, form: &[(&str, &str)]) -> Reply {
    desk.ask(desk.http.post(url).form(form)).await
}

async fn sign_in(desk: &Desk, url: &str, username: &str) -> Reply {
    send(desk, &format!("{url}/sign-in"), &[("username", username), ("password", "p")]).await
}

async fn answer(desk: &Desk, url: &str, code: &str) -> Reply {
    send(desk, &format!("{url}/checkpoint"), &[("code", code)]).await
}

#[tokio::test]
async fn every_checkpoint_has_a_page_of_its_own() {
    let desk = Desk::open().await;
    for (username, says, code) in [
        ("2fa@x.example", "authenticator app", "123456"),
        ("sms@x.example", "text message", "123456"),
        ("otp@x.example", "Enter the code LinkedIn sent you", "123456"),
        ("either@x.example", "or enter the code", "123456"),
        ("phone@x.example", "wants a phone number", "(+33)0612345678"),
        ("captcha@x.example", "not a robot", "solved"),
        ("contract@x.example", "Which Recruiter contract", "20147"),
    ] {
        let url = page(&desk, json!({})).await;
        let asked = sign_in(&desk, &url, username).await;
        assert!(asked.text.contains(says), "{username}: {}", asked.text);
        assert!(asked.text.contains(" left<span class=bar"), "{username}: {}", asked.text);
        assert!(!asked.text.contains("<script"), "{username}");
        let done = answer(&desk, &url, code).await;
        assert!(done.text.contains("You are connected"), "{username}: {}", done.text);
    }
}

#[tokio::test]
async fn checkpoints_follow_each_other_and_can_be_swapped() {
    let desk = Desk::open().await;
    let url = page(&desk, json!({})).await;
    sign_in(&desk, &url, "chain@x.example").await;
    let wrong = answer(&desk, &url, "000000").await;
    assert!(wrong.text.contains("role=alert"), "{}", wrong.text);
    let next = answer(&desk, &url, "123456").await;
    assert!(next.text.contains("authenticator app"));
    let other = answer(&desk, &url, "TRY_ANOTHER_WAY").await;
    assert!(other.text.contains("Enter the code LinkedIn sent you"));
    let again = send(&desk, &format!("{url}/resend"), &[]).await;
    assert!(again.text.contains("LinkedIn has sent it again"), "{}", again.text);
    let too_soon = send(&desk, &format!("{url}/resend"), &[]).await;
    assert!(too_soon.text.contains("only just sent"), "{}", too_soon.text);
    assert!(answer(&desk, &url, "123456").await.text.contains("You are connected"));
}

#[tokio::test]
async fn an_approval_is_waited_for_and_time_runs_out() {
    let desk = Desk::open().await;
    let url = page(&desk, json!({})).await;
    let asked = sign_in(&desk, &url, "inapp@x.example").await;
    assert!(asked.text.contains("tap Yes") && asked.text.contains("http-equiv=refresh"));
    assert!(desk.ask(desk.get(url.clone())).await.text.contains("tap Yes"));
    desk.control("/approve", json!({"provider": "unipile", "account": "inapp@x.example"})).await;
    assert!(desk.ask(desk.get(url)).await.text.contains("You are connected"));

    let url = page(&desk, json!({})).await;
    sign_in(&desk, &url, "otp@x.example").await;
    desk.control("/clock", json!({"advance_s": 200})).await;
    assert!(desk.ask(desk.get(url.clone())).await.text.contains("1 min "));
    desk.control("/clock", json!({"advance_s": 100})).await;
    assert!(answer(&desk, &url, "123456").await.text.contains("That took too long"));
    assert!(sign_in(&desk, &url, "ok@x.example").await.text.contains("You are connected"));
}

#[tokio::test]
async fn nothing_typed_comes_back_as_markup() {
    let desk = Desk::open().await;
    let reply = desk
        .ask(desk.unipile(Method::POST, "/v2/auth/link").json(&json!({
            "providers": "*", "config": {"global": {"login_hint": "\"><script>alert(1)</script>"}},
        })))
        .await;
    let page = desk.ask(desk.get(reply.json()["link"].as_str().unwrap().to_owned())).await;
    assert!(page.text.contains("value=\"&quot;&gt;&lt;script&gt;"));
    assert!(!page.text.contains("<script"));
}

#[tokio::test]
async fn version_1_says_where_to_go_and_whom_to_tell() {
    let desk = Desk::open().await;
    let mut inbox = Inbox::answering(200).await;
    let more = json!({
        "name": "user-42", "notify_url": inbox.url,
        "success_redirect_url": "https://app.example/ok?a=1", "failure_redirect_url": "https://app.example/ko",
    });
    let url = page(&desk, more.clone()).await;
    let cancelled = send(&desk, &format!("{url}/cancel"), &[]).await;
    assert_eq!(
        cancelled.header("location"),
        "https://app.example/ko?provider=unipile&status=failure&name=user-42"
    );
    let done = sign_in(&desk, &url, "ok@x.example").await;
    let id = done.redirected("account_id").unwrap();
    assert_eq!(
        done.header("location"),
        format!("https://app.example/ok?a=1&provider=unipile&status=success&name=user-42&account_id={id}")
    );
    assert_eq!(
        inbox.next().await.json(),
        json!({"status": "CREATION_SUCCESS", "account_id": id, "name": "user-42"})
    );
    let mut again = more;
    again["type"] = json!("reconnect");
    again["reconnect_account"] = json!(id);
    let url = page(&desk, again).await;
    let other = sign_in(&desk, &url, "elif.watanabe@meridian.example").await;
    assert!(other.text.contains("belong to another member"), "{}", other.text);
    sign_in(&desk, &url, "ok@x.example").await;
    assert_eq!(inbox.next().await.json()["status"], "RECONNECTED");
}

#[tokio::test]
async fn version_1s_links_die_at_their_time_at_the_restart_and_after_use() {
    let desk = Desk::open().await;
    let url = page(&desk, json!({})).await;
    let page_of = |accept: &'static str| desk.get(url.clone()).header("accept", accept);
    check(vec![row("usable", page_of("text/html"), 200, Value::Null)]).await;
    desk.control("/clock", json!({"advance_s": 24 * 60 * 60})).await;
    check(vec![row("no restart by switch", page_of("text/html"), 200, Value::Null)]).await;
    desk.control("/config", json!({"unipile_restart_hour": 4})).await;
    let expired = desk.ask(page_of("text/html")).await;
    assert_eq!(expired.status, 401);
    assert!(expired.text.contains("This link has expired"));
    check(vec![row("as JSON", page_of("application/json"), 401, refused(401, "expired_link"))]).await;
}

#[tokio::test]
async fn what_a_link_must_be() {
    let desk = Desk::open().await;
    let id = desk.account("unipile", "elif-watanabe").await;
    for (what, more, status, kind) in [
        (
            "two digits of milliseconds",
            json!({"expiresOn": "2099-12-22T12:00:00.70Z"}),
            400,
            "invalid_parameters",
        ),
        ("in the past", json!({"expiresOn": "2020-12-22T12:00:00.000Z"}), 400, "invalid_parameters"),
        ("no date", json!({"expiresOn": null}), 400, "missing_parameters"),
        ("no api_url", json!({"api_url": null}), 400, "missing_parameters"),
        ("no address", json!({"notify_url": "nowhere"}), 400, "invalid_url"),
        ("no type", json!({"type": null}), 400, "missing_parameters"),
        ("another type", json!({"type": "renew"}), 400, "invalid_parameters"),
        ("no providers", json!({"providers": null}), 400, "missing_parameters"),
        ("unknown provider", json!({"providers": ["FRIENDSTER"]}), 400, "invalid_parameters"),
        ("mail only", json!({"providers": "*:MAILING"}), 501, "feature_not_implemented"),
        ("no account", json!({"type": "reconnect"}), 400, "missing_parameters"),
        (
            "unknown account",
            json!({"type": "reconnect", "reconnect_account": "nothing"}),
            404,
            "resource_not_found",
        ),
        ("unknown option", json!({"disabled_options": ["magic"]}), 400, "invalid_parameters"),
        (
            "no way left",
            json!({"disabled_options": ["cookie_auth", "credentials_auth"]}),
            400,
            "invalid_parameters",
        ),
    ] {
        let reply = link(&desk, more).await;
        assert_eq!(reply.status, status, "{what}: {}", reply.text);
        assert_eq!(reply.json()["type"], format!("errors/{kind}"), "{what}");
    }
    let url = page(
        &desk,
        json!({"type": "reconnect", "reconnect_account": id, "disabled_options": ["cookie_auth"]}),
    )
    .await;
    let shown = desk.ask(desk.get(url)).await;
    assert!(shown.text.contains("Reconnect your LinkedIn account"));
    assert!(!shown.text.contains("li_at"));
}
