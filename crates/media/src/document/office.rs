//! DOCX and PPTX: archives with a part for each thing (ECMA-376).

use std::{
    fs::File,
    io::{BufReader, Read, Seek, SeekFrom},
};

use rollcall_domain::media::{Cleaning, DocumentFacts, DocumentType, MediaError, Trace};
use zip::ZipArchive;

/// How much of the document's properties is read.
const MAX_PROPERTIES: u64 = 256 * 1024;

/// The most parts of an archive that is opened.
const MAX_PARTS: usize = 50_000;

/// What an archive is, by its main part, and how many pages it says it has: slides are counted,
/// a text's pages are what its writer last noted.
pub(crate) fn look(file: &mut File) -> Result<DocumentFacts, MediaError> {
    let bytes = file.metadata().map_err(|_| MediaError::Unreadable)?.len();
    file.seek(SeekFrom::Start(0)).map_err(|_| MediaError::Unreadable)?;
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|_| MediaError::Damaged)?;
    if archive.len() > MAX_PARTS {
        return Err(MediaError::Damaged);
    }
    let has = |archive: &ZipArchive<_>, name: &str| archive.index_for_name(name).is_some();
    if has(&archive, "ppt/presentation.xml") {
        let slides = archive.file_names().flatten().filter(|name| is_slide(name)).count();
        return Ok(DocumentFacts { kind: DocumentType::Pptx, pages: u32::try_from(slides).ok(), bytes });
    }
    if has(&archive, "word/document.xml") {
        let pages = pages(&mut archive);
        return Ok(DocumentFacts { kind: DocumentType::Docx, pages, bytes });
    }
    Err(MediaError::NotKnown { found: Some("application/zip".into()) })
}

fn is_slide(name: &str) -> bool {
    let number = name.strip_prefix("ppt/slides/slide").and_then(|rest| rest.strip_suffix(".xml"));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn pages(archive: &mut ZipArchive<BufReader<&mut File>>) -> Option<u32> {
    let mut properties = String::new();
    archive.by_name("docProps/app.xml").ok()?.take(MAX_PROPERTIES).read_to_string(&mut properties).ok()?;
    let (_, rest) = properties.split_once("<Pages>")?;
    rest.split_once('<')?.0.trim().parse().ok().filter(|pages| *pages > 0)
}

/// An author's name and the like are in parts that point to each other; they stay.
pub(crate) fn cleaning() -> Cleaning {
    Cleaning { location: Trace::Absent, metadata: Trace::Stays }
}
