//! What goes with a post, its first comment, and posts for later: through each provider.

use rollcall_domain::{
    outbox::{CommentState, TargetState},
    post::{Attachment, Draft, PollDuration},
};
use rollcall_engine::publishing::{Finding, PostWithTargets, Publishing};
use serde_json::{Value, json};

use crate::workspace::Workspace;

async fn made(workspace: &Workspace, text: &str) -> Vec<Value> {
    let posts = workspace.sandbox_says("/posts").await;
    let posts = posts.as_array().or_else(|| posts["posts"].as_array()).unwrap().clone();
    posts.into_iter().filter(|post| post["text"] == text).collect()
}

fn with(mut draft: Draft, attachment: Attachment) -> Draft {
    draft.wording.attachment = attachment;
    draft
}

fn commented(mut draft: Draft, comment: &str) -> Draft {
    draft.wording.first_comment = comment.into();
    draft
}

async fn comment_state(workspace: &Workspace, post: &PostWithTargets) -> Option<CommentState> {
    workspace.engine.first_comment(&post.targets[0]).await.map(|comment| comment.state)
}

#[tokio::test]
async fn every_kind_of_content_reaches_linkedin() {
    let workspace = Workspace::agency().await;
    workspace.link_member("chloe-lambert").await;
    let chloe = workspace.account("Chloé Lambert").await;
    let poll = Attachment::Poll {
        question: "Which?".into(),
        options: vec!["One".into(), "Two".into()],
        duration: PollDuration::ThreeDays,
    };
    let article = Attachment::Article {
        url: "https://news.example/nursing".into(),
        title: "Nursing in Lagos".into(),
        description: "What changed".into(),
        thumbnail: None,
    };
    let first = workspace.publish(&workspace.draft("First", &[&chloe], None)).await;
    let reshare = Attachment::Reshare { urn: first.targets[0].urn.clone().unwrap() };
    for (text, attachment) in [("Poll", poll), ("Article", article), ("Reshare", reshare)] {
        let post = workspace.publish(&with(workspace.draft(text, &[&chloe], None), attachment)).await;
        assert_eq!(post.targets[0].state, TargetState::Published, "{:?}", post.targets[0].sentence);
        assert_eq!(made(&workspace, text).await.len(), 1);
    }
}

#[tokio::test]
async fn a_first_comment_waits_until_linkedin_knows_the_post() {
    let workspace = Workspace::agency().await;
    workspace.link_member("chloe-lambert").await;
    let chloe = workspace.account("Chloé Lambert").await;
    let fault = json!({ "provider": "linkedin", "method": "POST", "path": "/*/socialActions/*", "times": 3, "status": 400,
        "body": { "message": "Unable to obtain activity", "status": 400 } });
    workspace.control("/fault", fault).await;
    let draft = commented(workspace.draft("With a comment", &[&chloe], None), "The link is here");
    let post = workspace.publish(&draft).await;
    assert_eq!(post.targets[0].state, TargetState::Published);
    assert_eq!(comment_state(&workspace, &post).await, Some(CommentState::Made));
    assert_eq!(made(&workspace, "With a comment").await.len(), 1);
}

#[tokio::test]
async fn a_first_comment_that_is_lost_or_refused_leaves_the_post_as_it_is() {
    let workspace = Workspace::agency().await;
    workspace.link_member("chloe-lambert").await;
    let chloe = workspace.account("Chloé Lambert").await;
    let cases = [
        ("Lost", json!({ "reply_lost": true }), CommentState::Unknown),
        (
            "Refused",
            json!({ "status": 422, "body": { "message": "No", "status": 422 } }),
            CommentState::Refused,
        ),
    ];
    for (text, trouble, expected) in cases {
        let mut fault = json!({ "provider": "linkedin", "method": "POST", "path": "/*/socialActions/*" });
        fault.as_object_mut().unwrap().extend(trouble.as_object().unwrap().clone());
        workspace.control("/fault", fault).await;
        let post = workspace.publish(&commented(workspace.draft(text, &[&chloe], None), "The link")).await;
        assert_eq!(post.targets[0].state, TargetState::Published);
        assert_eq!(comment_state(&workspace, &post).await, Some(expected), "{text}");
        workspace.engine.run_outbox().await.unwrap();
        assert_eq!(comment_state(&workspace, &post).await, Some(expected), "it isn't sent again");
        assert_eq!(made(&workspace, text).await.len(), 1);
    }
}

#[tokio::test]
async fn zernio_publishes_now_with_image_and_comment() {
    let workspace = Workspace::agency().await;
    let account = workspace.zernio_account().await;
    let media = workspace.engine.add_media(&workspace.picture(320, 200)).await.unwrap().media;
    let draft = commented(workspace.draft("Through Zernio", &[&account], Some(media.id)), "The link");
    let post = workspace.publish(&draft).await;
    assert_eq!(post.targets[0].state, TargetState::Published, "{:?}", post.targets[0].sentence);
    assert!(post.targets[0].permalink.is_some());
    let made = made(&workspace, "Through Zernio").await;
    assert_eq!((made.len(), made[0]["media"].as_array().map(Vec::len)), (1, Some(1)));
}

#[tokio::test]
async fn zernio_gets_a_later_post_at_once_and_publishes_it_when_its_time_comes() {
    let workspace = Workspace::agency().await;
    let account = workspace.zernio_account().await;
    let at = workspace.engine.now() + chrono::Duration::hours(3);
    let later = Publishing { at: Some(at), ..Publishing::default() };
    let draft = workspace.draft("Later", &[&account], None);
    let post = workspace.engine.publish(&draft, later.clone()).await.unwrap();
    let post = workspace.settle(&post.post.id).await;
    assert_eq!(post.targets[0].state, TargetState::HandedOver, "{:?}", post.targets[0].sentence);
    assert!(made(&workspace, "Later").await.is_empty());

    let taken_back =
        workspace.engine.publish(&workspace.draft("Never", &[&account], None), later).await.unwrap();
    let taken_back = workspace.settle(&taken_back.post.id).await;
    let taken_back = workspace.engine.cancel_copy(&taken_back.targets[0].id).await.unwrap();
    assert_eq!(taken_back.targets[0].state, TargetState::Dropped);

    workspace.control("/clock", json!({ "advance_s": 3 * 3600 + 60 })).await;
    workspace.world.jump(3 * 3600 + 60);
    workspace.engine.run_outbox().await.unwrap();
    let post = workspace.engine.post(&post.post.id).await.unwrap();
    assert_eq!(post.targets[0].state, TargetState::Published);
    assert_eq!((made(&workspace, "Later").await.len(), made(&workspace, "Never").await.len()), (1, 0));
}

#[tokio::test]
async fn a_lost_answer_of_zernio_is_unknown_and_sent_again_makes_no_second_post() {
    let workspace = Workspace::agency().await;
    let account = workspace.zernio_account().await;
    let fault = json!({ "provider": "zernio", "method": "POST", "path": "*/posts", "reply_lost": true });
    workspace.control("/fault", fault).await;
    let post = workspace.publish(&workspace.draft("Lost at Zernio", &[&account], None)).await;
    assert_eq!(post.targets[0].state, TargetState::Unknown, "{:?}", post.targets[0].sentence);
    workspace.engine.resolve(&post.targets[0].id, Finding::SendAgain).await.unwrap();
    let post = workspace.settle(&post.post.id).await;
    assert_eq!(post.targets[0].state, TargetState::Published, "{:?}", post.targets[0].sentence);
    assert_eq!(made(&workspace, "Lost at Zernio").await.len(), 1);
}

#[tokio::test]
async fn a_later_post_leaves_when_its_time_comes_and_says_so_when_it_was_missed() {
    let workspace = Workspace::agency().await;
    let elif = workspace.account("Elif Watanabe").await;
    let at = workspace.engine.now() + chrono::Duration::hours(2);
    let later = Publishing { at: Some(at), ..Publishing::default() };
    let post = workspace.engine.publish(&workspace.draft("At two", &[&elif], None), later).await.unwrap();
    let post = workspace.settle(&post.post.id).await;
    assert_eq!(post.targets[0].state, TargetState::Queued);
    workspace.world.jump(2 * 3600 + 10);
    let post = workspace.settle(&post.post.id).await;
    assert_eq!(post.targets[0].state, TargetState::Published);

    let at = workspace.engine.now() + chrono::Duration::hours(2);
    let later = Publishing { at: Some(at), ..Publishing::default() };
    let missed = workspace.engine.publish(&workspace.draft("Missed", &[&elif], None), later).await.unwrap();
    let workspace = workspace.restarted_after(async |world| world.jump(5 * 3600)).await;
    workspace.engine.run_outbox().await.unwrap();
    let post = workspace.engine.post(&missed.post.id).await.unwrap();
    assert_eq!(post.targets[0].state, TargetState::Missed);
    assert!(made(&workspace, "Missed").await.is_empty());
    workspace.engine.publish_late(&missed.targets[0].id).await.unwrap();
    let post = workspace.settle(&missed.post.id).await;
    assert_eq!(post.targets[0].state, TargetState::Published);
    assert_eq!(made(&workspace, "Missed").await.len(), 1);
}
