//! Edges' error envelope.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::world::World;

#[derive(Debug)]
pub struct Refusal {
    status: u16,
    label: &'static str,
    message: String,
}

/// An error label with the status Edges gives to nearly all of them.
pub fn refusal(world: &World, label: &'static str, message: impl Into<String>) -> Refusal {
    Refusal::with_status(world.config.edges_error_status, label, message)
}

impl Refusal {
    pub fn with_status(status: u16, label: &'static str, message: impl Into<String>) -> Self {
        Self { status, label, message: message.into() }
    }

    pub fn label(&self) -> &'static str {
        self.label
    }

    pub fn message(&self) -> &str {
        &self.message
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::FAILED_DEPENDENCY);
        let body = json!({
            "error_label": self.label,
            "error_scope": "integration",
            "error_ref": format!("err_{:012x}", rand::random::<u64>() >> 16),
            "message": self.message,
            "status_code": self.status,
            "params": {},
        });
        (status, Json(body)).into_response()
    }
}
