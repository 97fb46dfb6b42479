//! The control surface: the sandbox's own HTTP API for tests, tours and the curious.

mod accounts;
mod index;
mod script;
mod told;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use serde_json::json;

use crate::world::Ctx;

pub fn router() -> Router<Ctx> {
    Router::new()
        .route("/", get(index::page))
        .route("/clock", get(script::clock).post(script::advance))
        .route("/config", get(script::config).post(script::configure))
        .route("/fault", post(script::add_fault).delete(script::clear_faults))
        .route("/faults", get(script::faults).delete(script::clear_faults))
        .route("/reset", post(script::reset))
        .route("/requests", get(script::requests))
        .route("/posts", get(script::posts))
        .route("/links", get(script::links))
        .route("/deliveries", get(script::deliveries))
        .route("/accounts", get(accounts::list))
        .route("/expire", post(accounts::expire))
        .route("/approve", post(accounts::approve))
        .route("/consent", post(accounts::consent))
        .fallback(unknown)
        // A scripted answer may be larger than any a provider should give.
        .layer(DefaultBodyLimit::disable())
}

async fn unknown() -> Response {
    refused(StatusCode::NOT_FOUND, "No such control call.")
}

fn refused(status: StatusCode, sentence: &str) -> Response {
    (status, axum::Json(json!({"error": sentence}))).into_response()
}
