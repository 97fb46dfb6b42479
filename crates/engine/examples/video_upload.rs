//! Sends one video through the engine to a running sandbox, as a process of its own, and prints how
//! long its bytes travelled and how much memory that took: `{"seconds", "growth_mib"}`.
//!
//! The first argument is the line that `rollcall-sandbox --json` printed, the second a video file.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a measurement that can't go on says so by ending")]

use std::{
    collections::HashMap,
    io::{Read, Write},
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use rollcall_domain::{
    account::Account,
    id::{MediaId, PostId, TargetId},
    media::{Cleaning, MediaFacts, VideoFacts, VideoType},
    outbox::TargetState,
    post::{Attachment, Visibility, Wording, account_author},
    provider::Provider,
    setup_source::SetupSource,
};
use rollcall_engine::{
    Engine,
    connecting::NewConnection,
    event::Event,
    linking::{LinkInput, Waiting},
    world::RealWorld,
};
use rollcall_providers::transport::Transport;
use rollcall_store::{MediaRow, PostRow, TargetRow};
use rollcall_vault::{Backend, Vault, VaultError};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

#[path = "../tests/engine/consent_walk.rs"]
mod consent_walk;

#[derive(Default)]
struct Memory(HashMap<String, Vec<u8>>);

impl Backend for Memory {
    fn get(&mut self, entry: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        Ok(self.0.get(entry).cloned().map(Zeroizing::new))
    }

    fn set(&mut self, entry: &str, bytes: &[u8]) -> Result<(), VaultError> {
        self.0.insert(entry.to_owned(), bytes.to_owned());
        Ok(())
    }

    fn delete(&mut self, entry: &str) -> Result<(), VaultError> {
        self.0.remove(entry);
        Ok(())
    }
}

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let sandbox: Value = serde_json::from_str(&arguments.next().unwrap()).unwrap();
    let video = arguments.next().unwrap();
    let folder = tempfile::tempdir_in(Path::new(&video).parent().unwrap()).unwrap();
    // When the first byte was about to leave, and when the last was there.
    let times: Arc<Mutex<(Option<Instant>, Option<Instant>)>> = Arc::default();
    let heard = Arc::clone(&times);
    let listener = Box::new(move |event| {
        let Event::Upload(progress) = event else { return };
        let mut times = heard.lock().unwrap();
        times.0.get_or_insert_with(Instant::now);
        if progress.parts_done == progress.parts {
            times.1.get_or_insert_with(Instant::now);
        }
    });
    let vault = Vault::with_backend(Box::<Memory>::default(), Duration::from_secs(3));
    let transport = Transport::new().unwrap();
    let engine = Engine::open(folder.path(), vault, transport, Arc::new(RealWorld), listener).await.unwrap();
    link(&engine, &sandbox).await;
    let accounts = engine.store().accounts().await.unwrap();
    let media = keep(&engine, folder.path(), Path::new(&video)).await;
    let post = queue(&engine, &accounts[0], media).await;

    let (done, peak) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let before = resident_kib();
    let (watched, highest) = (Arc::clone(&done), Arc::clone(&peak));
    let watch = std::thread::spawn(move || {
        while !watched.load(Ordering::Relaxed) {
            highest.fetch_max(resident_kib(), Ordering::Relaxed);
            std::thread::sleep(Duration::from_millis(10));
        }
    });
    let post = engine.settle(&post).await.unwrap();
    done.store(true, Ordering::Relaxed);
    watch.join().unwrap();
    assert_eq!(post.targets[0].state, TargetState::Published, "{:?}", post.targets[0].sentence);
    let (first, last) = *times.lock().unwrap();
    let seconds = (last.unwrap() - first.unwrap()).as_secs_f64();
    let growth_mib = peak.load(Ordering::Relaxed).saturating_sub(before) as f64 / 1_024.0;
    engine.close().await;
    let measured = json!({ "seconds": seconds, "growth_mib": growth_mib });
    let mut out = std::io::stdout().lock();
    writeln!(out, "{measured}").unwrap();
}

/// Links a member through LinkedIn's consent: the page is opened and Allow is pressed.
async fn link(engine: &Engine, sandbox: &Value) {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let control = sandbox["control"].as_str().unwrap();
    let text = |name: &str| Some(sandbox["linkedin"][name].as_str().unwrap().to_owned());
    let switches =
        json!({ "native_pkce": true, "video_processing_s": 0, "largest_video_bytes": 5_000_000_000_u64 });
    http.post(format!("{control}/config")).json(&switches).send().await.unwrap();
    let connection = engine
        .connect(NewConnection {
            provider: Provider::Linkedin,
            name: String::new(),
            base_url: None,
            secret: None,
            client_id: text("client_id"),
            www_url: text("www"),
            api_url: text("api"),
            redirect_port: None,
            native_pkce: true,
            older_posts: false,
            pages: false,
            requests_per_minute: Some(60_000),
            unipile_api: None,
        })
        .await
        .unwrap();
    let input = LinkInput {
        connection_id: connection.id,
        setup_source: SetupSource::OfficialOauth,
        name: None,
        client_name: None,
        products: Vec::new(),
    };
    let task = engine.link(input).await.unwrap();
    let Waiting::Browser { url, .. } = &task.waiting else { panic!("{task:?}") };
    consent_walk::allow(&http, control, url, "chloe-lambert").await;
    loop {
        match engine.link_task(&task.id).unwrap().unwrap().waiting {
            Waiting::Done { .. } => return,
            Waiting::Failed => panic!("the member couldn't be linked"),
            _ => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

/// A post that waits to be sent. Put there without the checks of a draft: LinkedIn's limit for
/// everybody is below what an upload is measured with.
async fn queue(engine: &Engine, author: &Account, media: MediaId) -> PostId {
    let (id, now) = (PostId("film".into()), engine.now());
    let attachment = Attachment::Video { media, title: "Film".into(), thumbnail: None, captions: None };
    let content = Wording { text: "A long film".into(), attachment, ..Wording::default() };
    let target = TargetRow {
        id: TargetId("film".into()),
        post_id: id.clone(),
        author_id: account_author(&author.id),
        account_id: author.id.clone(),
        page_urn: None,
        author_name: author.name.clone(),
        content: content.clone(),
        due_at: None,
        state: TargetState::Queued,
        sentence: None,
        urn: None,
        permalink: None,
        retry_at: None,
        changed_at: now,
        version: 0,
    };
    let post = PostRow { id: id.clone(), content, visibility: Visibility::Public, created_at: now };
    engine.store().create_post(post, vec![target], None).await.unwrap();
    id
}

/// Keeps the video in the workspace as if it had been picked.
async fn keep(engine: &Engine, folder: &Path, video: &Path) -> MediaId {
    let mut file = std::fs::File::open(video).unwrap();
    let bytes = file.metadata().unwrap().len();
    let mut digest = Sha256::new();
    let mut step = vec![0; 1024 * 1024];
    loop {
        match file.read(&mut step).unwrap() {
            0 => break,
            read => digest.update(&step[..read]),
        }
    }
    let sha256: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    std::fs::hard_link(video, folder.join("media").join(&sha256)).unwrap();
    let facts = VideoFacts {
        kind: VideoType::Mp4,
        width: 1_280,
        height: 720,
        rotation: 0,
        duration_ms: 10_000,
        codec: "avc1".into(),
        bytes,
    };
    let id = MediaId("film".into());
    let row = MediaRow {
        id: id.clone(),
        file_name: "film.mp4".into(),
        sha256,
        facts: MediaFacts::Video(facts),
        cleaning: Cleaning::default(),
        created_at: engine.now(),
    };
    engine.store().put_media(row).await.unwrap();
    id
}

fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}
