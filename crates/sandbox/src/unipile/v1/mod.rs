//! Unipile's API v1.

mod accounts;
mod call;
mod chats;
mod checkpoint;
mod connect;
mod errors;
mod link;
mod posts;
mod read;
mod remarks;
mod users;
mod webhooks;

use axum::Router;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use axum::routing::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::world::Ctx;
use call::{Keyed, Session, connected, known};
use errors::{ApiError, error, invalid, not_found};

pub const PREFIX: &str = "/api/v1";

pub fn router() -> Router<Ctx> {
    Router::new()
        .route("/api/v1/accounts", get(accounts::list).post(connect::create))
        .route("/api/v1/accounts/checkpoint", post(checkpoint::solve))
        .route("/api/v1/accounts/checkpoint/resend", post(checkpoint::resend))
        .route(
            "/api/v1/accounts/{id}",
            get(accounts::show).post(connect::reconnect).patch(accounts::patch).delete(accounts::remove),
        )
        .route("/api/v1/accounts/{id}/restart", post(accounts::restart))
        .route("/api/v1/accounts/{id}/sync", get(accounts::resync))
        .route("/api/v1/hosted/accounts/link", post(link::create))
        .route("/api/v1/webhooks", get(webhooks::list).post(webhooks::create))
        .route("/api/v1/webhooks/{id}", axum::routing::delete(webhooks::remove))
        .route("/api/v1/posts", post(posts::create))
        .route("/api/v1/posts/reaction", post(remarks::react))
        .route("/api/v1/posts/{id}", get(read::show))
        .route("/api/v1/posts/{id}/comments", get(remarks::comments).post(remarks::comment))
        .route("/api/v1/posts/{id}/reactions", get(remarks::reactions))
        .route("/api/v1/users/me", get(users::me))
        .route("/api/v1/users/{identifier}", get(users::show))
        .route("/api/v1/users/{identifier}/posts", get(read::list))
        .route("/api/v1/chats", get(chats::list))
}

pub fn unknown() -> ApiError {
    not_found("Route")
}

pub fn wrong_method() -> ApiError {
    // No document names it.
    error(405, "invalid_request", "This route does not take this method.")
}

pub fn too_many_requests() -> ApiError {
    error(429, "too_many_requests", "Too many requests. Slow down.")
}

/// Puts the path into an error that does not know it yet.
pub fn named(mut response: Response, path: &str) -> Response {
    match response.extensions_mut().remove::<ApiError>() {
        Some(error) => error.written(path),
        None => response,
    }
}

/// A JSON body of the expected shape.
fn parsed<T: DeserializeOwned>(headers: &HeaderMap, body: &Bytes) -> Result<T, ApiError> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.contains("json") {
        return Err(error(415, "unsupported_media_type", "The body must be application/json."));
    }
    let value: Value =
        serde_json::from_slice(body).map_err(|_| error(400, "malformed_request", "The body is no JSON."))?;
    serde_json::from_value(value).map_err(|refused| invalid(refused.to_string()))
}

/// Where a list goes on: opaque to the client, standard base64.
#[derive(serde::Serialize, serde::Deserialize)]
struct Cursor {
    limit: usize,
    cursor: Value,
}

impl Cursor {
    fn text(limit: usize, cursor: Value) -> String {
        STANDARD.encode(json!({"limit": limit, "cursor": cursor}).to_string())
    }

    fn read(text: &str) -> Result<Self, ApiError> {
        STANDARD
            .decode(text)
            .ok()
            .and_then(|json| serde_json::from_slice(&json).ok())
            .ok_or_else(|| invalid("cursor is not one of this list."))
    }
}

/// `limit`, within what the list allows.
fn limited(text: Option<&str>, otherwise: usize, most: usize) -> Result<usize, ApiError> {
    match text.map(str::parse::<usize>) {
        None => Ok(otherwise),
        Some(Ok(limit)) if limit > most => {
            Err(error(400, "limit_too_high", format!("limit is {most} at most.")))
        }
        Some(Ok(limit)) if limit > 0 => Ok(limit),
        Some(_) => Err(invalid("limit must be a whole number above 0.")),
    }
}
