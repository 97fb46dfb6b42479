//! A post's text: how long it is, what in it is alive, where the fold comes, how it is cut, and how
//! it is written for each provider.

mod cutting;
mod formats;
mod invisible;
mod pieces;

pub use self::{
    cutting::{join, shortened, split},
    formats::{Attribute, Named, attributes, to_handles, to_little_text, to_placeholders, to_zernio},
    invisible::{is_blank, plain_line, turns_direction, without_turns},
    pieces::{Piece, pieces, sound},
};
use crate::post::PostText;

/// LinkedIn's limit, counted on the text as people read it, before escaping.
pub const MAX_TEXT_CHARS: usize = 3_000;

/// LinkedIn's limit for a comment, as its own page counts.
pub const MAX_COMMENT_CHARS: usize = 1_250;

/// About how many characters a reader sees before *more*.
pub const FOLD_CHARS: usize = 210;

/// How many lines a reader sees before *more*.
pub const FOLD_LINES: usize = 3;

/// The number of characters that count towards [`MAX_TEXT_CHARS`]: Unicode scalar values, so that
/// an emoji counts as the characters it is made of. A mention counts as the name that is read.
pub fn count(text: &str) -> usize {
    text.chars().count()
}

/// How many characters a reader sees before *more*; `None` when all of them.
pub fn fold(text: &str) -> Option<usize> {
    let by_lines = text
        .chars()
        .enumerate()
        .filter(|(_, c)| *c == '\n')
        .nth(FOLD_LINES - 1)
        .map(|(at, _)| at)
        .filter(|_| text.lines().count() > FOLD_LINES);
    let by_length = (count(text) > FOLD_CHARS).then_some(FOLD_CHARS);
    by_lines.into_iter().chain(by_length).min()
}

impl PostText {
    /// The number of characters that count.
    pub fn count(&self) -> usize {
        count(&self.text)
    }

    /// Whether there is nothing to read.
    pub fn is_blank(&self) -> bool {
        is_blank(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emoji_count_as_the_characters_they_are_made_of() {
        for (text, expected) in [("", 0), ("héllo 👋", 7), ("👩‍👩‍👧", 5), ("a\r\nb", 4), ("e\u{301}", 2)]
        {
            assert_eq!(count(text), expected, "{text}");
        }
    }

    #[test]
    fn the_fold_comes_after_210_characters_or_three_lines() {
        let long = "é".repeat(211);
        for (text, at) in [
            ("short", None),
            (&long[..420], None),
            (&long[..], Some(210)),
            ("one\ntwo\nthree", None),
            ("one\ntwo\nthree\n", None),
            ("one\ntwo\nthree\nfour", Some(13)),
        ] {
            assert_eq!(fold(text), at, "{text}");
        }
    }
}
