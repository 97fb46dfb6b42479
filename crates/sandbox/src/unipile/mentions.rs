//! `@id` in a text of version 2: members by public identifier or id, pages by vanity name or number.

use super::publishing::{member, page};
use crate::little_text;
use crate::world::World;

/// A text as LinkedIn keeps it, and as a reader sees it.
pub struct Words {
    pub stored: String,
    pub text: String,
}

/// Puts names for mentions. What names nobody stays as it was typed.
pub fn read(world: &World, typed: &str) -> Words {
    let mut words = Words { stored: String::new(), text: String::new() };
    let mut plain_from = 0;
    let mut found = false;
    for (at, _) in typed.match_indices('@') {
        // An address of e-mail, or the middle of a mention before.
        let inside_a_word = typed[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        if at < plain_from || inside_a_word {
            continue;
        }
        let rest = &typed[at + 1..];
        let end =
            rest.find(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '-' || letter == '_'));
        let identifier = rest[..end.unwrap_or(rest.len())].trim_end_matches('-');
        let Some((name, urn)) = named(world, identifier) else { continue };
        words.plain(&typed[plain_from..at]);
        words.stored.push_str(&format!("@[{}]({urn})", little_text::escape(&name)));
        words.text.push_str(&name);
        plain_from = at + 1 + identifier.len();
        found = true;
    }
    words.plain(&typed[plain_from..]);
    if !found {
        typed.clone_into(&mut words.stored);
    }
    words
}

impl Words {
    fn plain(&mut self, text: &str) {
        self.stored.push_str(&little_text::from_plain(text));
        self.text.push_str(text);
    }
}

fn named(world: &World, identifier: &str) -> Option<(String, String)> {
    if identifier.is_empty() {
        return None;
    }
    member(world, identifier).map(|person| (person.name(), person.urn())).or_else(|| {
        page(world, identifier).map(|page| (page.name.clone(), format!("urn:li:organization:{}", page.id)))
    })
}
