//! Reads what a web page says about itself, for the card that leads to it.
//!
//! The address comes from a person, and everything after it from strangers. So nothing is asked
//! that isn't on the public internet ([`Reach`]), the connection is made to the very addresses that
//! were checked, every redirect is checked again, no cookie, no credential and no referrer is sent,
//! and what is read has limits on its bytes and its time.

mod address;
mod body;
mod charset;
mod error;
mod head;
mod reach;
mod resolving;
mod visit;

use std::{sync::Arc, time::Duration};

use reqwest::{
    Response,
    header::{CONTENT_ENCODING, CONTENT_TYPE},
};
use rollcall_domain::text;
use tokio::{
    sync::mpsc,
    time::{Instant, timeout_at},
};
use url::Url;

use self::{
    body::{Body, Piece},
    head::{Head, HeadReader},
    visit::Visit,
};
pub use self::{
    error::ArticleError,
    reach::Reach,
    resolving::{Resolver, SystemResolver},
};

/// For everything: the page, its redirects and its image.
const PATIENCE: Duration = Duration::from_secs(10);

/// The most bytes of a page that are read, unpacked. Its head is at its beginning.
pub(crate) const MAX_PAGE_BYTES: usize = 2 * 1024 * 1024;

/// The most bytes of an image that are read.
pub(crate) const MAX_IMAGE_BYTES: usize = 10 * 1024 * 1024;

/// The most characters of a title: as many as LinkedIn takes.
const MAX_TITLE_CHARS: usize = 400;

/// The most characters of a description. Readers see two lines of it.
const MAX_DESCRIPTION_CHARS: usize = 500;

/// How much of a page is looked through between two looks at the clock.
const STEP: usize = 8 * 1024;

/// What a page says about itself. Its words hold nothing invisible, no line breaks and nothing that
/// turns the direction of writing, and are cut where they are too long.
#[derive(Debug)]
pub struct Article {
    /// Its title; empty when it says none.
    pub title: String,
    /// What it is about; empty when it doesn't say.
    pub description: String,
    /// Its image, if it names one. Why it couldn't be had doesn't take the words with it.
    pub image: Option<Result<ArticleImage, ArticleError>>,
}

/// An image as it came, of whatever its bytes turn out to be.
#[derive(Debug)]
pub struct ArticleImage {
    /// The last part of its address.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Reads pages.
#[derive(Clone)]
pub struct ArticleReader {
    reach: Reach,
    resolver: Arc<dyn Resolver>,
    patience: Duration,
}

impl ArticleReader {
    /// A reader that asks what `reach` lets it ask, and this computer for the addresses of names.
    pub fn new(reach: Reach) -> Self {
        Self { reach, resolver: Arc::new(SystemResolver), patience: PATIENCE }
    }

    /// Asks another one for the addresses of names.
    pub fn resolving_with(self, resolver: Arc<dyn Resolver>) -> Self {
        Self { resolver, ..self }
    }

    /// Gives up after this time instead of ten seconds.
    pub fn patient_for(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Asks the page at this address for its title, its description and its image.
    ///
    /// # Errors
    /// When the address is none that may be asked, or nothing comes of it.
    pub async fn read(&self, address: &str) -> Result<Article, ArticleError> {
        let until = Instant::now() + self.patience;
        let url = Url::parse(address.trim()).map_err(|_| ArticleError::NotAnAddress)?;
        let visit = Visit::new(&self.reach, Arc::clone(&self.resolver), &url);
        let slow = |_| Err(ArticleError::TooSlow);
        let (url, head) = timeout_at(until, page(&visit, url, until)).await.unwrap_or_else(slow)?;
        let image = match head.image.as_deref().and_then(|image| url.join(image).ok()) {
            None => None,
            Some(image) => {
                Some(timeout_at(until, picture(&visit, image)).await.unwrap_or(Err(ArticleError::TooSlow)))
            }
        };
        let line = |words: &str, most| text::shortened(&text::plain_line(words).as_str().into(), most).text;
        let article = Article {
            title: line(&head.title, MAX_TITLE_CHARS),
            description: line(&head.description, MAX_DESCRIPTION_CHARS),
            image,
        };
        let says_something =
            !article.title.is_empty() || !article.description.is_empty() || article.image.is_some();
        if says_something { Ok(article) } else { Err(ArticleError::SaysNothing) }
    }
}

/// A page's head, and the address at which the page was in the end.
async fn page(visit: &Visit<'_>, url: Url, until: Instant) -> Result<(Url, Head), ArticleError> {
    let (url, response) = visit.get(url, "text/html, application/xhtml+xml;q=0.9").await?;
    let kind = content_type(&response);
    if let Some(kind) = &kind
        && !matches!(essence(kind), "text/html" | "application/xhtml+xml")
    {
        return Err(ArticleError::NotAPage);
    }
    let (pieces, arriving) = mpsc::channel(4);
    let said = kind.clone();
    let reading = tokio::task::spawn_blocking(move || read_head(said.as_deref(), arriving, until));
    let mut body = Body::new(response, MAX_PAGE_BYTES)?;
    while let Some(Piece { bytes, is_last }) = body.piece().await? {
        // Nobody takes any more of it once the head is read.
        if pieces.send(bytes).await.is_err() || is_last {
            break;
        }
    }
    drop(pieces);
    let (head, looks_like_a_page) = reading.await.unwrap_or(Err(ArticleError::Unreadable))?;
    if kind.is_none() && !looks_like_a_page {
        return Err(ArticleError::NotAPage);
    }
    Ok((url, head))
}

/// Reads a page's head, and whether it looks like a page, on a thread of its own: a page can be made
/// so that it is hard to read.
fn read_head(
    content_type: Option<&str>,
    mut arriving: mpsc::Receiver<Vec<u8>>,
    until: Instant,
) -> Result<(Head, bool), ArticleError> {
    let mut head = HeadReader::new(content_type);
    'pieces: while let Some(bytes) = arriving.blocking_recv() {
        for step in bytes.chunks(STEP) {
            if Instant::now() > until {
                return Err(ArticleError::TooSlow);
            }
            head.push(step);
            if head.is_read() {
                break 'pieces;
            }
        }
    }
    let looks_like_a_page = head.looks_like_a_page();
    Ok((head.finish(), looks_like_a_page))
}

async fn picture(visit: &Visit<'_>, url: Url) -> Result<ArticleImage, ArticleError> {
    let (url, response) =
        visit.get(url, "image/jpeg, image/png, image/gif, image/webp;q=0.9, image/*;q=0.5").await?;
    let is_packed = response.headers().contains_key(CONTENT_ENCODING);
    if !is_packed && response.content_length().is_some_and(|length| length > MAX_IMAGE_BYTES as u64) {
        return Err(ArticleError::ImageTooLarge);
    }
    let mut body = Body::new(response, MAX_IMAGE_BYTES)?;
    let mut bytes = Vec::new();
    while let Some(piece) = body.piece().await? {
        bytes.extend_from_slice(&piece.bytes);
        if piece.is_last {
            return Err(ArticleError::ImageTooLarge);
        }
    }
    let name = url.path_segments().and_then(|mut parts| parts.next_back()).unwrap_or_default();
    let name = percent_encoding::percent_decode_str(name).decode_utf8_lossy().into_owned();
    Ok(ArticleImage { name, bytes })
}

fn content_type(response: &Response) -> Option<String> {
    let kind = response.headers().get(CONTENT_TYPE)?;
    Some(String::from_utf8_lossy(kind.as_bytes()).to_ascii_lowercase()).filter(|kind| !kind.trim().is_empty())
}

fn essence(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}
