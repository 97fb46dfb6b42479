//! Roll calls that nobody asked for: every quarter of an hour, as long as Rollcall is open.
//!
//! What is due is decided by the wall clock, so that a computer that slept catches up with one roll
//! call, and a clock that is set back doesn't put the next one off.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{Arc, Mutex},
    time::Duration,
};

use rollcall_domain::{
    Timestamp,
    account::Account,
    id::ConnectionId,
    roll_call::{EVERY_MIN, is_due, is_too_far, next_round},
};
use serde::Serialize;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::{
    Engine,
    error::{EngineError, poisoned},
    event::Event,
    roll_call::Tally,
};

/// When accounts are checked without being asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct RollCallSchedule {
    /// Whether they are.
    pub on: bool,
    /// Minutes between two roll calls.
    pub every_minutes: u32,
    /// When the next one comes, while Rollcall is open.
    pub next_at: Option<Timestamp>,
}

/// The scheduled roll calls under way.
#[derive(Default)]
pub(crate) struct Rounds {
    /// Connections whose last round isn't over: they miss the next one, and nobody else does.
    running: Mutex<HashSet<ConnectionId>>,
    cancel: Mutex<CancellationToken>,
    changed: Notify,
}

const SWITCH: &str = "roll_call/schedule";
const NEXT_AT: &str = "roll_call/next_at";

/// How long the wall clock isn't looked at: after a sleep it takes as long to notice.
const LOOK_EVERY: Duration = Duration::from_secs(30);

impl Engine {
    /// When accounts are checked without being asked.
    pub async fn roll_call_schedule(&self) -> Result<RollCallSchedule, EngineError> {
        let on = self.inner.store.setting(SWITCH).await?.as_deref() != Some("off");
        let next_at = if on { self.planned_round().await? } else { None };
        let every_minutes = u32::try_from(EVERY_MIN).unwrap_or_default();
        Ok(RollCallSchedule { on, every_minutes, next_at })
    }

    /// Switches the scheduled roll calls on or off.
    pub async fn schedule_roll_calls(&self, on: bool) -> Result<RollCallSchedule, EngineError> {
        self.inner.store.set_setting(SWITCH, if on { "on" } else { "off" }).await?;
        if on {
            self.plan_round().await?;
        } else {
            self.cancel_round();
        }
        self.inner.rounds.changed.notify_one();
        let schedule = self.roll_call_schedule().await?;
        self.tell(Event::RollCallSchedule(schedule.clone()));
        Ok(schedule)
    }

    /// Keeps checking what is due, until the workspace is closed.
    pub(crate) async fn keep_roll_calls(&self) {
        loop {
            let wait = match self.look_at_the_clock().await {
                Ok(wait) => wait,
                Err(error) => {
                    tracing::error!(%error, "the scheduled roll call couldn't be made");
                    LOOK_EVERY
                }
            };
            tokio::select! {
                () = self.inner.world.sleep(wait) => {}
                () = self.inner.rounds.changed.notified() => {}
            }
        }
    }

    /// Starts a round if its time has come, and says how long to wait before looking again.
    async fn look_at_the_clock(&self) -> Result<Duration, EngineError> {
        let schedule = self.roll_call_schedule().await?;
        if !schedule.on {
            return Ok(LOOK_EVERY);
        }
        let now = self.now();
        let next_at = match schedule.next_at {
            Some(next_at) if next_at <= now => {
                // Planned first, so that a round that is cut short isn't made again at once.
                let next_at = self.plan_round().await?;
                self.start_round().await?;
                next_at
            }
            Some(next_at) if !is_too_far(next_at, now) => next_at,
            _ => self.plan_round().await?,
        };
        Ok((next_at - now).to_std().unwrap_or_default().min(LOOK_EVERY))
    }

    async fn planned_round(&self) -> Result<Option<Timestamp>, EngineError> {
        let planned = self.inner.store.setting(NEXT_AT).await?;
        Ok(planned.and_then(|planned| planned.parse().ok()))
    }

    async fn plan_round(&self) -> Result<Timestamp, EngineError> {
        let next_at = next_round(self.now(), self.inner.world.chance());
        self.inner.store.set_setting(NEXT_AT, &next_at.to_rfc3339()).await?;
        self.tell(Event::RollCallSchedule(self.roll_call_schedule().await?));
        Ok(next_at)
    }

    /// Checks the accounts whose turn it is. Each connection goes at its own speed, and one whose
    /// last round isn't over yet has none this time.
    async fn start_round(&self) -> Result<(), EngineError> {
        let now = self.now();
        let mut by_connection: BTreeMap<ConnectionId, Vec<Account>> = BTreeMap::new();
        for account in self.inner.store.accounts().await?.into_iter().filter(|account| is_due(account, now)) {
            by_connection.entry(account.connection_id.clone()).or_default().push(account);
        }
        {
            let mut running = self.inner.rounds.running.lock().map_err(poisoned)?;
            by_connection.retain(|id, _| running.insert(id.clone()));
        }
        if by_connection.is_empty() {
            return Ok(());
        }
        let cancel = self.inner.closing.child_token();
        *self.inner.rounds.cancel.lock().map_err(poisoned)? = cancel.clone();
        let total = by_connection.values().map(Vec::len).sum::<usize>();
        let tally = Arc::new(Tally::new(self, u32::try_from(total).unwrap_or(u32::MAX), true));
        let engine = self.clone();
        self.spawn(async move {
            let calls = by_connection.into_iter().map(|(id, accounts)| {
                let (engine, tally, cancel) = (&engine, &tally, &cancel);
                async move {
                    if let Err(error) = engine.call_connection(id.clone(), accounts, tally, cancel).await {
                        tracing::error!(%error, "a connection's accounts couldn't be checked");
                    }
                    if let Ok(mut running) = engine.inner.rounds.running.lock() {
                        running.remove(&id);
                    }
                }
            });
            futures_util::future::join_all(calls).await;
            if let Err(error) = tally.show(None, true) {
                tracing::error!(%error, "a roll call's end couldn't be shown");
            }
        });
        Ok(())
    }

    /// Stops the scheduled roll call under way. The next one comes as planned.
    pub(crate) fn cancel_round(&self) {
        if let Ok(cancel) = self.inner.rounds.cancel.lock() {
            cancel.cancel();
        }
    }
}
