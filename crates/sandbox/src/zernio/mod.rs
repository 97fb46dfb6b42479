//! Zernio: profiles, accounts, health, connecting and posting.

mod accounts;
mod connect;
mod errors;
mod posts;
mod state;
mod webhooks;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::{get, post};
use serde::de::DeserializeOwned;

pub use state::{SocialAccount, Zernio};
pub use webhooks::delivered;

use crate::world::{Ctx, World};
use errors::{Refusal, refusal};

pub fn router() -> Router<Ctx> {
    Router::new()
        .route("/api/v1/accounts", get(accounts::list))
        .route("/api/v1/accounts/health", get(accounts::health))
        .route("/api/v1/accounts/{id}", axum::routing::delete(accounts::disconnect))
        .route("/api/v1/accounts/{id}/health", get(accounts::health_of))
        .route("/api/v1/profiles", get(accounts::profiles))
        .route("/api/v1/connect/linkedin", get(connect::start))
        .route("/api/v1/posts", post(posts::create).get(posts::list))
        .route("/api/v1/posts/{id}", get(posts::show))
        .route(
            "/api/v1/webhooks/settings",
            get(webhooks::list).post(webhooks::create).put(webhooks::update).delete(webhooks::remove),
        )
        .route("/api/v1/webhooks/test", post(webhooks::test))
        .route("/api/v1/webhooks/logs", get(webhooks::logs))
        .route("/api/v1/webhooks/logs/redeliver", post(webhooks::redeliver))
        .route("/connect/linkedin/{state}", get(connect::page).post(connect::decide))
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
}

/// Publishes the scheduled posts whose time has come.
pub fn publish_due(_world: &mut World) {}

async fn unknown() -> Refusal {
    refusal(404, "not_found", "route_not_found", "No such route.")
}

async fn wrong_method() -> Refusal {
    refusal(405, "invalid_request_error", "method_not_allowed", "This route does not take this method.")
}

/// Repeats the caller's request id, or makes one.
pub async fn stamp(State(hub): State<Ctx>, request: Request, next: Next) -> Response {
    let given = request.headers().get("x-request-id").cloned();
    let mut response = next.run(request).await;
    let id = given.or_else(|| HeaderValue::try_from(hub.world().ids.uuid()).ok());
    if let Some(id) = id {
        response.headers_mut().insert("x-request-id", id);
    }
    response
}

fn authorized(world: &World, headers: &HeaderMap) -> Result<(), Refusal> {
    let given = headers.get(header::AUTHORIZATION).map(HeaderValue::as_bytes);
    let key = given.map(|given| given.strip_prefix(b"Bearer ").unwrap_or_default());
    match key {
        None => Err(refusal(
            401,
            "authentication_error",
            "missing_credentials",
            "Send your API key as a bearer token.",
        )),
        Some(key) if key == world.endpoints.zernio.api_key.as_bytes() => Ok(()),
        Some(_) => {
            Err(refusal(401, "authentication_error", "invalid_credentials", "The API key is not valid."))
        }
    }
}

/// A JSON body, or Zernio's refusal of what is not one.
fn body_of<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body)
        .map_err(|wrong| refusal(400, "invalid_request_error", "invalid_request", wrong.to_string()))
}
