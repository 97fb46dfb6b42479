//! LinkedIn's text format, and the trap in it.

use proptest::prelude::*;
use rollcall_sandbox::little_text::{Cutting, RESERVED, Segment, escape, from_plain, parse, parse_with};

#[test]
fn what_a_reader_sees() {
    for (commentary, text, stored, cut_at) in [
        ("Plain words.", "Plain words.", "Plain words.", None),
        (r"Hello \(world\)", "Hello (world)", r"Hello \(world\)", None),
        ("This is a test. (This is also a test.)", "This is a test. ", "This is a test. ", Some('(')),
        ("#hiring now", "#hiring now", r"{hashtag|\#|hiring} now", None),
        (r"{hashtag|\#|care} {hashtag|＃|team}", "#care #team", r"{hashtag|\#|care} {hashtag|\#|team}", None),
        (r"\#plain", "#plain", r"\#plain", None),
        (
            "By @[Northwind Talent](urn:li:organization:2414183)!",
            "By Northwind Talent!",
            "By @[Northwind Talent](urn:li:organization:2414183)!",
            None,
        ),
        ("mail a@b.example", "mail a", "mail a", Some('@')),
        ("lone # sign", "lone ", "lone ", Some('#')),
        ("a * b", "a ", "a ", Some('*')),
        (r"C:\temp", "C:", "C:", Some('\\')),
        ("", "", "", None),
    ] {
        let parsed = parse(commentary, Cutting::EveryReserved);
        assert_eq!(parsed.text, text, "{commentary}");
        assert_eq!(parsed.stored, stored, "{commentary}");
        assert_eq!(parsed.cut_at, cut_at, "{commentary}");
    }
}

#[test]
fn with_brackets_only_the_others_stay() {
    let parsed = parse("a * b_c (d", Cutting::Brackets);
    assert_eq!(parsed.text, "a * b_c ");
    assert_eq!(parsed.cut_at, Some('('));
}

#[test]
fn a_mention_that_does_not_hold_is_plain_text() {
    let parsed = parse_with("By @[A (B)](urn:li:organization:1) #x", Cutting::EveryReserved, |_| false);
    assert_eq!(parsed.text, "By A (B) #x");
    assert_eq!(parsed.stored, r"By A \(B\) {hashtag|\#|x}");
    assert!(parsed.mentions.is_empty());
    assert_eq!(parsed.segments, [Segment::Text("By A (B) ".to_owned()), Segment::Hashtag("x".to_owned())]);
}

#[test]
fn shortening_keeps_elements_whole() {
    for (most, text) in
        [(0, ""), (4, "See "), (8, "See "), (9, "See "), (10, "See #lagos"), (50, "See #lagos now")]
    {
        let short = parse("See #lagos now", Cutting::EveryReserved).shortened(most);
        assert_eq!(short.text, text, "{most}");
    }
}

/// The runs put together again.
fn rendered(segments: &[Segment]) -> String {
    segments
        .iter()
        .map(|segment| match segment {
            Segment::Text(text) => text.clone(),
            Segment::Mention(mention) => mention.name.clone(),
            Segment::Hashtag(word) => format!("#{word}"),
        })
        .collect()
}

proptest! {
    #[test]
    fn the_runs_are_the_text(commentary in "[a-z#@(){}|\\\\ \\[\\]é]{0,60}") {
        for cutting in [Cutting::EveryReserved, Cutting::Brackets] {
            let parsed = parse(&commentary, cutting);
            prop_assert_eq!(rendered(&parsed.segments), parsed.text.clone());
            let together = |pair: &[Segment]| matches!(pair, [Segment::Text(_), Segment::Text(_)]);
            prop_assert!(!parsed.segments.windows(2).any(together));
        }
    }

    #[test]
    fn plain_words_arrive_whole(words in any::<String>()) {
        let parsed = parse(&from_plain(&words), Cutting::EveryReserved);
        prop_assert_eq!(parsed.text, words);
        prop_assert_eq!(parsed.cut_at, None);
    }

    #[test]
    fn shortened_text_is_a_beginning(words in any::<String>(), most in 0_usize..40) {
        let whole = parse(&from_plain(&words), Cutting::EveryReserved);
        let short = whole.clone().shortened(most);
        prop_assert!(whole.text.starts_with(&short.text));
        prop_assert!(short.text.chars().count() <= most);
        prop_assert_eq!(parse(&short.stored, Cutting::EveryReserved).text, short.text);
    }

    #[test]
    fn escaped_text_arrives_whole(text in any::<String>()) {
        let parsed = parse(&escape(&text), Cutting::EveryReserved);
        prop_assert_eq!(&parsed.text, &text);
        prop_assert_eq!(parsed.cut_at, None);
        prop_assert_eq!(parsed.full_length, text.chars().count());
    }

    #[test]
    fn text_ends_at_an_unescaped_bracket(before in any::<String>(), after in any::<String>()) {
        let commentary = format!("{}({after}", escape(&before));
        let parsed = parse(&commentary, Cutting::Brackets);
        prop_assert_eq!(parsed.text, before);
        prop_assert_eq!(parsed.cut_at, Some('('));
    }

    #[test]
    fn what_is_stored_reads_the_same_again(commentary in any::<String>()) {
        let once = parse(&commentary, Cutting::EveryReserved);
        let twice = parse(&once.stored, Cutting::EveryReserved);
        prop_assert_eq!(twice.text, once.text);
        prop_assert_eq!(twice.stored, once.stored);
        prop_assert_eq!(twice.cut_at, None);
    }

    #[test]
    fn nothing_reserved_is_ever_shown_unless_it_was_escaped_or_an_element(
        plain in "[a-z .,!?éß\n]{0,40}",
        cut in proptest::sample::select(RESERVED.to_vec()),
    ) {
        // A space after it keeps `#` and `@` from starting an element.
        let parsed = parse(&format!("{plain}{cut} rest"), Cutting::EveryReserved);
        prop_assert_eq!(parsed.text, plain);
    }
}
