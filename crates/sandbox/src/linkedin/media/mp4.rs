//! The little of an MP4 that LinkedIn tells back: how long it lasts and how large it is shown.

use crate::world::Content;

/// A movie's description is far smaller.
const LARGEST_DESCRIPTION: u64 = 32 * 1024 * 1024;

#[derive(Debug, PartialEq, Eq)]
pub struct Movie {
    pub duration_ms: u64,
    pub width: u32,
    pub height: u32,
}

/// `None`: no MP4, or one without a movie in it.
pub fn movie(content: &Content) -> Option<Movie> {
    let mut at = 0;
    let mut typed = false;
    while at < content.len() {
        let head = content.read(at..at + 16).ok()?;
        let (kind, header, mut length) = box_head(&head)?;
        if length == 0 {
            length = content.len() - at;
        }
        if length < header {
            return None;
        }
        match kind {
            b"ftyp" => typed = true,
            b"moov" if typed && length <= LARGEST_DESCRIPTION => {
                return described(&content.read(at + header..at + length).ok()?);
            }
            _ => {}
        }
        at = at.checked_add(length)?;
    }
    None
}

/// Its kind, the length of its head, and its whole length; 0 means until the end.
fn box_head(bytes: &[u8]) -> Option<(&[u8; 4], u64, u64)> {
    let length = u64::from(number(bytes, 0)?);
    let kind = bytes.get(4..8)?.try_into().ok()?;
    if length == 1 {
        let large = u64::from(number(bytes, 8)?) << 32 | u64::from(number(bytes, 12)?);
        return Some((kind, 16, large));
    }
    Some((kind, 8, length))
}

fn described(bytes: &[u8]) -> Option<Movie> {
    let mut movie = Movie { duration_ms: 0, width: 0, height: 0 };
    let mut found = false;
    for (kind, inside) in Boxes(bytes) {
        match kind {
            b"mvhd" => {
                found = true;
                movie.duration_ms = duration(inside)?;
            }
            b"trak" => {
                let header = Boxes(inside).find(|(kind, _)| *kind == b"tkhd");
                if let Some((width, height)) = header.and_then(|(_, header)| shown(header))
                    && width > 0
                {
                    (movie.width, movie.height) = (width, height);
                }
            }
            _ => {}
        }
    }
    found.then_some(movie)
}

fn duration(header: &[u8]) -> Option<u64> {
    let (scale, length) = if *header.first()? == 1 {
        (number(header, 20)?, u64::from(number(header, 24)?) << 32 | u64::from(number(header, 28)?))
    } else {
        (number(header, 12)?, u64::from(number(header, 16)?))
    };
    length.checked_mul(1_000)?.checked_div(u64::from(scale))
}

/// Width and height of a track, whole pixels of 16.16.
fn shown(header: &[u8]) -> Option<(u32, u32)> {
    let at = if *header.first()? == 1 { 88 } else { 76 };
    Some((number(header, at)? >> 16, number(header, at + 4)? >> 16))
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// The boxes inside a box.
struct Boxes<'a>(&'a [u8]);

impl<'a> Iterator for Boxes<'a> {
    type Item = (&'a [u8; 4], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, header, length) = box_head(self.0)?;
        let whole = usize::try_from(length).ok().filter(|&length| length > 0).unwrap_or(self.0.len());
        let inside = self.0.get(usize::try_from(header).ok()?..whole)?;
        self.0 = &self.0[whole..];
        Some((kind, inside))
    }
}

#[cfg(test)]
mod tests {
    use super::{Movie, movie};
    use proptest::prelude::*;

    fn boxed(kind: &[u8; 4], inside: &[u8]) -> Vec<u8> {
        let mut bytes = u32::try_from(inside.len() + 8).unwrap().to_be_bytes().to_vec();
        bytes.extend(kind);
        bytes.extend(inside);
        bytes
    }

    fn film() -> Vec<u8> {
        let mut header = vec![0; 100];
        header[12..16].copy_from_slice(&600_u32.to_be_bytes());
        header[16..20].copy_from_slice(&9_000_u32.to_be_bytes());
        let mut track = vec![0; 84];
        track[76..80].copy_from_slice(&(1_280_u32 << 16).to_be_bytes());
        track[80..84].copy_from_slice(&(720_u32 << 16).to_be_bytes());
        let moov = [boxed(b"mvhd", &header), boxed(b"trak", &boxed(b"tkhd", &track))].concat();
        [boxed(b"ftyp", b"isom\0\0\0\0"), boxed(b"mdat", &[7; 40]), boxed(b"moov", &moov)].concat()
    }

    #[test]
    fn length_and_size_are_read() {
        let expected = Movie { duration_ms: 15_000, width: 1_280, height: 720 };
        assert_eq!(movie(&film().into()), Some(expected));
        assert_eq!(movie(&b"no film".to_vec().into()), None);
    }

    proptest! {
        #[test]
        fn a_damaged_film_is_no_trouble(at in 0_usize..300, byte in any::<u8>(), cut in 0_usize..300) {
            let mut bytes = film();
            let length = bytes.len();
            bytes[at % length] = byte;
            bytes.truncate(cut);
            let _ = movie(&bytes.into());
        }
    }
}
