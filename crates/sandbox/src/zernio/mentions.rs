//! People and pages named in a text: `@[https://www.linkedin.com/in/x]` or
//! `@[Name](urn:li:person:ID)`.

use crate::world::World;

/// A text as LinkedIn is told it, and as a reader sees it.
#[derive(Debug, PartialEq, Eq)]
pub struct Rendered {
    pub commentary: String,
    pub text: String,
}

/// Resolves every mention. `Err` names the first one that leads nowhere.
pub fn render(world: &World, source: &str) -> Result<Rendered, String> {
    let mut rendered = Rendered { commentary: String::new(), text: String::new() };
    let mut rest = source;
    while let Some(at) = rest.find("@[") {
        let (before, mention) = rest.split_at(at);
        rendered.commentary.push_str(before);
        rendered.text.push_str(before);
        let Some(end) = mention.find(']') else {
            rest = mention;
            break;
        };
        let inside = &mention[2..end];
        let after = &mention[end + 1..];
        let named = after.strip_prefix('(').and_then(|after| after.split_once(')'));
        match named {
            Some((urn, after)) => {
                if !is_mentionable(urn) {
                    return Err(mention[..end + urn.len() + 3].to_owned());
                }
                rendered.commentary.push_str(&format!("@[{inside}]({urn})"));
                rendered.text.push_str(inside);
                rest = after;
            }
            None if inside.contains("linkedin.com/") => {
                let (name, urn) = resolve(world, inside).ok_or_else(|| mention[..=end].to_owned())?;
                rendered.commentary.push_str(&format!("@[{name}]({urn})"));
                rendered.text.push_str(&name);
                rest = after;
            }
            None => {
                rendered.commentary.push_str(&mention[..=end]);
                rendered.text.push_str(&mention[..=end]);
                rest = after;
            }
        }
    }
    rendered.commentary.push_str(rest);
    rendered.text.push_str(rest);
    Ok(rendered)
}

fn is_mentionable(urn: &str) -> bool {
    ["urn:li:person:", "urn:li:organization:"]
        .iter()
        .any(|kind| urn.strip_prefix(kind).is_some_and(|id| !id.is_empty()))
}

/// Name and URN behind a profile or company address, or a vanity name.
pub fn resolve(world: &World, address: &str) -> Option<(String, String)> {
    let address = address.trim().trim_end_matches('/');
    let vanity = address.rsplit('/').next()?;
    let page = || {
        let page = world.people.organizations.iter().find(|page| page.vanity == vanity)?;
        Some((page.name.clone(), format!("urn:li:organization:{}", page.id)))
    };
    let member = || world.people.get(vanity).map(|person| (person.name(), person.urn()));
    if address.contains("/company/") { page() } else { member().or_else(page) }
}
