//! Tags: short words that a person puts on accounts.

use thiserror::Error;

/// More letters than this are a sentence, not a tag.
const MOST_LETTERS: usize = 40;

/// Why a tag can't be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TagError {
    /// There is nothing in it.
    #[error("Type the tag first.")]
    Empty,
    /// It has more than 40 letters.
    #[error("A tag has at most 40 letters. Shorten it.")]
    TooLong,
    /// It has a character that separates tags in a file.
    #[error("A tag can't have a comma or a semicolon in it. Make two tags of it.")]
    Separator,
}

/// A tag as it is kept: without blanks around it, and with single ones inside.
///
/// # Errors
/// When nothing is left, or when it can't be told from a list of tags.
pub fn tidy(typed: &str) -> Result<String, TagError> {
    let words: Vec<&str> =
        typed.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    let tag = words.join(" ");
    if tag.is_empty() {
        return Err(TagError::Empty);
    }
    if tag.contains([',', ';']) {
        return Err(TagError::Separator);
    }
    if tag.chars().count() > MOST_LETTERS {
        return Err(TagError::TooLong);
    }
    Ok(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_tidied_or_refused_with_a_sentence() {
        let long = "a".repeat(41);
        for (typed, tag) in [
            ("hiring", Ok("hiring")),
            ("  key   account\n", Ok("key account")),
            ("Zürich", Ok("Zürich")),
            ("", Err(TagError::Empty)),
            (" \t", Err(TagError::Empty)),
            ("a;b", Err(TagError::Separator)),
            ("a, b", Err(TagError::Separator)),
            (long.as_str(), Err(TagError::TooLong)),
        ] {
            assert_eq!(tidy(typed), tag.map(str::to_owned), "{typed:?}");
        }
    }
}
