//! Checking accounts against their provider now.

use std::{collections::BTreeMap, sync::Mutex};

use futures_util::{StreamExt, TryStreamExt, stream};
use rollcall_domain::{
    account::{Account, RemoteAccount},
    history::Actor,
    id::{AccountId, ConnectionId},
    roll_call::is_due,
    status::Status,
};
use rollcall_providers::error::{ErrorKind, ProviderError};
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use crate::{
    Engine,
    error::{EngineError, poisoned},
    event::Event,
    gateway::{Gateway, Pace},
    standing::{fold, is_somebody_else, set_status, status_of_error},
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
    /// Whether Rollcall does it by itself, and nobody waits for it.
    pub scheduled: bool,
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

/// After as many accounts in a row that a connection gave no answer for, it isn't asked about the
/// others in the same roll call.
const SILENT_AFTER: usize = AT_ONCE;

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
        let tally = Tally::new(self, total, false);
        tally.show(None, total == 0)?;
        let groups = by_connection
            .into_iter()
            .map(|(id, accounts)| self.call_connection(id, accounts, &tally, &cancel));
        futures_util::future::join_all(groups).await.into_iter().collect::<Result<Vec<()>, _>>()?;
        tally.show(None, true)?;
        if let Ok(mut running) = self.inner.roll_call.lock()
            && !cancel.is_cancelled()
        {
            *running = None;
        }
        let mut report = tally.state.into_inner().map_err(poisoned)?.report;
        report.cancelled = cancel.is_cancelled();
        Ok(report)
    }

    /// Stops the roll call that is under way: the one that somebody asked for, else the scheduled
    /// one. What was checked stays.
    pub fn cancel_roll_call(&self) {
        let running = self.inner.roll_call.lock().ok().and_then(|mut running| running.take());
        match running {
            Some(cancel) => cancel.cancel(),
            None => self.cancel_round(),
        }
    }

    /// Checks accounts of one connection.
    pub(crate) async fn call_connection(
        &self,
        id: ConnectionId,
        accounts: Vec<Account>,
        tally: &Tally,
        cancel: &CancellationToken,
    ) -> Result<(), EngineError> {
        let pace = if tally.scheduled { Pace::Background } else { Pace::Asked };
        let gateway = match self.gateway_at(&id, pace).await {
            Ok(gateway) => gateway,
            Err(error) => {
                tally.skip(accounts.len(), error.to_string())?;
                return Ok(());
            }
        };
        let outage = Outage::default();
        stream::iter(accounts)
            .map(|account| {
                let (gateway, outage) = (&gateway, &outage);
                async move {
                    tokio::select! {
                        () = cancel.cancelled() => Ok(()),
                        result = self.call_one(gateway, account, tally.scheduled, outage) => match result? {
                            Some(checked) => tally.count(checked),
                            None => tally.pass(),
                        },
                    }
                }
            })
            .buffer_unordered(AT_ONCE)
            .try_collect::<Vec<()>>()
            .await?;
        Ok(())
    }

    /// Checks one account in a roll call; `None` when there is no need any more, as somebody had it
    /// checked while it waited for its turn.
    async fn call_one(
        &self,
        gateway: &Gateway,
        account: Account,
        scheduled: bool,
        outage: &Outage,
    ) -> Result<Option<Checked>, EngineError> {
        if scheduled {
            let row = self.inner.store.account(&account.id).await?;
            if !row.is_some_and(|row| is_due(&row, self.now())) {
                return Ok(None);
            }
        }
        let answer = match outage.error() {
            Some(error) => Err(error.into()),
            None => self.ask(gateway, &account).await,
        };
        outage.heard(&answer);
        Ok(Some(self.take_answer(account, answer).await?))
    }

    /// Asks about one account and folds the answer into its row.
    pub(crate) async fn check(&self, gateway: &Gateway, asked: Account) -> Result<Checked, EngineError> {
        let answer = self.ask(gateway, &asked).await;
        self.take_answer(asked, answer).await
    }

    /// Folds an answer into the account's row, as the row is by then: it may have been refreshed or
    /// removed while the provider was thinking.
    async fn take_answer(
        &self,
        asked: Account,
        answer: Result<RemoteAccount, EngineError>,
    ) -> Result<Checked, EngineError> {
        let turn = self.inner.folds.of(&asked.id)?;
        let _turn = turn.lock().await;
        let Some(mut account) = self.inner.store.account(&asked.id).await? else {
            return Ok(Checked { account: asked, changed: false, problem: None });
        };
        let now = self.now();
        let could_publish = account.status.can_publish();
        let mut pages = None;
        let (entry, problem) = match answer {
            Ok(mut remote) => {
                pages = remote.pages.take().filter(|_| !is_somebody_else(&account, &remote));
                (fold(&mut account, remote, Actor::Provider, now), None)
            }
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
        self.keep_pages(&account.id, pages).await?;
        if !could_publish && account.status.can_publish() {
            self.release_held(&account.id).await?;
        }
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

/// Whether a connection answers at all.
#[derive(Default)]
struct Outage(Mutex<(usize, Option<ProviderError>)>);

impl Outage {
    /// What every other account of the connection comes to as well.
    fn error(&self) -> Option<ProviderError> {
        self.0.lock().ok()?.1.clone()
    }

    fn heard(&self, answer: &Result<RemoteAccount, EngineError>) {
        let Ok(mut state) = self.0.lock() else { return };
        match answer {
            Err(EngineError::Provider(error)) if error.kind == ErrorKind::ConnectionKey => {
                state.1 = Some(error.clone());
            }
            Err(EngineError::Provider(error)) if error.kind == ErrorKind::Unreachable => {
                state.0 += 1;
                if state.0 >= SILENT_AFTER {
                    state.1 = Some(error.clone());
                }
            }
            _ => state.0 = 0,
        }
    }
}

/// Counts what a roll call finds, and shows how far it is.
pub(crate) struct Tally {
    engine: Engine,
    total: u32,
    scheduled: bool,
    state: Mutex<TallyState>,
}

#[derive(Default)]
struct TallyState {
    answered: u32,
    report: RollCallReport,
}

impl Tally {
    pub(crate) fn new(engine: &Engine, total: u32, scheduled: bool) -> Self {
        Self { engine: engine.clone(), total, scheduled, state: Mutex::default() }
    }

    /// One account less to ask about.
    fn pass(&self) -> Result<(), EngineError> {
        self.state.lock().map_err(poisoned)?.answered += 1;
        self.show(None, false)
    }

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

    pub(crate) fn show(&self, current: Option<String>, finished: bool) -> Result<(), EngineError> {
        let checked = self.state.lock().map_err(poisoned)?.answered;
        let progress =
            RollCallProgress { checked, total: self.total, current, finished, scheduled: self.scheduled };
        self.engine.tell(Event::RollCall(progress));
        // The list is read again at every tenth answer and at the end, not a thousand times.
        if finished || checked.is_multiple_of(10) {
            self.engine.tell(Event::AccountsChanged);
        }
        Ok(())
    }
}
