//! Random input for the two parsers that read what strangers wrote, for a minute each.
//!
//! cargo-fuzz needs a nightly toolchain for its sanitizers, and the code under test has no `unsafe`
//! that they could watch; proptest runs on stable, and shrinks what it finds.

#![expect(clippy::panic, reason = "a broken expectation is what a test reports")]

use std::time::{Duration, Instant};

use proptest::prelude::{Strategy, any, prop};
use proptest::prop_oneof;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use rollcall_sandbox::little_text::{Cutting, escape, parse};
use rollcall_sandbox::restli::{Data, Mask, Protocol, Query, path_keys, untunnelled};

const LONG_ENOUGH: Duration = Duration::from_secs(60);

/// Feeds `check` for a minute; a panic or an error is reported with the shortest input that has it.
fn feed(pieces: &'static [&'static str], check: impl Fn(&str) -> Result<(), String>) {
    let end = Instant::now() + LONG_ENOUGH;
    let mut cases = 0_u64;
    while Instant::now() < end {
        let mut runner =
            TestRunner::new(Config { cases: 512, failure_persistence: None, ..Config::default() });
        let done = runner.run(&text(pieces), |text| check(&text).map_err(TestCaseError::fail));
        done.unwrap_or_else(|failure| panic!("{failure}"));
        cases += 512;
    }
    assert!(cases > 10_000, "only {cases} inputs in {LONG_ENOUGH:?}");
}

/// Texts made of the syntax's own pieces, of anything, and of one piece very often: what recurses
/// must not run out of stack.
fn text(pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        12 => prop::sample::select(pieces).prop_map(ToOwned::to_owned),
        2 => "[a-z0-9]{1,4}",
        1 => any::<char>().prop_map(String::from),
    ];
    prop_oneof![
        40 => prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat()),
        8 => any::<String>(),
        1 => (prop::sample::select(pieces), 1_usize..10_000).prop_map(|(piece, often)| piece.repeat(often)),
    ]
}

#[test]
#[ignore = "takes a minute; cargo xtask test --deep"]
fn restli_queries() {
    const PIECES: &[&str] = &[
        "(",
        ")",
        "List(",
        ",",
        ":",
        "'",
        "''",
        "=",
        "&",
        "%",
        "%2",
        "%28",
        "%29",
        "%2C",
        "%3A",
        "%27",
        "%25",
        "%ff",
        "%F0%9F%92%AC",
        "+",
        ".",
        "[",
        "]",
        "[0]",
        "[1]",
        "ids",
        "q",
        "fields",
        "projection",
        "start",
        "urn%3Ali%3Aperson%3A1",
        "urn:li:organization:2",
        "*",
        "~",
        "a.b",
        "ids[0]",
        "ids=List(1,2)",
        "search=(a:List(b),c:(d:e))",
        "elements*(a~(b,c))",
        "\u{0}",
        "é",
        "/",
    ];
    feed(PIECES, |raw| {
        for protocol in [Protocol::One, Protocol::Two] {
            let strict = Query::parse(raw, protocol);
            let lenient = Query::parse_leniently(raw, protocol);
            if let Ok(strict) = strict
                && lenient.as_ref() != Ok(&strict)
            {
                return Err(format!("{protocol:?}: leniently {lenient:?} instead of {strict:?}"));
            }
        }
        if let Ok(data) = Data::parse(raw) {
            let again = Data::parse(&data.encode());
            if again.as_ref() != Ok(&data) {
                return Err(format!("{data:?} is written as {} and read as {again:?}", data.encode()));
            }
        }
        let _ = Mask::parse(raw);
        let _ = path_keys(raw);
        for kind in ["application/x-www-form-urlencoded", "multipart/mixed; boundary=x", raw] {
            let _ = untunnelled(kind, &raw.to_owned().into());
        }
        Ok(())
    });
}

#[test]
#[ignore = "takes a minute; cargo xtask test --deep"]
fn little_text() {
    const PIECES: &[&str] = &[
        "\\",
        "|",
        "{",
        "}",
        "@",
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        "#",
        "*",
        "_",
        "~",
        "\\(",
        "\\\\",
        "#hiring",
        "{hashtag|\\#|",
        "{hashtag|#|a}",
        "{hashtag",
        "@[Amara Sithole](urn:li:person:1)",
        "@[",
        "](urn:li:",
        "urn:li:organization:2",
        "](",
        " ",
        "\n",
        "é",
        "💬",
        "👩‍👩‍👧",
        "text",
    ];
    feed(PIECES, |commentary| {
        for cutting in [Cutting::EveryReserved, Cutting::Brackets] {
            let parsed = parse(commentary, cutting);
            if parsed.cut_at.is_none() && parse(&parsed.stored, cutting).text != parsed.text {
                return Err(format!("{:?} reads otherwise than {:?}", parsed.stored, parsed.text));
            }
            let short = parsed.shortened(10);
            if short.text.chars().count() > 10 {
                return Err(format!("{:?} is longer than ten", short.text));
            }
            let escaped = parse(&escape(commentary), cutting);
            if escaped.text != commentary || escaped.cut_at.is_some() {
                return Err(format!("escaped, it reads {:?}", escaped.text));
            }
        }
        Ok(())
    });
}

#[test]
fn the_inputs_are_of_every_kind() {
    let mut runner = TestRunner::deterministic();
    let inputs: Vec<String> =
        (0..500).map(|_| text(&["("]).new_tree(&mut runner).unwrap().current()).collect();
    assert!(inputs.iter().any(String::is_empty));
    assert!(inputs.iter().any(|input| input.len() > 1_000 && input.bytes().all(|byte| byte == b'(')));
    assert!(inputs.iter().any(|input| !input.is_ascii()));
}
