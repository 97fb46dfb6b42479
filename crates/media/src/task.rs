//! The tasks that read inside a file.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom, Write},
};

use rollcall_domain::media::{
    Cleaning, ImageFit, ImageType, MAX_CAPTIONS_BYTES, MAX_DOCUMENT_BYTES, MAX_IMAGE_BYTES, MAX_VIDEO_BYTES,
    MediaError, MediaFacts, Trace,
};
use serde::{Deserialize, Serialize};

use crate::{
    captions, cleaning, document, heic, picture,
    sniff::{self, Kind},
    video,
};

/// Something to do with an open file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Task {
    /// Says what it is. Nothing is written.
    Look,
    /// Writes a copy of an image, a document or captions, without what it says about its maker
    /// unless `keep_metadata`; a photo as iPhones keep it becomes a JPEG.
    TakeIn {
        /// Leaves location and everything else in.
        keep_metadata: bool,
    },
    /// Blanks what a video says about its maker, in place: the file is opened for both.
    CleanVideo,
    /// Writes a PNG of an image or of a document's page.
    Picture {
        /// The page, from 0; images have one.
        page: u32,
        /// The longest edge in pixels.
        edge: u32,
    },
    /// Writes a copy of an image that somebody takes.
    Fit(ImageFit),
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What the file is; for a task that writes an image, what was written.
    pub facts: Option<MediaFacts>,
    /// What was taken out.
    pub cleaning: Cleaning,
}

impl From<MediaFacts> for Answer {
    fn from(facts: MediaFacts) -> Answer {
        Answer { facts: Some(facts), cleaning: Cleaning::default() }
    }
}

/// Does a task. `source` may be a file of any kind; `result` is written only by the tasks that say
/// so.
pub(crate) fn perform(
    task: &Task,
    source: &mut File,
    result: Option<&mut File>,
) -> Result<Answer, MediaError> {
    let kind = sniff::kind(source)?;
    match task {
        Task::Look => look(kind, source).map(Answer::from),
        Task::TakeIn { keep_metadata } => {
            take_in(kind, *keep_metadata, source, result.ok_or(MediaError::NotKept)?)
        }
        Task::CleanVideo => {
            let Kind::Video(kind) = kind else { return Err(MediaError::Changed) };
            let cleaning = video::clean(source)?;
            Ok(Answer { facts: Some(MediaFacts::Video(video::look(kind, source)?)), cleaning })
        }
        Task::Picture { page, edge } => {
            let png = match kind {
                Kind::Image(_) => picture::small(source, *edge)?,
                Kind::Pdf => document::pdf::picture(read(source, MAX_DOCUMENT_BYTES)?, *page, *edge)?,
                _ => return Err(MediaError::NoPicture),
            };
            write(result.ok_or(MediaError::NotKept)?, &png)?;
            Ok(Answer { facts: None, cleaning: Cleaning::default() })
        }
        Task::Fit(fit) => {
            let Kind::Image(kind) = kind else { return Err(MediaError::Changed) };
            let bytes = picture::fit(kind, source, fit)?;
            let result = result.ok_or(MediaError::NotKept)?;
            write(result, &bytes)?;
            let kind = sniff::kind(result)?;
            look(kind, result).map(Answer::from)
        }
    }
}

fn look(kind: Kind, source: &mut File) -> Result<MediaFacts, MediaError> {
    Ok(match kind {
        Kind::Image(ImageType::Heic) => MediaFacts::Image(heic::look(source)?),
        Kind::Image(kind) => MediaFacts::Image(picture::look(kind, source)?),
        Kind::Video(kind) => {
            check_size(source, MAX_VIDEO_BYTES)?;
            MediaFacts::Video(video::look(kind, source)?)
        }
        Kind::Pdf => MediaFacts::Document(document::pdf::look(read(source, MAX_DOCUMENT_BYTES)?)?),
        Kind::Archive => {
            check_size(source, MAX_DOCUMENT_BYTES)?;
            MediaFacts::Document(document::office::look(source)?)
        }
        Kind::Compound => {
            check_size(source, MAX_DOCUMENT_BYTES)?;
            MediaFacts::Document(document::compound::look(source)?)
        }
        Kind::Text => MediaFacts::Captions(captions::look(&read(source, MAX_CAPTIONS_BYTES)?)?),
    })
}

fn take_in(
    kind: Kind,
    keep_metadata: bool,
    source: &mut File,
    result: &mut File,
) -> Result<Answer, MediaError> {
    if kind == Kind::Archive && !keep_metadata {
        check_size(source, MAX_DOCUMENT_BYTES)?;
        let cleaning = document::office::clean(source, result)?;
        return Ok(Answer { facts: Some(look(sniff::kind(result)?, result)?), cleaning });
    }
    let mut bytes = match kind {
        Kind::Image(_) => read(source, MAX_IMAGE_BYTES)?,
        Kind::Video(_) => return Err(MediaError::Changed),
        Kind::Pdf | Kind::Archive | Kind::Compound => read(source, MAX_DOCUMENT_BYTES)?,
        Kind::Text => read(source, MAX_CAPTIONS_BYTES)?,
    };
    let mut cleaning = Cleaning::default();
    match kind {
        Kind::Image(ImageType::Heic) => (bytes, cleaning) = heic::converted(&bytes)?,
        _ if keep_metadata => {}
        Kind::Image(kind) => {
            let clean;
            (clean, cleaning) = cleaning::image(kind, &bytes)?;
            bytes = clean.unwrap_or(bytes);
            bytes = picture::upright(kind, source, &bytes)?.unwrap_or(bytes);
        }
        Kind::Pdf => cleaning = document::pdf::clean(&mut bytes),
        Kind::Compound => cleaning.metadata = Trace::Stays,
        Kind::Video(_) | Kind::Archive | Kind::Text => {}
    }
    write(result, &bytes)?;
    drop(bytes);
    let facts = look(sniff::kind(result)?, result)?;
    Ok(Answer { facts: Some(facts), cleaning })
}

/// All of a file, from its beginning, up to a limit that is checked while reading: what a file says
/// its size is may be wrong.
pub(crate) fn read(file: &mut File, limit: u64) -> Result<Vec<u8>, MediaError> {
    file.seek(SeekFrom::Start(0)).map_err(|_| MediaError::Unreadable)?;
    let said = file.metadata().map_err(|_| MediaError::Unreadable)?.len();
    let mut bytes = Vec::with_capacity(usize::try_from(said.min(limit)).unwrap_or_default());
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|_| MediaError::Unreadable)?;
    match u64::try_from(bytes.len()).unwrap_or(u64::MAX) {
        0 => Err(MediaError::Empty),
        length if length > limit => Err(too_many(said.max(length), limit)),
        _ => Ok(bytes),
    }
}

pub(crate) fn check_size(file: &File, limit: u64) -> Result<u64, MediaError> {
    match file.metadata().map_err(|_| MediaError::Unreadable)?.len() {
        0 => Err(MediaError::Empty),
        length if length > limit => Err(too_many(length, limit)),
        length => Ok(length),
    }
}

fn too_many(bytes: u64, limit: u64) -> MediaError {
    MediaError::TooManyBytes { megabytes: bytes.div_ceil(1_048_576), limit_megabytes: limit / 1_048_576 }
}

/// Writes all of a result, in place of what was there.
fn write(file: &mut File, bytes: &[u8]) -> Result<(), MediaError> {
    let mut all = || {
        file.set_len(0)?;
        file.seek(SeekFrom::Start(0))?;
        file.write_all(bytes)
    };
    all().map_err(|_| MediaError::NotKept)
}
