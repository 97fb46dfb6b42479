//! A post's text: how long it is, where the fold comes, and how it is written for LinkedIn.

/// LinkedIn's limit, counted on the text as people read it, before escaping.
pub const MAX_TEXT_CHARS: usize = 3_000;

/// About how many characters a reader sees before *more*.
pub const FOLD_CHARS: usize = 210;

/// The number of characters that count towards [`MAX_TEXT_CHARS`].
pub fn count(text: &str) -> usize {
    text.chars().count()
}

/// Characters that LinkedIn's little text reserves (LinkedIn Posts API, little text format).
const RESERVED: [char; 15] = ['|', '{', '}', '@', '[', ']', '(', ')', '<', '>', '#', '\\', '*', '_', '~'];

/// Writes plain text as LinkedIn little text: every reserved character is escaped, except the
/// sign of a hashtag, which stays live. An unescaped reserved character would silently cut the
/// post there.
pub fn to_little_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut previous = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let starts_hashtag = c == '#'
            && previous.is_none_or(|before: char| before.is_whitespace())
            && chars.peek().is_some_and(|next| next.is_alphanumeric());
        if RESERVED.contains(&c) && !starts_hashtag {
            out.push('\\');
        }
        out.push(c);
        previous = Some(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reserved_characters_are_escaped_and_hashtags_stay_live() {
        let cases = [
            ("Hello (world)", "Hello \\(world\\)"),
            ("We're hiring #nurses in #Lagos", "We're hiring #nurses in #Lagos"),
            ("C# and issue #", "C\\# and issue \\#"),
            ("a_b*c~d|e", "a\\_b\\*c\\~d\\|e"),
            ("mail me@northwind.example", "mail me\\@northwind.example"),
            ("back\\slash", "back\\\\slash"),
            ("<b>[x]{y}</b>", "\\<b\\>\\[x\\]\\{y\\}\\</b\\>"),
        ];
        for (plain, little) in cases {
            assert_eq!(to_little_text(plain), little);
        }
    }

    #[test]
    fn emoji_count_as_the_characters_they_are_made_of() {
        assert_eq!(count("héllo 👋"), 7);
    }

    proptest! {
        #[test]
        fn taking_the_backslashes_away_gives_the_text_back(text in "\\PC{0,200}") {
            let little = to_little_text(&text);
            let mut plain = String::new();
            let mut chars = little.chars();
            while let Some(c) = chars.next() {
                plain.push(if c == '\\' { chars.next().unwrap_or(c) } else { c });
            }
            prop_assert_eq!(plain, text);
        }
    }
}
