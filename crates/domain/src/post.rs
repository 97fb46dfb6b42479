//! What is written and for whom.

use serde::{Deserialize, Serialize};

use crate::id::{AccountId, AuthorId, MediaId};

/// Who can see a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Anyone on or off LinkedIn.
    #[default]
    Public,
    /// The author's connections only.
    Connections,
}

impl Visibility {
    /// The word kept in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Visibility::Public => "public",
            Visibility::Connections => "connections",
        }
    }

    /// The visibility with this stored word; anything else reads as the narrower one.
    pub fn parse(word: &str) -> Visibility {
        if word == "public" { Visibility::Public } else { Visibility::Connections }
    }
}

/// What is written, before it is frozen into a post.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
pub struct Draft {
    /// The text as people read it.
    pub text: String,
    /// The accounts and pages that are to publish it.
    pub authors: Vec<AuthorId>,
    /// The image, if there is one.
    pub media: Option<MediaId>,
    /// The image's alternative text.
    pub alt_text: String,
    /// Who can see it.
    pub visibility: Visibility,
}

/// The author id of an account itself.
pub fn account_author(account: &AccountId) -> AuthorId {
    AuthorId(account.0.clone())
}

/// The author id of a page that an account may post as.
pub fn page_author(account: &AccountId, page_urn: &str) -> AuthorId {
    AuthorId(format!("{}/{page_urn}", account.0))
}

/// Takes an author id apart again.
pub fn split_author(author: &AuthorId) -> (AccountId, Option<String>) {
    match author.0.split_once('/') {
        Some((account, urn)) => (AccountId(account.to_owned()), Some(urn.to_owned())),
        None => (AccountId(author.0.clone()), None),
    }
}
