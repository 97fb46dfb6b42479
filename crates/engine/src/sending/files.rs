//! The kept files of a copy, looked at once more before they leave.

use std::{fs::File, time::SystemTime};

use rollcall_domain::{id::MediaId, media::MediaError};
use rollcall_providers::transport::FileRange;
use rollcall_store::MediaRow;

use crate::{Engine, error::EngineError};

/// A kept file that still is what was picked. What was read is what is sent: the file stays open,
/// whatever becomes of its name.
pub(super) struct CheckedFile {
    pub(super) media: MediaRow,
    pub(super) range: FileRange,
    file: File,
    written: Option<SystemTime>,
}

impl CheckedFile {
    pub(super) fn mime(&self) -> &'static str {
        self.media.facts.mime()
    }

    /// To be asked when its bytes have left: nobody wrote into it since it was looked at.
    pub(super) fn is_unchanged(&self) -> Result<(), MediaError> {
        let written = self.file.metadata().and_then(|seen| seen.modified()).ok();
        if written == self.written { Ok(()) } else { Err(MediaError::Changed) }
    }
}

impl Engine {
    pub(super) async fn kept_row(&self, id: &MediaId) -> Result<MediaRow, EngineError> {
        self.inner.store.media(id).await?.ok_or(EngineError::NotFound("This file"))
    }

    pub(super) async fn checked_file(&self, media: MediaRow) -> Result<CheckedFile, EngineError> {
        // Before it is read through, so that no moment is missed.
        let written = std::fs::metadata(self.media_path(&media)).and_then(|seen| seen.modified()).ok();
        let file = self.kept_file(&media).await?;
        let range =
            FileRange::from_start(file.try_clone().map_err(|_| MediaError::Unreadable)?, media.facts.bytes());
        Ok(CheckedFile { media, range, file, written })
    }
}
