//! One Rollcall per workspace: a lock that the operating system gives back when the process ends,
//! however it ends.

use std::{
    fs::{File, OpenOptions, TryLockError},
    path::Path,
};

use crate::StoreError;

/// The file that is locked. It stays behind, empty; only the lock counts.
pub const LOCK_FILE: &str = "rollcall.lock";

/// The lock, held until it is dropped.
#[derive(Debug)]
pub(crate) struct WorkspaceLock {
    _file: File,
}

impl WorkspaceLock {
    /// Takes the lock, or says [`StoreError::InUse`] at once.
    pub(crate) fn take(directory: &Path) -> Result<Self, StoreError> {
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(directory.join(LOCK_FILE))
            .map_err(|_| unwritable())?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse),
            Err(TryLockError::Error(_)) => Err(StoreError::Failed(
                "This folder can't be locked, so Rollcall can't be sure to be alone on it. Choose a folder on this computer's own disk.".into(),
            )),
        }
    }
}

/// The workspace's folder can't be written.
pub(crate) fn unwritable() -> StoreError {
    StoreError::Failed(
        "Rollcall can't write to its workspace folder. Check that the folder is yours and that the disk isn't full.".into(),
    )
}
