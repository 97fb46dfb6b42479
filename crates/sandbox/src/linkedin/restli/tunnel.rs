//! Queries too long for a URL, moved into the body of a `POST` with `X-HTTP-Method-Override`.

use bytes::Bytes;

use super::data::Malformed;

/// A request as it would have been without the tunnel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tunnelled {
    /// The raw query.
    pub query: String,
    /// The type of the body that is left, when there is one.
    pub content_type: Option<String>,
    /// The body that is left.
    pub body: Bytes,
}

/// Takes the query out of the body: a form, or `multipart/mixed` with a form and another part.
///
/// # Errors
///
/// When the body is of another type, or its parts cannot be told apart.
pub fn untunnelled(content_type: &str, body: &Bytes) -> Result<Tunnelled, Malformed> {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Ok(Tunnelled { query: text(body)?, content_type: None, body: Bytes::new() });
    }
    if !kind.eq_ignore_ascii_case("multipart/mixed") {
        return Err(Malformed);
    }
    let boundary = content_type
        .split(';')
        .filter_map(|parameter| parameter.trim().split_once('='))
        .find(|(name, _)| name.eq_ignore_ascii_case("boundary"))
        .map(|(_, value)| value.trim_matches('"'))
        .filter(|value| !value.is_empty())
        .ok_or(Malformed)?;
    let mut found = Tunnelled { query: String::new(), content_type: None, body: Bytes::new() };
    for (part_type, content) in parts(body, boundary)? {
        if part_type.starts_with("application/x-www-form-urlencoded") {
            found.query = text(&content)?;
        } else {
            found.content_type = Some(part_type);
            found.body = content;
        }
    }
    Ok(found)
}

fn text(bytes: &Bytes) -> Result<String, Malformed> {
    let text = std::str::from_utf8(bytes).map_err(|_| Malformed)?.trim();
    if text.is_ascii() { Ok(text.to_owned()) } else { Err(Malformed) }
}

/// Content type (lower case) and content of each part.
fn parts(body: &Bytes, boundary: &str) -> Result<Vec<(String, Bytes)>, Malformed> {
    let delimiter = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut rest = body.slice(find(body, delimiter.as_bytes()).ok_or(Malformed)? + delimiter.len()..);
    while !rest.starts_with(b"--") {
        let end = find(&rest, delimiter.as_bytes()).ok_or(Malformed)?;
        parts.push(part(&rest.slice(..end))?);
        rest = rest.slice(end + delimiter.len()..);
    }
    Ok(parts)
}

fn part(raw: &Bytes) -> Result<(String, Bytes), Malformed> {
    let (head_end, gap) = match (find(raw, b"\r\n\r\n"), find(raw, b"\n\n")) {
        (Some(place), _) => (place, 4),
        (None, Some(place)) => (place, 2),
        (None, None) => return Err(Malformed),
    };
    let head = std::str::from_utf8(&raw[..head_end]).map_err(|_| Malformed)?;
    let content_type = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("content-type"))
        .map(|(_, value)| value.trim().to_ascii_lowercase())
        .unwrap_or_default();
    let mut content = raw.slice(head_end + gap..);
    // The line break before a boundary belongs to the boundary.
    for ending in [b"\r\n".as_slice(), b"\n"] {
        if content.ends_with(ending) {
            content.truncate(content.len() - ending.len());
            break;
        }
    }
    Ok((content_type, content))
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use proptest::prelude::*;

    use super::untunnelled;

    #[test]
    fn a_form_is_the_query() {
        let body = Bytes::from_static(b"ids=List(a,b)&x=1");
        let found = untunnelled("application/x-www-form-urlencoded; charset=utf-8", &body).unwrap();
        assert_eq!(found.query, "ids=List(a,b)&x=1");
        assert!(found.body.is_empty() && found.content_type.is_none());
    }

    #[test]
    fn other_bodies_are_no_tunnel() {
        for (kind, body) in [
            ("application/json", "{}"),
            ("multipart/mixed", "--x--"),
            ("multipart/mixed; boundary=x", "nothing"),
            ("multipart/mixed; boundary=x", "--x\r\nno end"),
        ] {
            assert!(untunnelled(kind, &Bytes::from(body)).is_err(), "{kind} {body}");
        }
    }

    proptest! {
        #[test]
        fn parts_come_in_any_order_and_with_either_line_break(
            json in "\\{[a-z\":,]{0,40}\\}",
            query_first in any::<bool>(),
            carriage in any::<bool>(),
        ) {
            let line = if carriage { "\r\n" } else { "\n" };
            let query = ("application/x-www-form-urlencoded", "ids=List(a)".to_owned());
            let content = ("application/json", json.clone());
            let parts = if query_first { [query, content] } else { [content, query] };
            let mut body = String::new();
            for (kind, text) in parts {
                body.push_str(&format!("--xyz{line}Content-Type: {kind}{line}{line}{text}{line}"));
            }
            body.push_str("--xyz--");
            let found = untunnelled("multipart/mixed; boundary=xyz", &Bytes::from(body)).unwrap();
            prop_assert_eq!(found.query, "ids=List(a)");
            prop_assert_eq!(found.body, Bytes::from(json));
            prop_assert_eq!(found.content_type.as_deref(), Some("application/json"));
        }

        #[test]
        fn anything_is_read_or_refused(body in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = untunnelled("multipart/mixed; boundary=-", &Bytes::from(body));
        }
    }
}
