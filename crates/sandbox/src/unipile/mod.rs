//! Unipile on a tenant's DSN: version 1 below `/api/v1`, version 2 below `/v2`, the hosted pages, and
//! one set of accounts behind them all.

mod account;
mod accounts;
mod chats;
mod hooks;
mod hosted;
mod hosted_pages;
mod mentions;
mod publishing;
mod refusal;
mod remarks;
mod settling;
mod sign_in;
mod state;
mod v1;
mod v2;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};

pub use account::{Account, PRODUCTS};
pub use settling::{next_due, set_status, settle};
pub use state::Unipile;

use crate::world::Ctx;

pub fn router() -> Router<Ctx> {
    Router::new()
        .merge(v1::router())
        .merge(v2::router())
        .route("/hosted/{token}", get(hosted::open))
        .route("/hosted/{token}/sign-in", post(hosted::sign_in))
        .route("/hosted/{token}/checkpoint", post(hosted::checkpoint))
        .route("/hosted/{token}/resend", post(hosted::resend))
        .route("/hosted/{token}/cancel", post(hosted::cancel))
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
}

fn is_v1(path: &str) -> bool {
    path.starts_with(v1::PREFIX)
}

async fn unknown(uri: Uri) -> Response {
    if is_v1(uri.path()) { v1::unknown().into_response() } else { v2::unknown().into_response() }
}

async fn wrong_method(uri: Uri) -> Response {
    if is_v1(uri.path()) { v1::wrong_method().into_response() } else { v2::wrong_method().into_response() }
}

/// Counts the request against the key's quota. Version 2 tells the client where it stands.
pub async fn stamp(State(hub): State<Ctx>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let first = is_v1(&path);
    if !first && !path.starts_with("/v2") {
        return next.run(request).await;
    }
    let standing = {
        let mut world = hub.world();
        let now = world.now();
        let limit = world.config.unipile_requests_per_minute;
        world.unipile.quota.count(now, limit)
    };
    if first {
        let response =
            if standing.exceeded { v1::too_many_requests().into_response() } else { next.run(request).await };
        return v1::named(response, &path);
    }
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
