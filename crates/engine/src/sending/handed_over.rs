//! Copies that wait for a time: here, or at a provider whose servers publish them by themselves.

use std::time::Duration;

use rollcall_domain::{
    Timestamp,
    id::TargetId,
    outbox::{TargetEvent, TargetState},
};
use rollcall_providers::{error::Outcome, zernio::Handled};
use rollcall_store::{TargetChange, TargetRow};

use crate::{
    Engine,
    error::{EngineError, poisoned},
    event::Event,
    gateway::{Gateway, Pace},
};

/// How late a copy may leave. A post about this morning isn't for tonight.
pub(crate) const LATEST: chrono::Duration = chrono::Duration::hours(1);

/// How often the wall clock is looked at: a computer that slept notices soon that a time has come.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// How often a provider is asked what became of a copy whose time has come.
const ASK_EVERY: Duration = Duration::from_secs(60);

impl Engine {
    /// Whether a copy's time hasn't come yet; then it is sent when it comes.
    pub(super) fn waits_for_its_time(&self, target: &TargetRow) -> Result<bool, EngineError> {
        match target.due_at.filter(|at| *at > self.now()) {
            Some(at) => self.send_at(&target.id, at).map(|()| true),
            None => Ok(false),
        }
    }

    /// Sends a copy when a time comes.
    pub(super) fn send_at(&self, id: &TargetId, at: Timestamp) -> Result<(), EngineError> {
        // One waits for each copy, however often somebody looks at it.
        if !self.inner.waiting.lock().map_err(poisoned)?.insert(id.clone()) {
            return Ok(());
        }
        let (engine, id) = (self.clone(), id.clone());
        self.spawn(async move {
            while engine.now() < at {
                let wait = (at - engine.now()).to_std().unwrap_or_default();
                engine.inner.world.sleep(wait.min(LOOK_EVERY)).await;
            }
            if let Ok(mut waiting) = engine.inner.waiting.lock() {
                waiting.remove(&id);
            }
            engine.send_soon([id]);
        });
        Ok(())
    }

    /// Whether a copy's time has passed for too long; then it isn't sent, and says so.
    pub(super) async fn is_missed(&self, target: &TargetRow) -> Result<bool, EngineError> {
        let missed = target.due_at.is_some_and(|at| self.now() - at > LATEST);
        if missed {
            let sentence = "Its time passed while Rollcall wasn't running or couldn't send it. Nothing was published. Publish it now, or let it go.";
            self.advance(target, TargetEvent::Missed, Some(sentence.to_owned())).await?;
        }
        Ok(missed)
    }

    /// Keeps asking what became of the copies that a provider publishes by itself, until the
    /// workspace is closed.
    pub(crate) async fn keep_handed_over(&self) {
        loop {
            if let Err(error) = self.ask_handed_over().await {
                tracing::warn!(%error, "what was handed over couldn't be asked about");
            }
            self.inner.world.sleep(ASK_EVERY).await;
        }
    }

    /// Asks once about every copy whose time at its provider has come.
    pub(crate) async fn ask_handed_over(&self) -> Result<(), EngineError> {
        let targets = self.inner.store.targets_in(&[TargetState::HandedOver]).await?;
        let now = self.now();
        for target in targets.into_iter().filter(|target| target.due_at.is_none_or(|at| at <= now)) {
            self.ask_about(&target).await?;
        }
        Ok(())
    }

    async fn ask_about(&self, target: &TargetRow) -> Result<(), EngineError> {
        let account = self.account(&target.account_id).await?;
        let gateway = self.gateway_at(&account.connection_id, Pace::Background).await?;
        let (Gateway::Zernio(client), Some(id)) = (gateway, &target.urn) else { return Ok(()) };
        let now = self.now();
        let change = match client.post(id).await {
            Ok(Handled::HandedOver { .. }) => return Ok(()),
            Ok(Handled::Published(published)) => TargetChange {
                urn: published.urn,
                permalink: published.permalink,
                ..TargetChange::new(TargetEvent::Made, now)
            },
            // An answer about the post itself, not about asking.
            Err(error) if error.http_status == Some(200) && error.outcome == Outcome::Definite => {
                TargetChange {
                    sentence: Some(error.sentence),
                    ..TargetChange::new(TargetEvent::Refused, now)
                }
            }
            Err(error) => return Err(error.into()),
        };
        self.inner.store.advance(&target.id, target.version, change).await?;
        self.tell(Event::OutboxChanged);
        Ok(())
    }
}
