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

/// What became of a commentary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// What a reader sees.
    pub text: String,
    /// What LinkedIn gives back: hashtags in template form, the rest still escaped.
    pub stored: String,
    /// Mentions in order of appearance.
    pub mentions: Vec<Mention>,
    /// The unescaped character at which the text was cut, if it was.
    pub cut_at: Option<char>,
    /// Characters a reader would see had nothing been cut.
    pub full_length: usize,
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

fn push_escaped(out: &mut String, letter: char) {
    if RESERVED.contains(&letter) {
        out.push('\\');
    }
    out.push(letter);
}

/// Reads a commentary the way LinkedIn does.
#[must_use]
pub fn parse(commentary: &str, cutting: Cutting) -> Parsed {
    let mut parsed = Parsed::default();
    let mut rest = commentary;
    while let Some(letter) = rest.chars().next() {
        let after = &rest[letter.len_utf8()..];
        if letter == '\\'
            && let Some(escaped) = after.chars().next().filter(|next| RESERVED.contains(next))
        {
            parsed.text.push(escaped);
            push_escaped(&mut parsed.stored, escaped);
            rest = &after[escaped.len_utf8()..];
        } else if !RESERVED.contains(&letter) {
            parsed.text.push(letter);
            parsed.stored.push(letter);
            rest = after;
        } else if let Some((mention, remaining)) = mention(rest) {
            parsed.text.push_str(&mention.name);
            parsed.stored.push_str(&format!("@[{}]({})", escape(&mention.name), mention.urn));
            parsed.mentions.push(mention);
            rest = remaining;
        } else if let Some((word, remaining)) = hashtag(rest).or_else(|| template(rest)) {
            parsed.text.push('#');
            parsed.text.push_str(word);
            parsed.stored.push_str(&format!("{{hashtag|\\#|{word}}}"));
            rest = remaining;
        } else if cutting == Cutting::EveryReserved || SURELY_CUTTING.contains(&letter) {
            parsed.cut_at = Some(letter);
            let lost = rest.chars().filter(|&letter| letter != '\\').count();
            parsed.full_length = parsed.text.chars().count() + lost;
            return parsed;
        } else {
            parsed.text.push(letter);
            push_escaped(&mut parsed.stored, letter);
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
