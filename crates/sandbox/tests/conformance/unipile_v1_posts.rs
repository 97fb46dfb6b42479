//! Unipile v1: publishing in multipart, and reading again.

use reqwest::multipart::{Form, Part};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::desk::{Desk, check, png, row};

fn refused(status: u16, kind: &str) -> Value {
    json!({"type": format!("errors/{kind}"), "status": status, "instance": "/api/v1/posts"})
}

fn publish(desk: &Desk, form: Form) -> RequestBuilder {
    desk.unipile(Method::POST, "/api/v1/posts").multipart(form)
}

fn text(account: &str, text: &str) -> Form {
    Form::new().text("account_id", account.to_owned()).text("text", text.to_owned())
}

/// As clients send it: no type worth the name.
fn file(bytes: Vec<u8>, name: &str) -> Part {
    Part::bytes(bytes).file_name(name.to_owned()).mime_str("application/octet-stream").unwrap()
}

fn pdf() -> Vec<u8> {
    b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n".to_vec()
}

fn mp4() -> Vec<u8> {
    let mut bytes = b"\0\0\0\x18ftypisom\0\0\x02\0isomiso2".to_vec();
    bytes.extend([0; 64]);
    bytes
}

fn made() -> Value {
    json!({"object": "PostCreated", "post_id": "*"})
}

#[tokio::test]
async fn every_kind_of_content() {
    let desk = Desk::open().await;
    let id = desk.account("unipile", "elif-watanabe").await;
    let pictures = text(&id, "Two benches")
        .part("attachments", file(png(30, 20), "a.png"))
        .part("attachments", file(png(40, 20), "b.png"));
    check(vec![
        row("words", publish(&desk, text(&id, "Hello")), 201, made()),
        row("pictures", publish(&desk, pictures), 201, made()),
        row(
            "a video",
            publish(
                &desk,
                text(&id, "")
                    .part("attachments", file(mp4(), "a.mp4"))
                    .part("video_thumbnail", file(png(9, 9), "t.png")),
            ),
            201,
            made(),
        ),
        row(
            "a document",
            publish(&desk, text(&id, "Read").part("attachments", file(pdf(), "a.pdf"))),
            201,
            made(),
        ),
        row(
            "a link",
            publish(&desk, text(&id, "See").text("external_link", "https://example.com/a")),
            201,
            made(),
        ),
        row(
            "a mention",
            publish(
                &desk,
                text(&id, "Thanks {{0}}")
                    .text("mentions", json!([{"name": "Ada Lane", "profile_id": "ACoAAB"}]).to_string()),
            ),
            201,
            made(),
        ),
        row(
            "a mention in brackets",
            publish(
                &desk,
                text(&id, "Hey {{0}}")
                    .text("mentions[0][name]", "Acme")
                    .text("mentions[0][profile_id]", "1441"),
            ),
            201,
            made(),
        ),
        row(
            "as a page",
            publish(&desk, text(&id, "From us").text("as_organization", "2430021")),
            201,
            made(),
        ),
    ])
    .await;
    let posts = desk.read("/posts?provider=unipile").await;
    let texts: Vec<&str> =
        posts.as_array().unwrap().iter().map(|post| post["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["Hello", "Two benches", "", "Read", "See", "Thanks Ada Lane", "Hey Acme", "From us"]);
    assert_eq!(posts[1]["media"].as_array().unwrap().len(), 2);
    assert_eq!(posts[2]["media"][0]["mime"], "video/mp4");
    assert_eq!(posts[7]["author"]["name"], "Meridian Labs");

    let document = posts[3]["urn"].as_str().unwrap().rsplit(':').next().unwrap();
    let read = |what: &str| desk.unipile(Method::GET, &format!("/api/v1/posts/{what}?account_id={id}"));
    let whole = json!({
        "object": "Post", "provider": "LINKEDIN", "id": document, "social_id": "*", "share_url": posts[3]["permalink"],
        "text": "Read", "date": "0m", "parsed_datetime": "*", "reaction_counter": 0, "comment_counter": 0,
        "repost_counter": 0, "impressions_counter": 0,
        "author": {"public_identifier": "elif-watanabe", "name": "Elif Watanabe", "is_company": false},
        "permissions": {"can_react": true, "can_share": true, "can_post_comments": true}, "is_repost": false,
        "attachments": [{"type": "file", "file_name": "a.pdf", "mimetype": "application/pdf", "unavailable": false}],
    });
    check(vec![
        row("by number", read(document), 200, whole.clone()),
        row("by URN", read(posts[3]["urn"].as_str().unwrap()), 200, whole),
        row("unknown", read("1"), 404, json!({"type": "errors/resource_not_found"})),
        row("a repost", publish(&desk, text(&id, "").text("repost", document.to_owned())), 201, made()),
        row("a page's posts", desk.unipile(Method::GET, &format!("/api/v1/users/meridian-labs/posts?account_id={id}&is_company=true")), 200, json!({"object": "PostList", "items": [{"text": "From us", "author": {"is_company": true}}], "cursor": null})),
        row("the newest of one's own", desk.unipile(Method::GET, &format!("/api/v1/users/me/posts?account_id={id}&limit=1")), 200, json!({"items": [{"is_repost": true, "repost_content": {"text": "Read"}}], "cursor": "*"})),
    ])
    .await;
}

#[tokio::test]
async fn what_is_refused() {
    let desk = Desk::open().await;
    let elif = desk.account("unipile", "elif-watanabe").await;
    let mateo = desk.account("unipile", "mateo-ruiz").await;
    let with = |name: &str, bytes: Vec<u8>| text(&elif, "x").part("attachments", file(bytes, name));
    let invalid = refused(422, "invalid_post");
    let mixed = with("a.png", png(9, 9)).part("attachments", file(pdf(), "a.pdf"));
    let two = with("a.pdf", pdf()).part("attachments", file(pdf(), "b.pdf"));
    let many = (0..21).fold(text(&elif, "x"), |form, _| form.part("attachments", file(png(9, 9), "a.png")));
    check(vec![
        row(
            "JSON",
            desk.unipile(Method::POST, "/api/v1/posts").json(&json!({"account_id": elif, "text": "x"})),
            415,
            refused(415, "unsupported_media_type"),
        ),
        row(
            "no key first",
            desk.http.post(format!("{}/api/v1/posts", desk.endpoints.unipile.dsn)).json(&json!({})),
            401,
            refused(401, "missing_credentials"),
        ),
        row(
            "no account",
            publish(&desk, Form::new().text("text", "x")),
            400,
            refused(400, "missing_parameters"),
        ),
        row(
            "no text",
            publish(&desk, Form::new().text("account_id", elif.clone())),
            400,
            refused(400, "missing_parameters"),
        ),
        row("nothing at all", publish(&desk, text(&elif, " ")), 400, refused(400, "missing_parameters")),
        row("disconnected", publish(&desk, text(&mateo, "x")), 401, refused(401, "disconnected_account")),
        row(
            "too long",
            publish(&desk, text(&elif, &"x".repeat(3_001))),
            400,
            refused(400, "too_many_characters"),
        ),
        row("words as a file", publish(&desk, with("a.png", b"words".to_vec())), 422, invalid.clone()),
        row("6013 pixels", publish(&desk, with("a.png", png(6_013, 10))), 422, invalid.clone()),
        row("two kinds", publish(&desk, mixed), 422, invalid.clone()),
        row("two documents", publish(&desk, two), 422, invalid.clone()),
        row("21 pictures", publish(&desk, many), 422, invalid.clone()),
        row("a repost of nothing", publish(&desk, text(&elif, "").text("repost", "1")), 422, invalid),
        row(
            "a page of others",
            publish(&desk, text(&elif, "x").text("as_organization", "2414183")),
            403,
            refused(403, "insufficient_permissions"),
        ),
        row(
            "a mention of nobody",
            publish(&desk, text(&elif, "{{0}}")),
            400,
            refused(400, "invalid_parameters"),
        ),
        row(
            "no address",
            publish(&desk, text(&elif, "x").text("external_link", "somewhere")),
            400,
            refused(400, "invalid_url"),
        ),
    ])
    .await;
    assert_eq!(desk.read("/posts?provider=unipile").await, json!([]));
}

#[tokio::test]
async fn limits_by_switch() {
    let desk = Desk::open().await;
    let id = desk.account("unipile", "elif-watanabe").await;
    desk.control("/config", json!({"unipile_posts_per_day": 1, "unipile_largest_attachment": 50})).await;
    let large = || text(&id, "x").part("attachments", file(png(9, 9), "a.png"));
    check(vec![row("too large", publish(&desk, large()), 400, refused(400, "content_too_large"))]).await;
    desk.control("/config", json!({"unipile_too_large_status": 413})).await;
    check(vec![
        row("too large", publish(&desk, large()), 413, refused(413, "content_too_large")),
        row("one a day", publish(&desk, text(&id, "x")), 201, made()),
        row("two a day", publish(&desk, text(&id, "y")), 429, refused(429, "too_many_requests")),
    ])
    .await;
    desk.control("/clock", json!({"advance_s": 24 * 60 * 60})).await;
    check(vec![row("the next day", publish(&desk, text(&id, "y")), 201, made())]).await;
}

#[tokio::test]
async fn comments_and_reactions() {
    let desk = Desk::open().await;
    let elif = desk.account("unipile", "elif-watanabe").await;
    let oskar = desk.account("unipile", "oskar-sandvik").await;
    let number = desk.ask(publish(&desk, text(&elif, "Say something"))).await.json()["post_id"].clone();
    let number = number.as_str().unwrap();
    let read = desk.unipile(Method::GET, &format!("/api/v1/posts/{number}?account_id={elif}"));
    let social = desk.ask(read).await.json()["social_id"].as_str().unwrap().to_owned();
    let path = |what: &str| format!("/api/v1/posts/{social}{what}");
    let say = |body: Value| desk.unipile(Method::POST, &path("/comments")).json(&body);
    let react = |body: Value| desk.unipile(Method::POST, "/api/v1/posts/reaction").json(&body);
    let first = desk.ask(say(json!({"account_id": oskar, "text": "Well done"}))).await;
    assert_eq!(first.status, 201, "{}", first.text);
    assert_eq!(first.json()["object"], "CommentSent");
    let comment = first.json()["comment_id"].clone();
    let list = |more: &str| desk.unipile(Method::GET, &path(&format!("/comments?account_id={elif}{more}")));
    let refused = |kind: &str| json!({"type": format!("errors/{kind}")});
    check(vec![
        row("an answer", say(json!({"account_id": elif, "text": "Thanks", "comment_id": comment})), 201, json!({"object": "CommentSent"})),
        row("as the page", say(json!({"account_id": elif, "text": "From all of us", "as_organization": "2430021"})), 201, json!({"object": "CommentSent"})),
        row("too long", say(json!({"account_id": elif, "text": "x".repeat(1_251)})), 400, refused("too_many_characters")),
        row("to no comment", say(json!({"account_id": elif, "text": "x", "comment_id": "1"})), 404, refused("resource_not_found")),
        row("as a page of others", say(json!({"account_id": oskar, "text": "x", "as_organization": "2414183"})), 403, refused("insufficient_permissions")),
        row("a like", react(json!({"account_id": oskar, "post_id": social})), 201, json!({"object": "ReactionAdded"})),
        row("the same again", react(json!({"account_id": oskar, "post_id": social})), 422, refused("action_already_performed")),
        row("another instead", react(json!({"account_id": oskar, "post_id": social, "reaction_type": "celebrate"})), 201, Value::Null),
        row("to a comment", react(json!({"account_id": elif, "post_id": social, "comment_id": comment, "reaction_type": "love"})), 201, Value::Null),
        row("unheard of", react(json!({"account_id": elif, "post_id": social, "reaction_type": "shrug"})), 400, refused("invalid_parameters")),
        row(
            "all comments",
            list(""),
            200,
            json!({"object": "CommentList", "cursor": null, "total_items": 2, "items": [
                {"object": "Comment", "id": comment, "author": "Oskar Sandvik", "author_details": {"network_distance": "FIRST_DEGREE", "profile_url": "*", "headline": "*", "id": "*"}, "text": "Well done", "reaction_counter": 1, "reply_counter": 1, "date": "*"},
                {"author": "Meridian Labs", "text": "From all of us"},
            ]}),
        ),
        row("answers", list(&format!("&comment_id={}", comment.as_str().unwrap())), 200, json!({"items": [{"text": "Thanks"}]})),
        row("a page of them", list("&limit=1"), 200, json!({"cursor": "*", "items": [{"id": comment}]})),
        row("reactions", desk.unipile(Method::GET, &path(&format!("/reactions?account_id={elif}"))), 200, json!({"object": "PostReactionList", "items": [{"value": "PRAISE", "author": {"type": "INDIVIDUAL", "name": "Oskar Sandvik"}}], "total_items": 1})),
        row("counted", desk.unipile(Method::GET, &path(&format!("?account_id={elif}"))), 200, json!({"reaction_counter": 1, "comment_counter": 3})),
    ])
    .await;
}
