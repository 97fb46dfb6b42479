//! Writing a post: authors, the draft, its image and its checks.

use rollcall_domain::{
    Timestamp,
    id::{AuthorId, ClientId, MediaId},
    post::Draft,
    provider::Provider,
};
use serde::Serialize;

use crate::{Rollcall, error::ApiError};

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
    /// The client's colour, as `#rrggbb`.
    pub colour: Option<String>,
    /// Why it can't publish; `None` when it can.
    pub cannot_publish: Option<String>,
    /// Something to know before publishing, for instance that Unipile publishes at once.
    pub note: Option<String>,
}

/// A chosen image.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct MediaView {
    /// Its id.
    pub id: MediaId,
    /// The file's name.
    pub file_name: String,
    /// "PNG", "JPEG" or "GIF".
    pub kind: String,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Size in bytes.
    pub bytes: u32,
    /// A small re-encoded copy, as a `data:` URL.
    pub thumbnail: String,
}

/// The draft as it was last saved.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct DraftView {
    /// What is written.
    pub draft: Draft,
    /// Its image.
    pub media: Option<MediaView>,
    /// When it was saved.
    pub saved_at: Option<Timestamp>,
}

/// What would happen to one copy.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct TargetVerdict {
    /// For whom.
    pub author_id: AuthorId,
    /// The author's name.
    pub author_name: String,
    /// Why it would be refused; empty when it fits.
    pub problems: Vec<String>,
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
