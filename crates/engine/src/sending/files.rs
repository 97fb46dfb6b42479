//! The kept files of a copy, looked at once more before they leave.

use rollcall_domain::id::MediaId;
use rollcall_providers::transport::FileRange;
use rollcall_store::MediaRow;

use crate::{Engine, error::EngineError};

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

    pub(super) async fn checked_file(&self, media: MediaRow) -> Result<CheckedFile, EngineError> {
        let file = self.kept_file(&media).await?;
        let range = FileRange::from_start(file, media.facts.bytes());
        Ok(CheckedFile { media, range })
    }
}
