//! How a text is written for each provider.

use super::{Piece, pieces};
use crate::post::PostText;

/// Characters that LinkedIn's little text reserves (LinkedIn Posts API, little text format).
const RESERVED: [char; 15] = ['|', '{', '}', '@', '[', ']', '(', ')', '<', '>', '#', '\\', '*', '_', '~'];

/// A mention that lies beside a plain text: in LinkedIn's comments and its older posts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// The first covered UTF-16 unit.
    pub start: usize,
    /// How many UTF-16 units are covered.
    pub length: usize,
    /// `urn:li:person:…` or `urn:li:organization:…`.
    pub urn: String,
}

/// A mention that a placeholder in the text stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The name that is read.
    pub name: String,
    /// What Unipile calls them: the end of the URN.
    pub id: String,
    /// Whether it is a page.
    pub is_page: bool,
}

/// A text as LinkedIn's little text: every reserved character is escaped, hashtags and mentions
/// stay live. An unescaped reserved character would silently cut the post there.
pub fn to_little_text(text: &PostText) -> String {
    let mut out = String::with_capacity(text.text.len() + text.text.len() / 8);
    for piece in pieces(text) {
        match piece {
            Piece::Text(words) | Piece::Link(words) => escape(words, &mut out),
            Piece::Hashtag(tag) => out.push_str(tag),
            Piece::Mention { name, urn } if is_person_or_page(urn) => {
                out.push_str("@[");
                escape(name, &mut out);
                out.push_str("](");
                out.push_str(urn);
                out.push(')');
            }
            Piece::Mention { name, .. } => escape(name, &mut out),
        }
    }
    out
}

fn escape(words: &str, out: &mut String) {
    for c in words.chars() {
        if RESERVED.contains(&c) {
            out.push('\\');
        }
        out.push(c);
    }
}

/// Whether LinkedIn's API knows this kind of URN in a mention, and it can't end the mention early.
fn is_person_or_page(urn: &str) -> bool {
    ["urn:li:person:", "urn:li:organization:"].into_iter().any(|kind| {
        urn.strip_prefix(kind).is_some_and(|id| {
            !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        })
    })
}

/// The mentions that lie beside the plain text, counted as LinkedIn counts there: in UTF-16 units.
pub fn attributes(text: &PostText) -> Vec<Attribute> {
    let mut at = 0;
    let mut found = Vec::new();
    for piece in pieces(text) {
        let (words, urn) = match piece {
            Piece::Text(words) | Piece::Link(words) | Piece::Hashtag(words) => (words, None),
            Piece::Mention { name, urn } => (name, Some(urn).filter(|urn| is_person_or_page(urn))),
        };
        let length = words.encode_utf16().count();
        found.extend(urn.map(|urn| Attribute { start: at, length, urn: urn.to_owned() }));
        at += length;
    }
    found
}

/// The text with `{{0}}`, `{{1}}` … for its mentions, and whom they stand for: Unipile's first API.
/// Braces that were written and look like a placeholder are kept apart by an invisible joiner.
pub fn to_placeholders(text: &PostText) -> (String, Vec<Named>) {
    let mut out = String::with_capacity(text.text.len());
    let mut named = Vec::new();
    for piece in pieces(text) {
        match piece {
            Piece::Text(words) | Piece::Link(words) | Piece::Hashtag(words) => {
                out.push_str(&words.replace("{{", "{\u{2060}{"));
            }
            Piece::Mention { name, urn } => match name_of(name, urn) {
                Some(one) => {
                    out.push_str(&format!("{{{{{}}}}}", named.len()));
                    named.push(one);
                }
                None => out.push_str(name),
            },
        }
    }
    (out, named)
}

/// The text with `@id` for its mentions: Unipile's second API, which puts the name there itself.
pub fn to_handles(text: &PostText) -> String {
    let mut out = String::with_capacity(text.text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Text(words) | Piece::Link(words) | Piece::Hashtag(words) => out.push_str(words),
            Piece::Mention { name, urn } => match name_of(name, urn) {
                // In the middle of a word it would be read as an address of e-mail.
                Some(one) if !out.ends_with(char::is_alphanumeric) => {
                    out.push('@');
                    out.push_str(&one.id);
                }
                _ => out.push_str(name),
            },
        }
    }
    out
}

/// The text with `@[Name](urn)` for its mentions and nothing escaped: Zernio.
pub fn to_zernio(text: &PostText) -> String {
    let mut out = String::with_capacity(text.text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Mention { name, urn } if is_person_or_page(urn) && !name.contains(['[', ']']) => {
                out.push_str(&format!("@[{name}]({urn})"));
            }
            Piece::Text(words) | Piece::Link(words) | Piece::Hashtag(words) => out.push_str(words),
            Piece::Mention { name, .. } => out.push_str(name),
        }
    }
    out
}

fn name_of(name: &str, urn: &str) -> Option<Named> {
    let (kind, id) = urn.strip_prefix("urn:li:")?.split_once(':')?;
    let plain = !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    let is_page = kind == "organization";
    // A person's id differs from app to app, and means nobody to Unipile.
    (plain && (is_page || kind == "fsd_profile")).then(|| Named {
        name: name.to_owned(),
        id: id.to_owned(),
        is_page,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::post::Mention;

    #[test]
    fn reserved_characters_are_escaped_and_hashtags_stay_live() {
        let cases = [
            ("Hello (world)", "Hello \\(world\\)"),
            ("We're hiring #nurses in #Lagos", "We're hiring #nurses in #Lagos"),
            ("(#one)", "\\(#one\\)"),
            ("C# and issue #", "C\\# and issue \\#"),
            ("https://a.example/#top_(x)", "https://a.example/\\#top\\_\\(x\\)"),
            ("a_b*c~d|e", "a\\_b\\*c\\~d\\|e"),
            ("mail me@northwind.example", "mail me\\@northwind.example"),
            ("back\\slash", "back\\\\slash"),
            ("<b>[x]{y}</b>", "\\<b\\>\\[x\\]\\{y\\}\\</b\\>"),
            ("{hashtag|#|x}", "\\{hashtag\\|\\#\\|x\\}"),
            ("@[Dana](urn:li:person:1)", "\\@\\[Dana\\]\\(urn:li:person:1\\)"),
        ];
        for (plain, little) in cases {
            assert_eq!(to_little_text(&plain.into()), little);
        }
    }

    /// `name` after two characters and a 4-byte emoji.
    fn named(name: &str, urn: &str) -> PostText {
        let length = u32::try_from(name.chars().count()).unwrap();
        PostText {
            text: format!("👋 {name}!"),
            mentions: vec![Mention { start: 2, length, urn: urn.to_owned() }],
        }
    }

    #[test]
    fn a_mention_is_written_as_each_provider_wants_it() {
        let dana = named("Dana Okafor", "urn:li:person:x-1_y");
        assert_eq!(to_little_text(&dana), "👋 @[Dana Okafor](urn:li:person:x-1_y)!");
        assert_eq!(
            attributes(&dana),
            [Attribute { start: 3, length: 11, urn: "urn:li:person:x-1_y".into() }]
        );
        assert_eq!(to_zernio(&dana), "👋 @[Dana Okafor](urn:li:person:x-1_y)!");
        assert_eq!((to_handles(&dana), to_placeholders(&dana).0), (dana.text.clone(), dana.text));

        let at_unipile = named("Dana Okafor", "urn:li:fsd_profile:ACoAA-1_y");
        assert_eq!(to_little_text(&at_unipile), at_unipile.text);
        assert_eq!(to_handles(&at_unipile), "👋 @ACoAA-1_y!");
        let (text, mentions) = to_placeholders(&at_unipile);
        assert_eq!(text, "👋 {{0}}!");
        assert_eq!(mentions, [Named { name: "Dana Okafor".into(), id: "ACoAA-1_y".into(), is_page: false }]);

        let page = named("Alder (UK) [Ltd]", "urn:li:organization:1337");
        assert_eq!(to_little_text(&page), "👋 @[Alder \\(UK\\) \\[Ltd\\]](urn:li:organization:1337)!");
        assert!(to_placeholders(&page).1[0].is_page);
        assert_eq!(to_zernio(&page), page.text, "Zernio has no way to write brackets in a name");
    }

    #[test]
    fn a_urn_that_could_end_a_mention_early_leaves_only_the_name() {
        for urn in ["urn:li:person:", "urn:li:person:1)evil", "urn:li:share:1", "1337", ""] {
            let text = named("Dana", urn);
            assert_eq!(to_little_text(&text), "👋 Dana!", "{urn}");
            assert!(attributes(&text).is_empty());
            assert_eq!(to_zernio(&text), "👋 Dana!");
        }
    }

    #[test]
    fn what_looks_like_a_placeholder_is_none() {
        let (text, mentions) = to_placeholders(&"Use {{0}} in mails".into());
        assert!(!text.contains("{{0}}") && mentions.is_empty());
    }

    proptest! {
        #[test]
        fn taking_the_backslashes_away_gives_the_text_back(text in "\\PC{0,200}") {
            let little = to_little_text(&text.as_str().into());
            let mut plain = String::new();
            let mut chars = little.chars();
            while let Some(c) = chars.next() {
                plain.push(if c == '\\' { chars.next().unwrap_or(c) } else { c });
            }
            prop_assert_eq!(plain, text);
        }
    }
}
