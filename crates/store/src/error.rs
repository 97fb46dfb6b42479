//! What can go wrong with the database, as sentences with a next step. Never the contents of a
//! row.

use rusqlite::ErrorCode;
use thiserror::Error;

/// Why the database couldn't do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreError {
    /// Another Rollcall holds the workspace's lock.
    #[error("Rollcall is already open on this workspace. Switch to its window, or close it and try again.")]
    InUse,
    /// The database was written by a Rollcall with more migrations than this one.
    #[error(
        "This workspace was last used by a newer Rollcall. Update Rollcall to open it; nothing was changed."
    )]
    NewerVersion,
    /// The file isn't a Rollcall database, or SQLite finds it damaged.
    #[error(
        "The workspace's database is damaged. Close Rollcall and put the newest file from the workspace's backups folder in its place."
    )]
    Damaged,
    /// No space is left, so nothing was written.
    #[error("The disk is full, so nothing was saved. Free some space and try again.")]
    DiskFull,
    /// Somebody else changed the row since it was read; read it again.
    #[error("This changed in the meantime. Look at it again before going on.")]
    Stale,
    /// The target's state doesn't allow what was asked; see [`rollcall_domain::outbox::next`].
    #[error("This can't be done with the post where it stands now. Look at it again before going on.")]
    NotAllowed,
    /// There is no such row.
    #[error("This isn't there any more. It may have been removed.")]
    NotFound,
    /// Anything else, as a whole sentence.
    #[error("{0}")]
    Failed(String),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match &error {
            rusqlite::Error::QueryReturnedNoRows => StoreError::NotFound,
            rusqlite::Error::SqliteFailure(failure, _) => match failure.code {
                ErrorCode::DiskFull => StoreError::DiskFull,
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => StoreError::Damaged,
                // The message names tables and columns, but a constraint's may grow: the code alone
                // is enough to find the cause.
                _ => StoreError::Failed(format!(
                    "The workspace's database refused this (SQLite code {}). Try again; if it happens again, restart Rollcall.",
                    failure.extended_code
                )),
            },
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::InvalidColumnType(..) => StoreError::Damaged,
            // Its text may quote SQL and values, so it stays here.
            _ => StoreError::Failed(
                "The workspace's database couldn't do this. Try again; if it happens again, restart Rollcall."
                    .into(),
            ),
        }
    }
}

impl From<rusqlite_migration::Error> for StoreError {
    fn from(error: rusqlite_migration::Error) -> Self {
        match error {
            rusqlite_migration::Error::RusqliteError { err, .. } => err.into(),
            rusqlite_migration::Error::MigrationDefinition(
                rusqlite_migration::MigrationDefinitionError::DatabaseTooFarAhead,
            ) => StoreError::NewerVersion,
            rusqlite_migration::Error::ForeignKeyCheck(_) => StoreError::Damaged,
            _ => StoreError::Failed(
                "The workspace's database couldn't be brought up to date. Nothing was lost: the copy from before is in the workspace's backups folder."
                    .into(),
            ),
        }
    }
}
