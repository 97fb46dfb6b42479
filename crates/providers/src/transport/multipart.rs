//! A form with files, as `multipart/form-data` (RFC 7578). Written here and not by the HTTP library,
//! whose forms keep their length to themselves and can't be counted as they leave.

use bytes::Bytes;
use reqwest::multipart::Form;

use super::{FileRange, Segment, Source};

/// A form that is put together part by part.
pub(crate) struct Multipart {
    boundary: String,
    segments: Vec<Segment>,
}

impl Multipart {
    pub(crate) fn new() -> Self {
        Self { boundary: Form::new().boundary().to_owned(), segments: Vec::new() }
    }

    /// Adds a field of text.
    pub(crate) fn text(mut self, name: &str, value: &str) -> Self {
        let part = format!(
            "--{}\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{value}\r\n",
            self.boundary,
            quoted(name)
        );
        self.segments.push(Segment::Memory(part.into()));
        self
    }

    /// Adds a file under this name.
    pub(crate) fn file(mut self, name: &str, file_name: &str, mime: &str, range: FileRange) -> Self {
        let head = format!(
            "--{}\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\nContent-Type: {mime}\r\n\r\n",
            self.boundary,
            quoted(name),
            quoted(file_name),
        );
        self.segments.push(Segment::Memory(head.into()));
        self.segments.push(Segment::File(range));
        self.segments.push(Segment::Memory(Bytes::from_static(b"\r\n")));
        self
    }

    pub(crate) fn content_type(&self) -> String {
        format!("multipart/form-data; boundary={}", self.boundary)
    }

    pub(crate) fn source(mut self) -> Source {
        self.segments.push(Segment::Memory(format!("--{}--\r\n", self.boundary).into()));
        Source::new(self.segments)
    }
}

/// A name inside quotes, as browsers write it.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}
