//! Media rules: what a file is, and what each provider takes.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The image types that are taken, by content and not by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ImageType {
    /// image/jpeg
    Jpeg,
    /// image/png
    Png,
    /// image/gif
    Gif,
}

impl ImageType {
    /// Its media type.
    pub fn mime(self) -> &'static str {
        match self {
            ImageType::Jpeg => "image/jpeg",
            ImageType::Png => "image/png",
            ImageType::Gif => "image/gif",
        }
    }

    /// The image type with this media type.
    pub fn from_mime(mime: &str) -> Option<ImageType> {
        [ImageType::Jpeg, ImageType::Png, ImageType::Gif].into_iter().find(|kind| kind.mime() == mime)
    }
}

/// What was found inside a picked file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImageFacts {
    /// What it is.
    pub kind: ImageType,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Size in bytes.
    pub bytes: u64,
}

/// The most bytes that Rollcall reads of an image. LinkedIn documents no number; this is far above
/// what 36 million pixels need.
pub const MAX_IMAGE_BYTES: u64 = 40 * 1024 * 1024;

/// Why a file was refused before anything was sent.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MediaError {
    /// The file is gone, or can't be opened.
    #[error("The file can't be read. It may have been moved or deleted since it was chosen.")]
    Unreadable,
    /// A folder, device or link.
    #[error("This isn't a file. Choose a JPG, PNG or GIF image.")]
    NotAFile,
    /// Nothing inside.
    #[error("The file is empty. Export the image again.")]
    Empty,
    /// Its content is no image that LinkedIn takes, whatever its name.
    #[error("This isn't a JPG, PNG or GIF image, whatever its name says{found}.", found = found.map(|found| format!(": it looks like {found}")).unwrap_or_default())]
    NotAnImage {
        /// What it looks like instead.
        found: Option<&'static str>,
    },
    /// It starts like an image, but can't be decoded.
    #[error("The image is damaged and can't be opened. Export it again.")]
    Damaged,
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
        limit_name: &'static str,
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
        limit_name: &'static str,
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
