//! The words of a post and of a comment, with their links alive.

use crate::html::escape;
use crate::little_text::{Cutting, Parsed, Segment, from_plain, parse};
use crate::world::{Post, World};

/// Longer words are folded, as are words of more lines.
const FOLD_LETTERS: usize = 210;
const FOLD_LINES: usize = 3;

/// The post's words in runs. What another provider stored may be plain.
fn read(post: &Post) -> Parsed {
    let stored = parse(&post.stored, Cutting::EveryReserved);
    if stored.text == post.text { stored } else { parse(&from_plain(&post.text), Cutting::EveryReserved) }
}

/// The hashtags of a post, without their sign.
pub fn hashtags(post: &Post) -> impl Iterator<Item = String> {
    read(post).segments.into_iter().filter_map(|segment| match segment {
        Segment::Hashtag(word) => Some(word),
        Segment::Text(_) | Segment::Mention(_) => None,
    })
}

/// Whether a reader would have to press "more".
pub fn is_long(text: &str) -> bool {
    text.chars().count() > FOLD_LETTERS || text.lines().count() > FOLD_LINES
}

/// The words of a post as HTML.
pub fn of_post(world: &World, post: &Post) -> String {
    shown(world, &read(post).segments)
}

/// Plain words as HTML: hashtags and addresses are links.
pub fn of_plain(world: &World, text: &str) -> String {
    shown(world, &parse(&from_plain(text), Cutting::EveryReserved).segments)
}

fn shown(world: &World, segments: &[Segment]) -> String {
    segments
        .iter()
        .map(|segment| match segment {
            Segment::Text(text) => linked(text),
            Segment::Hashtag(word) => {
                let path: String = url::form_urlencoded::byte_serialize(word.as_bytes()).collect();
                format!("<a href=\"/feed/hashtag/{path}\">#{}</a>", escape(word))
            }
            Segment::Mention(mention) => match home(world, &mention.urn) {
                Some(path) => {
                    format!("<a class=mention href=\"{}\">{}</a>", escape(&path), escape(&mention.name))
                }
                None => escape(&mention.name),
            },
        })
        .collect()
}

/// Where a member or page lives.
pub fn home(world: &World, urn: &str) -> Option<String> {
    if urn.starts_with("urn:li:organization:") {
        return world.people.organization(urn).map(|page| format!("/company/{}", page.vanity));
    }
    let person = world.people.by_sub(urn.strip_prefix("urn:li:person:")?)?;
    Some(format!("/in/{}", person.slug))
}

/// Escaped, with the web addresses in it as links.
fn linked(text: &str) -> String {
    let mut html = String::new();
    let mut rest = text;
    while let Some(at) = ["https://", "http://"].iter().filter_map(|scheme| rest.find(scheme)).min() {
        let (before, from) = rest.split_at(at);
        let end = from.find(char::is_whitespace).unwrap_or(from.len());
        // What ends a sentence does not belong to an address.
        let address = from[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '"', '\'', '>']);
        html.push_str(&escape(before));
        let safe = escape(address);
        html.push_str(&format!("<a href=\"{safe}\" rel=\"noopener nofollow\">{safe}</a>"));
        rest = &from[address.len()..];
    }
    html.push_str(&escape(rest));
    html
}

#[cfg(test)]
mod tests {
    use super::{is_long, linked};

    #[test]
    fn addresses_are_links_and_everything_is_escaped() {
        for (text, html) in [
            ("no link <b>", "no link &lt;b&gt;"),
            (
                "See https://a.example/x?y=1&z=2, and go.",
                "See <a href=\"https://a.example/x?y=1&amp;z=2\" rel=\"noopener nofollow\">https://a.example/x?y=1&amp;z=2</a>, and go.",
            ),
            (
                "http://a.example/\"onclick=x",
                "<a href=\"http://a.example/&quot;onclick=x\" rel=\"noopener nofollow\">http://a.example/&quot;onclick=x</a>",
            ),
            ("javascript:alert(1)", "javascript:alert(1)"),
        ] {
            assert_eq!(linked(text), html);
        }
    }

    #[test]
    fn long_is_many_letters_or_many_lines() {
        assert!(!is_long("short"));
        assert!(is_long(&"x".repeat(211)));
        assert!(is_long("1\n2\n3\n4"));
    }
}
