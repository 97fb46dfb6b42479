//! Images: what their headers say, their small picture, and copies that somebody takes.

use std::{
    fs::File,
    io::{BufReader, Cursor, Seek, SeekFrom},
};

use fast_image_resize::{ResizeOptions, Resizer};
use image::{
    ColorType, DynamicImage, ImageDecoder, ImageEncoder, ImageError, ImageReader, Limits,
    codecs::{jpeg::JpegEncoder, png::PngEncoder},
    error::LimitErrorKind,
    metadata::Orientation,
};
use rollcall_domain::media::{
    ImageFacts, ImageFit, ImageType, MAX_IMAGE_BYTES, MAX_IMAGE_PIXELS, MediaError,
};

use crate::{cleaning, task};

/// The most memory that a decoded image may take, in bytes: 50 million pixels of three bytes and
/// some more. The rest of the worker's memory is for the file and for working.
const MAX_DECODED_BYTES: u64 = 160 * 1024 * 1024;

/// The most memory of a decoded image that is turned, which takes as much again.
const MAX_TURNED_BYTES: u64 = 88 * 1024 * 1024;

/// What the headers say; the picture itself isn't decoded.
pub(crate) fn look(kind: ImageType, file: &mut File) -> Result<ImageFacts, MediaError> {
    let bytes = task::check_size(file, MAX_IMAGE_BYTES)?;
    let mut decoder = decoder(file)?;
    let (width, height) = decoder.dimensions();
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms).to_exif();
    drop(decoder);
    if width == 0 || height == 0 {
        return Err(MediaError::Damaged);
    }
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MAX_IMAGE_PIXELS {
        return Err(MediaError::TooLarge { megapixels: pixels.div_ceil(1_000_000) });
    }
    let frames = match kind {
        ImageType::Gif | ImageType::Png | ImageType::Webp => {
            cleaning::frames(kind, &task::read(file, MAX_IMAGE_BYTES)?)
        }
        _ => 1,
    };
    Ok(ImageFacts { kind, width, height, frames, orientation, bytes })
}

/// A PNG of at most `edge` pixels in each direction, upright.
pub(crate) fn small(file: &mut File, edge: u32) -> Result<Vec<u8>, MediaError> {
    let (image, orientation, _) = decode(file)?;
    let mut small =
        if image.width().max(image.height()) > edge { image.thumbnail(edge, edge) } else { image };
    small.apply_orientation(orientation);
    png(&small, None)
}

/// A photo that a note turns, standing upright by itself; nothing where there is no such note.
/// One that is too large to be turned keeps the note and nothing else: `clean` with it.
pub(crate) fn upright(
    kind: ImageType,
    source: &mut File,
    clean: &[u8],
) -> Result<Option<Vec<u8>>, MediaError> {
    let facts = look(kind, source)?;
    let kind = match kind {
        ImageType::Jpeg | ImageType::Png => kind,
        ImageType::Webp => ImageType::Png,
        _ => return Ok(None),
    };
    if facts.orientation == 1 || facts.frames > 1 {
        return Ok(None);
    }
    let decoded = decoder(source)?.total_bytes();
    if decoded > MAX_TURNED_BYTES {
        return Ok((kind == ImageType::Jpeg).then(|| cleaning::with_orientation(clean, facts.orientation)));
    }
    fit(facts.kind, source, &ImageFit { kinds: vec![kind], ..ImageFit::default() }).map(Some)
}

/// A copy that fits: upright, of a type that is taken, scaled, and with less detail where bytes are
/// what is too many. What is transparent stays so.
pub(crate) fn fit(kind: ImageType, file: &mut File, fit: &ImageFit) -> Result<Vec<u8>, MediaError> {
    if look(kind, file)?.frames > 1 {
        return Err(MediaError::Moves);
    }
    let (image, orientation, profile) = decode(file)?;
    let mut image = in_bytes(image);
    let takes = |kind| fit.kinds.is_empty() || fit.kinds.contains(&kind);
    let opaque = !image.color().has_alpha();
    let lossy = matches!(kind, ImageType::Jpeg | ImageType::Webp);
    let as_png = takes(ImageType::Png) && (!opaque || !lossy || !takes(ImageType::Jpeg));
    let profile = profile.filter(|profile| belongs(profile, &image));
    let mut scale = scale_for(&image, fit);
    if scale < 1.0 {
        image = scaled(&image, scale)?;
        scale = 1.0;
    }
    image.apply_orientation(orientation);
    for round in 0..12_u8 {
        let scaled = if scale < 1.0 { Some(scaled(&image, scale)?) } else { None };
        let shown = scaled.as_ref().unwrap_or(&image);
        // A photograph as PNG is many times its size as JPEG.
        let bytes = if as_png && !(opaque && round > 0 && takes(ImageType::Jpeg)) {
            png(shown, profile.clone())?
        } else {
            let quality = [92, 85, 78].get(usize::from(round)).copied().unwrap_or(75);
            jpeg(shown, quality, profile.clone())?
        };
        if fit.max_bytes.is_none_or(|max| u64::try_from(bytes.len()).unwrap_or(u64::MAX) <= max) {
            return Ok(bytes);
        }
        if round >= 2 {
            scale *= 0.8;
        }
    }
    Err(MediaError::Damaged)
}

fn decoder(file: &mut File) -> Result<impl ImageDecoder + '_, MediaError> {
    file.seek(SeekFrom::Start(0)).map_err(|_| MediaError::Unreadable)?;
    let mut reader =
        ImageReader::new(BufReader::new(file)).with_guessed_format().map_err(|_| MediaError::Unreadable)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(65_535);
    limits.max_image_height = Some(65_535);
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    reader.limits(limits);
    reader.into_decoder().map_err(|error| trouble(&error))
}

/// The picture, how it has to be turned, and its colour profile.
fn decode(file: &mut File) -> Result<(DynamicImage, Orientation, Option<Vec<u8>>), MediaError> {
    let mut decoder = decoder(file)?;
    let (width, height) = decoder.dimensions();
    if decoder.total_bytes() > MAX_DECODED_BYTES {
        let pixels = u64::from(width) * u64::from(height);
        return Err(MediaError::TooLarge { megapixels: pixels.div_ceil(1_000_000) });
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().unwrap_or_default();
    let image = DynamicImage::from_decoder(decoder).map_err(|error| trouble(&error))?;
    Ok((image, orientation, profile))
}

fn trouble(error: &ImageError) -> MediaError {
    match error {
        ImageError::Limits(limit) if matches!(limit.kind(), LimitErrorKind::DimensionError) => {
            MediaError::TooLarge { megapixels: MAX_IMAGE_PIXELS.div_ceil(1_000_000) }
        }
        _ => MediaError::Damaged,
    }
}

/// One byte for each channel, and no more channels than are used.
fn in_bytes(image: DynamicImage) -> DynamicImage {
    match image.color() {
        ColorType::L8 | ColorType::Rgb8 | ColorType::Rgba8 => image,
        ColorType::L16 => DynamicImage::ImageLuma8(image.into_luma8()),
        color if color.has_alpha() => DynamicImage::ImageRgba8(image.into_rgba8()),
        _ => DynamicImage::ImageRgb8(image.into_rgb8()),
    }
}

/// A profile for inks says nothing about what a decoder made of them.
fn belongs(profile: &[u8], image: &DynamicImage) -> bool {
    let space = if matches!(image.color(), ColorType::L8) { b"GRAY" } else { b"RGB " };
    profile.get(16..20) == Some(&space[..])
}

fn scale_for(image: &DynamicImage, fit: &ImageFit) -> f64 {
    let (width, height) = (f64::from(image.width()), f64::from(image.height()));
    let by_edge = fit.max_edge.map_or(1.0, |edge| f64::from(edge) / width.max(height));
    #[expect(clippy::cast_precision_loss, reason = "pixels are far below 2^52")]
    let by_pixels = fit.max_pixels.map_or(1.0, |pixels| (pixels as f64 / (width * height)).sqrt());
    by_edge.min(by_pixels).min(1.0)
}

fn scaled(image: &DynamicImage, scale: f64) -> Result<DynamicImage, MediaError> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "both are positive, and smaller than the whole number they come from"
    )]
    let edge = |pixels: u32| ((f64::from(pixels) * scale).floor() as u32).max(1);
    let (width, height) = (edge(image.width()), edge(image.height()));
    let mut small = match image.color() {
        ColorType::L8 => DynamicImage::new_luma8(width, height),
        ColorType::Rgb8 => DynamicImage::new_rgb8(width, height),
        _ => DynamicImage::new_rgba8(width, height),
    };
    Resizer::new().resize(image, &mut small, &ResizeOptions::default()).map_err(|_| MediaError::Damaged)?;
    Ok(small)
}

pub(crate) fn png(image: &DynamicImage, profile: Option<Vec<u8>>) -> Result<Vec<u8>, MediaError> {
    let mut bytes = Cursor::new(Vec::new());
    let mut encoder = PngEncoder::new(&mut bytes);
    if let Some(profile) = profile {
        // A profile that this encoder can't write leaves the colours as they are.
        let _ = encoder.set_icc_profile(profile);
    }
    image.write_with_encoder(encoder).map_err(|_| MediaError::Damaged)?;
    Ok(bytes.into_inner())
}

pub(crate) fn jpeg(
    image: &DynamicImage,
    quality: u8,
    profile: Option<Vec<u8>>,
) -> Result<Vec<u8>, MediaError> {
    let mut bytes = Cursor::new(Vec::new());
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    if let Some(profile) = profile {
        let _ = encoder.set_icc_profile(profile);
    }
    let flat = image.color().has_alpha().then(|| DynamicImage::ImageRgb8(image.to_rgb8()));
    flat.as_ref().unwrap_or(image).write_with_encoder(encoder).map_err(|_| MediaError::Damaged)?;
    Ok(bytes.into_inner())
}
