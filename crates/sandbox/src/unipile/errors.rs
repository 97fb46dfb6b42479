//! Unipile v2's error envelope.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

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

impl ApiError {
    pub fn detail(&self) -> &str {
        &self.detail
    }

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
