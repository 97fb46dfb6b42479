//! Images without what they say about their maker. Only whole parts of the container are left out,
//! so that not a pixel changes; what is known to matter for the picture is kept, and everything
//! else goes, whatever it is called.
//!
//! A library that hands over a container's parts wasn't taken: those that there are keep what
//! follows the picture's end, where phones put whole second pictures with their own location.

mod exif;
mod gif;
mod jpeg;
mod png;
mod webp;

use rollcall_domain::media::{Cleaning, ImageType, MediaError, Trace};

/// What was left out of a container.
#[derive(Debug, Default)]
struct Left {
    location: bool,
    anything: bool,
}

impl Left {
    /// Notes a part that is left out.
    fn out(&mut self, part: &[u8]) {
        self.anything = true;
        self.location |= says_a_place(part);
    }
}

/// The copy without metadata, or nothing where the file stays as it is.
pub(crate) fn image(kind: ImageType, bytes: &[u8]) -> Result<(Option<Vec<u8>>, Cleaning), MediaError> {
    let mut left = Left::default();
    let clean = match kind {
        ImageType::Jpeg => jpeg::clean(bytes, &mut left),
        ImageType::Png => png::clean(bytes, &mut left),
        ImageType::Gif => gif::clean(bytes, &mut left),
        ImageType::Webp => webp::clean(bytes, &mut left),
        // Nobody takes these: the copy in another type that goes out has none of it.
        ImageType::Tiff | ImageType::Bmp | ImageType::Heic | ImageType::Avif => {
            let stays = |is: bool| if is { Trace::Stays } else { Trace::Absent };
            let (location, metadata) = (stays(exif::has_location(bytes)), stays(kind == ImageType::Tiff));
            return Ok((None, Cleaning { location, metadata, ..Cleaning::default() }));
        }
    };
    let clean = clean.ok_or(MediaError::Damaged)?;
    let removed = |is: bool| if is { Trace::Removed } else { Trace::Absent };
    let cleaning = Cleaning {
        location: removed(left.location),
        metadata: removed(left.anything),
        ..Cleaning::default()
    };
    Ok((Some(clean), cleaning))
}

/// A JPEG with a note on how it is to be turned.
pub(crate) fn with_orientation(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let (start, rest) = jpeg.split_at(jpeg.len().min(2));
    [start, &jpeg::orientation_segment(orientation), rest].concat()
}

/// How many pictures there are in a container that can hold several.
pub(crate) fn frames(kind: ImageType, bytes: &[u8]) -> u32 {
    let frames = match kind {
        ImageType::Gif => gif::frames(bytes),
        ImageType::Png => png::frames(bytes),
        ImageType::Webp => webp::frames(bytes),
        _ => 1,
    };
    frames.max(1)
}

/// Whether Exif or text in a container says where a picture was taken.
pub(crate) fn says_a_place(part: &[u8]) -> bool {
    exif::has_location(part) || names_a_place(part)
}

/// Whether text in a container says where a picture was taken: XMP's names for it (Exif, IPTC and
/// Photoshop schemas), and those that tools write as a PNG's text.
fn names_a_place(part: &[u8]) -> bool {
    const NAMES: [&[u8]; 7] =
        [b"GPSL", b"GPSP", b"Location", b"photoshop:City", b"photoshop:Country", b"geo:lat", b"Coordinates"];
    NAMES.iter().any(|name| part.windows(name.len()).any(|window| window == *name))
}

/// A number in big-endian order at a place.
fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_be_bytes)
}

/// A number in little-endian order at a place.
fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}
