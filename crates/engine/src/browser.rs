//! LinkedIn consent in the system browser of this computer.

use std::time::Duration;

use rollcall_domain::{
    Timestamp,
    history::Actor,
    id::{AccountId, LinkTaskId},
    secret::Secret,
    status::Tone,
};
use rollcall_providers::linkedin::Tokens;
use rollcall_vault::SecretKind;

use crate::{
    Engine,
    error::{EngineError, Problem},
    gateway::{Gateway, LinkedinGateway},
    link_task::unless_stopped,
    linking::{LinkTask, OpenTask, Waiting},
    oauth::{Callback, LISTEN_S, Loopback, pkce},
    official::remote_of,
};

/// What is asked for to sign in and to publish as the member.
const MEMBER_SCOPES: [&str; 4] = ["openid", "profile", "email", "w_member_social"];

/// What is asked for beside it, to publish as pages (Community Management API).
const PAGE_SCOPES: [&str; 3] = ["rw_organization_admin", "w_organization_social", "r_organization_social"];

impl Engine {
    /// Listens for LinkedIn's answer and shows the address to open.
    pub(crate) async fn open_browser(&self, open: OpenTask) -> Result<LinkTask, EngineError> {
        let id = open.view.id.clone();
        let Gateway::Linkedin(gateway) = self.gateway(&open.view.connection_id).await? else {
            return Err(EngineError::NotFound("This way of linking"));
        };
        let native = gateway.settings.native_pkce;
        let port = if native { 0 } else { gateway.settings.redirect_port.unwrap_or_default() };
        let world = self.inner.world.clone();
        let loopback = Loopback::listen(port, world.as_ref()).await?;
        let (verifier, challenge) = pkce(world.as_ref());
        let mut scopes = MEMBER_SCOPES.to_vec();
        if gateway.settings.pages {
            scopes.extend(PAGE_SCOPES);
        }
        let challenge = native.then_some(challenge.as_str());
        let url =
            gateway.client.authorization_url(&loopback.redirect_uri, &scopes, &loopback.state, challenge);
        let expires_at = self.now() + chrono::Duration::seconds(i64::try_from(LISTEN_S).unwrap_or(i64::MAX));
        let task = self.wait_for(&id, 0, Waiting::Browser { url: url.to_string(), expires_at }).await?;
        let engine = self.clone();
        let run = open.run.clone();
        self.spawn(unless_stopped(run, async move {
            let redirect_uri = loopback.redirect_uri.clone();
            let callback = loopback.wait(world.as_ref(), expires_at).await;
            // Ends outside of this watch, which is stopped when the task ends.
            let ending = engine.clone();
            engine.spawn(async move {
                let verifier = native.then_some(verifier);
                let result = ending.came_back(&id, &gateway, callback, &redirect_uri, verifier).await;
                if let Err(error) = result
                    && let Err(error) = ending.fail(&id, &error).await
                {
                    tracing::warn!(%error, "a sign-in's failure couldn't be shown");
                }
            });
        }));
        Ok(task)
    }

    async fn came_back(
        &self,
        id: &LinkTaskId,
        gateway: &LinkedinGateway,
        callback: Option<Callback>,
        redirect_uri: &str,
        verifier: Option<Secret>,
    ) -> Result<(), EngineError> {
        let code = match callback {
            Some(Callback::Code(code)) => code,
            Some(Callback::Cancelled) => {
                return self
                    .stop_with(id, "The owner said no on LinkedIn's page. Nothing was changed.", None)
                    .await;
            }
            Some(Callback::Refused { code, description }) => {
                let sentence = match code.as_str() {
                    "unauthorized_scope_error" | "invalid_scope_error" => "LinkedIn doesn't allow this developer app what Rollcall asked for. Add the products “Sign In with LinkedIn using OpenID Connect” and “Share on LinkedIn” to the app.".to_owned(),
                    _ => format!("LinkedIn refused: {}", clip(&description)),
                };
                return self.stop_with(id, &sentence, Some(code)).await;
            }
            None => {
                return self
                    .stop_with(
                        id,
                        "Nobody came back from LinkedIn within five minutes, so Rollcall stopped listening.",
                        None,
                    )
                    .await;
            }
        };
        self.wait_for(id, 1, Waiting::Provider { sentence: "LinkedIn gives Rollcall its permission".into() })
            .await?;
        let secret = match verifier {
            Some(_) => None,
            None => Some(self.connection_secret(&gateway.connection_id, SecretKind::ClientSecret).await?),
        };
        let tokens = gateway
            .client
            .exchange_code(&code, redirect_uri, secret.as_ref(), verifier.as_ref(), self.now())
            .await?;
        let member = self.member_of_new_token(gateway, &tokens).await?;
        self.refuse_other_member(id, &member.sub, &member.name).await?;
        let account = self.reserve_account(id, &member.sub).await?;
        self.keep_tokens(&account, &tokens).await?;
        let mut remote = remote_of(&member);
        remote.expires_at = Some(session_end(&tokens));
        self.finish(id, remote, Actor::Owner).await?;
        self.keep_token_ends(&account, &tokens).await?;
        if gateway.settings.pages {
            self.read_pages(&gateway.client, &account, &tokens.access_token).await?;
        }
        Ok(())
    }

    /// A token that was just issued can be refused for some seconds.
    async fn member_of_new_token(
        &self,
        gateway: &LinkedinGateway,
        tokens: &Tokens,
    ) -> Result<rollcall_providers::linkedin::Member, EngineError> {
        let mut last = None;
        for wait_s in [0, 2, 5] {
            self.inner.world.sleep(Duration::from_secs(wait_s)).await;
            match gateway.client.member(&tokens.access_token).await {
                Ok(member) => return Ok(member),
                Err(error) if error.http_status == Some(401) => last = Some(error),
                Err(error) => return Err(error.into()),
            }
        }
        Err(last.map_or_else(
            || EngineError::Failed("LinkedIn didn't say who signed in.".into()),
            EngineError::from,
        ))
    }

    async fn refuse_other_member(&self, id: &LinkTaskId, sub: &str, name: &str) -> Result<(), EngineError> {
        let Some(account) = self.open_task(id)?.view.account_id else { return Ok(()) };
        let account = self.account(&account).await?;
        if account.remote_id == sub {
            return Ok(());
        }
        let sentence = format!("Refused: {name} signed in, not {}", account.name);
        self.note(&account.id, sentence, Actor::Provider, Tone::Bad).await?;
        Err(EngineError::WrongMember(format!("{name} signed in to LinkedIn, not {}.", account.name)))
    }

    /// The id of the row that the member has or will have, so that the tokens can be kept before
    /// the row is written.
    async fn reserve_account(&self, id: &LinkTaskId, sub: &str) -> Result<AccountId, EngineError> {
        let open = self.open_task(id)?;
        if let Some(account) = open.view.account_id {
            return Ok(account);
        }
        let known = self.inner.store.account_by_remote(&open.view.connection_id, sub).await?;
        let account = known.map_or_else(|| AccountId(self.inner.world.new_id()), |account| account.id);
        let reserved = account.clone();
        self.change_task(id, |open| open.reserved = Some(reserved)).await?;
        Ok(account)
    }

    async fn stop_with(
        &self,
        id: &LinkTaskId,
        sentence: &str,
        code: Option<String>,
    ) -> Result<(), EngineError> {
        self.fail_with(
            id,
            Problem {
                sentence: sentence.to_owned(),
                next_step: Some("Start again when the owner is ready.".into()),
                trouble: None,
                retry_at: None,
                provider_code: code,
                request_id: None,
            },
        )
        .await?;
        Ok(())
    }
}

/// When a person has to sign in again: the refresh token's end where there is one.
pub(crate) fn session_end(tokens: &Tokens) -> Timestamp {
    match &tokens.refresh_token {
        Some(_) => tokens.refresh_expires_at.unwrap_or(tokens.expires_at),
        None => tokens.expires_at,
    }
}

/// A provider's words are untrusted: no more of them than a sentence, and no control characters.
fn clip(words: &str) -> String {
    words.chars().filter(|c| !c.is_control()).take(200).collect()
}
