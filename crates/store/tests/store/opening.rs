//! Opening: one at a time, never a newer or a foreign file, never without a copy.

use std::{fs, path::Path};

use rollcall_store::{APPLICATION_ID, BACKUPS, DATABASE_FILE, Store, StoreError};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::samples::{account, minute, open, raw, store_with_accounts, workspace};

fn version(workspace: &Path) -> i64 {
    raw(workspace).pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

fn backups(workspace: &TempDir) -> Vec<String> {
    let Ok(folder) = fs::read_dir(workspace.path().join(BACKUPS)) else { return Vec::new() };
    let mut names: Vec<_> = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// What the newest migration made, as long as that is a table.
fn newest_table(workspace: &Path) -> String {
    let newest = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid DESC LIMIT 1";
    raw(workspace).query_row(newest, [], |row| row.get(0)).unwrap()
}

/// Takes the last migration back, as if an older Rollcall had written the file.
fn make_older(workspace: &TempDir) -> i64 {
    let before = version(workspace.path()) - 1;
    let stranger = raw(workspace.path());
    stranger.execute_batch(&format!("DROP TABLE {}", newest_table(workspace.path()))).unwrap();
    stranger.pragma_update(None, "user_version", before).unwrap();
    before
}

fn refusal(workspace: &TempDir) -> StoreError {
    Store::open(workspace.path(), minute(0)).err().expect("it is refused")
}

#[tokio::test]
async fn an_empty_folder_becomes_a_workspace_and_stays_one() {
    let workspace = workspace();
    let inside = workspace.path().join("new").join("deeper");
    drop(Store::open(&inside, minute(0)).unwrap());
    let first = version(&inside);
    let id: i32 = raw(&inside).pragma_query_value(None, "application_id", |row| row.get(0)).unwrap();
    assert!(first > 0);
    assert_eq!(id, APPLICATION_ID);
    drop(Store::open(&inside, minute(1)).unwrap());
    assert_eq!(version(&inside), first);
    assert!(!inside.join(BACKUPS).exists(), "nothing was changed, so nothing was copied");
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_on_this_computer_can_look_inside() {
    use std::os::unix::fs::PermissionsExt;
    let workspace = workspace();
    let inside = workspace.path().join("new");
    let _store = Store::open(&inside, minute(0)).unwrap();
    assert_eq!(fs::metadata(&inside).unwrap().permissions().mode() & 0o777, 0o700);
}

#[tokio::test]
async fn the_second_to_open_is_told_so_and_the_next_one_after_closing_gets_in() {
    let workspace = workspace();
    let first = open(&workspace);
    let clone = first.clone();
    assert_eq!(refusal(&workspace), StoreError::InUse);
    drop(first);
    assert_eq!(refusal(&workspace), StoreError::InUse);
    clone.set_setting("still", "works").await.unwrap();
    drop(clone);
    assert_eq!(open(&workspace).setting("still").await.unwrap().as_deref(), Some("works"));
}

#[tokio::test]
async fn a_newer_rollcalls_file_is_refused_and_left_as_it_is() {
    let workspace = workspace();
    drop(store_with_accounts(&workspace, 1).await);
    let newer = version(workspace.path()) + 1;
    raw(workspace.path()).pragma_update(None, "user_version", newer).unwrap();
    let before = fs::read(workspace.path().join(DATABASE_FILE)).unwrap();
    assert_eq!(refusal(&workspace), StoreError::NewerVersion);
    assert_eq!(fs::read(workspace.path().join(DATABASE_FILE)).unwrap(), before);
    assert_eq!(backups(&workspace), [""; 0]);
}

#[tokio::test]
async fn an_older_file_is_copied_before_it_is_brought_up_to_date() {
    let workspace = workspace();
    drop(store_with_accounts(&workspace, 3).await);
    let (latest, newest) = (version(workspace.path()), newest_table(workspace.path()));
    let older = make_older(&workspace);

    let store = open(&workspace);
    assert_eq!(store.accounts().await.unwrap().len(), 3);
    store.set_setting("new", "table").await.unwrap();
    drop(store);
    assert_eq!(version(workspace.path()), latest);

    let [copy] = &backups(&workspace)[..] else { panic!("one copy") };
    let copy = Connection::open(workspace.path().join(BACKUPS).join(copy)).unwrap();
    let accounts: i64 = copy.query_row("SELECT count(*) FROM accounts", [], |row| row.get(0)).unwrap();
    let copied: i64 = copy.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!((accounts, copied), (3, older));
    assert!(copy.prepare(&format!("SELECT * FROM {newest}")).is_err(), "it is from before the change");
}

#[tokio::test]
async fn the_copy_can_be_put_in_the_place_of_the_database() {
    let workspace = workspace();
    drop(store_with_accounts(&workspace, 3).await);
    make_older(&workspace);
    let store = open(&workspace);
    store.remove_account(&account(0).id).await.unwrap();
    drop(store);
    let copy = workspace.path().join(BACKUPS).join(&backups(&workspace)[0]);
    fs::copy(copy, workspace.path().join(DATABASE_FILE)).unwrap();
    assert_eq!(open(&workspace).accounts().await.unwrap().len(), 3);
}

#[tokio::test]
async fn the_seven_newest_copies_are_kept() {
    let workspace = workspace();
    drop(open(&workspace));
    for minutes in 0..9 {
        make_older(&workspace);
        drop(Store::open(workspace.path(), minute(minutes)).unwrap());
    }
    let names = backups(&workspace);
    assert_eq!(names.len(), 7);
    let stamp = |minutes| minute(minutes).format("%Y%m%dT%H%M%S").to_string();
    assert!(names[0].contains(&stamp(2)) && names[6].contains(&stamp(8)), "{names:?}");
}

#[tokio::test]
async fn a_change_that_fails_leaves_the_old_file_and_its_copy() {
    let workspace = workspace();
    drop(store_with_accounts(&workspace, 1).await);
    let newest = newest_table(workspace.path());
    let older = make_older(&workspace);
    raw(workspace.path()).execute_batch(&format!("CREATE TABLE {newest} (in_the_way)")).unwrap();
    assert!(matches!(refusal(&workspace), StoreError::Failed(_)));
    assert_eq!(version(workspace.path()), older);
    assert_eq!(backups(&workspace).len(), 1);
}

#[tokio::test]
async fn what_is_no_rollcall_database_is_refused_and_left_as_it_is() {
    let foreign = workspace();
    raw(foreign.path())
        .execute_batch("CREATE TABLE notes (text); INSERT INTO notes VALUES ('mine')")
        .unwrap();
    let nonsense = workspace();
    fs::write(nonsense.path().join(DATABASE_FILE), "Dear diary, ".repeat(500)).unwrap();
    let torn = workspace();
    drop(store_with_accounts(&torn, 100).await);
    let whole = fs::read(torn.path().join(DATABASE_FILE)).unwrap();
    fs::write(torn.path().join(DATABASE_FILE), &whole[..700]).unwrap();

    for (workspace, is_damage) in [(foreign, false), (nonsense, true), (torn, true)] {
        let before = fs::read(workspace.path().join(DATABASE_FILE)).unwrap();
        let refused = refusal(&workspace);
        assert_eq!(refused == StoreError::Damaged, is_damage, "{refused:?}");
        assert_eq!(fs::read(workspace.path().join(DATABASE_FILE)).unwrap(), before);
    }
}

#[tokio::test]
async fn damage_inside_is_found_by_the_check() {
    let workspace = workspace();
    drop(store_with_accounts(&workspace, 500).await);
    let mut bytes = fs::read(workspace.path().join(DATABASE_FILE)).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 8_192].fill(0xA5);
    fs::write(workspace.path().join(DATABASE_FILE), bytes).unwrap();
    assert_eq!(open(&workspace).integrity_check().await, Err(StoreError::Damaged));
}
