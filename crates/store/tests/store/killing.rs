//! A process that is killed in the middle: every copy that may have left is known afterwards.

use std::{
    collections::HashSet,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
};

use rollcall_domain::{id::TargetId, outbox::TargetState};
use rollcall_store::{Store, TargetRow};

use crate::samples::{draft, minute, open, post, target, workspace};

const WORKSPACE: &str = "ROLLCALL_TEST_WORKSPACE";
const LEFT: &str = "the first byte left: ";

/// What is killed: arms one copy after the other, and says when a copy's first byte would leave.
#[test]
#[ignore = "not a test: the one below starts and kills it"]
fn sends() {
    let Some(workspace) = std::env::var_os(WORKSPACE) else { return };
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let store = Store::open(Path::new(&workspace), minute(0)).unwrap();
        for row in store.targets_in(&[TargetState::Uploading]).await.unwrap() {
            store.arm(&row.id, row.version, "c0ffee", minute(1)).await.unwrap();
            writeln!(std::io::stdout(), "\n{LEFT}{}", row.id).unwrap();
        }
    });
}

#[tokio::test]
async fn whatever_left_before_a_kill_is_unknown_after_it() {
    for kill_after in [1, 2, 5, 13, 40] {
        let workspace = workspace();
        let copies: Vec<TargetRow> = (0..400).map(|n| target(n, TargetState::Uploading)).collect();
        open(&workspace).create_post(post(1), copies, None).await.unwrap();

        let mut sender = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "killing::sends", "--nocapture"])
            .env(WORKSPACE, workspace.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut left = HashSet::new();
        for line in BufReader::new(sender.stdout.take().unwrap()).lines().map_while(Result::ok) {
            let Some(id) = line.strip_prefix(LEFT) else { continue };
            left.insert(TargetId(id.to_owned()));
            if left.len() == kill_after {
                sender.kill().unwrap();
            }
        }
        sender.wait().unwrap();
        assert!(left.len() >= kill_after);

        let store = open(&workspace);
        store.integrity_check().await.unwrap();
        let unknown: HashSet<_> = store
            .restart_targets(minute(2))
            .await
            .unwrap()
            .into_iter()
            .filter(|row| row.state == TargetState::Unknown)
            .map(|row| row.id)
            .collect();
        assert!(left.is_subset(&unknown), "{:?}", left.difference(&unknown));
    }
}

const SAVED: &str = "saved: ";

/// What is killed: saves one draft again and again, and says when each save is done.
#[test]
#[ignore = "not a test: the one below starts and kills it"]
fn writes() {
    let Some(workspace) = std::env::var_os(WORKSPACE) else { return };
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let store = Store::open(Path::new(&workspace), minute(0)).unwrap();
        for edit in 1..=400 {
            store.save_draft(draft(1, &"word ".repeat(edit))).await.unwrap();
            writeln!(std::io::stdout(), "\n{SAVED}{edit}").unwrap();
        }
    });
}

#[tokio::test]
async fn a_saved_draft_survives_a_kill_whole() {
    for kill_after in [1, 7, 60] {
        let workspace = workspace();
        let mut writer = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "killing::writes", "--nocapture"])
            .env(WORKSPACE, workspace.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut last = 0_usize;
        for line in BufReader::new(writer.stdout.take().unwrap()).lines().map_while(Result::ok) {
            let Some(edit) = line.strip_prefix(SAVED) else { continue };
            last = edit.parse().unwrap();
            if last == kill_after {
                writer.kill().unwrap();
            }
        }
        writer.wait().unwrap();
        let store = open(&workspace);
        store.integrity_check().await.unwrap();
        let text = store.draft(&draft(1, "").id).await.unwrap().unwrap().draft.wording.text.text;
        assert!(text.len() >= "word ".len() * last, "the save that was answered, or a later one");
        assert_eq!(text, "word ".repeat(text.len() / 5));
    }
}
