//! Values of protocol 2, in a query or as a key: text, `List(a,b)`, `(k:v)`.

use std::collections::BTreeMap;
use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Letters a value may hold as they are. The protocol's own `( ) , : '` are not among them.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Deeper nesting than any resource has.
const DEEPEST: usize = 32;

/// A value as Rest.li writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Data {
    /// A string, number, flag, symbol or URN.
    Text(String),
    /// `List(a,b)`.
    List(Vec<Data>),
    /// `(k:v,k2:v2)`: a record or a compound key.
    Map(BTreeMap<String, Data>),
}

/// A value that breaks the protocol's syntax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed;

impl fmt::Display for Malformed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("not in Rest.li's syntax")
    }
}

impl std::error::Error for Malformed {}

impl Data {
    /// Reads a value as it stands in a raw, still encoded URL.
    ///
    /// # Errors
    ///
    /// When one of `( ) , : '` stands where only its encoded form may, or an encoding is broken.
    pub fn parse(raw: &str) -> Result<Self, Malformed> {
        if raw.is_empty() {
            return Ok(Self::Text(String::new()));
        }
        let mut reader = Reader { rest: raw };
        let data = reader.element(0)?;
        if reader.rest.is_empty() { Ok(data) } else { Err(Malformed) }
    }

    /// The value as it stands in a URL; [`Data::parse`] reads it back.
    #[must_use]
    pub fn encode(&self) -> String {
        match self {
            Self::Text(text) if text.is_empty() => "''".to_owned(),
            Self::Text(text) => encode_key(text),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::encode).collect();
                format!("List({})", items.join(","))
            }
            Self::Map(entries) => {
                let entries: Vec<String> = entries
                    .iter()
                    .map(|(key, value)| format!("{}:{}", Self::Text(key.clone()).encode(), value.encode()))
                    .collect();
                format!("({})", entries.join(","))
            }
        }
    }

    /// The text, when it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::List(_) | Self::Map(_) => None,
        }
    }

    /// A field of a record.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Map(entries) => entries.get(name),
            Self::Text(_) | Self::List(_) => None,
        }
    }
}

/// A key fully percent-encoded, as it stands in a path: `urn%3Ali%3Ashare%3A1`.
#[must_use]
pub fn encode_key(key: &str) -> String {
    utf8_percent_encode(key, ENCODED).to_string()
}

/// Checks the segments of a raw path, each of which is a name or a key.
///
/// # Errors
///
/// When a key holds one of the protocol's letters unencoded, such as the colons of a URN.
pub fn path_keys(raw_path: &str) -> Result<(), Malformed> {
    raw_path.split('/').try_for_each(|segment| Data::parse(segment).map(drop))
}

/// Percent-decoded; a `+` is a space.
pub(super) fn decoded(raw: &str) -> Result<String, Malformed> {
    let mut rest = raw.as_bytes();
    while let Some(place) = rest.iter().position(|&byte| byte == b'%') {
        match rest.get(place + 1..place + 3) {
            Some(digits) if digits.iter().all(u8::is_ascii_hexdigit) => rest = &rest[place + 3..],
            _ => return Err(Malformed),
        }
    }
    let spaced = raw.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8().map(std::borrow::Cow::into_owned).map_err(|_| Malformed)
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn takes(&mut self, expected: &str) -> bool {
        match self.rest.strip_prefix(expected) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn element(&mut self, depth: usize) -> Result<Data, Malformed> {
        if depth > DEEPEST {
            return Err(Malformed);
        }
        if self.takes("List(") {
            let mut items = Vec::new();
            if self.takes(")") {
                return Ok(Data::List(items));
            }
            loop {
                items.push(self.element(depth + 1)?);
                if self.takes(")") {
                    return Ok(Data::List(items));
                }
                if !self.takes(",") {
                    return Err(Malformed);
                }
            }
        }
        if self.takes("(") {
            return self.entries(depth);
        }
        self.word().map(Data::Text)
    }

    fn entries(&mut self, depth: usize) -> Result<Data, Malformed> {
        let mut entries = BTreeMap::new();
        if self.takes(")") {
            return Ok(Data::Map(entries));
        }
        loop {
            let key = self.word()?;
            if !self.takes(":") {
                return Err(Malformed);
            }
            let value = self.element(depth + 1)?;
            if entries.insert(key, value).is_some() {
                return Err(Malformed);
            }
            if self.takes(")") {
                return Ok(Data::Map(entries));
            }
            if !self.takes(",") {
                return Err(Malformed);
            }
        }
    }

    fn word(&mut self) -> Result<String, Malformed> {
        if self.takes("''") {
            return Ok(String::new());
        }
        let end = self.rest.find(['(', ')', ',', ':', '\'']).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        if word.is_empty() {
            return Err(Malformed);
        }
        self.rest = rest;
        decoded(word)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Data, path_keys};

    fn text(text: &str) -> Data {
        Data::Text(text.to_owned())
    }

    fn map(entries: &[(&str, Data)]) -> Data {
        Data::Map(entries.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect())
    }

    #[test]
    fn values_of_protocol_2() {
        for (raw, data) in [
            ("", text("")),
            ("''", text("")),
            ("abc", text("abc")),
            ("a+b%20c%2B", text("a b c+")),
            ("urn%3Ali%3Ashare%3A1", text("urn:li:share:1")),
            ("List()", Data::List(vec![])),
            ("List(a,b%2Cc,'')", Data::List(vec![text("a"), text("b,c"), text("")])),
            ("()", map(&[])),
            ("(value:REVERSE_CHRONOLOGICAL)", map(&[("value", text("REVERSE_CHRONOLOGICAL"))])),
            (
                "(timeRange:(start:1,end:2),timeGranularityType:DAY)",
                map(&[
                    ("timeRange", map(&[("start", text("1")), ("end", text("2"))])),
                    ("timeGranularityType", text("DAY")),
                ]),
            ),
            ("List((a:1),(a:2))", Data::List(vec![map(&[("a", text("1"))]), map(&[("a", text("2"))])])),
            ("Listing", text("Listing")),
        ] {
            assert_eq!(Data::parse(raw), Ok(data), "{raw}");
        }
    }

    #[test]
    fn what_breaks_protocol_2() {
        for raw in [
            "urn:li:share:1",
            "List(a",
            "List(a,)",
            "List(,a)",
            "(a)",
            "(a:)",
            "(a:b",
            "(a:b,a:c)",
            "a,b",
            "a)",
            "it's",
            "%",
            "%4",
            "%zz",
            "%FF",
        ] {
            assert!(Data::parse(raw).is_err(), "{raw}");
        }
        assert!(Data::parse(&"(a:".repeat(100_000)).is_err(), "nesting has an end");
    }

    #[test]
    fn keys_in_a_path_are_encoded_or_compound() {
        assert!(path_keys("/rest/posts/urn%3Ali%3Ashare%3A1").is_ok());
        assert!(
            path_keys("/rest/reactions/(actor:urn%3Ali%3Aperson%3Aa,entity:urn%3Ali%3Ashare%3A1)").is_ok()
        );
        assert!(path_keys("/rest/posts/urn:li:share:1").is_err());
        assert!(path_keys("/v2/people/~:(id)").is_err());
    }

    fn data() -> impl Strategy<Value = Data> {
        let leaf = any::<String>().prop_map(Data::Text);
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Data::List),
                prop::collection::btree_map(any::<String>(), inner, 0..4).prop_map(Data::Map),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_encoded_reads_back(data in data()) {
            prop_assert_eq!(Data::parse(&data.encode()), Ok(data));
        }

        #[test]
        fn an_encoded_value_is_plain_ascii(data in data()) {
            let encoded = data.encode();
            prop_assert!(encoded.bytes().all(|byte| byte.is_ascii_graphic() && !b"&=?#/+".contains(&byte)));
        }

        #[test]
        fn anything_is_read_or_refused(raw in any::<String>()) {
            let _ = Data::parse(&raw);
        }
    }
}
