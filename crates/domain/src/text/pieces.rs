//! What in a text is alive: mentions, hashtags and addresses. The preview and every format are made
//! from these pieces, so that what is shown is what is sent.

use crate::post::{Mention, PostText};

/// A run of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words.
    Text(&'a str),
    /// Somebody's name.
    Mention {
        /// As it is read.
        name: &'a str,
        /// Whom it names.
        urn: &'a str,
    },
    /// A hashtag, with its sign.
    Hashtag(&'a str),
    /// An address.
    Link(&'a str),
}

/// The mentions that hold: inside the text, on something readable, in order, and not one on the
/// other.
pub fn sound(text: &PostText) -> Vec<Mention> {
    holding(text).into_iter().cloned().collect()
}

fn holding(text: &PostText) -> Vec<&Mention> {
    let length = u32::try_from(super::count(&text.text)).unwrap_or(u32::MAX);
    let mut mentions: Vec<&Mention> = text.mentions.iter().collect();
    mentions.sort_by_key(|mention| mention.start);
    let mut end = 0;
    mentions.retain(|mention| {
        let ends = mention.start.checked_add(mention.length).filter(|ends| *ends <= length);
        let holds = mention.length > 0 && mention.start >= end && !mention.urn.trim().is_empty();
        match ends {
            Some(ends) if holds && !super::is_blank(covered(&text.text, mention)) => {
                end = ends;
                true
            }
            _ => false,
        }
    });
    mentions
}

fn covered<'a>(text: &'a str, mention: &Mention) -> &'a str {
    let start = byte_at(text, mention.start);
    &text[start..start + byte_at(&text[start..], mention.length)]
}

/// The byte at which a character begins.
pub(super) fn byte_at(text: &str, character: u32) -> usize {
    text.char_indices().nth(character as usize).map_or(text.len(), |(at, _)| at)
}

/// Takes a text apart. Together the pieces are the text.
pub fn pieces(text: &PostText) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let (mut rest, mut at) = (text.text.as_str(), 0);
    for mention in holding(text) {
        let (before, from) = rest.split_at(byte_at(rest, mention.start - at));
        let (name, after) = from.split_at(byte_at(from, mention.length));
        plain_pieces(before, &mut found);
        found.push(Piece::Mention { name, urn: &mention.urn });
        (rest, at) = (after, mention.start + mention.length);
    }
    plain_pieces(rest, &mut found);
    found
}

/// Hashtags and addresses of a run without mentions.
fn plain_pieces<'a>(run: &'a str, found: &mut Vec<Piece<'a>>) {
    let (mut from, mut at) = (0, 0);
    let mut previous = None;
    while let Some(c) = run[at..].chars().next() {
        let rest = &run[at..];
        let alive = if !starts_a_word(previous) {
            None
        } else if c == '#' {
            hashtag(rest).map(Piece::Hashtag)
        } else {
            link(rest).map(Piece::Link)
        };
        let length = match alive {
            Some(Piece::Hashtag(word) | Piece::Link(word)) => {
                if from < at {
                    found.push(Piece::Text(&run[from..at]));
                }
                found.extend(alive);
                from = at + word.len();
                word.len()
            }
            _ => c.len_utf8(),
        };
        previous = run[at..at + length].chars().next_back();
        at += length;
    }
    if from < run.len() {
        found.push(Piece::Text(&run[from..]));
    }
}

fn starts_a_word(previous: Option<char>) -> bool {
    previous.is_none_or(|before| !before.is_alphanumeric() && !matches!(before, '#' | '&' | '/' | '_' | '@'))
}

/// A sign and the letters and digits behind it.
fn hashtag(text: &str) -> Option<&str> {
    let end = text[1..].find(|c: char| !c.is_alphanumeric()).map_or(text.len(), |end| end + 1);
    (end > 1).then(|| &text[..end])
}

/// An address up to the next space, without the punctuation of the sentence around it.
fn link(text: &str) -> Option<&str> {
    let head: String = text.chars().take(8).collect::<String>().to_ascii_lowercase();
    let scheme = ["https://", "http://", "www."].into_iter().find(|scheme| head.starts_with(scheme))?;
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')).unwrap_or(text.len());
    let mut address = &text[..end];
    while let Some(last) = address.chars().next_back() {
        let closes = last == ')' && address.matches(')').count() > address.matches('(').count();
        if !closes && !matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '”' | '…') {
            break;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    (address.len() > scheme.len()).then_some(address)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn mention(start: u32, length: u32) -> Mention {
        Mention { start, length, urn: "urn:li:organization:1".into() }
    }

    #[test]
    fn hashtags_and_addresses_are_found_where_a_reader_expects_them() {
        use Piece::{Hashtag, Link, Text};
        let cases: [(&str, &[Piece<'_>]); 8] = [
            (
                "We hire #nurses in #Lagos!",
                &[Text("We hire "), Hashtag("#nurses"), Text(" in "), Hashtag("#Lagos"), Text("!")],
            ),
            ("C# and issue # and C#x", &[Text("C# and issue # and C#x")]),
            ("(#one)#two", &[Text("("), Hashtag("#one"), Text(")"), Hashtag("#two")]),
            ("##two", &[Text("##two")]),
            ("#日本語です。", &[Hashtag("#日本語です"), Text("。")]),
            ("See https://a.example/x#top.", &[Text("See "), Link("https://a.example/x#top"), Text(".")]),
            ("(www.a.example/b_(c))", &[Text("("), Link("www.a.example/b_(c)"), Text(")")]),
            ("https:// and me@www.a.example", &[Text("https:// and me@www.a.example")]),
        ];
        for (text, expected) in cases {
            assert_eq!(pieces(&text.into()), expected, "{text}");
        }
    }

    #[test]
    fn mentions_that_cannot_hold_are_words() {
        let text = PostText {
            text: "Hi Dana Okafor".into(),
            mentions: vec![
                mention(3, 11),
                mention(5, 2),
                mention(0, 0),
                mention(2, 1),
                mention(12, 9),
                mention(u32::MAX, 2),
            ],
        };
        assert_eq!(sound(&text), [mention(3, 11)]);
        assert_eq!(
            pieces(&text),
            [Piece::Text("Hi "), Piece::Mention { name: "Dana Okafor", urn: "urn:li:organization:1" }]
        );
    }

    proptest! {
        #[test]
        fn the_pieces_are_the_text(
            text in "[a#@ \\n\\(\\)/:.wé👋\u{202e}]{0,40}(#x|https://a.b|)[#a ]{0,5}",
            places in prop::collection::vec((0_u32..50, 0_u32..9), 0..6),
        ) {
            let mentions = places.into_iter().map(|(start, length)| mention(start, length)).collect();
            let whole = PostText { text: text.clone(), mentions };
            let together: String = pieces(&whole)
                .into_iter()
                .map(|piece| match piece {
                    Piece::Text(text) | Piece::Hashtag(text) | Piece::Link(text) => text,
                    Piece::Mention { name, .. } => name,
                })
                .collect();
            prop_assert_eq!(together, text);
            let alive = pieces(&whole).iter().filter(|piece| matches!(piece, Piece::Mention { .. })).count();
            prop_assert_eq!(alive, sound(&whole).len());
        }
    }
}
