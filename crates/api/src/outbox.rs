//! What was published, and what became of each copy.

use rollcall_domain::{
    Timestamp,
    id::{AuthorId, PostId, TargetId},
    outbox::TargetState,
    post::Draft,
    status::Tone,
};
use serde::{Deserialize, Serialize};

use crate::{Rollcall, error::ApiError};

/// A post and its copies.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct PostView {
    /// Its id.
    pub id: PostId,
    /// The text as people read it.
    pub text: String,
    /// Whether it has an image.
    pub has_image: bool,
    /// When it was published or queued.
    pub created_at: Timestamp,
    /// One copy for each author.
    pub targets: Vec<TargetView>,
}

/// One copy of a post for one author.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct TargetView {
    /// Its id.
    pub id: TargetId,
    /// For whom.
    pub author_id: AuthorId,
    /// The author's name.
    pub author_name: String,
    /// Whether the author is a page.
    pub is_page: bool,
    /// Where it stands.
    pub state: TargetState,
    /// Its colour family.
    pub tone: Tone,
    /// Where it stands, in few words: "Published", "We can't tell", "Held".
    pub label: String,
    /// What happened and what to do, in words.
    pub sentence: Option<String>,
    /// Where it can be seen.
    pub permalink: Option<String>,
    /// The author's profile, to look whether a copy is there.
    pub profile_url: Option<String>,
    /// When it last changed.
    pub changed_at: Timestamp,
}

/// What a person found out about a copy whose answer never came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// It is on LinkedIn.
    ItIsThere,
    /// It isn't there: send it again.
    SendAgain,
    /// It isn't there: let it go.
    LetItGo,
}
