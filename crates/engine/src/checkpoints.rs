//! Checkpoints on the way of a sign-in: posed, answered, waited for, and over.

use std::time::Duration;

use rollcall_domain::{
    Timestamp,
    account::Account,
    checkpoint::{CHECKPOINT_LIFETIME_S, CheckpointInput, CheckpointKind, RESEND_AFTER_S},
    id::{AccountId, LinkTaskId},
    phone::with_dialling_code,
    provider::Provider,
    status::Status,
    unipile_api::UnipileApi,
};
use rollcall_providers::{error::ErrorKind, sign_in::SignIn, unipile::TRY_ANOTHER_WAY};

use crate::{
    Engine,
    error::{EngineError, Problem, poisoned},
    gateway::{ConnectionSettings, Gateway},
    link_task::unless_stopped,
    linking::{LinkTask, OpenTask, Waiting},
};

/// How often an approval in LinkedIn's app is asked for (Edges documents 5 to 10 s).
const POLL: Duration = Duration::from_secs(5);

impl Engine {
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

    /// Answers a checkpoint: a code, a phone number or a contract's id.
    pub async fn answer_checkpoint(&self, id: &LinkTaskId, answer: &str) -> Result<LinkTask, EngineError> {
        let open = self.open_task(id)?;
        let Waiting::Checkpoint { input, .. } = open.view.waiting else {
            return Err(EngineError::BadInput("No checkpoint waits for an answer.".into()));
        };
        let waiting = open.view.waiting.clone();
        let mut answer = answer.trim();
        let number;
        if input == CheckpointInput::PhoneNumber && !answer.is_empty() && answer != TRY_ANOTHER_WAY {
            let Some(given) = with_dialling_code(answer) else {
                let error = EngineError::BadInput(
                    "Give the phone number with its country's dialling code, such as +33 6 12 34 56 78."
                        .into(),
                );
                return self.refuse(id, waiting, &error).await;
            };
            number = given;
            answer = &number;
        }
        if answer.is_empty() {
            return self.refuse(id, waiting, &EngineError::BadInput("Type the code first.".into())).await;
        }
        let intent = open.intent.clone().ok_or(EngineError::NotFound("This sign-in"))?;
        let result = match self.gateway(&open.view.connection_id).await? {
            Gateway::Unipile(client) => client.answer(&intent, answer).await,
            Gateway::Edges(client) => client.answer(&intent, answer).await,
            Gateway::Linkedin(_) | Gateway::Zernio(_) => {
                return Err(EngineError::NotFound("This checkpoint"));
            }
        };
        self.take_outcome(id, result, waiting).await
    }

    /// Asks LinkedIn for another kind of checkpoint, where the provider can.
    pub async fn another_way(&self, id: &LinkTaskId) -> Result<LinkTask, EngineError> {
        let open = self.open_task(id)?;
        if open.view.provider != Provider::Unipile {
            let error = EngineError::BadInput(format!(
                "{} can't ask LinkedIn for another way. Start again to get a new code.",
                open.view.provider.name()
            ));
            return self.refuse(id, open.view.waiting, &error).await;
        }
        self.answer_checkpoint(id, TRY_ANOTHER_WAY).await
    }

    /// Has LinkedIn send the code, or the question on the phone, once more, where the provider can
    /// ask for that and the last one is old enough.
    pub async fn resend_code(&self, id: &LinkTaskId) -> Result<LinkTask, EngineError> {
        let open = self.open_task(id)?;
        let (Waiting::Checkpoint { resend_at, .. }, Some(intent)) = (&open.view.waiting, &open.intent) else {
            return Err(EngineError::BadInput("No checkpoint waits for a code.".into()));
        };
        let waiting = open.view.waiting.clone();
        let refused = match resend_at {
            None => Some("LinkedIn can't be asked to send this again. Try another way, or start again."),
            Some(at) if *at > self.now() => Some("LinkedIn has only just sent it. Wait a little."),
            Some(_) => None,
        };
        if let Some(sentence) = refused {
            return self.refuse(id, waiting, &EngineError::BadInput(sentence.into())).await;
        }
        let result = match self.gateway(&open.view.connection_id).await? {
            Gateway::Unipile(client) => client.resend(intent).await,
            _ => return Err(EngineError::NotFound("This checkpoint")),
        };
        let wait = self.now() + chrono::Duration::seconds(RESEND_AFTER_S);
        match result {
            Ok(()) => {
                self.change_task(id, |open| {
                    open.view.problem = None;
                    put_off_resending(&mut open.view.waiting, wait);
                })
                .await
            }
            Err(error) if error.kind == ErrorKind::Limited => {
                let mut waiting = waiting;
                put_off_resending(&mut waiting, error.retry_at.unwrap_or(wait));
                self.refuse(id, waiting, &EngineError::from(error)).await
            }
            Err(error) => self.take_outcome(id, Err(error), waiting).await,
        }
    }

    /// From when on what a checkpoint needs can be sent once more.
    async fn resend_at(
        &self,
        task: &LinkTask,
        kind: &CheckpointKind,
    ) -> Result<Option<Timestamp>, EngineError> {
        if task.provider != Provider::Unipile || !kind.is_sent() {
            return Ok(None);
        }
        let connection = self.inner.store.connection(&task.connection_id).await?;
        let api = connection.map(|row| ConnectionSettings::of(&row)).transpose()?.map(|s| s.unipile_api);
        let resends = api == Some(UnipileApi::V1);
        Ok(resends.then(|| self.now() + chrono::Duration::seconds(RESEND_AFTER_S)))
    }

    /// Shows a checkpoint and waits: for the operator, or for the owner's approval.
    pub(crate) async fn pose(
        &self,
        id: &LinkTaskId,
        intent: String,
        kind: CheckpointKind,
        deadline: Option<Timestamp>,
    ) -> Result<LinkTask, EngineError> {
        let deadline = deadline.unwrap_or_else(|| self.checkpoint_deadline());
        let account = self.row_at_checkpoint(id, &intent).await?;
        let status = Status::Checkpoint { checkpoint: kind.clone(), deadline: Some(deadline) };
        self.mark_account(Some(&account), status, kind.sentence()).await?;
        self.inner.store.set_setting(&intent_setting(&account), &intent).await?;
        let input = kind.input();
        let sentence = kind.sentence();
        if let Err(error) = self.hold_given_cookies(&self.open_task(id)?).await {
            tracing::warn!(%error, "the cookies of a sign-in won't outlive the program");
        }
        let task = self
            .change_task(id, |open| {
                open.run.cancel();
                open.run = self.inner.closing.child_token();
                open.intent = Some(intent.clone());
                open.view.account_id = Some(account);
                open.view.problem = None;
            })
            .await?;
        let step = task.steps.len().saturating_sub(2);
        let resend_at = self.resend_at(&task, &kind).await?;
        let waiting = Waiting::Checkpoint { checkpoint: kind, sentence, input, deadline, resend_at };
        let task = self.wait_for(id, step, waiting).await?;
        self.watch_checkpoint(id.clone())?;
        Ok(task)
    }

    /// The row a checkpoint is shown at: a new account gets its row here, so that its checkpoint
    /// is seen in the list.
    async fn row_at_checkpoint(&self, id: &LinkTaskId, intent: &str) -> Result<AccountId, EngineError> {
        let open = self.open_task(id)?;
        if let Some(account) = open.view.account_id {
            return Ok(account);
        }
        let connection = self
            .inner
            .store
            .connection(&open.view.connection_id)
            .await?
            .ok_or(EngineError::NotFound("This connection"))?;
        let now = self.now();
        let account = Account {
            id: AccountId(self.inner.world.new_id()),
            connection_id: connection.id,
            provider: connection.provider,
            remote_id: open.identity.clone().unwrap_or_else(|| intent.to_owned()),
            linkedin_id: None,
            name: open.view.name.clone().unwrap_or_else(|| "New account".into()),
            headline: None,
            profile_url: None,
            client_id: self.client_for(open.client_name.as_deref()).await?,
            setup_source: open.view.setup_source,
            status: Status::Connecting,
            cause: "Being linked.".into(),
            status_since: now,
            checked_at: None,
            expires_at: None,
            products: Vec::new(),
            linked_at: now,
            paused_at: None,
        };
        self.save(&account, None).await?;
        self.keep_consent_of(&open, &account.id).await?;
        Ok(account.id)
    }

    /// Waits for the end of a task's checkpoint: for the owner's approval where that can be asked
    /// for, and for the moment when the provider forgets the login.
    pub(crate) fn watch_checkpoint(&self, id: LinkTaskId) -> Result<(), EngineError> {
        let open = self.open_task(&id)?;
        let (Waiting::Checkpoint { checkpoint, input, deadline, .. }, Some(intent)) =
            (open.view.waiting, open.intent)
        else {
            return Ok(());
        };
        let polls = input == CheckpointInput::Wait || checkpoint == CheckpointKind::OtpOrInApp;
        let engine = self.clone();
        self.spawn(unless_stopped(open.run, async move {
            loop {
                // Also where nothing is asked: after a sleep the wall clock is further than this.
                let left = (deadline - engine.now()).to_std().unwrap_or(Duration::ZERO);
                engine.inner.world.sleep(left.min(POLL)).await;
                // Asked once more at the end: the owner may have approved while Rollcall was closed.
                if polls {
                    match engine.poll_checkpoint(&id, &intent).await {
                        Ok(true) => return,
                        Ok(false) => {}
                        Err(error) => tracing::warn!(%error, "a checkpoint couldn't be asked about"),
                    }
                }
                if engine.now() >= deadline {
                    break;
                }
            }
            if let Err(error) = engine.checkpoint_ran_out(&id).await {
                tracing::warn!(%error, "a checkpoint's end couldn't be kept");
            }
        }));
        Ok(())
    }

    /// Asks whether the owner approved; true when the task went on.
    async fn poll_checkpoint(&self, id: &LinkTaskId, intent: &str) -> Result<bool, EngineError> {
        let open = self.open_task(id)?;
        let result = match self.gateway(&open.view.connection_id).await? {
            Gateway::Unipile(client) => {
                client.poll(intent, open.before.is_some_and(|before| before.worked)).await
            }
            Gateway::Edges(client) => client.poll(intent).await,
            Gateway::Linkedin(_) | Gateway::Zernio(_) => return Ok(true),
        };
        let still_waits = match &result {
            // What says nothing about the checkpoint itself doesn't end it.
            Err(error) => !matches!(
                error.kind,
                ErrorKind::CheckpointExpired
                    | ErrorKind::Restricted
                    | ErrorKind::WrongMember
                    | ErrorKind::WrongCredentials
            ),
            Ok(SignIn::Checkpoint { kind, .. }) => {
                matches!(&open.view.waiting, Waiting::Checkpoint { checkpoint, .. } if checkpoint == kind)
            }
            Ok(SignIn::Linked(_)) => false,
        };
        if still_waits {
            return Ok(false);
        }
        // The outcome is taken outside of this watch, which ends with the run it belongs to.
        let engine = self.clone();
        let id = id.clone();
        self.spawn(async move {
            if let Err(error) = engine.take_outcome(&id, result, open.view.waiting).await {
                tracing::warn!(%error, "a checkpoint's outcome couldn't be kept");
            }
        });
        Ok(true)
    }

    async fn checkpoint_ran_out(&self, id: &LinkTaskId) -> Result<(), EngineError> {
        let open = self.open_task(id)?;
        let kind = match &open.view.waiting {
            Waiting::Checkpoint { checkpoint, .. } => Some(checkpoint),
            _ => None,
        };
        let (sentence, next_step) = match kind {
            Some(CheckpointKind::InAppApproval) => (
                "The owner didn't approve in the LinkedIn app within five minutes, and the login was forgotten.",
                "Start again when the owner has the phone at hand.",
            ),
            Some(CheckpointKind::Captcha) => (
                "LinkedIn's picture puzzle wasn't solved within five minutes, and the login was forgotten.",
                "Start again in some minutes, or let the owner sign in with a link.",
            ),
            _ => (
                "The checkpoint wasn't answered within five minutes, and the login was forgotten.",
                "Start again when the owner can read the code.",
            ),
        };
        self.checkpoint_over(id, "The checkpoint wasn't passed in time.").await?;
        self.fail_with(
            id,
            Problem {
                sentence: sentence.into(),
                next_step: Some(next_step.into()),
                trouble: None,
                retry_at: None,
                provider_code: None,
                request_id: None,
            },
        )
        .await?;
        Ok(())
    }

    /// A checkpoint is over without success: a refreshed account needs a sign-in again, a new one
    /// leaves no row behind.
    pub(crate) async fn checkpoint_over(&self, id: &LinkTaskId, cause: &str) -> Result<(), EngineError> {
        let open = self.open_task(id)?;
        let Some(account) = open.view.account_id else { return Ok(()) };
        if open.view.is_refresh {
            return self.mark_account(Some(&account), Status::SignInNeeded, cause.to_owned()).await;
        }
        self.change_task(id, |open| open.view.account_id = None).await?;
        Ok(self.inner.store.remove_account(&account).await?)
    }

    /// The login that an account's row says is waiting for a checkpoint.
    pub(crate) async fn open_intent(&self, account: &Account) -> Result<Option<String>, EngineError> {
        if open_checkpoint(account, self.now()).is_none() {
            return Ok(None);
        }
        if account.provider == Provider::Edges {
            return Ok(Some(account.remote_id.clone()));
        }
        Ok(self.inner.store.setting(&intent_setting(&account.id)).await?)
    }

    /// Takes up a checkpoint that was posed before, perhaps by the provider's own page or before
    /// Rollcall was closed.
    pub(crate) async fn resume_checkpoint(&self, open: OpenTask) -> Result<LinkTask, EngineError> {
        let id = open.view.account_id.clone().ok_or(EngineError::NotFound("This account"))?;
        let account = self.account(&id).await?;
        match (open_checkpoint(&account, self.now()), open.intent) {
            (Some((kind, deadline)), Some(intent)) => self.pose(&open.view.id, intent, kind, deadline).await,
            _ => self.wait_for(&open.view.id, 0, Waiting::Credentials).await,
        }
    }

    /// When a checkpoint that is posed now will be forgotten.
    pub(crate) fn checkpoint_deadline(&self) -> Timestamp {
        self.now() + chrono::Duration::seconds(CHECKPOINT_LIFETIME_S)
    }
}

fn put_off_resending(waiting: &mut Waiting, until: Timestamp) {
    if let Waiting::Checkpoint { resend_at, .. } = waiting {
        *resend_at = Some(until);
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

fn intent_setting(account: &AccountId) -> String {
    format!("checkpoint/{account}")
}
