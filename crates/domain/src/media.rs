//! Media rules: what a file is, and what each provider takes.

mod error;

pub use error::MediaError;
use serde::{Deserialize, Serialize};

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
    /// image/heic: what iPhones take. Nobody takes it; it is kept as a JPEG.
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

    /// How the name of such a file ends, the usual ending first.
    pub fn extensions(&self) -> &'static [&'static str] {
        match self {
            MediaFacts::Image(image) => match image.kind {
                ImageType::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
                ImageType::Png => &["png"],
                ImageType::Gif => &["gif"],
                ImageType::Webp => &["webp"],
                ImageType::Tiff => &["tiff", "tif"],
                ImageType::Bmp => &["bmp"],
                ImageType::Heic => &["heic", "heif"],
                ImageType::Avif => &["avif"],
            },
            MediaFacts::Video(video) => match video.kind {
                VideoType::Mp4 => &["mp4", "m4v"],
                VideoType::Mov => &["mov", "qt"],
            },
            MediaFacts::Document(document) => match document.kind {
                DocumentType::Pdf => &["pdf"],
                DocumentType::Doc => &["doc"],
                DocumentType::Docx => &["docx"],
                DocumentType::Ppt => &["ppt"],
                DocumentType::Pptx => &["pptx"],
            },
            MediaFacts::Captions(_) => &["srt"],
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

/// What was changed when a file was taken in: what it said about its maker, and what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
pub struct Cleaning {
    /// Where it was taken.
    pub location: Trace,
    /// Everything else: device, time, names, comments.
    pub metadata: Trace,
    /// What a photo was, if the kept copy is of another type because nobody takes that one.
    pub converted_from: Option<ImageType>,
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
