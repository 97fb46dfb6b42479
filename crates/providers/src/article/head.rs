//! What the head of a page says: its title, its description and its image.

use std::cell::{Cell, RefCell};

use encoding_rs::{Decoder, Encoding};
use html5ever::{
    tendril::StrTendril,
    tokenizer::{
        BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
        states::RawKind,
    },
};

use super::charset;

/// The words with which pages name each part, the better first: Open Graph's, Twitter's, the web's
/// own.
const TITLES: [&str; 2] = ["og:title", "twitter:title"];
const DESCRIPTIONS: [&str; 3] = ["og:description", "twitter:description", "description"];
const IMAGES: [&str; 5] =
    ["og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src"];

/// What the head of a page says, as it says it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// Empty when it says none.
    pub(super) title: String,
    /// Empty when it says none.
    pub(super) description: String,
    /// The address of its image, perhaps relative to the page's.
    pub(super) image: Option<String>,
}

/// Reads a page's head as its bytes arrive. Only its tags are read, in one go from the first to the
/// last: no tree is built that could be made too deep.
pub(super) struct HeadReader {
    content_type: Option<String>,
    /// What arrived before the encoding is known.
    beginning: Vec<u8>,
    decoder: Option<Decoder>,
    tokenizer: Tokenizer<Heard>,
    text: BufferQueue,
    looks_like_a_page: bool,
}

/// What was heard so far.
#[derive(Default)]
struct Heard {
    /// The content of each of the words that are listened for, with its place among them.
    titles: RefCell<[String; TITLES.len()]>,
    descriptions: RefCell<[String; DESCRIPTIONS.len()]>,
    images: RefCell<[String; IMAGES.len()]>,
    title: RefCell<String>,
    in_title: Cell<bool>,
    over: Cell<bool>,
}

impl HeadReader {
    pub(super) fn new(content_type: Option<&str>) -> Self {
        Self {
            content_type: content_type.map(str::to_owned),
            beginning: Vec::new(),
            decoder: None,
            tokenizer: Tokenizer::new(Heard::default(), TokenizerOpts::default()),
            text: BufferQueue::default(),
            looks_like_a_page: false,
        }
    }

    /// Takes the next bytes.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        if self.decoder.is_some() {
            self.feed(bytes, false);
            return;
        }
        self.beginning.extend_from_slice(bytes);
        if self.beginning.len() >= charset::PRESCAN {
            self.begin();
        }
    }

    /// Whether the head is over: the rest of the page doesn't matter.
    pub(super) fn is_read(&self) -> bool {
        self.tokenizer.sink.over.get()
    }

    /// Whether what came begins like a page, for those whose kind nobody said.
    pub(super) fn looks_like_a_page(&self) -> bool {
        let mark = Encoding::for_bom(&self.beginning).map_or(0, |(_, length)| length);
        // A letter may have two bytes.
        let mut letters = self.beginning[mark..].iter().filter(|byte| **byte != 0);
        self.looks_like_a_page || letters.find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<')
    }

    /// What the head said.
    pub(super) fn finish(mut self) -> Head {
        if self.decoder.is_none() {
            self.begin();
        }
        if !self.is_read() {
            self.feed(b"", true);
            self.tokenizer.end();
        }
        let heard = self.tokenizer.sink;
        let first = |words: &[String]| words.iter().find(|words| !words.trim().is_empty()).cloned();
        let title = first(&*heard.titles.borrow());
        Head {
            title: title.unwrap_or_else(|| heard.title.borrow().clone()),
            description: first(&*heard.descriptions.borrow()).unwrap_or_default(),
            image: first(&*heard.images.borrow()).map(|image| image.trim().to_owned()),
        }
    }

    /// Chooses the encoding, and reads what waited for it.
    fn begin(&mut self) {
        self.looks_like_a_page = self.looks_like_a_page();
        let beginning = std::mem::take(&mut self.beginning);
        let encoding = charset::of(self.content_type.as_deref(), &beginning);
        self.decoder = Some(encoding.new_decoder());
        self.feed(&beginning, false);
    }

    fn feed(&mut self, bytes: &[u8], last: bool) {
        let Some(decoder) = &mut self.decoder else { return };
        let room = decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len());
        let mut text = String::with_capacity(room);
        let _ = decoder.decode_to_string(bytes, &mut text, last);
        self.text.push_back(StrTendril::from_slice(&text));
        // It stops at the end of each script, as nobody runs one.
        while !self.text.is_empty() && !self.is_read() {
            let _ = self.tokenizer.feed(&self.text);
        }
    }
}

impl TokenSink for Heard {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if self.over.get() {
            return TokenSinkResult::Continue;
        }
        match token {
            Token::TagToken(tag) => self.tag(&tag),
            Token::CharacterTokens(words) if self.in_title.get() => {
                self.title.borrow_mut().push_str(&words);
                TokenSinkResult::Continue
            }
            _ => TokenSinkResult::Continue,
        }
    }
}

impl Heard {
    fn tag(&self, tag: &Tag) -> TokenSinkResult<()> {
        match (tag.kind, &*tag.name) {
            (TagKind::StartTag, "title") => {
                // Pictures in a page have titles, too.
                self.in_title.set(self.title.borrow().trim().is_empty());
                return TokenSinkResult::RawData(RawKind::Rcdata);
            }
            (TagKind::EndTag, "title") => self.in_title.set(false),
            (TagKind::StartTag, "script") => return TokenSinkResult::RawData(RawKind::ScriptData),
            (TagKind::StartTag, "style" | "noframes" | "iframe" | "xmp" | "noembed") => {
                return TokenSinkResult::RawData(RawKind::Rawtext);
            }
            (TagKind::StartTag, "textarea") => return TokenSinkResult::RawData(RawKind::Rcdata),
            (TagKind::StartTag, "meta") => self.meta(tag),
            (TagKind::StartTag, "body" | "plaintext") | (TagKind::EndTag, "head") => self.over.set(true),
            _ => {}
        }
        TokenSinkResult::Continue
    }

    fn meta(&self, tag: &Tag) {
        let attribute = |name: &str| {
            let found = tag.attrs.iter().find(|attribute| &*attribute.name.local == name);
            found.map(|attribute| attribute.value.to_string())
        };
        // Open Graph's words belong into `property`, but many pages write `name`; some have both.
        let said =
            ["property", "name"].map(|name| attribute(name).unwrap_or_default().trim().to_ascii_lowercase());
        let content = attribute("content").unwrap_or_default();
        let keep = |words: &[&str], kept: &mut [String]| {
            let place = words
                .iter()
                .position(|known| said.iter().any(|word| word == known))
                .and_then(|at| kept.get_mut(at));
            if let Some(place) = place.filter(|place| place.trim().is_empty()) {
                place.clone_from(&content);
            }
        };
        keep(&TITLES, &mut *self.titles.borrow_mut());
        keep(&DESCRIPTIONS, &mut *self.descriptions.borrow_mut());
        keep(&IMAGES, &mut *self.images.borrow_mut());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(html: &[u8], step: usize) -> Head {
        let mut reader = HeadReader::new(Some("text/html"));
        html.chunks(step).for_each(|piece| reader.push(piece));
        reader.finish()
    }

    fn head(title: &str, description: &str, image: &str) -> Head {
        let image = (!image.is_empty()).then(|| image.to_owned());
        Head { title: title.to_owned(), description: description.to_owned(), image }
    }

    #[test]
    fn the_best_word_for_each_part_is_taken_wherever_it_stands_and_however_the_bytes_arrive() {
        let cases: [(&str, Head); 17] = [
            ("<title>Plain</title>", head("Plain", "", "")),
            (
                "<title>Plain</title><meta name=twitter:title content=Bird><meta property=og:title content=Graph>",
                head("Graph", "", ""),
            ),
            (
                "<meta name=og:title content=Named><META PROPERTY='OG:Description' CONTENT='Up'>",
                head("Named", "Up", ""),
            ),
            (
                "<meta property=og:title content=' '><title>Rest &amp; more &#x2014; ok</title>",
                head("Rest & more — ok", "", ""),
            ),
            (
                "<meta name=description content='Plain'><meta property=og:description content='Better'>",
                head("", "Better", ""),
            ),
            ("<meta property=article:section name=description content=Both>", head("", "Both", "")),
            ("<meta property=og:image content=' /a.png '>", head("", "", "/a.png")),
            (
                "<meta property=og:image content=http://a/b.png><meta property=og:image:secure_url content=https://a/b.png>",
                head("", "", "https://a/b.png"),
            ),
            (
                "<meta property=og:image content=1.png><meta property=og:image content=2.png>",
                head("", "", "1.png"),
            ),
            (
                "<script>'<meta property=og:title content=Fake>'</script><title>True</title>",
                head("True", "", ""),
            ),
            (
                "<script>a<!--<script></script><title>No</title>--></script><title>Yes</title>",
                head("Yes", "", ""),
            ),
            ("<style>title { }</style><!-- <title>No</title> --><title>Yes</title>", head("Yes", "", "")),
            ("<title>One</title><svg><title>Icon</title></svg>", head("One", "", "")),
            ("<head></head><meta property=og:title content=Late>", head("", "", "")),
            ("<body><title>Late</title>", head("", "", "")),
            (
                "<title>Never closed <meta property=og:title content=x>",
                head("Never closed <meta property=og:title content=x>", "", ""),
            ),
            ("<meta property=og:title content=\"never closed", head("", "", "")),
        ];
        for (html, expected) in cases {
            for step in [1, 7, 4096] {
                assert_eq!(read(html.as_bytes(), step), expected, "{html}, {step} at a time");
            }
        }
        assert_eq!(read(b"", 1), Head::default());
    }

    #[test]
    fn letters_arrive_whole_in_every_encoding() {
        let long = " ".repeat(2_000);
        let cases: [(Vec<u8>, &str); 4] = [
            (format!("{long}<title>Größe 👋</title>").into_bytes(), "Größe 👋"),
            (
                [b"<meta charset=shift_jis>".as_slice(), long.as_bytes(), b"<title>\x93\xfa\x96{</title>"]
                    .concat(),
                "日本",
            ),
            (b"<title>Gr\xf6\xdfe</title>".to_vec(), "Größe"),
            (b"\xff\xfe<\0t\0i\0t\0l\0e\0>\0\xe4\0<\0/\0t\0i\0t\0l\0e\0>\0".to_vec(), "ä"),
        ];
        for (bytes, title) in cases {
            for step in [1, 1_023, 9_000] {
                assert_eq!(read(&bytes, step).title, title);
            }
        }
    }

    #[test]
    fn random_bytes_and_deep_pages_are_read_to_their_end() {
        let mut bytes = Vec::new();
        let mut seed = 7_u32;
        for _ in 0..60_000 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            bytes.push((seed >> 24) as u8);
        }
        read(&bytes, 4096);
        read("<div>".repeat(60_000).as_bytes(), 4096);
        read("<!".repeat(60_000).as_bytes(), 4096);
        read("&".repeat(60_000).as_bytes(), 4096);
    }
}
