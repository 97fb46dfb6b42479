//! How values are kept in columns: times as whole milliseconds since 1970 in UTC, lists and open
//! values as JSON, closed sets as their words.

use chrono::{DateTime, Utc};
use rollcall_domain::Timestamp;
use rusqlite::Row;
use serde::{Serialize, de::DeserializeOwned};

use crate::StoreError;

/// Milliseconds since 1970; finer parts are cut off.
pub(crate) fn millis(time: Timestamp) -> i64 {
    time.timestamp_millis()
}

/// As [`millis`], for a time that may be missing.
pub(crate) fn maybe_millis(time: Option<Timestamp>) -> Option<i64> {
    time.map(millis)
}

/// Reads a time.
pub(crate) fn time(row: &Row<'_>, column: &str) -> Result<Timestamp, StoreError> {
    DateTime::<Utc>::from_timestamp_millis(row.get(column)?).ok_or(StoreError::Damaged)
}

/// Reads a time that may be missing.
pub(crate) fn maybe_time(row: &Row<'_>, column: &str) -> Result<Option<Timestamp>, StoreError> {
    row.get::<_, Option<i64>>(column)?
        .map(|ms| DateTime::<Utc>::from_timestamp_millis(ms).ok_or(StoreError::Damaged))
        .transpose()
}

/// Reads a word of a closed set.
pub(crate) fn word<T>(
    row: &Row<'_>,
    column: &str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<T, StoreError> {
    parse(&row.get::<_, String>(column)?).ok_or(StoreError::Damaged)
}

/// Writes a value as JSON.
pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value)
        .map_err(|_| StoreError::Failed("This can't be saved. Report it with what you did last.".into()))
}

/// Reads a value kept as JSON.
pub(crate) fn json<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> Result<T, StoreError> {
    serde_json::from_str(&row.get::<_, String>(column)?).map_err(|_| StoreError::Damaged)
}
