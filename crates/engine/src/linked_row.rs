//! The one row of the account that was linked or brought back.

use rollcall_domain::{
    Timestamp,
    account::{Account, RemoteAccount, may_be_one_name},
    history::{Actor, HistoryEntry, HistoryKind},
    id::{AccountId, LinkTaskId},
    product::Product,
    refresh::RefreshMethod,
    setup_source::SetupSource,
    status::{Status, Tone},
};

use crate::{
    Engine,
    error::EngineError,
    event::Event,
    linking::{LinkTask, OpenTask, StepState, Waiting},
    standing::{fold, is_somebody_else, set_status},
};

impl Engine {
    /// The account works: folds the provider's answer into its one row and ends the task.
    pub(crate) async fn finish(
        &self,
        id: &LinkTaskId,
        mut remote: RemoteAccount,
        actor: Actor,
    ) -> Result<LinkTask, EngineError> {
        let pages = remote.pages.take();
        let open = self.open_task(id)?;
        let now = self.now();
        let known = self.row_for(&open, &remote).await?;
        // A row that was there before this link isn't this link's to take back.
        let is_new = !open.view.is_refresh && (known.is_none() || open.view.account_id.is_some());
        let account = match known {
            Some(account) => self.brought_back(&open, account, remote, actor, now).await?,
            None => self.newly_linked(&open, remote, actor, now).await?,
        };
        let named = open.view.name.clone().filter(|named| is_new && !may_be_one_name(named, &account.name));
        if let Some(named) = &named {
            let sentence = format!("You named it {named}; LinkedIn says {}", account.name);
            self.note(&account.id, sentence, Actor::Rollcall, Tone::Warn).await?;
        }
        self.keep_consent_of(&open, &account.id).await?;
        self.keep_pages(&account.id, pages).await?;
        if let Err(error) = self.take_given_cookies(&open, &account.id).await {
            tracing::warn!(%error, "the cookies of an account couldn't be kept");
            let sentence = "The cookies couldn't be kept: the keychain didn't take them".to_owned();
            self.note(&account.id, sentence, Actor::Rollcall, Tone::Warn).await?;
        }
        let works = matches!(account.status, Status::Connected | Status::ExpiresSoon { .. });
        let sentence = if works {
            match &named {
                Some(named) => format!("{} is connected, whom you named {named}.", account.name),
                None => format!("{} is connected.", account.name),
            }
        } else {
            format!("{}: {}.", account.name, account.status.label(now))
        };
        let task = self
            .change_task(id, |open| {
                open.run.cancel();
                for step in &mut open.view.steps {
                    step.state = StepState::Done;
                }
                open.view.account_id = Some(account.id.clone());
                open.view.name = Some(account.name.clone());
                open.view.named = named;
                open.cookies = None;
                open.session = None;
                open.view.problem = None;
                open.view.waiting = Waiting::Done { sentence };
            })
            .await?;
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
        // A way that led back is known from now on.
        remote.setup_source = Some(match account.setup_source {
            SetupSource::Elsewhere => SetupSource::link_of(account.provider),
            known => known,
        });
        // Who brings an account back wants to use it.
        account.paused_at = None;
        account.remote_id.clone_from(&remote.remote_id);
        // Some providers don't say what is enabled; what was asked for is.
        for state in &mut account.products {
            state.enabled = state.product == Product::Classic || open.products.contains(&state.product);
        }
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
}
