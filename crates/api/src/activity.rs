//! What happened to all accounts together.

use rollcall_domain::{
    Timestamp,
    history::{Actor, HistoryEntry, HistoryKind},
    id::{AccountId, ClientId},
};
use rollcall_engine::error::EngineError;
use rollcall_store::ActivityQuery;
use serde::{Deserialize, Serialize};

use crate::{Rollcall, error::ApiError};

/// How many lines a page has.
pub const PAGE: u32 = 200;

/// Which lines to show. What is left out lets everything through.
#[derive(Debug, Clone, Default, Deserialize, specta::Type)]
pub struct ActivityFilter {
    /// Only of this account.
    pub account_id: Option<AccountId>,
    /// Only of accounts that belong to this client now.
    pub client_id: Option<ClientId>,
    /// Only about this.
    pub kind: Option<HistoryKind>,
    /// Only caused by this one.
    pub actor: Option<Actor>,
    /// Not before this.
    pub from: Option<Timestamp>,
    /// Before this.
    pub until: Option<Timestamp>,
    /// Only where each of these words is in the sentence or the account's name.
    #[serde(default)]
    pub text: String,
}

/// One line.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct ActivityLine {
    /// Its own number.
    pub id: u32,
    /// Whose history it is in.
    pub account_id: AccountId,
    /// The member's name.
    pub account_name: String,
    /// The client the account belongs to now.
    pub client_id: Option<ClientId>,
    /// What happened.
    pub entry: HistoryEntry,
}

/// Some lines, newest first.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct ActivityPage {
    /// The lines.
    pub lines: Vec<ActivityLine>,
    /// Whether there are older ones.
    pub more: bool,
}

/// What happened to the accounts, newest first: a page of [`PAGE`] lines, those older than
/// `before` where it is given.
pub async fn list(
    rollcall: &Rollcall,
    filter: ActivityFilter,
    before: Option<u32>,
) -> Result<ActivityPage, ApiError> {
    let engine = rollcall.engine().await;
    let mut rows =
        engine.store().activity(query(filter, before, PAGE + 1)).await.map_err(EngineError::from)?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = rows.len() > page;
    rows.truncate(page);
    let lines = rows
        .into_iter()
        .map(|row| ActivityLine {
            id: u32::try_from(row.id).unwrap_or(u32::MAX),
            account_id: row.account_id,
            account_name: row.account_name,
            client_id: row.client_id,
            entry: row.entry,
        })
        .collect();
    Ok(ActivityPage { lines, more })
}

pub(crate) fn query(filter: ActivityFilter, before: Option<u32>, limit: u32) -> ActivityQuery {
    ActivityQuery {
        account: filter.account_id,
        client: filter.client_id,
        kind: filter.kind,
        actor: filter.actor,
        from: filter.from,
        until: filter.until,
        text: filter.text,
        before: before.map(i64::from),
        limit,
    }
}
