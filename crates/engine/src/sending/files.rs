//! The kept files of a copy, looked at once more before they leave.

use std::{fs::File, io::Read};

use rollcall_domain::{id::MediaId, media::MediaError};
use rollcall_providers::transport::FileRange;
use rollcall_store::MediaRow;
use sha2::{Digest, Sha256};

use crate::{Engine, error::EngineError, media::hex};

/// How much of a file is read at once.
const STEP: usize = 1024 * 1024;

/// A kept file that still is what was picked. What was read is what is sent: the file stays open,
/// whatever becomes of its name.
pub(super) struct CheckedFile {
    pub(super) media: MediaRow,
    pub(super) range: FileRange,
}

impl CheckedFile {
    pub(super) fn mime(&self) -> &'static str {
        self.media.facts.mime()
    }
}

impl Engine {
    pub(super) async fn kept_row(&self, id: &MediaId) -> Result<MediaRow, EngineError> {
        self.inner.store.media(id).await?.ok_or(EngineError::NotFound("This file"))
    }

    /// Opens a kept file and reads it through, so that nothing leaves that isn't what was checked
    /// when it was picked.
    pub(super) async fn checked_file(&self, media: MediaRow) -> Result<CheckedFile, EngineError> {
        let path = self.media_path(&media);
        let (bytes, sha256) = (media.facts.bytes(), media.sha256.clone());
        let opened = tokio::task::spawn_blocking(move || {
            let file = File::open(path).map_err(|_| MediaError::Unreadable)?;
            if sha256_of(&file)? == sha256 { Ok(file) } else { Err(MediaError::Changed) }
        });
        let file = opened.await.map_err(|_| MediaError::Unreadable)??;
        Ok(CheckedFile { media, range: FileRange::from_start(file, bytes) })
    }
}

fn sha256_of(mut file: &File) -> Result<String, MediaError> {
    let mut digest = Sha256::new();
    let mut step = vec![0; STEP];
    loop {
        match file.read(&mut step).map_err(|_| MediaError::Unreadable)? {
            0 => return Ok(hex(&digest.finalize())),
            read => digest.update(&step[..read]),
        }
    }
}
