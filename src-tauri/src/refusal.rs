//! Errors of the shell itself, in the same form as those of the api.

use rollcall_api::error::{ApiError, ErrorCode};

/// An error with a sentence and a next step.
pub fn refusal(code: ErrorCode, sentence: &str, next_step: Option<&str>) -> ApiError {
    ApiError {
        code,
        sentence: sentence.to_owned(),
        next_step: next_step.map(str::to_owned),
        trouble: None,
        retry_at: None,
        provider_code: None,
        request_id: None,
    }
}

/// Something that this computer couldn't do; the log has the details.
pub fn failed(error: impl std::fmt::Display, sentence: &str) -> ApiError {
    tracing::error!(%error, "{sentence}");
    refusal(ErrorCode::Failed, sentence, Some("Try again. The log in Rollcall's folder says more."))
}
