//! What a person writes is what a reader sees: Rollcall's writer of LinkedIn's little text against
//! the sandbox's reader of it. Neither knows the other.
#![expect(clippy::unwrap_used, reason = "a test that can't be set up has failed")]

use proptest::prelude::*;
use rollcall_domain::{
    post::{Mention, PostText},
    text::{self, Piece},
};
use rollcall_sandbox::little_text::{Cutting, Parsed, Segment, parse};

/// How a reader sees it.
#[derive(Debug, PartialEq, Eq)]
enum Seen {
    Words(String),
    Mention(String, String),
    Hashtag(String),
}

fn shown(parsed: &Parsed) -> Vec<Seen> {
    let seen = parsed.segments.iter().map(|segment| match segment {
        Segment::Text(words) => Seen::Words(words.clone()),
        Segment::Mention(mention) => Seen::Mention(mention.name.clone(), mention.urn.clone()),
        Segment::Hashtag(word) => Seen::Hashtag(format!("#{word}")),
    });
    seen.collect()
}

/// What the preview shows; words and addresses beside each other are words.
fn previewed(text: &PostText) -> Vec<Seen> {
    let mut seen: Vec<Seen> = Vec::new();
    for piece in text::pieces(text) {
        match (piece, seen.last_mut()) {
            (Piece::Text(words) | Piece::Link(words), Some(Seen::Words(before))) => before.push_str(words),
            (Piece::Text(words) | Piece::Link(words), _) => seen.push(Seen::Words(words.to_owned())),
            (Piece::Mention { name, urn }, _) => seen.push(Seen::Mention(name.to_owned(), urn.to_owned())),
            (Piece::Hashtag(tag), _) => seen.push(Seen::Hashtag(tag.to_owned())),
        }
    }
    seen
}

fn holds(text: &PostText) -> Result<(), TestCaseError> {
    let parsed = parse(&text::to_little_text(text), Cutting::EveryReserved);
    prop_assert_eq!(parsed.cut_at, None);
    prop_assert_eq!(&parsed.text, &text.text);
    prop_assert_eq!(parsed.full_length, text.count());
    prop_assert_eq!(shown(&parsed), previewed(text));
    Ok(())
}

/// Every character that LinkedIn reserves, and those that are hard to count, to see or to order.
const HARD: &str =
    "[ a-cA#@(){}<>|_~*\\[\\]\\\\\n.:/é日本👩\u{200d}👧🇳🇬\u{200b}\u{202e}\u{2066}\u{2069}\u{feff}\u{301}١]";

/// What looks like something that is alive in a text.
const ELEMENTS: &str =
    "#[a-z日]{1,5}|https://a\\.example/b_\\(c\\)#d|\\{hashtag\\|#\\|x\\}|@\\[x\\]\\(urn:li:person:1\\)|";

fn hard_words(most: u32, elements: &str) -> impl Strategy<Value = String> + use<> {
    prop::string::string_regex(&format!("{HARD}{{0,{most}}}({elements}){HARD}{{0,20}}")).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_previewed_is_what_the_feed_shows(
        text in hard_words(40, ELEMENTS),
        places in prop::collection::vec((0_u32..60, 0_u32..9, 0_usize..3), 0..5),
    ) {
        let urns = ["urn:li:person:782bbtaQ", "urn:li:organization:1337", "urn:li:person:a-b_c"];
        let mention = |(start, length, urn): (u32, u32, usize)| Mention { start, length, urn: urns[urn].into() };
        holds(&PostText { text, mentions: places.into_iter().map(mention).collect() })?;
    }

    #[test]
    fn a_mention_beside_a_plain_text_covers_its_name(
        text in hard_words(40, ""),
        start in 0_u32..40,
        length in 1_u32..12,
    ) {
        let urn = "urn:li:organization:1337".to_owned();
        let whole = PostText { text, mentions: vec![Mention { start, length, urn }] };
        let units: Vec<u16> = whole.text.encode_utf16().collect();
        let named = text::pieces(&whole).into_iter().find_map(|piece| match piece {
            Piece::Mention { name, .. } => Some(name),
            _ => None,
        });
        let covered = text::attributes(&whole)
            .first()
            .map(|it| String::from_utf16(&units[it.start..it.start + it.length]).unwrap());
        prop_assert_eq!(covered.as_deref(), named);
    }
}

#[test]
fn every_reserved_character_alone_and_doubled_survives() {
    for c in rollcall_sandbox::little_text::RESERVED {
        for text in [format!("{c}"), format!("{c}{c}"), format!("a{c}b"), format!("{c} {c}a")] {
            holds(&PostText::from(text.as_str())).unwrap();
        }
    }
}

#[test]
fn three_thousand_reserved_characters_count_as_three_thousand() {
    for (c, count) in [('(', 3_000), ('\\', 3_001), ('👋', 3_000)] {
        let text = PostText::from(c.to_string().repeat(count).as_str());
        let parsed = parse(&text::to_little_text(&text), Cutting::EveryReserved);
        assert_eq!(parsed.full_length, count);
        assert_eq!(text.count(), count);
    }
}
