//! Characters that nobody sees.

/// Characters that look like nothing although they are no white space: zero-width ones, those that
/// steer the direction of writing, and fillers.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Whether a text has nothing to read: only spaces, line breaks and invisible characters.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_control() || is_invisible(c))
}

/// Whether a character changes the direction in which what follows is read. Words can be made to
/// read backwards with them. The marks that only belong to a word (U+200E, U+200F, U+061C) stay:
/// Arabic and Hebrew need them.
pub fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Words of which nobody knows who wrote them, as one line: spaces and line breaks folded into one
/// space, without control characters, without everything that isn't seen and everything that turns
/// the direction of writing. What joins letters or pictures into one stays between them.
pub fn plain_line(text: &str) -> String {
    let shown = |c: char| !(c.is_whitespace() || c.is_control() || is_invisible(c));
    let mut line = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    let mut gap = false;
    while let Some(c) = letters.next() {
        if shown(c) {
            if gap && !line.is_empty() {
                line.push(' ');
            }
            gap = false;
            line.push(c);
        } else if c.is_whitespace() {
            gap = true;
        } else if let Some(before) = line.chars().next_back().filter(|before| !gap && !before.is_ascii()) {
            let joins = matches!(c, '\u{200c}' | '\u{200d}')
                && !matches!(before, '\u{200c}' | '\u{200d}')
                && letters.peek().is_some_and(|after| !after.is_ascii() && shown(*after));
            let chooses_picture = matches!(c, '\u{fe00}'..='\u{fe0f}') && shown(before);
            if joins || chooses_picture {
                line.push(c);
            }
        }
    }
    line
}

/// A text without the characters that turn its direction.
pub fn without_turns(text: &crate::post::PostText) -> crate::post::PostText {
    let mut kept = crate::post::PostText::default();
    // Where each old character is now.
    let mut now = Vec::with_capacity(text.text.len() + 1);
    let mut at = 0_u32;
    for c in text.text.chars() {
        now.push(at);
        if !turns_direction(c) {
            kept.text.push(c);
            at += 1;
        }
    }
    now.push(at);
    for mention in super::sound(text) {
        let end = now[(mention.start + mention.length) as usize];
        let start = now[mention.start as usize];
        if end > start {
            kept.mentions.push(crate::post::Mention { start, length: end - start, ..mention });
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::post::{Mention, PostText};

    #[test]
    fn what_nobody_can_read_is_blank() {
        for text in ["", " \n\t ", "\u{200b}\u{feff}", "\u{202e} \u{2069}", "\u{3164}\u{2800}\u{a0}"] {
            assert!(is_blank(text), "{text:?}");
        }
        for text in ["a", " .", "👋", "\u{200b}x"] {
            assert!(!is_blank(text), "{text:?}");
        }
    }

    #[test]
    fn words_of_strangers_become_one_line_of_what_is_seen() {
        let cases = [
            ("  A \r\n\t title\u{a0} ", "A title"),
            ("a\u{202e}b\u{2066}c\u{2069}\u{200f}d\u{61c}", "abcd"),
            ("a\u{200b}b\u{feff}c\u{2060}d\u{ad}e\u{0}f\u{1b}g", "abcdefg"),
            ("a\u{200d}b \u{200d}c", "ab c"),
            ("👩\u{200d}💻 ❤\u{fe0f} 🏳\u{fe0f}\u{200d}🌈", "👩\u{200d}💻 ❤\u{fe0f} 🏳\u{fe0f}\u{200d}🌈"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("👋\u{200d}\u{200d}\u{200d}", "👋"),
            ("\u{200b}\u{3164} \u{2028}", ""),
        ];
        for (text, line) in cases {
            assert_eq!(plain_line(text), line, "{text:?}");
        }
    }

    #[test]
    fn taking_out_what_turns_the_direction_keeps_mentions_in_place() {
        let mention = |start, length| Mention { start, length, urn: "urn:li:organization:1".into() };
        let text = PostText {
            text: "\u{202e}Hi \u{2066}Dana\u{2069} مرحبا\u{200f}".into(),
            mentions: vec![mention(4, 6)],
        };
        let expected = PostText { text: "Hi Dana مرحبا\u{200f}".into(), mentions: vec![mention(3, 4)] };
        assert_eq!(without_turns(&text), expected);
    }
}
