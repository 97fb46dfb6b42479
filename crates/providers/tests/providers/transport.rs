//! Answers that are none, and calls that come to nothing.

use std::{sync::atomic::Ordering, time::Duration, time::Instant};

use chrono::Utc;
use rollcall_domain::post::Visibility;
use rollcall_providers::{
    error::{ErrorKind, Outcome, ProviderError},
    linkedin::{Content, NewPost},
    transport::Policy,
};
use serde_json::json;
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{method, path},
};

use crate::wire::{self, always, impatient, patient, reply, requests};

fn post() -> NewPost {
    NewPost {
        author_urn: "urn:li:person:782bbtaQ".into(),
        text: "Hello".into(),
        visibility: Visibility::Public,
        content: Content::None,
    }
}

async fn create_at_linkedin(url: &str, policy: Policy) -> ProviderError {
    wire::linkedin_with(url, policy, false).create_post(&wire::token(), &post()).await.unwrap_err()
}

async fn create_at_unipile(url: &str, policy: Policy) -> ProviderError {
    let client = wire::unipile(url, policy);
    client.create_post("acc_1", &wire::gateway_post("Hello"), &|_| {}).await.unwrap_err()
}

async fn read(url: &str, policy: Policy) -> ProviderError {
    wire::unipile(url, policy).account("acc_1").await.unwrap_err()
}

#[tokio::test]
async fn an_answer_that_makes_no_sense_is_told_in_words() {
    let huge = format!("{{\"a\":\"{}\"}}", "x".repeat(10 * 1024 * 1024));
    let cases = [
        ("<!doctype html><h1>Welcome</h1>".to_owned(), "text/html", "a web page instead of data"),
        ("  <html>".to_owned(), "application/json", "a web page instead of data"),
        (String::new(), "application/json", "answered with nothing"),
        ("  \n".to_owned(), "application/json", "answered with nothing"),
        ("{\"object\":\"Account\",\"id\":\"acc".to_owned(), "application/json", "broke off"),
        ("Service ready".to_owned(), "text/plain", "can't read"),
        (huge, "application/json", "far more data"),
    ];
    for (body, kind, words) in cases {
        let shown: String = body.chars().take(30).collect();
        let server = always(ResponseTemplate::new(200).set_body_raw(body, kind)).await;
        let error = read(&server.uri(), patient()).await;
        assert_eq!(error.kind, ErrorKind::UnexpectedAnswer, "{shown}");
        assert_eq!(error.outcome, Outcome::Definite, "{shown}: a read makes nothing");
        assert!(
            error.sentence.contains(words) && error.sentence.starts_with("Unipile "),
            "{}",
            error.sentence
        );
        let error = create_at_unipile(&server.uri(), patient()).await;
        assert_eq!(error.kind, ErrorKind::UnexpectedAnswer, "{shown}");
        assert_eq!(error.outcome, Outcome::Unknown, "{shown}: the post may exist");
        assert_eq!(requests(&server).await.len(), 2, "{shown}: each call is one request");
    }
}

#[tokio::test]
async fn a_list_in_another_shape_is_no_empty_list() {
    for body in
        ["{}", "{\"items\":\"many\"}", "{\"error\":null}", "\"none\"", "7", "[1,2]", "{\"data\":[true]}"]
    {
        let server = always(ResponseTemplate::new(200).set_body_raw(body, "application/json")).await;
        let unipile = wire::unipile(&server.uri(), patient()).accounts().await.unwrap_err();
        let edges = wire::edges(&server.uri()).accounts().await.unwrap_err();
        let zernio = wire::zernio(&server.uri()).accounts().await.unwrap_err();
        for error in [unipile, edges, zernio] {
            assert_eq!(error.kind, ErrorKind::UnexpectedAnswer, "{body}");
        }
    }
    for body in ["[]", "{\"data\":[]}"] {
        let server = always(ResponseTemplate::new(200).set_body_raw(body, "application/json")).await;
        let accounts = wire::unipile(&server.uri(), patient()).accounts().await.unwrap();
        assert!(accounts.is_empty(), "{body}");
    }
}

#[tokio::test]
async fn ten_megabytes_without_a_stated_length_are_cut_off_too() {
    let (url, _) = wire::hangs_up_after({
        let mut answer = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n[".to_vec();
        answer.resize(10 * 1024 * 1024, b' ');
        Box::leak(answer.into_boxed_slice())
    })
    .await;
    let error = read(&url, patient()).await;
    assert!(error.sentence.contains("far more data"), "{}", error.sentence);
}

#[tokio::test]
async fn a_body_shorter_than_stated_is_an_answer_that_broke_off() {
    let (url, count) =
        wire::hangs_up_after(b"HTTP/1.1 201 Created\r\ncontent-length: 500\r\n\r\n{\"object\":\"Post\"")
            .await;
    let error = create_at_unipile(&url, patient()).await;
    assert_eq!((error.kind, error.outcome), (ErrorKind::UnexpectedAnswer, Outcome::Unknown));
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn linkedins_post_is_made_once_its_headers_say_so() {
    let (url, _) = wire::hangs_up_after(
        b"HTTP/1.1 201 Created\r\nX-RestLi-Id: urn:li:share:71\r\ncontent-length: 500\r\n\r\n{",
    )
    .await;
    let published = wire::linkedin(&url).create_post(&wire::token(), &post()).await.unwrap();
    assert_eq!(published.urn.as_deref(), Some("urn:li:share:71"));
}

#[tokio::test]
async fn a_reply_that_never_comes_leaves_a_create_open_and_it_is_sent_once() {
    let (url, count) = wire::hangs_up_after(b"").await;
    for error in [create_at_linkedin(&url, patient()).await, create_at_unipile(&url, patient()).await] {
        assert_eq!((error.kind, error.outcome), (ErrorKind::Unreachable, Outcome::Unknown));
    }
    assert_eq!(count.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_reply_that_comes_too_late_leaves_a_create_open_and_it_is_sent_once() {
    let late = || ResponseTemplate::new(201).set_delay(Duration::from_secs(20));
    let server = always(late()).await;
    let linkedin = create_at_linkedin(&server.uri(), impatient()).await;
    let unipile = create_at_unipile(&server.uri(), impatient()).await;
    for error in [linkedin, unipile] {
        assert_eq!((error.kind, error.outcome), (ErrorKind::Unreachable, Outcome::Unknown));
        assert_eq!(error.http_status, None);
    }
    assert_eq!(requests(&server).await.len(), 2);
}

#[tokio::test]
async fn a_server_that_isnt_there_got_nothing() {
    let url = wire::nobody().await;
    let errors = [
        create_at_linkedin(&url, patient()).await,
        create_at_unipile(&url, patient()).await,
        read(&url, patient()).await,
    ];
    for error in errors {
        assert_eq!((error.kind, error.outcome), (ErrorKind::Unreachable, Outcome::NotSent));
        assert!(error.sentence.contains("can't be reached"), "{}", error.sentence);
    }
}

#[tokio::test]
async fn a_create_is_sent_once_whatever_the_answer_and_only_an_answer_without_doubt_is_definite() {
    let cases = [
        (400, Outcome::Definite),
        (401, Outcome::Definite),
        (403, Outcome::Definite),
        (409, Outcome::Definite),
        (413, Outcome::Definite),
        (422, Outcome::Definite),
        (426, Outcome::Definite),
        (429, Outcome::Definite),
        (302, Outcome::Unknown),
        (303, Outcome::Unknown),
        (408, Outcome::Unknown),
        (500, Outcome::Unknown),
        (502, Outcome::Unknown),
        (503, Outcome::Unknown),
        (504, Outcome::Unknown),
    ];
    for (status, outcome) in cases {
        let server = always(
            ResponseTemplate::new(status)
                .insert_header("retry-after", "0")
                .insert_header("location", "/elsewhere"),
        )
        .await;
        for error in [
            create_at_linkedin(&server.uri(), patient()).await,
            create_at_unipile(&server.uri(), patient()).await,
        ] {
            assert_eq!(error.outcome, outcome, "{status}");
            assert_eq!(error.http_status, Some(status));
        }
        assert_eq!(requests(&server).await.len(), 2, "{status}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let server = MockServer::start().await;
    let away = ResponseTemplate::new(301).insert_header("location", "/v2/elsewhere");
    Mock::given(path("/v2/accounts/acc_1")).respond_with(away).mount(&server).await;
    Mock::given(path("/v2/elsewhere"))
        .respond_with(reply(200, wire::unipile_account("acc_1", "running")))
        .expect(0)
        .mount(&server)
        .await;
    let error = read(&server.uri(), patient()).await;
    assert_eq!(error.kind, ErrorKind::UnexpectedAnswer);
    assert!(error.sentence.contains("another address"), "{}", error.sentence);
}

#[tokio::test]
async fn a_read_is_tried_again_after_429_and_503() {
    for status in [429, 503] {
        let server = MockServer::start().await;
        Mock::given(method("GET"))
            .respond_with(ResponseTemplate::new(status))
            .up_to_n_times(2)
            .mount(&server)
            .await;
        Mock::given(method("GET"))
            .respond_with(reply(200, wire::unipile_account("acc_1", "running")))
            .mount(&server)
            .await;
        assert!(wire::unipile(&server.uri(), patient()).account("acc_1").await.is_ok(), "{status}");
        assert_eq!(requests(&server).await.len(), 3);
    }
}

#[tokio::test]
async fn a_read_gives_up_after_three_tries() {
    let server = always(ResponseTemplate::new(503)).await;
    let error = read(&server.uri(), patient()).await;
    assert_eq!((error.kind, error.http_status), (ErrorKind::Unreachable, Some(503)));
    assert_eq!(requests(&server).await.len(), 3);
}

#[tokio::test]
async fn a_pause_that_is_asked_for_is_kept_once_and_a_long_one_is_only_told() {
    let server = always(ResponseTemplate::new(429).insert_header("retry-after", "0")).await;
    assert_eq!(read(&server.uri(), patient()).await.kind, ErrorKind::Limited);
    assert_eq!(requests(&server).await.len(), 2, "kept once, then told");

    let server = always(ResponseTemplate::new(429).insert_header("retry-after", "3600")).await;
    let error = read(&server.uri(), patient()).await;
    assert_eq!(requests(&server).await.len(), 1);
    let wait = error.retry_at.unwrap() - Utc::now();
    assert!((3_590..=3_600).contains(&wait.num_seconds()), "{wait}");
}

#[tokio::test]
async fn other_refusals_of_a_read_are_final() {
    for status in [400, 401, 403, 404, 500, 502] {
        let server = always(ResponseTemplate::new(status)).await;
        assert_eq!(read(&server.uri(), patient()).await.http_status, Some(status));
        assert_eq!(requests(&server).await.len(), 1, "{status}");
    }
}

#[tokio::test]
async fn rollcall_says_who_it_is() {
    let server = always(reply(200, wire::unipile_account("acc_1", "running"))).await;
    wire::unipile(&server.uri(), patient()).account("acc_1").await.unwrap();
    let requests = requests(&server).await;
    assert!(wire::header(&requests[0], "user-agent").unwrap().starts_with("Rollcall/"));
    assert_eq!(wire::header(&requests[0], "accept"), Some("application/json"));
}

#[tokio::test]
async fn the_budget_of_a_host_holds_requests_back() {
    let server = always(reply(200, json!({ "object": "User" }))).await;
    let policy = Policy { per_minute: 1_200.try_into().unwrap(), burst: 1.try_into().unwrap(), ..patient() };
    let client = wire::unipile(&server.uri(), policy);
    let started = Instant::now();
    for _ in 0..4 {
        client.probe("acc_1").await.unwrap();
    }
    assert!(started.elapsed() >= Duration::from_millis(140), "{:?}", started.elapsed());
}

#[tokio::test]
async fn the_providers_id_of_a_request_is_kept_for_its_support() {
    let refusal = ResponseTemplate::new(500).insert_header("X-LI-UUID", "AAXwZYPro52d92kEmROl/w==");
    let server = always(refusal).await;
    let error = create_at_linkedin(&server.uri(), patient()).await;
    assert_eq!(error.request_id.as_deref(), Some("AAXwZYPro52d92kEmROl/w=="));
    let server = always(reply(500, json!({ "type": "api/internal_error", "req_id": "req_77" }))).await;
    assert_eq!(create_at_unipile(&server.uri(), patient()).await.request_id.as_deref(), Some("req_77"));
}
