//! Signing in with credentials or cookies, and every checkpoint until it is done.

use reqwest::Method;
use rollcall_domain::{
    checkpoint::{CheckpointKind, ContractOption},
    mapping,
    product::Product,
    status::Status,
    unipile_api::UnipileApi,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{UnipileClient, account_v1::just_linked, account_v2::AccountV2, sign_in_bodies};
use crate::{
    error::{ErrorKind, Outcome, ProviderError, Result},
    lenient,
    refusal::During,
    sign_in::{Login, SignIn},
    transport::{Answer, Call},
};

/// What is sent as `code` while the owner approves in LinkedIn's app. The call that answers a
/// checkpoint is also the one that waits for an approval, and its `code` is a required, non-empty
/// string; which literal Unipile expects there isn't documented, so the checkpoint's own name is
/// sent.
pub const WAITING_FOR_APPROVAL: &str = "IN_APP_VALIDATION";

/// What is sent as `code` to ask LinkedIn for another kind of checkpoint (Unipile, "Solve a code
/// checkpoint").
pub const TRY_ANOTHER_WAY: &str = "TRY_ANOTHER_WAY";

#[derive(Default, Deserialize)]
struct Reply {
    #[serde(default, deserialize_with = "lenient::text")]
    intent_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    account_id: Option<String>,
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
    /// Signs a member in: into the account with this id, which has to be disconnected at the new
    /// API, or as a new one.
    ///
    /// Errors: [`ErrorKind::WrongCredentials`], [`ErrorKind::WrongMember`],
    /// [`ErrorKind::Restricted`], and what every call can come to.
    pub async fn sign_in(
        &self,
        login: &Login,
        products: &[Product],
        account_id: Option<&str>,
    ) -> Result<SignIn> {
        let (url, body) = match self.api {
            UnipileApi::V1 => {
                let path: Vec<&str> = std::iter::once("accounts").chain(account_id).collect();
                (self.url(&path), sign_in_bodies::v1(login, products))
            }
            UnipileApi::V2 => {
                (self.url(&["auth", "intent"]), sign_in_bodies::v2(login, products, account_id))
            }
        };
        let call = self.change(Method::POST, url).signs_in().json(&body);
        let call = sign_in_bodies::secrets(login).into_iter().fold(call, Call::knows);
        let answer = self.send(call, During::SignIn).await?;
        self.next_step(&answer, None).await
    }

    /// Answers a checkpoint: a code, a phone number as `(+33)0612345678`, or a contract's id.
    ///
    /// Errors: [`ErrorKind::WrongCode`], after which the same checkpoint can be answered again, and
    /// [`ErrorKind::CheckpointExpired`].
    pub async fn answer(&self, intent_id: &str, code: &str) -> Result<SignIn> {
        let (path, body): (_, Value) = match self.api {
            UnipileApi::V1 => (
                ["accounts", "checkpoint"],
                json!({ "provider": "LINKEDIN", "account_id": intent_id, "code": code }),
            ),
            UnipileApi::V2 => (["auth", "checkpoint"], json!({ "intent_id": intent_id, "code": code })),
        };
        let call = self.change(Method::POST, self.url(&path)).signs_in().json(&body);
        let answer = self.send(call, During::Checkpoint).await?;
        self.next_step(&answer, Some(intent_id)).await
    }

    /// Whether the code of a checkpoint can be sent once more. The new API has no call for it.
    pub fn resends(&self) -> bool {
        self.api == UnipileApi::V1
    }

    /// Has LinkedIn send a checkpoint's code again.
    ///
    /// Errors: [`ErrorKind::Limited`] when the last code is too fresh, and
    /// [`ErrorKind::CheckpointExpired`].
    pub async fn resend(&self, intent_id: &str) -> Result<()> {
        if !self.resends() {
            return Err(ProviderError::new(
                ErrorKind::NotFound,
                Outcome::NotSent,
                "This Unipile API can't have a code sent again. Ask for another way instead.",
            ));
        }
        let body = json!({ "provider": "LINKEDIN", "account_id": intent_id });
        let url = self.url(&["accounts", "checkpoint", "resend"]);
        let call = self.change(Method::POST, url).signs_in().json(&body);
        self.send(call, During::Checkpoint).await.map(drop)
    }

    /// Asks whether the owner has approved in LinkedIn's app. While they haven't, this is the same
    /// checkpoint again or [`ErrorKind::CheckpointPending`].
    ///
    /// The old API tells it by the account, which works from then on. Of one that worked before the
    /// sign-in, and still does, that says nothing; there the checkpoint itself is asked.
    pub async fn poll(&self, intent_id: &str, worked_before: bool) -> Result<SignIn> {
        if self.api == UnipileApi::V1 && !worked_before {
            return match self.account(intent_id).await {
                Ok(account) if account.status == Status::Connected => Ok(SignIn::Linked(account)),
                Ok(_) => Err(not_yet()),
                Err(error) if error.kind == ErrorKind::NotFound => Err(not_yet()),
                Err(error) => Err(error),
            };
        }
        self.answer(intent_id, WAITING_FOR_APPROVAL).await.map_err(|error| match error.kind {
            ErrorKind::WrongCode => not_yet(),
            _ => error,
        })
    }

    /// The answer is an account, its name, or a checkpoint that comes first.
    async fn next_step(&self, answer: &Answer, intent_id: Option<&str>) -> Result<SignIn> {
        let body: Value = answer.json()?;
        let reply = Reply::deserialize(&body).unwrap_or_default();
        let object = body.get("object").and_then(Value::as_str).unwrap_or_default();
        if let Some(checkpoint) = reply.checkpoint {
            let intent_id = reply.intent_id.or(reply.account_id).or_else(|| intent_id.map(str::to_owned));
            let intent_id =
                intent_id.ok_or_else(|| answer.unusable("asked for a checkpoint without naming it."))?;
            return Ok(SignIn::Checkpoint { intent_id, kind: checkpoint.kind() });
        }
        let account = match (self.api, object, reply.account_id) {
            // The old API only names the account. That it can't be read now doesn't undo the link.
            (UnipileApi::V1, "AccountCreated" | "AccountReconnected", Some(id)) => {
                Some(self.account(&id).await.unwrap_or_else(|_| just_linked(id)))
            }
            (UnipileApi::V2, "" | "Account", _) => {
                AccountV2::deserialize(&body).ok().and_then(AccountV2::into_remote)
            }
            // Other providers' QR codes and OAuth pages make no sense for LinkedIn.
            _ => None,
        };
        account
            .map(SignIn::Linked)
            .ok_or_else(|| answer.unusable("answered with something else than an account."))
    }
}

fn not_yet() -> ProviderError {
    ProviderError::new(
        ErrorKind::CheckpointPending,
        Outcome::Definite,
        "The owner hasn't approved in the LinkedIn app yet.",
    )
}
