//! Unipile's API v2 on a tenant's DSN.

mod accounts;
mod errors;
mod hosted;
mod inboxes;
mod intent;
mod link;
mod posts;
mod state;
mod users;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};

pub use state::{Account, Unipile};

use crate::world::{Ctx, World};
use errors::{ApiError, error};

pub fn router() -> Router<Ctx> {
    Router::new()
        .route("/v2/accounts", get(accounts::list))
        .route("/v2/accounts/{id}", get(accounts::show).patch(accounts::patch).delete(accounts::remove))
        .route("/v2/auth/link", post(link::create))
        .route("/v2/auth/intent", post(intent::start))
        .route("/v2/auth/checkpoint", post(intent::checkpoint))
        .route("/v2/{account}/users/me", get(users::me))
        .route("/v2/{account}/posts", post(posts::create))
        .route("/v2/{account}/posts/{id}", get(posts::show).delete(posts::remove))
        .route("/v2/{account}/inboxes/{inbox}/chats", get(inboxes::chats))
        .route("/hosted/{token}", get(hosted::open))
        .route("/hosted/{token}/sign-in", post(hosted::sign_in))
        .route("/hosted/{token}/checkpoint", post(hosted::checkpoint))
        .route("/hosted/{token}/cancel", post(hosted::cancel))
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
}

async fn unknown() -> ApiError {
    error(404, "api/resource_not_found", "No such route.")
}

async fn wrong_method() -> ApiError {
    error(405, "provider/method_not_allowed", "This route does not take this method.")
}

/// Counts the request against the key's quota and tells the client where it stands.
pub async fn stamp(State(hub): State<Ctx>, request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/v2") {
        return next.run(request).await;
    }
    let standing = {
        let mut world = hub.world();
        let now = world.now();
        let limit = world.config.unipile_requests_per_minute;
        world.unipile.quota.count(now, limit)
    };
    let mut response = if standing.exceeded {
        let refused = error(429, "api/too_many_requests", "Too many requests. Slow down.");
        let mut response = refused.into_response();
        response.headers_mut().insert("retry-after", HeaderValue::from(standing.reset));
        response
    } else {
        next.run(request).await
    };
    for (name, value) in [
        ("x-ratelimit-limit", standing.limit),
        ("x-ratelimit-remaining", standing.remaining),
        ("x-ratelimit-reset", standing.reset),
    ] {
        response.headers_mut().insert(name, HeaderValue::from(value));
    }
    response
}

/// The key comes before everything else.
fn authorized(world: &World, headers: &HeaderMap) -> Result<(), ApiError> {
    match headers.get("x-api-key").map(HeaderValue::as_bytes) {
        None => Err(error(401, "api/missing_authorization", "The X-API-KEY header is missing.")),
        Some(key) if key == world.endpoints.unipile.api_key.as_bytes() => Ok(()),
        Some(_) => Err(error(401, "api/missing_authorization", "The X-API-KEY header holds no valid key.")),
    }
}

/// An account whose session works; calls on behalf of any other are refused.
fn connected<'a>(world: &'a World, id: &str) -> Result<&'a Account, ApiError> {
    let account = world
        .unipile
        .account(id)
        .ok_or_else(|| error(404, "api/resource_not_found", "Account not found."))?;
    let restricted = world.people.get(&account.person).is_some_and(|person| person.restricted);
    if restricted {
        return Err(error(403, "api/account_restricted", "LinkedIn has restricted this account."));
    }
    match account.status.as_str() {
        "disconnected" => Err(error(
            401,
            "provider/invalid_authorization",
            "The account is disconnected. Authenticate it again.",
        )),
        "errored" => Err(error(503, "provider/server_error", "The service is interrupted for this account.")),
        "paused" => Err(error(403, "api/insufficient_permissions", "The account is paused.")),
        _ => Ok(account),
    }
}
