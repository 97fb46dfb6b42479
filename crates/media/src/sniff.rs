//! What a file is by its first bytes. Its name is never looked at.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
};

use rollcall_domain::media::{ImageType, MediaError, VideoType};

/// How a file has to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Image(ImageType),
    Video(VideoType),
    Pdf,
    /// A ZIP archive, as DOCX and PPTX are.
    Archive,
    /// A compound file, as DOC and PPT are.
    Compound,
    /// Text that may be captions.
    Text,
}

/// Enough for every magic number, and for a text to show that it is none.
const HEAD: u64 = 8 * 1024;

pub(crate) fn kind(file: &mut File) -> Result<Kind, MediaError> {
    let mut head = Vec::new();
    file.seek(SeekFrom::Start(0)).map_err(|_| MediaError::Unreadable)?;
    file.take(HEAD).read_to_end(&mut head).map_err(|_| MediaError::Unreadable)?;
    if head.is_empty() {
        return Err(MediaError::Empty);
    }
    of(&head)
}

pub(crate) fn of(head: &[u8]) -> Result<Kind, MediaError> {
    if let Some(kind) = base_media(head) {
        return match kind {
            Kind::Image(ImageType::Avif) => Err(MediaError::NotConvertible { kind: ImageType::Avif }),
            kind => Ok(kind),
        };
    }
    // Some writers put a few bytes before a PDF's first line, and every reader finds it.
    if head.windows(5).take(1024).any(|window| window == b"%PDF-") {
        return Ok(Kind::Pdf);
    }
    if head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        return Ok(Kind::Compound);
    }
    if head.starts_with(b"PK\x03\x04") {
        return Ok(Kind::Archive);
    }
    let found = infer::get(head).map(|found| found.mime_type());
    if let Some(kind) = found.and_then(ImageType::from_mime) {
        return Ok(Kind::Image(kind));
    }
    if found.is_none() && is_text(head) {
        return Ok(Kind::Text);
    }
    Err(MediaError::NotKnown { found: found.map(str::to_owned) })
}

/// MP4, MOV, HEIC and AVIF share a container (ISO/IEC 14496-12): its first box names the brands.
fn base_media(head: &[u8]) -> Option<Kind> {
    let word = |at: usize| head.get(at..at + 4);
    match word(4)? {
        b"ftyp" => {}
        // QuickTime files from before brands.
        b"moov" | b"mdat" | b"wide" | b"free" | b"skip" | b"pnot" => {
            return Some(Kind::Video(VideoType::Mov));
        }
        _ => return None,
    }
    let length = u32::from_be_bytes(word(0)?.try_into().ok()?);
    let brands: Vec<&[u8]> = head
        .get(8..usize::try_from(length).ok()?.min(head.len()))?
        .chunks_exact(4)
        .enumerate()
        .filter(|(index, _)| *index != 1)
        .map(|(_, brand)| brand)
        .collect();
    let any =
        |wanted: &[&[u8; 4]]| brands.iter().any(|brand| wanted.iter().any(|wanted| wanted[..] == **brand));
    Some(if any(&[b"avif", b"avis"]) {
        Kind::Image(ImageType::Avif)
    } else if any(&[b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"]) {
        Kind::Image(ImageType::Heic)
    } else if brands.first() == Some(&&b"qt  "[..]) {
        Kind::Video(VideoType::Mov)
    } else {
        Kind::Video(VideoType::Mp4)
    })
}

fn is_text(head: &[u8]) -> bool {
    if head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]) {
        return true;
    }
    let plain = |text: &str| !text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    match std::str::from_utf8(head) {
        Ok(text) => plain(text),
        // The head may end within a character.
        Err(error) => {
            head.len() - error.valid_up_to() < 4
                && std::str::from_utf8(&head[..error.valid_up_to()]).is_ok_and(plain)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_first_bytes_say() {
        let cases: [(&[u8], Result<Kind, MediaError>); 13] = [
            (b"\xFF\xD8\xFF\xE0\0\x10JFIF", Ok(Kind::Image(ImageType::Jpeg))),
            (b"\x89PNG\r\n\x1a\n", Ok(Kind::Image(ImageType::Png))),
            (b"GIF89a", Ok(Kind::Image(ImageType::Gif))),
            (b"RIFF\0\0\0\0WEBPVP8 ", Ok(Kind::Image(ImageType::Webp))),
            (b"BM\0\0\0\0\0\0\0\0", Ok(Kind::Image(ImageType::Bmp))),
            (b"\0\0\0\x18ftypisom\0\0\0\0mp41isom", Ok(Kind::Video(VideoType::Mp4))),
            (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", Ok(Kind::Video(VideoType::Mov))),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", Ok(Kind::Image(ImageType::Heic))),
            (
                b"\0\0\0\x18ftypavif\0\0\0\0mif1avif",
                Err(MediaError::NotConvertible { kind: ImageType::Avif }),
            ),
            (b"\n%PDF-1.7", Ok(Kind::Pdf)),
            (b"1\n00:00:01,000 --> 00:00:02,000\n", Ok(Kind::Text)),
            (
                b"MZ\x90\0\x03\0\0\0",
                Err(MediaError::NotKnown {
                    found: Some("application/vnd.microsoft.portable-executable".into()),
                }),
            ),
            (b"\x01\x02\x03\x04\x05", Err(MediaError::NotKnown { found: None })),
        ];
        for (head, kind) in cases {
            assert_eq!(of(head), kind, "{head:?}");
        }
    }
}
