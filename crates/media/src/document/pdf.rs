//! PDF: its pages, counted and drawn, and what it says about its maker.

use std::io::Cursor;

use hayro::{
    PixmapSettings, RenderCache, RenderSettings,
    hayro_interpret::InterpreterSettings,
    hayro_syntax::{LoadPdfError, Pdf},
    render,
    vello_cpu::color::palette::css::WHITE,
};
use image::{DynamicImage, ImageFormat, RgbaImage};
use rollcall_domain::media::{Cleaning, DocumentFacts, DocumentType, MediaError, Trace};

fn open(bytes: Vec<u8>) -> Result<Pdf, MediaError> {
    Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(_) => MediaError::Locked,
        LoadPdfError::Invalid => MediaError::Damaged,
    })
}

/// How many pages there are.
pub(crate) fn look(bytes: Vec<u8>) -> Result<DocumentFacts, MediaError> {
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let pages = open(bytes)?.pages().len();
    if pages == 0 {
        return Err(MediaError::Damaged);
    }
    Ok(DocumentFacts { kind: DocumentType::Pdf, pages: u32::try_from(pages).ok(), bytes: length })
}

/// A PNG of a page, with its longer edge `edge` pixels long.
pub(crate) fn picture(bytes: Vec<u8>, page: u32, edge: u32) -> Result<Vec<u8>, MediaError> {
    let pdf = open(bytes)?;
    let page = pdf.pages().get(usize::try_from(page).unwrap_or(usize::MAX)).ok_or(MediaError::NoPicture)?;
    let (width, height) = page.render_dimensions();
    let longest = width.max(height);
    if !(longest.is_finite() && longest > 0.0) {
        return Err(MediaError::Damaged);
    }
    #[expect(clippy::cast_precision_loss, reason = "an edge has a few thousand pixels")]
    let scale = edge as f32 / longest;
    // A page that is a line would have no pixels at all.
    if width * scale < 1.0 || height * scale < 1.0 {
        return Err(MediaError::NoPicture);
    }
    let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let drawn = render(
        page,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &settings,
    );
    // On white, nothing is transparent, so that premultiplied values are the values themselves.
    let (width, height) = (u32::from(drawn.width()), u32::from(drawn.height()));
    let image =
        RgbaImage::from_raw(width, height, drawn.data_as_u8_slice().to_vec()).ok_or(MediaError::Damaged)?;
    let mut png = Cursor::new(Vec::new());
    DynamicImage::ImageRgba8(image)
        .into_rgb8()
        .write_to(&mut png, ImageFormat::Png)
        .map_err(|_| MediaError::Damaged)?;
    Ok(png.into_inner())
}

/// Overwrites, in place and with as many spaces, the document's information, its XMP and the Exif
/// of the photos in it: no byte moves, so that nothing has to be written anew. A signed or
/// encrypted document stays as it is, and so does what is compressed.
pub(crate) fn clean(bytes: &mut [u8]) -> Cleaning {
    let location = places(bytes);
    let stays = |is: bool| if is { Trace::Stays } else { Trace::Absent };
    if find(bytes, b"/ByteRange", 0).is_some() || find(bytes, b"/Encrypt", 0).is_some() {
        return Cleaning { location: stays(location), metadata: Trace::Stays, ..Cleaning::default() };
    }
    let mut removed = blank_packets(bytes);
    removed |= blank_information(bytes);
    removed |= blank_exif(bytes);
    // What hayro still finds was in a compressed part.
    let rest = Pdf::new(bytes.to_vec()).is_ok_and(|pdf| {
        let left = pdf.metadata();
        [&left.author, &left.title, &left.subject, &left.keywords, &left.creator, &left.producer].iter().any(
            |value| value.as_ref().is_some_and(|value| value.iter().any(|byte| !byte.is_ascii_whitespace())),
        )
    });
    let metadata = match (rest, removed) {
        (true, _) => Trace::Stays,
        (false, true) => Trace::Removed,
        (false, false) => Trace::Absent,
    };
    let location = match (location, places(bytes)) {
        (_, true) => Trace::Stays,
        (true, false) => Trace::Removed,
        (false, false) => Trace::Absent,
    };
    Cleaning { location, metadata, ..Cleaning::default() }
}

fn places(bytes: &[u8]) -> bool {
    [&b"GPSL"[..], b"\x88\x25\0\x04\0\0\0\x01", b"\x25\x88\x04\0\x01\0\0\0"]
        .iter()
        .any(|name| find(bytes, name, 0).is_some())
}

fn find(bytes: &[u8], wanted: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let first = *wanted.first()?;
    let mut at = 0;
    while let Some(found) = rest.get(at..)?.iter().position(|byte| *byte == first) {
        at += found;
        if rest[at..].starts_with(wanted) {
            return Some(from + at);
        }
        at += 1;
    }
    None
}

/// XMP is written uncompressed so that it can be found without reading the document (ISO 16684-1).
fn blank_packets(bytes: &mut [u8]) -> bool {
    let mut any = false;
    let mut from = 0;
    while let Some(start) = find(bytes, b"<x:xmpmeta", from) {
        let Some(end) = find(bytes, b"</x:xmpmeta>", start) else { break };
        bytes[start..end + 12].fill(b' ');
        any = true;
        from = end + 12;
    }
    any
}

/// The strings of every dictionary that an `/Info` points to.
fn blank_information(bytes: &mut [u8]) -> bool {
    let mut any = false;
    let mut from = 0;
    while let Some(at) = find(bytes, b"/Info", from) {
        from = at + 5;
        let Some(number) = reference(&bytes[from..]) else { continue };
        let mut place = 0;
        while let Some(object) = find(bytes, number.as_bytes(), place) {
            place = object + number.len();
            // `112 0 obj` ends with `12 0 obj`.
            if object.checked_sub(1).is_none_or(|before| !bytes[before].is_ascii_digit()) {
                let end = find(bytes, b"endobj", place).unwrap_or(place);
                any |= blank_strings(&mut bytes[place..end]);
            }
        }
    }
    any
}

/// `12 0 R` as what the object begins with: `12 0 obj`.
fn reference(bytes: &[u8]) -> Option<String> {
    let text = bytes.get(..bytes.len().min(40))?;
    let text: String = text.iter().map(|byte| char::from(*byte)).collect();
    let mut words = text.split_ascii_whitespace();
    let (number, generation) = (words.next()?.parse::<u32>().ok()?, words.next()?.parse::<u16>().ok()?);
    words.next()?.starts_with('R').then(|| format!("{number} {generation} obj"))
}

/// Fills what is between the brackets of strings, `(…)` and `<…>`, and leaves the brackets.
fn blank_strings(bytes: &mut [u8]) -> bool {
    let mut any = false;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'(' => {
                let mut depth = 1_u32;
                at += 1;
                while at < bytes.len() {
                    match bytes[at] {
                        b'\\' => {
                            bytes[at] = b' ';
                            at += 1;
                        }
                        b'(' => depth += 1,
                        b')' => depth -= 1,
                        _ => {}
                    }
                    if depth == 0 || at >= bytes.len() {
                        break;
                    }
                    bytes[at] = b' ';
                    any = true;
                    at += 1;
                }
            }
            // A dictionary's own brackets are double.
            b'<' if bytes.get(at + 1) == Some(&b'<') => at += 1,
            b'<' => {
                at += 1;
                while at < bytes.len() && bytes[at] != b'>' {
                    bytes[at] = b' ';
                    any = true;
                    at += 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    any
}

/// The Exif of photos that are in the document as they came out of a camera.
fn blank_exif(bytes: &mut [u8]) -> bool {
    let mut any = false;
    let mut from = 0;
    while let Some(name) = find(bytes, b"Exif\0\0", from) {
        from = name + 6;
        let Some([0xFF, 0xE1, high, low]) = name.checked_sub(4).and_then(|start| bytes.get(start..name))
        else {
            continue;
        };
        let end = name - 2 + usize::from(u16::from_be_bytes([*high, *low]));
        if let Some(content) = bytes.get_mut(name..end) {
            content.fill(0);
            any = true;
            from = end;
        }
    }
    any
}
