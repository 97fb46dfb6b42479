//! Clients: the colours that tell them apart.

use serde::{Deserialize, Serialize};

/// The colour of a client. A word, not a number: the window has a shade of each for light and for
/// dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ClientColour {
    /// Green.
    Green,
    /// Orange.
    Orange,
    /// Violet.
    Violet,
    /// Blue.
    Blue,
    /// Plum.
    Plum,
    /// Olive.
    Olive,
    /// Teal.
    Teal,
    /// Slate.
    Slate,
}

impl ClientColour {
    /// Every colour, in the order in which new clients get them.
    pub const ALL: [ClientColour; 8] = [
        ClientColour::Green,
        ClientColour::Orange,
        ClientColour::Violet,
        ClientColour::Blue,
        ClientColour::Plum,
        ClientColour::Olive,
        ClientColour::Teal,
        ClientColour::Slate,
    ];

    /// The word kept in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            ClientColour::Green => "green",
            ClientColour::Orange => "orange",
            ClientColour::Violet => "violet",
            ClientColour::Blue => "blue",
            ClientColour::Plum => "plum",
            ClientColour::Olive => "olive",
            ClientColour::Teal => "teal",
            ClientColour::Slate => "slate",
        }
    }

    /// The colour with this stored word, if there is one.
    pub fn parse(word: &str) -> Option<ClientColour> {
        ClientColour::ALL.into_iter().find(|colour| colour.as_str() == word)
    }

    /// The colour that the fewest of these clients have, so that neighbours are told apart.
    pub fn least_used(taken: &[ClientColour]) -> ClientColour {
        let uses = |colour: &ClientColour| taken.iter().filter(|other| *other == colour).count();
        ClientColour::ALL.into_iter().min_by_key(uses).unwrap_or(ClientColour::Green)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_client_gets_a_colour_that_is_free() {
        use ClientColour::{Blue, Green, Orange, Violet};
        assert_eq!(ClientColour::least_used(&[]), Green);
        assert_eq!(ClientColour::least_used(&[Green, Orange]), Violet);
        assert_eq!(ClientColour::least_used(&[Green, Orange, Violet, Green]), Blue);
        let mut all = ClientColour::ALL.to_vec();
        all.push(Green);
        assert_eq!(ClientColour::least_used(&all), Orange);
    }
}
