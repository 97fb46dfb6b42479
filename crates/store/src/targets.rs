//! Targets: one copy of a post for one author each. Every move from state to state goes through
//! [`rollcall_domain::outbox::next`] and counts the row's version up, so that two senders can
//! never both move it.

use rollcall_domain::{
    Timestamp,
    id::{AccountId, AuthorId, PostId, TargetId},
    outbox::{self, TargetEvent, TargetState},
    post::Wording,
};
use rusqlite::{Params, Row, Transaction, named_params};

use crate::{Store, StoreError, attempts, columns, first_comments};

/// Targets outlive their account: what was published stays on record. A published URN belongs to
/// one target only.
pub(crate) const CREATE: &str = "
CREATE TABLE targets (
    id          TEXT PRIMARY KEY,
    post_id     TEXT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    place       INTEGER NOT NULL,
    author_id   TEXT NOT NULL,
    account_id  TEXT NOT NULL,
    page_urn    TEXT,
    author_name TEXT NOT NULL,
    content     TEXT NOT NULL CHECK (json_valid(content)),
    due_at      INTEGER,
    state       TEXT NOT NULL CHECK (state IN ('queued', 'uploading', 'paused', 'sending', 'handed_over', 'published',
                    'refused', 'held', 'retry_later', 'unknown', 'missed', 'dropped')),
    sentence    TEXT,
    urn         TEXT,
    permalink   TEXT,
    retry_at    INTEGER,
    changed_at  INTEGER NOT NULL,
    version     INTEGER NOT NULL CHECK (version >= 0)
) STRICT;
CREATE INDEX targets_of_a_post ON targets (post_id, place);
CREATE INDEX targets_by_state ON targets (state);
CREATE UNIQUE INDEX targets_by_urn ON targets (urn) WHERE urn IS NOT NULL;
";

/// One copy of a post for one author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetRow {
    /// Rollcall's own id.
    pub id: TargetId,
    /// The post it is a copy of.
    pub post_id: PostId,
    /// The account or page it is for.
    pub author_id: AuthorId,
    /// The account that publishes it.
    pub account_id: AccountId,
    /// The page, if it is for one.
    pub page_urn: Option<String>,
    /// The author's name when the post was frozen.
    pub author_name: String,
    /// What this copy says and shows.
    pub content: Wording,
    /// When it is to be published; `None` at once.
    pub due_at: Option<Timestamp>,
    /// Where it stands.
    pub state: TargetState,
    /// What happened, in words.
    pub sentence: Option<String>,
    /// The published post's URN or id at the provider.
    pub urn: Option<String>,
    /// The published post's address.
    pub permalink: Option<String>,
    /// When to try again, if the provider says.
    pub retry_at: Option<Timestamp>,
    /// When its state last changed.
    pub changed_at: Timestamp,
    /// Counts up with every change.
    pub version: i64,
}

/// A move from one state to the next, and what is learned with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetChange {
    /// What happened; the state follows from it.
    pub event: TargetEvent,
    /// What happened, in words; `None` leaves no sentence.
    pub sentence: Option<String>,
    /// The published post's URN; `None` keeps what is known.
    pub urn: Option<String>,
    /// The published post's address; `None` keeps what is known.
    pub permalink: Option<String>,
    /// When to try again; `None` leaves no time.
    pub retry_at: Option<Timestamp>,
    /// When it happened.
    pub at: Timestamp,
}

impl TargetChange {
    /// A change with nothing to say but what happened and when.
    pub fn new(event: TargetEvent, at: Timestamp) -> Self {
        Self { event, sentence: None, urn: None, permalink: None, retry_at: None, at }
    }
}

fn read(row: &Row<'_>) -> Result<TargetRow, StoreError> {
    Ok(TargetRow {
        id: TargetId(row.get("id")?),
        post_id: PostId(row.get("post_id")?),
        author_id: AuthorId(row.get("author_id")?),
        account_id: AccountId(row.get("account_id")?),
        page_urn: row.get("page_urn")?,
        author_name: row.get("author_name")?,
        content: columns::json(row, "content")?,
        due_at: columns::maybe_time(row, "due_at")?,
        state: columns::word(row, "state", TargetState::parse)?,
        sentence: row.get("sentence")?,
        urn: row.get("urn")?,
        permalink: row.get("permalink")?,
        retry_at: columns::maybe_time(row, "retry_at")?,
        changed_at: columns::time(row, "changed_at")?,
        version: row.get("version")?,
    })
}

/// `place` keeps the order in which the authors were chosen.
pub(crate) fn insert(tx: &Transaction<'_>, target: &TargetRow) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO targets (id, post_id, place, author_id, account_id, page_urn, author_name, content,
             due_at, state, sentence, urn, permalink, retry_at, changed_at, version)
         VALUES (:id, :post_id, (SELECT count(*) FROM targets WHERE post_id = :post_id), :author_id, :account_id,
             :page_urn, :author_name, :content, :due_at, :state, :sentence, :urn, :permalink, :retry_at, :changed_at, :version)",
    )?
    .execute(named_params! {
        ":id": target.id.0,
        ":post_id": target.post_id.0,
        ":author_id": target.author_id.0,
        ":account_id": target.account_id.0,
        ":page_urn": target.page_urn,
        ":author_name": target.author_name,
        ":content": columns::to_json(&target.content)?,
        ":due_at": columns::maybe_millis(target.due_at),
        ":state": target.state.as_str(),
        ":sentence": target.sentence,
        ":urn": target.urn,
        ":permalink": target.permalink,
        ":retry_at": columns::maybe_millis(target.retry_at),
        ":changed_at": columns::millis(target.changed_at),
        ":version": target.version,
    })?;
    Ok(())
}

pub(crate) fn find(tx: &Transaction<'_>, id: &TargetId) -> Result<Option<TargetRow>, StoreError> {
    tx.prepare_cached("SELECT * FROM targets WHERE id = ?1")?
        .query_and_then([&id.0], read)?
        .next()
        .transpose()
}

fn list(tx: &Transaction<'_>, condition: &str, params: impl Params) -> Result<Vec<TargetRow>, StoreError> {
    tx.prepare_cached(&format!(
        "SELECT targets.* FROM targets JOIN posts ON posts.id = post_id
         WHERE {condition} ORDER BY posts.created_at, posts.id, place"
    ))?
    .query_and_then(params, read)?
    .collect()
}

pub(crate) fn in_states(tx: &Transaction<'_>, states: &[TargetState]) -> Result<Vec<TargetRow>, StoreError> {
    let words: Vec<&str> = states.iter().map(|state| state.as_str()).collect();
    list(tx, "state IN (SELECT value FROM json_each(?1))", [columns::to_json(&words)?])
}

/// The row as the caller knows it, or why not.
pub(crate) fn expect(
    tx: &Transaction<'_>,
    id: &TargetId,
    expected_version: i64,
) -> Result<TargetRow, StoreError> {
    let row = find(tx, id)?.ok_or(StoreError::NotFound)?;
    if row.version == expected_version { Ok(row) } else { Err(StoreError::Stale) }
}

/// Moves a target on, if it still has this version and its state allows the event.
pub(crate) fn change(
    tx: &Transaction<'_>,
    id: &TargetId,
    expected_version: i64,
    change: &TargetChange,
) -> Result<TargetRow, StoreError> {
    let before = expect(tx, id, expected_version)?;
    let state = outbox::next(before.state, change.event).ok_or(StoreError::NotAllowed)?;
    let changed = tx
        .prepare_cached(
            "UPDATE targets SET state = :state, sentence = :sentence, urn = coalesce(:urn, urn),
                 permalink = coalesce(:permalink, permalink), retry_at = :retry_at, changed_at = :at, version = version + 1
             WHERE id = :id AND version = :version",
        )?
        .execute(named_params! {
            ":state": state.as_str(),
            ":sentence": change.sentence,
            ":urn": change.urn,
            ":permalink": change.permalink,
            ":retry_at": columns::maybe_millis(change.retry_at),
            ":at": columns::millis(change.at),
            ":id": id.0,
            ":version": expected_version,
        })?;
    if changed != 1 {
        return Err(StoreError::Stale);
    }
    find(tx, id)?.ok_or(StoreError::NotFound)
}

/// Said of a copy that was being sent when Rollcall stopped.
const STOPPED_WHILE_SENDING: &str = "Rollcall stopped while this was being sent, so we can't tell whether LinkedIn took it. Look at the author's profile, then say whether it is there.";

/// What had begun when the application stopped: a copy that may have left is unknown, one that
/// can't have left waits for its turn again.
fn restart(tx: &Transaction<'_>, at: Timestamp) -> Result<Vec<TargetRow>, StoreError> {
    first_comments::restart(tx, at)?;
    let interrupted = in_states(tx, &[TargetState::Sending, TargetState::Uploading])?;
    interrupted
        .iter()
        .map(|target| {
            let mut restarted = TargetChange::new(TargetEvent::Restarted, at);
            if target.state == TargetState::Sending {
                restarted.sentence = Some(STOPPED_WHILE_SENDING.into());
                attempts::close_unfinished(tx, &target.id, at)?;
            }
            change(tx, &target.id, target.version, &restarted)
        })
        .collect()
}

impl Store {
    /// The copies of one post, in the order in which their authors were chosen.
    pub async fn targets_of(&self, post: &PostId) -> Result<Vec<TargetRow>, StoreError> {
        let post = post.clone();
        self.read(move |tx| list(tx, "post_id = ?1", [&post.0])).await
    }

    /// One copy, if it is there.
    pub async fn target(&self, id: &TargetId) -> Result<Option<TargetRow>, StoreError> {
        let id = id.clone();
        self.read(move |tx| find(tx, &id)).await
    }

    /// Every copy that stands in one of these states, oldest post first.
    pub async fn targets_in(&self, states: &[TargetState]) -> Result<Vec<TargetRow>, StoreError> {
        let states = states.to_vec();
        self.read(move |tx| in_states(tx, &states)).await
    }

    /// Moves a copy on. [`StoreError::Stale`] when it changed since it was read,
    /// [`StoreError::NotAllowed`] when its state doesn't allow the event. A copy enters
    /// [`TargetState::Sending`] through [`Store::arm`] only and leaves it through
    /// [`Store::finish_attempt`] or [`Store::restart_targets`] only, so that no attempt goes
    /// unrecorded.
    pub async fn advance(
        &self,
        id: &TargetId,
        expected_version: i64,
        step: TargetChange,
    ) -> Result<TargetRow, StoreError> {
        if step.event == TargetEvent::Armed {
            return Err(StoreError::NotAllowed);
        }
        let id = id.clone();
        self.write(move |tx| {
            if expect(tx, &id, expected_version)?.state == TargetState::Sending {
                return Err(StoreError::NotAllowed);
            }
            change(tx, &id, expected_version, &step)
        })
        .await
    }

    /// Forgets when a copy was to be published: it goes out as soon as it can.
    pub async fn forget_due(&self, id: &TargetId) -> Result<(), StoreError> {
        let id = id.clone();
        self.write(move |tx| {
            tx.execute("UPDATE targets SET due_at = NULL WHERE id = ?1", [&id.0])?;
            Ok(())
        })
        .await
    }

    /// To be called once at start, before anything is sent: copies that were being sent become
    /// unknown, copies whose image was under way wait for their turn again. Returns those that
    /// changed.
    pub async fn restart_targets(&self, at: Timestamp) -> Result<Vec<TargetRow>, StoreError> {
        self.write(move |tx| restart(tx, at)).await
    }
}
