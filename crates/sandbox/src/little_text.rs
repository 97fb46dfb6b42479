//! LinkedIn's "little text": the format of a post's commentary, with its silent cut.
//!
//! Reserved characters have to be escaped with a backslash. One that is not, and that starts no
//! mention, hashtag or template, does not fail: LinkedIn answers 201 and publishes only what came
//! before it. So does this parser.

/// Characters that mean something unless a backslash stands before them.
pub const RESERVED: &[char] = &['|', '{', '}', '@', '[', ']', '(', ')', '<', '>', '#', '\\', '*', '_', '~'];

/// The reserved characters whose silent cut has been seen by several people.
const SURELY_CUTTING: &[char] = &['(', '[', '{', '<'];

/// Which unescaped reserved characters cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cutting {
    /// Every one that starts no element.
    EveryReserved,
    /// Only `(`, `[`, `{` and `<`; the others stay as they are.
    Brackets,
}

/// A member or page named in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The text between the brackets.
    pub name: String,
    /// `urn:li:person:…` or `urn:li:organization:…`.
    pub urn: String,
}

/// A run of the text that is shown in one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Words, as a reader sees them.
    Text(String),
    /// A link to a member or page.
    Mention(Mention),
    /// The word behind the `#`.
    Hashtag(String),
}

/// What became of a commentary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// What a reader sees.
    pub text: String,
    /// What LinkedIn gives back: hashtags in template form, the rest still escaped.
    pub stored: String,
    /// The text in the runs that are shown differently; two of [`Segment::Text`] never follow each
    /// other.
    pub segments: Vec<Segment>,
    /// Mentions in order of appearance.
    pub mentions: Vec<Mention>,
    /// The unescaped character at which the text was cut, if it was.
    pub cut_at: Option<char>,
    /// Characters a reader would see had nothing been cut.
    pub full_length: usize,
}

impl Parsed {
    fn push(&mut self, letter: char) {
        self.text.push(letter);
        push_escaped(&mut self.stored, letter);
        match self.segments.last_mut() {
            Some(Segment::Text(text)) => text.push(letter),
            _ => self.segments.push(Segment::Text(letter.into())),
        }
    }

    fn mention(&mut self, mention: Mention) {
        self.text.push_str(&mention.name);
        self.stored.push_str(&format!("@[{}]({})", escape(&mention.name), mention.urn));
        self.mentions.push(mention.clone());
        self.segments.push(Segment::Mention(mention));
    }

    fn hashtag(&mut self, word: &str) {
        self.text.push('#');
        self.text.push_str(word);
        self.stored.push_str(&format!("{{hashtag|\\#|{word}}}"));
        self.segments.push(Segment::Hashtag(word.to_owned()));
    }

    /// Only the first `most` characters a reader sees. An element that does not fit whole goes.
    #[must_use]
    pub fn shortened(self, most: usize) -> Self {
        if self.text.chars().count() <= most {
            return self;
        }
        let mut short = Self { cut_at: self.cut_at, full_length: self.full_length, ..Self::default() };
        let mut room = most;
        for segment in self.segments {
            let length = match &segment {
                Segment::Text(text) => text.chars().count(),
                Segment::Mention(mention) => mention.name.chars().count(),
                Segment::Hashtag(word) => word.chars().count() + 1,
            };
            match segment {
                Segment::Text(text) => text.chars().take(room).for_each(|letter| short.push(letter)),
                _ if length > room => break,
                Segment::Mention(mention) => short.mention(mention),
                Segment::Hashtag(word) => short.hashtag(&word),
            }
            room = room.saturating_sub(length);
        }
        short
    }
}

/// Puts a backslash before every reserved character.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        push_escaped(&mut escaped, letter);
    }
    escaped
}

/// Plain words as little text: hashtags stay alive, everything else reserved is escaped.
#[must_use]
pub fn from_plain(words: &str) -> String {
    let mut little = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(at) = rest.find('#') {
        little.push_str(&escape(&rest[..at]));
        match hashtag(&rest[at..]) {
            Some((word, remaining)) => {
                little.push('#');
                little.push_str(word);
                rest = remaining;
            }
            None => {
                push_escaped(&mut little, '#');
                rest = &rest[at + 1..];
            }
        }
    }
    little.push_str(&escape(rest));
    little
}

fn push_escaped(out: &mut String, letter: char) {
    if RESERVED.contains(&letter) {
        out.push('\\');
    }
    out.push(letter);
}

/// Reads a commentary the way LinkedIn does, taking every mention for one that holds.
#[must_use]
pub fn parse(commentary: &str, cutting: Cutting) -> Parsed {
    parse_with(commentary, cutting, |_| true)
}

/// Reads a commentary the way LinkedIn does. A mention that does not hold, because nobody of that
/// URN has that name, becomes plain text.
#[must_use]
pub fn parse_with(commentary: &str, cutting: Cutting, mut holds: impl FnMut(&Mention) -> bool) -> Parsed {
    let mut parsed = Parsed::default();
    let mut rest = commentary;
    while let Some(letter) = rest.chars().next() {
        let after = &rest[letter.len_utf8()..];
        if letter == '\\'
            && let Some(escaped) = after.chars().next().filter(|next| RESERVED.contains(next))
        {
            parsed.push(escaped);
            rest = &after[escaped.len_utf8()..];
        } else if !RESERVED.contains(&letter) {
            parsed.push(letter);
            rest = after;
        } else if let Some((mention, remaining)) = mention(rest) {
            if holds(&mention) {
                parsed.mention(mention);
            } else {
                mention.name.chars().for_each(|letter| parsed.push(letter));
            }
            rest = remaining;
        } else if let Some((word, remaining)) = hashtag(rest).or_else(|| template(rest)) {
            parsed.hashtag(word);
            rest = remaining;
        } else if cutting == Cutting::EveryReserved || SURELY_CUTTING.contains(&letter) {
            parsed.cut_at = Some(letter);
            let lost = rest.chars().filter(|&letter| letter != '\\').count();
            parsed.full_length = parsed.text.chars().count() + lost;
            return parsed;
        } else {
            parsed.push(letter);
            rest = after;
        }
    }
    parsed.full_length = parsed.text.chars().count();
    parsed
}

/// `@[Name](urn:li:person:…)`, and what follows it.
fn mention(text: &str) -> Option<(Mention, &str)> {
    let inside = text.strip_prefix("@[")?;
    let mut name = String::new();
    let mut letters = inside.char_indices();
    let after_name = loop {
        let (at, letter) = letters.next()?;
        match letter {
            '\\' => name.push(letters.next()?.1),
            ']' => break &inside[at + 1..],
            other => name.push(other),
        }
    };
    let inside = after_name.strip_prefix('(')?;
    let (urn, remaining) = inside.split_once(')')?;
    let known = ["urn:li:person:", "urn:li:organization:"]
        .iter()
        .any(|kind| urn.strip_prefix(kind).is_some_and(|id| !id.is_empty()));
    (known && !name.is_empty()).then(|| {
        let mention = Mention { name, urn: urn.to_owned() };
        (mention, remaining)
    })
}

/// `#word`, and what follows it.
fn hashtag(text: &str) -> Option<(&str, &str)> {
    let after = text.strip_prefix('#')?;
    let end = after.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(after.len());
    (end > 0).then(|| after.split_at(end))
}

/// `{hashtag|\#|word}`, and what follows it. The sign may be full-width.
fn template(text: &str) -> Option<(&str, &str)> {
    let after = text.strip_prefix("{hashtag|")?;
    let after = ["\\#|", "#|", "＃|", "\\＃|"].iter().find_map(|sign| after.strip_prefix(sign))?;
    let (word, remaining) = after.split_once('}')?;
    let plain = !word.is_empty() && word.chars().all(char::is_alphanumeric);
    plain.then_some((word, remaining))
}
