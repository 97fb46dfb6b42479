//! Unipile v2's error envelope.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::unipile::publishing::PostRefusal;
use crate::unipile::refusal::Refusal;
use crate::unipile::remarks::RemarkRefusal;

#[derive(Debug)]
pub struct ApiError {
    status: u16,
    kind: &'static str,
    detail: String,
}

/// `kind` is Unipile's `type`, such as `provider/invalid_credentials`.
pub fn error(status: u16, kind: &'static str, detail: impl Into<String>) -> ApiError {
    ApiError { status, kind, detail: detail.into() }
}

/// `mismatch` is the status of `provider/account_mismatch`, which no document settles.
pub fn refused(refusal: Refusal, mismatch: u16) -> ApiError {
    let (status, kind) = match refusal {
        Refusal::NoSuchAccount => (404, "api/resource_not_found"),
        Refusal::Running => (409, "api/conflict"),
        Refusal::InProgress | Refusal::Superseded => (409, "provider/conflict"),
        Refusal::BadCredentials => (401, "provider/invalid_credentials"),
        Refusal::Restricted => (403, "api/account_restricted"),
        Refusal::WrongMember => (mismatch, "provider/account_mismatch"),
        Refusal::TimedOut => (504, "provider/timeout"),
        Refusal::Ended | Refusal::NothingOpen => (403, "provider/unknown_authentication_context"),
        Refusal::WrongCode => (401, "provider/invalid_checkpoint_code"),
        Refusal::CodeMissing => (400, "api/invalid_parameters"),
        Refusal::CaptchaUnsupported => (422, "provider/unprocessable_entity"),
        Refusal::TooSoon => (429, "provider/too_many_requests"),
        Refusal::ProxyCredentials => (502, "api/proxy_auth_error"),
        Refusal::ProxyDown => (502, "api/proxy_error"),
        Refusal::ProxySlow => (504, "api/proxy_timeout"),
    };
    error(status, kind, refusal.sentence())
}

/// A post that is not published.
pub fn unpublished(refusal: PostRefusal) -> ApiError {
    let (status, kind) = match refusal {
        PostRefusal::Empty | PostRefusal::TooMany | PostRefusal::Mixed => (400, "api/invalid_parameters"),
        PostRefusal::TooLong => (400, "provider/invalid_parameters"),
        PostRefusal::NotMedia
        | PostRefusal::WrongType
        | PostRefusal::Damaged
        | PostRefusal::TooManyPixels
        | PostRefusal::TooLarge => (422, "provider/invalid_file"),
        PostRefusal::NoSuchPost => (404, "provider/resource_not_found"),
        PostRefusal::NotAdministrator => (403, "provider/insufficient_permissions"),
        PostRefusal::TooOften => (429, "provider/too_many_requests"),
    };
    error(status, kind, refusal.sentence())
}

/// A comment or reaction that is not made.
pub fn unsaid(refusal: RemarkRefusal) -> ApiError {
    let (status, kind) = match refusal {
        RemarkRefusal::NoSuchPost | RemarkRefusal::NoSuchComment => (404, "provider/resource_not_found"),
        RemarkRefusal::Empty | RemarkRefusal::UnknownReaction => (400, "api/invalid_parameters"),
        RemarkRefusal::TooLong => (400, "provider/invalid_parameters"),
        RemarkRefusal::NotAdministrator | RemarkRefusal::Closed => (403, "provider/insufficient_permissions"),
        RemarkRefusal::SaidBefore => (409, "provider/conflict"),
    };
    error(status, kind, refusal.sentence())
}

impl ApiError {
    /// `provider/invalid_credentials` is "Invalid credentials".
    pub fn title(&self) -> String {
        let words = self.kind.rsplit('/').next().unwrap_or(self.kind);
        let words = words.replace('_', " ");
        let mut letters = words.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let req_id = format!("req_{:016x}", rand::random::<u64>());
        let body = json!({
            "object": "Error",
            "type": self.kind,
            "status": self.status,
            "title": self.title(),
            "detail": self.detail,
            "req_id": req_id,
        });
        (status, Json(body)).into_response()
    }
}
