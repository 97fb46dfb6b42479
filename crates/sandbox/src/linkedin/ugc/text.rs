//! The plain words of an older post, and the mentions that lie beside them.

use serde_json::Value;

use crate::little_text::{Cutting, Parsed, escape, from_plain, parse};
use crate::world::World;

const PAGE: &str = "com.linkedin.common.CompanyAttributedEntity";
const MEMBER: &str = "com.linkedin.common.MemberAttributedEntity";

/// What the words are in little text: nothing is reserved, mentions come from `attributes`.
pub fn read(world: &World, words: &str, attributes: &Value) -> Parsed {
    let units: Vec<u16> = words.encode_utf16().collect();
    let mut mentions: Vec<(usize, usize, String)> = attributes
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|attribute| mention(world, &units, attribute))
        .collect();
    mentions.sort_by_key(|(start, _, _)| *start);
    let mut little = String::new();
    let mut at = 0;
    for (start, end, urn) in mentions {
        if start < at {
            continue;
        }
        little.push_str(&from_plain(&String::from_utf16_lossy(&units[at..start])));
        let name = String::from_utf16_lossy(&units[start..end]);
        little.push_str(&format!("@[{}]({urn})", escape(&name)));
        at = end;
    }
    little.push_str(&from_plain(&String::from_utf16_lossy(&units[at..])));
    parse(&little, Cutting::EveryReserved)
}

/// Where a mention stands, when the words there are the name of whom it names.
fn mention(world: &World, units: &[u16], attribute: &Value) -> Option<(usize, usize, String)> {
    let number = |name: &str| usize::try_from(attribute.get(name)?.as_u64()?).ok();
    let start = number("start")?;
    let end = start.checked_add(number("length")?)?;
    let name = String::from_utf16(units.get(start..end)?).ok()?;
    let value = attribute.get("value")?;
    let urn = value.get(PAGE).and_then(|page| page.get("company"));
    let urn = urn.or_else(|| value.get(MEMBER)?.get("member"))?.as_str()?;
    let page = || Some(world.people.organization(urn)?.name == name);
    let person = || {
        let person = world.people.by_sub(urn.strip_prefix("urn:li:person:")?)?;
        Some([&person.first, &person.last, &person.name()].contains(&&name))
    };
    let holds = page().or_else(person).unwrap_or_default();
    holds.then(|| (start, end, urn.to_owned()))
}
