//! Posts and comments through Unipile's first API: a form with files.

use rollcall_domain::{
    post::{Mention, PostText},
    secret::Secret,
    unipile_api::UnipileApi,
};
use rollcall_providers::{
    error::{ErrorKind, Outcome},
    unipile::{AttachedFile, GatewayPost, UnipileClient},
};
use serde_json::{Value, json};
use wiremock::{
    Mock, MockServer, Request,
    matchers::{method, path},
};

use crate::wire::{self, KEY, always, at, body, header, reply, requests, targets, transport};

fn client(server: &MockServer) -> UnipileClient {
    UnipileClient::new(transport(), at(&server.uri()), Secret::new(KEY), UnipileApi::V1)
}

fn made() -> Value {
    json!({ "object": "PostCreated", "post_id": "7332" })
}

fn file(name: &str, mime: &'static str, bytes: &[u8]) -> AttachedFile {
    AttachedFile { range: wire::file(bytes), mime, file_name: name.into(), alt_text: String::new() }
}

/// The parts of a form: what names each, and what is in it.
fn form(request: &Request) -> Vec<(String, String)> {
    let text = String::from_utf8(request.body.clone()).unwrap();
    let kind = header(request, "content-type").unwrap();
    let boundary = kind.split_once("multipart/form-data; boundary=").unwrap().1;
    let whole = text.strip_suffix(&format!("--{boundary}--\r\n")).unwrap();
    let line = format!("--{boundary}\r\n");
    let parts = whole.split(&line).skip(1);
    parts
        .map(|part| {
            let (head, content) = part.split_once("\r\n\r\n").unwrap();
            let name = head.strip_prefix("Content-Disposition: form-data; ").unwrap();
            (name.replace("\r\n", "; "), content.strip_suffix("\r\n").unwrap().to_owned())
        })
        .collect()
}

#[tokio::test]
async fn a_post_is_a_form_with_its_files_in_order() {
    let server = always(reply(201, made())).await;
    let mention = |start, length, urn: &str| Mention { start, length, urn: urn.into() };
    let text = PostText {
        text: "Ada {{0}} at Northwind".into(),
        mentions: vec![
            mention(0, 3, "urn:li:fsd_profile:ACoAAB"),
            mention(13, 9, "urn:li:organization:1441"),
        ],
    };
    let post = GatewayPost {
        text,
        page: Some("2430021".into()),
        files: vec![file("a.png", "image/png", b"one"), file("b \"2\".png", "image/png", b"two")],
        video_thumbnail: Some(file("t.jpg", "image/jpeg", b"still")),
        link: Some("https://news.example/a".into()),
        reshare: Some("71".into()),
        ..wire::gateway_post("")
    };
    let published = client(&server).create_post("acc_1", &post, &|_| {}).await.unwrap();
    assert_eq!((published.urn.as_deref(), published.permalink), (Some("7332"), None));

    let requests = requests(&server).await;
    assert_eq!(targets(&requests), ["POST /api/v1/posts"]);
    assert_eq!(header(&requests[0], "content-length"), Some(requests[0].body.len().to_string().as_str()));
    let form = form(&requests[0]);
    let shown: Vec<(&str, &str)> =
        form.iter().map(|(name, content)| (name.as_str(), content.as_str())).collect();
    let mentions = json!([
        { "name": "Ada", "profile_id": "ACoAAB", "is_company": false },
        { "name": "Northwind", "profile_id": "1441", "is_company": true },
    ]);
    assert_eq!(
        shown,
        [
            ("name=\"account_id\"", "acc_1"),
            ("name=\"text\"", "{{0}} {\u{2060}{0}} at {{1}}"),
            ("name=\"mentions\"", mentions.to_string().as_str()),
            ("name=\"as_organization\"", "2430021"),
            ("name=\"external_link\"", "https://news.example/a"),
            ("name=\"repost\"", "71"),
            ("name=\"attachments\"; filename=\"a.png\"; Content-Type: image/png", "one"),
            ("name=\"attachments\"; filename=\"b %222%22.png\"; Content-Type: image/png", "two"),
            ("name=\"video_thumbnail\"; filename=\"t.jpg\"; Content-Type: image/jpeg", "still"),
        ]
    );
}

#[tokio::test]
async fn progress_counts_the_files_and_ends_with_all_of_them() {
    let server = always(reply(201, made())).await;
    let post = GatewayPost {
        files: vec![file("a.mp4", "video/mp4", &vec![b'a'; 500_000])],
        video_thumbnail: Some(file("t.jpg", "image/jpeg", &[b't'; 100_000])),
        ..wire::gateway_post("Look")
    };
    let heard = std::sync::Mutex::new(Vec::new());
    let progress = |sent: u64| heard.lock().unwrap().push(sent);
    client(&server).create_post("acc_1", &post, &progress).await.unwrap();
    let heard = heard.into_inner().unwrap();
    assert!(heard.is_sorted() && heard.last() == Some(&600_000), "{heard:?}");
}

#[tokio::test]
async fn refusals_of_a_post_are_told_apart() {
    use ErrorKind::*;
    let cases = [
        (400, "too_many_characters", ContentRefused),
        (400, "content_too_large", ContentRefused),
        (413, "content_too_large", ContentRefused),
        (422, "invalid_post", ContentRefused),
        (401, "missing_credentials", ConnectionKey),
        (401, "disconnected_account", SignInNeeded),
        (403, "insufficient_permissions", PermissionMissing),
        (403, "account_restricted", Restricted),
        (422, "action_already_performed", Duplicate { urn: None }),
        (422, "limit_exceeded", Limited),
        (429, "too_many_requests", Limited),
        (400, "brand_new", ContentRefused),
    ];
    for (status, code, kind) in cases {
        let envelope = json!({ "title": "No", "detail": "Not like this.", "instance": "/api/v1/posts",
            "type": format!("errors/{code}"), "status": status });
        let server = always(reply(status, envelope)).await;
        let error =
            client(&server).create_post("acc_1", &wire::gateway_post("Hi"), &|_| {}).await.unwrap_err();
        assert_eq!((error.kind, error.outcome), (kind, Outcome::Definite), "{code}");
    }
    for (status, answer) in
        [(500, json!({ "type": "errors/provider_error" })), (201, json!({ "object": "PostCreated" }))]
    {
        let server = always(reply(status, answer)).await;
        let error =
            client(&server).create_post("acc_1", &wire::gateway_post("Hi"), &|_| {}).await.unwrap_err();
        assert_eq!(error.outcome, Outcome::Unknown, "{status}: it may be there");
    }
}

#[tokio::test]
async fn a_comment_goes_to_the_post_by_its_name_at_linkedin() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path("/api/v1/posts/7332"))
        .respond_with(reply(
            200,
            json!({ "object": "Post", "id": "7332", "social_id": "urn:li:activity:70" }),
        ))
        .mount(&server)
        .await;
    Mock::given(method("POST"))
        .respond_with(reply(201, json!({ "object": "CommentSent" })))
        .mount(&server)
        .await;
    client(&server).create_comment("acc_1", "7332", Some("2430021"), &"The link".into()).await.unwrap();
    let requests = requests(&server).await;
    assert_eq!(
        targets(&requests),
        ["GET /api/v1/posts/7332?account_id=acc_1", "POST /api/v1/posts/urn%3Ali%3Aactivity%3A70/comments",]
    );
    assert_eq!(
        body(&requests[1]),
        json!({ "account_id": "acc_1", "text": "The link", "as_organization": "2430021" })
    );
}

#[tokio::test]
async fn a_post_that_is_not_known_yet_is_commented_later() {
    let server = always(reply(404, json!({ "type": "errors/resource_not_found", "status": 404 }))).await;
    let error = client(&server).create_comment("acc_1", "7332", None, &"The link".into()).await.unwrap_err();
    assert_eq!((error.kind, error.outcome), (ErrorKind::NotYet, Outcome::Definite));
    assert!(
        targets(&requests(&server).await).iter().all(|target| target.starts_with("GET")),
        "nothing was sent"
    );
}
