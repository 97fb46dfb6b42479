//! Writing a post: who can publish it, and whether it fits before anything is sent.

use std::collections::HashMap;

use rollcall_domain::{
    account::Account,
    id::{AccountId, AuthorId},
    limits,
    media::ImageFacts,
    post::{Draft, account_author, page_author},
    provider::Provider,
    text,
};
use rollcall_store::PageRow;

use crate::{Engine, error::EngineError};

/// An account or a page that could publish.
#[derive(Debug, Clone)]
pub struct Author {
    /// Its id.
    pub id: AuthorId,
    /// The account that publishes.
    pub account: Account,
    /// The page, if it is one.
    pub page: Option<PageRow>,
    /// Why it can't publish; `None` when it can.
    pub cannot_publish: Option<String>,
}

impl Author {
    /// Its shown name.
    pub fn name(&self) -> &str {
        self.page.as_ref().map_or(&self.account.name, |page| &page.name)
    }
}

/// What would happen to one copy.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// For whom.
    pub author: Author,
    /// Why it would be refused; empty when it fits.
    pub problems: Vec<String>,
}

/// The draft, checked.
#[derive(Debug, Clone)]
pub struct Check {
    /// What is wrong for every author.
    pub problems: Vec<String>,
    /// One verdict for each author.
    pub verdicts: Vec<Verdict>,
}

impl Check {
    /// The first thing that is wrong.
    pub fn first_problem(&self) -> Option<&str> {
        self.problems
            .iter()
            .chain(self.verdicts.iter().flat_map(|verdict| &verdict.problems))
            .map(String::as_str)
            .next()
    }
}

impl Engine {
    /// Everybody who could publish, and why some can't: pages after the accounts they belong to.
    pub async fn authors(&self) -> Result<Vec<Author>, EngineError> {
        let mut pages: HashMap<AccountId, Vec<PageRow>> = HashMap::new();
        for page in self.inner.store.all_pages().await? {
            pages.entry(page.account_id.clone()).or_default().push(page);
        }
        let mut accounts = self.inner.store.accounts().await?;
        accounts.sort_by_key(|account| account.name.to_lowercase());
        let mut authors = Vec::with_capacity(accounts.len());
        for account in accounts {
            let cannot_publish = why_not(&account);
            authors.push(Author {
                id: account_author(&account.id),
                account: account.clone(),
                page: None,
                cannot_publish: cannot_publish.clone(),
            });
            for page in pages.remove(&account.id).unwrap_or_default() {
                let cannot_publish = cannot_publish.clone().or_else(|| why_not_as(&page));
                let id = page_author(&account.id, &page.urn);
                authors.push(Author { id, account: account.clone(), page: Some(page), cannot_publish });
            }
        }
        Ok(authors)
    }

    /// Checks a draft against the limits of each author's provider.
    pub async fn check_draft(&self, draft: &Draft) -> Result<Check, EngineError> {
        let authors = self.authors().await?;
        let image = match &draft.media {
            Some(id) => {
                let media = self.inner.store.media(id).await?.ok_or(EngineError::NotFound("This image"))?;
                media.facts.image().copied()
            }
            None => None,
        };
        let mut problems = Vec::new();
        if draft.text.trim().is_empty() && draft.media.is_none() {
            problems.push("Write something, or choose an image.".to_owned());
        }
        if draft.authors.is_empty() {
            problems.push("Choose at least one author.".to_owned());
        }
        let mut verdicts = Vec::with_capacity(draft.authors.len());
        for id in &draft.authors {
            match authors.iter().find(|author| author.id == *id) {
                Some(author) => {
                    let problems = problems_for(draft, image.as_ref(), author);
                    verdicts.push(Verdict { author: author.clone(), problems });
                }
                None => {
                    problems.push("One of the chosen authors is no longer linked. Choose again.".to_owned())
                }
            }
        }
        Ok(Check { problems, verdicts })
    }
}

fn why_not(account: &Account) -> Option<String> {
    if !account.provider.publishes() {
        return Some(match account.provider {
            Provider::Zernio => "Publishing through Zernio isn't built yet".to_owned(),
            provider => format!("{} can't publish posts", provider.name()),
        });
    }
    (!account.status.can_publish()).then(|| match &account.status {
        rollcall_domain::status::Status::Checkpoint { checkpoint, .. } => checkpoint.label().to_owned(),
        status => status_word(status),
    })
}

fn status_word(status: &rollcall_domain::status::Status) -> String {
    use rollcall_domain::status::Status;
    match status {
        Status::SignInNeeded => "Sign-in needed".into(),
        Status::Connecting => "Still connecting".into(),
        Status::Restricted => "Restricted by LinkedIn".into(),
        Status::LimitedUntil { .. } => "Limited for now".into(),
        Status::ProviderUnreachable => "Provider unreachable".into(),
        Status::Paused => "Paused".into(),
        Status::Removed => "Removed at the provider".into(),
        Status::Unknown { raw } => format!("The provider says “{raw}”"),
        _ => "Can't publish now".into(),
    }
}

/// Roles that may publish as a page (LinkedIn, page roles); the spelling of one differs between
/// documentation and live data.
const PUBLISHING_ROLES: [&str; 4] =
    ["ADMINISTRATOR", "CONTENT_ADMINISTRATOR", "CONTENT_ADMIN", "DIRECT_SPONSORED_CONTENT_POSTER"];

fn why_not_as(page: &PageRow) -> Option<String> {
    (!PUBLISHING_ROLES.contains(&page.role.as_str())).then(|| format!("The role {} can't publish", page.role))
}

fn problems_for(draft: &Draft, image: Option<&ImageFacts>, author: &Author) -> Vec<String> {
    if let Some(reason) = &author.cannot_publish {
        return vec![format!("{}: {reason}.", author.name())];
    }
    let Some(limits) = limits::of(author.account.provider) else {
        return vec![format!("{} can't publish posts.", author.account.provider.name())];
    };
    let mut problems: Vec<String> = limits::check_text(limits, &draft.text).into_iter().collect();
    problems.extend(
        image.and_then(|image| limits::check_image(limits, image).err()).map(|error| error.to_string()),
    );
    if image.is_some() && text::count(&draft.alt_text) > limits.max_alt_chars {
        problems.push(format!("The image's description is longer than {} characters.", limits.max_alt_chars));
    }
    problems
}
