//! Writing a post: who can publish it, and whether it fits before anything is sent.

use std::collections::HashMap;

use rollcall_domain::{
    account::Account,
    fitting::{self, Facts},
    id::{AccountId, AuthorId, ConnectionId},
    limits::{self, Limits, Period},
    misfit::{Fix, Misfit},
    post::{
        Attachment, Draft, PUBLISHING_ROLES, UNTOLD_ROLE, Visibility, Wording, account_author, page_author,
    },
    publisher::Publisher,
};
use rollcall_store::PageRow;

use crate::{Engine, allowance::AllowanceLeft, error::EngineError, publisher::publisher_of};

/// An account or a page that could publish.
#[derive(Debug, Clone)]
pub struct Author {
    /// Its id.
    pub id: AuthorId,
    /// The account that publishes.
    pub account: Account,
    /// The page, if it is one.
    pub page: Option<PageRow>,
    /// The interface it publishes through; `None` where there is none.
    pub publisher: Option<Publisher>,
    /// Why it can't publish; `None` when it can.
    pub cannot_publish: Option<String>,
    /// How many more posts are taken, where somebody says.
    pub allowance: Option<AllowanceLeft>,
}

impl Author {
    /// What its interface takes; `None` where there is none.
    pub fn limits(&self) -> Option<&'static Limits> {
        self.publisher.map(limits::of)
    }

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
    /// What doesn't fit; empty when all of it does.
    pub misfits: Vec<Misfit>,
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
    /// The first thing for which it can't be sent.
    pub fn first_problem(&self) -> Option<&str> {
        let of_copies = self.verdicts.iter().flat_map(|verdict| &verdict.misfits);
        let stops = of_copies.filter(|misfit| misfit.stops).map(|misfit| &misfit.sentence);
        self.problems.iter().chain(stops).map(String::as_str).next()
    }
}

impl Engine {
    /// Everybody who could publish, and why some can't: pages after the accounts they belong to.
    pub async fn authors(&self) -> Result<Vec<Author>, EngineError> {
        let mut pages: HashMap<AccountId, Vec<PageRow>> = HashMap::new();
        for page in self.inner.store.all_pages().await? {
            pages.entry(page.account_id.clone()).or_default().push(page);
        }
        let connections = self.inner.store.connections().await?;
        let publishers: HashMap<ConnectionId, Publisher> =
            connections.iter().filter_map(|row| Some((row.id.clone(), publisher_of(row)?))).collect();
        let sent = self.sent_lately().await?;
        let mut accounts = self.inner.store.accounts().await?;
        accounts.sort_by_key(|account| account.name.to_lowercase());
        let mut authors = Vec::with_capacity(accounts.len());
        for account in accounts {
            let publisher = publishers.get(&account.connection_id).copied();
            let author = Author {
                id: account_author(&account.id),
                page: None,
                publisher,
                cannot_publish: why_not(&account),
                allowance: publisher.and_then(|publisher| sent.left(&account.id, publisher)),
                account: account.clone(),
            };
            let mut its_pages = Vec::new();
            for page in pages.remove(&account.id).unwrap_or_default() {
                let cannot_publish = author.cannot_publish.clone().or_else(|| why_not_as(&page));
                let id = page_author(&account.id, &page.urn);
                its_pages.push(Author { id, page: Some(page), cannot_publish, ..author.clone() });
            }
            authors.push(author);
            authors.append(&mut its_pages);
        }
        Ok(authors)
    }

    /// Checks a draft against the limits of each author's provider.
    pub async fn check_draft(&self, draft: &Draft) -> Result<Check, EngineError> {
        let authors = self.authors().await?;
        let mut facts = Facts::new();
        for id in draft.media() {
            facts.extend(self.inner.store.media(id).await?.map(|row| (row.id, row.facts)));
        }
        let mut problems = Vec::new();
        let mut copies = draft.authors.iter().map(|id| draft.wording_for(id));
        if is_empty(&draft.wording) && copies.all(|wording| is_empty(&wording)) {
            problems.push(NOTHING_TO_SAY.to_owned());
        }
        if draft.authors.is_empty() {
            problems.push("Choose at least one author.".to_owned());
        }
        let mut verdicts = Vec::with_capacity(draft.authors.len());
        for id in &draft.authors {
            match authors.iter().find(|author| author.id == *id) {
                Some(author) => {
                    let wording = draft.wording_for(id);
                    let misfits = if problems.is_empty() && is_empty(&wording) {
                        vec![Misfit::stops(NOTHING_TO_SAY)]
                    } else {
                        misfits(&wording, draft.visibility, &facts, author)
                    };
                    verdicts.push(Verdict { author: author.clone(), misfits });
                }
                None => {
                    problems.push("One of the chosen authors is no longer linked. Choose again.".to_owned())
                }
            }
        }
        Ok(Check { problems, verdicts })
    }
}

/// Said of a copy without a word or a picture.
const NOTHING_TO_SAY: &str = "Write something, or choose an image.";

fn is_empty(wording: &Wording) -> bool {
    wording.text.is_blank() && wording.attachment == Attachment::None
}

fn why_not(account: &Account) -> Option<String> {
    if !account.provider.publishes() {
        return Some(format!("{} can't publish posts", account.provider.name()));
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

fn why_not_as(page: &PageRow) -> Option<String> {
    let told = page.role != UNTOLD_ROLE;
    (told && !PUBLISHING_ROLES.contains(&page.role.as_str()))
        .then(|| format!("The role {} can't publish", page.role))
}

fn misfits(wording: &Wording, visibility: Visibility, facts: &Facts, author: &Author) -> Vec<Misfit> {
    if let Some(reason) = &author.cannot_publish {
        return vec![Misfit::stops(format!("{}: {reason}.", author.name())).with(Fix::DropAuthor)];
    }
    let Some(limits) = author.limits() else {
        return vec![Misfit::stops(format!("{} can't publish posts.", author.account.provider.name()))];
    };
    let mut misfits = fitting::misfits(limits, wording, visibility, author.page.is_some(), facts);
    misfits.extend(of_allowance(limits, author));
    misfits
}

/// Said when the provider will take no more for now.
fn of_allowance(limits: &Limits, author: &Author) -> Option<Misfit> {
    let left = author.allowance.filter(|allowance| allowance.left == 0)?;
    let (time, again) = match limits.allowance?.per {
        Period::UtcDay => ("today", "tomorrow"),
        Period::Hour => ("within an hour", "later"),
    };
    let sentence = format!(
        "{} has published {} posts {time}, as many as {} takes. Publish this {again}.",
        author.name(),
        left.of,
        limits.publisher.name()
    );
    Some(Misfit::hint(sentence))
}
