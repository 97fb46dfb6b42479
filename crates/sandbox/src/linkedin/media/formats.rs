//! What LinkedIn can process, and what it says about the rest.

use chrono::{DateTime, Utc};

use super::state::Uploaded;
use super::{About, Kind, mp4, office, pdf};
use crate::world::Content;

/// Pictures must have fewer pixels than this.
const PIXELS: usize = 36_152_320;
const GIF_FRAMES: usize = 250;
const SMALLEST_VIDEO: u64 = 75 * 1024;
const SHORTEST_VIDEO_MS: u64 = 3_000;
const LONGEST_VIDEO_MS: u64 = 30 * 60 * 1_000;
const MOST_PAGES: u32 = 300;
/// More than any header of a picture, and any picture that is kept in memory.
const HEAD: u64 = 8 * 1024 * 1024;

/// The file with what could be found out about it.
pub fn examined(kind: Kind, bytes: Content, largest_video: u64, at: DateTime<Utc>) -> Uploaded {
    let about = match kind {
        Kind::Image => picture(&bytes),
        Kind::Video => video(&bytes, largest_video),
        Kind::Document => document(&bytes),
    };
    Uploaded { at, bytes, about: about.map_err(str::to_owned) }
}

/// `image/png`, `image/jpeg` or `image/gif`.
pub fn picture_mime(content: &Content) -> Result<&'static str, &'static str> {
    let head = content.read(0..64).map_err(|_| "The file could not be read")?;
    match imagesize::image_type(&head) {
        Ok(imagesize::ImageType::Png) => Ok("image/png"),
        Ok(imagesize::ImageType::Jpeg) => Ok("image/jpeg"),
        Ok(imagesize::ImageType::Gif) => Ok("image/gif"),
        _ => Err("Unsupported image format"),
    }
}

fn picture(content: &Content) -> Result<About, &'static str> {
    let mime = picture_mime(content)?;
    let head = content.read(0..HEAD).map_err(|_| "The file could not be read")?;
    let size = imagesize::blob_size(&head).map_err(|_| "The image is damaged")?;
    let pixels = size.width.saturating_mul(size.height);
    if pixels == 0 || pixels >= PIXELS {
        return Err("The image has too many pixels");
    }
    if mime == "image/gif" && gif_frames(&head) > GIF_FRAMES {
        return Err("The animation has too many frames");
    }
    let side = |length: usize| u32::try_from(length).unwrap_or_default();
    Ok(About {
        mime: mime.to_owned(),
        width: side(size.width),
        height: side(size.height),
        ..About::default()
    })
}

/// Counts the pictures of an animation by walking over its blocks; stops where it cannot read on.
fn gif_frames(bytes: &[u8]) -> usize {
    let palette = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let mut at = 13 + bytes.get(10).map_or(0, |&flags| palette(flags));
    let mut frames = 0;
    while let Some(&block) = bytes.get(at) {
        match block {
            0x2c => {
                frames += 1;
                at += 11 + bytes.get(at + 9).map_or(0, |&flags| palette(flags));
            }
            0x21 => at += 2,
            _ => break,
        }
        while let Some(&length) = bytes.get(at) {
            at += usize::from(length) + 1;
            if length == 0 {
                break;
            }
        }
    }
    frames
}

fn video(content: &Content, largest: u64) -> Result<About, &'static str> {
    if content.len() > largest {
        return Err("The video is too large");
    }
    if content.len() < SMALLEST_VIDEO {
        return Err("The video is too small");
    }
    let movie = mp4::movie(content).ok_or("Unsupported video format")?;
    match movie.duration_ms {
        ..SHORTEST_VIDEO_MS => Err("The video is too short"),
        SHORTEST_VIDEO_MS..=LONGEST_VIDEO_MS => Ok(About {
            mime: "video/mp4".to_owned(),
            width: movie.width,
            height: movie.height,
            duration_ms: movie.duration_ms,
            pages: None,
        }),
        _ => Err("The video is too long"),
    }
}

fn document(content: &Content) -> Result<About, &'static str> {
    let head = content.read(0..8).map_err(|_| "The file could not be read")?;
    let (mime, pages) = if head.starts_with(b"%PDF-") {
        ("application/pdf", pdf::pages(content))
    } else if head.starts_with(b"PK\x03\x04") {
        office::examined(content).ok_or("Unsupported document format")?
    } else if head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        ("application/msword", None)
    } else {
        return Err("Unsupported document format");
    };
    if pages.is_some_and(|pages| pages > MOST_PAGES) {
        return Err("The document has too many pages");
    }
    Ok(About { mime: mime.to_owned(), pages, ..About::default() })
}

#[cfg(test)]
mod tests {
    use super::gif_frames;

    #[test]
    fn frames_of_an_animation_are_counted() {
        let mut gif = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff".to_vec();
        for _ in 0..3 {
            gif.extend(b"\x21\xf9\x04\0\0\0\0\0");
            gif.extend(b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0");
        }
        gif.push(0x3b);
        assert_eq!(gif_frames(&gif), 3);
        assert_eq!(gif_frames(&gif[..40]), 1);
        assert_eq!(gif_frames(b"GIF"), 0);
    }
}
