//! Writing a post: who can publish it, and whether it fits before anything is sent.

use std::collections::HashMap;

use rollcall_domain::{
    account::Account,
    id::{AccountId, AuthorId, MediaId},
    limits::{self, Limits},
    media::ImageFacts,
    misfit::{Fix, Misfit},
    post::{
        AttachedImage, Attachment, AttachmentKind, Draft, PUBLISHING_ROLES, Wording, account_author,
        page_author,
    },
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
        let mut images = HashMap::new();
        for id in draft.media() {
            let row = self.inner.store.media(id).await?.ok_or(EngineError::NotFound("This image"))?;
            if let Some(image) = row.facts.image() {
                images.insert(id.clone(), *image);
            }
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
                        misfits(&wording, &images, author)
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
    (!PUBLISHING_ROLES.contains(&page.role.as_str())).then(|| format!("The role {} can't publish", page.role))
}

fn misfits(wording: &Wording, images: &HashMap<MediaId, ImageFacts>, author: &Author) -> Vec<Misfit> {
    if let Some(reason) = &author.cannot_publish {
        return vec![Misfit::stops(format!("{}: {reason}.", author.name())).with(Fix::DropAuthor)];
    }
    let provider = author.account.provider;
    let Some(limits) = limits::of(provider) else {
        return vec![Misfit::stops(format!("{} can't publish posts.", provider.name()))];
    };
    let mut misfits: Vec<Misfit> = limits::check_text(limits, &wording.text).into_iter().collect();
    let kind = wording.attachment.kind();
    if kind != AttachmentKind::None && !limits.attachments.contains(&kind) {
        let sentence = format!("Rollcall can't send {} through {} yet.", kind.name(), provider.name());
        misfits.push(Misfit::stops(sentence).with(Fix::DropAttachment));
    } else if let Attachment::Images { images: attached } = &wording.attachment {
        misfits.extend(images_misfits(limits, attached, images));
    }
    if !wording.first_comment.is_blank() && !limits.comments {
        let sentence = format!("Rollcall can't comment through {} yet.", provider.name());
        misfits.push(Misfit::stops(sentence).with(Fix::DropComment));
    }
    misfits
}

fn images_misfits(
    limits: &Limits,
    attached: &[AttachedImage],
    images: &HashMap<MediaId, ImageFacts>,
) -> Vec<Misfit> {
    let mut misfits = Vec::new();
    let max = limits.max_images;
    if attached.len() > max {
        let keep = u32::try_from(max).unwrap_or(u32::MAX);
        let images = if max == 1 { "one image".to_owned() } else { format!("{max} images") };
        let sentence = format!("Rollcall sends {images} through {} at most.", limits.provider.name());
        misfits.push(Misfit::stops(sentence).with(Fix::DropImages { keep }));
    }
    for image in attached {
        let refused = images.get(&image.media).and_then(|facts| limits::check_image(limits, facts).err());
        misfits.extend(refused.map(|error| Misfit::stops(error.to_string())));
    }
    if attached.iter().any(|image| text::count(&image.alt_text) > limits.max_alt_chars) {
        let max = limits.max_alt_chars;
        let to = u32::try_from(max).unwrap_or(u32::MAX);
        let sentence = format!("The image's description is longer than {max} characters.");
        misfits.push(Misfit::stops(sentence).with(Fix::ShortenAltTexts { to }));
    }
    misfits
}
