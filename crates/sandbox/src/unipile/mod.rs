//! Unipile on a tenant's DSN: version 1 below `/api/v1`, version 2 below `/v2`, the hosted pages, and
//! one set of accounts behind them all.

mod account;
mod accounts;
mod hooks;
mod hosted;
mod hosted_pages;
mod refusal;
mod settling;
mod sign_in;
mod state;
mod v2;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};

pub use account::{Account, PRODUCTS};
pub use settling::{next_due, set_status, settle};
pub use state::Unipile;

use crate::world::Ctx;

pub fn router() -> Router<Ctx> {
    Router::new()
        .merge(v2::router())
        .route("/hosted/{token}", get(hosted::open))
        .route("/hosted/{token}/sign-in", post(hosted::sign_in))
        .route("/hosted/{token}/checkpoint", post(hosted::checkpoint))
        .route("/hosted/{token}/resend", post(hosted::resend))
        .route("/hosted/{token}/cancel", post(hosted::cancel))
        .fallback(v2::unknown)
        .method_not_allowed_fallback(v2::wrong_method)
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
        let mut response = v2::too_many_requests().into_response();
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
