//! Decoding of what providers really send: a number where the documents say text, an object where
//! they say an id. Every field of an answer is read through `Option`, so that a missing one never
//! costs the rest.

use chrono::{DateTime, Utc};
use rollcall_domain::Timestamp;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// Text; a number or a truth value is taken as it is written, anything else as missing.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(text_of(&Value::deserialize(deserializer)?))
}

/// See [`text`].
pub(crate) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// A whole number, also when it is written as text.
pub(crate) fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().map(|number| number as i64)),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    })
}

/// A truth value, also when it is written as text.
pub(crate) fn truth<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Bool(truth) => Some(truth),
        Value::String(text) => text.trim().to_ascii_lowercase().parse().ok(),
        Value::Number(number) => number.as_i64().map(|number| number != 0),
        _ => None,
    })
}

/// A point in time: RFC 3339, or a Unix time in seconds or milliseconds.
pub(crate) fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    Ok(time_of(&Value::deserialize(deserializer)?))
}

/// Seconds beyond this (the year 5138) are milliseconds.
const LARGEST_SECONDS: i64 = 100_000_000_000;

/// See [`time`].
pub(crate) fn time_of(value: &Value) -> Option<Timestamp> {
    match value {
        Value::String(text) => {
            DateTime::parse_from_rfc3339(text.trim()).ok().map(|time| time.with_timezone(&Utc))
        }
        Value::Number(number) => match number.as_i64()? {
            seconds if seconds.abs() < LARGEST_SECONDS => DateTime::from_timestamp(seconds, 0),
            milliseconds => DateTime::from_timestamp_millis(milliseconds),
        },
        _ => None,
    }
}

/// The elements of a list, whether the answer is the list itself or an object that holds it under
/// one of these names. Elements that can't be read are left out. `None` when there is no list, or
/// nothing in it can be read: taken as an empty one, it would say that everything is gone.
pub(crate) fn list<T: serde::de::DeserializeOwned>(answer: &Value, names: &[&str]) -> Option<Vec<T>> {
    let elements = match answer {
        Value::Array(elements) => elements,
        Value::Object(fields) => names.iter().find_map(|name| fields.get(*name)?.as_array())?,
        _ => return None,
    };
    let read: Vec<T> = elements.iter().filter_map(|element| T::deserialize(element).ok()).collect();
    (elements.is_empty() || !read.is_empty()).then_some(read)
}

/// One field of some type, as missing when it has another type.
pub(crate) fn maybe<'de, D: Deserializer<'de>, T: serde::de::DeserializeOwned>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    Ok(T::deserialize(&Value::deserialize(deserializer)?).ok())
}
