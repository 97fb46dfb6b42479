//! Links and refreshes under way: how one starts, goes on and stops.
//!
//! A task is the only writer of its account while it runs. The row changes when something is
//! known, never in hope.

use std::collections::HashMap;

use rollcall_domain::{
    account::{Account, first_name},
    id::{AccountId, LinkTaskId},
    product::Product,
    refresh::{RefreshMethod, plan},
    setup_source::SetupSource,
    status::Status,
};
use rollcall_store::ConnectionRow;
use tokio_util::sync::CancellationToken;

use crate::{
    Engine,
    error::{EngineError, Problem, poisoned},
    event::Event,
    linking::{Before, LinkInput, LinkStep, LinkTask, OpenTask, StepState, Waiting},
    product_choice::{products_stay, takes_away_only},
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
        let run = self.inner.closing.child_token();
        let open = OpenTask { client_name: input.client_name, ..OpenTask::new(task, input.products, run) };
        self.begin(open).await
    }

    /// Starts to refresh an account in place, in the way that fits its setup source, with the
    /// products it has. A refresh that is under way goes on.
    pub async fn refresh(&self, id: &AccountId) -> Result<LinkTask, EngineError> {
        self.refresh_with(id, None).await
    }

    /// As [`Engine::refresh`], with these products enabled instead of those it has. A refresh that
    /// is under way with others is begun anew.
    pub async fn refresh_with(
        &self,
        id: &AccountId,
        products: Option<Vec<Product>>,
    ) -> Result<LinkTask, EngineError> {
        if let Some(task) = self.task_of(id)?
            && !matches!(task.waiting, Waiting::Done { .. } | Waiting::Failed)
        {
            let under_way = self.open_task(&task.id)?.products;
            if products.as_ref().is_none_or(|wanted| same_products(wanted, &under_way)) {
                return Ok(task);
            }
        }
        let account = self.account(id).await?;
        let connection = self
            .inner
            .store
            .connection(&account.connection_id)
            .await?
            .ok_or(EngineError::NotFound("This account's connection"))?;
        let mut open =
            OpenTask { intent: self.open_intent(&account).await?, ..self.task_for(&connection, &account) };
        if let Some(wanted) = products {
            if takes_away_only(&account, &wanted)
                && let Some(reason) = products_stay(&connection, &account)
            {
                return Err(EngineError::BadInput(reason));
            }
            let has = |product: &Product| account.products.iter().any(|p| p.enabled && p.product == *product);
            open.before =
                open.before.map(|before| Before { lacks_product: !wanted.iter().all(has), ..before });
            // A login that is half way was begun with other products.
            open.intent = None;
            open.products = wanted;
        }
        // What failed before is over now.
        self.forget_tasks_of(id).await?;
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
        self.let_cookies_go(&open).await;
        open.intent = None;
        open.cookies = None;
        open.session = None;
        open.view.problem = None;
        for step in &mut open.view.steps {
            step.state = StepState::Todo;
        }
        self.begin(open).await
    }

    /// Stops a task. The account stays as it is.
    pub async fn cancel_task(&self, id: &LinkTaskId) -> Result<(), EngineError> {
        let Some(open) = self.inner.tasks.lock().map_err(poisoned)?.remove(id) else { return Ok(()) };
        open.run.cancel();
        self.tell(Event::AccountsChanged);
        self.tell_waiting();
        self.let_cookies_go(&open).await;
        self.keep_task(id).await;
        Ok(())
    }

    pub(crate) async fn forget_tasks_of(&self, account: &AccountId) -> Result<(), EngineError> {
        let over: Vec<LinkTaskId> = {
            let tasks = self.inner.tasks.lock().map_err(poisoned)?;
            let of_account = tasks.values().filter(|open| open.view.account_id.as_ref() == Some(account));
            of_account.map(|open| open.view.id.clone()).collect()
        };
        for id in over {
            self.cancel_task(&id).await?;
        }
        Ok(())
    }

    /// Ends the tasks of an account that came back in another way.
    pub(crate) async fn end_tasks_of(&self, account: &AccountId) -> Result<(), EngineError> {
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
        for task in &ended {
            self.tell(Event::LinkTask(Box::new(task.clone())));
        }
        self.tell(Event::AccountsChanged);
        self.tell_waiting();
        for task in ended {
            self.keep_task(&task.id).await;
        }
        Ok(())
    }

    /// A refresh of an account, not begun.
    pub(crate) fn task_for(&self, connection: &ConnectionRow, account: &Account) -> OpenTask {
        let view = self.new_task(connection, account.setup_source, Some(account), None);
        let products = account.products.iter().filter(|p| p.enabled).map(|p| p.product.clone()).collect();
        OpenTask {
            identity: Some(account.remote_id.clone()),
            before: Some(Before {
                worked: matches!(account.status, Status::Connected | Status::ExpiresSoon { .. }),
                expires_at: account.expires_at,
                lacks_product: false,
            }),
            ..OpenTask::new(view, products, self.inner.closing.child_token())
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
            named: None,
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
            RefreshMethod::Credentials => self.wait_for(&id, 0, Waiting::Credentials).await,
            RefreshMethod::Cookies => self.wait_for(&id, 0, Waiting::Cookies).await,
            RefreshMethod::LoginLink | RefreshMethod::SharedLink => self.make_owner_link(open).await,
            RefreshMethod::Browser => self.open_browser(open).await,
        };
        match started {
            Ok(task) => Ok(task),
            Err(error) => self.fail(&id, &error).await,
        }
    }

    /// The private side of a task, as it is now.
    pub(crate) fn open_task(&self, id: &LinkTaskId) -> Result<OpenTask, EngineError> {
        let tasks = self.inner.tasks.lock().map_err(poisoned)?;
        tasks.get(id).cloned().ok_or(EngineError::NotFound("This sign-in"))
    }

    /// Changes a task, tells the window, and keeps the change.
    pub(crate) async fn change_task(
        &self,
        id: &LinkTaskId,
        change: impl FnOnce(&mut OpenTask),
    ) -> Result<LinkTask, EngineError> {
        let view = self.change_in_memory(id, change)?;
        self.keep_task(id).await;
        Ok(view)
    }

    /// As [`Engine::change_task`], for a change that stops the work it is made by: all that has to
    /// happen has happened before anything is waited for.
    fn change_in_memory(
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
        self.tell_waiting();
        Ok(view)
    }

    /// Puts a task on step `step` and lets it wait there.
    pub(crate) async fn wait_for(
        &self,
        id: &LinkTaskId,
        step: usize,
        waiting: Waiting,
    ) -> Result<LinkTask, EngineError> {
        self.change_task(id, |open| {
            mark(&mut open.view.steps, step, StepState::Current);
            open.view.waiting = waiting;
        })
        .await
    }

    /// Shows what went wrong and keeps the step, so that it can be tried again.
    pub(crate) async fn refuse(
        &self,
        id: &LinkTaskId,
        waiting: Waiting,
        error: &EngineError,
    ) -> Result<LinkTask, EngineError> {
        let problem = error.problem();
        self.change_task(id, |open| {
            if waiting == Waiting::Cookies {
                open.session = None;
                open.cookies = None;
            }
            open.view.waiting = waiting;
            open.view.problem = Some(problem);
        })
        .await
    }

    /// Ends a task with what went wrong. It can be started again.
    pub(crate) async fn fail(&self, id: &LinkTaskId, error: &EngineError) -> Result<LinkTask, EngineError> {
        self.fail_with(id, error.problem()).await
    }

    pub(crate) async fn fail_with(&self, id: &LinkTaskId, problem: Problem) -> Result<LinkTask, EngineError> {
        let before = self.open_task(id)?;
        let task = self.change_in_memory(id, |open| {
            open.run.cancel();
            let at = current(&open.view.steps);
            mark(&mut open.view.steps, at, StepState::Failed);
            open.cookies = None;
            open.session = None;
            open.view.waiting = Waiting::Failed;
            open.view.problem = Some(problem);
        })?;
        self.tell(Event::AccountsChanged);
        // The run that was just stopped may be what brought us here: it would cut this off.
        let (engine, id) = (self.clone(), id.clone());
        let kept = self.spawn(async move {
            engine.let_cookies_go(&before).await;
            engine.keep_task(&id).await;
        });
        if let Err(error) = kept.await {
            tracing::warn!(%error, "a task's end couldn't be kept");
        }
        Ok(task)
    }
}

/// Classic is always on, whoever names it.
fn same_products(one: &[Product], other: &[Product]) -> bool {
    let within = |some: &[Product], all: &[Product]| {
        some.iter().all(|product| *product == Product::Classic || all.contains(product))
    };
    within(one, other) && within(other, one)
}

fn current(steps: &[LinkStep]) -> usize {
    steps
        .iter()
        .position(|step| step.state == StepState::Current)
        .unwrap_or_else(|| steps.iter().filter(|step| step.state == StepState::Done).count())
}

pub(crate) fn mark(steps: &mut [LinkStep], at: usize, state: StepState) {
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
