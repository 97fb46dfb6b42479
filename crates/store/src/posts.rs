//! Posts: what is to be published, frozen when it leaves the composer.

use std::collections::BTreeSet;

use rollcall_domain::{
    Timestamp,
    id::{DraftId, MediaId, PostId},
    outbox::TargetState,
    post::{Visibility, Wording},
};
use rusqlite::{Row, Transaction, named_params};

use crate::{Store, StoreError, TargetRow, columns, drafts, targets};

pub(crate) const CREATE: &str = "
CREATE TABLE posts (
    id         TEXT PRIMARY KEY,
    content    TEXT NOT NULL CHECK (json_valid(content)),
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
    /// What it says and shows, but for what differs in a copy.
    pub content: Wording,
    /// Who can see it.
    pub visibility: Visibility,
    /// When it left the composer.
    pub created_at: Timestamp,
}

fn read(row: &Row<'_>) -> Result<PostRow, StoreError> {
    Ok(PostRow {
        id: PostId(row.get("id")?),
        content: columns::json(row, "content")?,
        visibility: Visibility::parse(&row.get::<_, String>("visibility")?),
        created_at: columns::time(row, "created_at")?,
    })
}

fn insert(tx: &Transaction<'_>, post: &PostRow) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO posts (id, content, visibility, created_at)
         VALUES (:id, :content, :visibility, :created_at)",
    )?
    .execute(named_params! {
        ":id": post.id.0,
        ":content": columns::to_json(&post.content)?,
        ":visibility": post.visibility.as_str(),
        ":created_at": columns::millis(post.created_at),
    })?;
    Ok(())
}

impl Store {
    /// Freezes a post with its targets and throws the draft away that it was: all of it or nothing.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] for a target of another post, or for one that is being sent
    /// already: that needs an attempt (see [`Store::arm`]).
    pub async fn create_post(
        &self,
        post: PostRow,
        copies: Vec<TargetRow>,
        draft: Option<DraftId>,
    ) -> Result<(), StoreError> {
        if copies.iter().any(|it| it.post_id != post.id || it.state == TargetState::Sending) {
            return Err(StoreError::NotAllowed);
        }
        self.erase(move |tx| {
            insert(tx, &post)?;
            for target in &copies {
                targets::insert(tx, target)?;
            }
            match &draft {
                Some(draft) => drafts::erase(tx, draft),
                None => Ok(()),
            }
        })
        .await
    }

    /// Every kept file that a post or one of its copies needs.
    pub async fn media_of_posts(&self) -> Result<BTreeSet<MediaId>, StoreError> {
        self.read(|tx| {
            let mut all = BTreeSet::new();
            for sql in ["SELECT content FROM posts", "SELECT content FROM targets"] {
                let mut statement = tx.prepare_cached(sql)?;
                for content in statement.query_and_then([], |row| columns::json::<Wording>(row, "content"))? {
                    all.extend(content?.attachment.media().into_iter().cloned());
                }
            }
            Ok(all)
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
