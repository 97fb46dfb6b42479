//! What people threw away is gone from the disk, not only from the tables.

use std::fs;

use rollcall_domain::outbox::TargetState;
use rollcall_store::DraftRow;
use tempfile::TempDir;

use crate::samples::{account, draft, entry, minute, open, post, store_with_accounts, target, workspace};

const CANARY: &str = "CANARY-5b1f";

/// The files of the workspace that hold the canary.
fn files_with_canary(workspace: &TempDir) -> Vec<String> {
    fs::read_dir(workspace.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .filter(|path| {
            fs::read(path).unwrap().windows(CANARY.len()).any(|window| window == CANARY.as_bytes())
        })
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect()
}

/// A draft that fills several pages, so that whole pages are freed when it goes.
fn long_draft(edits: usize) -> DraftRow {
    draft(1, &format!("{CANARY} {edits} ").repeat(400))
}

#[tokio::test]
async fn nothing_is_left_of_a_draft_that_was_thrown_away() {
    let workspace = workspace();
    let store = open(&workspace);
    for edits in 0..20 {
        store.save_draft(long_draft(edits)).await.unwrap();
    }
    assert_ne!(files_with_canary(&workspace), [""; 0], "the search finds what is there");
    store.erase_draft(&long_draft(0).id).await.unwrap();
    store.checkpoint_wal().await.unwrap();
    assert_eq!(files_with_canary(&workspace), [""; 0]);
}

#[tokio::test]
async fn throwing_away_needs_no_second_step() {
    let workspace = workspace();
    let store = open(&workspace);
    store.save_draft(long_draft(0)).await.unwrap();
    store.erase_draft(&long_draft(0).id).await.unwrap();
    assert_eq!(files_with_canary(&workspace), [""; 0]);

    store.save_draft(long_draft(0)).await.unwrap();
    let id = Some(long_draft(0).id);
    store.create_post(post(1), vec![target(1, TargetState::Queued)], id).await.unwrap();
    assert_eq!(files_with_canary(&workspace), [""; 0]);

    store.save_draft(DraftRow { discarded_at: Some(minute(5)), ..long_draft(0) }).await.unwrap();
    store.erase_discarded_before(minute(5)).await.unwrap();
    assert_ne!(files_with_canary(&workspace), [""; 0], "it can still be restored");
    store.erase_discarded_before(minute(6)).await.unwrap();
    assert_eq!(files_with_canary(&workspace), [""; 0]);
}

#[tokio::test]
async fn nothing_is_left_of_an_account_that_was_removed() {
    let workspace = workspace();
    let store = store_with_accounts(&workspace, 100).await;
    let mut named = account(50);
    named.name = CANARY.into();
    store.save_account(&named, Some(entry(1, CANARY))).await.unwrap();
    store.remove_account(&named.id).await.unwrap();
    assert_eq!(files_with_canary(&workspace), [""; 0]);
}
