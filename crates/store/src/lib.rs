//! What Rollcall remembers: one SQLite file per workspace.
//!
//! One module per table holds that table's SQL, its row and its queries as methods of [`Store`].
//! Everything that writes goes through one thread with the one connection that may write; what
//! reads goes through another. No secret is ever kept here.

mod accounts;
mod activity;
mod attempts;
mod author_groups;
mod automatic_returns;
mod backups;
mod clients;
mod columns;
mod connections;
mod consents;
mod database_thread;
mod drafts;
mod error;
mod first_comments;
mod history;
mod imports;
mod link_tasks;
mod media;
mod merges;
mod official_tokens;
mod opening;
mod pages;
mod posts;
mod pragmas;
mod saved_filters;
mod schema;
mod settings;
mod tags;
mod targets;
mod undo_steps;
mod uploads;
mod workspace_lock;

use std::{path::Path, sync::Arc};

use rollcall_domain::Timestamp;
use rusqlite::{Connection, Transaction, TransactionBehavior};

pub use crate::{
    accounts::AccountOutline,
    activity::{ActivityQuery, ActivityRow},
    attempts::{AttemptOutcome, AttemptRow},
    author_groups::AuthorGroupRow,
    automatic_returns::AutomaticReturnRow,
    backups::BACKUPS,
    clients::ClientRow,
    connections::ConnectionRow,
    drafts::{DraftQuery, DraftRow, DraftShelf},
    error::StoreError,
    first_comments::FirstCommentRow,
    imports::ImportChange,
    link_tasks::LinkTaskRow,
    media::MediaRow,
    merges::MergeRow,
    official_tokens::OfficialTokenRow,
    opening::DATABASE_FILE,
    pages::PageRow,
    posts::PostRow,
    saved_filters::SavedFilterRow,
    schema::APPLICATION_ID,
    tags::TagChange,
    targets::{TargetChange, TargetRow},
    undo_steps::UndoStepRow,
    uploads::{UploadPartRow, UploadRow},
    workspace_lock::LOCK_FILE,
};
use crate::{database_thread::DatabaseThread, opening::Opened, workspace_lock::WorkspaceLock};

/// An open workspace's database. Clones share it; the last one closes it and gives the
/// workspace's lock back.
///
/// Every call is one transaction: all of it is on the disk when it returns `Ok`, or nothing is.
/// A call whose future is dropped half-way may still be carried out.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

/// Dropped in this order: closing the writer last empties the WAL into the database, and the lock
/// goes when nothing is open any more.
struct Inner {
    reader: DatabaseThread,
    writer: DatabaseThread,
    _lock: WorkspaceLock,
}

impl Store {
    /// Opens the database in a workspace's folder, making both if they aren't there, and brings
    /// it up to date after copying it to the folder [`BACKUPS`]. Blocks for some milliseconds.
    ///
    /// # Errors
    /// [`StoreError::InUse`] when another Rollcall has it open, [`StoreError::NewerVersion`] when a
    /// newer one wrote it, [`StoreError::Damaged`] when it can't be read.
    pub fn open(directory: &Path, now: Timestamp) -> Result<Store, StoreError> {
        let Opened { writer, reader, lock } = opening::open(directory, now)?;
        let inner = Inner {
            reader: DatabaseThread::spawn("rollcall-read", reader)?,
            writer: DatabaseThread::spawn("rollcall-write", writer)?,
            _lock: lock,
        };
        Ok(Store { inner: Arc::new(inner) })
    }

    /// Moves everything from the write-ahead log into the database and empties the log.
    pub async fn checkpoint_wal(&self) -> Result<(), StoreError> {
        self.inner.writer.call(|connection| checkpoint(connection)).await
    }

    /// Reads the whole database; [`StoreError::Damaged`] if anything is wrong with it.
    pub async fn integrity_check(&self) -> Result<(), StoreError> {
        self.inner.reader.call(|connection| backups::check_integrity(connection)).await
    }

    async fn read<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        self.inner.reader.call(move |connection| work(&connection.transaction()?)).await
    }

    async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        self.inner.writer.call(move |connection| transact(connection, work)).await
    }

    /// As [`Store::write`], for work that deletes what people wrote: the write-ahead log still
    /// holds it, so it is emptied too.
    async fn erase<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        self.inner
            .writer
            .call(move |connection| {
                let done = transact(connection, work)?;
                if checkpoint(connection).is_err() {
                    // The next one, or closing, empties it.
                    tracing::warn!("the write-ahead log could not be emptied after a deletion");
                }
                Ok(done)
            })
            .await
    }
}

fn transact<T>(
    connection: &mut Connection,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = work(&tx)?;
    tx.commit()?;
    Ok(done)
}

fn checkpoint(connection: &Connection) -> Result<(), StoreError> {
    let busy: i64 = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy == 0 {
        return Ok(());
    }
    Err(StoreError::Failed("The workspace's database is busy. Try again in a moment.".into()))
}
