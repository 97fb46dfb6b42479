//! The words of a post, and the names of authors.

use super::LONGEST_COMMENTARY;
use crate::linkedin::errors::{ApiError, input, plain};
use crate::little_text::{self, Cutting, Mention, Parsed};
use crate::world::World;

/// Reads a commentary as LinkedIn does: mentions checked, length checked, cut where it cuts.
pub fn read(world: &World, commentary: &str) -> Result<Parsed, ApiError> {
    let cutting = if world.config.cut_at_every_reserved { Cutting::EveryReserved } else { Cutting::Brackets };
    let mut nobody = false;
    let parsed = little_text::parse_with(commentary, cutting, |mention| match holds(world, mention) {
        Some(holds) => holds,
        None => {
            nobody = true;
            false
        }
    });
    if nobody {
        return Err(plain(400, "Person URN ID in commentary field is invalid."));
    }
    let length = parsed.full_length;
    if length <= LONGEST_COMMENTARY {
        return Ok(parsed);
    }
    if world.config.long_commentary_is_cut {
        return Ok(parsed.shortened(LONGEST_COMMENTARY));
    }
    Err(too_long("commentary", length, LONGEST_COMMENTARY, "commentary"))
}

/// Whether the name is the one of the URN; `None` when no member has that URN.
fn holds(world: &World, mention: &Mention) -> Option<bool> {
    let Some(sub) = mention.urn.strip_prefix("urn:li:person:") else {
        return Some(world.people.organization(&mention.urn).is_some_and(|page| page.name == mention.name));
    };
    let person = world.people.by_sub(sub)?;
    Some([&person.first, &person.last, &person.name()].contains(&&mention.name))
}

pub fn too_long(name: &str, length: usize, most: usize, path: &str) -> ApiError {
    input(
        400,
        "FIELD_LENGTH_TOO_LONG",
        &format!("{name} length {length} can't exceeded maximum {most} length"),
        path,
    )
}

/// Name and address of an author.
pub fn named(world: &World, urn: &str) -> (String, String) {
    if let Some(page) = world.people.organization(urn) {
        return (page.name.clone(), page.vanity.clone());
    }
    world
        .people
        .by_sub(urn.trim_start_matches("urn:li:person:"))
        .map(|person| (person.name(), person.slug.clone()))
        .unwrap_or_default()
}
