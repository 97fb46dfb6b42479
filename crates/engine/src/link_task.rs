//! Links and refreshes under way: how one starts, goes on and ends.
//!
//! A task is the only writer of its account while it runs. The row changes when something is
//! known, never in hope.

use std::collections::HashMap;

use rollcall_domain::{
    Timestamp,
    account::{Account, RemoteAccount, first_name},
    checkpoint::{CHECKPOINT_LIFETIME_S, CheckpointKind},
    history::{Actor, HistoryEntry, HistoryKind},
    id::{AccountId, LinkTaskId},
    refresh::{RefreshMethod, plan},
    setup_source::SetupSource,
    status::{Status, Tone},
};
use rollcall_store::ConnectionRow;
use tokio_util::sync::CancellationToken;

use crate::{
    Engine,
    error::{EngineError, Problem, poisoned},
    event::Event,
    linking::{Before, LinkInput, LinkStep, LinkTask, OpenTask, StepState, Waiting},
    standing::{fold, is_somebody_else, set_status},
};

impl Engine {
    /// Starts to link a new account.
    pub async fn link(&self, input: LinkInput) -> Result<LinkTask, EngineError> {
        let connection = self
            .inner
            .store
            .connection(&input.connection_id)
            .await?
            .ok_or(EngineError::NotFound("This connection"))?;
        if !SetupSource::offered_by(connection.provider).contains(&input.setup_source) {
            return Err(EngineError::BadInput(format!(
                "{} doesn't link accounts by {}.",
                connection.provider.name(),
                input.setup_source.label()
            )));
        }
        let name = input.name.as_deref().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
        let task = self.new_task(&connection, input.setup_source, None, name);
        let open = OpenTask {
            view: task,
            client_name: input.client_name,
            products: input.products,
            intent: None,
            identity: None,
            before: None,
            consent: None,
            reserved: None,
            run: self.inner.closing.child_token(),
        };
        self.begin(open).await
    }

    /// Starts to refresh an account in place, in the way that fits its setup source. A refresh that
    /// is under way goes on.
    pub async fn refresh(&self, id: &AccountId) -> Result<LinkTask, EngineError> {
        if let Some(task) = self.task_of(id)?
            && !matches!(task.waiting, Waiting::Done { .. } | Waiting::Failed)
        {
            return Ok(task);
        }
        let account = self.account(id).await?;
        let connection = self
            .inner
            .store
            .connection(&account.connection_id)
            .await?
            .ok_or(EngineError::NotFound("This account's connection"))?;
        let open =
            OpenTask { intent: self.open_intent(&account).await?, ..self.task_for(&connection, &account) };
        self.begin(open).await
    }

    /// One task, as it is now.
    pub fn link_task(&self, id: &LinkTaskId) -> Result<Option<LinkTask>, EngineError> {
        Ok(self.inner.tasks.lock().map_err(poisoned)?.get(id).map(|open| open.view.clone()))
    }

    /// The task under way for an account, if there is one.
    pub fn task_of(&self, account: &AccountId) -> Result<Option<LinkTask>, EngineError> {
        let tasks = self.inner.tasks.lock().map_err(poisoned)?;
        let of_account = |open: &&OpenTask| open.view.account_id.as_ref() == Some(account);
        Ok(tasks
            .values()
            .filter(of_account)
            .max_by_key(|open| open.view.started_at)
            .map(|open| open.view.clone()))
    }

    /// The task under way for each account that has one.
    pub fn open_tasks(&self) -> Result<HashMap<AccountId, LinkTaskId>, EngineError> {
        let tasks = self.inner.tasks.lock().map_err(poisoned)?;
        let under_way = tasks.values().filter(|open| !matches!(open.view.waiting, Waiting::Done { .. }));
        Ok(under_way.filter_map(|open| Some((open.view.account_id.clone()?, open.view.id.clone()))).collect())
    }

    /// Starts a task again from its first step, for instance after its link expired.
    pub async fn restart_task(&self, id: &LinkTaskId) -> Result<LinkTask, EngineError> {
        let mut open = self.open_task(id)?;
        open.run.cancel();
        open.run = self.inner.closing.child_token();
        open.intent = None;
        open.view.problem = None;
        for step in &mut open.view.steps {
            step.state = StepState::Todo;
        }
        self.begin(open).await
    }

    /// Stops a task. The account stays as it is.
    pub fn cancel_task(&self, id: &LinkTaskId) -> Result<(), EngineError> {
        let Some(open) = self.inner.tasks.lock().map_err(poisoned)?.remove(id) else { return Ok(()) };
        open.run.cancel();
        self.tell(Event::AccountsChanged);
        Ok(())
    }

    /// Ends the tasks of an account that came back in another way.
    pub(crate) fn end_tasks_of(&self, account: &AccountId) -> Result<(), EngineError> {
        let ended: Vec<LinkTask> = {
            let mut tasks = self.inner.tasks.lock().map_err(poisoned)?;
            tasks
                .values_mut()
                .filter(|open| open.view.account_id.as_ref() == Some(account))
                .filter(|open| !matches!(open.view.waiting, Waiting::Done { .. }))
                .map(|open| {
                    open.run.cancel();
                    open.view.problem = None;
                    let name = open.view.name.as_deref().unwrap_or("This account");
                    open.view.waiting =
                        Waiting::Done { sentence: format!("{name} came back in another way.") };
                    open.view.clone()
                })
                .collect()
        };
        for task in ended {
            self.tell(Event::LinkTask(Box::new(task)));
        }
        self.tell(Event::AccountsChanged);
        Ok(())
    }

    /// Makes a task of a checkpoint that nobody was waiting for.
    pub(crate) async fn pose_for(
        &self,
        account: &Account,
        intent: String,
        kind: CheckpointKind,
    ) -> Result<(), EngineError> {
        let connection = self
            .inner
            .store
            .connection(&account.connection_id)
            .await?
            .ok_or(EngineError::NotFound("This account's connection"))?;
        let open = self.task_for(&connection, account);
        let id = open.view.id.clone();
        self.inner.tasks.lock().map_err(poisoned)?.insert(id.clone(), open);
        self.pose(&id, intent, kind, None).await?;
        Ok(())
    }

    /// A refresh of an account, not begun.
    fn task_for(&self, connection: &ConnectionRow, account: &Account) -> OpenTask {
        OpenTask {
            view: self.new_task(connection, account.setup_source, Some(account), None),
            client_name: None,
            products: account.products.iter().filter(|p| p.enabled).map(|p| p.product.clone()).collect(),
            intent: None,
            identity: Some(account.remote_id.clone()),
            before: Some(Before {
                worked: matches!(account.status, Status::Connected | Status::ExpiresSoon { .. }),
                expires_at: account.expires_at,
            }),
            consent: None,
            reserved: None,
            run: self.inner.closing.child_token(),
        }
    }

    fn new_task(
        &self,
        connection: &ConnectionRow,
        source: SetupSource,
        account: Option<&Account>,
        name: Option<String>,
    ) -> LinkTask {
        let name = account.map(|account| account.name.clone()).or(name);
        let plan = plan(source, connection.provider, name.as_deref().map_or("the owner", first_name));
        LinkTask {
            id: LinkTaskId(self.inner.world.new_id()),
            connection_id: connection.id.clone(),
            account_id: account.map(|account| account.id.clone()),
            is_refresh: account.is_some(),
            name,
            provider: connection.provider,
            setup_source: source,
            method: plan.method,
            steps: plan
                .steps
                .into_iter()
                .map(|step| LinkStep { title: step.title, state: StepState::Todo })
                .collect(),
            waiting: Waiting::Provider { sentence: "Getting ready".into() },
            problem: None,
            started_at: self.now(),
        }
    }

    async fn begin(&self, open: OpenTask) -> Result<LinkTask, EngineError> {
        let id = open.view.id.clone();
        self.inner.tasks.lock().map_err(poisoned)?.insert(id.clone(), open.clone());
        let started = match open.view.method {
            _ if open.intent.is_some() => self.resume_checkpoint(open).await,
            RefreshMethod::Credentials => self.wait_for(&id, 0, Waiting::Credentials),
            RefreshMethod::Cookies => self.wait_for(&id, 0, Waiting::Cookies),
            RefreshMethod::LoginLink | RefreshMethod::SharedLink => self.make_owner_link(open).await,
            RefreshMethod::Browser => self.open_browser(open).await,
        };
        match started {
            Ok(task) => Ok(task),
            Err(error) => self.fail(&id, &error),
        }
    }

    /// The private side of a task, as it is now.
    pub(crate) fn open_task(&self, id: &LinkTaskId) -> Result<OpenTask, EngineError> {
        let tasks = self.inner.tasks.lock().map_err(poisoned)?;
        tasks.get(id).cloned().ok_or(EngineError::NotFound("This sign-in"))
    }

    /// Changes a task and tells the window.
    pub(crate) fn change_task(
        &self,
        id: &LinkTaskId,
        change: impl FnOnce(&mut OpenTask),
    ) -> Result<LinkTask, EngineError> {
        let view = {
            let mut tasks = self.inner.tasks.lock().map_err(poisoned)?;
            let open = tasks.get_mut(id).ok_or(EngineError::NotFound("This sign-in"))?;
            change(open);
            open.view.clone()
        };
        self.tell(Event::LinkTask(Box::new(view.clone())));
        Ok(view)
    }

    /// Puts a task on step `step` and lets it wait there.
    pub(crate) fn wait_for(
        &self,
        id: &LinkTaskId,
        step: usize,
        waiting: Waiting,
    ) -> Result<LinkTask, EngineError> {
        self.change_task(id, |open| {
            mark(&mut open.view.steps, step, StepState::Current);
            open.view.waiting = waiting;
        })
    }

    /// Shows what went wrong and keeps the step, so that it can be tried again.
    pub(crate) fn refuse(
        &self,
        id: &LinkTaskId,
        waiting: Waiting,
        error: &EngineError,
    ) -> Result<LinkTask, EngineError> {
        let problem = error.problem();
        self.change_task(id, |open| {
            open.view.waiting = waiting;
            open.view.problem = Some(problem);
        })
    }

    /// Ends a task with what went wrong. It can be started again.
    pub(crate) fn fail(&self, id: &LinkTaskId, error: &EngineError) -> Result<LinkTask, EngineError> {
        self.fail_with(id, error.problem())
    }

    pub(crate) fn fail_with(&self, id: &LinkTaskId, problem: Problem) -> Result<LinkTask, EngineError> {
        let task = self.change_task(id, |open| {
            open.run.cancel();
            let at = current(&open.view.steps);
            mark(&mut open.view.steps, at, StepState::Failed);
            open.view.waiting = Waiting::Failed;
            open.view.problem = Some(problem);
        })?;
        self.tell(Event::AccountsChanged);
        Ok(task)
    }

    /// The account works: folds the provider's answer into its one row and ends the task.
    pub(crate) async fn finish(
        &self,
        id: &LinkTaskId,
        remote: RemoteAccount,
        actor: Actor,
    ) -> Result<LinkTask, EngineError> {
        let open = self.open_task(id)?;
        let now = self.now();
        let account = match self.row_for(&open, &remote).await? {
            Some(account) => self.brought_back(&open, account, remote, actor, now).await?,
            None => self.newly_linked(&open, remote, actor, now).await?,
        };
        self.keep_consent_of(&open, &account.id).await?;
        let works = matches!(account.status, Status::Connected | Status::ExpiresSoon { .. });
        let sentence = if works {
            format!("{} is connected.", account.name)
        } else {
            format!("{}: {}.", account.name, account.status.label(now))
        };
        let task = self.change_task(id, |open| {
            open.run.cancel();
            for step in &mut open.view.steps {
                step.state = StepState::Done;
            }
            open.view.account_id = Some(account.id.clone());
            open.view.name = Some(account.name.clone());
            open.view.problem = None;
            open.view.waiting = Waiting::Done { sentence };
        })?;
        self.tell(Event::AccountsChanged);
        let engine = self.clone();
        self.spawn(async move {
            if let Err(error) = engine.release_held(&account.id).await {
                tracing::warn!(%error, "held posts weren't released");
            }
        });
        Ok(task)
    }

    /// The row an answer belongs to: the one that is refreshed, or one that was linked before
    /// through the same connection.
    async fn row_for(&self, open: &OpenTask, remote: &RemoteAccount) -> Result<Option<Account>, EngineError> {
        match &open.view.account_id {
            Some(id) => Ok(Some(self.account(id).await?)),
            None => {
                let known =
                    self.inner.store.account_by_remote(&open.view.connection_id, &remote.remote_id).await?;
                // Whoever is linked anew is wanted as a row of its own again.
                if let Some(account) = &known
                    && self.is_merged(&account.id).await?
                {
                    self.undo_merge(&account.id).await?;
                }
                Ok(known)
            }
        }
    }

    async fn brought_back(
        &self,
        open: &OpenTask,
        mut account: Account,
        mut remote: RemoteAccount,
        actor: Actor,
        now: Timestamp,
    ) -> Result<Account, EngineError> {
        if is_somebody_else(&account, &remote) {
            let sentence = format!("Refused: {} signed in, not {}", remote.name, account.name);
            self.note(&account.id, sentence, Actor::Provider, Tone::Bad).await?;
            return Err(EngineError::WrongMember(format!(
                "Somebody else signed in: {}, not {}.",
                remote.name, account.name
            )));
        }
        remote.setup_source = Some(account.setup_source);
        // Who brings an account back wants to use it.
        account.paused_at = None;
        account.remote_id.clone_from(&remote.remote_id);
        fold(&mut account, remote, actor, now);
        let how = match open.view.method {
            RefreshMethod::Browser => "LinkedIn consent in the browser",
            RefreshMethod::LoginLink => "a login link",
            RefreshMethod::SharedLink => "the shared link",
            RefreshMethod::Credentials => "user name and password",
            RefreshMethod::Cookies => "new cookies",
        };
        let verb = if open.view.is_refresh { "Refreshed" } else { "Linked" };
        let entry = HistoryEntry {
            at: now,
            sentence: format!("{verb} with {how}"),
            actor,
            tone: account.status.tone(),
            kind: HistoryKind::Linking,
        };
        if open.client_name.is_some() {
            account.client_id = self.client_for(open.client_name.as_deref()).await?.or(account.client_id);
        }
        self.save(&account, Some(entry)).await?;
        Ok(account)
    }

    async fn newly_linked(
        &self,
        open: &OpenTask,
        mut remote: RemoteAccount,
        actor: Actor,
        now: Timestamp,
    ) -> Result<Account, EngineError> {
        let connection = self
            .inner
            .store
            .connection(&open.view.connection_id)
            .await?
            .ok_or(EngineError::NotFound("This connection"))?;
        remote.setup_source = Some(open.view.setup_source);
        let client_name = open.client_name.clone().or_else(|| remote.client_name.clone());
        let mut account = self.new_account(&connection, &remote, now);
        account.linked_at = now;
        if let Some(reserved) = &open.reserved {
            account.id.clone_from(reserved);
        }
        account.client_id = self.client_for(client_name.as_deref()).await?;
        if account.name.is_empty() {
            account.name = open.view.name.clone().unwrap_or_else(|| "New account".into());
        }
        let entry = HistoryEntry {
            at: now,
            sentence: format!("Linked by {}", open.view.setup_source.label()),
            actor,
            tone: Tone::Ok,
            kind: HistoryKind::Linking,
        };
        self.save(&account, Some(entry)).await?;
        Ok(account)
    }

    /// Writes a line about linking into an account's history.
    pub(crate) async fn note(
        &self,
        id: &AccountId,
        sentence: String,
        actor: Actor,
        tone: Tone,
    ) -> Result<(), EngineError> {
        let entry = HistoryEntry { at: self.now(), sentence, actor, tone, kind: HistoryKind::Linking };
        self.write_down(id, entry).await
    }

    /// Gives the refreshed account a status, with its line in the history.
    pub(crate) async fn mark_account(
        &self,
        id: Option<&AccountId>,
        status: Status,
        cause: String,
    ) -> Result<(), EngineError> {
        let Some(id) = id else { return Ok(()) };
        let mut account = self.account(id).await?;
        if matches!(status, Status::Checkpoint { .. }) {
            account.paused_at = None;
        }
        let entry = set_status(&mut account, status, cause, Actor::Provider, self.now());
        self.save(&account, entry).await
    }

    /// When a checkpoint that is posed now will be forgotten.
    pub(crate) fn checkpoint_deadline(&self) -> Timestamp {
        self.now() + chrono::Duration::seconds(CHECKPOINT_LIFETIME_S)
    }
}

/// The checkpoint that an account's own row says is open.
pub(crate) fn open_checkpoint(
    account: &Account,
    now: Timestamp,
) -> Option<(CheckpointKind, Option<Timestamp>)> {
    match &account.status {
        Status::Checkpoint { checkpoint, deadline } if deadline.is_none_or(|deadline| deadline > now) => {
            Some((checkpoint.clone(), *deadline))
        }
        _ => None,
    }
}

pub(crate) fn current(steps: &[LinkStep]) -> usize {
    steps
        .iter()
        .position(|step| step.state == StepState::Current)
        .unwrap_or_else(|| steps.iter().filter(|step| step.state == StepState::Done).count())
}

fn mark(steps: &mut [LinkStep], at: usize, state: StepState) {
    for (index, step) in steps.iter_mut().enumerate() {
        step.state = match index.cmp(&at) {
            std::cmp::Ordering::Less => StepState::Done,
            std::cmp::Ordering::Equal => state,
            std::cmp::Ordering::Greater => StepState::Todo,
        };
    }
}

/// Ends with a task's run, so that a cancelled task's background work stops.
pub(crate) async fn unless_stopped(run: CancellationToken, work: impl Future<Output = ()>) {
    tokio::select! {
        () = run.cancelled() => {}
        () = work => {}
    }
}
