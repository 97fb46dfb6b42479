//! Errors of the use cases.

use rollcall_domain::{Timestamp, media::MediaError, trouble::Trouble};
use rollcall_providers::error::ProviderError;
use rollcall_store::StoreError;
use rollcall_vault::VaultError;
use serde::Serialize;
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
    /// The provider said no, or didn't answer.
    #[error("{}", .0.sentence)]
    Provider(#[from] ProviderError),
    /// A person has to act first.
    #[error("{0}")]
    NeedsPerson(String),
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
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
    /// What to tell the person.
    pub fn problem(&self) -> Problem {
        let sentence = self.to_string();
        match self {
            EngineError::Provider(error) => {
                let trouble = error.kind.trouble();
                Problem {
                    sentence,
                    next_step: trouble.map(|trouble| trouble.next_step().to_owned()),
                    trouble,
                    retry_at: error.retry_at,
                    provider_code: error.provider_code.clone(),
                    request_id: error.request_id.clone(),
                }
            }
            _ => Problem {
                sentence,
                next_step: None,
                trouble: None,
                retry_at: None,
                provider_code: None,
                request_id: None,
            },
        }
    }
}
