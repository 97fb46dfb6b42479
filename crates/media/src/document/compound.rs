//! DOC and PPT: a file system in a file (MS-CFB).

use std::{
    fs::File,
    io::{BufReader, Read, Seek, SeekFrom},
};

use cfb::CompoundFile;
use rollcall_domain::media::{DocumentFacts, DocumentType, MediaError};

/// How much of the summary is read.
const MAX_SUMMARY: u64 = 64 * 1024;

/// What it is, by its main stream, and the pages it last noted.
pub(crate) fn look(file: &mut File) -> Result<DocumentFacts, MediaError> {
    let bytes = file.metadata().map_err(|_| MediaError::Unreadable)?.len();
    file.seek(SeekFrom::Start(0)).map_err(|_| MediaError::Unreadable)?;
    let mut compound = CompoundFile::open(BufReader::new(file)).map_err(|_| MediaError::Damaged)?;
    let is = |path: &str| compound.is_stream(path);
    // What is encrypted looks like this, DOCX and PPTX too (MS-OFFCRYPTO).
    if is("/EncryptedPackage") {
        return Err(MediaError::Locked);
    }
    let kind = if is("/WordDocument") {
        DocumentType::Doc
    } else if is("/PowerPoint Document") {
        DocumentType::Ppt
    } else {
        return Err(MediaError::NotKnown { found: Some("an old Office file".into()) });
    };
    let pages = match kind {
        // Page count (MS-OLEPS, PIDSI_PAGECOUNT).
        DocumentType::Doc => number(&mut compound, "/\u{5}SummaryInformation", 14),
        // Slide count (MS-OSHARED, GKPIDDSI_SLIDECOUNT).
        _ => number(&mut compound, "/\u{5}DocumentSummaryInformation", 7),
    };
    Ok(DocumentFacts { kind, pages, bytes })
}

/// A whole number among a stream's properties (MS-OLEPS 2.21): the first set's list of names and
/// places, and at the place a type and the value.
fn number(compound: &mut CompoundFile<BufReader<&mut File>>, stream: &str, property: u32) -> Option<u32> {
    let mut bytes = Vec::new();
    compound.open_stream(stream).ok()?.take(MAX_SUMMARY).read_to_end(&mut bytes).ok()?;
    let at = |place: usize| bytes.get(place..place.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes);
    let set = usize::try_from(at(44)?).ok()?;
    let count = usize::try_from(at(set.checked_add(4)?)?).ok()?.min(1_000);
    let entry = (0..count).map(|n| set + 8 + n * 8).find(|entry| at(*entry) == Some(property))?;
    let value = set.checked_add(usize::try_from(at(entry + 4)?).ok()?)?;
    // VT_I4
    (at(value)? == 3).then(|| at(value + 4)).flatten().filter(|pages| *pages > 0)
}
