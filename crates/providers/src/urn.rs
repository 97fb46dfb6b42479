//! LinkedIn's names of posts, as they turn up inside other text.

/// The first post that a text names. Refusals name members in the same breath, which are no posts.
pub(crate) fn of_post(text: &str) -> Option<String> {
    ["urn:li:share:", "urn:li:ugcPost:", "urn:li:activity:"].into_iter().find_map(|start| {
        let rest = &text[text.find(start)? + start.len()..];
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        (!digits.is_empty()).then(|| format!("{start}{digits}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_posts_are_found() {
        let cases = [
            (
                "Content is a duplicate of urn:li:share:7141138937766391808",
                Some("urn:li:share:7141138937766391808"),
            ),
            ("urn:li:person:782bbtaQ already made urn:li:ugcPost:71.", Some("urn:li:ugcPost:71")),
            ("https://www.linkedin.com/feed/update/urn:li:activity:73/", Some("urn:li:activity:73")),
            ("Content is a duplicate of urn:li:person:782bbtaQ", None),
            ("urn:li:share: is no post", None),
        ];
        for (text, urn) in cases {
            assert_eq!(of_post(text).as_deref(), urn, "{text}");
        }
    }
}
