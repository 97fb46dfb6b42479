//! Videos on their way to LinkedIn, and comments below what was made.

use rollcall_providers::{
    error::{ErrorKind, Outcome},
    linkedin::{FileUpload, Processing},
};
use serde_json::{Value, json};
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{method, path},
};

use crate::wire::{self, body, header, reply, requests, targets, token};

const OWNER: &str = "urn:li:person:782bbtaQ";

fn places(uri: &str, ranges: &[(u64, u64)]) -> Value {
    let instructions: Vec<Value> = ranges
        .iter()
        .enumerate()
        .map(|(n, (first, last))| {
            json!({ "uploadUrl": format!("{uri}/dms-uploads/v/{n}?sau=x"), "firstByte": first, "lastByte": last })
        })
        .collect();
    json!({ "value": { "video": "urn:li:video:C55", "uploadToken": "tok/1", "uploadUrlsExpireAt": 1_650_567_510_704_i64,
        "uploadInstructions": instructions, "thumbnailUploadUrl": format!("{uri}/dms-uploads/t"),
        "captionsUploadUrl": format!("{uri}/dms-uploads/c") } })
}

async fn linkedin_with(ranges: &[(u64, u64)]) -> MockServer {
    let server = MockServer::start().await;
    let answer = places(&server.uri(), ranges);
    Mock::given(method("POST"))
        .and(path("/rest/videos"))
        .respond_with(reply(200, answer))
        .mount(&server)
        .await;
    Mock::given(method("PUT"))
        .respond_with(ResponseTemplate::new(200).insert_header("etag", "/ambry/part.bin"))
        .mount(&server)
        .await;
    server
}

#[tokio::test]
async fn a_video_goes_in_the_ranges_that_linkedin_names_and_without_the_token() {
    let server = linkedin_with(&[(0, 9), (10, 14)]).await;
    let client = wire::linkedin(&server.uri());
    let places = client.begin_video(&token(), OWNER, 15, true, true).await.unwrap();
    assert_eq!((places.urn.as_str(), places.upload_token.expose()), ("urn:li:video:C55", "tok/1"));
    assert!(!format!("{places:?}").contains("sau=x"), "an address that takes bytes is never printed");
    let whole = wire::file(b"0123456789abcde");
    let mut tags = Vec::new();
    for part in &places.parts {
        let file = FileUpload { range: whole.part(part.first, part.last), mime: "application/octet-stream" };
        tags.push(client.upload_part(&token(), &part.place, file, None, &|_| {}).await.unwrap());
    }
    client.finish_video(&token(), &places.urn, &places.upload_token, &tags).await.unwrap();
    let requests = requests(&server).await;
    assert_eq!(
        body(&requests[0]),
        json!({ "initializeUploadRequest": { "owner": OWNER, "fileSizeBytes": 15, "uploadCaptions": true, "uploadThumbnail": true } })
    );
    assert_eq!((&requests[1].body[..], &requests[2].body[..]), (&b"0123456789"[..], &b"abcde"[..]));
    assert_eq!(header(&requests[1], "authorization"), None);
    assert_eq!(header(&requests[1], "content-type"), Some("application/octet-stream"));
    assert_eq!(
        body(&requests[3]),
        json!({ "finalizeUploadRequest": { "video": "urn:li:video:C55", "uploadToken": "tok/1",
            "uploadedPartIds": ["/ambry/part.bin", "/ambry/part.bin"] } })
    );
}

#[tokio::test]
async fn places_that_are_not_the_whole_file_are_refused() {
    for ranges in
        [&[][..], &[(0, 13)], &[(0, 9), (11, 14)], &[(0, 9), (5, 14)], &[(10, 14), (0, 9)], &[(0, 15)]]
    {
        let server = linkedin_with(ranges).await;
        let begun = wire::linkedin(&server.uri()).begin_video(&token(), OWNER, 15, false, false).await;
        assert_eq!(begun.unwrap_err().kind, ErrorKind::UnexpectedAnswer, "{ranges:?}");
    }
}

#[tokio::test]
async fn a_part_becomes_whole_only_when_its_gate_opens() {
    let server = linkedin_with(&[(0, 399_999)]).await;
    let client = wire::linkedin(&server.uri());
    let places = client.begin_video(&token(), OWNER, 400_000, false, false).await.unwrap();
    let (open, opened) = tokio::sync::oneshot::channel::<()>();
    let gate = Box::pin(async move {
        opened.await.ok();
    });
    let (told, mut heard) = tokio::sync::watch::channel(0);
    let progress = move |sent: u64| {
        told.send_replace(sent);
    };
    let file = FileUpload { range: wire::file(&vec![5; 400_000]), mime: "application/octet-stream" };
    let token = token();
    let sending = client.upload_part(&token, &places.parts[0].place, file, Some(gate), &progress);
    tokio::pin!(sending);
    tokio::select! {
        _ = &mut sending => panic!("it was whole before its turn"),
        _ = heard.wait_for(|sent| *sent >= 393_216) => {}
    }
    assert_eq!(requests(&server).await.len(), 1, "LinkedIn has no whole part yet");
    open.send(()).unwrap();
    assert_eq!(sending.await.unwrap(), "/ambry/part.bin");
}

#[tokio::test]
async fn a_place_that_expired_says_nothing_about_the_token() {
    let server = MockServer::start().await;
    let answer = places(&server.uri(), &[(0, 4)]);
    Mock::given(method("POST")).respond_with(reply(200, answer)).mount(&server).await;
    Mock::given(method("PUT")).respond_with(ResponseTemplate::new(401)).mount(&server).await;
    let client = wire::linkedin(&server.uri());
    let places = client.begin_video(&token(), OWNER, 5, false, false).await.unwrap();
    let file = FileUpload { range: wire::file(b"video"), mime: "application/octet-stream" };
    let error = client.upload_part(&token(), &places.parts[0].place, file, None, &|_| {}).await.unwrap_err();
    assert_eq!((error.kind, error.outcome), (ErrorKind::LinkExpired, Outcome::Definite));
}

#[tokio::test]
async fn linkedin_is_asked_how_far_it_is() {
    let forbidden = json!({ "message": "Accessing this image resource is forbidden. Please check your permissions for this resource", "status": 403 });
    let cases = [
        ("urn:li:video:C5", 200, json!({ "status": "PROCESSING" }), Processing::Working),
        ("urn:li:video:C5", 200, json!({ "status": "AVAILABLE" }), Processing::Available),
        ("urn:li:video:C5", 200, json!({ "status": "SOMETHING_NEW" }), Processing::Working),
        (
            "urn:li:document:C5",
            200,
            json!({ "status": "PROCESSING_FAILED", "processingFailureReason": "Too many pages" }),
            Processing::Failed(Some("Too many pages".into())),
        ),
        ("urn:li:image:C5", 403, forbidden, Processing::NotTold),
        (
            "urn:li:digitalmediaAsset:C5",
            200,
            json!({ "recipes": [{ "status": "AVAILABLE" }], "status": "ALLOWED" }),
            Processing::Available,
        ),
    ];
    for (urn, status, answer, expected) in cases {
        let server = wire::always(reply(status, answer)).await;
        let found = wire::linkedin(&server.uri()).processing(&token(), urn).await.unwrap();
        assert_eq!(found, expected, "{urn}");
    }
}

#[tokio::test]
async fn a_comment_falls_back_to_the_older_interface_where_only_that_is_allowed() {
    let server = MockServer::start().await;
    let post = "urn:li:share:71";
    let refused = json!({ "status": 403, "serviceErrorCode": 100, "code": "ACCESS_DENIED",
        "message": "Not enough permissions to access: partnerApiSocialActions.CREATE.20261001" });
    let at = |api: &str| path(format!("/{api}/socialActions/urn%3Ali%3Ashare%3A71/comments"));
    Mock::given(method("POST")).and(at("rest")).respond_with(reply(403, refused)).mount(&server).await;
    Mock::given(method("POST")).and(at("v2")).respond_with(ResponseTemplate::new(201)).mount(&server).await;
    wire::linkedin(&server.uri()).create_comment(&token(), OWNER, post, &"See *this*".into()).await.unwrap();
    let requests = requests(&server).await;
    assert_eq!(targets(&requests).len(), 2);
    assert_eq!(header(&requests[1], "linkedin-version"), None);
    assert_eq!(
        body(&requests[1]),
        json!({ "actor": OWNER, "object": post, "message": { "text": "See *this*", "attributes": [] } }),
        "comments are plain"
    );
}
