//! First comments: the author's own words below a post that was made. A step of its own, so that
//! nothing about it can touch the post.

use rollcall_domain::{Timestamp, id::TargetId, outbox::CommentState};
use rusqlite::{Row, Transaction};

use crate::{Store, StoreError, columns};

pub(crate) const CREATE: &str = "
CREATE TABLE first_comments (
    target_id  TEXT PRIMARY KEY REFERENCES targets (id) ON DELETE CASCADE,
    state      TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'made', 'refused', 'unknown')),
    sentence   TEXT,
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
";

/// Where the first comment of a copy stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstCommentRow {
    /// Below which copy.
    pub target_id: TargetId,
    /// Where it stands.
    pub state: CommentState,
    /// What happened, in words.
    pub sentence: Option<String>,
    /// When that was.
    pub changed_at: Timestamp,
}

fn read(row: &Row<'_>) -> Result<FirstCommentRow, StoreError> {
    Ok(FirstCommentRow {
        target_id: TargetId(row.get("target_id")?),
        state: columns::word(row, "state", CommentState::parse)?,
        sentence: row.get("sentence")?,
        changed_at: columns::time(row, "changed_at")?,
    })
}

/// Said of a comment that was being sent when Rollcall stopped.
const STOPPED_WHILE_SENDING: &str = "Rollcall stopped while the first comment was being sent, so we can't tell whether it is there. The post itself is published.";

/// What was being sent when the application stopped is unknown.
pub(crate) fn restart(tx: &Transaction<'_>, at: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE first_comments SET state = 'unknown', sentence = ?1, changed_at = ?2 WHERE state = 'sending'",
        (STOPPED_WHILE_SENDING, columns::millis(at)),
    )?;
    Ok(())
}

impl Store {
    /// Notes that a copy that was made has a first comment to come. Does nothing when it is noted
    /// already.
    pub async fn expect_comment(&self, target: &TargetId, at: Timestamp) -> Result<(), StoreError> {
        let target = target.clone();
        self.write(move |tx| {
            tx.execute(
                "INSERT OR IGNORE INTO first_comments (target_id, state, changed_at) VALUES (?1, 'waiting', ?2)",
                (&target.0, columns::millis(at)),
            )?;
            Ok(())
        })
        .await
    }

    /// Records that a comment that waited is about to be sent; `false` when it doesn't wait. When
    /// this returns it is on the disk to stay; only then may the first byte leave.
    pub async fn arm_comment(&self, target: &TargetId, at: Timestamp) -> Result<bool, StoreError> {
        let target = target.clone();
        self.write(move |tx| {
            let armed = tx.execute(
                "UPDATE first_comments SET state = 'sending', changed_at = ?2 WHERE target_id = ?1 AND state = 'waiting'",
                (&target.0, columns::millis(at)),
            )?;
            Ok(armed == 1)
        })
        .await
    }

    /// Keeps what became of a comment that was being sent. [`StoreError::NotAllowed`] for any other.
    pub async fn settle_comment(
        &self,
        target: &TargetId,
        state: CommentState,
        sentence: Option<String>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let target = target.clone();
        self.write(move |tx| {
            let settled = tx.execute(
                "UPDATE first_comments SET state = ?2, sentence = ?3, changed_at = ?4
                 WHERE target_id = ?1 AND state = 'sending'",
                (&target.0, state.as_str(), &sentence, columns::millis(at)),
            )?;
            if settled == 1 { Ok(()) } else { Err(StoreError::NotAllowed) }
        })
        .await
    }

    /// Where the first comment of a copy stands, if it was made and has one.
    pub async fn first_comment(&self, target: &TargetId) -> Result<Option<FirstCommentRow>, StoreError> {
        let target = target.clone();
        self.read(move |tx| {
            tx.prepare_cached("SELECT * FROM first_comments WHERE target_id = ?1")?
                .query_and_then([&target.0], read)?
                .next()
                .transpose()
        })
        .await
    }

    /// The copies whose first comment still waits.
    pub async fn comments_waiting(&self) -> Result<Vec<TargetId>, StoreError> {
        self.read(move |tx| {
            tx.prepare_cached(
                "SELECT target_id FROM first_comments WHERE state = 'waiting' ORDER BY changed_at",
            )?
            .query_and_then([], |row| Ok(TargetId(row.get(0)?)))?
            .collect()
        })
        .await
    }
}
