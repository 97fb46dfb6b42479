//! Which post a link means.

use percent_encoding::percent_decode_str;

/// The URN of the post that a link to it, or a URN, means; `None` when it means none.
pub fn urn_of(typed: &str) -> Option<String> {
    let words = percent_decode_str(typed.trim()).decode_utf8_lossy().into_owned();
    if !words.starts_with("urn:li:") && !is_on_linkedin(&words) {
        return None;
    }
    ["share", "ugcPost", "activity"].into_iter().find_map(|kind| {
        let named = [format!("urn:li:{kind}:"), format!("-{kind}-"), format!("_{kind}-")];
        let number = named.iter().find_map(|mark| {
            let (_, rest) = words.split_once(mark.as_str())?;
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            (end >= 6).then(|| rest[..end].to_owned())
        })?;
        Some(format!("urn:li:{kind}:{number}"))
    })
}

fn is_on_linkedin(words: &str) -> bool {
    let rest = words.strip_prefix("https://").or_else(|| words.strip_prefix("http://")).unwrap_or(words);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default().to_lowercase();
    host == "linkedin.com" || host.ends_with(".linkedin.com")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_is_known_by_its_urn_and_by_every_kind_of_link_to_it() {
        let cases = [
            ("urn:li:share:7141138937766391808", Some("urn:li:share:7141138937766391808")),
            (
                "https://www.linkedin.com/feed/update/urn:li:activity:7141138937766391808/?x=1",
                Some("urn:li:activity:7141138937766391808"),
            ),
            (
                "https://www.linkedin.com/feed/update/urn%3Ali%3AugcPost%3A7141138937766391808/",
                Some("urn:li:ugcPost:7141138937766391808"),
            ),
            (
                "linkedin.com/posts/dana-okafor_hiring-activity-7141138937766391808-x1Yz",
                Some("urn:li:activity:7141138937766391808"),
            ),
            ("https://evil.example/urn:li:share:7141138937766391808", None),
            ("https://www.linkedin.com/in/dana-okafor", None),
            ("urn:li:person:7141138937766391808", None),
            ("urn:li:share:12", None),
            ("", None),
        ];
        for (typed, urn) in cases {
            assert_eq!(urn_of(typed).as_deref(), urn, "{typed}");
        }
    }
}
