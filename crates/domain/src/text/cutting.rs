//! Cutting a text that is too long where a reader would.

use unicode_segmentation::UnicodeSegmentation;

use super::{count, pieces::byte_at, sound};
use crate::post::{Mention, PostText};

/// A text of at most `to` characters: what is left ends with a whole word and an ellipsis. A mention
/// that doesn't fit whole becomes words.
pub fn shortened(text: &PostText, to: usize) -> PostText {
    if text.count() <= to {
        return text.clone();
    }
    let Some(room) = to.checked_sub(1) else { return PostText::default() };
    let mut short = part(text, 0, cut_before(text, room));
    trim_end(&mut short);
    short.text.push('…');
    short
}

/// A text cut in two: at most `to` characters, and the rest. Cut between paragraphs if one ends in
/// the last third, else between sentences, else between words; an ellipsis stands on both sides
/// where a paragraph is cut.
pub fn split(text: &PostText, to: usize) -> (PostText, PostText) {
    if text.count() <= to {
        return (text.clone(), PostText::default());
    }
    let room = to.saturating_sub(2);
    let head: String = text.text.chars().take(room).collect();
    let early = room - room / 3;
    let paragraph = head.rfind("\n\n").map(|at| count(&head[..at])).filter(|at| *at >= early);
    let sentence = head
        .unicode_sentences()
        .map(count)
        .scan(0, |end, length| {
            *end += length;
            Some(*end)
        })
        .filter(|end| *end >= early && *end < room)
        .last();
    let clean = |at: &usize| sound(text).iter().all(|mention| !inside(mention, *at));
    let at = paragraph.filter(clean).or(sentence.filter(clean)).unwrap_or_else(|| cut_before(text, room));
    let mut first = part(text, 0, at);
    trim_end(&mut first);
    let mut rest = part(text, at, text.count());
    trim_start(&mut rest);
    if paragraph != Some(at) {
        first.text.push_str(" …");
        rest = prefixed("… ", rest);
    }
    (first, rest)
}

/// One text, and another below it.
pub fn join(first: &PostText, second: &PostText) -> PostText {
    if first.is_blank() {
        return second.clone();
    }
    if second.is_blank() {
        return first.clone();
    }
    let below = prefixed(&format!("{}\n\n", first.text), second.clone());
    PostText { text: below.text, mentions: first.mentions.iter().cloned().chain(below.mentions).collect() }
}

/// The last place up to `room` between two words, or between two of what people see as characters
/// where there is one word only.
fn cut_before(text: &PostText, room: usize) -> usize {
    let head: String = text.text.chars().take(room + 1).collect();
    let word = head
        .char_indices()
        .filter(|(_, c)| c.is_whitespace())
        .map(|(at, _)| count(&head[..at]))
        .rfind(|at| *at <= room)
        .filter(|at| *at > room / 2);
    let grapheme = || {
        text.text
            .graphemes(true)
            .scan(0, |end, grapheme| {
                *end += count(grapheme);
                Some(*end)
            })
            .take_while(|end| *end <= room)
            .last()
            .unwrap_or_default()
    };
    word.unwrap_or_else(grapheme)
}

fn inside(mention: &Mention, at: usize) -> bool {
    let (start, end) = (mention.start as usize, (mention.start + mention.length) as usize);
    start < at && at < end
}

/// The characters from one place to another, with the mentions that are whole in it.
fn part(text: &PostText, from: usize, to: usize) -> PostText {
    let (from, to) = (from as u32, to as u32);
    let words = text.text[byte_at(&text.text, from)..byte_at(&text.text, to)].to_owned();
    let whole = sound(text).into_iter().filter(|it| it.start >= from && it.start + it.length <= to);
    PostText { text: words, mentions: whole.map(|it| Mention { start: it.start - from, ..it }).collect() }
}

fn trim_end(text: &mut PostText) {
    text.text.truncate(text.text.trim_end().len());
    text.mentions = sound(text);
}

fn trim_start(text: &mut PostText) {
    let gone = count(&text.text) - count(text.text.trim_start());
    let length = text.count();
    *text = part(text, gone, length);
}

fn prefixed(prefix: &str, text: PostText) -> PostText {
    let by = u32::try_from(count(prefix)).unwrap_or(u32::MAX);
    PostText {
        text: format!("{prefix}{}", text.text),
        mentions: text
            .mentions
            .into_iter()
            .map(|mention| Mention { start: mention.start.saturating_add(by), ..mention })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn dana(text: &str) -> PostText {
        let start = u32::try_from(count(&text[..text.find("Dana").unwrap()])).unwrap();
        PostText {
            text: text.into(),
            mentions: vec![Mention { start, length: 11, urn: "urn:li:person:1".into() }],
        }
    }

    #[test]
    fn a_long_text_ends_with_a_whole_word() {
        let text = "We are hiring nurses in Lagos and in Accra".into();
        assert_eq!(shortened(&text, 25).text, "We are hiring nurses in…");
        assert_eq!(shortened(&text, 42), text);
        assert_eq!(shortened(&"👩‍👩‍👧👩‍👩‍👧".into(), 8).text, "👩‍👩‍👧…", "no family is torn apart");
        assert_eq!(shortened(&text, 0).text, "");
    }

    #[test]
    fn a_cut_mention_becomes_words() {
        let text = dana("We welcome Dana Okafor to the team");
        assert_eq!(shortened(&text, 24).mentions.len(), 1);
        let short = shortened(&text, 18);
        assert_eq!((short.text.as_str(), short.mentions.len()), ("We welcome Dana…", 0));
    }

    #[test]
    fn the_rest_goes_on_where_the_first_part_ends() {
        let text = dana("One paragraph of it.\n\nAnd Dana Okafor goes on.");
        let (first, rest) = split(&text, 28);
        assert_eq!(first.text, "One paragraph of it.");
        assert_eq!(rest, dana("And Dana Okafor goes on."));

        let (first, rest) = split(&"One sentence here. Then another one follows".into(), 24);
        assert_eq!(
            (first.text.as_str(), rest.text.as_str()),
            ("One sentence here. …", "… Then another one follows")
        );
        let both = join(&rest, &dana("Dana Okafor"));
        assert_eq!(both.mentions[0].start, 28);
    }

    proptest! {
        #[test]
        fn no_part_is_longer_than_asked_and_no_word_is_lost(
            text in "([a-zé👋]{1,9}[ \n.]{1,2}){0,40}",
            to in 3_usize..120,
        ) {
            let text = PostText::from(text.as_str());
            prop_assert!(shortened(&text, to).count() <= to);
            let (first, rest) = split(&text, to);
            prop_assert!(first.count() <= to);
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace() && *c != '…').collect::<String>();
            prop_assert_eq!(letters(&first.text) + &letters(&rest.text), letters(&text.text));
        }
    }
}
