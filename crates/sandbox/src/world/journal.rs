//! Every request received, so that a test can read what really left the client.

use std::collections::VecDeque;

use axum::http::HeaderMap;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};

use super::clock::iso_millis;

/// The oldest entries make room beyond this many.
const KEPT: usize = 10_000;
/// Longer bodies are kept as length and digest only.
const LONGEST_TEXT: usize = 256 * 1024;

/// A request as it came in.
pub struct Asked<'a> {
    pub at: DateTime<Utc>,
    pub provider: &'static str,
    pub host: &'static str,
    pub method: &'a str,
    pub path: &'a str,
    pub query: &'a str,
    pub headers: &'a HeaderMap,
    pub body: &'a Bytes,
    pub body_sha256: String,
    pub faulted: bool,
}

#[derive(Clone, Serialize)]
pub struct Entry {
    pub id: u64,
    pub at: String,
    pub provider: &'static str,
    /// `www` or `api`.
    pub host: &'static str,
    pub method: String,
    pub path: String,
    pub query: String,
    pub headers: Map<String, Value>,
    /// The body, when it is text and not too long.
    pub body: Option<String>,
    pub body_bytes: usize,
    pub body_sha256: String,
    /// Whether a scripted fault struck it.
    pub faulted: bool,
    /// Missing while unanswered, and for ever when the reply was lost.
    pub status: Option<u16>,
}

#[derive(Default)]
pub struct Journal {
    entries: VecDeque<Entry>,
    next: u64,
}

impl Journal {
    pub fn open(&mut self, asked: Asked<'_>) -> u64 {
        let id = self.next;
        self.next += 1;
        let mut headers: Map<String, Value> = Map::new();
        for (name, value) in asked.headers {
            let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
            headers.insert(name.as_str().to_owned(), Value::String(text));
        }
        if self.entries.len() == KEPT {
            self.entries.pop_front();
        }
        self.entries.push_back(Entry {
            id,
            at: iso_millis(asked.at),
            provider: asked.provider,
            host: asked.host,
            method: asked.method.to_owned(),
            path: asked.path.to_owned(),
            query: asked.query.to_owned(),
            headers,
            body: (asked.body.len() <= LONGEST_TEXT)
                .then(|| std::str::from_utf8(asked.body).ok())
                .flatten()
                .map(ToOwned::to_owned),
            body_bytes: asked.body.len(),
            body_sha256: asked.body_sha256,
            faulted: asked.faulted,
            status: None,
        });
        id
    }

    pub fn close(&mut self, id: u64, status: Option<u16>) {
        // Searched from the back: the entry is nearly always among the last.
        if let Some(entry) = self.entries.iter_mut().rev().find(|entry| entry.id == id) {
            entry.status = status;
        }
    }

    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }
}
