//! Consents: how the owner of an account agreed to the use of their credentials or cookies.

use rollcall_domain::{
    consent::{Consent, ConsentHow},
    history::{Actor, HistoryEntry},
    id::AccountId,
};
use rusqlite::{Row, Transaction};

use crate::{Store, StoreError, columns, history};

pub(crate) const CREATE: &str = "
CREATE TABLE consents (
    account_id TEXT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    how        TEXT NOT NULL,
    note       TEXT NOT NULL,
    at         INTEGER NOT NULL,
    actor      TEXT NOT NULL
) STRICT, WITHOUT ROWID;
";

fn read(row: &Row<'_>) -> Result<Consent, StoreError> {
    Ok(Consent {
        how: columns::word(row, "how", ConsentHow::parse)?,
        note: row.get("note")?,
        at: columns::time(row, "at")?,
        actor: Actor::parse(&row.get::<_, String>("actor")?),
    })
}

fn put(
    tx: &Transaction<'_>,
    account: &AccountId,
    consent: &Consent,
    entry: &HistoryEntry,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO consents (account_id, how, note, at, actor) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute((
        &account.0,
        consent.how.as_str(),
        &consent.note,
        columns::millis(consent.at),
        consent.actor.as_str(),
    ))?;
    history::add(tx, account, entry)
}

impl Store {
    /// How an account's owner agreed, if that was stated and not withdrawn.
    pub async fn consent(&self, account: &AccountId) -> Result<Option<Consent>, StoreError> {
        let account = account.clone();
        self.read(move |tx| {
            tx.prepare_cached("SELECT * FROM consents WHERE account_id = ?1")?
                .query_and_then([&account.0], read)?
                .next()
                .transpose()
        })
        .await
    }

    /// Keeps a consent, with a line in the account's history.
    pub async fn put_consent(
        &self,
        account: &AccountId,
        consent: Consent,
        entry: HistoryEntry,
    ) -> Result<(), StoreError> {
        let account = account.clone();
        self.write(move |tx| put(tx, &account, &consent, &entry)).await
    }

    /// Takes a consent back; its lines stay in the history.
    pub async fn remove_consent(&self, account: &AccountId) -> Result<(), StoreError> {
        let account = account.clone();
        self.write(move |tx| {
            tx.prepare_cached("DELETE FROM consents WHERE account_id = ?1")?.execute([&account.0])?;
            Ok(())
        })
        .await
    }
}
