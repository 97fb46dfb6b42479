//! Writing a post: authors and checks. The draft itself is kept in [`crate::drafts`], its files in
//! [`crate::media`].

use rollcall_domain::{
    Timestamp,
    account::first_name,
    client::ClientColour,
    id::{AuthorId, ClientId},
    limits::LIMITS,
    misfit::{Fix, Misfit},
    post::Draft,
    provider::Provider,
    text,
};
use rollcall_engine::{Engine, composing::Author, error::EngineError, undo::Done};
pub use rollcall_engine::{author_groups::AuthorGroup, mentioning::Mentionable};
use serde::Serialize;

use crate::{
    Rollcall,
    error::ApiError,
    media::{MediaView, media_view},
};

/// An account or a page in the composer.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct AuthorView {
    /// Its id.
    pub id: AuthorId,
    /// Its name.
    pub name: String,
    /// The second line: "Page · via Chloé", "Official", "Unipile".
    pub detail: String,
    /// The member's headline or the page's kind, for the preview.
    pub headline: Option<String>,
    /// Whether it is a page.
    pub is_page: bool,
    /// The system that publishes it.
    pub provider: Provider,
    /// The client it belongs to.
    pub client_id: Option<ClientId>,
    /// The client's colour.
    pub colour: Option<ClientColour>,
    /// Why it can't publish; `None` when it can.
    pub cannot_publish: Option<String>,
    /// How many more posts the provider takes, where somebody says.
    pub allowance: Option<AllowanceView>,
    /// Something to know before publishing, for instance that Unipile publishes at once.
    pub note: Option<String>,
}

/// What is left of an author's allowance.
#[derive(Debug, Clone, Copy, Serialize, specta::Type)]
pub struct AllowanceView {
    /// How many posts.
    pub left: u32,
    /// Of how many.
    pub of: u32,
    /// When more are taken.
    pub renews_at: Timestamp,
}

/// What would happen to one copy.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct TargetVerdict {
    /// For whom.
    pub author_id: AuthorId,
    /// The author's name.
    pub author_name: String,
    /// What doesn't fit, and what would help; empty when all of it fits.
    pub misfits: Vec<MisfitView>,
}

/// Something that doesn't fit.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct MisfitView {
    /// What doesn't fit, and what to do.
    pub sentence: String,
    /// Whether it can't be sent like this. Else it is something to know before sending.
    pub stops: bool,
    /// What one click does about it, the likelier first.
    pub fixes: Vec<FixView>,
}

/// What one click does.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct FixView {
    /// What its button says.
    pub label: String,
    /// What it does.
    pub fix: Fix,
}

impl From<Misfit> for MisfitView {
    fn from(misfit: Misfit) -> Self {
        let view = |fix: Fix| FixView { label: fix.label().to_owned(), fix };
        MisfitView {
            sentence: misfit.sentence,
            stops: misfit.stops,
            fixes: misfit.fixes.into_iter().map(view).collect(),
        }
    }
}

/// A draft after a fix.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct FixedDraft {
    /// What is written now.
    pub draft: Draft,
    /// The files it needs.
    pub media: Vec<MediaView>,
}

/// The draft, checked against each author's provider.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct DraftCheck {
    /// Characters that count.
    pub characters: u32,
    /// The limit.
    pub max_characters: u32,
    /// How many characters a reader sees before *more*.
    pub fold_characters: u32,
    /// What is wrong with the draft itself, for every author.
    pub problems: Vec<String>,
    /// One verdict for each author.
    pub targets: Vec<TargetVerdict>,
}

/// Everybody who could publish, and why some can't.
pub async fn authors(rollcall: &Rollcall) -> Result<Vec<AuthorView>, ApiError> {
    let engine = rollcall.engine().await;
    let clients = engine.store().clients().await.map_err(EngineError::from)?;
    let authors = engine.authors().await?;
    Ok(authors
        .into_iter()
        .map(|author| {
            let client = clients.iter().find(|client| Some(&client.id) == author.account.client_id.as_ref());
            let colour = client.map(|client| client.colour);
            author_view(author, colour)
        })
        .collect())
}

/// A draft after one click on a fix of one author's copy, with the files it needs. It isn't kept yet.
pub async fn apply_fix(
    rollcall: &Rollcall,
    draft: &Draft,
    author: &AuthorId,
    fix: &Fix,
) -> Result<FixedDraft, ApiError> {
    let engine = rollcall.engine().await;
    let draft = engine.apply_fix(draft, author, fix).await?;
    let media = media_of(&engine, &draft).await;
    Ok(FixedDraft { draft, media })
}

/// The files that a draft needs. One that was removed from the disk doesn't take the text with it.
pub(crate) async fn media_of(engine: &Engine, draft: &Draft) -> Vec<MediaView> {
    let mut media = Vec::new();
    for id in draft.media() {
        media.extend(engine.media(id).await.ok().map(media_view));
    }
    media
}

/// Whom these words may mean: a link, a name in a link, or the beginning of a name. Asked as an
/// author where one is given, else with what Rollcall knows already.
pub async fn find_mentions(
    rollcall: &Rollcall,
    words: &str,
    author: Option<&AuthorId>,
) -> Result<Vec<Mentionable>, ApiError> {
    Ok(rollcall.engine().await.find_mentions(words, author).await?)
}

/// Every saved group of authors, by name.
pub async fn author_groups(rollcall: &Rollcall) -> Result<Vec<AuthorGroup>, ApiError> {
    Ok(rollcall.engine().await.author_groups().await?)
}

/// Keeps a group of authors under its name; one of the same name is replaced. Fails with
/// `bad_input` when it has no name or nobody is in it.
pub async fn save_author_group(rollcall: &Rollcall, group: AuthorGroup) -> Result<Done, ApiError> {
    Ok(rollcall.engine().await.save_author_group(group).await?)
}

/// Forgets a group of authors.
pub async fn remove_author_group(rollcall: &Rollcall, name: &str) -> Result<Done, ApiError> {
    Ok(rollcall.engine().await.remove_author_group(name).await?)
}

/// Checks a draft against the limits of each author's provider.
pub async fn check(rollcall: &Rollcall, draft: &Draft) -> Result<DraftCheck, ApiError> {
    let engine = rollcall.engine().await;
    let check = engine.check_draft(draft).await?;
    let chosen = check.verdicts.iter().filter_map(|verdict| verdict.author.limits());
    let max = chosen.chain(&LIMITS).map(|limits| limits.max_text_chars).min().unwrap_or(text::MAX_TEXT_CHARS);
    let count = |characters: usize| u32::try_from(characters).unwrap_or(u32::MAX);
    Ok(DraftCheck {
        characters: count(draft.wording.text.count()),
        max_characters: count(max),
        fold_characters: count(text::FOLD_CHARS),
        problems: check.problems,
        targets: check
            .verdicts
            .into_iter()
            .map(|verdict| TargetVerdict {
                author_id: verdict.author.id.clone(),
                author_name: verdict.author.name().to_owned(),
                misfits: verdict.misfits.into_iter().map(MisfitView::from).collect(),
            })
            .collect(),
    })
}

fn author_view(author: Author, colour: Option<ClientColour>) -> AuthorView {
    let provider = author.account.provider;
    let name = author.name().to_owned();
    let (detail, headline) = match &author.page {
        Some(_) => {
            (format!("Page · via {}", first_name(&author.account.name)), Some("Company page".to_owned()))
        }
        None => {
            let way = if provider == Provider::Linkedin { "Official" } else { provider.name() };
            (way.to_owned(), author.account.headline.clone())
        }
    };
    AuthorView {
        id: author.id,
        name,
        detail,
        headline,
        is_page: author.page.is_some(),
        provider,
        client_id: author.account.client_id,
        colour,
        cannot_publish: author.cannot_publish,
        allowance: author.allowance.map(|it| AllowanceView {
            left: it.left,
            of: it.of,
            renews_at: it.renews_at,
        }),
        note: (provider == Provider::Unipile)
            .then(|| "Unipile publishes at once, and Rollcall can't take it back.".to_owned()),
    }
}
