//! Values that must never be printed, stored or sent back to the window.

use serde::{Deserialize, Deserializer};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A key, token, cookie or password. It can be read from the window or a provider's answer, and
/// that is all: it has no `Serialize`, no `Display`, and its `Debug` shows nothing. The memory is
/// wiped when it is dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop, specta::Type)]
#[specta(transparent)]
pub struct Secret(String);

impl Secret {
    /// Takes the value over.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value itself, for the one place that sends it to the system it belongs to.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_never_shows_its_value() {
        assert_eq!(format!("{:?}", Secret::new("li_at=AQED")), "Secret(…)");
    }
}
