//! Errors of the use cases.

use rollcall_domain::{Timestamp, media::MediaError, trouble::Trouble};
use rollcall_providers::{
    article::ArticleError,
    error::{ErrorKind, ProviderError},
};
use rollcall_store::StoreError;
use rollcall_vault::VaultError;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a use case stopped.
#[derive(Debug, Error)]
pub enum EngineError {
    /// What was typed or chosen can't be used.
    #[error("{0}")]
    BadInput(String),
    /// A picked file can't be used.
    #[error(transparent)]
    Media(#[from] MediaError),
    /// A web page may not be asked, or nothing came of it.
    #[error(transparent)]
    Article(#[from] ArticleError),
    /// The provider said no, or didn't answer.
    #[error("{}", .0.sentence)]
    Provider(#[from] ProviderError),
    /// A person has to act first.
    #[error("{0}")]
    NeedsPerson(String),
    /// The account's permission is gone from the keychain, or was never there.
    #[error("{0}")]
    SignInNeeded(String),
    /// Somebody else signed in than the account's owner.
    #[error("{0}")]
    WrongMember(String),
    /// Nobody stated that the owner agreed to the use of their credentials or cookies.
    #[error("{0}")]
    ConsentMissing(String),
    /// The keychain didn't do it.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The workspace is open elsewhere.
    #[error("Rollcall is already open on this workspace. Use the window that is open, or close it first.")]
    InUse,
    /// The thing that was named doesn't exist any more.
    #[error("{0} doesn't exist any more.")]
    NotFound(&'static str),
    /// The person stopped it.
    #[error("Stopped, as you asked.")]
    Cancelled,
    /// The database didn't do it.
    #[error(transparent)]
    Store(StoreError),
    /// Anything else.
    #[error("{0}")]
    Failed(String),
}

impl From<StoreError> for EngineError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::InUse => EngineError::InUse,
            other => EngineError::Store(other),
        }
    }
}

/// What happened and what to do about it, for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Problem {
    /// What happened.
    pub sentence: String,
    /// What to do about it.
    pub next_step: Option<String>,
    /// Which of the six kinds of trouble it is.
    pub trouble: Option<Trouble>,
    /// When trying again can help.
    pub retry_at: Option<Timestamp>,
    /// The provider's own code, verbatim.
    pub provider_code: Option<String>,
    /// The provider's id of the request, for its support.
    pub request_id: Option<String>,
}

impl EngineError {
    /// Whether a person has to act before it can work.
    pub fn needs_person(&self) -> bool {
        match self {
            EngineError::NeedsPerson(_) | EngineError::SignInNeeded(_) => true,
            EngineError::Provider(error) => {
                matches!(
                    error.kind,
                    ErrorKind::SignInNeeded | ErrorKind::CheckpointPending | ErrorKind::Restricted
                )
            }
            _ => false,
        }
    }

    /// What to tell the person.
    pub fn problem(&self) -> Problem {
        let sentence = self.to_string();
        match self {
            EngineError::Provider(error) => {
                let trouble = error.trouble();
                Problem {
                    sentence,
                    next_step: trouble
                        .map(Trouble::next_step)
                        .or(next_step_of(&error.kind))
                        .map(str::to_owned),
                    trouble,
                    retry_at: error.retry_at,
                    provider_code: error.provider_code.clone(),
                    request_id: error.request_id.clone(),
                }
            }
            _ => Problem {
                sentence,
                next_step: match self {
                    EngineError::Article(error) => Some(error.next_step().to_owned()),
                    EngineError::SignInNeeded(_) => Some(Trouble::OwnerSignIn.next_step().to_owned()),
                    EngineError::ConsentMissing(_) => Some(
                        "State how the owner agreed, then go on. It is kept in the account's history."
                            .to_owned(),
                    ),
                    EngineError::WrongMember(_) => next_step_of(&ErrorKind::WrongMember).map(str::to_owned),
                    _ => None,
                },
                trouble: matches!(self, EngineError::SignInNeeded(_)).then_some(Trouble::OwnerSignIn),
                retry_at: None,
                provider_code: None,
                request_id: None,
            },
        }
    }
}

/// What to do where the trouble's own next step doesn't fit.
fn next_step_of(kind: &ErrorKind) -> Option<&'static str> {
    match kind {
        ErrorKind::PermissionMissing => {
            Some("Refresh the account with the product ticked, or ask whether its owner pays for it.")
        }
        ErrorKind::WrongMember => Some("Nothing was changed. Ask the account's own owner to sign in."),
        ErrorKind::WrongCredentials => Some("Check them with the owner and try again."),
        ErrorKind::WrongCode => Some("Type the newest code; codes change every half minute."),
        ErrorKind::CheckpointExpired => Some("Start again: LinkedIn will send a new code."),
        ErrorKind::LinkExpired => Some("Make a new link and send it."),
        ErrorKind::VersionRetired => {
            Some("Update Rollcall, or set a newer LinkedIn API version in the connection.")
        }
        ErrorKind::Cancelled => Some("Start again when the owner is ready."),
        ErrorKind::NotFound => Some("Sync the connection's accounts, to see what is there."),
        _ => None,
    }
}

/// A lock whose holder panicked: what it guards may be half changed.
pub(crate) fn poisoned<T>(_: std::sync::PoisonError<T>) -> EngineError {
    EngineError::Failed(
        "Something inside Rollcall broke. Close it and start it again; nothing that was saved is lost."
            .into(),
    )
}
