//! WebP (RFC 9649): chunks in a RIFF file, padded to even lengths.

use super::{Left, le32};

/// What is needed to show the picture, still or moving, and its colour profile.
const KEPT: [&[u8; 4]; 7] = [b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];

/// The bits of `VP8X` that say that there is Exif or XMP.
const METADATA_BITS: u8 = 0b0000_1100;

fn chunks(bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut at = 12;
    std::iter::from_fn(move || {
        let length = usize::try_from(le32(bytes, at + 4)?).ok()?;
        let padded = length.checked_add(length % 2)?;
        let end = at.checked_add(padded)?.checked_add(8)?;
        // The last byte of padding is often missing.
        let chunk = bytes.get(at..end.min(bytes.len()))?;
        if chunk.len() < 8 + length {
            return None;
        }
        at = end;
        Some((&chunk[..4], chunk))
    })
}

pub(super) fn clean(bytes: &[u8], left: &mut Left) -> Option<Vec<u8>> {
    if bytes.get(..4)? != b"RIFF" || bytes.get(8..12)? != b"WEBP" {
        return None;
    }
    let mut clean = Vec::with_capacity(bytes.len());
    clean.extend_from_slice(&bytes[..12]);
    let said = usize::try_from(le32(bytes, 4)?).ok()?.checked_add(8)?;
    let inside = &bytes[..said.min(bytes.len())];
    for (name, chunk) in chunks(inside) {
        if KEPT.iter().any(|kept| kept[..] == *name) {
            let start = clean.len();
            clean.extend_from_slice(chunk);
            if chunk.len() % 2 == 1 {
                clean.push(0);
            }
            if name == b"VP8X"
                && let Some(flags) = clean.get_mut(start + 8)
            {
                *flags &= !METADATA_BITS;
            }
        } else {
            left.out(chunk.get(8..)?);
        }
    }
    if inside.len() < bytes.len() {
        left.out(&bytes[inside.len()..]);
    }
    let length = u32::try_from(clean.len() - 8).ok()?;
    clean[4..8].copy_from_slice(&length.to_le_bytes());
    Some(clean)
}

pub(super) fn frames(bytes: &[u8]) -> u32 {
    let frames = chunks(bytes).filter(|(name, _)| *name == b"ANMF").count();
    u32::try_from(frames).unwrap_or(u32::MAX)
}
