//! Histories: what happened to each account, in words.

use rollcall_domain::{
    history::{Actor, HistoryEntry, HistoryKind},
    id::AccountId,
    status::Tone,
};
use rusqlite::{Row, Transaction};

use crate::{Store, StoreError, columns};

pub(crate) const CREATE: &str = "
CREATE TABLE history (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    at         INTEGER NOT NULL,
    sentence   TEXT NOT NULL,
    actor      TEXT NOT NULL CHECK (actor IN ('operator', 'owner', 'rollcall', 'provider')),
    tone       TEXT NOT NULL CHECK (tone IN ('ok', 'warn', 'bad', 'info', 'idle'))
) STRICT;
CREATE INDEX history_of_an_account ON history (account_id, at, id);
";

/// What a line is about, and the order in which those of all accounts are read.
pub(crate) const ADD_KIND: &str = "
ALTER TABLE history ADD COLUMN kind TEXT NOT NULL DEFAULT 'status';
CREATE INDEX history_by_time ON history (at, id);
";

fn tone_word(tone: Tone) -> &'static str {
    match tone {
        Tone::Ok => "ok",
        Tone::Warn => "warn",
        Tone::Bad => "bad",
        Tone::Info => "info",
        Tone::Idle => "idle",
    }
}

fn parse_tone(word: &str) -> Option<Tone> {
    [Tone::Ok, Tone::Warn, Tone::Bad, Tone::Info, Tone::Idle]
        .into_iter()
        .find(|tone| tone_word(*tone) == word)
}

pub(crate) fn read(row: &Row<'_>) -> Result<HistoryEntry, StoreError> {
    Ok(HistoryEntry {
        at: columns::time(row, "at")?,
        sentence: row.get("sentence")?,
        actor: Actor::parse(&row.get::<_, String>("actor")?),
        tone: columns::word(row, "tone", parse_tone)?,
        kind: columns::word(row, "kind", HistoryKind::parse)?,
    })
}

pub(crate) fn add(tx: &Transaction<'_>, account: &AccountId, entry: &HistoryEntry) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO history (account_id, at, sentence, actor, tone, kind) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute((
        &account.0,
        columns::millis(entry.at),
        &entry.sentence,
        entry.actor.as_str(),
        tone_word(entry.tone),
        entry.kind.as_str(),
    ))?;
    Ok(())
}

fn list(tx: &Transaction<'_>, account: &AccountId, limit: u32) -> Result<Vec<HistoryEntry>, StoreError> {
    tx.prepare_cached("SELECT * FROM history WHERE account_id = ?1 ORDER BY at DESC, id DESC LIMIT ?2")?
        .query_and_then((&account.0, limit), read)?
        .collect()
}

impl Store {
    /// Adds a line to an account's history.
    pub async fn add_history(&self, account: &AccountId, entry: HistoryEntry) -> Result<(), StoreError> {
        let account = account.clone();
        self.write(move |tx| add(tx, &account, &entry)).await
    }

    /// The last lines of an account's history, newest first.
    pub async fn history(&self, account: &AccountId, limit: u32) -> Result<Vec<HistoryEntry>, StoreError> {
        let account = account.clone();
        self.read(move |tx| list(tx, &account, limit)).await
    }
}
