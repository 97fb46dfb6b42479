//! Every request received, so that a test can read what really left the client.

use std::collections::{BTreeMap, VecDeque};

use axum::http::HeaderMap;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize, Serializer};

use super::clock::iso_millis;
use super::media::sha256_hex;
use crate::provider::Provider;

/// The oldest entries make room beyond this many, and beyond this many bytes.
const KEPT: usize = 10_000;
const KEPT_BYTES: usize = 64 * 1024 * 1024;
/// Longer bodies are kept as length and digest only.
const LONGEST_TEXT: usize = 256 * 1024;

/// A request as it came in.
pub struct Asked<'a> {
    pub at: DateTime<Utc>,
    pub provider: Provider,
    pub host: &'static str,
    pub method: &'a str,
    pub path: &'a str,
    pub query: &'a str,
    pub headers: &'a HeaderMap,
    /// Empty when it is too long to be held in memory.
    pub body: &'a Bytes,
    pub body_bytes: u64,
    /// Of a body too long to be kept.
    pub body_sha256: Option<String>,
    pub faulted: bool,
}

impl Asked<'_> {
    /// Whether the digest has to be computed while the whole body is at hand.
    pub fn is_too_long(body: &Bytes) -> bool {
        body.len() > LONGEST_TEXT
    }
}

/// A request that arrived at one of the providers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Received {
    /// Counts from 0, and on after a reset.
    pub id: u64,
    /// When, by the sandbox's clock.
    #[serde(serialize_with = "millis")]
    pub at: DateTime<Utc>,
    /// Where.
    pub provider: Provider,
    /// `www` (LinkedIn's pages and uploads) or `api`.
    pub host: String,
    /// In capitals.
    pub method: String,
    /// As the client sent it.
    pub path: String,
    /// Without the question mark.
    pub query: String,
    /// By lower-case name; several of one name are joined with `, `.
    pub headers: BTreeMap<String, String>,
    /// The body, when it is text of at most 256 KiB.
    pub body: Option<String>,
    /// How much arrived.
    pub body_bytes: usize,
    /// Lower-case hex.
    pub body_sha256: String,
    /// Whether a scripted fault struck it.
    pub faulted: bool,
    /// Missing while unanswered, and for ever when the reply was lost.
    pub status: Option<u16>,
}

fn millis<S: Serializer>(at: &DateTime<Utc>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&iso_millis(*at))
}

/// Kept as small as it can be: what arrives is written down far more often than it is read.
#[derive(Clone)]
struct Entry {
    at: DateTime<Utc>,
    provider: Provider,
    host: &'static str,
    /// Method, path, query and `name: value` of each header, each on a line of its own.
    head: Box<str>,
    body: Box<[u8]>,
    body_bytes: usize,
    body_sha256: Option<Box<str>>,
    faulted: bool,
    status: Option<u16>,
}

impl Entry {
    fn bytes(&self) -> usize {
        size_of::<Self>() + self.head.len() + self.body.len()
    }

    fn read(&self, id: u64) -> Received {
        let mut lines = self.head.split('\n');
        let mut next = || lines.next().unwrap_or_default().to_owned();
        let (method, path, query) = (next(), next(), next());
        let mut headers: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
            headers
                .entry(name.to_owned())
                .and_modify(|all| {
                    all.push_str(", ");
                    all.push_str(value);
                })
                .or_insert_with(|| value.to_owned());
        }
        Received {
            id,
            at: self.at,
            provider: self.provider,
            host: self.host.to_owned(),
            method,
            path,
            query,
            headers,
            body: (self.body.len() == self.body_bytes)
                .then(|| std::str::from_utf8(&self.body).ok())
                .flatten()
                .map(ToOwned::to_owned),
            body_bytes: self.body_bytes,
            body_sha256: self
                .body_sha256
                .as_ref()
                .map_or_else(|| sha256_hex(&self.body), |known| known.to_string()),
            faulted: self.faulted,
            status: self.status,
        }
    }
}

impl From<Received> for Entry {
    fn from(read: Received) -> Self {
        let mut head = [read.method, read.path, read.query].join("\n");
        for (name, value) in &read.headers {
            head.extend(["\n", name, ": ", value]);
        }
        Self {
            at: read.at,
            provider: read.provider,
            host: if read.host == "www" { "www" } else { "api" },
            head: head.into(),
            body: read.body.unwrap_or_default().into_bytes().into(),
            body_bytes: read.body_bytes,
            body_sha256: Some(read.body_sha256.into()),
            faulted: read.faulted,
            status: read.status,
        }
    }
}

/// The newest requests.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Received>", into = "Vec<Received>")]
pub struct Journal {
    entries: VecDeque<Entry>,
    /// The id of the oldest entry.
    first: u64,
    bytes: usize,
}

impl Journal {
    pub fn open(&mut self, asked: Asked<'_>) -> u64 {
        let mut head = String::with_capacity(256 + asked.query.len());
        head.extend([asked.method, "\n", asked.path, "\n", asked.query]);
        for (name, value) in asked.headers {
            head.extend(["\n", name.as_str(), ": ", &String::from_utf8_lossy(value.as_bytes())]);
        }
        self.add(Entry {
            at: asked.at,
            provider: asked.provider,
            host: asked.host,
            head: head.into(),
            // A copy, as the original would keep the whole buffer of its connection alive.
            body: if Asked::is_too_long(asked.body) { Box::default() } else { asked.body[..].into() },
            body_bytes: usize::try_from(asked.body_bytes).unwrap_or(usize::MAX),
            body_sha256: asked.body_sha256.map(Into::into),
            faulted: asked.faulted,
            status: None,
        })
    }

    fn add(&mut self, entry: Entry) -> u64 {
        self.bytes += entry.bytes();
        self.entries.push_back(entry);
        while self.entries.len() > KEPT || (self.bytes > KEPT_BYTES && self.entries.len() > 1) {
            if let Some(oldest) = self.entries.pop_front() {
                self.bytes -= oldest.bytes();
                self.first += 1;
            }
        }
        self.first + self.entries.len() as u64 - 1
    }

    pub fn close(&mut self, id: u64, status: Option<u16>) {
        let place = id.checked_sub(self.first).and_then(|place| usize::try_from(place).ok());
        if let Some(entry) = place.and_then(|place| self.entries.get_mut(place)) {
            entry.status = status;
        }
    }

    /// An empty one that counts on, so that a late answer finds nobody else's entry.
    pub fn emptied(&self) -> Self {
        Self { first: self.first + self.entries.len() as u64, ..Self::default() }
    }

    /// Oldest first.
    pub fn entries(&self) -> impl Iterator<Item = Received> {
        (self.first..).zip(&self.entries).map(|(id, entry)| entry.read(id))
    }
}

impl From<Vec<Received>> for Journal {
    fn from(all: Vec<Received>) -> Self {
        let mut journal = Self { first: all.first().map_or(0, |oldest| oldest.id), ..Self::default() };
        for read in all {
            journal.add(read.into());
        }
        journal
    }
}

impl From<Journal> for Vec<Received> {
    fn from(journal: Journal) -> Self {
        journal.entries().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, Bytes, HeaderMap, Journal, KEPT, KEPT_BYTES, LONGEST_TEXT, Provider, sha256_hex};

    fn ask(journal: &mut Journal, path: &str, body: &Bytes) -> u64 {
        let mut headers = HeaderMap::new();
        headers.append("accept", "a".parse().unwrap());
        headers.append("accept", "b: c".parse().unwrap());
        journal.open(Asked {
            at: chrono::DateTime::UNIX_EPOCH,
            provider: Provider::Edges,
            host: "api",
            method: "POST",
            path,
            query: "x=1",
            headers: &headers,
            body,
            body_bytes: body.len() as u64,
            body_sha256: Asked::is_too_long(body).then(|| sha256_hex(body)),
            faulted: false,
        })
    }

    #[test]
    fn a_request_reads_as_it_came() {
        let mut journal = Journal::default();
        let id = ask(&mut journal, "/a", &Bytes::from_static(b"{}"));
        journal.close(id, Some(201));
        let text = serde_json::to_string(&journal).unwrap();
        for journal in [journal, serde_json::from_str(&text).unwrap()] {
            let read = journal.entries().next().unwrap();
            assert_eq!(
                (read.method.as_str(), read.path.as_str(), read.query.as_str()),
                ("POST", "/a", "x=1")
            );
            assert_eq!(read.headers["accept"], "a, b: c");
            assert_eq!(read.body.as_deref(), Some("{}"));
            assert_eq!((read.body_bytes, read.body_sha256), (2, sha256_hex(b"{}")));
            assert_eq!(read.status, Some(201));
        }
    }

    #[test]
    fn a_long_body_leaves_its_digest() {
        let mut journal = Journal::default();
        let body = Bytes::from(vec![b'x'; LONGEST_TEXT + 1]);
        ask(&mut journal, "/a", &body);
        let read = journal.entries().next().unwrap();
        assert_eq!((read.body, read.body_bytes, read.body_sha256), (None, body.len(), sha256_hex(&body)));
    }

    #[test]
    fn the_oldest_make_room_and_late_answers_still_find_theirs() {
        let mut journal = Journal::default();
        for _ in 0..KEPT + 5 {
            ask(&mut journal, "/short", &Bytes::new());
        }
        assert_eq!(journal.entries().count(), KEPT);
        journal.close(4, Some(200));
        journal.close(5, Some(200));
        assert_eq!(journal.entries().next().map(|read| (read.id, read.status)), Some((5, Some(200))));
        let body = Bytes::from(vec![b'x'; LONGEST_TEXT]);
        for _ in 0..KEPT_BYTES / LONGEST_TEXT + 5 {
            ask(&mut journal, "/long", &body);
        }
        assert!(journal.bytes <= KEPT_BYTES);
        assert!(journal.entries().all(|read| read.path == "/long"));
    }
}
