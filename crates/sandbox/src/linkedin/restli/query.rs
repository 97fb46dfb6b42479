//! A request's query, read in the protocol it speaks.

use std::collections::BTreeMap;

use super::Protocol;
use super::data::{Data, Malformed, decoded};
use super::flat::unflattened;

/// Parameters whose value has a syntax of its own.
const OWN_SYNTAX: &[&str] = &["fields", "projection", "pagingFields", "metadataFields"];

/// The parameters of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    values: BTreeMap<String, Data>,
}

impl Query {
    /// Reads a raw query: what follows the `?`, still encoded.
    ///
    /// # Errors
    ///
    /// When a value breaks the protocol's syntax, or protocol 2 meets one name twice.
    pub fn parse(raw: &str, protocol: Protocol) -> Result<Self, Malformed> {
        Self::read(raw, protocol, false)
    }

    /// Like [`Query::parse`], but takes a value that is no Rest.li for plain text, as clients send
    /// that forget to encode the colons of a URN.
    ///
    /// # Errors
    ///
    /// When an encoding is broken, or protocol 2 meets one name twice.
    pub fn parse_leniently(raw: &str, protocol: Protocol) -> Result<Self, Malformed> {
        Self::read(raw, protocol, true)
    }

    fn read(raw: &str, protocol: Protocol, lenient: bool) -> Result<Self, Malformed> {
        let mut values = BTreeMap::new();
        let mut flat = Vec::new();
        for pair in raw.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decoded(name)?;
            if protocol == Protocol::One && !OWN_SYNTAX.contains(&name.as_str()) {
                flat.push((name, decoded(value)?));
                continue;
            }
            let data = if OWN_SYNTAX.contains(&name.as_str()) {
                Data::Text(decoded(value)?)
            } else {
                match Data::parse(value) {
                    Err(Malformed) if lenient => Data::Text(decoded(value)?),
                    read => read?,
                }
            };
            if values.insert(name, data).is_some() {
                return Err(Malformed);
            }
        }
        values.extend(unflattened(&flat)?);
        Ok(Self { values })
    }

    /// Whether the parameter was sent at all.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// A parameter, whatever its kind.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Data> {
        self.values.get(name)
    }

    /// A parameter that is a text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name).and_then(Data::text)
    }

    /// A parameter that is a list of texts or of keys; in protocol 1 a single value is a list too.
    /// Compound keys come as they are written in a response: `(k:v)` without encoding.
    #[must_use]
    pub fn list(&self, name: &str) -> Option<Vec<String>> {
        match self.values.get(name)? {
            Data::List(items) => Some(items.iter().map(written).collect()),
            one => Some(vec![written(one)]),
        }
    }

    /// Whether the parameter is a list, rather than a single value.
    #[must_use]
    pub fn is_list(&self, name: &str) -> bool {
        matches!(self.values.get(name), Some(Data::List(_)))
    }

    /// The names of all parameters.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }
}

/// A key as it stands in a response's body.
fn written(data: &Data) -> String {
    match data {
        Data::Text(text) => text.clone(),
        Data::List(items) => format!("List({})", items.iter().map(written).collect::<Vec<_>>().join(",")),
        Data::Map(entries) => {
            let entries: Vec<String> =
                entries.iter().map(|(key, value)| format!("{key}:{}", written(value))).collect();
            format!("({})", entries.join(","))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Data, Protocol, Query};

    fn ids(raw: &str, protocol: Protocol) -> Vec<String> {
        Query::parse(raw, protocol).unwrap().list("ids").unwrap()
    }

    #[test]
    fn ids_in_both_protocols() {
        for (raw, protocol) in [
            ("ids=List(a,urn%3Ab)", Protocol::Two),
            ("ids=a&ids=urn:b", Protocol::One),
            ("ids=a&ids=urn%3Ab", Protocol::One),
            ("ids[0]=a&ids[1]=urn:b", Protocol::One),
            ("ids%5B1%5D=urn:b&ids%5B0%5D=a", Protocol::One),
        ] {
            assert_eq!(ids(raw, protocol), ["a", "urn:b"], "{raw}");
        }
        assert_eq!(ids("ids=a", Protocol::One), ["a"]);
        assert_eq!(ids("ids=List((id:urn%3Aa))", Protocol::Two), ["(id:urn:a)"]);
    }

    #[test]
    fn nested_records_in_both_protocols() {
        let one = "timeIntervals.timeGranularityType=DAY&timeIntervals.timeRange.start=1";
        let two = "timeIntervals=(timeRange:(start:1),timeGranularityType:DAY)";
        assert_eq!(Query::parse(one, Protocol::One), Query::parse(two, Protocol::Two));
    }

    #[test]
    fn raw_urns_belong_to_protocol_1() {
        let raw = "author=urn:li:organization:5";
        assert_eq!(Query::parse(raw, Protocol::One).unwrap().text("author"), Some("urn:li:organization:5"));
        assert!(Query::parse(raw, Protocol::Two).is_err());
        let lenient = Query::parse_leniently(raw, Protocol::Two).unwrap();
        assert_eq!(lenient.text("author"), Some("urn:li:organization:5"));
    }

    #[test]
    fn what_no_protocol_takes() {
        for (raw, protocol) in [
            ("ids=List(a", Protocol::Two),
            ("a=1&a=2", Protocol::Two),
            ("a=%zz", Protocol::One),
            ("a.b=1&a=2", Protocol::One),
            ("a[0]=1&a.b=2", Protocol::One),
            ("a[x]=1", Protocol::One),
            ("a[99999999999]=1", Protocol::One),
            (".a=1", Protocol::One),
        ] {
            assert!(Query::parse(raw, protocol).is_err(), "{raw}");
        }
    }

    #[test]
    fn projections_keep_their_commas() {
        let query = Query::parse("fields=id,name:(localized)&q=me", Protocol::Two).unwrap();
        assert_eq!(query.text("fields"), Some("id,name:(localized)"));
        assert_eq!(query.get("q"), Some(&Data::Text("me".to_owned())));
    }

    proptest! {
        #[test]
        fn anything_is_read_or_refused(raw in any::<String>(), two in any::<bool>()) {
            let protocol = if two { Protocol::Two } else { Protocol::One };
            let _ = Query::parse(&raw, protocol);
            let _ = Query::parse_leniently(&raw, protocol);
        }

        #[test]
        fn encoded_parameters_read_back(values in prop::collection::btree_map("[a-z]{1,8}", any::<String>(), 0..5)) {
            let pairs: Vec<String> = values
                .iter()
                .map(|(name, value)| format!("{name}={}", Data::Text(value.clone()).encode()))
                .collect();
            let query = Query::parse(&pairs.join("&"), Protocol::Two).unwrap();
            for (name, value) in &values {
                if name != "fields" {
                    prop_assert_eq!(query.text(name), Some(value.as_str()));
                }
            }
        }

        #[test]
        fn flat_lists_read_back_in_either_form(values in prop::collection::vec(any::<String>(), 2..6)) {
            let encoded = |value: &String| super::super::encode_key(value);
            let repeated: Vec<String> = values.iter().map(|value| format!("ids={}", encoded(value))).collect();
            let numbered: Vec<String> = values
                .iter()
                .enumerate()
                .map(|(place, value)| format!("ids[{place}]={}", encoded(value)))
                .collect();
            prop_assert_eq!(&ids(&repeated.join("&"), Protocol::One), &values);
            prop_assert_eq!(&ids(&numbered.join("&"), Protocol::One), &values);
        }
    }
}
