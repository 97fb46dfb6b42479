//! Webhooks of LinkedIn pages: the challenge, signed notifications, and the same to be asked for.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use aws_lc_rs::hmac;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::routing::get;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::desk::{Desk, check, row};

const SCOPES: &str = "openid profile w_organization_social r_organization_social rw_organization_admin";
const PAGE: &str = "urn:li:organization:2414183";

fn signed(secret: &str, message: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    hmac::sign(&key, message).as_ref().iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

type Events = mpsc::UnboundedReceiver<(HeaderMap, Bytes)>;

/// A subscriber that knows `secret`: its address, and what it is sent.
async fn subscriber(secret: &str) -> (String, Events) {
    subscriber_that_passes(secret, Arc::new(AtomicBool::new(true))).await
}

/// A subscriber that fails its challenges while `passes` is false.
async fn subscriber_that_passes(secret: &str, passes: Arc<AtomicBool>) -> (String, Events) {
    #[derive(serde::Deserialize)]
    struct Challenge {
        #[serde(rename = "challengeCode")]
        code: String,
    }
    type Shared = (String, Arc<AtomicBool>, mpsc::UnboundedSender<(HeaderMap, Bytes)>);
    let (sender, events) = mpsc::unbounded_channel();
    let proves = |State((secret, passes, _)): State<Shared>, Query(challenge): Query<Challenge>| async move {
        let secret = if passes.load(Ordering::SeqCst) { secret } else { "forgotten".to_owned() };
        axum::Json(json!({
            "challengeResponse": signed(&secret, challenge.code.as_bytes()),
            "challengeCode": challenge.code,
        }))
    };
    let takes = |State((_, _, sender)): State<Shared>, headers: HeaderMap, body: Bytes| async move {
        sender.send((headers, body)).unwrap();
    };
    let app =
        Router::new().route("/hook", get(proves).post(takes)).with_state((secret.to_owned(), passes, sender));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    (url, events)
}

fn subscription(desk: &Desk, method: Method, token: &str, member: &str) -> RequestBuilder {
    let encoded = |urn: &str| urn.replace(':', "%3A");
    let path = format!(
        "/rest/eventSubscriptions/(developerApplication:urn%3Ali%3AdeveloperApplication%3A123456,user:{},entity:{},eventType:ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS)",
        encoded(member),
        encoded(PAGE),
    );
    desk.api(method, &path, token)
}

async fn administrator(desk: &Desk) -> (String, String, String) {
    desk.control("/config", json!({"partner": true})).await;
    let (token, member) = desk.signed_in("chloe-lambert", SCOPES).await;
    let post = json!({
        "author": PAGE,
        "commentary": "We are hiring",
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
        "lifecycleState": "PUBLISHED",
    });
    let reply = desk.ask(desk.api(Method::POST, "/rest/posts", &token).json(&post)).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    (token, member, reply.header("x-restli-id").to_owned())
}

#[tokio::test]
async fn a_webhook_proves_itself_before_it_is_subscribed() {
    let desk = Desk::open().await;
    let (token, member, _) = administrator(&desk).await;
    let (good, _events) = subscriber(&desk.endpoints.linkedin.client_secret).await;
    let (ignorant, _none) = subscriber("another secret").await;
    let ask = |method: Method| subscription(&desk, method, &token, &member);
    let put = |url: &str| ask(Method::PUT).json(&json!({"webhook": url}));
    let failed = json!({"status": 400, "message": "This URL did not pass the security challenge check"});
    let element = json!({
        "developerApplication": "urn:li:developerApplication:123456",
        "user": member,
        "entity": PAGE,
        "eventType": "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS",
        "webhook": good,
        "expiresAt": "*",
    });
    let finder = "/rest/eventSubscriptions?q=subscriberAndEventType&eventType=ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS";
    check(vec![
        row("not subscribed", ask(Method::GET), 404, Value::Null),
        row("does not know the secret", put(&ignorant), 400, failed.clone()),
        row("nobody listens", put("http://127.0.0.1:9/hook"), 400, failed),
        row("no webhook", ask(Method::PUT).json(&json!({})), 422, Value::Null),
        row("proves itself", put(&good), 204, Value::Null),
        row("by key", ask(Method::GET), 200, element.clone()),
        row("by member", desk.api(Method::GET, finder, &token), 200, json!({"elements": [element]})),
        row(
            "for another member",
            subscription(&desk, Method::GET, &token, "urn:li:person:other"),
            403,
            Value::Null,
        ),
        row("ended", ask(Method::DELETE), 204, Value::Null),
        row("gone", ask(Method::GET), 404, Value::Null),
    ])
    .await;
}

#[tokio::test]
async fn what_readers_do_is_told_signed_and_kept() {
    let desk = Desk::open().await;
    let secret = desk.endpoints.linkedin.client_secret.clone();
    let (token, member, post) = administrator(&desk).await;
    let (url, mut events) = subscriber(&secret).await;
    let put = subscription(&desk, Method::PUT, &token, &member).json(&json!({"webhook": url}));
    check(vec![row("subscribed", put, 204, Value::Null)]).await;

    let comment = json!({"action": "COMMENT", "post": post, "person": "wei-zhang", "text": "Where?"});
    desk.control("/page-action", comment).await;
    desk.control("/page-action", json!({"action": "LIKE", "post": post, "person": "wei-zhang"})).await;
    let (headers, body) = events.recv().await.unwrap();
    let expected = signed(&secret, &[b"hmacsha256=", body.as_ref()].concat());
    assert_eq!(headers["x-li-signature"].to_str().unwrap(), expected);
    let event: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(event["type"], "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS");
    let told = &event["notifications"][0];
    assert_eq!(told["action"], "COMMENT");
    assert_eq!(told["organizationalEntity"], PAGE);
    assert_eq!(told["sourcePost"], post.as_str());
    assert_eq!(told["subscriber"], member.as_str());
    assert_eq!(told["decoratedGeneratedActivity"]["comment"]["text"], "Where?");
    let (_, body) = events.recv().await.unwrap();
    let liked: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(liked["notifications"][0]["action"], "LIKE");
    assert_ne!(liked["notifications"][0]["notificationId"], told["notificationId"]);

    // What a member does through the API is told too.
    let (wei, urn) = desk.signed_in("wei-zhang", "openid w_member_social").await;
    let reshare = json!({
        "author": urn,
        "commentary": "",
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
        "lifecycleState": "PUBLISHED",
        "reshareContext": {"parent": post},
    });
    check(vec![row(
        "reshared",
        desk.api(Method::POST, "/rest/posts", &wei).json(&reshare),
        201,
        Value::Null,
    )])
    .await;
    let path = format!("/v2/socialActions/{}/comments", post.replace(':', "%3A"));
    let comment = json!({"actor": urn, "object": post, "message": {"text": "Here!"}});
    check(vec![row("answered", desk.api(Method::POST, &path, &wei).json(&comment), 201, Value::Null)]).await;
    for action in ["SHARE", "COMMENT"] {
        let (_, body) = events.recv().await.unwrap();
        let event: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(event["notifications"][0]["action"], action);
    }

    let pull = |actions: &str| {
        let page = PAGE.replace(':', "%3A");
        let path = format!(
            "/rest/organizationalEntityNotifications?q=criteria&actions=List({actions})&organizationalEntity={page}"
        );
        desk.api(Method::GET, &path, &token)
    };
    check(vec![
        row("asked for", pull("COMMENT"), 200, json!({"elements": ["*", told]})),
        row(
            "newest first",
            pull("SHARE,LIKE"),
            200,
            json!({"elements": [{"action": "SHARE"}, {"action": "LIKE"}]}),
        ),
        row("made up", pull("WAVE"), 400, Value::Null),
    ])
    .await;
    desk.control("/clock", json!({"advance_s": 61 * 24 * 3_600})).await;
    let (token, _) = desk.signed_in("chloe-lambert", SCOPES).await;
    let path = format!(
        "/rest/organizationalEntityNotifications?q=criteria&organizationalEntity={}",
        PAGE.replace(':', "%3A")
    );
    check(vec![row("after 60 days", desk.api(Method::GET, &path, &token), 200, json!({"elements": []}))])
        .await;
}

#[tokio::test]
async fn a_subscription_ends_with_the_members_grant() {
    let desk = Desk::open().await;
    let secret = desk.endpoints.linkedin.client_secret.clone();
    let (token, member, post) = administrator(&desk).await;
    let (url, _events) = subscriber(&secret).await;
    let put = subscription(&desk, Method::PUT, &token, &member).json(&json!({"webhook": url}));
    check(vec![row("subscribed", put, 204, Value::Null)]).await;
    desk.control("/expire", json!({"provider": "linkedin", "account": "chloe-lambert"})).await;
    desk.control("/page-action", json!({"action": "LIKE", "post": post, "person": "wei-zhang"})).await;
    assert_eq!(desk.read("/deliveries?provider=linkedin").await, json!([]));
    let (token, _) = desk.signed_in("chloe-lambert", SCOPES).await;
    let gone = subscription(&desk, Method::GET, &token, &member);
    check(vec![row("gone", gone, 404, Value::Null)]).await;
}

/// Until so many challenges have been answered, or not.
async fn challenged(desk: &Desk, times: usize) {
    loop {
        let log = desk.read("/deliveries?provider=linkedin").await;
        let log = log.as_array().unwrap();
        if log.iter().filter(|one| one["event"] == "VALIDATION").count() >= times {
            return;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_webhook_is_challenged_every_two_hours_and_blocked_after_three_failures() {
    let desk = Desk::open().await;
    let secret = desk.endpoints.linkedin.client_secret.clone();
    let (token, member, post) = administrator(&desk).await;
    let passes = Arc::new(AtomicBool::new(true));
    let (url, mut events) = subscriber_that_passes(&secret, Arc::clone(&passes)).await;
    let subscribe = || subscription(&desk, Method::PUT, &token, &member).json(&json!({"webhook": url}));
    check(vec![row("subscribed", subscribe(), 204, Value::Null)]).await;
    let two_hours = || desk.control("/clock", json!({"advance_s": 2 * 3_600}));
    let like = async |person: &str| {
        desk.control("/page-action", json!({"action": "LIKE", "post": post, "person": person})).await
    };
    two_hours().await;
    challenged(&desk, 1).await;

    passes.store(false, Ordering::SeqCst);
    for times in 2..4 {
        two_hours().await;
        challenged(&desk, times).await;
    }
    like("wei-zhang").await;
    assert!(events.recv().await.is_some(), "two failures are forgiven");
    two_hours().await;
    challenged(&desk, 4).await;
    like("chloe-lambert").await;
    two_hours().await;

    passes.store(true, Ordering::SeqCst);
    check(vec![row("checked by hand", subscribe(), 204, Value::Null)]).await;
    like("amara-sithole").await;
    let (_, body) = events.recv().await.unwrap();
    let event: Value = serde_json::from_slice(&body).unwrap();
    let liked = event["notifications"][0]["generatedActivity"].as_str().unwrap().to_owned();
    let (_, amara) = desk.signed_in("amara-sithole", "openid").await;
    assert!(liked.contains(&amara), "what happened while it was blocked was not told: {liked}");
}
