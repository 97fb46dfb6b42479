//! Whom a text can name: looked up where the author's provider can, taken from a link or a URN where
//! it can't.

use rollcall_domain::{id::AuthorId, post::split_author, provider::Provider, secret::Secret};
use rollcall_providers::linkedin::{LinkedinClient, Mentioned};
use serde::{Deserialize, Serialize};

use crate::{Engine, error::EngineError, gateway::Gateway};

/// The most that are offered at once.
const OFFERED: usize = 12;

/// Somebody, or a page, that a text can name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Mentionable {
    /// `urn:li:person:…`, `urn:li:organization:…`, or `urn:li:fsd_profile:…` at Unipile.
    pub urn: String,
    /// The name, as LinkedIn writes it. A mention that carries another stays words.
    pub name: String,
    /// What tells namesakes apart.
    pub note: Option<String>,
    /// Whether it is a page.
    pub is_page: bool,
}

/// What was typed.
#[derive(Debug, PartialEq, Eq)]
enum Sought<'a> {
    /// A URN, with the name behind it if there is one.
    Urn(&'a str, &'a str),
    /// The name of a page in its address, or its number.
    Page(&'a str),
    /// The name of a member in the address of their profile.
    Member(&'a str),
    /// The beginning of a name.
    Name(&'a str),
}

fn sought(words: &str) -> Sought<'_> {
    let words = words.trim().trim_start_matches('@');
    if words.starts_with("urn:li:") {
        let (urn, name) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
        return Sought::Urn(urn, name.trim());
    }
    let after = |folder: &str| {
        let (host, rest) = words.split_once(folder)?;
        let name = rest.split(['/', '?', '#']).next()?;
        (host.ends_with("linkedin.com") && !name.is_empty()).then_some(name)
    };
    if let Some(name) = after("/company/").or_else(|| after("/school/")).or_else(|| after("/showcase/")) {
        return Sought::Page(name);
    }
    match after("/in/") {
        Some(name) => Sought::Member(name),
        None => Sought::Name(words),
    }
}

impl Engine {
    /// Whom these words may mean. Without an author, only what Rollcall knows already; as an author,
    /// also what its provider finds.
    ///
    /// # Errors
    /// What the provider answers, when it can be asked and fails.
    pub async fn find_mentions(
        &self,
        words: &str,
        author: Option<&AuthorId>,
    ) -> Result<Vec<Mentionable>, EngineError> {
        let sought = sought(words);
        if let Sought::Urn(urn, name) = sought {
            let named = !name.is_empty() && urn.len() > "urn:li:".len();
            let is_page = urn.starts_with("urn:li:organization:");
            let one = Mentionable { urn: urn.to_owned(), name: name.to_owned(), note: None, is_page };
            return Ok(if named { vec![one] } else { Vec::new() });
        }
        let mut found = self.pages_called(&sought).await?;
        if let Some(author) = author {
            let looked_up = self.look_up(&sought, author).await?;
            for mention in looked_up.into_iter().map(mentionable) {
                if !found.iter().any(|other| other.urn == mention.urn) {
                    found.push(mention);
                }
            }
        }
        found.truncate(OFFERED);
        Ok(found)
    }

    /// Pages that Rollcall knows because an account posts as them.
    async fn pages_called(&self, sought: &Sought<'_>) -> Result<Vec<Mentionable>, EngineError> {
        let mut found: Vec<Mentionable> = Vec::new();
        for page in self.inner.store.all_pages().await? {
            let meant = match sought {
                Sought::Name(words) => {
                    let name = page.name.to_lowercase();
                    !words.is_empty()
                        && words.to_lowercase().split_whitespace().all(|word| name.contains(word))
                }
                Sought::Page(word) => {
                    page.vanity_name.as_deref() == Some(word) || page.urn.rsplit(':').next() == Some(word)
                }
                Sought::Member(_) | Sought::Urn(..) => false,
            };
            if meant && !found.iter().any(|other| other.urn == page.urn) {
                found.push(Mentionable {
                    urn: page.urn,
                    name: page.name,
                    note: Some("Page".into()),
                    is_page: true,
                });
            }
        }
        Ok(found)
    }

    async fn look_up(&self, sought: &Sought<'_>, author: &AuthorId) -> Result<Vec<Mentioned>, EngineError> {
        let (account, page) = split_author(author);
        let account = self.account(&account).await?;
        if account.provider == Provider::Edges {
            return Ok(Vec::new());
        }
        let found = match (self.gateway(&account.connection_id).await?, sought, page) {
            (Gateway::Linkedin(gateway), Sought::Page(name), _) => {
                let token = self.access_token(&account).await?;
                gateway.client.page_called(&token, name).await?.into_iter().collect()
            }
            (Gateway::Linkedin(gateway), Sought::Name(words), page) if !words.is_empty() => {
                let token = self.access_token(&account).await?;
                let mut found = match page {
                    Some(page) => gateway.client.followers(&token, &page, words).await?,
                    None => Vec::new(),
                };
                let slug = words.to_lowercase().split_whitespace().collect::<Vec<_>>().join("-");
                found.extend(gateway.client.page_called(&token, &slug).await?);
                found
            }
            (Gateway::Linkedin(gateway), Sought::Member(name), Some(page)) => {
                let token = self.access_token(&account).await?;
                member_of_linkedin(&gateway.client, &token, &page, name).await?
            }
            (Gateway::Zernio(client), Sought::Page(name), _) => {
                let address = format!("https://www.linkedin.com/company/{name}");
                client.mention(&account.remote_id, &address).await?.into_iter().collect()
            }
            (Gateway::Zernio(client), Sought::Member(name), _) => {
                let address = format!("https://www.linkedin.com/in/{name}");
                client.mention(&account.remote_id, &address).await?.into_iter().collect()
            }
            (Gateway::Unipile(client), Sought::Member(name), _) => {
                client.member(&account.remote_id, name).await?.into_iter().collect()
            }
            (Gateway::Unipile(client), Sought::Name(words), _) if words.split_whitespace().count() > 1 => {
                let slug = words.to_lowercase().split_whitespace().collect::<Vec<_>>().join("-");
                client.member(&account.remote_id, &slug).await?.into_iter().collect()
            }
            _ => Vec::new(),
        };
        Ok(found)
    }
}

/// LinkedIn tells who has an address, but not what they are called: the page's followers do, and else
/// the address itself says it as well as it can.
async fn member_of_linkedin(
    client: &LinkedinClient,
    token: &Secret,
    page: &str,
    vanity_name: &str,
) -> Result<Vec<Mentioned>, EngineError> {
    let Some(urn) = client.member_called(token, page, vanity_name).await? else { return Ok(Vec::new()) };
    let is_word = |word: &&str| !word.is_empty() && !word.contains(|c: char| c.is_ascii_digit());
    let words: Vec<&str> = vanity_name.split('-').filter(is_word).collect();
    let followers = client.followers(token, page, &words.join(" ")).await?;
    if let Some(known) = followers.into_iter().find(|follower| follower.urn == urn) {
        return Ok(vec![known]);
    }
    let name = words.iter().map(|word| capital(word)).collect::<Vec<_>>().join(" ");
    let headline = Some("Check the name: LinkedIn links it only as it is written there".to_owned());
    Ok(if name.is_empty() { Vec::new() } else { vec![Mentioned { urn, name, headline }] })
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn mentionable(found: Mentioned) -> Mentionable {
    let is_page = found.urn.starts_with("urn:li:organization:");
    let note = if is_page { Some("Page".to_owned()) } else { found.headline };
    Mentionable { urn: found.urn, name: found.name, note, is_page }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_urns_and_names_are_told_apart() {
        use Sought::{Member, Name, Page, Urn};
        let cases = [
            ("urn:li:person:782bbtaQ  Hana Lindqvist ", Urn("urn:li:person:782bbtaQ", "Hana Lindqvist")),
            ("urn:li:organization:1337", Urn("urn:li:organization:1337", "")),
            ("https://www.linkedin.com/company/alder-finch/about/?x=1", Page("alder-finch")),
            ("linkedin.com/company/1337", Page("1337")),
            ("https://de.linkedin.com/in/hana-lindqvist/", Member("hana-lindqvist")),
            ("https://evil.example/in/hana", Name("https://evil.example/in/hana")),
            ("@Hana Lin", Name("Hana Lin")),
            ("", Name("")),
        ];
        for (words, expected) in cases {
            assert_eq!(sought(words), expected);
        }
    }
}
