//! Why a file is refused, in sentences.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::ImageType;

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
    /// An AVIF image, or an iPhone's photo that is larger or newer than what can be converted.
    #[error("This is a photo in the {} format that can't be made into one LinkedIn takes. Export it as JPEG and choose that: in Photos or Preview with Export, on an iPhone by sharing it by mail.", kind.name())]
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
