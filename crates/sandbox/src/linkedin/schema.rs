//! The Rest.li schema validator: it collects every complaint, one per line.

use bytes::Bytes;
use serde_json::{Map, Value};

use super::errors::{ApiError, plain};

/// The body as a JSON object.
pub fn object(body: &Bytes) -> Result<Map<String, Value>, ApiError> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        _ => Err(plain(400, "Cannot parse request entity")),
    }
}

/// Nothing, or one refusal with all complaints.
pub fn collected(complaints: Vec<String>) -> Result<(), ApiError> {
    told(422, &complaints)
}

/// The same where the resource is an older one, which answers 400.
pub fn collected_by_older(complaints: Vec<String>) -> Result<(), ApiError> {
    told(400, &complaints)
}

fn told(status: u16, complaints: &[String]) -> Result<(), ApiError> {
    if complaints.is_empty() { Ok(()) } else { Err(plain(status, format!("{}\n", complaints.join("\n")))) }
}

pub fn unrecognized(path: &str) -> String {
    format!("ERROR :: {path} :: unrecognized field found but not allowed")
}

pub fn missing(path: &str) -> ApiError {
    plain(422, format!("{}\n", missing_line(path)))
}

fn missing_line(path: &str) -> String {
    format!("ERROR :: {path} :: field is required but not found and has no default value")
}

/// What a field may hold.
pub enum Kind {
    Any,
    Text,
    Flag,
    Long,
    List,
    Object,
    Symbol(&'static [&'static str]),
}

/// One field of a record.
pub struct Field {
    pub name: &'static str,
    pub kind: Kind,
    pub required: bool,
}

pub const fn field(name: &'static str, kind: Kind, required: bool) -> Field {
    Field { name, kind, required }
}

/// All complaints about a record at `path`.
pub fn complaints(path: &str, record: &Map<String, Value>, fields: &[Field]) -> Vec<String> {
    let mut all = Vec::new();
    for key in record.keys() {
        if !fields.iter().any(|field| field.name == key) {
            all.push(unrecognized(&format!("{path}/{key}")));
        }
    }
    for field in fields {
        let at = format!("{path}/{}", field.name);
        match record.get(field.name) {
            None | Some(Value::Null) => {
                if field.required {
                    all.push(missing_line(&at));
                }
            }
            Some(value) => all.extend(wrong_type(&at, value, &field.kind)),
        }
    }
    all
}

fn wrong_type(path: &str, value: &Value, kind: &Kind) -> Option<String> {
    let coerced = |to: &str| Some(format!("ERROR :: {path} :: {value} cannot be coerced to {to}"));
    match kind {
        Kind::Text if !value.is_string() => coerced("String"),
        Kind::Flag if !value.is_boolean() => coerced("Boolean"),
        Kind::Long if !value.is_i64() && !value.is_u64() => coerced("Long"),
        Kind::List if !value.is_array() => coerced("DataList"),
        Kind::Object if !value.is_object() => coerced("DataMap"),
        Kind::Symbol(symbols) => match value.as_str() {
            Some(text) if symbols.contains(&text) => None,
            _ => Some(format!("ERROR :: {path} :: {value} is not an enum symbol")),
        },
        _ => None,
    }
}
