//! The answer to a question about several keys.

use serde_json::{Map, Value, json};

/// `results`, `statuses` and `errors`, each by key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    results: Map<String, Value>,
    statuses: Map<String, Value>,
    errors: Map<String, Value>,
}

impl Batch {
    /// An entity that was found.
    pub fn found(&mut self, key: &str, entity: Value) {
        self.results.insert(key.to_owned(), entity);
        self.statuses.insert(key.to_owned(), json!(200));
    }

    /// A key that was refused, with the body a single request would have got.
    pub fn refused(&mut self, key: &str, status: u16, error: Value) {
        self.errors.insert(key.to_owned(), error);
        self.statuses.insert(key.to_owned(), json!(status));
    }

    /// The body.
    #[must_use]
    pub fn json(self) -> Value {
        json!({"results": self.results, "statuses": self.statuses, "errors": self.errors})
    }
}
