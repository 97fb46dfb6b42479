//! Videos on their way: in parts, on from where they were, and never twice.

use std::collections::HashSet;

use rollcall_domain::{account::Account, outbox::TargetState};
use rollcall_engine::{event::Event, publishing::Publishing};
use rollcall_sandbox::PostQuery;
use serde_json::json;

use crate::{
    film::{acknowledged, film, keep, made, published_once, sha256, video_post},
    workspace::Workspace,
};

const PART: usize = 4 * 1024 * 1024;

/// A workspace with a member who can publish, whose videos are taken in at once.
async fn with_chloe() -> (Workspace, Account) {
    let workspace = Workspace::agency().await;
    workspace.link_member("chloe-lambert").await;
    workspace.control("/config", json!({ "video_processing_s": 0 })).await;
    let chloe = workspace.account("Chloé Lambert").await;
    (workspace, chloe)
}

async fn hears_parts(workspace: &Workspace, done: u32) {
    workspace.hears(|event| matches!(event, Event::Upload(progress) if progress.parts_done >= done)).await;
}

#[tokio::test]
async fn a_video_killed_on_its_way_goes_on_where_it_was_and_arrives_byte_by_byte() {
    let (mut workspace, mut chloe) = with_chloe().await;
    let slow = json!({ "provider": "linkedin", "method": "PUT", "path": "/dms-uploads/*", "times": 0, "delay_ms": 15 });
    workspace.control("/fault", slow).await;
    for (n, length) in [2 * PART - 1, 2 * PART, 2 * PART + 1, 5 * PART + 1].into_iter().enumerate() {
        let parts = length.div_ceil(PART);
        for kill_after in [0, 1, parts] {
            let text = format!("Film {n} of {length} bytes, killed after {kill_after}");
            let mut film = film(length);
            *film.last_mut().unwrap() = kill_after as u8;
            let media = keep(&workspace, &film).await;
            let before = acknowledged(&workspace).await.len();
            let draft = video_post(&workspace, &text, &chloe, media);
            let post = workspace.engine.publish(&draft, Publishing::default()).await.unwrap();
            if kill_after > 0 {
                hears_parts(&workspace, u32::try_from(kill_after).unwrap()).await;
            }
            workspace = workspace.restarted().await;
            chloe = workspace.account("Chloé Lambert").await;
            let post = workspace.settle(&post.post.id).await;
            published_once(&workspace, &post, &text, &film).await;
            let sent = acknowledged(&workspace).await.len() - before;
            assert!(sent <= parts + 1, "{text}: {sent} parts were taken, of {parts}");
        }
    }
}

#[tokio::test]
async fn what_passes_by_itself_costs_a_part_and_not_the_video() {
    let (workspace, chloe) = with_chloe().await;
    let troubles = [
        ("429", json!({ "status": 429, "times": 2 })),
        ("500", json!({ "status": 500, "times": 2 })),
        ("cut", json!({ "cut_upload_after_bytes": 1_000_000, "times": 2 })),
        ("lost", json!({ "reply_lost": true, "times": 2 })),
    ];
    for (n, (name, trouble)) in troubles.into_iter().enumerate() {
        let mut fault = json!({ "provider": "linkedin", "method": "PUT", "path": "/dms-uploads/*" });
        fault.as_object_mut().unwrap().extend(trouble.as_object().unwrap().clone());
        workspace.control("/fault", fault).await;
        let film = film(2 * PART + 1 + n);
        let media = keep(&workspace, &film).await;
        let post = workspace.publish(&video_post(&workspace, name, &chloe, media)).await;
        published_once(&workspace, &post, name, &film).await;
    }
}

#[tokio::test]
async fn places_that_expired_are_asked_for_anew() {
    let (workspace, chloe) = with_chloe().await;
    let film = film(2 * PART + 1);
    let media = keep(&workspace, &film).await;
    let expired = json!({ "provider": "linkedin", "method": "PUT", "path": "/dms-uploads/*", "skip": 1, "status": 401 });
    workspace.control("/fault", expired).await;
    let post = workspace.publish(&video_post(&workspace, "Expired", &chloe, media)).await;
    published_once(&workspace, &post, "Expired", &film).await;
    assert_eq!(
        workspace.account("Chloé Lambert").await.status,
        chloe.status,
        "the token is as good as before"
    );
}

#[tokio::test]
async fn a_video_that_rested_until_its_places_expired_begins_anew() {
    // LinkedIn gives them out for thirty days; this computer's clock may be behind.
    for clocks in ["both", "LinkedIn's alone"] {
        let (workspace, chloe) = with_chloe().await;
        workspace.control("/config", json!({ "video_part_bytes": 20_000 })).await;
        let film = film(100_001);
        let media = keep(&workspace, &film).await;
        let slow = json!({ "provider": "linkedin", "method": "PUT", "path": "/dms-uploads/*", "times": 0, "delay_ms": 30 });
        workspace.control("/fault", slow).await;
        let draft = video_post(&workspace, clocks, &chloe, media);
        let post = workspace.engine.publish(&draft, Publishing::default()).await.unwrap();
        hears_parts(&workspace, 1).await;
        workspace.engine.pause_copy(&post.targets[0].id).await.unwrap();
        let days = 31 * 24 * 3_600;
        workspace.control("/clock", json!({ "advance_s": days })).await;
        if clocks == "both" {
            workspace.world.jump(days);
        }
        workspace.engine.resume_copy(&post.targets[0].id).await.unwrap();
        let post = workspace.settle(&post.post.id).await;
        published_once(&workspace, &post, clocks, &film).await;
        let taken = acknowledged(&workspace).await;
        let videos: HashSet<&str> = taken.iter().map(|path| path.split('/').nth(2).unwrap()).collect();
        assert_eq!(videos.len(), 2, "{clocks}: {taken:?}");
    }
}

#[tokio::test]
async fn a_paused_video_waits_over_a_restart_and_goes_on_where_it_was() {
    let (workspace, chloe) = with_chloe().await;
    let film = film(5 * PART);
    let media = keep(&workspace, &film).await;
    let slow = json!({ "provider": "linkedin", "method": "PUT", "path": "/dms-uploads/*", "times": 0, "delay_ms": 30 });
    workspace.control("/fault", slow).await;
    let draft = video_post(&workspace, "Paused", &chloe, media);
    let post = workspace.engine.publish(&draft, Publishing::default()).await.unwrap();
    hears_parts(&workspace, 1).await;
    let target = &post.targets[0].id;
    let paused = workspace.engine.pause_copy(target).await.unwrap();
    assert_eq!(paused.targets[0].state, TargetState::Paused);
    let workspace = workspace.restarted().await;
    workspace.engine.run_outbox().await.unwrap();
    assert_eq!(workspace.engine.post(&post.post.id).await.unwrap().targets[0].state, TargetState::Paused);
    workspace.engine.resume_copy(target).await.unwrap();
    let post = workspace.settle(&post.post.id).await;
    published_once(&workspace, &post, "Paused", &film).await;
    assert!(acknowledged(&workspace).await.len() <= 6, "at most one part travelled twice");
    assert!(workspace.engine.cancel_copy(target).await.is_err(), "it is there now");
}

#[tokio::test]
async fn a_video_that_is_stopped_is_never_published() {
    let (workspace, chloe) = with_chloe().await;
    let film = film(3 * PART);
    let media = keep(&workspace, &film).await;
    let slow = json!({ "provider": "linkedin", "method": "PUT", "path": "/dms-uploads/*", "times": 0, "delay_ms": 30 });
    workspace.control("/fault", slow).await;
    let draft = video_post(&workspace, "Stopped", &chloe, media);
    let post = workspace.engine.publish(&draft, Publishing::default()).await.unwrap();
    hears_parts(&workspace, 1).await;
    let stopped = workspace.engine.cancel_copy(&post.targets[0].id).await.unwrap();
    assert_eq!(stopped.targets[0].state, TargetState::Dropped);
    let settled = workspace.settle(&post.post.id).await;
    assert_eq!(settled.targets[0].state, TargetState::Dropped);
    assert!(made(&workspace, "Stopped").await.is_empty());
    assert_eq!(workspace.secrets_of(&post.targets[0].id.0), 0, "the key to its places is gone");
}

#[tokio::test]
async fn a_kept_video_that_changed_is_not_sent() {
    let (workspace, chloe) = with_chloe().await;
    let film = film(PART);
    let media = keep(&workspace, &film).await;
    let mut other = film.clone();
    *other.last_mut().unwrap() ^= 1;
    std::fs::write(workspace.folder.path().join("media").join(sha256(&film)), other).unwrap();
    let post = workspace.publish(&video_post(&workspace, "Changed", &chloe, media)).await;
    assert_eq!(post.targets[0].state, TargetState::Refused);
    assert!(post.targets[0].sentence.as_ref().unwrap().contains("changed"));
    assert!(acknowledged(&workspace).await.is_empty());
}

#[tokio::test]
async fn the_places_that_take_bytes_are_in_no_file_as_they_are() {
    let (workspace, chloe) = with_chloe().await;
    let media = keep(&workspace, &film(3 * PART)).await;
    let slow = json!({ "provider": "linkedin", "method": "PUT", "path": "/dms-uploads/*", "times": 0, "delay_ms": 30 });
    workspace.control("/fault", slow).await;
    let draft = video_post(&workspace, "Sealed", &chloe, media);
    let post = workspace.engine.publish(&draft, Publishing::default()).await.unwrap();
    hears_parts(&workspace, 1).await;
    workspace.engine.pause_copy(&post.targets[0].id).await.unwrap();
    let folder = workspace.folder.path();
    let sealed = std::fs::read(folder.join("uploads").join(&post.targets[0].id.0)).unwrap();
    let database = std::fs::read(folder.join(rollcall_store::DATABASE_FILE)).unwrap();
    for bytes in [sealed, database] {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("dms-uploads") && !text.contains("sau="));
    }
}

#[tokio::test]
async fn a_video_on_its_way_lets_the_other_posts_of_its_account_by() {
    let (workspace, chloe) = with_chloe().await;
    // A part that meets this waits for its next try, and time stands still.
    let busy = json!({ "provider": "linkedin", "method": "PUT", "path": "/dms-uploads/*", "times": 0, "status": 429 });
    workspace.control("/fault", busy).await;
    let (first, second) = (film(2 * PART), film(PART));
    let mut videos = Vec::new();
    for (text, film) in [("Long film", &first), ("Next film", &second)] {
        let media = keep(&workspace, film).await;
        let draft = video_post(&workspace, text, &chloe, media);
        videos.push(workspace.engine.publish(&draft, Publishing::default()).await.unwrap().post.id);
    }
    let state = async |post| workspace.engine.post(post).await.unwrap().targets[0].state;
    while state(&videos[0]).await != TargetState::Uploading {
        tokio::task::yield_now().await;
    }

    for text in ["Short and first", "Short and second"] {
        let draft = workspace.draft(text, &[&chloe], None);
        let short = workspace.engine.publish(&draft, Publishing::default()).await.unwrap();
        let short = workspace.engine.settle(&short.post.id).await.unwrap();
        assert_eq!(short.targets[0].state, TargetState::Published, "{:?}", short.targets[0].sentence);
    }
    assert_eq!(state(&videos[0]).await, TargetState::Uploading);
    assert_eq!(state(&videos[1]).await, TargetState::Queued, "one video after the other");

    workspace.sandbox.control().clear_faults();
    published_once(&workspace, &workspace.settle(&videos[0]).await, "Long film", &first).await;
    published_once(&workspace, &workspace.settle(&videos[1]).await, "Next film", &second).await;
    let posts = workspace.sandbox.control().posts(&PostQuery::default());
    let texts: Vec<&str> = posts.iter().map(|post| post.text.as_str()).collect();
    assert_eq!(texts, ["Short and first", "Short and second", "Long film", "Next film"]);
}
