//! Unipile v1's error envelope.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::unipile::publishing::PostRefusal;
use crate::unipile::refusal::Refusal;
use crate::unipile::remarks::RemarkRefusal;
use crate::world::Config;

#[derive(Clone, Debug)]
pub struct ApiError {
    status: u16,
    kind: String,
    detail: String,
}

/// `kind` is Unipile's `type` without `errors/`.
pub fn error(status: u16, kind: &str, detail: impl Into<String>) -> ApiError {
    ApiError { status, kind: kind.to_owned(), detail: detail.into() }
}

pub fn invalid(detail: impl Into<String>) -> ApiError {
    error(400, "invalid_parameters", detail)
}

pub fn missing(field: &str) -> ApiError {
    error(400, "missing_parameters", format!("{field} is required."))
}

pub fn not_found(what: &str) -> ApiError {
    error(404, "resource_not_found", format!("{what} not found."))
}

/// A sign-in that does not go on.
pub fn refused(refusal: Refusal, config: &Config) -> ApiError {
    let (status, kind) = match refusal {
        Refusal::NoSuchAccount => (404, "resource_not_found"),
        Refusal::NothingOpen | Refusal::Running => (403, "unknown_authentication_context"),
        Refusal::BadCredentials => (401, "invalid_credentials"),
        Refusal::Restricted => (403, "account_restricted"),
        Refusal::WrongMember if config.unipile_v1_mismatch == "wrong_account" => (401, "wrong_account"),
        Refusal::WrongMember => (403, "account_mismatch"),
        Refusal::TimedOut => (408, "request_timeout"),
        Refusal::InProgress => (425, "auth_in_progress"),
        // No document names the type; the status is Unipile's.
        Refusal::Superseded => (409, "conflict"),
        Refusal::Ended if config.unipile_v1_expired_sign_in == "checkpoint_error" => {
            (401, "checkpoint_error")
        }
        Refusal::Ended => (500, "authentication_intent_error"),
        Refusal::WrongCode => (401, "invalid_checkpoint_solution"),
        Refusal::CodeMissing => (400, "missing_parameters"),
        Refusal::CaptchaUnsupported => (401, "captcha_not_supported"),
        Refusal::TooSoon => (422, "cannot_resend_yet"),
        Refusal::ProxyCredentials => (407, "invalid_proxy_credentials"),
        Refusal::ProxyDown => (502, "proxy_error"),
        Refusal::ProxySlow => (504, "request_timeout"),
    };
    error(status, kind, refusal.sentence())
}

/// A post that is not published.
pub fn unpublished(refusal: PostRefusal, config: &Config) -> ApiError {
    let (status, kind) = match refusal {
        PostRefusal::Empty => (400, "missing_parameters"),
        PostRefusal::TooLong => (400, "too_many_characters"),
        PostRefusal::TooLarge => (config.unipile_too_large_status, "content_too_large"),
        PostRefusal::TooMany
        | PostRefusal::Mixed
        | PostRefusal::NotMedia
        | PostRefusal::WrongType
        | PostRefusal::Damaged
        | PostRefusal::TooManyPixels
        | PostRefusal::NoSuchPost => (422, "invalid_post"),
        PostRefusal::NotAdministrator => (403, "insufficient_permissions"),
        PostRefusal::TooOften => (429, "too_many_requests"),
    };
    error(status, kind, refusal.sentence())
}

/// A comment or reaction that is not made.
pub fn unsaid(refusal: RemarkRefusal) -> ApiError {
    let (status, kind) = match refusal {
        RemarkRefusal::NoSuchPost | RemarkRefusal::NoSuchComment => (404, "resource_not_found"),
        RemarkRefusal::Empty => (400, "missing_parameters"),
        RemarkRefusal::TooLong => (400, "too_many_characters"),
        RemarkRefusal::UnknownReaction => (400, "invalid_parameters"),
        RemarkRefusal::NotAdministrator => (403, "insufficient_permissions"),
        RemarkRefusal::Closed => (403, "resource_access_restricted"),
        RemarkRefusal::SaidBefore => (422, "action_already_performed"),
    };
    error(status, kind, refusal.sentence())
}

impl ApiError {
    /// `errors/invalid_credentials` is "Invalid credentials".
    fn title(&self) -> String {
        let words = self.kind.replace('_', " ");
        let mut letters = words.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }

    /// The whole answer; `instance` is the path that was asked.
    pub fn written(&self, instance: &str) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = json!({
            "title": self.title(),
            "detail": self.detail,
            "instance": instance,
            "type": format!("errors/{}", self.kind),
            "status": self.status,
        });
        (status, Json(body)).into_response()
    }
}

/// Only the path is missing; whoever knows it writes the answer.
impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.written("");
        response.extensions_mut().insert(self);
        response
    }
}
