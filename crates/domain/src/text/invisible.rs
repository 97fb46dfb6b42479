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
