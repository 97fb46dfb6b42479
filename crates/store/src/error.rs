//! What can go wrong with the database, as sentences with a next step. Never the contents of a
//! row.

use rusqlite::ErrorCode;
use thiserror::Error;

use crate::workspace_lock::unwritable;

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
                ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied => unwritable(),
                // SQLite's message may quote a value; its code alone is enough to find the cause.
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

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    #[test]
    fn a_full_disk_is_told_apart() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE t (x); PRAGMA max_page_count = 2;").unwrap();
        let error = connection.execute("INSERT INTO t VALUES (zeroblob(100000))", []).unwrap_err();
        assert_eq!(StoreError::from(error), StoreError::DiskFull);
    }

    #[test]
    fn no_sentence_repeats_what_was_stored() {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch("CREATE TABLE t (x TEXT UNIQUE CHECK (x <> 'CANARY'), n INTEGER) STRICT")
            .unwrap();
        connection.execute("INSERT INTO t VALUES ('x', 1)", []).unwrap();
        let mistakes = [
            "INSERT INTO t VALUES ('CANARY', 1)",
            "INSERT INTO t VALUES ('y', 'CANARY')",
            "INSERT INTO t (CANARY) VALUES (1)",
            "SELECT 'CANARY",
        ];
        for sql in mistakes {
            let sentence = StoreError::from(connection.execute(sql, []).unwrap_err()).to_string();
            assert!(!sentence.contains("CANARY"), "{sentence}");
        }
    }
}
