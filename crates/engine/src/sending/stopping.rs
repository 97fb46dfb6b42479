//! What a person stops: for now, or for good. Only before the call that makes the post.

use rollcall_domain::{
    id::TargetId,
    outbox::{TargetEvent, TargetState},
};
use rollcall_store::{StoreError, TargetRow};
use tokio_util::sync::CancellationToken;

use crate::{
    Engine,
    error::{EngineError, poisoned},
    gateway::Gateway,
    publishing::PostWithTargets,
};

/// A copy whose files are under way; it can be stopped as long as this lives.
pub(super) struct Uploading {
    engine: Engine,
    target: TargetId,
    stop: CancellationToken,
}

impl Uploading {
    /// Returns when a person stopped it.
    pub(super) async fn stopped(&self) {
        self.stop.cancelled().await;
    }
}

impl Drop for Uploading {
    fn drop(&mut self) {
        if let Ok(mut under_way) = self.engine.inner.uploading.lock() {
            under_way.remove(&self.target);
        }
    }
}

impl Engine {
    /// Stops a copy for now: what the provider has of its files is kept, also over a restart.
    ///
    /// Errors: a copy that is being sent already, or that nothing is to become of, can't be paused.
    pub async fn pause_copy(&self, id: &TargetId) -> Result<PostWithTargets, EngineError> {
        self.stop(id, TargetEvent::PersonPausedIt, "You paused it. Nothing is published yet.").await
    }

    /// Lets a paused copy go on where it was.
    pub async fn resume_copy(&self, id: &TargetId) -> Result<PostWithTargets, EngineError> {
        let target = self.copy(id).await?;
        let target = self.step(&target, TargetEvent::PersonResumedIt, None).await?;
        self.send_soon([target.id.clone()]);
        self.post(&target.post_id).await
    }

    /// Lets a copy go for good. One that the provider has for later is taken back there first.
    ///
    /// Errors: a copy that is being sent already can't be stopped.
    pub async fn cancel_copy(&self, id: &TargetId) -> Result<PostWithTargets, EngineError> {
        let target = self.copy(id).await?;
        if target.state == TargetState::HandedOver {
            self.take_back(&target).await?;
        }
        let post =
            self.stop(id, TargetEvent::PersonDroppedIt, "You stopped it before it was published.").await?;
        self.drop_places(id).await;
        Ok(post)
    }

    /// Publishes a copy now whose time has passed.
    pub async fn publish_late(&self, id: &TargetId) -> Result<PostWithTargets, EngineError> {
        let target = self.copy(id).await?;
        self.inner.store.forget_due(id).await?;
        let target = self.step(&target, TargetEvent::PersonSendsAgain, None).await?;
        self.send_soon([target.id.clone()]);
        self.post(&target.post_id).await
    }

    async fn stop(
        &self,
        id: &TargetId,
        event: TargetEvent,
        sentence: &str,
    ) -> Result<PostWithTargets, EngineError> {
        let target = self.copy(id).await?;
        if target.state == TargetState::Unknown {
            return Err(EngineError::BadInput(
                "Nobody knows whether this copy is there. Look at the author's profile, then say what you found.".into(),
            ));
        }
        // Moved on first: by the time the upload hears of it, the copy isn't its own any more.
        let target = self.step(&target, event, Some(sentence.to_owned())).await?;
        if let Some(stop) = self.inner.uploading.lock().map_err(poisoned)?.get(id) {
            stop.cancel();
        }
        self.post(&target.post_id).await
    }

    /// Moves a copy on for a person, who may come too late.
    async fn step(
        &self,
        target: &TargetRow,
        event: TargetEvent,
        sentence: Option<String>,
    ) -> Result<TargetRow, EngineError> {
        match self.advance(target, event, sentence).await {
            Err(EngineError::Store(StoreError::Stale | StoreError::NotAllowed)) => {
                Err(EngineError::BadInput(
                    "It is too late for that: this copy has gone on meanwhile. Look where it stands now."
                        .into(),
                ))
            }
            moved => moved,
        }
    }

    async fn copy(&self, id: &TargetId) -> Result<TargetRow, EngineError> {
        self.inner.store.target(id).await?.ok_or(EngineError::NotFound("This copy"))
    }

    async fn take_back(&self, target: &TargetRow) -> Result<(), EngineError> {
        let account = self.account(&target.account_id).await?;
        if let (Gateway::Zernio(client), Some(id)) =
            (self.gateway(&account.connection_id).await?, &target.urn)
        {
            client.take_back(id).await?;
        }
        Ok(())
    }

    /// Notes that a copy's files are under way.
    pub(super) fn uploading(&self, target: &TargetId) -> Result<Uploading, EngineError> {
        let stop = CancellationToken::new();
        self.inner.uploading.lock().map_err(poisoned)?.insert(target.clone(), stop.clone());
        Ok(Uploading { engine: self.clone(), target: target.clone(), stop })
    }
}
