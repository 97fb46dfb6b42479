use rollcall_domain::{media::MediaError, outbox::TargetState, status::Status};
use rollcall_engine::{
    Engine,
    error::EngineError,
    event::Event,
    publishing::{Finding, PostWithTargets, Publishing},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::workspace::Workspace;

fn states(post: &PostWithTargets) -> Vec<TargetState> {
    post.targets.iter().map(|target| target.state).collect()
}

async fn published(workspace: &Workspace) -> Vec<Value> {
    let posts = workspace.sandbox_says("/posts").await;
    posts.as_array().or_else(|| posts["posts"].as_array()).unwrap().clone()
}

/// Only what was published in this test: the seed has a past of its own.
async fn with_text(workspace: &Workspace, text: &str) -> Vec<Value> {
    published(workspace).await.into_iter().filter(|post| post["text"] == text).collect()
}

const TEXT: &str = "We're hiring (really!) in Lagos: 100% remote_first <apply> @ our desk #nursing";

#[tokio::test]
async fn one_post_with_an_image_goes_out_through_linkedin_and_unipile() {
    let workspace = Workspace::agency().await;
    workspace.link_member("chloe-lambert").await;
    let (chloe, elif) = (workspace.account("Chloé Lambert").await, workspace.account("Elif Watanabe").await);
    let path = workspace.picture(640, 480);
    let media = workspace.engine.add_media(&path).await.unwrap().media;
    let post = workspace.publish(&workspace.draft(TEXT, &[&chloe, &elif], Some(media.id))).await;
    assert_eq!(states(&post), [TargetState::Published, TargetState::Published], "{post:?}");
    assert!(post.targets.iter().all(|target| target.permalink.is_some()), "{post:?}");

    let sent = with_text(&workspace, TEXT).await;
    assert_eq!(sent.len(), 2, "the text reads as it was written, on both");
    let sha256 = format!("{:x}", Sha256::digest(std::fs::read(path).unwrap()));
    for post in sent {
        assert_eq!(post["media"][0]["sha256"], sha256.as_str());
    }
    assert!(workspace.events.lock().unwrap().iter().any(|event| matches!(event, Event::Upload { .. })));
    assert!(workspace.history(&chloe).await.iter().any(|line| line.starts_with("Published")));
}

#[tokio::test]
async fn a_reply_that_never_came_is_unknown_and_never_sent_again_by_itself() {
    let workspace = Workspace::agency().await;
    let elif = workspace.account("Elif Watanabe").await;
    workspace
        .control(
            "/fault",
            json!({"provider": "unipile", "method": "POST", "path": "/v2/*/posts", "reply_lost": true}),
        )
        .await;
    let post = workspace.publish(&workspace.draft("Lost reply", &[&elif], None)).await;
    assert_eq!(states(&post), [TargetState::Unknown]);
    assert!(post.targets[0].sentence.as_ref().unwrap().contains("can't tell"));

    workspace.engine.run_outbox().await.unwrap();
    assert_eq!(with_text(&workspace, "Lost reply").await.len(), 1, "it was made once");

    let found = workspace.engine.resolve(&post.targets[0].id, Finding::ItIsThere).await.unwrap();
    assert_eq!(states(&found), [TargetState::Published]);
    assert!(workspace.engine.resolve(&post.targets[0].id, Finding::SendAgain).await.is_err());
}

#[tokio::test]
async fn a_person_who_looked_can_send_it_again_or_let_it_go() {
    let workspace = Workspace::agency().await;
    let elif = workspace.account("Elif Watanabe").await;
    let fault =
        json!({"provider": "unipile", "method": "POST", "path": "/v2/*/posts", "status": 502, "times": 2});
    workspace.control("/fault", fault).await;
    let again = workspace.publish(&workspace.draft("Again", &[&elif], None)).await;
    let gone = workspace.publish(&workspace.draft("Gone", &[&elif], None)).await;
    assert_eq!((states(&again), states(&gone)), (vec![TargetState::Unknown], vec![TargetState::Unknown]));

    workspace.engine.resolve(&again.targets[0].id, Finding::SendAgain).await.unwrap();
    let again = workspace.engine.settle(&again.post.id).await.unwrap();
    assert_eq!(states(&again), [TargetState::Published]);
    let gone = workspace.engine.resolve(&gone.targets[0].id, Finding::LetItGo).await.unwrap();
    assert_eq!(states(&gone), [TargetState::Dropped]);
    assert_eq!(
        (with_text(&workspace, "Again").await.len(), with_text(&workspace, "Gone").await.len()),
        (1, 0)
    );
}

#[tokio::test]
async fn a_copy_waits_for_its_account_and_leaves_when_the_account_is_back() {
    let workspace = Workspace::agency().await;
    let elif = workspace.account("Elif Watanabe").await;
    workspace.control("/expire", json!({"provider": "unipile", "account": elif.remote_id})).await;
    let post = workspace.publish(&workspace.draft("Held", &[&elif], None)).await;
    assert_eq!(states(&post), [TargetState::Held]);
    assert_eq!(workspace.account("Elif Watanabe").await.status, Status::SignInNeeded);

    let task = workspace.engine.refresh(&elif.id).await.unwrap();
    let rollcall_engine::linking::Waiting::OwnerLink { url, .. } = &task.waiting else { panic!("{task:?}") };
    let fields = [
        ("username", "elif.watanabe@meridian.example"),
        ("email", "elif.watanabe@meridian.example"),
        ("password", "x"),
    ];
    crate::workspace::visit(url, &fields).await;
    workspace
        .until(&task, |task| matches!(task.waiting, rollcall_engine::linking::Waiting::Done { .. }))
        .await;
    let post = workspace.engine.settle(&post.post.id).await.unwrap();
    assert_eq!(states(&post), [TargetState::Published]);
    assert_eq!(with_text(&workspace, "Held").await.len(), 1);
}

#[tokio::test]
async fn what_linkedin_refuses_is_refused_with_its_reason() {
    let workspace = Workspace::agency().await;
    workspace.link_member("chloe-lambert").await;
    let chloe = workspace.account("Chloé Lambert").await;
    let first = workspace.publish(&workspace.draft("Twice", &[&chloe], None)).await;
    let second = workspace.publish(&workspace.draft("Twice", &[&chloe], None)).await;
    assert_eq!((states(&first), states(&second)), (vec![TargetState::Published], vec![TargetState::Refused]));
    assert!(second.targets[0].sentence.is_some());
}

#[tokio::test]
async fn what_does_not_fit_is_said_before_anything_is_recorded() {
    let workspace = Workspace::agency().await;
    let (elif, dana, ines) = (
        workspace.account("Elif Watanabe").await,
        workspace.account("Dana Okafor").await,
        workspace.account("Ines Moreau").await,
    );
    let long = "x".repeat(3_001);
    let cases = [
        (workspace.draft("   ", &[&elif], None), "Write something"),
        (workspace.draft("Hello", &[], None), "Choose at least one author"),
        (workspace.draft(&long, &[&elif], None), "The text has 3001 characters"),
        (workspace.draft("Hello", &[&dana], None), "Dana Okafor"),
        (workspace.draft("Hello", &[&ines], None), "Ines Moreau: Edges can't publish posts"),
    ];
    for (draft, sentence) in cases {
        let error = workspace.engine.publish(&draft, Publishing::default()).await.unwrap_err();
        assert!(matches!(error, EngineError::BadInput(_)));
        assert!(error.to_string().contains(sentence), "{error}");
    }
    assert!(workspace.engine.posts(10).await.unwrap().is_empty());
}

#[tokio::test]
async fn files_that_are_no_images_are_refused_and_an_image_that_vanished_is_no_crash() {
    let workspace = Workspace::agency().await;
    let folder = workspace.folder.path();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let refused = |error: EngineError| match error {
        EngineError::Media(error) => error,
        other => panic!("{other}"),
    };
    let text = write("text.png", b"this is a text");
    let empty = write("empty.png", b"");
    let error = refused(workspace.engine.add_media(&text).await.unwrap_err());
    assert_eq!(error, MediaError::NotKnown { found: None });
    assert_eq!(refused(workspace.engine.add_media(&empty).await.unwrap_err()), MediaError::Empty);
    let gone = folder.join("gone.png");
    assert_eq!(refused(workspace.engine.add_media(&gone).await.unwrap_err()), MediaError::Unreadable);

    let media = workspace.engine.add_media(&workspace.picture(64, 64)).await.unwrap().media;
    std::fs::remove_file(folder.join("media").join(&media.sha256)).unwrap();
    let elif = workspace.account("Elif Watanabe").await;
    let post = workspace.publish(&workspace.draft("Vanished", &[&elif], Some(media.id))).await;
    assert_eq!(states(&post), [TargetState::Refused]);
    assert!(post.targets[0].sentence.as_ref().unwrap().contains("moved or deleted"));
    assert!(with_text(&workspace, "Vanished").await.is_empty());
}

#[tokio::test]
async fn a_second_opener_of_the_same_workspace_is_told_so() {
    let workspace = Workspace::empty().await;
    let vault = rollcall_vault::Vault::with_backend(
        Box::new(crate::workspace::MemoryKeychain::default()),
        std::time::Duration::from_secs(3),
    );
    let transport = rollcall_providers::transport::Transport::new().unwrap();
    let second =
        Engine::open(workspace.folder.path(), vault, transport, workspace.world.clone(), Box::new(|_| {}))
            .await;
    assert!(matches!(second, Err(EngineError::InUse)));
}
