//! Posts: what is to be published, frozen when it leaves the composer.

use rollcall_domain::{
    Timestamp,
    id::{MediaId, PostId},
    outbox::TargetState,
    post::Visibility,
};
use rusqlite::{Row, Transaction, named_params};

use crate::{Store, StoreError, TargetRow, columns, drafts, targets};

pub(crate) const CREATE: &str = "
CREATE TABLE posts (
    id         TEXT PRIMARY KEY,
    text       TEXT NOT NULL,
    media_id   TEXT REFERENCES media (id),
    alt_text   TEXT NOT NULL,
    visibility TEXT NOT NULL CHECK (visibility IN ('public', 'connections')),
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX posts_by_age ON posts (created_at, id);
";

/// What is to be published. Never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostRow {
    /// Rollcall's own id.
    pub id: PostId,
    /// The text as people read it.
    pub text: String,
    /// The image, if there is one.
    pub media_id: Option<MediaId>,
    /// The image's alternative text.
    pub alt_text: String,
    /// Who can see it.
    pub visibility: Visibility,
    /// When it left the composer.
    pub created_at: Timestamp,
}

fn read(row: &Row<'_>) -> Result<PostRow, StoreError> {
    Ok(PostRow {
        id: PostId(row.get("id")?),
        text: row.get("text")?,
        media_id: row.get::<_, Option<String>>("media_id")?.map(MediaId),
        alt_text: row.get("alt_text")?,
        visibility: Visibility::parse(&row.get::<_, String>("visibility")?),
        created_at: columns::time(row, "created_at")?,
    })
}

fn insert(tx: &Transaction<'_>, post: &PostRow) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO posts (id, text, media_id, alt_text, visibility, created_at)
         VALUES (:id, :text, :media_id, :alt_text, :visibility, :created_at)",
    )?
    .execute(named_params! {
        ":id": post.id.0,
        ":text": post.text,
        ":media_id": post.media_id.as_ref().map(|id| &id.0),
        ":alt_text": post.alt_text,
        ":visibility": post.visibility.as_str(),
        ":created_at": columns::millis(post.created_at),
    })?;
    Ok(())
}

impl Store {
    /// Freezes a post with its targets and throws the open draft away: all of it or nothing.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] for a target of another post, or for one that is being sent
    /// already: that needs an attempt (see [`Store::arm`]).
    pub async fn create_post(&self, post: PostRow, copies: Vec<TargetRow>) -> Result<(), StoreError> {
        if copies.iter().any(|it| it.post_id != post.id || it.state == TargetState::Sending) {
            return Err(StoreError::NotAllowed);
        }
        self.erase(move |tx| {
            insert(tx, &post)?;
            for target in &copies {
                targets::insert(tx, target)?;
            }
            drafts::clear(tx)
        })
        .await
    }

    /// The last posts, newest first.
    pub async fn posts(&self, limit: u32) -> Result<Vec<PostRow>, StoreError> {
        self.read(move |tx| {
            tx.prepare_cached("SELECT * FROM posts ORDER BY created_at DESC, id DESC LIMIT ?1")?
                .query_and_then([limit], read)?
                .collect()
        })
        .await
    }

    /// One post, if it is there.
    pub async fn post(&self, id: &PostId) -> Result<Option<PostRow>, StoreError> {
        let id = id.clone();
        self.read(move |tx| {
            tx.prepare_cached("SELECT * FROM posts WHERE id = ?1")?
                .query_and_then([&id.0], read)?
                .next()
                .transpose()
        })
        .await
    }
}
