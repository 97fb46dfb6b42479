//! GIF (89a): blocks, most of them a row of sub-blocks that ends with an empty one.

use super::Left;

const EXTENSION: u8 = 0x21;
const IMAGE: u8 = 0x2C;
const TRAILER: u8 = 0x3B;
const COMMENT: u8 = 0xFE;
const APPLICATION: u8 = 0xFF;

/// A block: what begins it, and all of it.
fn blocks(bytes: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let mut at = header_end(bytes).unwrap_or(bytes.len());
    std::iter::from_fn(move || {
        let kind = *bytes.get(at)?;
        let end = match kind {
            EXTENSION => sub_blocks_end(bytes, at + 2)?,
            IMAGE => {
                let palette = palette_length(*bytes.get(at + 9)?);
                sub_blocks_end(bytes, at.checked_add(11 + palette)?)?
            }
            TRAILER => at + 1,
            _ => return None,
        };
        let block = bytes.get(at..end)?;
        at = end;
        Some((kind, block))
    })
}

fn header_end(bytes: &[u8]) -> Option<usize> {
    Some(13 + palette_length(*bytes.get(10)?))
}

fn palette_length(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

fn sub_blocks_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    }
}

/// Keeps the pictures, their timing, how often they repeat, and the colour profile.
pub(super) fn clean(bytes: &[u8], left: &mut Left) -> Option<Vec<u8>> {
    let header = header_end(bytes)?;
    let mut clean = Vec::with_capacity(bytes.len());
    clean.extend_from_slice(bytes.get(..header)?);
    let mut read = header;
    for (kind, block) in blocks(bytes) {
        read += block.len();
        let matters = kind != EXTENSION
            || match block.get(1) {
                Some(&COMMENT) => false,
                Some(&APPLICATION) => block.get(3..14).is_some_and(|name| {
                    [&b"NETSCAPE2.0"[..], b"ANIMEXTS1.0", b"ICCRGBG1012"].contains(&name)
                }),
                _ => true,
            };
        if matters {
            clean.extend_from_slice(block);
        } else {
            left.out(block);
        }
        if kind == TRAILER {
            if read < bytes.len() {
                left.out(&bytes[read..]);
            }
            return Some(clean);
        }
    }
    // Decoders show what there is of a picture whose end is missing.
    if read > header {
        clean.push(TRAILER);
        return Some(clean);
    }
    None
}

pub(super) fn frames(bytes: &[u8]) -> u32 {
    u32::try_from(blocks(bytes).filter(|(kind, _)| *kind == IMAGE).count()).unwrap_or(u32::MAX)
}
