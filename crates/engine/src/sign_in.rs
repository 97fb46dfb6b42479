//! Signing in for an owner with credentials or cookies, and the checkpoints on the way.

use std::time::Duration;

use rollcall_domain::{
    Timestamp,
    account::{Account, first_name},
    checkpoint::{CheckpointInput, CheckpointKind},
    cookies,
    history::Actor,
    id::{AccountId, LinkTaskId},
    provider::Provider,
    setup_source::SetupSource,
    status::{Status, Tone},
};
use rollcall_providers::{
    error::{ErrorKind, ProviderError},
    sign_in::{CookieSession, Credentials, Login, SignIn},
};

use crate::{
    Engine,
    error::{EngineError, Problem},
    gateway::Gateway,
    link_task::{open_checkpoint, unless_stopped},
    linking::{CookiesInput, CredentialsInput, LinkTask, OpenTask, Waiting},
};

/// How often an approval in LinkedIn's app is asked for (Edges documents 5 to 10 s).
const POLL: Duration = Duration::from_secs(5);

impl Engine {
    /// Signs in with a user name and a password. They are used for this one call and forgotten.
    pub async fn give_credentials(
        &self,
        id: &LinkTaskId,
        input: CredentialsInput,
    ) -> Result<LinkTask, EngineError> {
        let username = input.username.trim().to_owned();
        if username.is_empty() || input.password.is_empty() {
            let error = EngineError::BadInput("Give both the user name and the password.".into());
            return self.refuse(id, Waiting::Credentials, &error);
        }
        self.with_consent(id, input.consent).await?;
        let login = Login::Credentials(Credentials { username, password: input.password });
        let task = self.sign_in(id, &login, Waiting::Credentials).await?;
        Ok(task)
    }

    /// Signs in with pasted cookies, and keeps them in the keychain if that was asked for.
    pub async fn give_cookies(&self, id: &LinkTaskId, input: CookiesInput) -> Result<LinkTask, EngineError> {
        let second = input.li_a.as_ref().map_or("", |li_a| li_a.expose());
        let cookies = match cookies::parse(input.li_at.expose(), second) {
            Ok(cookies) => cookies,
            Err(error) => {
                return self.refuse(id, Waiting::Cookies, &EngineError::BadInput(error.to_string()));
            }
        };
        self.with_consent(id, input.consent).await?;
        let tidy = |text: Option<String>| text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
        let session =
            CookieSession { cookies, user_agent: tidy(input.user_agent), country: tidy(input.country) };
        let login = Login::Cookies(session.clone());
        let task = self.sign_in(id, &login, Waiting::Cookies).await?;
        if let (Waiting::Done { .. }, Some(account)) = (&task.waiting, &task.account_id) {
            self.take_cookies(account, &session, input.keep).await?;
        }
        Ok(task)
    }

    /// Answers a checkpoint: a code, a phone number or a contract's id.
    pub async fn answer_checkpoint(&self, id: &LinkTaskId, answer: &str) -> Result<LinkTask, EngineError> {
        let open = self.open_task(id)?;
        let Waiting::Checkpoint { .. } = open.view.waiting else {
            return Err(EngineError::BadInput("No checkpoint waits for an answer.".into()));
        };
        let waiting = open.view.waiting.clone();
        let answer = answer.trim();
        if answer.is_empty() {
            return self.refuse(id, waiting, &EngineError::BadInput("Type the code first.".into()));
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
            return self.refuse(id, open.view.waiting, &error);
        }
        self.answer_checkpoint(id, rollcall_providers::unipile::TRY_ANOTHER_WAY).await
    }

    async fn sign_in(&self, id: &LinkTaskId, login: &Login, form: Waiting) -> Result<LinkTask, EngineError> {
        let open = self.open_task(id)?;
        let provider = open.view.provider.name();
        let who = open.view.name.as_deref().map_or("the owner", first_name).to_owned();
        self.change_task(id, |open| {
            open.view.problem = None;
            open.view.waiting = Waiting::Provider {
                sentence: format!("{provider} signs {who} in. This can take half a minute."),
            };
        })?;
        let result = match self.gateway(&open.view.connection_id).await {
            Ok(Gateway::Unipile(client)) => {
                client.sign_in(login, &open.products, open.identity.as_deref()).await
            }
            Ok(Gateway::Edges(client)) => match self.edges_identity(id, &client, &open).await {
                Ok(identity) => client.sign_in(&identity, login).await,
                Err(error) => Err(error),
            },
            Ok(_) => return Err(EngineError::NotFound("This way of signing in")),
            Err(error) => return self.refuse(id, form, &error),
        };
        self.take_outcome(id, result, form).await
    }

    /// The Edges identity of a task; made when there is none.
    pub(crate) async fn edges_identity(
        &self,
        id: &LinkTaskId,
        client: &rollcall_providers::edges::EdgesClient,
        open: &OpenTask,
    ) -> Result<String, ProviderError> {
        if let Some(identity) = &open.identity {
            return Ok(identity.clone());
        }
        let name = open.view.name.as_deref().unwrap_or("New account");
        let (identity, _) = client.create_identity(name, "Etc/UTC").await?;
        let kept = identity.clone();
        if let Err(error) = self.change_task(id, |open| open.identity = Some(kept)) {
            tracing::warn!(%error, "the task ended while its identity was made");
        }
        Ok(identity)
    }

    async fn take_outcome(
        &self,
        id: &LinkTaskId,
        result: Result<SignIn, ProviderError>,
        form: Waiting,
    ) -> Result<LinkTask, EngineError> {
        let open = self.open_task(id)?;
        match result {
            Ok(SignIn::Linked(remote)) => {
                self.label_at_provider(&open, &remote.remote_id).await;
                match self.finish(id, remote, Actor::Operator).await {
                    Err(error @ EngineError::WrongMember(_)) => self.fail(id, &error),
                    other => other,
                }
            }
            Ok(SignIn::Checkpoint { intent_id, kind }) => self.pose(id, intent_id, kind, None).await,
            Err(error) => {
                let kind = error.kind.clone();
                let account = open.view.account_id.as_ref();
                let error = EngineError::from(error);
                match kind {
                    ErrorKind::CheckpointExpired => {
                        self.checkpoint_over(id).await?;
                        self.fail(id, &error)
                    }
                    ErrorKind::Restricted => {
                        self.mark_account(account, Status::Restricted, error.to_string()).await?;
                        self.fail(id, &error)
                    }
                    ErrorKind::WrongMember => {
                        if let Some(account) = account {
                            let sentence = "Refused: somebody else than the owner signed in".to_owned();
                            self.note(account, sentence, Actor::Provider, Tone::Bad).await?;
                        }
                        self.refuse(id, form, &error)
                    }
                    _ => self.refuse(id, form, &error),
                }
            }
        }
    }

    /// Writes how an account was linked into the provider's own record, so that another computer
    /// finds it. Not worth failing for.
    async fn label_at_provider(&self, open: &OpenTask, remote_id: &str) {
        let source = match open.view.setup_source {
            SetupSource::ApiBasic => "API_BASIC",
            SetupSource::ApiCookies => "API_COOKIES",
            _ => return,
        };
        if open.view.is_refresh {
            return;
        }
        if let Ok(Gateway::Unipile(client)) = self.gateway(&open.view.connection_id).await {
            let mut labels = vec![("setup_source", source)];
            labels.extend(open.client_name.as_deref().map(|client| ("client", client)));
            if let Err(error) = client.set_metadata(remote_id, &labels).await {
                tracing::warn!(%error, "the account's labels weren't kept at Unipile");
            }
        }
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
        let polls = input == CheckpointInput::Wait || kind == CheckpointKind::OtpOrInApp;
        let task = self.change_task(id, |open| {
            open.run.cancel();
            open.run = self.inner.closing.child_token();
            open.intent = Some(intent.clone());
            open.view.account_id = Some(account);
            open.view.problem = None;
        })?;
        let step = task.steps.len().saturating_sub(2);
        let task =
            self.wait_for(id, step, Waiting::Checkpoint { checkpoint: kind, sentence, input, deadline })?;
        self.watch_checkpoint(id.clone(), intent, deadline, polls)?;
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

    fn watch_checkpoint(
        &self,
        id: LinkTaskId,
        intent: String,
        deadline: Timestamp,
        polls: bool,
    ) -> Result<(), EngineError> {
        let run = self.open_task(&id)?.run;
        let engine = self.clone();
        self.spawn(unless_stopped(run, async move {
            loop {
                let left = (deadline - engine.now()).to_std().unwrap_or(Duration::ZERO);
                if left.is_zero() {
                    break;
                }
                engine.inner.world.sleep(if polls { left.min(POLL) } else { left }).await;
                if !polls {
                    continue;
                }
                match engine.poll_checkpoint(&id, &intent).await {
                    Ok(true) => return,
                    Ok(false) => {}
                    Err(error) => tracing::warn!(%error, "a checkpoint couldn't be asked about"),
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
            Gateway::Unipile(client) => client.poll(intent).await,
            Gateway::Edges(client) => client.poll(intent).await,
            Gateway::Linkedin(_) | Gateway::Zernio(_) => return Ok(true),
        };
        let still_waits = match &result {
            Err(error) => matches!(
                error.kind,
                ErrorKind::CheckpointPending
                    | ErrorKind::Unreachable
                    | ErrorKind::Limited
                    | ErrorKind::WrongCode
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
        self.checkpoint_over(id).await?;
        self.fail_with(
            id,
            Problem {
                sentence: "The checkpoint wasn't answered within five minutes, and the login was forgotten."
                    .into(),
                next_step: Some("Start again when the owner can read the code.".into()),
                trouble: None,
                retry_at: None,
                provider_code: None,
                request_id: None,
            },
        )?;
        Ok(())
    }

    /// A checkpoint is over without success: a refreshed account needs a sign-in again, a new one
    /// leaves no row behind.
    async fn checkpoint_over(&self, id: &LinkTaskId) -> Result<(), EngineError> {
        let open = self.open_task(id)?;
        let Some(account) = open.view.account_id else { return Ok(()) };
        if open.view.is_refresh {
            let cause = "The checkpoint wasn't answered in time.".to_owned();
            return self.mark_account(Some(&account), Status::SignInNeeded, cause).await;
        }
        self.inner.store.remove_account(&account).await?;
        self.change_task(id, |open| open.view.account_id = None)?;
        Ok(())
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
            _ => self.wait_for(&open.view.id, 0, Waiting::Credentials),
        }
    }
}

fn intent_setting(account: &AccountId) -> String {
    format!("checkpoint/{account}")
}
