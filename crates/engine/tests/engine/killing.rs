//! A process that is killed in the middle of a video, again and again: the next one goes on where
//! it was.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use rollcall_domain::{id::TargetId, outbox::TargetState};
use rollcall_engine::{Engine, event::Event, publishing::Publishing, world::RealWorld};
use rollcall_providers::transport::Transport;
use rollcall_store::Store;
use rollcall_vault::{Backend, Vault, VaultError};
use serde_json::json;
use zeroize::Zeroizing;

use crate::{
    film::{acknowledged, film, keep, published_once, video_post},
    workspace::Workspace,
};

const WORKSPACE: &str = "ROLLCALL_TEST_WORKSPACE";
const KEYCHAIN: &str = "ROLLCALL_TEST_KEYCHAIN";
const DONE: &str = "parts that are there: ";
const PART: usize = 20_000;

/// A keychain that outlives its process: a file for each entry, named by its bytes.
struct KeychainFolder(PathBuf);

impl KeychainFolder {
    fn file(&self, entry: &str) -> PathBuf {
        self.0.join(entry.bytes().map(|byte| format!("{byte:02x}")).collect::<String>())
    }
}

impl Backend for KeychainFolder {
    fn get(&mut self, entry: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        Ok(std::fs::read(self.file(entry)).ok().map(Zeroizing::new))
    }

    fn set(&mut self, entry: &str, bytes: &[u8]) -> Result<(), VaultError> {
        std::fs::write(self.file(entry), bytes).unwrap();
        Ok(())
    }

    fn delete(&mut self, entry: &str) -> Result<(), VaultError> {
        std::fs::remove_file(self.file(entry)).ok();
        Ok(())
    }
}

/// What is killed: sends what waits, and says how many parts LinkedIn has.
#[test]
#[ignore = "not a test: the one below starts and kills it"]
fn sends_a_video() {
    let (Some(folder), Some(keychain)) = (std::env::var_os(WORKSPACE), std::env::var_os(KEYCHAIN)) else {
        return;
    };
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let backend = KeychainFolder(PathBuf::from(keychain));
        let vault = Vault::with_backend(Box::new(backend), Duration::from_secs(3));
        let says = Box::new(|event| {
            if let Event::Upload(progress) = event {
                writeln!(std::io::stdout(), "\n{DONE}{}", progress.parts_done).unwrap();
            }
        });
        let transport = Transport::new().unwrap();
        let engine =
            Engine::open(Path::new(&folder), vault, transport, Arc::new(RealWorld), says).await.unwrap();
        for post in engine.posts(10).await.unwrap() {
            if post.targets[0].state == TargetState::Paused {
                engine.resume_copy(&post.targets[0].id).await.unwrap();
            }
            engine.settle(&post.post.id).await.unwrap();
        }
        engine.close().await;
    });
}

fn sender(folder: &Path, keychain: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "killing::sends_a_video", "--nocapture"])
        .env(WORKSPACE, folder)
        .env(KEYCHAIN, keychain)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Kills the sender when LinkedIn has so many parts; `None` lets it come to its end.
async fn run(mut sender: Child, kill_after: Option<u32>) {
    let listening = tokio::task::spawn_blocking(move || {
        let lines = BufReader::new(sender.stdout.take().unwrap()).lines().map_while(Result::ok);
        for line in lines {
            let done: Option<u32> = line.strip_prefix(DONE).map(|done| done.parse().unwrap());
            if done.is_some_and(|done| kill_after.is_some_and(|after| done >= after)) {
                sender.kill().unwrap();
            }
        }
        let ended = sender.wait().unwrap();
        assert_eq!(ended.success(), kill_after.is_none(), "{ended}");
    });
    listening.await.unwrap();
}

/// The parts that a process that starts now knows of.
async fn on_disk(folder: &Path, target: &TargetId) -> Vec<usize> {
    let store = Store::open(folder, chrono::Utc::now()).unwrap();
    store.integrity_check().await.unwrap();
    let upload = store.uploads_of(target).await.unwrap().remove(0);
    let parts = upload.parts.iter().enumerate();
    parts.filter(|(_, part)| part.tag.is_some()).map(|(n, _)| n).collect()
}

#[tokio::test]
async fn a_killed_process_is_followed_by_one_that_sends_only_what_is_missing() {
    let workspace = Workspace::agency().await;
    workspace.link_member("chloe-lambert").await;
    let slow = json!({ "provider": "linkedin", "method": "PUT", "path": "/dms-uploads/*", "times": 0, "delay_ms": 20 });
    workspace.control("/fault", slow).await;
    let switches = json!({ "video_processing_s": 0, "video_part_bytes": PART });
    workspace.control("/config", switches).await;
    let chloe = workspace.account("Chloé Lambert").await;
    let film = film(40 * PART + 1);
    let media = keep(&workspace, &film).await;
    let draft = video_post(&workspace, "Killed for real", &chloe, media);
    let post = workspace.engine.publish(&draft, Publishing::default()).await.unwrap();
    let target = post.targets[0].id.clone();
    workspace.engine.pause_copy(&target).await.unwrap();

    let keychain = tempfile::tempdir().unwrap();
    let (kept, folder) = (workspace.keychain(), workspace.folder.path().to_owned());
    let mut known: HashMap<usize, usize> = HashMap::new();
    let workspace = workspace
        .restarted_after(async |_| {
            let mut backend = KeychainFolder(keychain.path().to_owned());
            for (entry, bytes) in kept.entries() {
                backend.set(&entry, &bytes).unwrap();
            }
            for kill_after in [3, 11, 12, 30] {
                run(sender(&folder, keychain.path()), Some(kill_after)).await;
                for part in on_disk(&folder, &target).await {
                    *known.entry(part).or_default() += 1;
                }
            }
            run(sender(&folder, keychain.path()), None).await;
        })
        .await;
    assert!(known.values().any(|times| *times == 4), "what was there at first was there at last: {known:?}");
    let post = workspace.engine.post(&post.post.id).await.unwrap();
    published_once(&workspace, &post, "Killed for real", &film).await;
    let mut times: HashMap<String, usize> = HashMap::new();
    for path in acknowledged(&workspace).await {
        *times.entry(path).or_default() += 1;
    }
    assert_eq!(times.len(), 41, "one video");
    let twice: usize = times.values().map(|times| times - 1).sum();
    assert!(twice <= 4, "at most one part a kill travels twice: {times:?}");
}
