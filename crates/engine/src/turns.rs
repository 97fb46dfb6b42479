//! One at a time for each account, or for each copy of a post.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex},
};

use crate::error::{EngineError, poisoned};

/// Turns at something that mustn't happen twice at once for the same account or copy.
pub(crate) struct Turns<K>(Mutex<HashMap<K, Arc<tokio::sync::Mutex<()>>>>);

impl<K> Default for Turns<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Clone + Eq + Hash> Turns<K> {
    /// The turn at this, to be waited for; who comes first has it first.
    pub(crate) fn of(&self, key: &K) -> Result<Arc<tokio::sync::Mutex<()>>, EngineError> {
        let mut turns = self.0.lock().map_err(poisoned)?;
        // Those that nobody has or waits for.
        turns.retain(|_, turn| Arc::strong_count(turn) > 1);
        Ok(turns.entry(key.clone()).or_default().clone())
    }
}
