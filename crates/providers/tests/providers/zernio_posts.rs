//! Posts through Zernio: published, handed over, refused, and what each of its answers means.

use rollcall_domain::post::PollDuration;
use rollcall_providers::{
    error::{ErrorKind, Outcome},
    zernio::{Handled, When, ZernioExtra, ZernioFile, ZernioPost},
};
use serde_json::{Value, json};
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{method, path, query_param},
};

use crate::wire::{self, always, body, header, reply, requests};

fn post(when: When) -> ZernioPost {
    ZernioPost {
        account_id: "64e1".into(),
        page_urn: None,
        text: "Hello (world)".into(),
        files: Vec::new(),
        extra: ZernioExtra::None,
        first_comment: "".into(),
        when,
    }
}

fn answer(post_status: &str, target: Value) -> Value {
    json!({ "message": "…", "post": { "_id": "65aa", "status": post_status, "scheduledFor": "2026-12-01T09:00:00.000Z",
        "platforms": [target] } })
}

#[tokio::test]
async fn a_post_is_published_under_a_key_of_its_own() {
    let done = answer(
        "published",
        json!({ "status": "published", "platformPostId": "urn:li:share:71", "platformPostUrl": "https://x/71" }),
    );
    let server = always(reply(201, done)).await;
    let handled = wire::zernio(&server.uri()).create_post(&post(When::Now), "t1-0").await.unwrap();
    let Handled::Published(published) = handled else { panic!("{handled:?}") };
    assert_eq!(published.urn.as_deref(), Some("urn:li:share:71"));
    let requests = requests(&server).await;
    assert_eq!(header(&requests[0], "idempotency-key"), Some("t1-0"));
    assert_eq!(
        body(&requests[0]),
        json!({ "content": "Hello (world)", "mediaItems": [], "publishNow": true, "platforms": [
            { "platform": "linkedin", "accountId": "64e1", "platformSpecificData": {} },
        ] })
    );
}

#[test]
fn everything_that_goes_with_a_post_has_its_place() {
    let client = wire::zernio("https://zernio.com");
    let at = wire::time("2026-12-01T09:00:00Z");
    let file = |kind, url: &str, title: &str, alt_text: &str| ZernioFile {
        kind,
        url: url.into(),
        title: title.into(),
        alt_text: alt_text.into(),
    };
    let deck = file("document", "https://media/deck.pdf", "Deck", "");
    let scheduled = ZernioPost {
        page_urn: Some("urn:li:organization:7".into()),
        files: vec![deck],
        first_comment: "The link".into(),
        ..post(When::At(at))
    };
    let written = client.body(&scheduled);
    assert_eq!(written["scheduledFor"], "2026-12-01T09:00:00Z");
    assert_eq!(
        written["mediaItems"],
        json!([{ "type": "document", "url": "https://media/deck.pdf", "title": "Deck" }])
    );
    assert_eq!(
        written["platforms"][0]["platformSpecificData"],
        json!({ "organizationUrn": "urn:li:organization:7", "documentTitle": "Deck", "firstComment": "The link" })
    );
    let desk = file("image", "https://media/desk.png", "", "Our desk");
    assert_eq!(
        client.body(&ZernioPost { files: vec![desk], ..post(When::Now) })["mediaItems"],
        json!([{ "type": "image", "url": "https://media/desk.png", "altText": "Our desk" }])
    );
    let poll = ZernioExtra::Poll {
        question: "Which?".into(),
        options: vec!["One".into(), "Two".into()],
        duration: PollDuration::TwoWeeks,
    };
    let queued = When::NextSlot { profile_id: "64f0".into(), queue_id: None };
    let written = client.body(&ZernioPost { extra: poll, ..post(queued) });
    assert_eq!(written["queuedFromProfile"], "64f0");
    assert_eq!(written["platforms"][0]["platformSpecificData"]["poll"]["duration"], "FOURTEEN_DAYS");
}

#[tokio::test]
async fn a_success_that_is_none_is_told_apart_by_what_became_of_the_copy() {
    let failed = |category: &str| {
        answer("failed", json!({ "status": "failed", "errorCategory": category, "errorMessage": "No" }))
    };
    let cases = [
        (failed("auth_expired"), ErrorKind::SignInNeeded),
        (failed("user_content"), ErrorKind::ContentRefused),
        (failed("platform_rate_limit"), ErrorKind::Limited),
        (failed("platform_error"), ErrorKind::Unreachable),
        (failed("something new"), ErrorKind::ContentRefused),
    ];
    for (answer, kind) in cases {
        let server = always(reply(207, answer)).await;
        let error = wire::zernio(&server.uri()).create_post(&post(When::Now), "k").await.unwrap_err();
        assert_eq!((error.kind, error.outcome), (kind, Outcome::Definite), "{}", error.sentence);
    }
    for status in ["pending", "processing"] {
        let server = always(reply(207, answer("publishing", json!({ "status": status })))).await;
        let handled = wire::zernio(&server.uri()).create_post(&post(When::Now), "k").await.unwrap();
        assert!(
            matches!(handled, Handled::HandedOver { id, .. } if id == "65aa"),
            "Zernio goes on by itself"
        );
    }
}

#[tokio::test]
async fn refusals_are_told_apart() {
    let cases = [
        (403, "permission_error", "ACCOUNT_DISCONNECTED", ErrorKind::SignInNeeded),
        (403, "permission_error", "ACCOUNT_NOT_ENABLED_FOR_POSTING", ErrorKind::PermissionMissing),
        (409, "invalid_request_error", "duplicate_content", ErrorKind::Duplicate { urn: None }),
        (409, "invalid_request_error", "idempotency_conflict", ErrorKind::Duplicate { urn: None }),
        (400, "invalid_request_error", "linkedin_mentions_invalid", ErrorKind::ContentRefused),
        (429, "rate_limit_error", "posts_per_hour", ErrorKind::Limited),
    ];
    for (status, kind, code, expected) in cases {
        let server = always(reply(status, json!({ "error": "No", "type": kind, "code": code }))).await;
        let error = wire::zernio(&server.uri()).create_post(&post(When::Now), "k").await.unwrap_err();
        assert_eq!((error.kind, error.outcome), (expected, Outcome::Definite), "{code}");
    }
}

#[tokio::test]
async fn a_file_goes_to_its_place_without_the_key() {
    let server = MockServer::start().await;
    let uri = server.uri();
    let presigned = json!({ "uploadUrl": format!("{uri}/storage/a.mp4?X-Amz-Signature=s"), "publicUrl": "https://media/a.mp4",
        "key": "a.mp4", "expiresIn": 3600 });
    Mock::given(method("POST")).respond_with(reply(200, presigned)).mount(&server).await;
    Mock::given(method("PUT"))
        .and(query_param("X-Amz-Signature", "s"))
        .respond_with(ResponseTemplate::new(200))
        .mount(&server)
        .await;
    let client = wire::zernio(&uri);
    let url = client.upload_file(wire::file(b"video"), "video/mp4", "a.mp4", &|_| {}).await.unwrap();
    assert_eq!(url, "https://media/a.mp4");
    let requests = requests(&server).await;
    assert_eq!(body(&requests[0]), json!({ "filename": "a.mp4", "contentType": "video/mp4", "size": 5 }));
    assert_eq!(header(&requests[1], "authorization"), None);
    assert_eq!(requests[1].body, b"video");
}

#[tokio::test]
async fn the_next_free_slot_keeps_its_offset() {
    let server = MockServer::start().await;
    let slot = json!({ "nextSlot": "2026-12-04T09:00:00-05:00", "queueName": "Mornings" });
    Mock::given(path("/api/v1/queue/next-slot"))
        .and(query_param("profileId", "64f0"))
        .respond_with(reply(200, slot))
        .mount(&server)
        .await;
    let slot = wire::zernio(&server.uri()).next_slot("64f0", None).await.unwrap();
    assert_eq!(slot.at, wire::time("2026-12-04T14:00:00Z"));
}
