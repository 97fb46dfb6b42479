//! Films that are picked, sent and seen at LinkedIn.

use rollcall_domain::{
    account::Account,
    id::MediaId,
    media::{Cleaning, MediaFacts, VideoFacts, VideoType},
    outbox::TargetState,
    post::{Attachment, Draft},
};
use rollcall_engine::publishing::PostWithTargets;
use rollcall_store::MediaRow;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::workspace::Workspace;

fn boxed(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len() + 8).unwrap();
    [&length.to_be_bytes()[..], name, content].concat()
}

/// Ten seconds of a film with this many bytes, none of whose parts is like another.
pub fn film(length: usize) -> Vec<u8> {
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

pub fn sha256(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

/// Keeps a film in the workspace as if it had been picked.
pub async fn keep(workspace: &Workspace, bytes: &[u8]) -> MediaId {
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

pub fn video_post(workspace: &Workspace, text: &str, author: &Account, media: MediaId) -> Draft {
    let mut draft = workspace.draft(text, &[author], None);
    draft.wording.attachment =
        Attachment::Video { media, title: "Our team".into(), thumbnail: None, captions: None };
    draft
}

/// The parts that LinkedIn acknowledged, by the address they went to.
pub async fn acknowledged(workspace: &Workspace) -> Vec<String> {
    let seen = workspace.sandbox_says("/requests?provider=linkedin&method=PUT").await;
    let seen = seen.as_array().or_else(|| seen["requests"].as_array()).unwrap().clone();
    let taken = seen.iter().filter(|request| request["status"] == 200);
    taken.map(|request| request["path"].as_str().unwrap().to_owned()).collect()
}

/// What LinkedIn has under this text.
pub async fn made(workspace: &Workspace, text: &str) -> Vec<Value> {
    let posts = workspace.sandbox_says("/posts").await;
    let posts = posts.as_array().or_else(|| posts["posts"].as_array()).unwrap().clone();
    posts.into_iter().filter(|post| post["text"] == text).collect()
}

pub async fn published_once(workspace: &Workspace, post: &PostWithTargets, text: &str, film: &[u8]) {
    assert_eq!(post.targets[0].state, TargetState::Published, "{:?}", post.targets[0].sentence);
    let made = made(workspace, text).await;
    assert_eq!(made.len(), 1, "{text}");
    assert_eq!(made[0]["media"][0]["sha256"], sha256(film).as_str(), "byte by byte");
}
