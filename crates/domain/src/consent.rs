//! The owner's consent to the use of their credentials or cookies.

use serde::{Deserialize, Serialize};

use crate::{Timestamp, history::Actor, refresh::RefreshMethod};

/// How the owner agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ConsentHow {
    /// In an e-mail.
    Email,
    /// In a contract.
    Contract,
    /// In person or on the phone.
    InPerson,
    /// In another way, which the note says.
    Other,
}

impl ConsentHow {
    /// Every way, in the order in which they are offered.
    pub const ALL: [ConsentHow; 4] =
        [ConsentHow::Email, ConsentHow::Contract, ConsentHow::InPerson, ConsentHow::Other];

    /// The word kept in the database and used on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            ConsentHow::Email => "email",
            ConsentHow::Contract => "contract",
            ConsentHow::InPerson => "in_person",
            ConsentHow::Other => "other",
        }
    }

    /// The way with this stored word, if there is one.
    pub fn parse(word: &str) -> Option<ConsentHow> {
        ConsentHow::ALL.into_iter().find(|how| how.as_str() == word)
    }
}

/// What the operator states: that the owner agreed, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ConsentStatement {
    /// How the owner agreed.
    pub how: ConsentHow,
    /// What shows it, for instance the date of the e-mail; needed for [`ConsentHow::Other`].
    #[serde(default)]
    pub note: String,
}

/// A consent as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Consent {
    /// How the owner agreed.
    pub how: ConsentHow,
    /// What shows it.
    pub note: String,
    /// When it was stated.
    pub at: Timestamp,
    /// Who stated it.
    pub actor: Actor,
}

/// Whether a way of linking uses what belongs to the owner alone, and so needs their consent.
pub fn needed_for(method: RefreshMethod) -> bool {
    matches!(method, RefreshMethod::Credentials | RefreshMethod::Cookies)
}

/// How the owner agreed, for a line: "by e-mail (12 March)".
pub fn in_words(how: ConsentHow, note: &str) -> String {
    let note = note.trim();
    match how {
        ConsentHow::Other => format!("in another way ({note})"),
        how => {
            let way = match how {
                ConsentHow::Email => "by e-mail",
                ConsentHow::Contract => "in a contract",
                _ => "in person",
            };
            if note.is_empty() { way.to_owned() } else { format!("{way} ({note})") }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_consent_is_said_with_what_shows_it() {
        for (how, note, words) in [
            (ConsentHow::Email, "", "by e-mail"),
            (ConsentHow::Email, " 12 March ", "by e-mail (12 March)"),
            (ConsentHow::Contract, "page 4", "in a contract (page 4)"),
            (ConsentHow::InPerson, "", "in person"),
            (ConsentHow::Other, "a voice message", "in another way (a voice message)"),
        ] {
            assert_eq!(in_words(how, note), words);
        }
    }
}
