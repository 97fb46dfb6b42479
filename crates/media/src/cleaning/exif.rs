//! Whether Exif has a location: the pointer to its GPS directory (Exif 2.32, tag 0x8825).

const GPS_DIRECTORY: u16 = 0x8825;

/// Looks into a TIFF structure, with or without the name that a JPEG puts before it.
pub(super) fn has_location(part: &[u8]) -> bool {
    let tiff = part.strip_prefix(b"Exif\0\0").unwrap_or(part);
    points_to_gps(tiff).unwrap_or_default()
}

fn points_to_gps(tiff: &[u8]) -> Option<bool> {
    let little = match tiff.get(..4)? {
        b"II\x2A\0" => true,
        b"MM\0\x2A" => false,
        _ => return Some(false),
    };
    let half = |at: usize| {
        let bytes = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let first = if little { super::le32(tiff, 4)? } else { super::be32(tiff, 4)? };
    let first = usize::try_from(first).ok()?;
    let entries = usize::from(half(first)?);
    Some((0..entries).any(|entry| half(first + 2 + entry * 12) == Some(GPS_DIRECTORY)))
}
