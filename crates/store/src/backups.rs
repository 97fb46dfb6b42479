//! Copies of the database, made before it is changed to a newer shape.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use rollcall_domain::Timestamp;
use rusqlite::{Connection, OpenFlags};

use crate::{StoreError, workspace_lock::unwritable};

/// The folder for copies, inside the workspace.
pub const BACKUPS: &str = "backups";

/// How many copies are kept.
const KEPT: usize = 7;

/// Copies the database, makes sure that the copy is whole, and lets go of the oldest ones.
/// Returns where the copy is.
pub(crate) fn make(
    connection: &Connection,
    directory: &Path,
    version: i64,
    now: Timestamp,
) -> Result<PathBuf, StoreError> {
    let backups = directory.join(BACKUPS);
    fs::create_dir_all(&backups).map_err(|_| unwritable())?;
    let name = format!("rollcall-{}-v{version}.db", now.format("%Y%m%dT%H%M%S%3fZ"));
    let (copy, unfinished) = (backups.join(&name), backups.join(format!("{name}.unfinished")));

    let _ = fs::remove_file(&unfinished);
    // Unlike a copy of the file, this holds what is still in the WAL.
    connection.execute("VACUUM INTO ?1", [path_text(&unfinished)?])?;
    verify(&unfinished)?;
    File::options()
        .write(true)
        .open(&unfinished)
        .and_then(|file| file.sync_all())
        .map_err(|_| unwritable())?;
    fs::rename(&unfinished, &copy).map_err(|_| unwritable())?;
    sync_folder(&backups)?;
    prune(&backups)?;
    Ok(copy)
}

fn path_text(path: &Path) -> Result<&str, StoreError> {
    path.to_str().ok_or_else(|| {
        StoreError::Failed(
            "The path of the workspace folder has characters that aren't text. Move the workspace to another folder.".into(),
        )
    })
}

fn verify(copy: &Path) -> Result<(), StoreError> {
    let connection = Connection::open_with_flags(copy, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    check_integrity(&connection)
}

/// [`StoreError::Damaged`] unless SQLite finds the file whole and every reference in place.
pub(crate) fn check_integrity(connection: &Connection) -> Result<(), StoreError> {
    let verdict: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    let dangling = connection.prepare("PRAGMA foreign_key_check")?.exists([])?;
    if verdict == "ok" && !dangling { Ok(()) } else { Err(StoreError::Damaged) }
}

/// A rename is only on the disk once its folder is.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|_| unwritable())
}

/// Windows has no call for it: NTFS journals its folders by itself.
#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> Result<(), StoreError> {
    Ok(())
}

fn prune(backups: &Path) -> Result<(), StoreError> {
    let mut copies: Vec<PathBuf> = fs::read_dir(backups)
        .map_err(|_| unwritable())?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| is_copy(path))
        .collect();
    // Names begin with the time, so that their order is their age's.
    copies.sort();
    for old in copies.iter().rev().skip(KEPT) {
        if fs::remove_file(old).is_err() {
            tracing::warn!("an old backup could not be removed");
        }
    }
    Ok(())
}

fn is_copy(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "db")
        && path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("rollcall-"))
}
