//! Zernio's error envelope.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

#[derive(Debug)]
pub struct Refusal {
    status: u16,
    kind: &'static str,
    code: &'static str,
    message: String,
    details: Option<Value>,
}

pub fn refusal(status: u16, kind: &'static str, code: &'static str, message: impl Into<String>) -> Refusal {
    Refusal { status, kind, code, message: message.into(), details: None }
}

impl Refusal {
    pub fn with_details(mut self, details: Value) -> Self {
        self.details = Some(details);
        self
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut body = json!({
            "error": self.message,
            "type": self.kind,
            "code": self.code,
            "docUrl": format!("https://docs.zernio.com/errors#{}", self.code),
        });
        if let Some(details) = self.details {
            body["details"] = details;
        }
        (status, Json(body)).into_response()
    }
}
