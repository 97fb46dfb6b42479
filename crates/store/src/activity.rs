//! What happened to all accounts together: the histories, newest first, filtered and in pages.

use rollcall_domain::{
    Timestamp,
    history::{Actor, HistoryEntry, HistoryKind},
    id::{AccountId, ClientId},
};
use rusqlite::{Row, Transaction, named_params};

use crate::{Store, StoreError, columns, history};

/// Which lines to read. What is left out lets everything through.
#[derive(Debug, Clone, Default)]
pub struct ActivityQuery {
    /// Only of this account.
    pub account: Option<AccountId>,
    /// Only of accounts that belong to this client now.
    pub client: Option<ClientId>,
    /// Only about this.
    pub kind: Option<HistoryKind>,
    /// Only caused by this one.
    pub actor: Option<Actor>,
    /// Not before this.
    pub from: Option<Timestamp>,
    /// Before this.
    pub until: Option<Timestamp>,
    /// Only where each of these words is in the sentence or the account's name.
    pub text: String,
    /// Only older than this line: the last of the page before.
    pub before: Option<i64>,
    /// At most so many.
    pub limit: u32,
}

/// One line, with whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivityRow {
    /// The line's own number.
    pub id: i64,
    /// Whose history it is in.
    pub account_id: AccountId,
    /// The member's name.
    pub account_name: String,
    /// The client the account belongs to now.
    pub client_id: Option<ClientId>,
    /// What happened.
    pub entry: HistoryEntry,
}

fn read(row: &Row<'_>) -> Result<ActivityRow, StoreError> {
    Ok(ActivityRow {
        id: row.get("id")?,
        account_id: AccountId(row.get("account_id")?),
        account_name: row.get("name")?,
        client_id: row.get::<_, Option<String>>("client_id")?.map(ClientId),
        entry: history::read(row)?,
    })
}

fn list(tx: &Transaction<'_>, query: &ActivityQuery) -> Result<Vec<ActivityRow>, StoreError> {
    let words: Vec<String> = query.text.split_whitespace().map(pattern).collect();
    let words = columns::to_json(&words)?;
    tx.prepare_cached(
        "SELECT history.*, accounts.name, accounts.client_id FROM history
         JOIN accounts ON accounts.id = account_id
         WHERE (:account IS NULL OR account_id = :account)
           AND (:client IS NULL OR client_id = :client)
           AND (:kind IS NULL OR kind = :kind)
           AND (:actor IS NULL OR actor = :actor)
           AND (:from IS NULL OR at >= :from)
           AND (:until IS NULL OR at < :until)
           AND (:before IS NULL OR (at, history.id) < (SELECT at, id FROM history WHERE id = :before))
           AND NOT EXISTS (SELECT 1 FROM json_each(:words)
               WHERE sentence || ' ' || name NOT LIKE json_each.value ESCAPE '!')
         ORDER BY at DESC, history.id DESC LIMIT :limit",
    )?
    .query_and_then(
        named_params! {
            ":account": query.account.as_ref().map(|id| &id.0),
            ":client": query.client.as_ref().map(|id| &id.0),
            ":kind": query.kind.map(HistoryKind::as_str),
            ":actor": query.actor.map(Actor::as_str),
            ":from": columns::maybe_millis(query.from),
            ":until": columns::maybe_millis(query.until),
            ":before": query.before,
            ":words": words,
            ":limit": query.limit,
        },
        read,
    )?
    .collect()
}

/// A word anywhere, with the characters that LIKE gives a meaning taken literally.
fn pattern(word: &str) -> String {
    let mut pattern = String::from("%");
    for c in word.chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

impl Store {
    /// What happened to all accounts, newest first.
    pub async fn activity(&self, query: ActivityQuery) -> Result<Vec<ActivityRow>, StoreError> {
        self.read(move |tx| list(tx, &query)).await
    }
}
