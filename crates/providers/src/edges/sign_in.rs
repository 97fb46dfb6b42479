//! Signing an identity in with credentials or cookies, and every checkpoint until it is done.
//! Linking and refreshing are the same call.

use reqwest::Method;
use rollcall_domain::status::Status;
use serde_json::{Value, json};

use super::{EdgesClient, identities::Integration};
use crate::{
    error::{ErrorKind, Outcome, ProviderError, Result},
    refusal::During,
    sign_in::{Login, SignIn},
    transport::Answer,
};

impl EdgesClient {
    /// Signs the identity's member in. The intent of a checkpoint is the identity's id. Edges takes
    /// the proxy's place from the identity's time zone, and no user agent.
    ///
    /// Errors: [`ErrorKind::WrongCredentials`], [`ErrorKind::WrongMember`],
    /// [`ErrorKind::Restricted`], and what every call can come to.
    pub async fn sign_in(&self, identity_uid: &str, login: &Login) -> Result<SignIn> {
        let mut call = self.change(Method::POST, self.integration(identity_uid)).signs_in();
        let auth_data = match login {
            Login::Credentials(credentials) => {
                call = call.knows(&credentials.password);
                json!({ "basic": { "username": credentials.username, "password": credentials.password.expose() } })
            }
            Login::Cookies(session) => {
                call = call.knows(&session.cookies.li_at);
                let mut cookies = json!({ "li_at": session.cookies.li_at.expose() });
                if let Some(li_a) = &session.cookies.li_a {
                    call = call.knows(li_a);
                    cookies["li_a"] = json!(li_a.expose());
                }
                json!({ "cookies": cookies })
            }
        };
        let answer = self.send(call.json(&json!({ "auth_data": auth_data })), During::SignIn).await?;
        self.next_step(identity_uid, &answer).await
    }

    /// Answers a checkpoint.
    ///
    /// Errors: [`ErrorKind::WrongCode`], after which the same checkpoint can be answered again, and
    /// [`ErrorKind::CheckpointExpired`].
    pub async fn answer(&self, identity_uid: &str, code: &str) -> Result<SignIn> {
        self.checkpoint(identity_uid, json!({ "code": code })).await
    }

    /// Asks whether the owner has approved in LinkedIn's app. Edges wants five to ten seconds
    /// between two of these, for five minutes at most.
    ///
    /// Errors: [`ErrorKind::CheckpointPending`] while they haven't.
    pub async fn poll(&self, identity_uid: &str) -> Result<SignIn> {
        self.checkpoint(identity_uid, json!({})).await
    }

    async fn checkpoint(&self, identity_uid: &str, body: Value) -> Result<SignIn> {
        let url = self.url(&["identities", identity_uid, "integrations", "linkedin", "checkpoint"]);
        let call = self.change(Method::POST, url).signs_in().json(&body);
        let answer = self.send(call, During::Checkpoint).await?;
        self.next_step(identity_uid, &answer).await
    }

    async fn next_step(&self, identity_uid: &str, answer: &Answer) -> Result<SignIn> {
        let integration: Integration = answer.json()?;
        if let Some(kind) = integration.checkpoint().filter(|_| integration.is_pending()) {
            return Ok(SignIn::Checkpoint { intent_id: identity_uid.to_owned(), kind });
        }
        // The integration alone doesn't have the member's name. Signing in is over by now, so what
        // the integration says is enough when a closer look fails.
        let account = match self.account(identity_uid).await {
            Ok(account) => account,
            Err(_) => integration.into_account(identity_uid),
        };
        match account.status {
            Status::SignInNeeded => Err(ProviderError::new(
                ErrorKind::WrongCredentials,
                Outcome::Definite,
                "LinkedIn didn't accept this sign-in. Check the user name and password, or take fresh cookies.",
            )),
            _ => Ok(SignIn::Linked(account)),
        }
    }
}
