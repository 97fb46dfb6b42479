//! What was published, whoever published it: the board behind the feed and `GET /posts`.

use bytes::Bytes;
use chrono::{DateTime, Utc};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// One picture or file of a post.
#[derive(Clone)]
pub struct Media {
    pub id: String,
    pub mime: String,
    pub alt: String,
    pub sha256: String,
    pub bytes: Bytes,
}

#[derive(Clone)]
pub struct Post {
    /// `urn:li:share:…` or `urn:li:ugcPost:…`.
    pub urn: String,
    /// The provider's own id of the post; the URN at LinkedIn itself.
    pub provider_id: String,
    pub provider: &'static str,
    pub author_urn: String,
    pub author_name: String,
    /// The author's name in profile addresses.
    pub author_slug: String,
    /// What the client sent.
    pub commentary: String,
    /// What LinkedIn stored: hashtags in template form, cut where it was cut.
    pub stored: String,
    /// What a reader sees.
    pub text: String,
    pub visibility: String,
    pub content: Value,
    pub media: Vec<Media>,
    pub created_at: DateTime<Utc>,
    pub modified_at: DateTime<Utc>,
    pub edited: bool,
    pub deleted: bool,
    /// Part of the agency's past; left out of `GET /posts` unless asked for.
    pub seeded: bool,
}

#[derive(Default)]
pub struct PostBoard {
    posts: Vec<Post>,
}

impl PostBoard {
    pub fn publish(&mut self, post: Post) {
        self.posts.push(post);
    }

    pub fn all(&self) -> &[Post] {
        &self.posts
    }

    pub fn find(&self, id: &str) -> Option<&Post> {
        self.posts.iter().find(|post| post.urn == id || post.provider_id == id)
    }

    pub fn find_mut(&mut self, id: &str) -> Option<&mut Post> {
        self.posts.iter_mut().find(|post| post.urn == id || post.provider_id == id)
    }

    /// The newest living post by this author with the same words and content since `since`.
    pub fn twin(
        &self,
        author_urn: &str,
        stored: &str,
        content: &Value,
        since: DateTime<Utc>,
    ) -> Option<&Post> {
        self.posts.iter().rev().find(|post| {
            !post.deleted
                && post.author_urn == author_urn
                && post.stored == stored
                && &post.content == content
                && post.created_at > since
        })
    }
}

/// Lower-case hex SHA-256.
pub fn sha256_hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
