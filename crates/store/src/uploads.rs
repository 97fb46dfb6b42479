//! Uploads: the files of a copy on their way to the provider, so that a later try, also after a
//! restart, goes on where the last one was. Addresses that take files are secrets and never here.

use rollcall_domain::{Timestamp, id::TargetId};
use rusqlite::{Row, Transaction, named_params};

use crate::{Store, StoreError, columns};

/// A part without a tag wasn't acknowledged.
pub(crate) const CREATE: &str = "
CREATE TABLE uploads (
    target_id   TEXT NOT NULL REFERENCES targets (id) ON DELETE CASCADE,
    slot        INTEGER NOT NULL CHECK (slot >= 0),
    sha256      TEXT NOT NULL,
    bytes       INTEGER NOT NULL CHECK (bytes >= 0),
    remote      TEXT NOT NULL,
    expires_at  INTEGER,
    finished_at INTEGER,
    PRIMARY KEY (target_id, slot)
) STRICT, WITHOUT ROWID;
CREATE TABLE upload_parts (
    target_id  TEXT NOT NULL,
    slot       INTEGER NOT NULL,
    n          INTEGER NOT NULL CHECK (n >= 0),
    first_byte INTEGER NOT NULL CHECK (first_byte >= 0),
    last_byte  INTEGER NOT NULL CHECK (last_byte >= first_byte),
    tag        TEXT,
    PRIMARY KEY (target_id, slot, n),
    FOREIGN KEY (target_id, slot) REFERENCES uploads (target_id, slot) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
";

/// A file of a copy on its way to the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadRow {
    /// Whose file it is.
    pub target_id: TargetId,
    /// Which of the copy's files it is.
    pub slot: u32,
    /// SHA-256 of the file when the upload began, in hexadecimal.
    pub sha256: String,
    /// How many bytes the file has.
    pub bytes: u64,
    /// What the provider calls it: a URN, or the address by which posts name it.
    pub remote: String,
    /// When the places for its bytes stop taking any.
    pub expires_at: Option<Timestamp>,
    /// When the provider had it whole.
    pub finished_at: Option<Timestamp>,
    /// Its parts in the order of the file; none where it goes in one piece.
    pub parts: Vec<UploadPartRow>,
}

/// A part of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadPartRow {
    /// Its first byte in the file.
    pub first: u64,
    /// Its last byte in the file, included.
    pub last: u64,
    /// The provider's tag of it, once the provider has it.
    pub tag: Option<String>,
}

impl UploadRow {
    /// How many bytes the provider has for sure.
    pub fn acknowledged(&self) -> u64 {
        if self.finished_at.is_some() {
            return self.bytes;
        }
        let parts = self.parts.iter().filter(|part| part.tag.is_some());
        parts.map(|part| part.last - part.first + 1).sum()
    }
}

fn number(row: &Row<'_>, column: &str) -> Result<u64, StoreError> {
    u64::try_from(row.get::<_, i64>(column)?).map_err(|_| StoreError::Damaged)
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn read(tx: &Transaction<'_>, row: &Row<'_>) -> Result<UploadRow, StoreError> {
    let (target_id, slot): (String, u32) = (row.get("target_id")?, row.get("slot")?);
    let parts = tx
        .prepare_cached("SELECT * FROM upload_parts WHERE target_id = ?1 AND slot = ?2 ORDER BY n")?
        .query_and_then((&target_id, slot), |row| {
            Ok(UploadPartRow {
                first: number(row, "first_byte")?,
                last: number(row, "last_byte")?,
                tag: row.get("tag")?,
            })
        })?
        .collect::<Result<_, StoreError>>()?;
    Ok(UploadRow {
        target_id: TargetId(target_id),
        slot,
        sha256: row.get("sha256")?,
        bytes: number(row, "bytes")?,
        remote: row.get("remote")?,
        expires_at: columns::maybe_time(row, "expires_at")?,
        finished_at: columns::maybe_time(row, "finished_at")?,
        parts,
    })
}

fn forget(tx: &Transaction<'_>, target: &TargetId, slot: u32) -> Result<(), StoreError> {
    tx.execute("DELETE FROM uploads WHERE target_id = ?1 AND slot = ?2", (&target.0, slot))?;
    Ok(())
}

fn insert(tx: &Transaction<'_>, upload: &UploadRow) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO uploads (target_id, slot, sha256, bytes, remote, expires_at, finished_at)
         VALUES (:target_id, :slot, :sha256, :bytes, :remote, :expires_at, :finished_at)",
    )?
    .execute(named_params! {
        ":target_id": upload.target_id.0,
        ":slot": upload.slot,
        ":sha256": upload.sha256,
        ":bytes": whole(upload.bytes),
        ":remote": upload.remote,
        ":expires_at": columns::maybe_millis(upload.expires_at),
        ":finished_at": columns::maybe_millis(upload.finished_at),
    })?;
    let mut part = tx.prepare_cached(
        "INSERT INTO upload_parts (target_id, slot, n, first_byte, last_byte, tag) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for (n, row) in upload.parts.iter().enumerate() {
        let place = (&upload.target_id.0, upload.slot, whole(n as u64));
        part.execute((place.0, place.1, place.2, whole(row.first), whole(row.last), &row.tag))?;
    }
    Ok(())
}

impl Store {
    /// Keeps an upload that begins, or one that is whole already, in the place of whatever was
    /// known of this file.
    pub async fn put_upload(&self, upload: UploadRow) -> Result<(), StoreError> {
        self.write(move |tx| {
            forget(tx, &upload.target_id, upload.slot)?;
            insert(tx, &upload)
        })
        .await
    }

    /// The files of a copy, in their order.
    pub async fn uploads_of(&self, target: &TargetId) -> Result<Vec<UploadRow>, StoreError> {
        let target = target.clone();
        self.read(move |tx| {
            tx.prepare_cached("SELECT * FROM uploads WHERE target_id = ?1 ORDER BY slot")?
                .query_and_then([&target.0], |row| read(tx, row))?
                .collect()
        })
        .await
    }

    /// Keeps the provider's tags of some parts of a file: number and tag. When this returns they are
    /// on the disk to stay; [`StoreError::NotFound`] when the upload was begun anew meanwhile.
    pub async fn record_parts(
        &self,
        target: &TargetId,
        slot: u32,
        tags: Vec<(usize, String)>,
    ) -> Result<(), StoreError> {
        let target = target.clone();
        self.write(move |tx| {
            let mut update = tx.prepare_cached(
                "UPDATE upload_parts SET tag = ?1 WHERE target_id = ?2 AND slot = ?3 AND n = ?4",
            )?;
            for (n, tag) in &tags {
                if update.execute((tag, &target.0, slot, whole(*n as u64)))? != 1 {
                    return Err(StoreError::NotFound);
                }
            }
            Ok(())
        })
        .await
    }

    /// Keeps that the provider has a file whole. Its parts aren't needed any more.
    pub async fn finish_upload(&self, target: &TargetId, slot: u32, at: Timestamp) -> Result<(), StoreError> {
        let target = target.clone();
        self.write(move |tx| {
            tx.execute("DELETE FROM upload_parts WHERE target_id = ?1 AND slot = ?2", (&target.0, slot))?;
            tx.execute(
                "UPDATE uploads SET finished_at = ?1 WHERE target_id = ?2 AND slot = ?3",
                (columns::millis(at), &target.0, slot),
            )?;
            Ok(())
        })
        .await
    }

    /// Forgets what is known of one file of a copy: it starts over.
    pub async fn forget_upload(&self, target: &TargetId, slot: u32) -> Result<(), StoreError> {
        let target = target.clone();
        self.write(move |tx| forget(tx, &target, slot)).await
    }
}
