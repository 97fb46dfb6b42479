//! SubRip captions.

use rollcall_domain::media::{CaptionsFacts, MediaError};

/// Counts the cues: a line with two times. LinkedIn takes `.srt` (Videos API), which has no header
/// that would tell it from any other text.
pub(crate) fn look(bytes: &[u8]) -> Result<CaptionsFacts, MediaError> {
    let unknown = MediaError::NotKnown { found: None };
    // Written on Windows, they are often UTF-16, which LinkedIn doesn't name.
    let text = std::str::from_utf8(bytes).map_err(|_| unknown.clone())?;
    let cues = text.lines().filter(|line| is_times(line)).count();
    match u32::try_from(cues) {
        Ok(0) | Err(_) => Err(unknown),
        Ok(cues) => Ok(CaptionsFacts { cues, bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX) }),
    }
}

fn is_times(line: &str) -> bool {
    line.trim().split_once("-->").is_some_and(|(from, to)| {
        // A position may follow the second time.
        is_time(from.trim()) && to.split_whitespace().next().is_some_and(is_time)
    })
}

fn is_time(word: &str) -> bool {
    let mut parts = word.split([':', ',', '.']);
    let mut digits = |most: usize| {
        parts.next().is_some_and(|part| {
            !part.is_empty() && part.len() <= most && part.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    digits(3) && digits(2) && digits(2) && digits(3) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captions_are_told_from_other_text_by_their_times() {
        let captions = "\u{feff}1\r\n00:00:01,000 --> 00:00:02,500\r\nHello\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000 X1:0\r\nBye\r\n";
        assert_eq!(look(captions.as_bytes()).unwrap().cues, 2);
        for text in ["this is a text", "a --> b", "12:30 --> 13:30\n", "WEBVTT\n\n00:01.000 --> 00:02.000\n"]
        {
            assert_eq!(look(text.as_bytes()), Err(MediaError::NotKnown { found: None }), "{text}");
        }
    }
}
