//! Signing in with credentials or cookies, and every checkpoint until it is done.

use reqwest::Method;
use rollcall_domain::{
    checkpoint::{CheckpointKind, ContractOption},
    mapping,
    product::Product,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{UnipileClient, accounts::Account, product_names};
use crate::{
    error::{ErrorKind, ProviderError, Result},
    lenient,
    refusal::During,
    sign_in::{Login, SignIn},
    transport::Answer,
};

/// What is sent as `code` while the owner approves in LinkedIn's app. The call that answers a
/// checkpoint is also the one that waits for an approval, and its `code` is a required, non-empty
/// string; which literal Unipile expects there isn't documented, so the checkpoint's own name is
/// sent.
pub const WAITING_FOR_APPROVAL: &str = "IN_APP_VALIDATION";

/// What is sent as `code` to ask LinkedIn for another kind of checkpoint (Unipile, "Solve a code
/// checkpoint").
pub const TRY_ANOTHER_WAY: &str = "TRY_ANOTHER_WAY";

#[derive(Deserialize)]
struct Pending {
    #[serde(default, deserialize_with = "lenient::text")]
    intent_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::maybe")]
    checkpoint: Option<RawCheckpoint>,
}

#[derive(Deserialize)]
struct RawCheckpoint {
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    kind: Option<String>,
    #[serde(default, deserialize_with = "lenient::text", alias = "source")]
    platform: Option<String>,
    #[serde(default)]
    contract_options: Value,
}

impl RawCheckpoint {
    fn kind(self) -> CheckpointKind {
        let raw = self.kind.unwrap_or_default();
        match mapping::checkpoint_kind(&raw, self.platform.as_deref()) {
            CheckpointKind::ContractChoice { .. } => {
                CheckpointKind::ContractChoice { options: contracts(&self.contract_options) }
            }
            kind => kind,
        }
    }
}

fn contracts(options: &Value) -> Vec<ContractOption> {
    let options = options.as_array().into_iter().flatten();
    let options = options.filter_map(|option| {
        let field = |name: &str| option.get(name).and_then(lenient::text_of);
        let id = field("id")?;
        Some(ContractOption { name: field("name").unwrap_or_else(|| id.clone()), id })
    });
    options.collect()
}

impl UnipileClient {
    /// Signs a member in: into the account with this id, which has to be disconnected, or as a new
    /// one.
    ///
    /// Errors: [`ErrorKind::WrongCredentials`], [`ErrorKind::WrongMember`],
    /// [`ErrorKind::Restricted`], and what every call can come to.
    pub async fn sign_in(
        &self,
        login: &Login,
        products: &[Product],
        account_id: Option<&str>,
    ) -> Result<SignIn> {
        let mut body = json!({ "provider": "linkedin", "config": { "products": product_names(products) } });
        if let Some(id) = account_id {
            body["account_id"] = json!(id);
        }
        let mut call = self.change(Method::POST, self.url(&["auth", "intent"])).signs_in();
        match login {
            Login::Credentials(credentials) => {
                body["credentials"] =
                    json!({ "username": credentials.username, "password": credentials.password.expose() });
                call = call.knows(&credentials.password);
            }
            Login::Cookies(session) => {
                body["credentials"] = json!({ "access_token": session.cookies.li_at.expose() });
                call = call.knows(&session.cookies.li_at);
                if let Some(li_a) = &session.cookies.li_a {
                    body["credentials"]["premium_access_token"] = json!(li_a.expose());
                    call = call.knows(li_a);
                }
                if let Some(user_agent) = &session.user_agent {
                    body["user_agent"] = json!(user_agent);
                }
                if let Some(country) = &session.country {
                    // Documented for the hosted link; the reference of this call leaves it out.
                    body["config"]["auto_proxy_config"] = json!({ "country": country });
                }
            }
        }
        let answer = self.send(call.json(&body), During::SignIn).await?;
        next_step(&answer, None)
    }

    /// Answers a checkpoint: a code, a phone number as `(+33)0612345678`, or a contract's id.
    ///
    /// Errors: [`ErrorKind::WrongCode`], after which the same checkpoint can be answered again, and
    /// [`ErrorKind::CheckpointExpired`].
    pub async fn answer(&self, intent_id: &str, code: &str) -> Result<SignIn> {
        let body = json!({ "intent_id": intent_id, "code": code });
        let call = self.change(Method::POST, self.url(&["auth", "checkpoint"])).signs_in().json(&body);
        next_step(&self.send(call, During::Checkpoint).await?, Some(intent_id))
    }

    /// Asks whether the owner has approved in LinkedIn's app. While they haven't, this is the same
    /// checkpoint again or [`ErrorKind::CheckpointPending`].
    pub async fn poll(&self, intent_id: &str) -> Result<SignIn> {
        self.answer(intent_id, WAITING_FOR_APPROVAL).await.map_err(|error| match error.kind {
            ErrorKind::WrongCode => ProviderError {
                kind: ErrorKind::CheckpointPending,
                sentence: "The owner hasn't approved in the LinkedIn app yet.".into(),
                ..error
            },
            _ => error,
        })
    }
}

/// The answer is an account, or a checkpoint that comes first.
fn next_step(answer: &Answer, intent_id: Option<&str>) -> Result<SignIn> {
    let body: Value = answer.json()?;
    let pending = Pending::deserialize(&body).unwrap_or(Pending { intent_id: None, checkpoint: None });
    let object = body.get("object").and_then(Value::as_str).unwrap_or_default();
    if let Some(checkpoint) = pending.checkpoint {
        let intent_id = pending.intent_id.or_else(|| intent_id.map(str::to_owned));
        let intent_id =
            intent_id.ok_or_else(|| answer.unusable("asked for a checkpoint without naming it."))?;
        return Ok(SignIn::Checkpoint { intent_id, kind: checkpoint.kind() });
    }
    // Other providers' QR codes and OAuth pages make no sense for LinkedIn.
    let account =
        (object.is_empty() || object == "Account").then(|| Account::deserialize(&body).ok()).flatten();
    let account = account.and_then(Account::into_remote);
    account
        .map(SignIn::Linked)
        .ok_or_else(|| answer.unusable("answered with something else than an account."))
}
