//! Going back to how things were, here and in another sandbox.

use reqwest::Method;
use rollcall_sandbox::{Options, Ports, Sandbox, Snapshot};
use serde_json::{Value, json};

use crate::desk::{Desk, MEMBER_SCOPES, check, png, row};

/// A sandbox in the middle of things: a token, a post with a picture, a link, a switch, a clock.
struct Busy {
    desk: Desk,
    token: String,
    account: String,
    link: String,
}

async fn busy() -> Busy {
    let desk = Desk::open().await;
    desk.control("/config", json!({"duplicate_window_s": 5})).await;
    desk.control("/clock", json!({"set": "2027-01-01T08:00:00Z", "stopped": true})).await;
    let (token, urn) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    let begin = desk
        .api(Method::POST, "/rest/images?action=initializeUpload", &token)
        .json(&json!({"initializeUploadRequest": {"owner": urn}}));
    let begun = desk.ask(begin).await.json()["value"].clone();
    let upload = desk.http.put(begun["uploadUrl"].as_str().unwrap()).bearer_auth(&token).body(png(640, 480));
    let post = desk.api(Method::POST, "/rest/posts", &token).json(&json!({
        "author": urn,
        "commentary": "Kept",
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED"},
        "content": {"media": {"id": begun["image"], "altText": "A field"}},
        "lifecycleState": "PUBLISHED",
    }));
    check(vec![row("upload", upload, 201, Value::Null), row("post", post, 201, Value::Null)]).await;
    let account = desk.account("unipile", "mateo-ruiz").await;
    let link = desk.unipile(Method::POST, "/v2/auth/link").json(&json!({"account_id": account}));
    let link = desk.ask(link).await.json()["link"].as_str().unwrap().to_owned();
    Busy { desk, token, account, link }
}

async fn everything(desk: &Desk) -> Vec<Value> {
    let mut all = Vec::new();
    for path in ["/accounts", "/posts?seeded=true", "/config", "/clock", "/faults", "/links"] {
        all.push(desk.read(path).await);
    }
    all
}

async fn disturb(busy: &Busy) {
    let desk = &busy.desk;
    desk.ask(desk.unipile(Method::DELETE, &format!("/v2/accounts/{}", busy.account))).await;
    desk.control("/expire", json!({"provider": "linkedin", "account": "amara-sithole"})).await;
    desk.control("/config", json!({"partner": true})).await;
    desk.control("/clock", json!({"advance_s": 86_400, "stopped": false})).await;
    desk.control("/fault", json!({"provider": "edges", "status": 500})).await;
}

#[tokio::test]
async fn a_named_snapshot_can_be_returned_to_again_and_again() {
    let busy = busy().await;
    let before = everything(&busy.desk).await;
    busy.desk.control("/snapshots/before", json!({})).await;
    for _ in 0..2 {
        disturb(&busy).await;
        assert_ne!(everything(&busy.desk).await, before);
        busy.desk.control("/snapshots/before/restore", json!({})).await;
        assert_eq!(everything(&busy.desk).await, before);
    }
    assert_eq!(busy.desk.read("/snapshots").await, json!({"snapshots": ["before"]}));
    let control = &busy.desk.endpoints.control;
    let forget = || busy.desk.http.delete(format!("{control}/snapshots/before"));
    check(vec![
        row("forgotten", forget(), 200, json!({"ok": true})),
        row("gone", forget(), 404, json!({"error": "*"})),
        row(
            "nothing to return to",
            busy.desk.http.post(format!("{control}/snapshots/before/restore")),
            404,
            json!({"error": "*"}),
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_document_restores_everything_and_tokens_work_on() {
    let busy = busy().await;
    let before = everything(&busy.desk).await;
    let document = busy.desk.read("/snapshot").await;
    disturb(&busy).await;
    busy.desk.control("/restore", document).await;
    assert_eq!(everything(&busy.desk).await, before);
    check(vec![row(
        "the token",
        busy.desk.api(Method::GET, "/v2/userinfo", &busy.token),
        200,
        json!({"name": "Amara Sithole"}),
    )])
    .await;
}

#[tokio::test]
async fn another_sandbox_goes_on_from_a_document_and_addresses_follow_it() {
    let busy = busy().await;
    let document = busy.desk.read("/snapshot").await;
    let text = serde_json::to_string(&document).unwrap();
    let snapshot: Snapshot = serde_json::from_str(&text).unwrap();
    let restored = Desk::around(Sandbox::restored(snapshot, Ports::default()).await.unwrap());

    let (old, new) = (&busy.desk.endpoints, &restored.endpoints);
    assert_eq!(new.unipile.api_key, old.unipile.api_key);
    assert_eq!(new.linkedin.client_secret, old.linkedin.client_secret);
    assert_ne!(new.unipile.dsn, old.unipile.dsn);
    assert_eq!(restored.read("/clock").await, json!({"now": "2027-01-01T08:00:00.000Z", "stopped": true}));

    let post = &restored.read("/posts").await[0];
    assert!(post["permalink"].as_str().unwrap().starts_with(&new.linkedin.www), "{post}");
    let page = restored.ask(restored.get(post["permalink"].as_str().unwrap().to_owned())).await;
    assert!(page.text.contains("Kept"), "{}", page.text);

    let link = busy.link.replace(&old.unipile.dsn, &new.unipile.dsn);
    assert!(restored.read("/links").await.as_array().unwrap().iter().any(|open| open["url"] == link));
    assert_eq!(restored.ask(restored.get(link)).await.status, 200);
    let everything = restored.read("/snapshot").await["world"].clone();
    for (part, said) in everything.as_object().unwrap() {
        let said = said.to_string();
        assert!(part == "journal" || !said.contains(&old.linkedin.www), "{part} still names the old port");
    }
}

#[tokio::test]
async fn a_restored_sandbox_goes_on_making_the_same_ids() {
    let desk = Desk::open().await;
    let document = desk.read("/snapshot").await;
    let snapshot: Snapshot = serde_json::from_value(document).unwrap();
    let twin = Desk::around(Sandbox::restored(snapshot, Ports::default()).await.unwrap());
    let mut codes = Vec::new();
    for desk in [&desk, &twin] {
        codes.push(desk.control("/consent", json!({"person": "amara-sithole"})).await["code"].clone());
    }
    assert_eq!(codes[0], codes[1]);
}

#[tokio::test]
async fn what_is_no_snapshot_changes_nothing() {
    let desk = Desk::open().await;
    let before = desk.read("/accounts").await;
    let document = desk.read("/snapshot").await;
    let mut later = document.clone();
    later["format"] = json!(999);
    let mut broken = document;
    broken["world"]["ids"] = json!("none");
    let restore = |body: Value| desk.http.post(format!("{}/restore", desk.endpoints.control)).json(&body);
    check(vec![
        row("another format", restore(later), 400, json!({"error": "*"})),
        row("not whole", restore(broken), 400, json!({"error": "*"})),
        row("something else", restore(json!({"hello": 1})), 400, json!({"error": "*"})),
    ])
    .await;
    assert_eq!(desk.read("/accounts").await, before);
}

#[tokio::test]
async fn a_reset_keeps_what_was_set_aside() {
    let desk = Desk::with(Options { accounts: 5, ..Options::default() }).await;
    desk.control("/snapshots/start", json!({})).await;
    desk.control("/reset", json!({})).await;
    assert_eq!(desk.read("/snapshots").await, json!({"snapshots": ["start"]}));
}
