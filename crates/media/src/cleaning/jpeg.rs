//! JPEG (ITU-T T.81, Annex B): segments, and scans whose data runs to the next marker.

use super::Left;

const SOI: u8 = 0xD8;
const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;

/// Keeps what is needed to show the picture: its tables and scans, JFIF's density, the colour
/// profile and Adobe's note about colours. What follows the end is left out.
pub(super) fn clean(bytes: &[u8], left: &mut Left) -> Option<Vec<u8>> {
    if bytes.get(..2)? != [0xFF, SOI] {
        return None;
    }
    let mut clean = Vec::with_capacity(bytes.len());
    clean.extend_from_slice(&bytes[..2]);
    let mut at = 2;
    loop {
        // Decoders show what there is of a picture whose end is missing.
        let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == 0xFF)) else {
            return Some(clean);
        };
        at += found;
        while bytes.get(at + 1) == Some(&0xFF) {
            at += 1;
        }
        let Some(marker) = bytes.get(at + 1).copied() else { return Some(clean) };
        match marker {
            EOI => {
                clean.extend_from_slice(&[0xFF, EOI]);
                if at + 2 < bytes.len() {
                    left.out(&bytes[at + 2..]);
                }
                return Some(clean);
            }
            0x00 | 0x01 | 0xD0..=SOI => at += 2,
            _ => {
                let Some(length) = bytes.get(at + 2..at + 4) else { return Some(clean) };
                let length = usize::from(u16::from_be_bytes(length.try_into().ok()?));
                let Some(segment) = bytes.get(at..at + 2 + length) else { return Some(clean) };
                let content = segment.get(4..)?;
                at += segment.len();
                if matters(marker, content) {
                    clean.extend_from_slice(segment);
                } else {
                    left.out(content);
                }
                if marker == SOS {
                    let end = scan_end(bytes, at);
                    clean.extend_from_slice(&bytes[at..end]);
                    at = end;
                }
            }
        }
    }
}

/// Exif that says how a picture is to be turned, and nothing else.
pub(super) fn orientation_segment(orientation: u8) -> [u8; 36] {
    let mut segment =
        *b"\xFF\xE1\0\x22Exif\0\0II\x2A\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x01\0\0\0\0\0\0\0";
    segment[28] = orientation;
    segment
}

fn matters(marker: u8, content: &[u8]) -> bool {
    match marker {
        0xE0 => content.starts_with(b"JFIF\0"),
        0xE2 => content.starts_with(b"ICC_PROFILE\0"),
        0xEE => content.starts_with(b"Adobe"),
        // Below are tables, frames and scans; above, other application segments, extensions that
        // nobody uses, and comments.
        _ => marker < 0xE0,
    }
}

/// Where a scan's data ends: at the next marker that is neither an escaped byte nor a restart.
fn scan_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == 0xFF)) {
        at += found;
        match bytes.get(at + 1) {
            Some(0x00 | 0xD0..=0xD7) => at += 2,
            Some(0xFF) => at += 1,
            Some(_) => return at,
            None => return bytes.len(),
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use image::{ImageDecoder as _, codecs::jpeg::JpegDecoder, metadata::Orientation};

    #[test]
    fn a_photo_that_is_too_large_to_be_turned_keeps_the_note_about_it_alone() {
        let mut jpeg = std::io::Cursor::new(Vec::new());
        image::DynamicImage::new_rgb8(9, 9).write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
        let noted = super::super::with_orientation(&jpeg.into_inner(), 6);
        let mut decoder = JpegDecoder::new(std::io::Cursor::new(noted)).unwrap();
        assert_eq!(decoder.orientation().unwrap(), Orientation::Rotate90);
        assert_eq!(decoder.exif_metadata().unwrap().unwrap().len(), 26);
    }
}
