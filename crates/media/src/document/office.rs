//! DOCX and PPTX: archives with a part for each thing (ECMA-376).

use std::{
    fs::File,
    io::{BufReader, BufWriter, Read, Seek, SeekFrom, Write},
};

use rollcall_domain::media::{Cleaning, DocumentFacts, DocumentType, MAX_IMAGE_BYTES, MediaError, Trace};
use zip::{ZipArchive, ZipWriter};

use crate::{
    cleaning,
    sniff::{self, Kind},
};

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

/// What a document's properties are replaced with: its author, company and dates gone, and as
/// valid as before.
const NO_CORE_PROPERTIES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>"#;
const NO_CUSTOM_PROPERTIES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"/>"#;

/// Where the names of those are who wrote remarks beside the text.
const REMARKS: [&str; 4] =
    ["word/comments.xml", "word/people.xml", "ppt/commentAuthors.xml", "ppt/authors.xml"];

/// Writes a copy without the document's properties and without what its images say about their
/// maker. Parts that don't change are copied as they are packed; remarks stay, and so does
/// everything in a signed document.
pub(crate) fn clean(source: &mut File, result: &mut File) -> Result<Cleaning, MediaError> {
    source.seek(SeekFrom::Start(0)).map_err(|_| MediaError::Unreadable)?;
    let mut archive = ZipArchive::new(BufReader::new(&mut *source)).map_err(|_| MediaError::Damaged)?;
    if archive.len() > MAX_PARTS {
        return Err(MediaError::Damaged);
    }
    let has = |is: &dyn Fn(&str) -> bool| archive.file_names().flatten().any(|name| is(&name));
    let signed = has(&|name| name.starts_with("_xmlsignatures/"));
    let names_stay = signed || has(&|name| REMARKS.contains(&name));
    let mut cleaning = Cleaning::default();
    let mut changed = false;
    empty(result)?;
    let mut copy = ZipWriter::new(BufWriter::new(&mut *result));
    for index in (0..archive.len()).filter(|_| !signed) {
        let name =
            archive.name_for_index(index).and_then(Result::ok).ok_or(MediaError::Damaged)?.into_owned();
        let clean = clean_part(&mut archive, &name, &mut cleaning)?;
        let part = archive.by_index_raw(index).map_err(|_| MediaError::Damaged)?;
        let Some(clean) = clean else {
            copy.raw_copy_file(part).map_err(|_| MediaError::Damaged)?;
            continue;
        };
        changed = true;
        copy.start_file(name, part.options()).map_err(|_| MediaError::Damaged)?;
        copy.write_all(&clean).map_err(|_| MediaError::NotKept)?;
    }
    copy.finish().map_err(|_| MediaError::NotKept)?.flush().map_err(|_| MediaError::NotKept)?;
    if !changed {
        empty(result)?;
        source.seek(SeekFrom::Start(0)).map_err(|_| MediaError::Unreadable)?;
        std::io::copy(source, result).map_err(|_| MediaError::NotKept)?;
    }
    cleaning.metadata = match (names_stay, changed) {
        (true, _) => Trace::Stays,
        (false, true) => Trace::Removed,
        (false, false) => Trace::Absent,
    };
    Ok(cleaning)
}

fn empty(file: &mut File) -> Result<(), MediaError> {
    file.set_len(0).and_then(|()| file.rewind()).map_err(|_| MediaError::NotKept)
}

/// A part that says something about the document's maker, as it is without that.
fn clean_part(
    archive: &mut ZipArchive<BufReader<&mut File>>,
    name: &str,
    cleaning: &mut Cleaning,
) -> Result<Option<Vec<u8>>, MediaError> {
    let replacement = match name {
        "docProps/core.xml" => NO_CORE_PROPERTIES.to_owned(),
        "docProps/custom.xml" => NO_CUSTOM_PROPERTIES.to_owned(),
        "docProps/app.xml" => {
            let pages = pages(archive).map(|pages| format!("<Pages>{pages}</Pages>")).unwrap_or_default();
            format!(
                r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">{pages}</Properties>"#
            )
        }
        "docProps/thumbnail.jpeg" => return clean_image(archive, name, cleaning),
        _ if name.starts_with("word/media/") || name.starts_with("ppt/media/") => {
            return clean_image(archive, name, cleaning);
        }
        _ => return Ok(None),
    };
    Ok(Some(replacement.into_bytes()))
}

fn clean_image(
    archive: &mut ZipArchive<BufReader<&mut File>>,
    name: &str,
    cleaning: &mut Cleaning,
) -> Result<Option<Vec<u8>>, MediaError> {
    let part = archive.by_name(name).map_err(|_| MediaError::Damaged)?;
    let mut bytes = Vec::new();
    part.take(MAX_IMAGE_BYTES).read_to_end(&mut bytes).map_err(|_| MediaError::Damaged)?;
    // What isn't a whole image of a kind that can be cleaned is left to whoever shows it.
    let Ok(Kind::Image(kind)) = sniff::of(&bytes) else { return Ok(None) };
    let Ok((Some(clean), of_image)) = cleaning::image(kind, &bytes) else { return Ok(None) };
    if of_image.location == Trace::Removed {
        cleaning.location = Trace::Removed;
    }
    Ok((clean != bytes).then_some(clean))
}
