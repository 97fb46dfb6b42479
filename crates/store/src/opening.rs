//! Opening a workspace's database: the lock, the checks, the backup, the migrations.

use std::{fs, path::Path};

use rollcall_domain::Timestamp;
use rusqlite::{Connection, OpenFlags};

use crate::{
    StoreError, backups, pragmas,
    schema::{self, APPLICATION_ID},
    workspace_lock::{WorkspaceLock, unwritable},
};

/// The database's file, inside the workspace.
pub const DATABASE_FILE: &str = "rollcall.db";

/// A database that is ready for use.
pub(crate) struct Opened {
    pub(crate) writer: Connection,
    pub(crate) reader: Connection,
    pub(crate) lock: WorkspaceLock,
}

pub(crate) fn open(directory: &Path, now: Timestamp) -> Result<Opened, StoreError> {
    pragmas::check_sqlite()?;
    create_private(directory)?;
    let lock = WorkspaceLock::take(directory)?;

    let file = directory.join(DATABASE_FILE);
    let mut writer = Connection::open(&file)?;
    // Before anything is written: a newer Rollcall's file must stay as it is.
    refuse_foreign_and_newer(&writer)?;
    pragmas::set_up_writer(&writer)?;
    migrate(&mut writer, directory, now)?;

    let reader = Connection::open_with_flags(
        &file,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    pragmas::set_up_reader(&reader)?;
    Ok(Opened { writer, reader, lock })
}

/// Makes the workspace's folder, readable by its owner only.
#[cfg(unix)]
fn create_private(directory: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
    fs::DirBuilder::new().recursive(true).mode(0o700).create(directory).map_err(|_| unwritable())?;
    fs::set_permissions(directory, fs::Permissions::from_mode(0o700)).map_err(|_| unwritable())
}

/// Makes the workspace's folder. On Windows a folder in the user's profile is the user's only.
#[cfg(not(unix))]
fn create_private(directory: &Path) -> Result<(), StoreError> {
    fs::create_dir_all(directory).map_err(|_| unwritable())
}

fn number(connection: &Connection, pragma: &str) -> Result<i64, StoreError> {
    Ok(connection.pragma_query_value(None, pragma, |row| row.get(0))?)
}

fn refuse_foreign_and_newer(connection: &Connection) -> Result<(), StoreError> {
    let empty = !connection.prepare("SELECT 1 FROM sqlite_schema")?.exists([])?
        && number(connection, "user_version")? == 0;
    if !empty && number(connection, "application_id")? != i64::from(APPLICATION_ID) {
        return Err(StoreError::Failed(
            "The file rollcall.db in this folder isn't Rollcall's. Choose another folder for the workspace."
                .into(),
        ));
    }
    if schema::migrations().pending_migrations(connection)? < 0 {
        return Err(StoreError::NewerVersion);
    }
    Ok(())
}

fn migrate(connection: &mut Connection, directory: &Path, now: Timestamp) -> Result<(), StoreError> {
    let migrations = schema::migrations();
    if migrations.pending_migrations(connection)? == 0 {
        return Ok(());
    }
    let version = number(connection, "user_version")?;
    if version > 0 {
        backups::make(connection, directory, version, now)?;
    }
    Ok(migrations.to_latest(connection)?)
}
