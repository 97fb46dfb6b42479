//! Images on their way to LinkedIn.

use std::{io::Write, sync::Mutex};

use rollcall_providers::{
    error::{ErrorKind, Outcome},
    linkedin::{FileKind, FileUpload},
    transport::FileRange,
};
use serde_json::{Value, json};
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{method, path},
};

use crate::wire::{self, TOKEN, body, header, impatient, requests, targets, token};

const OWNER: &str = "urn:li:person:782bbtaQ";

fn image(content: &[u8], promised: u64) -> FileUpload {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(content).unwrap();
    FileUpload { range: FileRange::from_start(file, promised), mime: "image/png" }
}

fn place(url: &str) -> Value {
    json!({ "value": { "uploadUrlExpiresAt": 1_650_567_510_704_i64, "uploadUrl": url, "image": "urn:li:image:C4E10" } })
}

/// LinkedIn, which gives out a place on `uploads`.
async fn linkedin_with_place_on(uploads: &MockServer, status: u16) -> MockServer {
    let linkedin = MockServer::start().await;
    let url = format!("{}/dms-uploads/C4E10/uploaded-image/0?ut=2H4&v=beta", uploads.uri());
    Mock::given(method("POST"))
        .and(path("/rest/images"))
        .respond_with(wire::reply(200, place(&url)))
        .mount(&linkedin)
        .await;
    Mock::given(method("PUT")).respond_with(ResponseTemplate::new(status)).mount(uploads).await;
    linkedin
}

async fn linkedin_that_answers(body: Value) -> MockServer {
    let linkedin = MockServer::start().await;
    Mock::given(method("POST")).respond_with(wire::reply(200, body)).mount(&linkedin).await;
    linkedin
}

#[tokio::test]
async fn an_image_goes_where_linkedin_says_byte_by_byte() {
    let linkedin = MockServer::start().await;
    let url = format!("{}/dms-uploads/C4E10/uploaded-image/0?ut=2H4", linkedin.uri());
    Mock::given(method("POST")).respond_with(wire::reply(200, place(&url))).mount(&linkedin).await;
    Mock::given(method("PUT")).respond_with(ResponseTemplate::new(201)).mount(&linkedin).await;
    let content: Vec<u8> = (0..400_000_u32).map(|n| (n % 251) as u8).collect();
    let heard = Mutex::new(Vec::new());
    let progress = |sent: u64| heard.lock().unwrap().push(sent);
    let urn = wire::linkedin(&linkedin.uri())
        .upload_file(&token(), OWNER, FileKind::Image, image(&content, 400_000), &progress)
        .await
        .unwrap();
    assert_eq!(urn, "urn:li:image:C4E10");
    let requests = requests(&linkedin).await;
    assert_eq!(
        targets(&requests),
        ["POST /rest/images?action=initializeUpload", "PUT /dms-uploads/C4E10/uploaded-image/0?ut=2H4"]
    );
    assert_eq!(body(&requests[0]), json!({ "initializeUploadRequest": { "owner": OWNER } }));
    assert_eq!(requests[1].body, content);
    assert_eq!(header(&requests[1], "content-length"), Some("400000"));
    assert_eq!(header(&requests[1], "transfer-encoding"), None);
    assert_eq!(header(&requests[1], "content-type"), Some("image/png"));
    assert_eq!(header(&requests[1], "authorization"), Some(format!("Bearer {TOKEN}").as_str()));
    let heard = heard.into_inner().unwrap();
    assert!(heard.is_sorted() && heard.last() == Some(&400_000), "{heard:?}");
}

#[tokio::test]
async fn the_token_isnt_sent_to_a_foreign_host() {
    let uploads = MockServer::start().await;
    let linkedin = linkedin_with_place_on(&uploads, 201).await;
    let client = wire::linkedin(&linkedin.uri());
    client.upload_file(&token(), OWNER, FileKind::Image, image(b"png", 3), &|_| {}).await.unwrap();
    let received = requests(&uploads).await;
    assert_eq!(received[0].body, b"png");
    assert_eq!(header(&received[0], "authorization"), None);
}

#[tokio::test]
async fn a_place_that_is_unencrypted_missing_or_nonsense_gets_nothing() {
    let answers = [
        place("http://upload.example/x"),
        place("ftp://upload.example/x"),
        place("nonsense"),
        json!({ "value": { "image": "urn:li:image:C4E10" } }),
        json!({}),
    ];
    for answer in answers {
        let linkedin = linkedin_that_answers(answer.clone()).await;
        let client = wire::linkedin(&linkedin.uri());
        let error = client
            .upload_file(&token(), OWNER, FileKind::Image, image(b"png", 3), &|_| {})
            .await
            .unwrap_err();
        assert_eq!(error.kind, ErrorKind::UnexpectedAnswer, "{answer}");
        assert_eq!(requests(&linkedin).await.len(), 1);
    }
}

#[tokio::test]
async fn a_place_that_expired_says_nothing_about_the_token() {
    let uploads = MockServer::start().await;
    let linkedin = linkedin_with_place_on(&uploads, 401).await;
    let client = wire::linkedin(&linkedin.uri());
    let error =
        client.upload_file(&token(), OWNER, FileKind::Image, image(b"png", 3), &|_| {}).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::LinkExpired);
    assert_eq!(requests(&uploads).await.len(), 1, "an upload isn't tried again");
}

#[tokio::test]
async fn a_file_that_shrank_is_never_a_whole_image() {
    let uploads = MockServer::start().await;
    let linkedin = linkedin_with_place_on(&uploads, 201).await;
    let client = wire::linkedin(&linkedin.uri());
    let error = client
        .upload_file(&token(), OWNER, FileKind::Image, image(b"half", 4_000), &|_| {})
        .await
        .unwrap_err();
    assert_eq!((error.kind, error.outcome), (ErrorKind::ContentRefused, Outcome::Definite));
    assert_eq!(error.sentence, "The file changed after it was chosen. Choose it again.");
    assert!(requests(&uploads).await.is_empty(), "the server never saw a whole request");
}

#[tokio::test]
async fn an_upload_on_which_no_byte_moves_is_given_up() {
    let linkedin = MockServer::start().await;
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/dms-uploads/x", silent.local_addr().unwrap());
    Mock::given(method("POST")).respond_with(wire::reply(200, place(&url))).mount(&linkedin).await;
    let content = vec![1; 30 * 1024 * 1024];
    let client = wire::linkedin_with(&linkedin.uri(), impatient(), false);
    let error = client
        .upload_file(&token(), OWNER, FileKind::Image, image(&content, content.len() as u64), &|_| {})
        .await
        .unwrap_err();
    assert_eq!((error.kind, error.outcome), (ErrorKind::Unreachable, Outcome::Unknown));
    assert!(error.sentence.contains("stopped taking data"), "{}", error.sentence);
}
