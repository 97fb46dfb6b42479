//! Unipile v1: signing in with credentials and cookies, checkpoints, one sign-in at a time.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::desk::{Desk, check, row};

fn refused(status: u16, kind: &str) -> Value {
    json!({"type": format!("errors/{kind}"), "status": status})
}

fn connect(desk: &Desk, fields: Value) -> RequestBuilder {
    let mut body = json!({"provider": "LINKEDIN"});
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    desk.unipile(Method::POST, "/api/v1/accounts").json(&body)
}

fn by_password(desk: &Desk, username: &str) -> RequestBuilder {
    connect(desk, json!({"username": username, "password": "hunter2"}))
}

fn reconnect(desk: &Desk, id: &str, fields: Value) -> RequestBuilder {
    // The Node client repeats the id in the body.
    let mut body = json!({"provider": "LINKEDIN", "account_id": id});
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    desk.unipile(Method::POST, &format!("/api/v1/accounts/{id}")).json(&body)
}

fn solve(desk: &Desk, id: &str, code: &str) -> RequestBuilder {
    let body = json!({"provider": "LINKEDIN", "account_id": id, "code": code});
    desk.unipile(Method::POST, "/api/v1/accounts/checkpoint").json(&body)
}

fn resend(desk: &Desk, id: &str) -> RequestBuilder {
    let body = json!({"provider": "LINKEDIN", "account_id": id});
    desk.unipile(Method::POST, "/api/v1/accounts/checkpoint/resend").json(&body)
}

/// The account whose sign-in waits for a checkpoint.
async fn opened(desk: &Desk, username: &str) -> String {
    let reply = desk.ask(by_password(desk, username)).await;
    assert_eq!(reply.status, 202, "{}", reply.text);
    reply.json()["account_id"].as_str().unwrap().to_owned()
}

fn created() -> Value {
    json!({"object": "AccountCreated", "account_id": "*"})
}

#[tokio::test]
async fn scripted_users() {
    let desk = Desk::open().await;
    let checkpoint =
        |checkpoint: Value| json!({"object": "Checkpoint", "account_id": "*", "checkpoint": checkpoint});
    for (username, status, body) in [
        ("ok@agency.example", 201, created()),
        ("+33 6 12 34 56 78", 201, created()),
        ("2fa@agency.example", 202, checkpoint(json!({"type": "2FA", "source": "APP"}))),
        ("sms@agency.example", 202, checkpoint(json!({"type": "2FA", "source": "SMS"}))),
        ("otp@agency.example", 202, checkpoint(json!({"type": "OTP"}))),
        ("inapp@agency.example", 202, checkpoint(json!({"type": "IN_APP_VALIDATION"}))),
        ("phone@agency.example", 202, checkpoint(json!({"type": "PHONE_REGISTER"}))),
        (
            "captcha@agency.example",
            202,
            checkpoint(json!({"type": "CAPTCHA", "public_key": "*", "data": "*"})),
        ),
        (
            "contract@agency.example",
            202,
            checkpoint(
                json!({"type": "CONTRACT_CHOOSER", "contract_options": [{"id": "20147", "name": "*"}, {"id": "20981", "name": "*"}]}),
            ),
        ),
        ("bad@agency.example", 401, refused(401, "invalid_credentials")),
        ("restricted@agency.example", 403, refused(403, "account_restricted")),
        ("slow@agency.example", 408, refused(408, "request_timeout")),
    ] {
        check(vec![row(username, by_password(&desk, username), status, body)]).await;
    }
}

#[tokio::test]
async fn what_a_body_must_be() {
    let desk = Desk::open().await;
    let login = |more: Value| {
        let mut fields = json!({"username": "ok@agency.example", "password": "p"});
        fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        connect(&desk, fields)
    };
    let url = "/api/v1/accounts";
    let invalid = refused(400, "invalid_parameters");
    let missing = refused(400, "missing_parameters");
    check(vec![
        row("no JSON", desk.unipile(Method::POST, url).header("content-type", "application/json").body("{"), 400, refused(400, "malformed_request")),
        row("a form", desk.unipile(Method::POST, url).form(&[("provider", "LINKEDIN")]), 415, refused(415, "unsupported_media_type")),
        row("no provider", desk.unipile(Method::POST, url).json(&json!({})), 400, missing.clone()),
        row("another provider", desk.unipile(Method::POST, url).json(&json!({"provider": "WHATSAPP"})), 501, refused(501, "feature_not_implemented")),
        row("an unknown one", desk.unipile(Method::POST, url).json(&json!({"provider": "FRIENDSTER"})), 400, invalid.clone()),
        row("nothing to sign in with", connect(&desk, json!({})), 400, missing.clone()),
        row("no password", connect(&desk, json!({"username": "ok@agency.example"})), 400, missing),
        row("a name", connect(&desk, json!({"username": "jane", "password": "p"})), 400, invalid.clone()),
        row("country", login(json!({"country": "France"})), 400, invalid.clone()),
        row("ip", login(json!({"ip": "::1"})), 400, invalid.clone()),
        row("feature", login(json!({"disabled_features": ["linkedin_gold"]})), 400, invalid.clone()),
        row("sync limit", login(json!({"sync_limit": {"chats": "all"}})), 400, invalid.clone()),
        row("proxy protocol", login(json!({"proxy": {"protocol": "gopher", "host": "p", "port": 1}})), 400, invalid),
        row("proxy refuses", login(json!({"proxy": {"host": "auth.proxy.example", "port": 1}})), 407, refused(407, "invalid_proxy_credentials")),
        row("proxy is gone", login(json!({"proxy": {"host": "down.proxy.example", "port": 1}})), 502, refused(502, "proxy_error")),
        row("proxy is slow", login(json!({"proxy": {"host": "slow.proxy.example", "port": 1}})), 504, refused(504, "request_timeout")),
        row("everything", login(json!({"country": "FR", "ip": "203.0.113.7", "user_agent": "Mozilla/5.0", "sync_limit": {"chats": 5, "messages": "2026-01-01T00:00:00.000Z"}, "disabled_features": ["linkedin_recruiter"]})), 201, created()),
    ])
    .await;
}

#[tokio::test]
async fn checkpoints() {
    let desk = Desk::open().await;
    let chain = opened(&desk, "chain@agency.example").await;
    let phone = opened(&desk, "phone@agency.example").await;
    let contract = opened(&desk, "contract@agency.example").await;
    let wrong = refused(401, "invalid_checkpoint_solution");
    check(vec![
        row("wrong", solve(&desk, &chain, "000000"), 401, wrong.clone()),
        row("wrong again", solve(&desk, &chain, "000000"), 401, wrong.clone()),
        row("right", solve(&desk, &chain, "123456"), 202, json!({"checkpoint": {"type": "2FA"}})),
        row("another way", solve(&desk, &chain, "TRY_ANOTHER_WAY"), 202, json!({"checkpoint": {"type": "OTP"}})),
        row("done", solve(&desk, &chain, "123456"), 201, json!({"object": "AccountCreated", "account_id": chain})),
        row("twice", solve(&desk, &chain, "123456"), 403, refused(403, "unknown_authentication_context")),
        row("no dialling code", solve(&desk, &phone, "0612345678"), 401, wrong.clone()),
        row("number", solve(&desk, &phone, "(+33)0612345678"), 201, created()),
        row("no such contract", solve(&desk, &contract, "1"), 401, wrong),
        row("contract", solve(&desk, &contract, "20981"), 201, created()),
        row("kept", desk.unipile(Method::GET, &format!("/api/v1/accounts/{contract}")), 200, json!({"connection_params": {"im": {"premiumContractId": "20981", "premiumFeatures": ["recruiter"]}}})),
        row("named beforehand", connect(&desk, json!({"username": "contract+two@agency.example", "password": "p", "recruiter_contract_id": "20147"})), 201, created()),
        row("no code", solve(&desk, &chain, ""), 400, refused(400, "missing_parameters")),
        row("nobody", solve(&desk, "nothing", "123456"), 404, refused(404, "resource_not_found")),
        row("no such provider", desk.unipile(Method::POST, "/api/v1/accounts/checkpoint").json(&json!({"provider": "MAIL", "account_id": chain, "code": "1"})), 400, refused(400, "invalid_parameters")),
    ])
    .await;
}

#[tokio::test]
async fn a_sign_in_ends_after_five_minutes_or_five_wrong_answers() {
    let desk = Desk::open().await;
    let late = opened(&desk, "2fa@agency.example").await;
    desk.control("/clock", json!({"advance_s": 300})).await;
    let ended = refused(500, "authentication_intent_error");
    check(vec![row("late", solve(&desk, &late, "123456"), 500, ended.clone())]).await;
    let guessed = opened(&desk, "otp@agency.example").await;
    for _ in 0..4 {
        assert_eq!(desk.ask(solve(&desk, &guessed, "000000")).await.status, 401);
    }
    check(vec![row("the fifth", solve(&desk, &guessed, "000000"), 500, ended)]).await;
    desk.control("/config", json!({"unipile_v1_expired_sign_in": "checkpoint_error"})).await;
    let late = opened(&desk, "2fa+two@agency.example").await;
    desk.control("/clock", json!({"advance_s": 300})).await;
    check(vec![row("by switch", solve(&desk, &late, "123456"), 401, refused(401, "checkpoint_error"))]).await;
}

#[tokio::test]
async fn a_code_is_sent_again_but_not_at_once() {
    let desk = Desk::open().await;
    let id = opened(&desk, "otp@agency.example").await;
    check(vec![row("too soon", resend(&desk, &id), 422, refused(422, "cannot_resend_yet"))]).await;
    desk.control("/clock", json!({"advance_s": 30})).await;
    check(vec![
        row(
            "again",
            resend(&desk, &id),
            200,
            json!({"object": "CheckpointResend", "account_id": id, "success": true}),
        ),
        row("and again", resend(&desk, &id), 422, refused(422, "cannot_resend_yet")),
        row("nobody", resend(&desk, "nothing"), 404, refused(404, "resource_not_found")),
        row("right", solve(&desk, &id, "123456"), 201, created()),
    ])
    .await;
}

#[tokio::test]
async fn an_approval_needs_no_code() {
    let desk = Desk::open().await;
    let tapped = opened(&desk, "inapp@agency.example").await;
    let waited = opened(&desk, "inapp+two@agency.example").await;
    let show = |id: &str| desk.unipile(Method::GET, &format!("/api/v1/accounts/{id}"));
    check(vec![row("not yet", show(&tapped), 404, refused(404, "resource_not_found"))]).await;
    desk.control("/approve", json!({"provider": "unipile", "account": tapped})).await;
    let up = json!({"sources": [{"status": "OK"}]});
    check(vec![
        row("tapped", show(&tapped), 200, up.clone()),
        row("asked all the same", solve(&desk, &tapped, "x"), 201, created()),
        row("the other still waits", show(&waited), 404, Value::Null),
    ])
    .await;
    desk.control("/clock", json!({"advance_s": 15})).await;
    check(vec![row("by itself", show(&waited), 200, up)]).await;
}

#[tokio::test]
async fn a_captcha_unipile_cannot_pass_on() {
    let desk = Desk::open().await;
    desk.control("/config", json!({"unipile_captcha_supported": false})).await;
    let id = opened(&desk, "captcha@agency.example").await;
    check(vec![row("token", solve(&desk, &id, "token"), 401, refused(401, "captcha_not_supported"))]).await;
}

#[tokio::test]
async fn one_sign_in_at_a_time() {
    let desk = Desk::open().await;
    let first = opened(&desk, "2fa@agency.example").await;
    check(vec![row(
        "a second",
        by_password(&desk, "2fa@agency.example"),
        425,
        refused(425, "auth_in_progress"),
    )])
    .await;
    desk.control("/config", json!({"unipile_second_sign_in": "supersede"})).await;
    let second = opened(&desk, "2fa@agency.example").await;
    check(vec![
        row("the first is over", solve(&desk, &first, "123456"), 409, refused(409, "conflict")),
        row("the second goes on", solve(&desk, &second, "123456"), 201, created()),
    ])
    .await;
}

#[tokio::test]
async fn while_linkedin_takes_its_time() {
    let desk = Desk::open().await;
    desk.control("/config", json!({"unipile_sign_in_ms": 300})).await;
    let twice = || async {
        let (first, second) = tokio::join!(
            desk.ask(by_password(&desk, "ok@agency.example")),
            desk.ask(by_password(&desk, "ok@agency.example"))
        );
        let mut statuses = [first.status, second.status];
        statuses.sort_unstable();
        statuses
    };
    assert_eq!(twice().await, [201, 425]);
    desk.control("/config", json!({"unipile_second_sign_in": "supersede"})).await;
    assert_eq!(twice().await, [201, 409]);
}

#[tokio::test]
async fn reconnecting_keeps_the_account_and_minds_who_it_is() {
    let desk = Desk::open().await;
    let id = desk.account("unipile", "mateo-ruiz").await;
    let show = || desk.unipile(Method::GET, &format!("/api/v1/accounts/{id}"));
    let lost = json!({"sources": [{"status": "CREDENTIALS"}]});
    check(vec![
        row("lost", show(), 200, lost.clone()),
        row("another member's cookie", reconnect(&desk, &id, json!({"access_token": "AQED-elif-watanabe"})), 403, refused(403, "account_mismatch")),
        row("another login", reconnect(&desk, &id, json!({"username": "other@agency.example", "password": "p"})), 403, refused(403, "account_mismatch")),
        row("an ended cookie", reconnect(&desk, &id, json!({"access_token": "expired"})), 401, refused(401, "invalid_credentials")),
        row("still lost", show(), 200, lost),
        row("back", reconnect(&desk, &id, json!({"access_token": "AQED-mateo-ruiz", "premium_token": "AQJ"})), 201, json!({"object": "AccountReconnected", "account_id": id})),
        row("works", show(), 200, json!({"id": id, "sources": [{"status": "OK"}], "connection_params": {"im": {"premiumFeatures": ["sales_navigator"]}}})),
        row("once more, though it runs", reconnect(&desk, &id, json!({"access_token": "AQED-mateo-ruiz"})), 201, json!({"object": "AccountReconnected"})),
        row("unknown", reconnect(&desk, "nothing", json!({"access_token": "AQED"})), 404, refused(404, "resource_not_found")),
    ])
    .await;
    desk.control("/config", json!({"unipile_v1_mismatch": "wrong_account"})).await;
    check(vec![row(
        "by switch",
        reconnect(&desk, &id, json!({"access_token": "AQED-elif-watanabe"})),
        401,
        refused(401, "wrong_account"),
    )])
    .await;
}

#[tokio::test]
async fn a_feature_can_be_left_out() {
    let desk = Desk::open().await;
    let body = json!({"access_token": "AQED-tomas-brandt", "premium_token": "AQJ", "disabled_features": ["linkedin_recruiter"]});
    let id = desk.ask(connect(&desk, body)).await.json()["account_id"].as_str().unwrap().to_owned();
    check(vec![row(
        "without Recruiter",
        desk.unipile(Method::GET, &format!("/api/v1/accounts/{id}")),
        200,
        json!({"connection_params": {"im": {"premiumFeatures": []}}}),
    )])
    .await;
}
