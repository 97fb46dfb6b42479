//! Unipile v2: publishing.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Desk, check, png, row};

fn image(bytes: &[u8], mime: &str) -> Value {
    json!({
        "type": "image",
        "filename": "bench.png",
        "content_type": mime,
        "data": STANDARD.encode(bytes),
        "alt": "A bench",
    })
}

#[tokio::test]
async fn a_post_with_a_picture_is_published_at_once() {
    let desk = Desk::open().await;
    let id = desk.account("unipile", "elif-watanabe").await;
    let bytes = png(300, 200);
    let request = desk.unipile(Method::POST, &format!("/v2/{id}/posts")).json(&json!({
        "text": "We moved (at last).",
        "can_read": "anyone",
        "attachments": [image(&bytes, "image/png")],
    }));
    let reply = desk.ask(request).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    let post = reply.json();
    assert_eq!(post["object"], "Post");
    assert_eq!(post["text"], "We moved (at last).");
    assert_eq!(post["author"]["name"], "Elif Watanabe");
    let posts = desk.read("/posts?provider=unipile").await;
    assert_eq!(posts[0]["id"], post["id"]);
    assert_eq!(posts[0]["text"], "We moved (at last).");
    assert_eq!(posts[0]["permalink"], post["share_url"]);
    assert_eq!(posts[0]["media"][0]["bytes"], bytes.len());
    assert_eq!(posts[0]["media"][0]["alt"], "A bench");
}

#[tokio::test]
async fn what_is_refused() {
    let desk = Desk::open().await;
    let elif = desk.account("unipile", "elif-watanabe").await;
    let mateo = desk.account("unipile", "mateo-ruiz").await;
    let send = |id: &str, body: Value| desk.unipile(Method::POST, &format!("/v2/{id}/posts")).json(&body);
    let kind = |kind: &str| json!({"object": "Error", "type": kind});
    let picture = |value: Value| json!({"text": "Look", "attachments": [value]});
    check(vec![
        row(
            "disconnected",
            send(&mateo, json!({"text": "Hello"})),
            401,
            kind("provider/invalid_authorization"),
        ),
        row("nothing", send(&elif, json!({"text": " "})), 400, kind("api/invalid_parameters")),
        row("no text", send(&elif, json!({})), 400, kind("api/invalid_parameters")),
        row(
            "too long",
            send(&elif, json!({"text": "x".repeat(3_001)})),
            400,
            kind("provider/invalid_parameters"),
        ),
        row(
            "no picture",
            send(&elif, picture(image(b"words", "image/png"))),
            422,
            kind("provider/invalid_file"),
        ),
        row(
            "another type than it says",
            send(&elif, picture(image(&png(9, 9), "image/gif"))),
            422,
            kind("provider/invalid_file"),
        ),
        row(
            "too large",
            send(&elif, picture(image(&png(6_013, 10), "image/png"))),
            422,
            kind("provider/invalid_file"),
        ),
        row(
            "no base64",
            send(&elif, picture(json!({"type": "image", "data": "%%%"}))),
            400,
            kind("api/invalid_parameters"),
        ),
    ])
    .await;
    assert_eq!(desk.read("/posts").await, json!([]));
}

#[tokio::test]
async fn a_post_can_be_read_and_deleted() {
    let desk = Desk::open().await;
    let id = desk.account("unipile", "elif-watanabe").await;
    let created = desk
        .ask(desk.unipile(Method::POST, &format!("/v2/{id}/posts")).json(&json!({"text": "Short-lived"})))
        .await
        .json();
    let path = format!("/v2/{id}/posts/{}", created["id"].as_str().unwrap());
    check(vec![
        row("read", desk.unipile(Method::GET, &path), 200, json!({"text": "Short-lived"})),
        row(
            "other words",
            desk.unipile(Method::PATCH, &path).json(&json!({"text": "Shorter"})),
            200,
            json!({"text": "Shorter"}),
        ),
        row(
            "listed",
            desk.unipile(Method::GET, &format!("/v2/{id}/users/me/posts?limit=1")),
            200,
            json!({"object": "Posts", "data": [{"text": "Shorter"}], "total_count": 2, "next_cursor": "1"}),
        ),
        row(
            "shared again",
            desk.unipile(Method::POST, &format!("/v2/{id}/posts"))
                .json(&json!({"text": "", "quoted_post_id": created["id"]})),
            201,
            json!({"is_repost": true, "quoted_post": {"text": "Shorter"}}),
        ),
        row(
            "as a page",
            desk.unipile(Method::POST, &format!("/v2/{id}/posts"))
                .json(&json!({"text": "From us", "post_as": "urn:li:organization:2430021"})),
            201,
            json!({"author": {"name": "Meridian Labs", "is_company": true}}),
        ),
        row("delete", desk.unipile(Method::DELETE, &path), 204, Value::Null),
        row("gone", desk.unipile(Method::GET, &path), 404, json!({"type": "provider/resource_not_found"})),
    ])
    .await;
}

#[tokio::test]
async fn comments_and_reactions() {
    let desk = Desk::open().await;
    let id = desk.account("unipile", "elif-watanabe").await;
    let publish = |body: Value| desk.unipile(Method::POST, &format!("/v2/{id}/posts")).json(&body);
    let open = desk.ask(publish(json!({"text": "Say something"}))).await.json();
    let closed = desk.ask(publish(json!({"text": "Say nothing", "can_comment": "no_one"}))).await.json();
    let path = |post: &Value, what: &str| format!("/v2/{id}/posts/{}{what}", post["id"].as_str().unwrap());
    let comments = path(&open, "/comments");
    let reactions = path(&open, "/reactions");
    check(vec![
        row(
            "comment",
            desk.unipile(Method::POST, &comments).json(&json!({"text": "First"})),
            201,
            json!({"object": "Comment", "id": "*", "text": "First", "author": {"name": "Elif Watanabe"}}),
        ),
        row(
            "nothing",
            desk.unipile(Method::POST, &comments).json(&json!({})),
            400,
            json!({"type": "api/invalid_parameters"}),
        ),
        row(
            "closed",
            desk.unipile(Method::POST, &path(&closed, "/comments")).json(&json!({"text": "x"})),
            403,
            json!({"type": "provider/insufficient_permissions"}),
        ),
        row(
            "react",
            desk.unipile(Method::POST, &reactions).json(&json!({"reaction": "insightful"})),
            201,
            json!({"object": "Reaction"}),
        ),
        row(
            "twice",
            desk.unipile(Method::POST, &reactions).json(&json!({"reaction": "insightful"})),
            409,
            json!({"type": "provider/conflict"}),
        ),
        row(
            "comments",
            desk.unipile(Method::GET, &comments),
            200,
            json!({"object": "Comments", "total_count": 1, "next_cursor": null, "data": [{"text": "First"}]}),
        ),
        row(
            "reactions",
            desk.unipile(Method::GET, &reactions),
            200,
            json!({"object": "Reactions", "data": [{"reaction": "insightful"}]}),
        ),
        row(
            "counted",
            desk.unipile(Method::GET, &path(&open, "")),
            200,
            json!({"reactions_counter": 1, "comments_counter": 1}),
        ),
    ])
    .await;
}

#[tokio::test]
async fn members_and_pages_are_mentioned_by_identifier() {
    let desk = Desk::open().await;
    let elif = desk.account("unipile", "elif-watanabe").await;
    let accounts = desk.read("/accounts?provider=unipile").await;
    let profile_id = accounts
        .as_array()
        .unwrap()
        .iter()
        .find(|account| account["person"] == "mateo-ruiz")
        .map(|account| account["user_id"].as_str().or(account["profile_id"].as_str()).unwrap().to_owned())
        .unwrap();
    let path = format!("/v2/{elif}/posts");
    for (typed, seen) in [
        (
            format!("Thanks @wei-zhang, @{profile_id} and @northwind-talent!"),
            "Thanks Wei Zhang, Mateo Ruiz and Northwind Talent!",
        ),
        (
            "Nobody is @nobody-at-all, write to me@wei-zhang.example".to_owned(),
            "Nobody is @nobody-at-all, write to me@wei-zhang.example",
        ),
        ("(@wei-zhang)".to_owned(), "(Wei Zhang)"),
        ("@ @".to_owned(), "@ @"),
    ] {
        let request = desk.unipile(Method::POST, &path).json(&json!({"text": typed}));
        check(vec![row("mentions", request, 201, json!({"text": seen}))]).await;
    }
    let feed = desk.ask(desk.www(Method::GET, "/feed/")).await;
    assert!(feed.text.contains("<a class=mention href=\"/in/mateo-ruiz\">Mateo Ruiz</a>"), "{}", feed.text);
    assert!(feed.text.contains("<a class=mention href=\"/company/northwind-talent\">"), "{}", feed.text);
}
