//! Attempts: one try each at sending a target, recorded before its first byte leaves.

use std::collections::HashMap;

use rollcall_domain::{
    Timestamp,
    history::HistoryEntry,
    id::{AccountId, TargetId},
    outbox::{TargetEvent, TargetState},
};
use rusqlite::{Row, Transaction, named_params};

use crate::{Store, StoreError, TargetChange, TargetRow, accounts, columns, targets};

/// At most one attempt of a target is unfinished.
pub(crate) const CREATE: &str = "
CREATE TABLE attempts (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    target_id   TEXT NOT NULL REFERENCES targets (id) ON DELETE CASCADE,
    n           INTEGER NOT NULL CHECK (n >= 1),
    body_sha256 TEXT NOT NULL,
    armed_at    INTEGER NOT NULL,
    finished_at INTEGER,
    outcome     TEXT CHECK (outcome IN ('made', 'refused', 'sign_in_needed', 'not_made', 'no_answer', 'restarted', 'handed_over')),
    http_status INTEGER,
    error_code  TEXT,
    request_id  TEXT,
    urn         TEXT,
    UNIQUE (target_id, n),
    CHECK ((finished_at IS NULL) = (outcome IS NULL))
) STRICT;
CREATE INDEX attempts_by_age ON attempts (armed_at);
CREATE UNIQUE INDEX one_unfinished_attempt ON attempts (target_id) WHERE finished_at IS NULL;
";

/// One try at sending a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptRow {
    /// Its number in the database.
    pub id: i64,
    /// The target it tried to send.
    pub target_id: TargetId,
    /// Which try it was, from 1.
    pub n: i64,
    /// SHA-256 of the request's body, in hexadecimal.
    pub body_sha256: String,
    /// When it was recorded, just before the first byte left.
    pub armed_at: Timestamp,
    /// When its answer, or the lack of one, was known.
    pub finished_at: Option<Timestamp>,
    /// What came of it: `made`, `refused`, `sign_in_needed`, `not_made`, `no_answer`,
    /// `restarted` or `handed_over`.
    pub outcome: Option<String>,
    /// The answer's HTTP status.
    pub http_status: Option<i64>,
    /// The provider's own error code.
    pub error_code: Option<String>,
    /// The provider's id of the request, for its support.
    pub request_id: Option<String>,
    /// The post's URN, when one was made.
    pub urn: Option<String>,
}

/// What the provider's answer said, beside what it meant for the target.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AttemptOutcome {
    /// The answer's HTTP status.
    pub http_status: Option<i64>,
    /// The provider's own error code.
    pub error_code: Option<String>,
    /// The provider's id of the request, for its support.
    pub request_id: Option<String>,
}

/// The word for what came of an attempt; `None` for events that end none.
fn outcome_word(event: TargetEvent) -> Option<&'static str> {
    match event {
        TargetEvent::Made => Some("made"),
        TargetEvent::TakenOver => Some("handed_over"),
        TargetEvent::Refused => Some("refused"),
        TargetEvent::SignInNeeded => Some("sign_in_needed"),
        TargetEvent::NotMade => Some("not_made"),
        TargetEvent::NoAnswer => Some("no_answer"),
        TargetEvent::Restarted => Some("restarted"),
        TargetEvent::UploadStarted
        | TargetEvent::Armed
        | TargetEvent::Missed
        | TargetEvent::PersonPausedIt
        | TargetEvent::PersonResumedIt
        | TargetEvent::PersonFoundIt
        | TargetEvent::PersonSendsAgain
        | TargetEvent::PersonDroppedIt => None,
    }
}

fn read(row: &Row<'_>) -> Result<AttemptRow, StoreError> {
    Ok(AttemptRow {
        id: row.get("id")?,
        target_id: TargetId(row.get("target_id")?),
        n: row.get("n")?,
        body_sha256: row.get("body_sha256")?,
        armed_at: columns::time(row, "armed_at")?,
        finished_at: columns::maybe_time(row, "finished_at")?,
        outcome: row.get("outcome")?,
        http_status: row.get("http_status")?,
        error_code: row.get("error_code")?,
        request_id: row.get("request_id")?,
        urn: row.get("urn")?,
    })
}

fn find(tx: &Transaction<'_>, id: i64) -> Result<Option<AttemptRow>, StoreError> {
    tx.prepare_cached("SELECT * FROM attempts WHERE id = ?1")?.query_and_then([id], read)?.next().transpose()
}

fn arm(
    tx: &Transaction<'_>,
    target: &TargetId,
    expected_version: i64,
    body_sha256: &str,
    at: Timestamp,
) -> Result<(TargetRow, AttemptRow), StoreError> {
    let armed = targets::change(tx, target, expected_version, &TargetChange::new(TargetEvent::Armed, at))?;
    let attempt = tx
        .prepare_cached(
            "INSERT INTO attempts (target_id, n, body_sha256, armed_at)
             VALUES (?1, (SELECT count(*) + 1 FROM attempts WHERE target_id = ?1), ?2, ?3) RETURNING *",
        )?
        .query_and_then((&target.0, body_sha256, columns::millis(at)), read)?
        .next()
        .transpose()?
        .ok_or(StoreError::NotFound)?;
    Ok((armed, attempt))
}

fn finish(
    tx: &Transaction<'_>,
    id: i64,
    outcome: &AttemptOutcome,
    expected_version: i64,
    change: &TargetChange,
) -> Result<TargetRow, StoreError> {
    let word = outcome_word(change.event).ok_or(StoreError::NotAllowed)?;
    let attempt = find(tx, id)?.ok_or(StoreError::NotFound)?;
    let finished = tx
        .prepare_cached(
            "UPDATE attempts SET finished_at = :at, outcome = :outcome, http_status = :http_status,
                 error_code = :error_code, request_id = :request_id, urn = :urn
             WHERE id = :id AND finished_at IS NULL",
        )?
        .execute(named_params! {
            ":at": columns::millis(change.at),
            ":outcome": word,
            ":http_status": outcome.http_status,
            ":error_code": outcome.error_code,
            ":request_id": outcome.request_id,
            ":urn": change.urn,
            ":id": id,
        })?;
    if finished != 1 {
        return Err(StoreError::Stale);
    }
    if targets::expect(tx, &attempt.target_id, expected_version)?.state != TargetState::Sending {
        return Err(StoreError::NotAllowed);
    }
    targets::change(tx, &attempt.target_id, expected_version, change)
}

/// Ends the attempt that was under way when the application stopped.
pub(crate) fn close_unfinished(
    tx: &Transaction<'_>,
    target: &TargetId,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE attempts SET finished_at = ?1, outcome = 'restarted' WHERE target_id = ?2 AND finished_at IS NULL",
        (columns::millis(at), &target.0),
    )?;
    Ok(())
}

impl Store {
    /// Records that a copy is about to be sent: [`TargetState::Uploading`] becomes
    /// [`TargetState::Sending`] together with a new attempt. When this returns, both are on the
    /// disk to stay, even if the power goes; only then may the first byte leave.
    pub async fn arm(
        &self,
        target: &TargetId,
        expected_version: i64,
        body_sha256: &str,
        at: Timestamp,
    ) -> Result<(TargetRow, AttemptRow), StoreError> {
        let (target, body_sha256) = (target.clone(), body_sha256.to_owned());
        self.write(move |tx| arm(tx, &target, expected_version, &body_sha256, at)).await
    }

    /// Ends an attempt and moves its target on, together. `expected_version` is the version of
    /// the row that [`Store::arm`] gave. An attempt ends once: the second time is
    /// [`StoreError::Stale`].
    ///
    /// `history`, when given, becomes a line of the account's history with it.
    pub async fn finish_attempt(
        &self,
        attempt_id: i64,
        outcome: AttemptOutcome,
        expected_version: i64,
        change: TargetChange,
        history: Option<HistoryEntry>,
    ) -> Result<TargetRow, StoreError> {
        self.write(move |tx| {
            let target = finish(tx, attempt_id, &outcome, expected_version, &change)?;
            // The account may have been removed while its copy was on its way.
            if let Some(entry) = &history
                && accounts::exists(tx, &target.account_id)?
            {
                crate::history::add(tx, &target.account_id, entry)?;
            }
            Ok(target)
        })
        .await
    }

    /// How often each account tried to publish since this time.
    pub async fn attempts_since(&self, at: Timestamp) -> Result<HashMap<AccountId, u32>, StoreError> {
        self.read(move |tx| {
            tx.prepare_cached(
                "SELECT account_id, count(*) FROM attempts JOIN targets ON targets.id = target_id
                 WHERE armed_at >= ?1 GROUP BY account_id",
            )?
            .query_and_then([columns::millis(at)], |row| Ok((AccountId(row.get(0)?), row.get(1)?)))?
            .collect()
        })
        .await
    }

    /// The tries at sending one copy, oldest first.
    pub async fn attempts_of(&self, target: &TargetId) -> Result<Vec<AttemptRow>, StoreError> {
        let target = target.clone();
        self.read(move |tx| {
            tx.prepare_cached("SELECT * FROM attempts WHERE target_id = ?1 ORDER BY n")?
                .query_and_then([&target.0], read)?
                .collect()
        })
        .await
    }
}
