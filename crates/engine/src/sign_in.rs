//! Signing in for an owner with credentials or cookies.

use rollcall_domain::{
    account::first_name,
    checkpoint::CheckpointKind,
    cookies,
    history::Actor,
    id::LinkTaskId,
    refresh::RefreshMethod,
    setup_source::SetupSource,
    status::{Status, Tone},
};
use rollcall_providers::{
    error::{ErrorKind, ProviderError},
    sign_in::{CookieSession, Credentials, Login, SignIn},
};

use crate::{
    Engine,
    error::EngineError,
    gateway::Gateway,
    linking::{CookiesInput, CredentialsInput, GivenCookies, LinkTask, OpenTask, Waiting},
};

/// Edges' word for a sign-in that has to be started again.
const LOGIN_FORM: &str = "LOGIN_FORM";

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
            return self.refuse(id, Waiting::Credentials, &error).await;
        }
        self.with_consent(id, input.consent).await?;
        let login = Login::Credentials(Credentials { username, password: input.password });
        self.sign_in(id, &login, Waiting::Credentials).await
    }

    /// Signs in with pasted cookies, and keeps them in the keychain if that was asked for.
    pub async fn give_cookies(&self, id: &LinkTaskId, input: CookiesInput) -> Result<LinkTask, EngineError> {
        let second = input.li_a.as_ref().map_or("", |li_a| li_a.expose());
        let cookies = match cookies::parse(input.li_at.expose(), second) {
            Ok(cookies) => cookies,
            Err(error) => {
                return self.refuse(id, Waiting::Cookies, &EngineError::BadInput(error.to_string())).await;
            }
        };
        self.with_consent(id, input.consent).await?;
        let tidy = |text: Option<String>| text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
        let session =
            CookieSession { cookies, user_agent: tidy(input.user_agent), country: tidy(input.country) };
        let given = GivenCookies {
            keep: input.keep,
            user_agent: session.user_agent.clone(),
            country: session.country.clone(),
        };
        let login = Login::Cookies(session.clone());
        self.change_task(id, |open| {
            open.cookies = Some(given);
            open.session = Some(session);
        })
        .await?;
        self.sign_in(id, &login, Waiting::Cookies).await
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
        })
        .await?;
        let result = match self.gateway(&open.view.connection_id).await {
            Ok(Gateway::Unipile(client)) => {
                client.sign_in(login, &open.products, open.identity.as_deref()).await
            }
            Ok(Gateway::Edges(client)) => match self.edges_identity(id, &client, &open).await {
                Ok(identity) => client.sign_in(&identity, login).await,
                Err(error) => Err(error),
            },
            Ok(_) => return Err(EngineError::NotFound("This way of signing in")),
            Err(error) => return self.refuse(id, form, &error).await,
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
        if let Err(error) = self.change_task(id, |open| open.identity = Some(kept)).await {
            tracing::warn!(%error, "the task ended while its identity was made");
        }
        Ok(identity)
    }

    pub(crate) async fn take_outcome(
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
                    Err(error @ EngineError::WrongMember(_)) => self.fail(id, &error).await,
                    other => other,
                }
            }
            Ok(SignIn::Checkpoint { kind: CheckpointKind::Other(raw), .. }) if raw == LOGIN_FORM => {
                let error = EngineError::NeedsPerson(
                    "LinkedIn forgot this sign-in and shows its first page again. Sign in once more.".into(),
                );
                self.checkpoint_over(id, "LinkedIn forgot the sign-in.").await?;
                let form = match open.view.method {
                    RefreshMethod::Cookies => Waiting::Cookies,
                    _ => Waiting::Credentials,
                };
                self.refuse(id, form, &error).await
            }
            Ok(SignIn::Checkpoint { intent_id, kind }) => self.pose(id, intent_id, kind, None).await,
            Err(error) => {
                let kind = error.kind.clone();
                let account = open.view.account_id.as_ref();
                let error = EngineError::from(error);
                match kind {
                    ErrorKind::CheckpointExpired => {
                        self.checkpoint_over(id, "The checkpoint wasn't passed in time.").await?;
                        self.fail(id, &error).await
                    }
                    ErrorKind::Restricted => {
                        self.mark_account(account, Status::Restricted, error.to_string()).await?;
                        self.fail(id, &error).await
                    }
                    ErrorKind::WrongMember => {
                        if let Some(account) = account {
                            let sentence = "Refused: somebody else than the owner signed in".to_owned();
                            self.note(account, sentence, Actor::Provider, Tone::Bad).await?;
                        }
                        self.refused_for_good(id, form, &error).await
                    }
                    ErrorKind::WrongCredentials => self.refused_for_good(id, form, &error).await,
                    _ => self.refuse(id, form, &error).await,
                }
            }
        }
    }

    /// A form stays, so that something else can be given. A login that was refused after its
    /// checkpoint is over.
    async fn refused_for_good(
        &self,
        id: &LinkTaskId,
        form: Waiting,
        error: &EngineError,
    ) -> Result<LinkTask, EngineError> {
        if !matches!(form, Waiting::Checkpoint { .. }) {
            return self.refuse(id, form, error).await;
        }
        self.checkpoint_over(id, &error.to_string()).await?;
        self.fail(id, error).await
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
}
