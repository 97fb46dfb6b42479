//! Media rules: what a file is, and what each provider takes.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The image types that are known, by content and not by name. Which of them a provider takes is
/// said by its limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ImageType {
    /// image/jpeg
    Jpeg,
    /// image/png
    Png,
    /// image/gif
    Gif,
    /// image/webp
    Webp,
    /// image/tiff
    Tiff,
    /// image/bmp
    Bmp,
    /// image/heic: what iPhones take
    Heic,
    /// image/avif
    Avif,
}

impl ImageType {
    /// All of them.
    pub const ALL: [ImageType; 8] = [
        ImageType::Jpeg,
        ImageType::Png,
        ImageType::Gif,
        ImageType::Webp,
        ImageType::Tiff,
        ImageType::Bmp,
        ImageType::Heic,
        ImageType::Avif,
    ];

    /// Its media type.
    pub fn mime(self) -> &'static str {
        match self {
            ImageType::Jpeg => "image/jpeg",
            ImageType::Png => "image/png",
            ImageType::Gif => "image/gif",
            ImageType::Webp => "image/webp",
            ImageType::Tiff => "image/tiff",
            ImageType::Bmp => "image/bmp",
            ImageType::Heic => "image/heic",
            ImageType::Avif => "image/avif",
        }
    }

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            ImageType::Jpeg => "JPEG",
            ImageType::Png => "PNG",
            ImageType::Gif => "GIF",
            ImageType::Webp => "WebP",
            ImageType::Tiff => "TIFF",
            ImageType::Bmp => "BMP",
            ImageType::Heic => "HEIC",
            ImageType::Avif => "AVIF",
        }
    }

    /// The image type with this media type.
    pub fn from_mime(mime: &str) -> Option<ImageType> {
        ImageType::ALL.into_iter().find(|kind| kind.mime() == mime)
    }
}

/// What was found inside a picked image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageFacts {
    /// What it is.
    pub kind: ImageType,
    /// Pixels across, as stored.
    pub width: u32,
    /// Pixels down, as stored.
    pub height: u32,
    /// Pictures in it: more than one when it moves.
    pub frames: u32,
    /// How it has to be turned to stand upright, as Exif says it: 1 is upright, 2–8 are turned or
    /// mirrored.
    pub orientation: u8,
    /// Size in bytes.
    pub bytes: u64,
}

/// The containers of videos that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum VideoType {
    /// video/mp4
    Mp4,
    /// video/quicktime
    Mov,
}

impl VideoType {
    /// Its media type.
    pub fn mime(self) -> &'static str {
        match self {
            VideoType::Mp4 => "video/mp4",
            VideoType::Mov => "video/quicktime",
        }
    }

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            VideoType::Mp4 => "MP4",
            VideoType::Mov => "MOV",
        }
    }
}

/// What a video's headers say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VideoFacts {
    /// Its container.
    pub kind: VideoType,
    /// Pixels across, as stored.
    pub width: u32,
    /// Pixels down, as stored.
    pub height: u32,
    /// How far a player turns it, clockwise, in degrees: 0, 90, 180 or 270.
    pub rotation: u16,
    /// Length in milliseconds.
    pub duration_ms: u64,
    /// The four letters of how its pictures are coded: "avc1", "hvc1".
    pub codec: String,
    /// Size in bytes.
    pub bytes: u64,
}

/// The documents that are known, by content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum DocumentType {
    /// application/pdf
    Pdf,
    /// Word, before 2007
    Doc,
    /// Word
    Docx,
    /// PowerPoint, before 2007
    Ppt,
    /// PowerPoint
    Pptx,
}

impl DocumentType {
    /// Its media type.
    pub fn mime(self) -> &'static str {
        match self {
            DocumentType::Pdf => "application/pdf",
            DocumentType::Doc => "application/msword",
            DocumentType::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            DocumentType::Ppt => "application/vnd.ms-powerpoint",
            DocumentType::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        }
    }

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            DocumentType::Pdf => "PDF",
            DocumentType::Doc => "Word (DOC)",
            DocumentType::Docx => "Word (DOCX)",
            DocumentType::Ppt => "PowerPoint (PPT)",
            DocumentType::Pptx => "PowerPoint (PPTX)",
        }
    }
}

/// What was found inside a picked document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentFacts {
    /// What it is.
    pub kind: DocumentType,
    /// Pages or slides; `None` when it doesn't say.
    pub pages: Option<u32>,
    /// Size in bytes.
    pub bytes: u64,
}

/// What was found inside picked captions (SubRip, `.srt`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaptionsFacts {
    /// How many captions there are.
    pub cues: u32,
    /// Size in bytes.
    pub bytes: u64,
}

/// What was found inside a picked file. Kept as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "media", rename_all = "snake_case")]
pub enum MediaFacts {
    /// A picture, still or moving.
    Image(ImageFacts),
    /// A video.
    Video(VideoFacts),
    /// A document with pages.
    Document(DocumentFacts),
    /// A video's captions.
    Captions(CaptionsFacts),
}

impl MediaFacts {
    /// Size in bytes.
    pub fn bytes(&self) -> u64 {
        match self {
            MediaFacts::Image(image) => image.bytes,
            MediaFacts::Video(video) => video.bytes,
            MediaFacts::Document(document) => document.bytes,
            MediaFacts::Captions(captions) => captions.bytes,
        }
    }

    /// Its media type.
    pub fn mime(&self) -> &'static str {
        match self {
            MediaFacts::Image(image) => image.kind.mime(),
            MediaFacts::Video(video) => video.kind.mime(),
            MediaFacts::Document(document) => document.kind.mime(),
            MediaFacts::Captions(_) => "application/x-subrip",
        }
    }

    /// Its kind's name for people: "JPEG", "MP4", "PDF".
    pub fn kind_name(&self) -> &'static str {
        match self {
            MediaFacts::Image(image) => image.kind.name(),
            MediaFacts::Video(video) => video.kind.name(),
            MediaFacts::Document(document) => document.kind.name(),
            MediaFacts::Captions(_) => "Captions (SRT)",
        }
    }

    /// The image, if it is one.
    pub fn image(&self) -> Option<&ImageFacts> {
        match self {
            MediaFacts::Image(image) => Some(image),
            _ => None,
        }
    }

    /// The video, if it is one.
    pub fn video(&self) -> Option<&VideoFacts> {
        match self {
            MediaFacts::Video(video) => Some(video),
            _ => None,
        }
    }

    /// The document, if it is one.
    pub fn document(&self) -> Option<&DocumentFacts> {
        match self {
            MediaFacts::Document(document) => Some(document),
            _ => None,
        }
    }
}

/// What became of something that a file says about its maker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Trace {
    /// It was never there.
    #[default]
    Absent,
    /// It was there; the kept copy is without it.
    Removed,
    /// It is there, and can't be taken out without changing what the file shows.
    Stays,
}

/// What a file says about its maker, and what became of it when the file was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
pub struct Cleaning {
    /// Where it was taken.
    pub location: Trace,
    /// Everything else: device, time, names, comments.
    pub metadata: Trace,
}

/// The most bytes that Rollcall reads of an image. LinkedIn documents no number; this is far above
/// what 36 million pixels need.
pub const MAX_IMAGE_BYTES: u64 = 40 * 1024 * 1024;

/// The most pixels an image may have to be looked at at all.
pub const MAX_IMAGE_PIXELS: u64 = 100_000_000;

/// The most bytes of a document: LinkedIn's Documents API takes 100 MB.
pub const MAX_DOCUMENT_BYTES: u64 = 100 * 1024 * 1024;

/// The most bytes of a video: what the field of LinkedIn's Videos API allows.
pub const MAX_VIDEO_BYTES: u64 = 5 * 1024 * 1024 * 1024;

/// The most bytes of captions.
pub const MAX_CAPTIONS_BYTES: u64 = 2 * 1024 * 1024;

/// What an image has to be for somebody to take it. What isn't said doesn't matter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ImageFit {
    /// The types that are taken; empty when all are.
    pub kinds: Vec<ImageType>,
    /// The most pixels, inclusive.
    pub max_pixels: Option<u64>,
    /// The longest edge in pixels, inclusive.
    pub max_edge: Option<u32>,
    /// The most bytes, inclusive.
    pub max_bytes: Option<u64>,
}

/// Why a file was refused before anything was sent.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum MediaError {
    /// The file is gone, or can't be opened.
    #[error("The file can't be read. It may have been moved or deleted since it was chosen.")]
    Unreadable,
    /// The copy can't be written.
    #[error(
        "The file can't be copied into the workspace. Check that the disk isn't full, and choose it again."
    )]
    NotKept,
    /// A folder or a device.
    #[error("This isn't a file. Choose an image, a video, a document or captions.")]
    NotAFile,
    /// Nothing inside.
    #[error("The file is empty. Export it again.")]
    Empty,
    /// Its content is nothing that LinkedIn takes, whatever its name.
    #[error("This is no image, video, document or captions that LinkedIn takes, whatever its name says{}.", found.as_ref().map(|found| format!(": it looks like {found}")).unwrap_or_default())]
    NotKnown {
        /// What it looks like instead.
        found: Option<String>,
    },
    /// A photo as iPhones keep them, or an AVIF image.
    #[error("This is a photo in the {} format, which LinkedIn doesn't take. Export it as JPEG and choose that: in Photos or Preview with Export, on an iPhone by sharing it by mail.", kind.name())]
    NotConvertible {
        /// What it is.
        kind: ImageType,
    },
    /// It starts like a file of its kind, but can't be read to its end.
    #[error("The file is damaged and can't be opened. Export it again.")]
    Damaged,
    /// It can't be opened without a password.
    #[error("The document is locked with a password. Save a copy without one and choose that.")]
    Locked,
    /// Looking at it took too long.
    #[error("The file takes too long to open. Export it again, smaller or simpler, and choose that.")]
    TooSlow,
    /// More pixels than can be worked with.
    #[error(
        "The image has {megapixels} million pixels, more than Rollcall can open. Scale it down and choose it again."
    )]
    TooLarge {
        /// Millions of pixels, rounded up.
        megapixels: u64,
    },
    /// A picture that moves can't be changed.
    #[error("A moving image can't be converted or scaled here. Export it smaller and choose it again.")]
    Moves,
    /// Nothing that can be drawn.
    #[error("There is no small picture of this file.")]
    NoPicture,
    /// More pixels than the limit.
    #[error(
        "The image has {megapixels} million pixels; {limit_name} takes fewer than {limit_megapixels} million. Scale it down and choose it again."
    )]
    TooManyPixels {
        /// Millions of pixels, rounded up.
        megapixels: u64,
        /// Millions of pixels that are allowed.
        limit_megapixels: u64,
        /// Whose limit it is.
        limit_name: String,
    },
    /// More pixels in one direction than the limit.
    #[error(
        "The image is {width} × {height} pixels; {limit_name} takes at most {max_edge} in each direction. Scale it down and choose it again."
    )]
    TooLong {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
        /// The longest edge allowed.
        max_edge: u32,
        /// Whose limit it is.
        limit_name: String,
    },
    /// More bytes than the limit.
    #[error(
        "The file is {megabytes} MB; at most {limit_megabytes} MB can be sent. Export it smaller and choose it again."
    )]
    TooManyBytes {
        /// Size in MB, rounded up.
        megabytes: u64,
        /// MB that are allowed.
        limit_megabytes: u64,
    },
    /// The bytes changed between choosing and sending.
    #[error("The file changed after it was chosen. Choose it again.")]
    Changed,
}
