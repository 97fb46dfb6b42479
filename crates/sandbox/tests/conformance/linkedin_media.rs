//! Videos and documents through LinkedIn's official API; pictures beyond the first.

use proptest::prelude::*;
use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Desk, MEMBER_SCOPES, Reply, check, pdf, png, row};
use crate::linkedin_posts::{post, with};

const PART: usize = 4 * 1024 * 1024;
pub const PAGE_SCOPES: &str =
    "openid profile w_member_social w_organization_social r_organization_social rw_organization_admin";

fn boxed(kind: &[u8; 4], inside: &[u8]) -> Vec<u8> {
    let mut bytes = u32::try_from(inside.len() + 8).unwrap().to_be_bytes().to_vec();
    bytes.extend(kind);
    bytes.extend(inside);
    bytes
}

/// An MP4 of this length and size; only what describes it is real.
pub fn mp4(seconds: u32, length: usize) -> Vec<u8> {
    let mut header = vec![0; 100];
    header[12..16].copy_from_slice(&1_000_u32.to_be_bytes());
    header[16..20].copy_from_slice(&(seconds * 1_000).to_be_bytes());
    let mut track = vec![0; 84];
    track[76..80].copy_from_slice(&(1_280_u32 << 16).to_be_bytes());
    track[80..84].copy_from_slice(&(720_u32 << 16).to_be_bytes());
    let moov = [boxed(b"mvhd", &header), boxed(b"trak", &boxed(b"tkhd", &track))].concat();
    let described = [boxed(b"ftyp", b"isom\0\0\0\0isom"), boxed(b"moov", &moov)].concat();
    let room = length.saturating_sub(described.len() + 8);
    let film: Vec<u8> = (0..room).map(|at| u8::try_from(at % 251).unwrap()).collect();
    [described, boxed(b"mdat", &film)].concat()
}

/// Announces a file; the `value` of the answer.
pub async fn announce(desk: &Desk, token: &str, resource: &str, request: Value) -> Value {
    let reply = desk
        .ask(
            desk.api(Method::POST, &format!("/rest/{resource}?action=initializeUpload"), token)
                .json(&json!({"initializeUploadRequest": request})),
        )
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.json()["value"].clone()
}

async fn put(desk: &Desk, url: &Value, bytes: Vec<u8>) -> Reply {
    desk.ask(desk.http.put(url.as_str().unwrap()).body(bytes)).await
}

/// Sends every part, in this order; the ETags in the order of the parts.
async fn send_parts(desk: &Desk, value: &Value, bytes: &[u8], order: &[usize]) -> Vec<String> {
    let parts = value["uploadInstructions"].as_array().unwrap();
    let mut etags = vec![String::new(); parts.len()];
    for &number in order {
        let at = |name: &str| usize::try_from(parts[number][name].as_u64().unwrap()).unwrap();
        let piece = bytes[at("firstByte")..=at("lastByte")].to_vec();
        let reply = put(desk, &parts[number]["uploadUrl"], piece).await;
        assert_eq!((reply.status, reply.text.as_str()), (200, ""));
        reply.header("etag").clone_into(&mut etags[number]);
    }
    etags
}

fn finalize(desk: &Desk, token: &str, video: &Value, parts: &[String]) -> reqwest::RequestBuilder {
    desk.api(Method::POST, "/rest/videos?action=finalizeUpload", token).json(
        &json!({"finalizeUploadRequest": {"video": video, "uploadToken": "", "uploadedPartIds": parts}}),
    )
}

/// A token that may act for a page, and the page.
pub async fn page_admin(desk: &Desk) -> (String, String) {
    desk.control("/config", json!({"partner": true})).await;
    let (token, _) = desk.signed_in("amara-sithole", PAGE_SCOPES).await;
    (token, "urn:li:organization:2414183".to_owned())
}

pub fn key(urn: &Value) -> String {
    let letters = [(":", "%3A"), ("(", "%28"), (")", "%29"), (",", "%2C")];
    letters.iter().fold(urn.as_str().unwrap().to_owned(), |urn, (raw, encoded)| urn.replace(raw, encoded))
}

#[tokio::test]
async fn a_video_travels_in_parts_of_four_mebibytes() {
    let desk = Desk::open().await;
    let (token, urn) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    let bytes = mp4(12, 2 * PART + 1_000);
    let request = json!({
        "owner": urn, "fileSizeBytes": bytes.len(), "uploadCaptions": true, "uploadThumbnail": true,
    });
    let value = announce(&desk, &token, "videos", request).await;
    assert_eq!(value["uploadToken"], "");
    assert!(value["uploadUrlsExpireAt"].is_i64());
    let ranges: Vec<(u64, u64)> = value["uploadInstructions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| (part["firstByte"].as_u64().unwrap(), part["lastByte"].as_u64().unwrap()))
        .collect();
    assert_eq!(ranges, [(0, 4_194_303), (4_194_304, 8_388_607), (8_388_608, bytes.len() as u64 - 1)]);

    let video = &value["video"];
    let path = format!("/rest/videos/{}", key(video));
    let show = || desk.api(Method::GET, &path, &token);
    check(vec![row(
        "announced",
        show(),
        200,
        json!({"id": video, "owner": urn, "status": "WAITING_UPLOAD"}),
    )])
    .await;
    assert_eq!(put(&desk, &value["captionsUploadUrl"], b"1\n00:00:01,000".to_vec()).await.status, 201);
    assert_eq!(put(&desk, &value["thumbnailUploadUrl"], png(64, 36)).await.status, 201);
    let etags = send_parts(&desk, &value, &bytes, &[2, 0, 1]).await;
    let content =
        with(post(&urn, "Moving"), "content", json!({"media": {"id": video, "title": "A day in Lagos"}}));
    let publish = || desk.api(Method::POST, "/rest/posts", &token).json(&content);
    check(vec![
        row("not finished yet", publish(), 400, json!({"code": "MEDIA_ASSET_WAITING_UPLOAD"})),
        row("finished", finalize(&desk, &token, video, &etags), 200, Value::Null),
        row("finished twice", finalize(&desk, &token, video, &etags), 200, Value::Null),
        row("being processed", show(), 200, json!({"status": "PROCESSING"})),
        row("still being processed", publish(), 400, json!({"code": "MEDIA_ASSET_WAITING_UPLOAD"})),
    ])
    .await;
    desk.control("/clock", json!({"advance_s": 5})).await;
    check(vec![
        row(
            "a member's token follows its videos",
            show(),
            200,
            json!({
                "status": "AVAILABLE", "duration": 12_000, "aspectRatioWidth": 1280, "aspectRatioHeight": 720,
                "downloadUrl": "*", "downloadUrlExpiresAt": "*", "thumbnail": "*",
            }),
        ),
        row("posted", publish(), 201, Value::Null),
    ])
    .await;
    let posts = desk.read("/posts").await;
    let media = &posts[0]["media"][0];
    assert_eq!(media["bytes"], bytes.len());
    assert_eq!(media["mime"], "video/mp4");
    let shown = desk.www(Method::GET, &format!("/dms/media/{}", media["id"].as_str().unwrap()));
    assert!(shown.send().await.unwrap().bytes().await.unwrap() == bytes, "another film");
}

#[tokio::test]
async fn what_a_video_upload_refuses() {
    let desk = Desk::open().await;
    let (token, urn) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    let (other, _) = desk.signed_in("chloe-lambert", MEMBER_SCOPES).await;
    let begin = |request: Value| {
        desk.api(Method::POST, "/rest/videos?action=initializeUpload", &token)
            .json(&json!({"initializeUploadRequest": request}))
    };
    let bytes = mp4(12, PART + 1_000);
    let value = announce(&desk, &token, "videos", json!({"owner": urn, "fileSizeBytes": bytes.len()})).await;
    let video = &value["video"];
    let parts = &value["uploadInstructions"];
    let first = parts[0]["uploadUrl"].as_str().unwrap().to_owned();
    check(vec![
        row(
            "the singular",
            begin(json!({"owner": urn, "fileSizeBytes": 9, "uploadCaption": true})),
            422,
            json!({"message": "ERROR :: /initializeUploadRequest/uploadCaption :: unrecognized field found but not allowed\n"}),
        ),
        row(
            "a size in words",
            begin(json!({"owner": urn, "fileSizeBytes": "9"})),
            422,
            json!({"message": "ERROR :: /initializeUploadRequest/fileSizeBytes :: \"9\" cannot be coerced to Long\n"}),
        ),
        row("nothing", begin(json!({"owner": urn, "fileSizeBytes": 0})), 400, json!({"code": "INVALID_VALUE_FOR_FIELD"})),
        row(
            "a template",
            begin(json!({"owner": urn, "fileSizeBytes": 9, "templateName": "x"})),
            200,
            Value::Null,
        ),
        row("an unknown action", desk.api(Method::POST, "/rest/videos?action=go", &token).json(&json!({})), 400, Value::Null),
        row("a part too short", desk.http.put(&first).body(vec![1; 10]), 400, Value::Null),
        row("a wrong signature", desk.http.put(format!("{first}x")).body(vec![1; PART]), 401, Value::Null),
        row(
            "a part missing",
            finalize(&desk, &token, video, &["a".to_owned(), "b".to_owned()]),
            400,
            json!({"code": "MEDIA_ASSET_WAITING_UPLOAD"}),
        ),
        row(
            "never announced",
            finalize(&desk, &token, &json!("urn:li:video:nothing"), &[]),
            400,
            json!({"code": "INVALID_VIDEO_ID"}),
        ),
    ])
    .await;
    let etags = send_parts(&desk, &value, &bytes, &[0, 1]).await;
    let swapped = [etags[1].clone(), etags[0].clone()];
    check(vec![
        row("in the wrong order", finalize(&desk, &token, video, &swapped), 400, json!({"code": "UPDATING_ASSET_FAILED"})),
        row("one named", finalize(&desk, &token, video, &etags[..1]), 400, json!({"code": "UPDATING_ASSET_FAILED"})),
        row(
            "no token",
            desk.api(Method::POST, "/rest/videos?action=finalizeUpload", &token)
                .json(&json!({"finalizeUploadRequest": {"video": video, "uploadedPartIds": etags}})),
            422,
            json!({"message": "ERROR :: /finalizeUploadRequest/uploadToken :: field is required but not found and has no default value\n"}),
        ),
        row("by somebody else", finalize(&desk, &other, video, &etags), 403, json!({"status": 403})),
    ])
    .await;
    let quoted: Vec<String> = etags.iter().map(|etag| format!("\"{etag}\"")).collect();
    check(vec![row("in quotes", finalize(&desk, &token, video, &quoted), 200, Value::Null)]).await;
    let late = announce(&desk, &token, "videos", json!({"owner": urn, "fileSizeBytes": 10})).await;
    desk.control("/clock", json!({"advance_s": 31 * 86_400})).await;
    assert_eq!(put(&desk, &late["uploadInstructions"][0]["uploadUrl"], vec![1; 10]).await.status, 401);
}

#[tokio::test]
async fn videos_that_cannot_be_processed() {
    let desk = Desk::open().await;
    desk.control("/config", json!({"video_processing_s": 0})).await;
    let (token, urn) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    for (bytes, reason) in [
        (vec![7; 100_000], "Unsupported video format"),
        (mp4(12, 10_000), "The video is too small"),
        (mp4(2, 100_000), "The video is too short"),
        (mp4(31 * 60, 100_000), "The video is too long"),
    ] {
        let request = json!({"owner": urn, "fileSizeBytes": bytes.len()});
        let value = announce(&desk, &token, "videos", request).await;
        let etags = send_parts(&desk, &value, &bytes, &[0]).await;
        let path = format!("/rest/videos/{}", key(&value["video"]));
        check(vec![
            row(reason, finalize(&desk, &token, &value["video"], &etags), 200, Value::Null),
            row(
                reason,
                desk.api(Method::GET, &path, &token),
                200,
                json!({"status": "PROCESSING_FAILED", "processingFailureReason": reason}),
            ),
        ])
        .await;
    }
    desk.control("/config", json!({"media_processing_fails": true})).await;
    let bytes = mp4(12, 100_000);
    let value = announce(&desk, &token, "videos", json!({"owner": urn, "fileSizeBytes": bytes.len()})).await;
    let etags = send_parts(&desk, &value, &bytes, &[0]).await;
    assert_eq!(desk.ask(finalize(&desk, &token, &value["video"], &etags)).await.status, 200);
    let body = with(post(&urn, "Moving"), "content", json!({"media": {"id": value["video"]}}));
    check(vec![
        row(
            "by a switch",
            desk.api(Method::GET, &format!("/rest/videos/{}", key(&value["video"])), &token),
            200,
            json!({"status": "PROCESSING_FAILED", "processingFailureReason": "*"}),
        ),
        row(
            "and not to be posted",
            desk.api(Method::POST, "/rest/posts", &token).json(&body),
            400,
            json!({"code": "MEDIA_ASSET_PROCESSING_FAILED"}),
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_lenient_sandbox_takes_chunks_of_any_size() {
    let desk = Desk::open().await;
    desk.control("/config", json!({"strict": false, "video_processing_s": 0})).await;
    let (token, urn) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    let bytes = mp4(12, 5 * 1024 * 1024);
    let begin = || announce(&desk, &token, "videos", json!({"owner": urn, "fileSizeBytes": bytes.len()}));
    let status = async |value: &Value| {
        let path = format!("/rest/videos/{}", key(&value["video"]));
        desk.ask(desk.api(Method::GET, &path, &token)).await.json()["status"].clone()
    };
    let chunked = begin().await;
    let mut etags = Vec::new();
    for chunk in bytes.chunks(2 * 1024 * 1024) {
        let reply = put(&desk, &chunked["uploadInstructions"][0]["uploadUrl"], chunk.to_vec()).await;
        etags.push(reply.header("etag").to_owned());
    }
    assert_eq!(desk.ask(finalize(&desk, &token, &chunked["video"], &etags)).await.status, 200);
    assert_eq!(status(&chunked).await, "AVAILABLE");
    let whole = begin().await;
    let reply = put(&desk, &whole["uploadInstructions"][0]["uploadUrl"], bytes.clone()).await;
    assert_eq!(reply.status, 200);
    assert_eq!(status(&whole).await, "AVAILABLE", "never finalised");
}

#[tokio::test]
async fn documents_need_a_title_and_are_read_by_pages_only() {
    let desk = Desk::open().await;
    desk.control("/config", json!({"partner": true})).await;
    let (token, urn) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
    let value = announce(&desk, &token, "documents", json!({"owner": urn})).await;
    let document = &value["document"];
    let url = value["uploadUrl"].as_str().unwrap().to_owned();
    let slides = pdf(7);
    let send = |media: Value| {
        desk.api(Method::POST, "/rest/posts", &token).json(&with(
            post(&urn, "Slides"),
            "content",
            json!({"media": media}),
        ))
    };
    let path = format!("/rest/documents/{}", key(document));
    check(vec![
        row("upload", desk.http.put(&url).bearer_auth(&token).body(slides), 201, Value::Null),
        row(
            "a member's token cannot poll",
            desk.api(Method::GET, &path, &token),
            403,
            json!({
                "message": "Accessing this document resource is forbidden. Please check your permissions for this resource",
                "status": 403,
            }),
        ),
        row("without a title", send(json!({"id": document})), 400, json!({"code": "MISSING_FIELD"})),
        row("with one", send(json!({"id": document, "title": "slides.pdf"})), 201, Value::Null),
    ])
    .await;
    let posts = desk.read("/posts").await;
    assert_eq!(posts[0]["media"][0]["mime"], "application/pdf");

    for (what, bytes) in [
        ("a text", b"Dear all".to_vec()),
        ("too many pages", pdf(301)),
        ("an archive of something else", b"PK\x03\x04 nothing in it".to_vec()),
    ] {
        let value = announce(&desk, &token, "documents", json!({"owner": urn})).await;
        let url = value["uploadUrl"].as_str().unwrap();
        assert_eq!(desk.ask(desk.http.put(url).bearer_auth(&token).body(bytes)).await.status, 201);
        check(vec![row(
            what,
            send(json!({"id": value["document"], "title": "slides.pdf"})),
            400,
            json!({"code": "MEDIA_ASSET_PROCESSING_FAILED"}),
        )])
        .await;
    }
}

#[tokio::test]
async fn pages_read_the_standing_of_their_files_one_by_one_and_together() {
    let desk = Desk::open().await;
    desk.control("/config", json!({"image_processing_s": 30, "document_processing_s": 30})).await;
    let (token, page) = page_admin(&desk).await;
    for (resource, word, bytes) in
        [("images", "image", png(8, 8)), ("documents", "document", b"%PDF-1.4 /Count 2".to_vec())]
    {
        let value = announce(&desk, &token, resource, json!({"owner": page})).await;
        let urn = &value[word];
        let show = || desk.api(Method::GET, &format!("/rest/{resource}/{}", key(urn)), &token);
        check(vec![
            row(word, show(), 200, json!({"id": urn, "owner": page, "status": "WAITING_UPLOAD"})),
            row(
                word,
                desk.http.put(value["uploadUrl"].as_str().unwrap()).bearer_auth(&token).body(bytes),
                201,
                Value::Null,
            ),
            row(word, show(), 200, json!({"status": "PROCESSING"})),
        ])
        .await;
        desk.control("/clock", json!({"advance_s": 31})).await;
        let nothing = format!("urn%3Ali%3A{word}%3Anothing");
        let batch = format!("/rest/{resource}?ids=List({},{nothing})", key(urn));
        let reply = desk.ask(desk.api(Method::GET, &batch, &token)).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        let body = reply.json();
        let found = &body["results"][urn.as_str().unwrap()];
        assert_eq!((&found["status"], &found["owner"]), (&json!("AVAILABLE"), &json!(page)));
        assert!(found["downloadUrl"].is_string());
        assert_eq!(body["statuses"][format!("urn:li:{word}:nothing")], 404);
        assert_eq!(body["errors"][format!("urn:li:{word}:nothing")]["status"], 404);
    }
    let value = announce(&desk, &token, "images", json!({"owner": page})).await;
    desk.control("/clock", json!({"advance_s": 2 * 86_400})).await;
    let late = desk.http.put(value["uploadUrl"].as_str().unwrap()).bearer_auth(&token).body(png(8, 8));
    check(vec![row("an expired URL", late, 401, Value::Null)]).await;
}

/// Orders of `0..count`.
fn orders(count: usize) -> impl Strategy<Value = Vec<usize>> {
    Just((0..count).collect::<Vec<_>>()).prop_shuffle()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parts_in_any_order_make_the_same_video(order in orders(3), tail in 1_usize..5_000) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let desk = Desk::open().await;
            desk.control("/config", json!({"video_processing_s": 0})).await;
            let (token, urn) = desk.signed_in("amara-sithole", MEMBER_SCOPES).await;
            let bytes = mp4(12, 2 * PART + tail);
            let request = json!({"owner": urn, "fileSizeBytes": bytes.len()});
            let value = announce(&desk, &token, "videos", request).await;
            let etags = send_parts(&desk, &value, &bytes, &order).await;
            let video = &value["video"];
            assert_eq!(desk.ask(finalize(&desk, &token, video, &etags)).await.status, 200);
            let id = video.as_str().unwrap().rsplit(':').next().unwrap();
            let shown = desk.www(Method::GET, &format!("/dms/media/{id}")).send().await.unwrap();
            assert!(shown.bytes().await.unwrap() == bytes, "order {order:?}");
        });
    }
}
