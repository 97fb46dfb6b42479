//! DOCX and PPTX: archives, of which LinkedIn makes pages.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use crate::world::Content;

const PRESENTATION: &str = "application/vnd.openxmlformats-officedocument.presentationml.presentation";
const TEXT: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
/// More than any list of a document's properties takes.
const LONGEST_PROPERTIES: u64 = 1024 * 1024;

/// The MIME type, and the number of pages where it can be told; `None` for another archive.
pub fn examined(content: &Content) -> Option<(&'static str, Option<u32>)> {
    let bytes = content.read(0..content.len()).ok()?;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    if archive.index_for_name("ppt/presentation.xml").is_some() {
        let slides =
            archive.file_names().filter(|name| name.as_ref().is_ok_and(|name| is_slide(name))).count();
        return Some((PRESENTATION, u32::try_from(slides).ok().filter(|&slides| slides > 0)));
    }
    archive.index_for_name("word/document.xml")?;
    Some((TEXT, written_pages(&mut archive)))
}

fn is_slide(name: &str) -> bool {
    let number = name.strip_prefix("ppt/slides/slide").and_then(|rest| rest.strip_suffix(".xml"));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// What the program that saved it wrote down: where pages end is known to that program only.
fn written_pages(archive: &mut ZipArchive<Cursor<bytes::Bytes>>) -> Option<u32> {
    let mut properties = String::new();
    let file = archive.by_name("docProps/app.xml").ok()?;
    file.take(LONGEST_PROPERTIES).read_to_string(&mut properties).ok()?;
    properties.split_once("<Pages>")?.1.split_once("</Pages>")?.0.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::{PRESENTATION, TEXT, examined};
    use crate::world::Content;

    fn archive(files: &[(String, &str)]) -> Content {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in files {
            archive.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
            archive.write_all(text.as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner().into()
    }

    #[test]
    fn slides_are_counted() {
        let mut files =
            vec![("ppt/presentation.xml".to_owned(), ""), ("ppt/slides/_rels/slide1.xml".to_owned(), "")];
        files.extend((1..=17).map(|number| (format!("ppt/slides/slide{number}.xml"), "")));
        assert_eq!(examined(&archive(&files)), Some((PRESENTATION, Some(17))));
    }

    #[test]
    fn a_text_says_how_many_pages_it_had_when_it_was_saved() {
        let word = || ("word/document.xml".to_owned(), "");
        for (properties, pages) in
            [("<Properties><Pages>42</Pages></Properties>", Some(42)), ("<Properties/>", None)]
        {
            let files = [word(), ("docProps/app.xml".to_owned(), properties)];
            assert_eq!(examined(&archive(&files)), Some((TEXT, pages)), "{properties}");
        }
        assert_eq!(examined(&archive(&[word()])), Some((TEXT, None)));
    }

    #[test]
    fn other_archives_are_no_documents() {
        assert_eq!(examined(&archive(&[("xl/workbook.xml".to_owned(), "")])), None);
        assert_eq!(examined(&b"PK\x03\x04 broken".to_vec().into()), None);
    }
}
