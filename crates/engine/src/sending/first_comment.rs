//! The first comment: a step of its own, after the post is there. It never fails the post and never
//! repeats it, and is itself sent at most once: recorded on disk before it leaves.

use std::time::Duration;

use rollcall_domain::{
    account::Account,
    id::TargetId,
    outbox::{CommentState, TargetState},
};
use rollcall_providers::error::{ErrorKind, Outcome, ProviderError};
use rollcall_store::{FirstCommentRow, TargetRow};

use super::{linkedin::author_urn, page_number};
use crate::{Engine, error::EngineError, event::Event, gateway::Gateway};

/// How often a comment is tried that the provider isn't ready for.
const TRIES: u32 = 8;

/// The first pause; each next one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(3);

/// The longest pause. LinkedIn takes about one comment of a member a minute.
const LONGEST_PAUSE: Duration = Duration::from_secs(65);

/// What one try came to.
enum Tried {
    Settled,
    /// Nothing was made; the same comment may go through after this.
    Again(Option<Duration>),
}

impl Engine {
    /// Comments a copy that is there, if a comment of it waits.
    pub(super) fn comment_soon(&self, target: &TargetRow) {
        if target.state != TargetState::Published || target.content.first_comment.is_blank() {
            return;
        }
        let (engine, id) = (self.clone(), target.id.clone());
        self.spawn(async move {
            if let Err(error) = engine.comment(&id).await {
                tracing::error!(%error, "a first comment couldn't be sent");
            }
        });
    }

    /// Where the first comment of a copy stands; `None` where there is none, or no post to stand
    /// under.
    pub async fn first_comment(&self, target: &TargetRow) -> Option<FirstCommentRow> {
        let is_there = target.state == TargetState::Published;
        if is_there { self.inner.store.first_comment(&target.id).await.ok().flatten() } else { None }
    }

    /// Comments the copies whose comment waits since the application stopped.
    pub(crate) async fn comment_waiting(&self) -> Result<(), EngineError> {
        for id in self.inner.store.comments_waiting().await? {
            if let Some(target) = self.inner.store.target(&id).await? {
                self.comment_soon(&target);
            }
        }
        Ok(())
    }

    /// Sends a copy's first comment if it waits, and returns when it has come to rest.
    pub(crate) async fn comment(&self, id: &TargetId) -> Result<(), EngineError> {
        let target = self.inner.store.target(id).await?.ok_or(EngineError::NotFound("This copy"))?;
        if target.state != TargetState::Published {
            return Ok(());
        }
        let account = self.account(&target.account_id).await?;
        let mut pause = FIRST_PAUSE;
        for left in (0..TRIES).rev() {
            let turn = self.inner.senders.of(&target.account_id)?;
            let tried = {
                let _turn = turn.lock().await;
                if !self.inner.store.arm_comment(id, self.now()).await? {
                    return Ok(());
                }
                self.try_comment(&target, &account, left == 0).await?
            };
            self.tell(Event::OutboxChanged);
            let Tried::Again(told) = tried else { return Ok(()) };
            self.inner.world.sleep(told.unwrap_or(pause).min(LONGEST_PAUSE)).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        Ok(())
    }

    async fn try_comment(
        &self,
        target: &TargetRow,
        account: &Account,
        is_last: bool,
    ) -> Result<Tried, EngineError> {
        let now = self.now();
        let (state, sentence, again) = match self.send_comment(target, account).await {
            Ok(()) => (CommentState::Made, None, None),
            Err(EngineError::Provider(error)) if !is_last && passes(&error) => {
                let told = error.retry_at.and_then(|at| (at - now).to_std().ok());
                (CommentState::Waiting, Some(error.sentence), Some(told))
            }
            Err(EngineError::Provider(error)) if error.outcome == Outcome::Unknown => {
                let name = account.provider.name();
                let sentence = format!(
                    "{name}'s answer never came, so Rollcall can't tell whether the first comment is there. It will not be sent again. The post itself is published."
                );
                (CommentState::Unknown, Some(sentence), None)
            }
            Err(error) => {
                let sentence =
                    format!("The first comment couldn't be made: {error} The post itself is published.");
                (CommentState::Refused, Some(sentence), None)
            }
        };
        self.inner.store.settle_comment(&target.id, state, sentence, self.now()).await?;
        Ok(again.map_or(Tried::Settled, Tried::Again))
    }

    async fn send_comment(&self, target: &TargetRow, account: &Account) -> Result<(), EngineError> {
        let post = target.urn.as_deref().ok_or_else(|| {
            EngineError::BadInput(
                "The provider didn't say which post it made, so it can't be commented.".into(),
            )
        })?;
        let text = &target.content.first_comment;
        match self.gateway(&account.connection_id).await? {
            Gateway::Linkedin(gateway) => {
                let token = self.access_token(account).await?;
                let actor = author_urn(target, account);
                gateway.client.create_comment(&token, &actor, post, text).await?;
            }
            Gateway::Unipile(client) => {
                let page = page_number(target);
                client.create_comment(&account.remote_id, post, page.as_deref(), text).await?;
            }
            Gateway::Zernio(_) | Gateway::Edges(_) => {
                return Err(EngineError::BadInput(format!(
                    "Rollcall doesn't comment through {}.",
                    account.provider.name()
                )));
            }
        }
        Ok(())
    }
}

/// Whether nothing was made, and the same comment may go through a little later.
fn passes(error: &ProviderError) -> bool {
    match error.outcome {
        Outcome::NotSent => true,
        Outcome::Definite => matches!(error.kind, ErrorKind::NotYet | ErrorKind::Limited),
        Outcome::Unknown => false,
    }
}
