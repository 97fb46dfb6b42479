//! Small pictures: made by the worker, kept beside the files they show, and made again when lost.

use std::{fs::File, path::Path};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rollcall_domain::{
    id::MediaId,
    media::{DocumentType, MediaError, MediaFacts},
};
use rollcall_media::{Task, worker};
use rollcall_store::MediaRow;

use super::blocking;
use crate::{Engine, error::EngineError};

/// The longest edge of a small picture, in pixels: sharp in the preview, small enough to cross to
/// the window.
const EDGE: u32 = 720;

/// The image itself, or a document's first page.
pub(super) const FIRST: u32 = 0;

/// The most pages that are drawn: what the preview leafs through.
const MAX_PAGES: u32 = 300;

impl Engine {
    /// A picture of a PDF's page, from 0, as a `data:` URL.
    pub async fn media_page(&self, id: &MediaId, page: u32) -> Result<String, EngineError> {
        let media = self.inner.store.media(id).await?.ok_or(EngineError::NotFound("This file"))?;
        if !draws(&media.facts) || page >= MAX_PAGES {
            return Err(MediaError::NoPicture.into());
        }
        Ok(data_url(&self.picture(&media, page).await?))
    }

    /// The small picture, where the file can be drawn.
    pub(super) async fn thumbnail(&self, media: &MediaRow) -> Result<Option<String>, EngineError> {
        if !draws(&media.facts) {
            return Ok(None);
        }
        match self.picture(media, FIRST).await {
            Ok(png) => Ok(Some(data_url(&png))),
            Err(_) if media.facts.document().is_some() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The picture of what is about to be kept. An image that can't be drawn is damaged; a document
    /// may be fine although its page can't.
    pub(super) async fn first_picture(
        &self,
        facts: &MediaFacts,
        path: &Path,
    ) -> Result<Option<Vec<u8>>, EngineError> {
        if !draws(facts) {
            return Ok(None);
        }
        match draw(path, FIRST).await {
            Ok(png) => Ok(Some(png)),
            Err(_) if facts.document().is_some() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// A lost one costs a moment, so that nothing depends on whether this works.
    pub(super) async fn remember_picture(&self, media: &MediaRow, page: u32, png: Vec<u8>) {
        let path = self.inner.media_dir.join(picture_name(&media.sha256, page));
        let part = path.with_extension("part");
        let written = blocking(move || {
            std::fs::write(&part, png)
                .and_then(|()| std::fs::rename(&part, &path))
                .map_err(|_| MediaError::NotKept)
        });
        if let Err(error) = written.await {
            tracing::warn!(%error, "a small picture couldn't be kept");
        }
    }

    async fn picture(&self, media: &MediaRow, page: u32) -> Result<Vec<u8>, EngineError> {
        let path = self.inner.media_dir.join(picture_name(&media.sha256, page));
        if let Ok(png) = blocking(move || std::fs::read(path).map_err(|_| MediaError::Unreadable)).await {
            return Ok(png);
        }
        let png = draw(&self.media_path(media), page).await?;
        self.remember_picture(media, page, png.clone()).await;
        Ok(png)
    }
}

fn draws(facts: &MediaFacts) -> bool {
    match facts {
        MediaFacts::Image(_) => true,
        MediaFacts::Document(document) => document.kind == DocumentType::Pdf,
        MediaFacts::Video(_) | MediaFacts::Captions(_) => false,
    }
}

async fn draw(path: &Path, page: u32) -> Result<Vec<u8>, EngineError> {
    let path = path.to_owned();
    let source = blocking(move || File::open(path).map_err(|_| MediaError::Unreadable)).await?;
    let mut result = tempfile::tempfile().map_err(|_| MediaError::NotKept)?;
    let written = result.try_clone().map_err(|_| MediaError::NotKept)?;
    worker::run(Task::Picture { page, edge: EDGE }, source, Some(written)).await?;
    blocking(move || {
        use std::io::{Read, Seek, SeekFrom};
        let mut png = Vec::new();
        let mut all = || {
            result.seek(SeekFrom::Start(0))?;
            result.read_to_end(&mut png)
        };
        all().map_err(|_| MediaError::Unreadable)?;
        Ok(png)
    })
    .await
}

/// The name of a picture of a kept file; it begins with the file's.
fn picture_name(sha256: &str, page: u32) -> String {
    format!("{sha256}.{page}.png")
}

pub(super) fn data_url(png: &[u8]) -> String {
    format!("data:image/png;base64,{}", STANDARD.encode(png))
}
