//! Links and refreshes under way, kept so that they outlive the inspector, the window and the
//! program.
//!
//! What is kept holds no secret: no password, no code, no cookie, and no address that lets whoever
//! has it sign in. What can't go on without one is kept as what it will be then.

use rollcall_domain::{
    Timestamp,
    id::{ConnectionId, LinkTaskId},
    refresh::RefreshMethod,
};
use rollcall_store::LinkTaskRow;
use serde::Serialize;

use crate::{
    Engine,
    error::{EngineError, Problem, poisoned},
    event::Event,
    link_task::mark,
    linking::{LinkTask, OpenTask, StepState, Waiting},
};

/// How many links and refreshes wait for somebody, for badges.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, specta::Type)]
pub struct TasksWaiting {
    /// Checkpoints that wait for an answer, each with a countdown.
    pub checkpoints: u32,
    /// Links that their owners haven't used yet.
    pub owners: u32,
    /// Those that ended without success and can be started again.
    pub ended: u32,
}

/// Days after which one that ended without success is let go.
const ENDED_FOR_DAYS: i64 = 7;

impl Engine {
    /// Links and refreshes that aren't done, and those that brought another name than they were made
    /// for, until somebody says what to do about it; in the order in which they were started.
    pub fn link_tasks(&self) -> Result<Vec<LinkTask>, EngineError> {
        let tasks = self.inner.tasks.lock().map_err(poisoned)?;
        let mut tasks: Vec<LinkTask> = tasks.values().map(|open| open.view.clone()).collect();
        tasks.retain(asks_for_somebody);
        tasks.sort_by(|one, other| one.started_at.cmp(&other.started_at).then(one.id.cmp(&other.id)));
        Ok(tasks)
    }

    /// How many of them wait for somebody.
    pub fn tasks_waiting(&self) -> Result<TasksWaiting, EngineError> {
        let tasks = self.inner.tasks.lock().map_err(poisoned)?;
        let count = |wanted: fn(&Waiting) -> bool| {
            u32::try_from(tasks.values().filter(|open| wanted(&open.view.waiting)).count())
                .unwrap_or(u32::MAX)
        };
        Ok(TasksWaiting {
            checkpoints: count(|waiting| matches!(waiting, Waiting::Checkpoint { .. })),
            owners: count(|waiting| {
                matches!(
                    waiting,
                    Waiting::OwnerLink { .. } | Waiting::LinkSent { .. } | Waiting::LinkElsewhere { .. }
                )
            }),
            ended: count(|waiting| *waiting == Waiting::Failed),
        })
    }

    /// Says how many wait, when that is another number than before.
    pub(crate) fn tell_waiting(&self) {
        let Ok(now) = self.tasks_waiting() else { return };
        let Ok(mut last) = self.inner.tasks_waiting.lock() else { return };
        if *last != now {
            *last = now;
            drop(last);
            self.tell(Event::TasksWaiting(now));
        }
    }

    /// Writes down how a task is by now. Goes on when whoever waits for it is stopped; a task that
    /// can't be written down goes on all the same.
    pub(crate) async fn keep_task(&self, id: &LinkTaskId) {
        let (engine, id) = (self.clone(), id.clone());
        let written = tokio::spawn(async move { engine.write_task(&id).await });
        match written.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "a link or refresh couldn't be written down"),
            Err(error) => tracing::warn!(%error, "a link or refresh couldn't be written down"),
        }
    }

    async fn write_task(&self, id: &LinkTaskId) -> Result<(), EngineError> {
        let _order = self.inner.task_writes.lock().await;
        let open = self.inner.tasks.lock().map_err(poisoned)?.get(id).cloned();
        let Some(open) = open.filter(|open| asks_for_somebody(&open.view)) else {
            return Ok(self.inner.store.remove_link_task(id).await?);
        };
        let open = as_found_again(open);
        let row = LinkTaskRow {
            id: open.view.id.clone(),
            connection_id: open.view.connection_id.clone(),
            account_id: open.view.account_id.clone(),
            started_at: open.view.started_at,
            state: serde_json::to_value(&open)
                .map_err(|_| EngineError::Failed("This sign-in can't be written down.".into()))?,
        };
        Ok(self.inner.store.put_link_task(row).await?)
    }

    /// Goes on with what was under way when Rollcall was closed. What ended meanwhile is looked at
    /// once more and then shown as ended.
    pub(crate) async fn resume_tasks(&self) -> Result<(), EngineError> {
        let now = self.now();
        let mut resumed = Vec::new();
        for row in self.inner.store.link_tasks().await? {
            let open = match serde_json::from_value::<OpenTask>(row.state) {
                Ok(open) if !is_long_over(&open, now) => open,
                _ => {
                    self.inner.store.remove_link_task(&row.id).await?;
                    continue;
                }
            };
            let open = OpenTask { run: self.inner.closing.child_token(), ..open };
            resumed.push(row.id.clone());
            self.inner.tasks.lock().map_err(poisoned)?.insert(row.id, open);
        }
        self.tell_waiting();
        for id in resumed {
            match self.open_task(&id)?.view.waiting {
                Waiting::Checkpoint { .. } => self.watch_checkpoint(id)?,
                Waiting::LinkSent { .. } | Waiting::LinkElsewhere { .. } => self.watch_owner(id)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Forgets the links and refreshes that go through a connection.
    pub(crate) async fn forget_tasks_through(&self, connection: &ConnectionId) -> Result<(), EngineError> {
        let through: Vec<LinkTaskId> = {
            let tasks = self.inner.tasks.lock().map_err(poisoned)?;
            let through = tasks.values().filter(|open| open.view.connection_id == *connection);
            through.map(|open| open.view.id.clone()).collect()
        };
        for id in through {
            self.cancel_task(&id).await?;
        }
        Ok(())
    }
}

fn asks_for_somebody(task: &LinkTask) -> bool {
    !matches!(task.waiting, Waiting::Done { .. }) || task.named.is_some()
}

fn is_long_over(open: &OpenTask, now: Timestamp) -> bool {
    matches!(open.view.waiting, Waiting::Failed | Waiting::Done { .. })
        && now - open.view.started_at > chrono::Duration::days(ENDED_FOR_DAYS)
}

/// The task as it is found when Rollcall is started again.
fn as_found_again(mut open: OpenTask) -> OpenTask {
    let view = &mut open.view;
    match view.waiting.clone() {
        Waiting::OwnerLink { expires_at, made_at, ends_at_restart, .. } => {
            view.waiting = Waiting::LinkSent { expires_at, made_at, ends_at_restart };
        }
        Waiting::Browser { .. } => {
            fail(view, "Rollcall was closed while LinkedIn's page was open, so nobody heard the answer.");
        }
        Waiting::Provider { .. } => match view.method {
            RefreshMethod::Credentials | RefreshMethod::Cookies => {
                view.waiting = match view.method {
                    RefreshMethod::Cookies => Waiting::Cookies,
                    _ => Waiting::Credentials,
                };
                view.problem = Some(ended(
                    "Rollcall was closed before the provider answered.",
                    "Check the account, and sign in again if it still needs it.",
                ));
            }
            _ => fail(view, "Rollcall was closed while this was under way."),
        },
        _ => {}
    }
    open
}

fn fail(view: &mut LinkTask, sentence: &str) {
    let at = view.steps.iter().position(|step| step.state == StepState::Current).unwrap_or_default();
    mark(&mut view.steps, at, StepState::Failed);
    view.waiting = Waiting::Failed;
    view.problem = Some(ended(sentence, "Start again."));
}

fn ended(sentence: &str, next_step: &str) -> Problem {
    Problem {
        sentence: sentence.to_owned(),
        next_step: Some(next_step.to_owned()),
        trouble: None,
        retry_at: None,
        provider_code: None,
        request_id: None,
    }
}
