//! Photos as iPhones keep them: HEVC pictures in a container of ISO/IEC 23008-12. Nobody takes them,
//! so the kept copy is a JPEG.

use std::fs::File;

use heifer::{
    Error, Image, Options,
    heifer_isobmff::{HeifFile, boxes::Property},
};
use image::{DynamicImage, RgbImage, RgbaImage};
use rollcall_domain::media::{Cleaning, ImageFacts, ImageType, MAX_IMAGE_BYTES, MediaError, Trace};

use crate::{cleaning, picture, task};

/// The most pixels of a photo that is decoded: what a worker's memory is enough for, and as many as
/// an iPhone's usual photo has (24 million).
const MAX_PIXELS: u64 = 26_000_000;

/// How good the JPEG is, of 100: nobody sees a difference.
const QUALITY: u8 = 92;

/// What the headers say, as the photo is shown; the picture itself isn't decoded.
pub(crate) fn look(file: &mut File) -> Result<ImageFacts, MediaError> {
    let content = task::read(file, MAX_IMAGE_BYTES)?;
    let bytes = u64::try_from(content.len()).unwrap_or(u64::MAX);
    let parsed = HeifFile::parse(&content).map_err(|_| MediaError::Damaged)?;
    let (width, height) = parsed.image_size(parsed.primary_id).ok().flatten().ok_or(MediaError::Damaged)?;
    if width == 0 || height == 0 {
        return Err(MediaError::Damaged);
    }
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(MediaError::NotConvertible { kind: ImageType::Heic });
    }
    let properties = parsed.item_properties(parsed.primary_id).map_err(|_| MediaError::Damaged)?;
    let sideways = properties
        .filter(|property| matches!(property, Property::Rotation(quarters) if quarters % 2 == 1))
        .count()
        % 2
        == 1;
    let (width, height) = if sideways { (height, width) } else { (width, height) };
    Ok(ImageFacts { kind: ImageType::Heic, width, height, frames: 1, orientation: 1, bytes })
}

/// The photo as a JPEG in sRGB, upright and without what it says about its maker; as a PNG where
/// some of it is transparent.
pub(crate) fn converted(bytes: &[u8]) -> Result<(Vec<u8>, Cleaning), MediaError> {
    let options = Options { max_threads: 1, max_pixels: MAX_PIXELS };
    let photo = heifer::decode_srgb_rgba8(bytes, &options).map_err(|error| trouble(&error))?;
    let converted = encoded(photo)?;
    Ok((converted, cleaning_of(bytes)))
}

fn encoded(photo: Image<u8>) -> Result<Vec<u8>, MediaError> {
    let (width, height) = (photo.width, photo.height);
    if photo.has_alpha {
        let image = RgbaImage::from_raw(width, height, photo.data).ok_or(MediaError::Damaged)?;
        return picture::png(&DynamicImage::ImageRgba8(image), None);
    }
    let image = RgbImage::from_raw(width, height, photo.into_rgb8()).ok_or(MediaError::Damaged)?;
    picture::jpeg(&DynamicImage::ImageRgb8(image), QUALITY, None)
}

/// What the photo said: only its pixels are in the copy.
fn cleaning_of(bytes: &[u8]) -> Cleaning {
    let said = heifer::read_metadata(bytes).unwrap_or_default();
    let parts: Vec<Vec<u8>> = said.exif.into_iter().chain(said.xmp).collect();
    let removed = |is: bool| if is { Trace::Removed } else { Trace::Absent };
    Cleaning {
        location: removed(parts.iter().any(|part| cleaning::says_a_place(part))),
        metadata: removed(!parts.is_empty()),
        converted_from: Some(ImageType::Heic),
    }
}

fn trouble(error: &Error) -> MediaError {
    match error {
        Error::Unsupported(_) => MediaError::NotConvertible { kind: ImageType::Heic },
        _ => MediaError::Damaged,
    }
}
