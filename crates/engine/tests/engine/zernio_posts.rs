//! Posts through Zernio: what it takes, and each of its answers told apart in the outbox.

use rollcall_domain::{outbox::TargetState, status::Status};
use rollcall_engine::publishing::Publishing;
use serde_json::{Value, json};

use crate::{
    picked::{document, document_of, draft_with, gallery, has_files, pictures, published, video, video_of},
    workspace::Workspace,
};

#[tokio::test]
async fn pictures_with_their_words_documents_and_videos_arrive_in_order() {
    let workspace = Workspace::agency().await;
    let author = workspace.zernio_account().await;
    let (guide, film, pictures) =
        (document(&workspace).await, video(&workspace).await, pictures(&workspace, 9).await);
    let cases = [
        ("Nine pictures", gallery(&pictures, true), pictures.iter().collect::<Vec<_>>(), "gallery of5"),
        ("A document", document_of(&guide, "A guide to Lagos"), vec![&guide], "A guide to Lagos"),
        ("A film", video_of(&film, "", None, None), vec![&film], "<video"),
    ];
    for (text, attachment, files, shown) in cases {
        let post = workspace.publish(&draft_with(&workspace, text, &author, attachment)).await;
        let target = &post.targets[0];
        assert_eq!(target.state, TargetState::Published, "{text}: {:?}", target.sentence);
        let there = has_files(&workspace, text, &files);
        assert!(workspace.page(&there.permalink).await.contains(shown), "{text}");
        if text == "Nine pictures" {
            for (n, media) in (1..).zip(&there.media) {
                assert_eq!(media.alt, format!("Picture \"{n}\" of our desk"));
            }
        }
    }
}

fn made(status: &str, target: &Value) -> Value {
    json!({ "message": "…", "post": { "_id": "65aa", "status": status, "platforms": [target] } })
}

fn refused(kind: &str, code: &str) -> Value {
    json!({ "error": "Not like this", "type": kind, "code": code })
}

#[tokio::test]
async fn each_answer_of_zernio_is_told_apart_with_what_to_do_about_it() {
    let workspace = Workspace::agency().await;
    let author = workspace.zernio_account().await;
    let failed = |category: &str| {
        made("failed", &json!({ "status": "failed", "errorCategory": category, "errorMessage": "No luck" }))
    };
    let cases = [
        (207, failed("platform_rejected"), TargetState::Refused, "Change the post"),
        (207, failed("platform_rate_limit"), TargetState::RetryLater, "limit was reached"),
        (207, failed("platform_error"), TargetState::Refused, "Nothing was published"),
        (207, made("publishing", &json!({ "status": "pending" })), TargetState::HandedOver, "by itself"),
        (409, refused("invalid_request_error", "duplicate_content"), TargetState::Refused, "last 24 hours"),
        (409, refused("invalid_request_error", "idempotency_conflict"), TargetState::Refused, "another post"),
        (
            403,
            refused("permission_error", "ACCOUNT_NOT_ENABLED_FOR_POSTING"),
            TargetState::Refused,
            "isn't enabled for posting",
        ),
        (429, refused("rate_limit_error", "posts_per_hour"), TargetState::RetryLater, "Wait until"),
        (400, refused("invalid_request_error", "linkedin_mentions_invalid"), TargetState::Refused, "mention"),
        (500, refused("api_error", "internal"), TargetState::Unknown, "can't tell"),
        // Last: the account needs its owner then.
        (403, refused("permission_error", "ACCOUNT_DISCONNECTED"), TargetState::Held, "Refresh the account"),
    ];
    for (status, body, state, told) in cases {
        let text = format!("{status} {body}").replace(['{', '}', '[', ']'], " ");
        let fault = json!({ "provider": "zernio", "method": "POST", "path": "*/posts", "status": status, "body": body,
            "headers": { "retry-after": "1800" } });
        workspace.control("/fault", fault).await;
        let post = workspace.publish(&workspace.draft(&text, &[&author], None)).await;
        let target = &post.targets[0];
        let sentence = target.sentence.clone().unwrap_or_default();
        assert_eq!(target.state, state, "{text}: {sentence}");
        assert!(sentence.contains(told) && sentence.ends_with('.'), "{text}: {sentence}");
        assert_eq!(target.retry_at.is_some(), state == TargetState::RetryLater, "{text}");
        assert!(published(&workspace, &text).is_empty());
        if state == TargetState::RetryLater {
            assert!(matches!(workspace.account(&author.name).await.status, Status::LimitedUntil { .. }));
            workspace.engine.check_account(&author.id).await.unwrap();
        }
    }
    assert_eq!(workspace.account(&author.name).await.status, Status::SignInNeeded);
}

#[tokio::test]
async fn the_same_content_within_a_day_is_refused_and_made_once() {
    let workspace = Workspace::agency().await;
    let author = workspace.zernio_account().await;
    let draft = workspace.draft("Twice through Zernio", &[&author], None);
    let (first, second) = (workspace.publish(&draft).await, workspace.publish(&draft).await);
    assert_eq!(first.targets[0].state, TargetState::Published, "{:?}", first.targets[0].sentence);
    assert_eq!(second.targets[0].state, TargetState::Refused);
    assert!(second.targets[0].sentence.as_ref().unwrap().contains("last 24 hours"));
    assert_eq!(published(&workspace, "Twice through Zernio").len(), 1);
}

#[tokio::test]
async fn a_place_that_expired_is_asked_for_anew_and_what_is_there_stays() {
    let workspace = Workspace::agency().await;
    let author = workspace.zernio_account().await;
    let pictures = pictures(&workspace, 3).await;
    let expired =
        json!({ "provider": "zernio", "method": "PUT", "path": "/storage/*", "skip": 1, "status": 403 });
    workspace.control("/fault", expired).await;
    let draft = draft_with(&workspace, "Expired at Zernio", &author, gallery(&pictures, true));
    let post = workspace.engine.publish(&draft, Publishing::default()).await.unwrap().post.id;
    let waiting = workspace.settle(&post).await;
    let target = &waiting.targets[0];
    assert_eq!(target.state, TargetState::RetryLater, "{:?}", target.sentence);
    assert!(target.sentence.as_ref().unwrap().ends_with("Rollcall tries again by itself."));
    workspace.world.advance(60);
    let post = workspace.settle(&post).await;
    assert_eq!(post.targets[0].state, TargetState::Published, "{:?}", post.targets[0].sentence);
    has_files(&workspace, "Expired at Zernio", &pictures.iter().collect::<Vec<_>>());
    let asked = workspace.sandbox_says("/requests?provider=zernio&method=PUT").await;
    assert_eq!(asked.as_array().map(Vec::len), Some(4), "three pictures, and one of them twice");
}
