//! PNG (W3C, third edition): chunks with a length, a name, content and a checksum.

use super::{Left, be32};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// What is needed to show the picture: its size, palette, data, transparency, colours and density,
/// and what makes it move.
const KEPT: [&[u8; 4]; 20] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP",
    b"mDCV", b"cLLI", b"bKGD", b"hIST", b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT",
];

fn chunks(bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut at = SIGNATURE.len();
    std::iter::from_fn(move || {
        let length = usize::try_from(be32(bytes, at)?).ok()?;
        let chunk = bytes.get(at..at.checked_add(length)?.checked_add(12)?)?;
        at += chunk.len();
        Some((chunk.get(4..8)?, chunk))
    })
}

pub(super) fn clean(bytes: &[u8], left: &mut Left) -> Option<Vec<u8>> {
    if !bytes.starts_with(SIGNATURE) {
        return None;
    }
    let mut clean = Vec::with_capacity(bytes.len());
    clean.extend_from_slice(SIGNATURE);
    let mut read = SIGNATURE.len();
    for (name, chunk) in chunks(bytes) {
        read += chunk.len();
        if KEPT.iter().any(|kept| kept[..] == *name) {
            clean.extend_from_slice(chunk);
        } else {
            left.out(chunk.get(8..)?);
        }
        if name == b"IEND" {
            if read < bytes.len() {
                left.out(&bytes[read..]);
            }
            return Some(clean);
        }
    }
    None
}

pub(super) fn frames(bytes: &[u8]) -> u32 {
    chunks(bytes).find(|(name, _)| *name == b"acTL").and_then(|(_, chunk)| be32(chunk, 8)).unwrap_or(1)
}
