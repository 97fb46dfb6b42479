//! Picked images: what they really are, a copy inside the workspace, and a small picture of it.
//!
//! A file is read once, through one handle, when it is picked. What is sent later is the copy, so
//! that moving or changing the original can't change a post. The copy's name is its SHA-256.

use std::{
    fs::{File, OpenOptions},
    io::{Cursor, Read, Write},
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use image::{ImageReader, Limits};
use rollcall_domain::{
    id::MediaId,
    limits::{self, LIMITS},
    media::{Cleaning, ImageFacts, ImageType, MAX_IMAGE_BYTES, MediaError, MediaFacts},
};
use rollcall_store::MediaRow;
use sha2::{Digest, Sha256};

use crate::{Engine, error::EngineError};

/// The longest edge of the small picture, in pixels: sharp in the preview, small enough to cross
/// to the window.
const THUMBNAIL_EDGE: u32 = 720;

/// The most memory that decoding may take, in bytes: 36 million pixels of four bytes, and room to
/// work. A small file that would need more is a bomb.
const MAX_DECODED_BYTES: u64 = 224 * 1024 * 1024;

/// An image with its small picture.
#[derive(Debug, Clone)]
pub struct PickedImage {
    /// The kept row.
    pub media: MediaRow,
    /// A re-encoded copy of at most 720 pixels, as a `data:` URL.
    pub thumbnail: String,
}

impl Engine {
    /// Takes a file that a person picked or dropped: checks it, copies it into the workspace and
    /// makes its small picture.
    pub async fn add_media(&self, path: &Path) -> Result<PickedImage, EngineError> {
        let path = path.to_owned();
        let media_dir = self.inner.media_dir.clone();
        let (facts, sha256, thumbnail) = blocking(move || {
            let bytes = read(&path)?;
            let facts = inspect(&bytes)?;
            let thumbnail = thumbnail(&bytes)?;
            let sha256 = hex(&Sha256::digest(&bytes));
            keep(&media_dir, &sha256, &bytes)?;
            Ok((facts, sha256, (thumbnail, file_name(&path))))
        })
        .await?;
        let (thumbnail, file_name) = thumbnail;
        let media = MediaRow {
            id: MediaId(self.inner.world.new_id()),
            file_name,
            sha256,
            facts: MediaFacts::Image(facts),
            cleaning: Cleaning::default(),
            created_at: self.now(),
        };
        self.inner.store.put_media(media.clone()).await?;
        Ok(PickedImage { media, thumbnail })
    }

    /// A picked image again, with its small picture.
    pub async fn media(&self, id: &MediaId) -> Result<PickedImage, EngineError> {
        let media = self.inner.store.media(id).await?.ok_or(EngineError::NotFound("This image"))?;
        let path = self.inner.media_dir.join(&media.sha256);
        let thumbnail = blocking(move || thumbnail(&read(&path)?)).await?;
        Ok(PickedImage { media, thumbnail })
    }

    pub(crate) fn media_path(&self, media: &MediaRow) -> PathBuf {
        self.inner.media_dir.join(&media.sha256)
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, MediaError> + Send + 'static,
) -> Result<T, EngineError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| EngineError::Media(MediaError::Damaged))?
        .map_err(EngineError::Media)
}

fn read(path: &Path) -> Result<Vec<u8>, MediaError> {
    // Looked at before it is opened: opening a FIFO would wait for its writer.
    let seen = std::fs::symlink_metadata(path).map_err(|_| MediaError::Unreadable)?;
    if !seen.file_type().is_file() {
        return Err(MediaError::NotAFile);
    }
    let file = open(path)?;
    let metadata = file.metadata().map_err(|_| MediaError::Unreadable)?;
    if !metadata.is_file() {
        return Err(MediaError::NotAFile);
    }
    let mut bytes =
        Vec::with_capacity(usize::try_from(metadata.len().min(MAX_IMAGE_BYTES)).unwrap_or_default());
    file.take(MAX_IMAGE_BYTES + 1).read_to_end(&mut bytes).map_err(|_| MediaError::Unreadable)?;
    match u64::try_from(bytes.len()).unwrap_or(u64::MAX) {
        0 => Err(MediaError::Empty),
        length if length > MAX_IMAGE_BYTES => Err(MediaError::TooManyBytes {
            megabytes: metadata.len().max(length).div_ceil(1_048_576),
            limit_megabytes: MAX_IMAGE_BYTES / 1_048_576,
        }),
        _ => Ok(bytes),
    }
}

fn open(path: &Path) -> Result<File, MediaError> {
    OpenOptions::new().read(true).open(path).map_err(|_| MediaError::Unreadable)
}

/// What an image is, by its content, against the widest of the providers' limits.
fn inspect(bytes: &[u8]) -> Result<ImageFacts, MediaError> {
    let found = infer::get(bytes);
    let kind = found
        .and_then(|found| ImageType::from_mime(found.mime_type()))
        .filter(|kind| matches!(kind, ImageType::Jpeg | ImageType::Png | ImageType::Gif))
        .ok_or(MediaError::NotAnImage { found: found.map(|found| found.mime_type()) })?;
    let size = imagesize::blob_size(bytes).map_err(|_| MediaError::Damaged)?;
    let facts = ImageFacts {
        kind,
        width: u32::try_from(size.width).map_err(|_| MediaError::Damaged)?,
        height: u32::try_from(size.height).map_err(|_| MediaError::Damaged)?,
        frames: 1,
        orientation: 1,
        bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
    };
    if facts.width == 0 || facts.height == 0 {
        return Err(MediaError::Damaged);
    }
    let verdicts = LIMITS.iter().map(|limits| limits::check_image(limits, &facts));
    let mut refused = None;
    for verdict in verdicts {
        match verdict {
            Ok(()) => return Ok(facts),
            Err(error) => {
                refused.get_or_insert(error);
            }
        }
    }
    Err(refused.unwrap_or(MediaError::Damaged))
}

fn thumbnail(bytes: &[u8]) -> Result<String, MediaError> {
    let mut reader =
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| MediaError::Damaged)?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    reader.limits(limits);
    let image = reader.decode().map_err(|_| MediaError::Damaged)?;
    let small = image.thumbnail(THUMBNAIL_EDGE, THUMBNAIL_EDGE).to_rgba8();
    let mut png = Cursor::new(Vec::new());
    small.write_to(&mut png, image::ImageFormat::Png).map_err(|_| MediaError::Damaged)?;
    Ok(format!("data:image/png;base64,{}", STANDARD.encode(png.into_inner())))
}

/// Writes the copy under a temporary name first, so that a half-written one is never found.
fn keep(dir: &Path, sha256: &str, bytes: &[u8]) -> Result<(), MediaError> {
    let path = dir.join(sha256);
    if path.exists() {
        return Ok(());
    }
    let part = dir.join(format!("{sha256}.part"));
    let write = || {
        let mut file = File::create(&part)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&part, &path)
    };
    write().map_err(|_| MediaError::Unreadable)
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    name.chars().filter(|c| !c.is_control()).take(120).collect()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image::DynamicImage::new_rgb8(width, height).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_file_is_what_its_content_says() {
        assert_eq!(inspect(&png(30, 20)).unwrap().kind, ImageType::Png);
        let cases: [(&[u8], MediaError); 4] = [
            (b"just text", MediaError::NotAnImage { found: None }),
            (b"%PDF-1.7 x", MediaError::NotAnImage { found: Some("application/pdf") }),
            (b"\x89PNG\r\n\x1a\n", MediaError::Damaged),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", MediaError::NotAnImage { found: None }),
        ];
        for (bytes, error) in cases {
            assert_eq!(inspect(bytes).unwrap_err(), error);
        }
    }

    #[test]
    fn a_truncated_image_is_refused_as_damaged() {
        let whole = png(300, 200);
        let cut = &whole[..whole.len() / 2];
        assert_eq!(thumbnail(cut).unwrap_err(), MediaError::Damaged);
    }

    #[test]
    fn files_that_are_none_are_refused_without_being_opened() {
        let dir = tempfile::tempdir().unwrap();
        let empty = dir.path().join("empty.png");
        File::create(&empty).unwrap();
        assert_eq!(read(&empty).unwrap_err(), MediaError::Empty);
        assert_eq!(read(dir.path()).unwrap_err(), MediaError::NotAFile);
        assert_eq!(read(&dir.path().join("gone.png")).unwrap_err(), MediaError::Unreadable);
    }

    #[test]
    fn a_lying_header_of_forty_megapixels_is_refused_before_decoding() {
        let mut bytes = png(10, 10);
        bytes[16..20].copy_from_slice(&8_000_u32.to_be_bytes());
        bytes[20..24].copy_from_slice(&5_000_u32.to_be_bytes());
        assert!(matches!(inspect(&bytes), Err(MediaError::TooManyPixels { megapixels: 40, .. })));
    }
}
