//! Zernio: presigned uploads, direct ones, posts that use them, and the checks before posting.

use reqwest::{Method, RequestBuilder, multipart};
use serde_json::{Value, json};

use crate::desk::{Desk, check, png, row};

fn presign(desk: &Desk, body: Value) -> RequestBuilder {
    desk.zernio(Method::POST, "/v1/media/presign").json(&body)
}

async fn upload(desk: &Desk, filename: &str, mime: &'static str, bytes: Vec<u8>) -> String {
    let place = desk.ask(presign(desk, json!({"filename": filename, "contentType": mime}))).await.json();
    let put = desk.http.put(place["uploadUrl"].as_str().unwrap()).header("content-type", mime).body(bytes);
    assert_eq!(desk.ask(put).await.status, 200);
    place["publicUrl"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_presigned_upload_becomes_a_public_file() {
    let desk = Desk::open().await;
    let place = desk
        .ask(presign(&desk, json!({"filename": "a b.png", "contentType": "image/png", "size": 100})))
        .await;
    assert_eq!(place.status, 200);
    let place = place.json();
    assert_eq!(place["expiresIn"], 3_600);
    let (upload_url, public) = (place["uploadUrl"].as_str().unwrap(), place["publicUrl"].as_str().unwrap());
    assert!(public.ends_with(place["key"].as_str().unwrap()));
    let put = |url: &str, mime: &str| desk.http.put(url).header("content-type", mime).body(png(4, 4));
    let unsigned = upload_url.split('?').next().unwrap();
    check(vec![
        row("not there yet", desk.get(public.to_owned()), 404, Value::Null),
        row("unsigned", put(unsigned, "image/png"), 403, Value::Null),
        row("another type than signed", put(upload_url, "image/jpeg"), 403, Value::Null),
        row("uploaded", put(upload_url, "image/png"), 200, Value::Null),
    ])
    .await;
    let file = desk.http.get(public).send().await.unwrap();
    assert_eq!(file.headers()["content-type"], "image/png");
    assert_eq!(file.bytes().await.unwrap(), png(4, 4));
    desk.control("/clock", json!({"advance_s": 3_600})).await;
    let late = desk.ask(put(upload_url, "image/png")).await;
    assert_eq!(late.status, 403);
    assert!(late.text.contains("<Message>Request has expired</Message>"));
    check(vec![
        row(
            "nameless",
            presign(&desk, json!({"contentType": "image/png"})),
            400,
            json!({"param": "filename"}),
        ),
        row(
            "a program",
            presign(&desk, json!({"filename": "a.exe", "contentType": "application/x-msdownload"})),
            400,
            json!({"param": "contentType"}),
        ),
        row(
            "six gigabytes",
            presign(
                &desk,
                json!({"filename": "a.mp4", "contentType": "video/mp4", "size": 6_442_450_944_u64}),
            ),
            400,
            json!({"param": "size"}),
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_file_in_one_request() {
    let desk = Desk::open().await;
    let send = |form: multipart::Form| desk.zernio(Method::POST, "/v1/media/upload-direct").multipart(form);
    let part = || multipart::Part::bytes(png(4, 4)).file_name("a.png").mime_str("image/png").unwrap();
    check(vec![
        row(
            "sent",
            send(multipart::Form::new().part("file", part())),
            200,
            json!({"url": "*", "filename": "*", "contentType": "image/png", "size": png(4, 4).len()}),
        ),
        row(
            "without the file",
            send(multipart::Form::new().text("contentType", "image/png")),
            400,
            json!({"param": "file"}),
        ),
    ])
    .await;
}

#[tokio::test]
async fn posts_carry_what_was_uploaded() {
    let desk = Desk::open().await;
    let owen = desk.account("zernio", "owen-gallagher").await;
    let (one, two) = (
        upload(&desk, "1.png", "image/png", png(4, 4)).await,
        upload(&desk, "2.png", "image/png", png(8, 8)).await,
    );
    let deck = upload(&desk, "deck.pdf", "application/pdf", b"%PDF-1.4".to_vec()).await;
    let send = |text: &str, media: Value| {
        desk.zernio(Method::POST, "/v1/posts").json(&json!({
            "content": text, "publishNow": true, "mediaItems": media,
            "platforms": [{"platform": "linkedin", "accountId": owen}],
        }))
    };
    check(vec![
        row("two pictures", send("Two", json!([{"url": one, "altText": "First"}, {"type": "image", "url": two}, {"url": ""}])), 201, json!({"post": {"mediaItems": [{"altText": "First"}, {"type": "image"}]}})),
        row("a document", send("Deck", json!([{"type": "document", "url": deck, "title": "Our deck"}])), 201, json!({"post": {"status": "published"}})),
        row(
            "a file that cannot be fetched",
            send("Elsewhere", json!([{"url": "https://files.example/a.png"}])),
            207,
            json!({"error": "*", "post": {"status": "failed", "platforms": [{"errorCategory": "user_content", "errorSource": "user"}]}}),
        ),
    ])
    .await;
    let board = desk.read("/posts?provider=zernio").await;
    assert_eq!(board.as_array().unwrap().len(), 2);
    assert_eq!(board[0]["media"][0]["alt"], "First");
    assert_eq!(board[0]["media"][1]["bytes"], png(8, 8).len());
    assert_eq!(board[0]["content"]["multiImage"]["images"].as_array().unwrap().len(), 2);
    assert_eq!(board[1]["content"]["media"]["title"], "Our deck");
    assert_eq!(board[1]["media"][0]["mime"], "application/pdf");
}

#[tokio::test]
async fn checks_before_posting() {
    let desk = Desk::open().await;
    let picture = upload(&desk, "1.png", "image/png", png(4, 4)).await;
    let tool = |tool: &str, body: Value| {
        desk.zernio(Method::POST, &format!("/v1/tools/validate/{tool}")).json(&body)
    };
    let to_linkedin = json!([{"platform": "linkedin"}]);
    check(vec![
        row("good", tool("post", json!({"content": "Hello", "platforms": to_linkedin})), 200, json!({"valid": true, "message": "*", "warnings": []})),
        row("nearly full", tool("post", json!({"content": "a".repeat(2_900), "platforms": to_linkedin})), 200, json!({"valid": true, "warnings": [{"platform": "linkedin", "warning": "*"}]})),
        row("too long", tool("post", json!({"content": "a".repeat(3_001), "platforms": to_linkedin})), 200, json!({"valid": false, "errors": [{"platform": "linkedin", "error": "*"}]})),
        row("for nobody", tool("post", json!({"content": "Hello"})), 400, json!({"param": "platforms"})),
        row("length", tool("post-length", json!({"text": "Hé"})), 200, json!({"text": "Hé", "platforms": {"linkedin": {"count": 2, "limit": 3_000, "valid": true}}})),
        row("a picture", tool("media", json!({"url": picture})), 200, json!({"valid": true, "contentType": "image/png", "type": "image", "size": png(4, 4).len(), "platformLimits": {"linkedin": {"withinLimit": true}}})),
        row("out of reach", tool("media", json!({"url": "http://localhost/a.png"})), 200, json!({"valid": false, "error": "*"})),
    ])
    .await;
}
