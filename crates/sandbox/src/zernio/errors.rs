//! Zernio's error envelope.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

#[derive(Debug)]
pub struct Refusal {
    status: u16,
    kind: &'static str,
    /// Some refusals have none.
    code: Option<&'static str>,
    message: String,
    param: Option<&'static str>,
    details: Option<Box<Value>>,
    retry_after: Option<i64>,
}

pub fn refusal(status: u16, kind: &'static str, code: &'static str, message: impl Into<String>) -> Refusal {
    Refusal {
        status,
        kind,
        code: Some(code),
        message: message.into(),
        param: None,
        details: None,
        retry_after: None,
    }
}

/// A field that does not hold what it should.
pub fn invalid(param: &'static str, message: impl Into<String>) -> Refusal {
    refusal(400, "invalid_request_error", "invalid_field_value", message).about(param)
}

impl Refusal {
    pub fn code(self, code: &'static str) -> Self {
        Self { code: Some(code), ..self }
    }

    /// The machine-readable name, or the kind where there is none.
    pub fn code_name(&self) -> &'static str {
        self.code.unwrap_or(self.kind)
    }

    /// Names the field that caused it.
    pub fn about(self, param: &'static str) -> Self {
        Self { param: Some(param), ..self }
    }

    pub fn with_details(self, details: Value) -> Self {
        Self { details: Some(Box::new(details)), ..self }
    }

    pub fn without_code(self) -> Self {
        Self { code: None, ..self }
    }

    /// Seconds after which to try again.
    pub fn retry_after(self, seconds: i64) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut body = json!({"error": self.message, "type": self.kind});
        if let Some(code) = self.code {
            body["code"] = json!(code);
            body["docUrl"] = json!(format!("https://docs.zernio.com/errors#{code}"));
        }
        if let Some(param) = self.param {
            body["param"] = json!(param);
        }
        if let Some(details) = self.details {
            body["details"] = *details;
        }
        let mut response = (status, Json(body)).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)));
        }
        response
    }
}
