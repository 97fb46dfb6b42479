//! How many pages a PDF has.

use crate::world::Content;

/// What the root of the page tree says; `None` when the file cannot be read so far.
pub fn pages(content: &Content) -> Option<u32> {
    let bytes = content.read(0..content.len()).ok()?;
    let about = lopdf::Document::load_metadata_mem(&bytes).ok()?;
    Some(about.page_count).filter(|&pages| pages > 0)
}

#[cfg(test)]
mod tests {
    use lopdf::{Stream, dictionary};

    use super::pages;

    /// Catalog and page tree compressed in one object stream, as most programs write them.
    fn packed(pages: u32) -> Vec<u8> {
        let catalog = "<< /Type /Catalog /Pages 3 0 R >> ";
        let tree = format!("<< /Type /Pages /Kids [] /Count {pages} >>{}", " ".repeat(500));
        let places = format!("2 0 3 {} ", catalog.len());
        let mut stream = Stream::new(dictionary! {}, format!("{places}{catalog}{tree}").into_bytes());
        stream.compress().unwrap();
        let mut file = b"%PDF-1.7\n".to_vec();
        let first = file.len();
        file.extend(
            format!(
                "1 0 obj\n<< /Type /ObjStm /N 2 /First {} /Filter /FlateDecode /Length {} >>\nstream\n",
                places.len(),
                stream.content.len()
            )
            .bytes(),
        );
        file.extend(&stream.content);
        file.extend(b"\nendstream\nendobj\n");
        let last = file.len();
        file.extend(b"4 0 obj\n<< /Type /XRef /Size 5 /W [1 2 1] /Root 2 0 R /Length 20 >>\nstream\n");
        for (kind, place, number) in [(0, 0, 0), (1, first, 0), (2, 1, 0), (2, 1, 1), (1, last, 0)] {
            file.push(kind);
            file.extend(u16::try_from(place).unwrap().to_be_bytes());
            file.push(number);
        }
        file.extend(format!("\nendstream\nendobj\nstartxref\n{last}\n%%EOF").bytes());
        file
    }

    #[test]
    fn a_page_tree_in_a_compressed_object_stream_is_read() {
        let file = packed(301);
        assert!(!file.windows(6).any(|window| window == b"/Count"), "it is packed");
        assert_eq!(pages(&file.into()), Some(301));
    }

    #[test]
    fn what_is_no_whole_pdf_has_no_number_of_pages() {
        for text in ["", "%PDF-1.7 nothing to see", "%PDF-1.4 << /Type /Pages /Count 4 >>"] {
            assert_eq!(pages(&text.as_bytes().to_vec().into()), None, "{text}");
        }
    }
}
