//! LinkedIn's text format, and the trap in it.

use proptest::prelude::*;
use rollcall_sandbox::little_text::{Cutting, RESERVED, escape, parse};

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

proptest! {
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
