//! Checking accounts against their provider now.

use std::{collections::BTreeMap, sync::Mutex};

use futures_util::{StreamExt, TryStreamExt, stream};
use rollcall_domain::{
    account::Account,
    history::Actor,
    id::{AccountId, ConnectionId},
    status::Status,
};
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use crate::{
    Engine,
    error::{EngineError, poisoned},
    event::Event,
    gateway::Gateway,
    standing::{fold, set_status, status_of_error},
};

/// How far a roll call is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct RollCallProgress {
    /// Accounts that answered.
    pub checked: u32,
    /// Accounts in all.
    pub total: u32,
    /// The name of the account that was checked last.
    pub current: Option<String>,
    /// Whether it is over.
    pub finished: bool,
}

/// What a roll call found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, specta::Type)]
pub struct RollCallReport {
    /// Accounts that were checked.
    pub checked: u32,
    /// Accounts whose status changed.
    pub changed: Vec<AccountId>,
    /// Accounts that need a person.
    pub need_you: u32,
    /// Accounts that couldn't be checked, as their provider didn't answer or refused the key.
    pub unreachable: u32,
    /// Whether it was stopped before its end.
    pub cancelled: bool,
    /// One sentence for each connection that couldn't be used.
    pub problems: Vec<String>,
}

/// How many accounts of one connection are asked at the same time. Providers limit requests by
/// the minute, and the transport keeps to that by itself.
const AT_ONCE: usize = 8;

/// A status that a provider reports while it isn't reachable says nothing about the owner.
fn is_unreachable(status: &Status) -> bool {
    matches!(status, Status::ProviderUnreachable)
}

impl Engine {
    /// Checks accounts against their provider now: all of them, or those in `ids`. Connections are
    /// asked side by side, so that a slow one delays nobody else's accounts.
    pub async fn roll_call(&self, ids: Option<Vec<AccountId>>) -> Result<RollCallReport, EngineError> {
        let cancel = self.inner.closing.child_token();
        if let Some(running) = self.inner.roll_call.lock().map_err(poisoned)?.replace(cancel.clone()) {
            running.cancel();
        }
        let mut by_connection: BTreeMap<ConnectionId, Vec<Account>> = BTreeMap::new();
        let mut total = 0;
        for account in self.inner.store.accounts().await? {
            let wanted =
                ids.as_ref().is_none_or(|ids| ids.contains(&account.id)) && account.paused_at.is_none();
            if wanted && account.status != Status::Removed {
                total += 1;
                by_connection.entry(account.connection_id.clone()).or_default().push(account);
            }
        }
        let tally = Tally { engine: self, total, state: Mutex::default() };
        tally.show(None, total == 0)?;
        let groups = by_connection
            .into_iter()
            .map(|(id, accounts)| self.call_connection(id, accounts, &tally, &cancel));
        futures_util::future::join_all(groups).await.into_iter().collect::<Result<Vec<()>, _>>()?;
        tally.show(None, true)?;
        let mut report = tally.state.into_inner().map_err(poisoned)?.report;
        report.cancelled = cancel.is_cancelled();
        Ok(report)
    }

    /// Stops the roll call that is under way. What was checked stays.
    pub fn cancel_roll_call(&self) {
        if let Ok(mut running) = self.inner.roll_call.lock()
            && let Some(cancel) = running.take()
        {
            cancel.cancel();
        }
    }

    async fn call_connection(
        &self,
        id: ConnectionId,
        accounts: Vec<Account>,
        tally: &Tally<'_>,
        cancel: &CancellationToken,
    ) -> Result<(), EngineError> {
        let gateway = match self.gateway(&id).await {
            Ok(gateway) => gateway,
            Err(error) => {
                tally.skip(accounts.len(), error.to_string())?;
                return Ok(());
            }
        };
        stream::iter(accounts)
            .map(|account| {
                let gateway = &gateway;
                async move {
                    tokio::select! {
                        () = cancel.cancelled() => Ok(()),
                        result = self.check(gateway, account) => tally.count(result?),
                    }
                }
            })
            .buffer_unordered(AT_ONCE)
            .try_collect::<Vec<()>>()
            .await?;
        Ok(())
    }

    /// Asks about one account and folds the answer into its row, as the row is by then: it may have
    /// been refreshed or removed while the provider was thinking.
    pub(crate) async fn check(&self, gateway: &Gateway, asked: Account) -> Result<Checked, EngineError> {
        let answer = self.ask(gateway, &asked).await;
        let Some(mut account) = self.inner.store.account(&asked.id).await? else {
            return Ok(Checked { account: asked, changed: false, problem: None });
        };
        let now = self.now();
        let (entry, problem) = match answer {
            Ok(remote) => (fold(&mut account, remote, Actor::Provider, now), None),
            Err(error) => {
                let Some((status, cause)) = status_of_error(&error) else { return Err(error) };
                if !is_unreachable(&status) {
                    account.checked_at = Some(now);
                }
                let whole_connection = is_unreachable(&status);
                let entry = set_status(&mut account, status, cause.clone(), Actor::Provider, now);
                (entry, whole_connection.then_some(cause))
            }
        };
        let changed = entry.is_some();
        self.inner.store.save_account(&account, entry).await?;
        Ok(Checked { account, changed, problem })
    }

    /// Checks one account now and returns its row.
    pub async fn check_account(&self, id: &AccountId) -> Result<Account, EngineError> {
        let account = self.account(id).await?;
        let gateway = self.gateway(&account.connection_id).await?;
        let checked = self.check(&gateway, account).await?;
        self.tell(Event::AccountsChanged);
        Ok(checked.account)
    }
}

/// What checking one account brought.
pub(crate) struct Checked {
    pub(crate) account: Account,
    pub(crate) changed: bool,
    /// What is wrong with the whole connection.
    pub(crate) problem: Option<String>,
}

struct Tally<'a> {
    engine: &'a Engine,
    total: u32,
    state: Mutex<TallyState>,
}

#[derive(Default)]
struct TallyState {
    answered: u32,
    report: RollCallReport,
}

impl Tally<'_> {
    fn count(&self, checked: Checked) -> Result<(), EngineError> {
        let name = checked.account.name.clone();
        {
            let mut state = self.state.lock().map_err(poisoned)?;
            state.answered += 1;
            state.report.checked += 1;
            state.report.need_you += u32::from(checked.account.status.needs_you());
            state.report.unreachable += u32::from(is_unreachable(&checked.account.status));
            if checked.changed {
                state.report.changed.push(checked.account.id);
            }
            if let Some(problem) = checked.problem.filter(|problem| !state.report.problems.contains(problem))
            {
                state.report.problems.push(problem);
            }
        }
        self.show(Some(name), false)
    }

    fn skip(&self, accounts: usize, problem: String) -> Result<(), EngineError> {
        let accounts = u32::try_from(accounts).unwrap_or(u32::MAX);
        {
            let mut state = self.state.lock().map_err(poisoned)?;
            state.answered += accounts;
            state.report.unreachable += accounts;
            if !state.report.problems.contains(&problem) {
                state.report.problems.push(problem);
            }
        }
        self.show(None, false)
    }

    fn show(&self, current: Option<String>, finished: bool) -> Result<(), EngineError> {
        let checked = self.state.lock().map_err(poisoned)?.answered;
        self.engine.tell(Event::RollCall(RollCallProgress { checked, total: self.total, current, finished }));
        // The list is read again at every tenth answer and at the end, not a thousand times.
        if finished || checked.is_multiple_of(10) {
            self.engine.tell(Event::AccountsChanged);
        }
        Ok(())
    }
}
