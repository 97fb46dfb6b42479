//! Videos on their way: in parts, on from where they were, and never twice.

use rollcall_domain::{
    account::Account,
    id::MediaId,
    media::{Cleaning, MediaFacts, VideoFacts, VideoType},
    outbox::TargetState,
    post::{Attachment, Draft},
};
use rollcall_engine::{
    event::Event,
    publishing::{PostWithTargets, Publishing},
};
use rollcall_store::MediaRow;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::workspace::Workspace;

const PART: usize = 4 * 1024 * 1024;

fn boxed(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len() + 8).unwrap();
    [&length.to_be_bytes()[..], name, content].concat()
}

/// Ten seconds of a film with this many bytes, none of whose parts is like another.
fn film(length: usize) -> Vec<u8> {
    let mut header = vec![0; 100];
    header[12..16].copy_from_slice(&1_000_u32.to_be_bytes());
    header[16..20].copy_from_slice(&10_000_u32.to_be_bytes());
    let mut track = vec![0; 84];
    track[76..80].copy_from_slice(&(1_280_u32 << 16).to_be_bytes());
    track[80..84].copy_from_slice(&(720_u32 << 16).to_be_bytes());
    let moov = [boxed(b"mvhd", &header), boxed(b"trak", &boxed(b"tkhd", &track))].concat();
    let described = [boxed(b"ftyp", b"isom\0\0\0\0isom"), boxed(b"moov", &moov)].concat();
    let frames: Vec<u8> =
        (0..length - described.len() - 8).map(|at| ((at / 1_000) * 7 + at % 251) as u8).collect();
    [described, boxed(b"mdat", &frames)].concat()
}

fn sha256(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

/// Keeps a film in the workspace as if it had been picked.
async fn keep(workspace: &Workspace, bytes: &[u8]) -> MediaId {
    let sha256 = sha256(bytes);
    std::fs::write(workspace.folder.path().join("media").join(&sha256), bytes).unwrap();
    let id = MediaId(sha256[..16].to_owned());
    let facts = VideoFacts {
        kind: VideoType::Mp4,
        width: 1_280,
        height: 720,
        rotation: 0,
        duration_ms: 10_000,
        codec: "avc1".into(),
        bytes: bytes.len() as u64,
    };
    let row = MediaRow {
        id: id.clone(),
        file_name: "film.mp4".into(),
        sha256,
        facts: MediaFacts::Video(facts),
        cleaning: Cleaning::default(),
        created_at: workspace.engine.now(),
    };
    workspace.engine.store().put_media(row).await.unwrap();
    id
}

fn video_post(workspace: &Workspace, text: &str, author: &Account, media: MediaId) -> Draft {
    let mut draft = workspace.draft(text, &[author], None);
    draft.wording.attachment =
        Attachment::Video { media, title: "Our team".into(), thumbnail: None, captions: None };
    draft
}

/// A workspace with a member who can publish, whose videos are taken in at once.
async fn with_chloe() -> (Workspace, Account) {
    let workspace = Workspace::agency().await;
    workspace.link_member("chloe-lambert").await;
    workspace.control("/config", json!({ "video_processing_s": 0 })).await;
    let chloe = workspace.account("Chloé Lambert").await;
    (workspace, chloe)
}

/// The parts that LinkedIn acknowledged, by the address they went to.
async fn acknowledged(workspace: &Workspace) -> Vec<String> {
    let seen = workspace.sandbox_says("/requests?provider=linkedin&method=PUT").await;
    let seen = seen.as_array().or_else(|| seen["requests"].as_array()).unwrap().clone();
    let taken = seen.iter().filter(|request| request["status"] == 200);
    taken.map(|request| request["path"].as_str().unwrap().to_owned()).collect()
}

/// What LinkedIn has under this text.
async fn made(workspace: &Workspace, text: &str) -> Vec<Value> {
    let posts = workspace.sandbox_says("/posts").await;
    let posts = posts.as_array().or_else(|| posts["posts"].as_array()).unwrap().clone();
    posts.into_iter().filter(|post| post["text"] == text).collect()
}

async fn published_once(workspace: &Workspace, post: &PostWithTargets, text: &str, film: &[u8]) {
    assert_eq!(post.targets[0].state, TargetState::Published, "{:?}", post.targets[0].sentence);
    let made = made(workspace, text).await;
    assert_eq!(made.len(), 1, "{text}");
    assert_eq!(made[0]["media"][0]["sha256"], sha256(film).as_str(), "byte by byte");
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
