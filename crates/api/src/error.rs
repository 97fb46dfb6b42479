//! Errors as they cross to the window and the CLI.

use rollcall_domain::{Timestamp, trouble::Trouble};
use rollcall_engine::error::EngineError;
use serde::Serialize;

/// What a caller branches on. Codes that nobody branches on don't exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// What was typed or chosen can't be used.
    BadInput,
    /// The provider, or a web page that was asked, said no or didn't answer.
    ProviderRefused,
    /// A person has to act first: sign in, answer a checkpoint, look at LinkedIn.
    NeedsPerson,
    /// It must be stated first that the owner agreed, and how.
    ConsentMissing,
    /// The keychain is missing, locked or silent.
    Keychain,
    /// Rollcall is already open on this workspace.
    InUse,
    /// The thing that was named doesn't exist any more.
    NotFound,
    /// Anything else.
    Failed,
}

/// An error for a person: what happened, and the next step.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct ApiError {
    /// What the caller branches on.
    pub code: ErrorCode,
    /// What happened, as a sentence a recruiter understands.
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

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.sentence)?;
        match &self.next_step {
            Some(next_step) => write!(f, " {next_step}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ApiError {}

impl From<EngineError> for ApiError {
    fn from(error: EngineError) -> Self {
        let code = match &error {
            EngineError::BadInput(_) | EngineError::Media(_) => ErrorCode::BadInput,
            EngineError::Article(error) if error.is_about_address() => ErrorCode::BadInput,
            EngineError::Article(_) => ErrorCode::ProviderRefused,
            error if error.needs_person() => ErrorCode::NeedsPerson,
            EngineError::Provider(_) | EngineError::WrongMember(_) => ErrorCode::ProviderRefused,
            EngineError::ConsentMissing(_) => ErrorCode::ConsentMissing,
            EngineError::Vault(_) => ErrorCode::Keychain,
            EngineError::InUse => ErrorCode::InUse,
            EngineError::NotFound(_) => ErrorCode::NotFound,
            _ => ErrorCode::Failed,
        };
        let problem = error.problem();
        ApiError {
            code,
            sentence: problem.sentence,
            next_step: problem.next_step,
            trouble: problem.trouble,
            retry_at: problem.retry_at,
            provider_code: problem.provider_code,
            request_id: problem.request_id,
        }
    }
}
