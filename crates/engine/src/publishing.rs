//! Posts and their copies: freezing a draft, listing, and what a person found out.

use rollcall_domain::{
    Timestamp,
    id::{AccountId, DraftId, PostId, TargetId},
    outbox::{TargetEvent, TargetState},
    post::{Draft, split_author},
};
use rollcall_store::{PostRow, TargetChange, TargetRow};

use crate::{Engine, error::EngineError, event::Event};

/// A post with its copies.
#[derive(Debug, Clone)]
pub struct PostWithTargets {
    /// What is published.
    pub post: PostRow,
    /// One copy for each author.
    pub targets: Vec<TargetRow>,
}

/// How a draft is to be published.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Publishing {
    /// The kept draft that it is, to go with it.
    pub draft: Option<DraftId>,
    /// When; `None` at once.
    pub at: Option<Timestamp>,
}

/// What a person found out about a copy whose answer never came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// It is on LinkedIn.
    ItIsThere,
    /// It isn't there: send it again.
    SendAgain,
    /// It isn't there: let it go.
    LetItGo,
}

impl Engine {
    /// Freezes a draft into a post with one target for each author, and starts to send them. What
    /// doesn't fit is refused before anything is recorded.
    pub async fn publish(&self, draft: &Draft, how: Publishing) -> Result<PostWithTargets, EngineError> {
        let check = self.check_draft(draft).await?;
        if let Some(problem) = check.first_problem() {
            return Err(EngineError::BadInput(problem.to_owned()));
        }
        let now = self.now();
        let due_at = how.at.filter(|at| *at > now);
        let post = PostRow {
            id: PostId(self.inner.world.new_id()),
            content: draft.wording.clone(),
            visibility: draft.visibility,
            created_at: now,
        };
        let targets: Vec<TargetRow> = check
            .verdicts
            .iter()
            .map(|verdict| {
                let (account_id, page_urn) = split_author(&verdict.author.id);
                TargetRow {
                    id: TargetId(self.inner.world.new_id()),
                    post_id: post.id.clone(),
                    author_id: verdict.author.id.clone(),
                    account_id,
                    page_urn,
                    author_name: verdict.author.name().to_owned(),
                    content: draft.wording_for(&verdict.author.id),
                    due_at,
                    state: TargetState::Queued,
                    sentence: None,
                    urn: None,
                    permalink: None,
                    retry_at: None,
                    changed_at: now,
                    version: 0,
                }
            })
            .collect();
        let draft = self.used_up(how.draft).await?;
        self.inner.store.create_post(post.clone(), targets.clone(), draft).await?;
        self.tell(Event::OutboxChanged);
        self.send_soon(targets.iter().map(|target| target.id.clone()));
        Ok(PostWithTargets { post, targets })
    }

    /// The draft that goes with its post: a template stays, to begin others with.
    async fn used_up(&self, draft: Option<DraftId>) -> Result<Option<DraftId>, EngineError> {
        let Some(id) = draft else { return Ok(None) };
        let kept = self.inner.store.draft(&id).await?;
        Ok((!kept.is_some_and(|row| row.is_template)).then_some(id))
    }

    /// Posts, newest first.
    pub async fn posts(&self, limit: u32) -> Result<Vec<PostWithTargets>, EngineError> {
        let mut posts = Vec::new();
        for post in self.inner.store.posts(limit).await? {
            let targets = self.inner.store.targets_of(&post.id).await?;
            posts.push(PostWithTargets { post, targets });
        }
        Ok(posts)
    }

    /// One post.
    pub async fn post(&self, id: &PostId) -> Result<PostWithTargets, EngineError> {
        let post = self.inner.store.post(id).await?.ok_or(EngineError::NotFound("This post"))?;
        let targets = self.inner.store.targets_of(id).await?;
        Ok(PostWithTargets { post, targets })
    }

    /// Sends what waits and can be sent without asking anybody: copies that are queued, held by an
    /// account that works again, or whose time to try again has come. Waits for their ends.
    pub async fn run_outbox(&self) -> Result<(), EngineError> {
        let waiting = [TargetState::Queued, TargetState::Held, TargetState::RetryLater];
        let targets = self.inner.store.targets_in(&waiting).await?;
        let sends = targets.into_iter().map(|target| self.send(target.id));
        futures_util::future::join_all(sends).await.into_iter().collect::<Result<(), _>>()?;
        self.comment_waiting().await?;
        self.ask_handed_over().await
    }

    /// Waits until every copy of a post has come to rest, with its first comment.
    pub async fn settle(&self, id: &PostId) -> Result<PostWithTargets, EngineError> {
        let settled = self.post(id).await?.targets.into_iter().map(async |target| {
            self.send(target.id.clone()).await?;
            self.comment(&target.id).await
        });
        futures_util::future::join_all(settled).await.into_iter().collect::<Result<(), _>>()?;
        self.post(id).await
    }

    /// Keeps what a person found out about a copy whose answer never came.
    pub async fn resolve(&self, id: &TargetId, finding: Finding) -> Result<PostWithTargets, EngineError> {
        let target = self.inner.store.target(id).await?.ok_or(EngineError::NotFound("This copy"))?;
        let (event, sentence) = match finding {
            Finding::ItIsThere => (TargetEvent::PersonFoundIt, "You found it on LinkedIn."),
            Finding::SendAgain => {
                (TargetEvent::PersonSendsAgain, "You looked, it wasn't there, and sent it again.")
            }
            Finding::LetItGo => (TargetEvent::PersonDroppedIt, "You looked, it wasn't there, and let it go."),
        };
        let target = self.advance(&target, event, Some(sentence.to_owned())).await?;
        if finding == Finding::SendAgain {
            self.send_soon([target.id]);
        }
        self.post(&target.post_id).await
    }

    /// Sends the copies that were held because this account needed a sign-in.
    pub(crate) async fn release_held(&self, account: &AccountId) -> Result<(), EngineError> {
        let held = self.inner.store.targets_in(&[TargetState::Held]).await?;
        self.send_soon(
            held.into_iter().filter(|target| target.account_id == *account).map(|target| target.id),
        );
        Ok(())
    }

    pub(crate) fn send_soon(&self, targets: impl IntoIterator<Item = TargetId>) {
        for id in targets {
            let engine = self.clone();
            self.spawn(async move {
                if let Err(error) = engine.send(id).await {
                    tracing::error!(%error, "a copy couldn't be sent");
                }
            });
        }
    }

    pub(crate) async fn advance(
        &self,
        target: &TargetRow,
        event: TargetEvent,
        sentence: Option<String>,
    ) -> Result<TargetRow, EngineError> {
        let change = TargetChange { sentence, ..TargetChange::new(event, self.now()) };
        let target = self.inner.store.advance(&target.id, target.version, change).await?;
        self.tell(Event::OutboxChanged);
        Ok(target)
    }
}
