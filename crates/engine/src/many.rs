//! One thing for many accounts: pausing, resuming, and making everybody's refresh link.

use std::{
    collections::HashSet,
    sync::atomic::{AtomicU32, Ordering},
};

use futures_util::{StreamExt, future::BoxFuture, stream};
use rollcall_domain::{
    Timestamp,
    account::{Account, first_name},
    history::Actor,
    id::AccountId,
    refresh::{RefreshMethod, method_for, plan},
    status::Status,
};
use serde::Serialize;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::{
    Engine,
    error::{EngineError, poisoned},
    event::Event,
    linking::Waiting,
    standing::set_status,
};

/// How many accounts are worked on at the same time.
const AT_ONCE: usize = 6;

/// What is done with many accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ManyAction {
    /// Switching them off.
    Pause,
    /// Switching them on again.
    Resume,
    /// Making each one's refresh link.
    RefreshLinks,
}

/// How far it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct ManyProgress {
    /// What is done.
    pub action: ManyAction,
    /// Accounts that are finished.
    pub done: u32,
    /// Accounts in all.
    pub total: u32,
    /// The name of the account that was finished last.
    pub current: Option<String>,
}

/// What became of all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct ManyReport {
    /// What was done.
    pub action: ManyAction,
    /// What became of each, those that failed first.
    pub results: Vec<OneResult>,
    /// Whether it was stopped before its end.
    pub cancelled: bool,
}

/// What became of one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct OneResult {
    /// Which account.
    pub account_id: AccountId,
    /// The member's name.
    pub name: String,
    /// How it ended.
    pub outcome: OneOutcome,
    /// What happened, in words.
    pub sentence: String,
    /// What to do about it.
    pub next_step: Option<String>,
    /// The host of the link that was made. The link itself lets whoever has it sign in, so it
    /// isn't here.
    pub link_host: Option<String>,
    /// When the link stops working, if the provider says.
    pub expires_at: Option<Timestamp>,
}

/// How it ended for one account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum OneOutcome {
    /// It could not be done.
    Failed,
    /// There was nothing to do, or it needs another way.
    Skipped,
    /// It is done.
    Done,
}

/// One owner's link, for the table that is copied or the mail that is written. Never for the
/// window.
pub struct OwnersLink {
    /// The member's name.
    pub name: String,
    /// The client's name.
    pub client: String,
    /// The link.
    pub url: String,
    /// When it stops working, if the provider says.
    pub expires_at: Option<Timestamp>,
    /// Whether the provider's daily restart ends it before that.
    pub ends_at_restart: bool,
}

impl Engine {
    /// Switches accounts off: they are not checked, and nothing is published with them, until
    /// they are resumed. Nothing changes at the provider.
    pub async fn pause(&self, ids: &[AccountId]) -> Result<ManyReport, EngineError> {
        let now = self.now();
        let mut results = Vec::with_capacity(ids.len());
        let mut changes = Vec::new();
        for mut account in self.chosen(ids).await? {
            let who = first_name(&account.name).to_owned();
            results.push(match account.status {
                Status::Removed => skipped(&account, format!("{who} is removed already."), None),
                _ if account.paused_at.is_some() => {
                    skipped(&account, format!("{who} is paused already."), None)
                }
                _ => {
                    account.paused_at = Some(now);
                    let cause = "You paused it.".to_owned();
                    let entry = set_status(&mut account, Status::Paused, cause, Actor::Operator, now);
                    let done =
                        finished(&account, "Paused. Rollcall leaves it alone until you resume it.".into());
                    changes.push((account, entry));
                    done
                }
            });
        }
        self.inner.store.save_accounts(changes).await?;
        self.tell(Event::AccountsChanged);
        Ok(report(ManyAction::Pause, results, false))
    }

    /// Switches accounts on again and checks each with a real call.
    pub async fn resume(&self, ids: &[AccountId]) -> Result<ManyReport, EngineError> {
        self.each(ManyAction::Resume, ids, |engine, account| {
            Box::pin(async move { engine.resume_one(account).await })
        })
        .await
    }

    async fn resume_one(&self, mut account: Account) -> Result<OneResult, EngineError> {
        let who = first_name(&account.name).to_owned();
        if account.paused_at.is_none() {
            return match account.status {
                Status::Paused => Ok(skipped(
                    &account,
                    format!("{who} was paused at {}, not here.", account.provider.name()),
                    Some(format!("Resume it in {}, then check it here.", account.provider.name())),
                )),
                _ => Ok(skipped(&account, format!("{who} isn't paused."), None)),
            };
        }
        if account.status == Status::Removed {
            return Ok(skipped(
                &account,
                format!("{who} is removed."),
                Some("Link the account again.".into()),
            ));
        }
        account.paused_at = None;
        let cause = "You resumed it; Rollcall checks it.".to_owned();
        let entry = set_status(&mut account, Status::Connecting, cause, Actor::Operator, self.now());
        self.inner.store.save_account(&account, entry).await?;
        let account = self.check_account(&account.id).await?;
        let label = account.status.label(self.now());
        Ok(match account.status {
            Status::Connected | Status::ExpiresSoon { .. } => {
                // What waited for the account goes on with it.
                self.release_held(&account.id).await?;
                finished(&account, format!("{label}."))
            }
            _ => OneResult {
                next_step: Some(plan(account.setup_source, account.provider, &who).explanation),
                ..finished(&account, format!("Resumed. {label}: {}", account.cause))
            },
        })
    }

    /// Makes the refresh link of each account whose way back is a link. Accounts that come back in
    /// another way are told so.
    pub async fn make_refresh_links(&self, ids: &[AccountId]) -> Result<ManyReport, EngineError> {
        self.each(ManyAction::RefreshLinks, ids, |engine, account| {
            Box::pin(async move { engine.make_refresh_link(account).await })
        })
        .await
    }

    async fn make_refresh_link(&self, account: Account) -> Result<OneResult, EngineError> {
        let plan = plan(account.setup_source, account.provider, first_name(&account.name));
        let is_link =
            matches!(method_for(account.setup_source), RefreshMethod::LoginLink | RefreshMethod::SharedLink);
        if !is_link {
            let source = account.setup_source.label();
            let sentence = format!("Linked by {source}, which comes back without a link.");
            return Ok(skipped(&account, sentence, Some(format!("{}: {}", plan.action, plan.explanation))));
        }
        if account.status == Status::Restricted {
            let next = rollcall_domain::trouble::Trouble::Restricted.next_step().to_owned();
            return Ok(skipped(&account, "LinkedIn has restricted the person.".into(), Some(next)));
        }
        let mut task = self.refresh(&account.id).await?;
        // The address of a link that was sent before Rollcall was closed isn't kept.
        if matches!(task.waiting, Waiting::LinkSent { .. }) {
            task = self.restart_task(&task.id).await?;
        }
        Ok(match task.waiting {
            Waiting::OwnerLink { url, expires_at, .. } => OneResult {
                link_host: Url::parse(&url).ok().and_then(|url| url.host_str().map(str::to_owned)),
                expires_at,
                ..finished(&account, "The link is ready.".into())
            },
            Waiting::LinkElsewhere { sentence } => skipped(&account, sentence, None),
            Waiting::Done { sentence } => skipped(&account, sentence, None),
            Waiting::Checkpoint { sentence, .. } => {
                skipped(&account, sentence, Some("Answer the checkpoint in the account's own panel.".into()))
            }
            _ => match task.problem {
                Some(problem) => OneResult {
                    next_step: problem.next_step,
                    outcome: OneOutcome::Failed,
                    ..finished(&account, problem.sentence)
                },
                None => skipped(&account, "A refresh is under way already.".into(), None),
            },
        })
    }

    /// The links that are waiting for their owners, of these accounts.
    pub async fn owners_links(&self, ids: &[AccountId]) -> Result<Vec<OwnersLink>, EngineError> {
        let clients = self.inner.store.clients().await?;
        let mut links = Vec::new();
        for account in self.chosen(ids).await? {
            let Some(task) = self.task_of(&account.id)? else { continue };
            let Waiting::OwnerLink { url, expires_at, ends_at_restart, .. } = task.waiting else { continue };
            let client = clients.iter().find(|client| Some(&client.id) == account.client_id.as_ref());
            let client = client.map(|client| client.name.clone()).unwrap_or_default();
            links.push(OwnersLink { name: account.name, client, url, expires_at, ends_at_restart });
        }
        Ok(links)
    }

    /// Stops what is done with many accounts. What is finished stays.
    pub fn cancel_many(&self) {
        if let Ok(mut running) = self.inner.many.lock()
            && let Some(cancel) = running.take()
        {
            cancel.cancel();
        }
    }

    async fn chosen(&self, ids: &[AccountId]) -> Result<Vec<Account>, EngineError> {
        let wanted: HashSet<&AccountId> = ids.iter().collect();
        let accounts = self.inner.store.accounts().await?;
        Ok(accounts.into_iter().filter(|account| wanted.contains(&account.id)).collect())
    }

    async fn each(
        &self,
        action: ManyAction,
        ids: &[AccountId],
        act: fn(Engine, Account) -> BoxFuture<'static, Result<OneResult, EngineError>>,
    ) -> Result<ManyReport, EngineError> {
        let cancel: CancellationToken = self.inner.closing.child_token();
        if let Some(running) = self.inner.many.lock().map_err(poisoned)?.replace(cancel.clone()) {
            running.cancel();
        }
        let accounts = self.chosen(ids).await?;
        let total = u32::try_from(accounts.len()).unwrap_or(u32::MAX);
        let done = AtomicU32::new(0);
        let tell = |current: Option<String>| {
            let done = done.load(Ordering::Relaxed);
            self.tell(Event::Many(ManyProgress { action, done, total, current }));
        };
        tell(None);
        let (cancelled, count) = (&cancel, &done);
        let tell = &tell;
        let results: Vec<OneResult> = stream::iter(accounts)
            .map(|account| async move {
                let name = account.name.clone();
                let stopped = skipped(&account, "Stopped before its turn.".into(), None);
                let id = account.id.clone();
                let result = tokio::select! {
                    biased;
                    () = cancelled.cancelled() => stopped,
                    result = act(self.clone(), account) => result.unwrap_or_else(|error| failed(id, name.clone(), &error)),
                };
                count.fetch_add(1, Ordering::Relaxed);
                tell(Some(name));
                result
            })
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        self.tell(Event::AccountsChanged);
        Ok(report(action, results, cancel.is_cancelled()))
    }
}

fn report(action: ManyAction, mut results: Vec<OneResult>, cancelled: bool) -> ManyReport {
    results.sort_by(|one, other| {
        (one.outcome, one.name.to_lowercase()).cmp(&(other.outcome, other.name.to_lowercase()))
    });
    ManyReport { action, results, cancelled }
}

fn finished(account: &Account, sentence: String) -> OneResult {
    OneResult {
        account_id: account.id.clone(),
        name: account.name.clone(),
        outcome: OneOutcome::Done,
        sentence,
        next_step: None,
        link_host: None,
        expires_at: None,
    }
}

fn skipped(account: &Account, sentence: String, next_step: Option<String>) -> OneResult {
    OneResult { outcome: OneOutcome::Skipped, next_step, ..finished(account, sentence) }
}

fn failed(account_id: AccountId, name: String, error: &EngineError) -> OneResult {
    let problem = error.problem();
    OneResult {
        account_id,
        name,
        outcome: OneOutcome::Failed,
        sentence: problem.sentence,
        next_step: problem.next_step,
        link_host: None,
        expires_at: None,
    }
}
