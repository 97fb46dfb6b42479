//! The accounts as the window keeps them: its first rows at once, then what it doesn't have yet,
//! and from then on only what changed. Ten thousand rows cross to the window once, and never in
//! front of the first picture.

use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use rollcall_domain::{
    id::{AccountId, ClientId},
    setup_source::SetupSource,
    status::StatusKind,
};
use rollcall_engine::{Engine, error::EngineError, saved_filters::SavedFilter};
use rollcall_store::AccountOutline;
use serde::Serialize;

use crate::{
    Rollcall,
    accounts::{self, AccountView, ClientView},
    error::ApiError,
};

/// More rows than any screen shows at once.
const FIRST_ROWS: usize = 100;
/// New rows in one answer: more would hold up a key for longer than somebody notices, and every answer
/// reads the list anew.
const MORE_ROWS: usize = 5_000;

/// What to change in the window's list so that it is right again; nothing else changed in it.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct AccountChanges {
    /// To be named when asking for what changes after these.
    pub edition: u32,
    /// Whether these begin a new list: the edition that was named is not known.
    pub from_nothing: bool,
    /// Whether there are accounts that aren't in the window's list yet: ask again.
    pub more: bool,
    /// Rows that are new or changed, from the top of the list to its end.
    pub placed: Vec<PlacedAccount>,
    /// Rows that are gone.
    pub removed: Vec<AccountId>,
    /// Figures of all accounts, also of those that aren't in the window's list yet.
    pub totals: AccountTotals,
    /// Every client, by name.
    pub clients: Vec<ClientView>,
    /// Every saved filter, by name.
    pub filters: Vec<SavedFilter>,
}

/// A row and where it goes.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct PlacedAccount {
    /// Its place in the list as the window has it after these changes, counted from 0.
    pub at: u32,
    /// The row.
    pub account: AccountView,
}

/// Figures of all accounts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, specta::Type)]
pub struct AccountTotals {
    /// How many there are.
    pub accounts: u32,
    /// How many need somebody.
    pub need_you: u32,
    /// How many have each kind of status; kinds that nobody has are left out.
    pub kinds: Vec<KindCount>,
    /// How many belong to each client; clients without accounts are left out.
    pub clients: Vec<ClientCount>,
    /// How many have each tag, in the order of the alphabet.
    pub tags: Vec<TagCount>,
    /// Every setup source that somebody has.
    pub sources: Vec<SetupSource>,
}

/// How many accounts have a kind of status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct KindCount {
    /// The kind.
    pub kind: StatusKind,
    /// How many.
    pub count: u32,
}

/// How many accounts a client has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct ClientCount {
    /// The client.
    pub id: ClientId,
    /// How many.
    pub count: u32,
}

/// How many accounts have a tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct TagCount {
    /// The tag.
    pub tag: String,
    /// How many.
    pub count: u32,
}

/// The list as the window was told it last.
#[derive(Default)]
pub(crate) struct Told {
    edition: u32,
    /// A fingerprint of each row. The rows themselves would take twenty times as much.
    rows: HashMap<AccountId, u64>,
}

/// What changed since the edition that the window has. Without one, or with one that isn't the last
/// that was given out, it begins anew with the first rows.
pub async fn since(rollcall: &Rollcall, edition: Option<u32>) -> Result<AccountChanges, ApiError> {
    let mut told = rollcall.told().lock().await;
    let engine = rollcall.engine().await;
    let from_nothing = edition != Some(told.edition);
    let read = if from_nothing { first_rows(&engine).await? } else { all_rows(&engine).await? };

    let nothing = HashMap::new();
    let known = if from_nothing { &nothing } else { &told.rows };
    let mut rows = HashMap::with_capacity(read.views.len());
    let mut placed = Vec::new();
    let (mut new, mut more) = (0, read.more);
    for account in read.views {
        let fingerprint = fingerprint(&account);
        let before = known.get(&account.id);
        if before.is_none() && new == MORE_ROWS {
            more = true;
            continue;
        }
        let at = number(rows.len());
        rows.insert(account.id.clone(), fingerprint);
        if before != Some(&fingerprint) {
            new += usize::from(before.is_none());
            placed.push(PlacedAccount { at, account });
        }
    }
    let removed = known.keys().filter(|id| !rows.contains_key(id)).cloned().collect();
    let (clients, filters) = (accounts::client_views(&engine).await?, engine.saved_filters().await?);
    *told = Told { edition: told.edition.wrapping_add(1), rows };
    let edition = told.edition;
    Ok(AccountChanges { edition, from_nothing, more, placed, removed, totals: read.totals, clients, filters })
}

/// Rows in the order of the list, and figures of all of it.
struct Read {
    views: Vec<AccountView>,
    more: bool,
    totals: AccountTotals,
}

/// The first rows, without reading the others whole.
async fn first_rows(engine: &Engine) -> Result<Read, EngineError> {
    let mut outlines = engine.store().account_outlines().await?;
    if outlines.len() <= FIRST_ROWS {
        return all_rows(engine).await;
    }
    outlines.sort_by_cached_key(|outline| accounts::place(outline.status, &outline.name, &outline.id));
    let totals = totals(engine, &outlines).await?;
    let first: Vec<AccountId> = outlines.into_iter().take(FIRST_ROWS).map(|outline| outline.id).collect();
    let tags = engine.store().tags_of_some(first.clone()).await?;
    let rows = engine.store().accounts_of(first).await?;
    Ok(Read { views: accounts::views(engine, rows, tags).await?, more: true, totals })
}

async fn all_rows(engine: &Engine) -> Result<Read, EngineError> {
    let rows = engine.store().accounts().await?;
    let outlines: Vec<AccountOutline> = rows.iter().map(AccountOutline::from).collect();
    let totals = totals(engine, &outlines).await?;
    let tags = engine.store().tags().await?;
    Ok(Read { views: accounts::views(engine, rows, tags).await?, more: false, totals })
}

async fn totals(engine: &Engine, outlines: &[AccountOutline]) -> Result<AccountTotals, EngineError> {
    // A person is asked when Rollcall's own tries are over.
    let by_itself: HashSet<AccountId> = engine.returning().await?.into_iter().map(|(id, _)| id).collect();
    let need_you =
        outlines.iter().filter(|outline| outline.status.needs_you() && !by_itself.contains(&outline.id));
    let clients = counted(outlines.iter().filter_map(|outline| outline.client_id.clone()));
    let kinds = counted(outlines.iter().map(|outline| outline.status));
    let sources = counted(outlines.iter().map(|outline| outline.setup_source));
    let tags = engine.store().tag_counts().await?;
    Ok(AccountTotals {
        accounts: number(outlines.len()),
        need_you: number(need_you.count()),
        kinds: kinds.into_iter().map(|(kind, count)| KindCount { kind, count }).collect(),
        clients: clients.into_iter().map(|(id, count)| ClientCount { id, count }).collect(),
        tags: tags.into_iter().map(|(tag, count)| TagCount { tag, count }).collect(),
        sources: sources.into_iter().map(|(source, _)| source).collect(),
    })
}

/// How often each value comes, in the order of the values.
fn counted<T: Ord + std::hash::Hash>(values: impl Iterator<Item = T>) -> Vec<(T, u32)> {
    let mut counts: HashMap<T, u32> = HashMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|(one, _), (other, _)| one.cmp(other));
    counts
}

fn fingerprint(account: &AccountView) -> u64 {
    let mut hasher = DefaultHasher::new();
    account.hash(&mut hasher);
    hasher.finish()
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
