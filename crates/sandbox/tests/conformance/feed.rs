//! The feed: what was published, as a reader sees it.

use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Desk, MEMBER_SCOPES, Reply, pdf, png};
use crate::linkedin_media::{announce, key, mp4};
use crate::linkedin_posts::{post, with};

async fn publish(desk: &Desk, token: &str, body: &Value) -> String {
    let reply = desk.ask(desk.api(Method::POST, "/rest/posts", token).json(body)).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    reply.header("x-restli-id").to_owned()
}

async fn upload(desk: &Desk, token: &str, owner: &str, resource: &str, bytes: Vec<u8>) -> Value {
    let value = announce(desk, token, resource, json!({"owner": owner})).await;
    let url = value["uploadUrl"].as_str().unwrap();
    assert_eq!(desk.ask(desk.http.put(url).bearer_auth(token).body(bytes)).await.status, 201);
    value[resource.trim_end_matches('s')].clone()
}

async fn page(desk: &Desk, path: &str) -> Reply {
    let reply = desk.ask(desk.www(Method::GET, path)).await;
    assert_eq!(reply.status, 200, "{path}");
    reply
}

#[tokio::test]
async fn words_are_escaped_and_their_links_are_alive() {
    let desk = Desk::open().await;
    let (token, urn) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    let words = format!(
        r"\<script\>alert\(1\)\</script\> by @[Amara]({urn}), see https://northwind.example/a?b=1&c=2. #hiring"
    );
    let created = publish(&desk, &token, &post(&urn, &words)).await;
    for path in ["/feed/", &format!("/feed/update/{created}/"), "/in/amara-sithole", "/feed/hashtag/Hiring"] {
        let reply = page(&desk, path).await;
        for expected in [
            "&lt;script&gt;alert(1)&lt;/script&gt;",
            "<a class=mention href=\"/in/amara-sithole\">Amara</a>",
            "<a href=\"https://northwind.example/a?b=1&amp;c=2\" rel=\"noopener nofollow\">",
            "<a href=\"/feed/hashtag/hiring\">#hiring</a>",
        ] {
            assert!(reply.text.contains(expected), "{path}: {expected}");
        }
        assert!(!reply.text.contains("<script"), "{path}");
        assert!(reply.header("content-security-policy").contains("default-src 'none'"));
    }
    assert!(!page(&desk, "/feed/hashtag/other").await.text.contains(&created));
}

#[tokio::test]
async fn long_words_are_folded_without_a_script() {
    let desk = Desk::open().await;
    let (token, urn) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    let long = publish(&desk, &token, &post(&urn, &"long words ".repeat(30))).await;
    let short = publish(&desk, &token, &post(&urn, "short")).await;
    let feed = page(&desk, "/feed/").await.text;
    assert!(feed.contains(&format!("<input class=fold type=checkbox id=\"more-{long}\"")));
    assert!(!feed.contains(&format!("id=\"more-{short}\"")));
    assert!(!page(&desk, &format!("/feed/update/{long}/")).await.text.contains("class=fold"));
}

#[tokio::test]
async fn whatever_hangs_on_a_post_is_shown() {
    let desk = Desk::open().await;
    let (token, urn) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    let mut images = Vec::new();
    for _ in 0..7 {
        let image = upload(&desk, &token, &urn, "images", png(8, 8)).await;
        images.push(json!({"id": image, "altText": "A \"bench\""}));
    }
    let guide = pdf(12);
    let document = upload(&desk, &token, &urn, "documents", guide).await;
    let body = |content: Value| {
        let body = with(post(&urn, "Look"), "content", content.clone());
        (content, body)
    };
    let poll = json!({"poll": {
        "question": "Tea <or> coffee?",
        "options": [{"text": "Tea"}, {"text": "Coffee"}],
        "settings": {"duration": "SEVEN_DAYS"},
    }});
    for (content, expected) in [
        (json!({"media": images[0]}), vec!["gallery of1", "alt=\"A &quot;bench&quot;\""]),
        (json!({"multiImage": {"images": images[..2]}}), vec!["gallery of2"]),
        (json!({"multiImage": {"images": images[..3]}}), vec!["gallery of3"]),
        (json!({"multiImage": {"images": images[..4]}}), vec!["gallery of4"]),
        (json!({"multiImage": {"images": images}}), vec!["gallery of5", "+2"]),
        (json!({"media": {"id": document, "title": "Guide.pdf"}}), vec!["Guide.pdf", "PDF · 12 pages"]),
        (poll, vec!["Tea &lt;or&gt; coffee?", "<li>Coffee</li>", "0 votes", "6 days left"]),
        (
            json!({"article": {"source": "https://northwind.example/a", "title": "A year in Lagos"}}),
            vec!["href=\"https://northwind.example/a\"", "A year in Lagos", "northwind.example</span>"],
        ),
        (json!({"reference": {"id": "urn:li:event:1"}}), vec!["Event", "urn:li:event:1"]),
    ] {
        let (content, body) = body(content);
        let created = publish(&desk, &token, &body).await;
        let shown = page(&desk, &format!("/feed/update/{created}/")).await.text;
        for expected in expected {
            assert!(shown.contains(expected), "{expected}: {content}");
        }
    }
    let first = publish(&desk, &token, &post(&urn, "Shared words")).await;
    let shared = with(post(&urn, ""), "reshareContext", json!({"parent": first}));
    let shared = publish(&desk, &token, &shared).await;
    let shared = format!("/feed/update/{shared}/");
    assert!(page(&desk, &shared).await.text.contains("Shared words"));
    assert!(page(&desk, &format!("/feed/update/{first}/")).await.text.contains("1 repost"));
    let delete = desk.api(Method::DELETE, &format!("/rest/posts/{}", key(&json!(first))), &token);
    assert_eq!(desk.ask(delete).await.status, 204);
    assert!(page(&desk, &shared).await.text.contains("no longer available"));
    assert_eq!(desk.ask(desk.www(Method::GET, &format!("/feed/update/{first}/"))).await.status, 404);
}

#[tokio::test]
async fn a_video_plays_from_any_place() {
    let desk = Desk::open().await;
    desk.control("/config", json!({"video_processing_s": 0})).await;
    let (token, urn) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    let film = mp4(12, 200_000);
    let request =
        json!({"owner": urn, "fileSizeBytes": film.len(), "uploadCaptions": true, "uploadThumbnail": true});
    let value = announce(&desk, &token, "videos", request).await;
    let send = async |url: &Value, bytes: Vec<u8>| {
        desk.ask(desk.http.put(url.as_str().unwrap()).body(bytes)).await.header("etag").to_owned()
    };
    let etag = send(&value["uploadInstructions"][0]["uploadUrl"], film.clone()).await;
    send(&value["captionsUploadUrl"], b"1\n00:00:01,000 --> 00:00:02,000\nHello\n".to_vec()).await;
    send(&value["thumbnailUploadUrl"], png(64, 36)).await;
    let finish = desk.api(Method::POST, "/rest/videos?action=finalizeUpload", &token).json(&json!({
        "finalizeUploadRequest": {"video": value["video"], "uploadToken": "", "uploadedPartIds": [etag]},
    }));
    assert_eq!(desk.ask(finish).await.status, 200);
    let content = json!({"media": {"id": value["video"], "title": "A day"}});
    let created = publish(&desk, &token, &with(post(&urn, "Moving"), "content", content)).await;
    let shown = page(&desk, &format!("/feed/update/{created}/")).await.text;
    let at = format!("/dms/media/{}", value["video"].as_str().unwrap().rsplit(':').next().unwrap());
    assert!(
        shown.contains(&format!("<video controls preload=metadata poster=\"{at}/thumbnail\" src=\"{at}\">"))
    );
    assert!(page(&desk, &format!("{at}/captions.vtt")).await.text.contains("00:00:01.000 --> 00:00:02.000"));
    for (range, status, says, bytes) in [
        (None, 200, "", &film[..]),
        (Some("bytes=100-199"), 206, "bytes 100-199/200000", &film[100..200]),
        (Some("bytes=-10"), 206, "bytes 199990-199999/200000", &film[199_990..]),
        (Some("bytes=200000-"), 416, "bytes */200000", &[]),
    ] {
        let mut request = desk.www(Method::GET, &at);
        if let Some(range) = range {
            request = request.header("Range", range);
        }
        let reply = request.send().await.unwrap();
        assert_eq!(reply.status(), status, "{range:?}");
        let header = |name: &str| reply.headers().get(name).map_or("", |value| value.to_str().unwrap());
        assert_eq!(header("content-range"), says, "{range:?}");
        if status != 416 {
            assert_eq!((header("accept-ranges"), header("content-type")), ("bytes", "video/mp4"));
        }
        assert!(reply.bytes().await.unwrap() == bytes, "{range:?}");
    }
}

#[tokio::test]
async fn what_was_said_stands_below() {
    let desk = Desk::open().await;
    desk.control("/config", json!({"partner": true, "comment_interval_s": 0})).await;
    let scopes = format!("{MEMBER_SCOPES} w_member_social_feed");
    let (token, urn) = desk.signed_in("amara-sithole", &scopes).await;
    let created = publish(&desk, &token, &post(&urn, "Talk to me")).await;
    let on = key(&json!(created));
    for number in 1..=5 {
        let words = json!({"actor": urn, "message": {"text": format!("Comment <{number}>")}});
        let say = desk.api(Method::POST, &format!("/rest/socialActions/{on}/comments"), &token).json(&words);
        assert_eq!(desk.ask(say).await.status, 201);
    }
    let react = desk
        .api(Method::POST, &format!("/rest/reactions?actor={}", key(&json!(urn))), &token)
        .json(&json!({"root": created, "reactionType": "PRAISE"}));
    assert_eq!(desk.ask(react).await.status, 201);
    let feed = page(&desk, "/feed/").await.text;
    assert!(feed.contains("👏 1 reaction · 5 comments"));
    assert!(feed.contains("Show all 5 comments") && feed.contains("Comment &lt;5&gt;"));
    assert!(!feed.contains("Comment &lt;1&gt;"), "the newest only");
    let whole = page(&desk, &format!("/feed/update/{created}/")).await.text;
    assert!(whole.contains("Comment &lt;1&gt;") && !whole.contains("Show all"));
}
