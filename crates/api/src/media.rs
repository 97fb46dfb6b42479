//! Picked files: images, videos, documents and captions.

use std::path::Path;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rollcall_domain::{
    id::MediaId,
    media::{Cleaning, MediaError, MediaFacts, Trace},
};
use rollcall_engine::{error::EngineError, media::PickedMedia};
use serde::{Deserialize, Serialize};

use crate::{Rollcall, error::ApiError};

/// What kind of file it is, which decides what a post can do with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// A picture, still or moving.
    Image,
    /// A video.
    Video,
    /// A document with pages.
    Document,
    /// A video's captions.
    Captions,
}

/// A picked file.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct MediaView {
    /// Its id.
    pub id: MediaId,
    /// The file's name.
    pub file_name: String,
    /// Which part of a post it can be.
    pub about: MediaKind,
    /// What exactly it is: "JPEG", "MP4", "PDF".
    pub kind: String,
    /// Pixels across as it is shown, of an image or a video; 0 of anything else.
    pub width: u32,
    /// Pixels down as it is shown; 0 of what has none.
    pub height: u32,
    /// How many pictures an image has; more than one moves.
    pub frames: u32,
    /// A video's length in milliseconds.
    pub duration_ms: Option<u32>,
    /// The four letters of how a video is coded: "avc1".
    pub codec: Option<String>,
    /// A document's pages; none when it doesn't say.
    pub pages: Option<u32>,
    /// Whether each of the pages can be asked for as a picture (`media_page`).
    pub draws_pages: bool,
    /// Size in bytes, 4 GiB at most: for more, see `size`.
    pub bytes: u32,
    /// The size for people: "842 KB", "1.2 GB".
    pub size: String,
    /// A small re-encoded picture, as a `data:` URL; empty when there is none, for instance of a
    /// video.
    pub thumbnail: String,
    /// What became of location and other metadata.
    pub cleaning: Cleaning,
    /// What to know about that, in a sentence: "Location removed."
    pub note: Option<String>,
}

/// Takes a picked or dropped file: looks what it is by its content, copies it into the workspace
/// without location and other metadata, and makes its small picture. Fails with `bad_input` and a
/// sentence for everything that LinkedIn takes in no kind of post.
pub async fn add_media(rollcall: &Rollcall, path: &Path) -> Result<MediaView, ApiError> {
    Ok(media_view(Box::pin(rollcall.engine().await.add_media(path)).await?))
}

/// As [`add_media`], for pasted bytes; the name is only shown.
pub async fn add_media_bytes(rollcall: &Rollcall, name: &str, bytes: Vec<u8>) -> Result<MediaView, ApiError> {
    Ok(media_view(Box::pin(rollcall.engine().await.add_media_bytes(name, bytes)).await?))
}

/// As [`add_media_bytes`], for bytes in Base64.
pub async fn add_media_base64(rollcall: &Rollcall, name: &str, base64: &str) -> Result<MediaView, ApiError> {
    let bytes = STANDARD.decode(base64).map_err(|_| EngineError::Media(MediaError::Damaged))?;
    add_media_bytes(rollcall, name, bytes).await
}

/// To be called first thing in a program: files are looked into by a second process of it, so that
/// a damaged or hostile one can't take the program along. Says whether this is that process, which
/// has then done its task; the program ends.
pub fn begin_worker() -> bool {
    rollcall_engine::media::begin_worker()
}

/// A picked file again.
pub async fn media(rollcall: &Rollcall, id: &MediaId) -> Result<MediaView, ApiError> {
    Ok(media_view(rollcall.engine().await.media(id).await?))
}

/// A picture of a PDF's page, from 0, as a `data:` URL.
pub async fn media_page(rollcall: &Rollcall, id: &MediaId, page: u32) -> Result<String, ApiError> {
    Ok(rollcall.engine().await.media_page(id, page).await?)
}

/// Whether what files say about their maker is kept in what is sent.
pub async fn keeps_metadata(rollcall: &Rollcall) -> Result<bool, ApiError> {
    Ok(rollcall.engine().await.keeps_metadata().await?)
}

/// Has what files say about their maker kept, or taken out as it is from the start; says which.
pub async fn keep_metadata(rollcall: &Rollcall, on: bool) -> Result<bool, ApiError> {
    rollcall.engine().await.keep_metadata(on).await?;
    keeps_metadata(rollcall).await
}

/// Stops copying large files into the workspace.
pub async fn stop_taking_in(rollcall: &Rollcall) {
    rollcall.engine().await.stop_taking_in();
}

/// What the window shows of a picked file.
pub(crate) fn media_view(picked: PickedMedia) -> MediaView {
    let facts = &picked.media.facts;
    let turned =
        |width: u32, height: u32, sideways: bool| if sideways { (height, width) } else { (width, height) };
    let (about, (width, height)) = match facts {
        MediaFacts::Image(image) => {
            (MediaKind::Image, turned(image.width, image.height, image.orientation > 4))
        }
        MediaFacts::Video(video) => {
            (MediaKind::Video, turned(video.width, video.height, video.rotation % 180 == 90))
        }
        MediaFacts::Document(_) => (MediaKind::Document, (0, 0)),
        MediaFacts::Captions(_) => (MediaKind::Captions, (0, 0)),
    };
    let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    MediaView {
        about,
        kind: facts.kind_name().to_owned(),
        width,
        height,
        frames: facts.image().map_or(1, |image| image.frames),
        duration_ms: facts.video().map(|video| small(video.duration_ms)),
        codec: facts.video().map(|video| video.codec.clone()),
        pages: facts.document().and_then(|document| document.pages),
        draws_pages: facts.document().is_some() && picked.thumbnail.is_some(),
        bytes: small(facts.bytes()),
        size: size(facts.bytes()),
        thumbnail: picked.thumbnail.unwrap_or_default(),
        cleaning: picked.media.cleaning,
        note: note(picked.media.cleaning),
        id: picked.media.id,
        file_name: picked.media.file_name,
    }
}

/// A size with as many figures as say something.
fn size(bytes: u64) -> String {
    const STEP: u64 = 1_000;
    let (unit, name) = match bytes {
        0..1_000 => return format!("{bytes} bytes"),
        1_000..1_000_000 => (STEP, "KB"),
        1_000_000..1_000_000_000 => (STEP.pow(2), "MB"),
        _ => (STEP.pow(3), "GB"),
    };
    let tenths = bytes * 10 / unit;
    if tenths < 100 && !tenths.is_multiple_of(10) {
        format!("{}.{} {name}", tenths / 10, tenths % 10)
    } else {
        format!("{} {name}", tenths / 10)
    }
}

fn note(cleaning: Cleaning) -> Option<String> {
    let converted = cleaning.converted_from.map(|kind| format!("Converted from {}.", kind.name()));
    let sentences = [converted.as_deref(), note_on_metadata(cleaning)];
    let note = sentences.into_iter().flatten().collect::<Vec<_>>().join(" ");
    (!note.is_empty()).then_some(note)
}

fn note_on_metadata(cleaning: Cleaning) -> Option<&'static str> {
    Some(match (cleaning.location, cleaning.metadata) {
        (Trace::Stays, _) => {
            "The file says where it was made, and that can't be taken out here. Export it without its location if readers shouldn't see it."
        }
        (Trace::Removed, _) => "Location removed.",
        (Trace::Absent, Trace::Removed) => "Details about its making removed.",
        (Trace::Absent, Trace::Stays) => "The file keeps what it says about its author.",
        (Trace::Absent, Trace::Absent) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_has_as_many_figures_as_say_something() {
        let cases = [
            (12, "12 bytes"),
            (842_113, "842 KB"),
            (1_234_567, "1.2 MB"),
            (2_000_000, "2 MB"),
            (5_368_709_120, "5.3 GB"),
        ];
        for (bytes, words) in cases {
            assert_eq!(size(bytes), words);
        }
    }
}
