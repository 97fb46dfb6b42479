//! What was published, whoever published it: the board behind the feed and `GET /posts`.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::media::Content;

/// One picture, video or document of a post.
#[derive(Clone, Serialize, Deserialize)]
pub struct Media {
    pub id: String,
    pub mime: String,
    pub alt: String,
    pub bytes: Content,
}

/// Under its own name, because serde takes a plain `&'static str` for a borrowed one.
type ProviderName = &'static str;

#[derive(Clone, Serialize, Deserialize)]
pub struct Post {
    /// `urn:li:share:…` or `urn:li:ugcPost:…`.
    pub urn: String,
    /// The provider's own id of the post; the URN at LinkedIn itself.
    pub provider_id: String,
    #[serde(deserialize_with = "provider")]
    pub provider: ProviderName,
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
    /// What LinkedIn gives back besides: `distribution`, `lifecycleState` and others by their names.
    #[serde(default)]
    pub details: Map<String, Value>,
    pub media: Vec<Media>,
    pub created_at: DateTime<Utc>,
    pub modified_at: DateTime<Utc>,
    pub edited: bool,
    pub deleted: bool,
    /// Part of the agency's past; left out of `GET /posts` unless asked for.
    pub seeded: bool,
}

impl Post {
    /// The feed's object behind the post: another number than the post's own.
    pub fn activity_urn(&self) -> String {
        const NUMBERS: u64 = 10_u64.pow(18);
        let number = self.urn.rsplit(':').next().and_then(|number| number.parse::<u64>().ok());
        let number = number.unwrap_or_default() % NUMBERS;
        format!("urn:li:activity:7{:018}", (number + 271_828_182_845_904_523) % NUMBERS)
    }
}

/// The name as the code writes it.
fn provider<'de, D: Deserializer<'de>>(from: D) -> Result<ProviderName, D::Error> {
    let name = String::deserialize(from)?;
    ["linkedin", "unipile", "edges", "zernio"]
        .into_iter()
        .find(|known| *known == name)
        .ok_or_else(|| serde::de::Error::custom(format!("no provider is called {name}")))
}

/// Every post, found by each of its names.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Post>", into = "Vec<Post>")]
pub struct PostBoard {
    posts: Vec<Post>,
    /// URN, provider's id and activity URN.
    by_name: HashMap<String, usize>,
    by_author: HashMap<String, Vec<usize>>,
    by_media: HashMap<String, (usize, usize)>,
}

impl PostBoard {
    pub fn publish(&mut self, post: Post) {
        let place = self.posts.len();
        for name in [post.urn.clone(), post.provider_id.clone(), post.activity_urn()] {
            self.by_name.entry(name).or_insert(place);
        }
        self.by_author.entry(post.author_urn.clone()).or_default().push(place);
        for (position, media) in post.media.iter().enumerate() {
            self.by_media.insert(media.id.clone(), (place, position));
        }
        self.posts.push(post);
    }

    pub fn all(&self) -> &[Post] {
        &self.posts
    }

    /// By URN, by the provider's id, or by activity URN.
    pub fn find(&self, id: &str) -> Option<&Post> {
        self.by_name.get(id).map(|&place| &self.posts[place])
    }

    pub fn find_mut(&mut self, id: &str) -> Option<&mut Post> {
        let place = *self.by_name.get(id)?;
        self.posts.get_mut(place)
    }

    /// An author's posts, oldest first.
    pub fn by(&self, author_urn: &str) -> impl DoubleEndedIterator<Item = &Post> {
        self.by_author.get(author_urn).into_iter().flatten().map(|&place| &self.posts[place])
    }

    /// A file of a post, by its id.
    pub fn media(&self, id: &str) -> Option<&Media> {
        let &(place, position) = self.by_media.get(id)?;
        self.posts.get(place)?.media.get(position)
    }

    /// The newest living post by this author with the same words and content since `since`.
    pub fn twin(
        &self,
        author_urn: &str,
        stored: &str,
        content: &Value,
        since: DateTime<Utc>,
    ) -> Option<&Post> {
        self.by(author_urn).rev().find(|post| {
            !post.deleted && post.stored == stored && &post.content == content && post.created_at > since
        })
    }
}

impl From<Vec<Post>> for PostBoard {
    fn from(posts: Vec<Post>) -> Self {
        let mut board = Self::default();
        for post in posts {
            board.publish(post);
        }
        board
    }
}

impl From<PostBoard> for Vec<Post> {
    fn from(board: PostBoard) -> Self {
        board.posts
    }
}
