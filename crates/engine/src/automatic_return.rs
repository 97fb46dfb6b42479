//! Bringing accounts back with the cookies that were kept for it, without being asked.
//!
//! What is tried next, and when, is on the disk before anything leaves: a restart neither loses a
//! try nor makes one twice. What is due is decided by the wall clock.

use std::{collections::HashSet, sync::Mutex, time::Duration};

use rollcall_domain::{
    Timestamp,
    account::{Account, RemoteAccount, first_name},
    automatic_return::{KEYCHAIN_AGAIN_MIN, TRIES, at_latest, can_return, first_try, next_try},
    history::{Actor, HistoryEntry, HistoryKind},
    id::AccountId,
    setup_source::SetupSource,
    status::{Status, StatusKind, Tone},
};
use rollcall_providers::{
    error::ErrorKind,
    sign_in::{Login, SignIn},
};
use rollcall_store::AutomaticReturnRow;
use serde::Serialize;
use tokio::sync::Notify;

use crate::{
    Engine,
    error::{EngineError, poisoned},
    event::Event,
    gateway::{Gateway, Pace},
    linking::Waiting,
    standing::{fold, is_somebody_else},
};

/// Whether an account's cookies are kept, and how far bringing it back with them is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, specta::Type)]
pub struct AutomaticReturn {
    /// Whether the operator wants its cookies kept.
    pub keep: bool,
    /// When the cookies that are in the keychain were given.
    pub kept_at: Option<Timestamp>,
    /// When the next try comes; `None` when none does.
    pub next_at: Option<Timestamp>,
    /// Tries made since the session ended.
    pub tries: u32,
    /// Tries in all, before a person is asked.
    pub of: u32,
}

impl AutomaticReturn {
    pub(crate) fn of(row: AutomaticReturnRow) -> Self {
        let AutomaticReturnRow { keep, kept_at, next_at, tries, .. } = row;
        Self { keep, kept_at, next_at, tries, of: TRIES }
    }
}

/// The accounts that are being brought back at this moment.
#[derive(Default)]
pub(crate) struct Returns {
    under_way: Mutex<HashSet<AccountId>>,
    pub(crate) changed: Notify,
}

/// How long the wall clock isn't looked at: after a sleep it takes as long to notice.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// What a try came to.
enum Tried {
    Returned(Box<RemoteAccount>),
    /// LinkedIn asks for something that only a person has.
    Checkpoint(Box<SignIn>),
    /// It can work the next time.
    NotThisTime(String),
    /// It can't work, however often it is tried.
    Never(Status, String),
}

impl Engine {
    /// Whether an account's cookies are kept, and how far bringing it back is; `None` for one that
    /// wasn't linked with cookies.
    pub async fn automatic_return(&self, account: &Account) -> Result<Option<AutomaticReturn>, EngineError> {
        if account.setup_source != SetupSource::ApiCookies {
            return Ok(None);
        }
        Ok(Some(AutomaticReturn::of(self.return_row(&account.id).await?)))
    }

    /// The accounts that Rollcall is bringing back, and how far each one is.
    pub async fn returning(&self) -> Result<Vec<(AccountId, AutomaticReturn)>, EngineError> {
        let rows = self.inner.store.automatic_returns().await?;
        let waiting = rows.into_iter().filter(|row| row.next_at.is_some());
        Ok(waiting.map(|row| (row.account_id.clone(), AutomaticReturn::of(row))).collect())
    }

    /// Stops bringing an account back by itself. The cookies stay.
    pub async fn stop_return(&self, id: &AccountId) -> Result<AutomaticReturn, EngineError> {
        let mut row = self.return_row(id).await?;
        if row.next_at.take().is_some() {
            self.inner.store.put_automatic_return(row.clone()).await?;
            let sentence = "You stopped bringing it back with the kept cookies";
            self.note(id, sentence.into(), Actor::Operator, Tone::Idle).await?;
        }
        Ok(AutomaticReturn::of(row))
    }

    /// Tries at once to bring an account back with the cookies that were kept, and returns its row.
    /// The tries that are planned stay as they are.
    ///
    /// # Errors
    /// [`EngineError::BadInput`] when no cookies are kept, and what the sign-in came to when it
    /// didn't bring the account back.
    pub async fn return_now(&self, id: &AccountId) -> Result<Account, EngineError> {
        let account = self.account(id).await?;
        let row = self.return_row(id).await?;
        if row.kept_at.is_none() {
            return Err(EngineError::BadInput(format!(
                "No cookies of {} are kept. Give new ones to bring the account back.",
                account.name
            )));
        }
        let Some(login) = self.kept_login(&row).await? else {
            return Err(EngineError::SignInNeeded(
                "The cookies aren't in the keychain any more. Give new ones.".into(),
            ));
        };
        let Some(_turn) = self.take_turn(id)? else {
            return Err(EngineError::BadInput("Rollcall is trying at this moment.".into()));
        };
        let tried = self.try_cookies(&account, &login, Pace::Asked).await;
        let failed = match &tried {
            Tried::NotThisTime(sentence) | Tried::Never(_, sentence) => Some(sentence.clone()),
            Tried::Returned(_) | Tried::Checkpoint(_) => None,
        };
        self.take_try(account, tried, row.next_at, "You tried", Actor::Operator).await?;
        match failed {
            Some(sentence) => Err(EngineError::SignInNeeded(sentence)),
            None => self.account(id).await,
        }
    }

    /// Keeps bringing accounts back, until the workspace is closed.
    pub(crate) async fn keep_returning(&self) {
        loop {
            let wait = match self.look_for_returns().await {
                Ok(wait) => wait,
                Err(error) => {
                    tracing::error!(%error, "accounts couldn't be brought back");
                    LOOK_EVERY
                }
            };
            tokio::select! {
                () = self.inner.world.sleep(wait) => {}
                () = self.inner.returns.changed.notified() => {}
            }
        }
    }

    /// Starts the tries whose time has come, and says how long to wait before looking again.
    async fn look_for_returns(&self) -> Result<Duration, EngineError> {
        let now = self.now();
        let mut wait = LOOK_EVERY;
        for row in self.inner.store.automatic_returns().await? {
            let Some(next_at) = self.next_return(row.clone(), now).await? else { continue };
            let left = (next_at - now).to_std().unwrap_or_default();
            if !left.is_zero() {
                wait = wait.min(left);
                continue;
            }
            let engine = self.clone();
            self.spawn(async move {
                if let Err(error) = engine.planned_try(&row.account_id).await {
                    tracing::error!(%error, "an account couldn't be brought back");
                }
            });
        }
        Ok(wait)
    }

    /// When an account is tried next; plans the first try of one that has just dropped.
    async fn next_return(
        &self,
        mut row: AutomaticReturnRow,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, EngineError> {
        if !row.keep {
            return Ok(None);
        }
        let Some(account) = self.inner.store.account(&row.account_id).await? else { return Ok(None) };
        if can_return(account.setup_source, &account.status, account.status_since, row.kept_at) {
            if row.dropped_at.is_none() {
                row.dropped_at = Some(account.status_since);
                row.tries = 0;
                row.next_at = Some(first_try(now, self.inner.world.chance()));
                self.inner.store.put_automatic_return(row.clone()).await?;
                self.tell(Event::AccountsChanged);
            }
            if let Some(next_at) = row.next_at {
                let latest = at_latest(next_at, now);
                if latest != next_at {
                    row.next_at = Some(latest);
                    self.inner.store.put_automatic_return(row.clone()).await?;
                }
            }
            return Ok(row.next_at);
        }
        // A provider that doesn't answer says nothing about the session: the plan stays.
        if account.status.kind() == StatusKind::ProviderUnreachable {
            return Ok(None);
        }
        let works = account.status.can_publish() || matches!(account.status, Status::LimitedUntil { .. });
        let dropped_at = if works { None } else { row.dropped_at };
        if row.next_at.is_some() || row.dropped_at != dropped_at {
            let row = AutomaticReturnRow { next_at: None, dropped_at, ..row };
            self.inner.store.put_automatic_return(row).await?;
            self.tell(Event::AccountsChanged);
        }
        Ok(None)
    }

    /// One of the tries that were planned.
    async fn planned_try(&self, id: &AccountId) -> Result<(), EngineError> {
        let Some(_turn) = self.take_turn(id)? else { return Ok(()) };
        let now = self.now();
        let mut row = self.return_row(id).await?;
        let account = self.account(id).await?;
        let due = row.next_at.is_some_and(|next_at| next_at <= now);
        if !due || account.status != Status::SignInNeeded || self.somebody_acts(id)? {
            return Ok(());
        }
        let login = match self.kept_login(&row).await {
            Ok(Some(login)) => login,
            Ok(None) => {
                self.inner
                    .store
                    .put_automatic_return(AutomaticReturnRow { kept_at: None, next_at: None, ..row })
                    .await?;
                let sentence = "The kept cookies aren't in the keychain any more: new ones are needed";
                return self.note(id, sentence.into(), Actor::Rollcall, Tone::Bad).await;
            }
            // A keychain that is locked says nothing about the cookies.
            Err(_) => {
                row.next_at = Some(now + chrono::Duration::minutes(KEYCHAIN_AGAIN_MIN));
                return Ok(self.inner.store.put_automatic_return(row).await?);
            }
        };
        // Counted before anything leaves, so that a restart in between doesn't try it twice.
        row.tries += 1;
        row.next_at = next_try(row.tries, now, self.inner.world.chance());
        self.inner.store.put_automatic_return(row.clone()).await?;
        self.tell(Event::AccountsChanged);
        let tried = self.try_cookies(&account, &login, Pace::Background).await;
        let how = format!("Try {} of {TRIES}", row.tries);
        self.take_try(account, tried, row.next_at, &how, Actor::Rollcall).await
    }

    async fn try_cookies(&self, account: &Account, login: &Login, pace: Pace) -> Tried {
        let gateway = match self.gateway_at(&account.connection_id, pace).await {
            Ok(gateway) => gateway,
            Err(error) => return Tried::NotThisTime(error.to_string()),
        };
        let products: Vec<_> =
            account.products.iter().filter(|p| p.enabled).map(|p| p.product.clone()).collect();
        let result = match gateway {
            Gateway::Unipile(client) => client.sign_in(login, &products, Some(&account.remote_id)).await,
            Gateway::Edges(client) => client.sign_in(&account.remote_id, login).await,
            Gateway::Linkedin(_) | Gateway::Zernio(_) => {
                return Tried::NotThisTime("This provider takes no cookies.".into());
            }
        };
        match result {
            Ok(SignIn::Linked(remote)) if is_somebody_else(account, &remote) => Tried::Never(
                Status::SignInNeeded,
                format!("The kept cookies belong to {}, not to {}.", remote.name, account.name),
            ),
            Ok(SignIn::Linked(remote)) => Tried::Returned(Box::new(remote)),
            Ok(checkpoint @ SignIn::Checkpoint { .. }) => Tried::Checkpoint(Box::new(checkpoint)),
            Err(error) => match error.kind {
                ErrorKind::Restricted => Tried::Never(Status::Restricted, error.sentence),
                ErrorKind::NotFound => Tried::Never(Status::Removed, error.sentence),
                ErrorKind::WrongMember => Tried::Never(Status::SignInNeeded, error.sentence),
                _ => Tried::NotThisTime(error.sentence),
            },
        }
    }

    /// Keeps what a try came to.
    async fn take_try(
        &self,
        account: Account,
        tried: Tried,
        next_at: Option<Timestamp>,
        how: &str,
        actor: Actor,
    ) -> Result<(), EngineError> {
        let id = account.id.clone();
        match tried {
            Tried::Returned(mut remote) => {
                let mut account = self.account(&id).await?;
                let now = self.now();
                remote.setup_source = Some(account.setup_source);
                fold(&mut account, *remote, actor, now);
                let sentence = format!("{how}: brought back with the kept cookies");
                let entry = HistoryEntry {
                    at: now,
                    sentence,
                    actor,
                    tone: account.status.tone(),
                    kind: HistoryKind::Linking,
                };
                self.save(&account, Some(entry)).await?;
                self.end_tasks_of(&id).await?;
                self.release_held(&id).await
            }
            Tried::Checkpoint(sign_in) => {
                let SignIn::Checkpoint { intent_id, kind } = *sign_in else { return Ok(()) };
                let sentence = format!("{how} with the kept cookies: LinkedIn asks for something first");
                self.note(&id, sentence, actor, Tone::Info).await?;
                self.end_tasks_of(&id).await?;
                self.pose_for(&account, intent_id, kind).await
            }
            Tried::NotThisTime(sentence) => {
                let sentence = sentence.trim_end_matches('.');
                let then = match next_at {
                    Some(_) => "",
                    None if actor == Actor::Operator => "",
                    None => ". That was the last try: new cookies are needed",
                };
                let sentence = format!("{how} with the kept cookies didn't work: {sentence}{then}");
                let tone = if next_at.is_some() { Tone::Warn } else { Tone::Bad };
                self.note(&id, sentence, actor, tone).await
            }
            Tried::Never(status, cause) => {
                let row = AutomaticReturnRow { next_at: None, ..self.return_row(&id).await? };
                self.inner.store.put_automatic_return(row).await?;
                let who = first_name(&account.name);
                let sentence = format!(
                    "{how} with the kept cookies: no use in trying again for {who}. {}",
                    cause.trim_end_matches('.')
                );
                self.note(&id, sentence, actor, Tone::Bad).await?;
                self.mark_account(Some(&id), status, cause).await
            }
        }
    }

    /// Whether a person is in the middle of bringing the account back.
    fn somebody_acts(&self, id: &AccountId) -> Result<bool, EngineError> {
        let task = self.task_of(id)?;
        Ok(task.is_some_and(|task| {
            matches!(task.waiting, Waiting::Provider { .. } | Waiting::Checkpoint { .. })
        }))
    }

    pub(crate) async fn return_row(&self, id: &AccountId) -> Result<AutomaticReturnRow, EngineError> {
        let row = self.inner.store.automatic_return(id).await?;
        Ok(row.unwrap_or_else(|| AutomaticReturnRow::new(id.clone())))
    }

    /// One try at a time for each account; `None` while another is under way.
    fn take_turn(&self, id: &AccountId) -> Result<Option<Turn>, EngineError> {
        let mut under_way = self.inner.returns.under_way.lock().map_err(poisoned)?;
        Ok(under_way.insert(id.clone()).then(|| Turn { engine: self.clone(), id: id.clone() }))
    }
}

/// Lets the next try of the account begin when it is dropped.
struct Turn {
    engine: Engine,
    id: AccountId,
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Ok(mut under_way) = self.engine.inner.returns.under_way.lock() {
            under_way.remove(&self.id);
        }
    }
}
