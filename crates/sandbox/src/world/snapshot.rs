//! The world as one document, and back.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::World;
use crate::endpoints::Endpoints;

/// Documents of another number say something else by the same names.
const FORMAT: u32 = 1;

/// Everything a sandbox knows, as one JSON document: people, accounts, tokens, posts with their
/// media (larger files than 64 MiB by length and digest only), what arrived, switches, faults, the
/// clock and the source of ids. It holds the sandbox's made-up keys and nothing of this computer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Snapshot {
    format: u32,
    /// When, by the sandbox's own clock.
    taken_at: DateTime<Utc>,
    /// Where the sandbox listened: its own addresses occur in what it handed out.
    origins: BTreeMap<String, String>,
    world: Value,
}

/// Why a document is no snapshot of this sandbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadableSnapshot(String);

impl fmt::Display for UnreadableSnapshot {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "This is no snapshot of this version of the sandbox: {}", self.0)
    }
}

impl std::error::Error for UnreadableSnapshot {}

impl Snapshot {
    /// Everything as it is.
    pub(crate) fn of(world: &World) -> Result<Self, UnreadableSnapshot> {
        Ok(Self {
            format: FORMAT,
            taken_at: world.now(),
            origins: origins(&world.endpoints),
            world: serde_json::to_value(world).map_err(unreadable)?,
        })
    }

    /// The world of the snapshot at the addresses and with the keys of `endpoints`.
    pub(crate) fn world(self, endpoints: &Endpoints) -> Result<World, UnreadableSnapshot> {
        if self.format != FORMAT {
            return Err(UnreadableSnapshot(format!("its format is {}, not {FORMAT}.", self.format)));
        }
        let now = origins(endpoints);
        let moved = self
            .origins
            .into_iter()
            .filter_map(|(name, from)| now.get(&name).map(|to| (from, to.clone())))
            .collect();
        let mut world = self.world;
        if let Value::Object(parts) = &mut world {
            for (name, part) in parts {
                // What arrived stays as it arrived.
                if name != "journal" {
                    follow(part, &moved);
                }
            }
        }
        let mut world: World = serde_json::from_value(world).map_err(unreadable)?;
        world.endpoints = endpoints.clone();
        Ok(world)
    }

    /// The keys of the sandbox it was taken from.
    pub(crate) fn keys(&self) -> Result<Endpoints, UnreadableSnapshot> {
        Endpoints::deserialize(&self.world["endpoints"]).map_err(unreadable)
    }

    pub(crate) fn options(&self) -> Result<crate::Options, UnreadableSnapshot> {
        crate::Options::deserialize(&self.world["options"]).map_err(unreadable)
    }
}

fn unreadable(wrong: serde_json::Error) -> UnreadableSnapshot {
    UnreadableSnapshot(wrong.to_string())
}

fn origins(endpoints: &Endpoints) -> BTreeMap<String, String> {
    let all = [
        ("linkedin_www", &endpoints.linkedin.www),
        ("linkedin_api", &endpoints.linkedin.api),
        ("unipile", &endpoints.unipile.dsn),
        ("edges", &endpoints.edges.base_url),
        ("zernio", &endpoints.zernio.base_url),
        ("control", &endpoints.control),
    ];
    all.into_iter().map(|(name, url)| (name.to_owned(), origin(url).to_owned())).collect()
}

/// `http://127.0.0.1:4503` of `http://127.0.0.1:4503/v1`.
fn origin(url: &str) -> &str {
    let path = url.find("://").and_then(|at| url[at + 3..].find('/').map(|slash| at + 3 + slash));
    path.map_or(url, |path| &url[..path])
}

/// Writes the new address wherever an old one stands.
fn follow(value: &mut Value, moved: &BTreeMap<String, String>) {
    match value {
        Value::String(text) => {
            if let Some(rewritten) = rewritten(text, moved) {
                *text = rewritten;
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| follow(value, moved)),
        Value::Object(fields) => {
            fields.values_mut().for_each(|value| follow(value, moved));
            if fields.keys().any(|key| rewritten(key, moved).is_some()) {
                *fields = std::mem::take(fields)
                    .into_iter()
                    .map(|(key, value)| (rewritten(&key, moved).unwrap_or(key), value))
                    .collect::<Map<_, _>>();
            }
        }
        _ => {}
    }
}

/// Every old address is replaced at once, as one sandbox's ports may be another's in another order.
fn rewritten(text: &str, moved: &BTreeMap<String, String>) -> Option<String> {
    const START: &str = "http://127.0.0.1:";
    let mut result = String::new();
    let mut copied = 0;
    for (at, _) in text.match_indices(START) {
        let port = text[at + START.len()..].bytes().take_while(u8::is_ascii_digit).count();
        let end = at + START.len() + port;
        if let Some(to) = moved.get(&text[at..end]) {
            result.push_str(&text[copied..at]);
            result.push_str(to);
            copied = end;
        }
    }
    (copied > 0).then(|| result + &text[copied..])
}

#[cfg(test)]
mod tests {
    use super::{BTreeMap, follow, origin};
    use serde_json::json;

    #[test]
    fn addresses_follow_the_ports_even_when_they_swap() {
        let moved: BTreeMap<_, _> = [("1", "2"), ("2", "1"), ("30", "4")]
            .map(|(from, to)| (format!("http://127.0.0.1:{from}"), format!("http://127.0.0.1:{to}")))
            .into();
        let mut value = json!({
            "http://127.0.0.1:1/key": ["http://127.0.0.1:1 and http://127.0.0.1:2/b", "http://127.0.0.1:3/"],
            "other": {"text": "http://127.0.0.1:30", "number": 1},
        });
        follow(&mut value, &moved);
        assert_eq!(
            value,
            json!({
                "http://127.0.0.1:2/key": ["http://127.0.0.1:2 and http://127.0.0.1:1/b", "http://127.0.0.1:3/"],
                "other": {"text": "http://127.0.0.1:4", "number": 1},
            })
        );
        assert_eq!(origin("http://127.0.0.1:4503/v1"), "http://127.0.0.1:4503");
        assert_eq!(origin("http://127.0.0.1:4503"), "http://127.0.0.1:4503");
    }
}
