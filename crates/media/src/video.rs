//! MP4 and MOV: boxes within boxes (ISO/IEC 14496-12; Apple, QuickTime File Format).
//!
//! A library wasn't taken: those that there are build tables of every sample, whose number the file
//! states and can lie about, and none blanks boxes in place. Only headers are read here, and a
//! video is never in memory.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom, Write},
};

use rollcall_domain::media::{Cleaning, MediaError, Trace, VideoFacts, VideoType};

/// How many boxes are looked at: far above what a real file has outside its sample tables.
const MAX_BOXES: usize = 20_000;

/// A box: where its content is.
#[derive(Debug, Clone, Copy)]
struct Part {
    name: [u8; 4],
    /// Where its name is written.
    name_at: u64,
    start: u64,
    end: u64,
}

struct Reader<'a> {
    file: &'a mut File,
    length: u64,
    left: usize,
}

type Result<T> = std::result::Result<T, MediaError>;

impl<'a> Reader<'a> {
    fn new(file: &'a mut File) -> Result<Reader<'a>> {
        let length = file.metadata().map_err(|_| MediaError::Unreadable)?.len();
        Ok(Reader { file, length, left: MAX_BOXES })
    }

    fn bytes<const N: usize>(&mut self, at: u64) -> Result<[u8; N]> {
        let mut bytes = [0; N];
        self.file.seek(SeekFrom::Start(at)).map_err(|_| MediaError::Unreadable)?;
        self.file.read_exact(&mut bytes).map_err(|_| MediaError::Damaged)?;
        Ok(bytes)
    }

    fn u32(&mut self, at: u64) -> Result<u32> {
        Ok(u32::from_be_bytes(self.bytes(at)?))
    }

    fn u64(&mut self, at: u64) -> Result<u64> {
        Ok(u64::from_be_bytes(self.bytes(at)?))
    }

    fn all(&mut self) -> Result<Vec<Part>> {
        let length = self.length;
        self.within(0, length)
    }

    fn inside(&mut self, part: Part) -> Result<Vec<Part>> {
        self.within(part.start, part.end)
    }

    /// The boxes between two places. A last one may be cut off or padding, as in real files.
    fn within(&mut self, start: u64, end: u64) -> Result<Vec<Part>> {
        let mut parts = Vec::new();
        let mut at = start;
        while at + 8 <= end {
            self.left = self.left.checked_sub(1).ok_or(MediaError::Damaged)?;
            let head: [u8; 8] = self.bytes(at)?;
            let [a, b, c, d, name @ ..] = head;
            let (header, length) = match u32::from_be_bytes([a, b, c, d]) {
                0 => (8, end - at),
                1 => (16, self.u64(at + 8)?),
                length => (8, u64::from(length)),
            };
            if length < header || length > end - at {
                if parts.is_empty() {
                    return Err(MediaError::Damaged);
                }
                break;
            }
            parts.push(Part { name, name_at: at + 4, start: at + header, end: at + length });
            at += length;
        }
        Ok(parts)
    }

    fn find(&mut self, parent: Part, name: &[u8; 4]) -> Result<Option<Part>> {
        Ok(self.inside(parent)?.into_iter().find(|part| part.name == *name))
    }

    fn path(&mut self, parent: Part, names: &[&[u8; 4]]) -> Result<Option<Part>> {
        let mut part = parent;
        for name in names {
            match self.find(part, name)? {
                Some(found) => part = found,
                None => return Ok(None),
            }
        }
        Ok(Some(part))
    }

    /// What kind of track it is: "vide", "soun", "meta".
    fn handler(&mut self, track: Part) -> Result<Option<[u8; 4]>> {
        match self.path(track, &[b"mdia", b"hdlr"])? {
            Some(handler) if handler.end - handler.start >= 12 => Ok(Some(self.bytes(handler.start + 8)?)),
            _ => Ok(None),
        }
    }

    fn coding(&mut self, track: Part) -> Result<Option<[u8; 4]>> {
        match self.path(track, &[b"mdia", b"minf", b"stbl", b"stsd"])? {
            Some(list) if list.end - list.start >= 16 => Ok(Some(self.bytes(list.start + 12)?)),
            _ => Ok(None),
        }
    }
}

/// What the headers say.
pub(crate) fn look(kind: VideoType, file: &mut File) -> Result<VideoFacts> {
    let mut reader = Reader::new(file)?;
    let movie = reader.all()?.into_iter().find(|part| part.name == *b"moov").ok_or(MediaError::Damaged)?;
    let header = reader.find(movie, b"mvhd")?.ok_or(MediaError::Damaged)?;
    let (scale, length) = match reader.bytes::<1>(header.start)? {
        [1] => (reader.u32(header.start + 20)?, reader.u64(header.start + 24)?),
        _ => (reader.u32(header.start + 12)?, u64::from(reader.u32(header.start + 16)?)),
    };
    let duration = u128::from(length) * 1_000 / u128::from(scale.max(1));
    for track in reader.inside(movie)? {
        if track.name != *b"trak" || reader.handler(track)? != Some(*b"vide") {
            continue;
        }
        let Some(header) = reader.find(track, b"tkhd")? else { continue };
        // Version 1 has three longer times.
        let matrix = header.start + if reader.bytes::<1>(header.start)? == [1] { 52 } else { 40 };
        let fixed = |value: u32| value >> 16;
        let (width, height) = (fixed(reader.u32(matrix + 36)?), fixed(reader.u32(matrix + 40)?));
        let (a, b) = (reader.u32(matrix)?, reader.u32(matrix + 4)?);
        let coding = reader.coding(track)?.unwrap_or(*b"????");
        if width == 0 || height == 0 {
            continue;
        }
        return Ok(VideoFacts {
            kind,
            width,
            height,
            rotation: rotation(a.cast_signed(), b.cast_signed()),
            duration_ms: u64::try_from(duration).unwrap_or(u64::MAX),
            codec: coding
                .iter()
                .map(|byte| if byte.is_ascii_graphic() { char::from(*byte) } else { '?' })
                .collect(),
            bytes: reader.length,
        });
    }
    // A sound alone, or a live photo's leftover.
    Err(MediaError::NotKnown { found: Some("a sound without a picture".into()) })
}

/// The first column of the matrix says where a picture's right side goes.
fn rotation(a: i32, b: i32) -> u16 {
    match (a.signum(), b.signum()) {
        (0, 1) => 90,
        (-1, 0) => 180,
        (0, -1) => 270,
        _ => 0,
    }
}

/// Turns boxes that say where, when and with what a video was taken into empty space of the same
/// length: nothing moves, and not a frame changes.
pub(crate) fn clean(file: &mut File) -> Result<Cleaning> {
    let mut cleaning = Cleaning::default();
    let mut reader = Reader::new(file)?;
    let mut blanked = Vec::new();
    for part in reader.all()? {
        match &part.name {
            b"moov" => {
                for inner in reader.inside(part)? {
                    match &inner.name {
                        b"udta" | b"meta" | b"uuid" => blanked.push(inner),
                        b"trak" => {
                            for child in reader.inside(inner)? {
                                if matches!(&child.name, b"udta" | b"meta") {
                                    blanked.push(child);
                                }
                            }
                            if is_a_log(&mut reader, inner)? {
                                cleaning.location = Trace::Stays;
                            }
                        }
                        _ => {}
                    }
                }
            }
            b"udta" | b"meta" | b"uuid" => blanked.push(part),
            _ => {}
        }
    }
    for part in blanked {
        if part.start == part.end {
            continue;
        }
        cleaning.metadata = Trace::Removed;
        if blank(&mut reader, part)? && cleaning.location == Trace::Absent {
            cleaning.location = Trace::Removed;
        }
    }
    Ok(cleaning)
}

/// A track of measurements, which action cameras and phones write: often with a location for every
/// second. Taking it out would move what follows it.
fn is_a_log(reader: &mut Reader<'_>, track: Part) -> Result<bool> {
    let coding = reader.coding(track)?;
    let handler = reader.handler(track)?;
    Ok(handler == Some(*b"meta")
        || matches!(coding.as_ref(), Some(b"gpmd" | b"camm" | b"mebx" | b"rtmd" | b"mett")))
}

/// Fills a box with zeros; says whether a location was in it: `©xyz` (QuickTime), `loci` (3GPP),
/// `com.apple.quicktime.location.ISO6709`, or XMP's names.
fn blank(reader: &mut Reader<'_>, part: Part) -> Result<bool> {
    const NAMES: [&[u8]; 4] = [b"\xA9xyz", b"loci", b"location", b"GPSL"];
    const STEP: u64 = 64 * 1024;
    let mut location = false;
    let mut kept: Vec<u8> = Vec::new();
    let write = |_| MediaError::NotKept;
    let mut at = part.start;
    while at < part.end {
        let length = (part.end - at).min(STEP);
        let mut bytes = vec![0; usize::try_from(length).unwrap_or_default()];
        reader.file.seek(SeekFrom::Start(at)).map_err(write)?;
        reader.file.read_exact(&mut bytes).map_err(|_| MediaError::Damaged)?;
        // A name may lie across two steps.
        kept.extend_from_slice(&bytes);
        location |= NAMES.iter().any(|name| kept.windows(name.len()).any(|window| window == *name));
        kept.drain(..kept.len().saturating_sub(8));
        bytes.fill(0);
        reader.file.seek(SeekFrom::Start(at)).map_err(write)?;
        reader.file.write_all(&bytes).map_err(write)?;
        at += length;
    }
    reader.file.seek(SeekFrom::Start(part.name_at)).map_err(write)?;
    reader.file.write_all(b"free").map_err(write)?;
    Ok(location)
}
