//! Zernio: profiles, accounts, health, connecting and posting.

mod accounts;
mod connect;
mod errors;
mod posts;
mod state;

use axum::Router;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::routing::{get, post};

pub use state::{SocialAccount, Zernio, slug_of};

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
        .route("/connect/linkedin/{state}", get(connect::page).post(connect::decide))
        .fallback(unknown)
}

async fn unknown() -> Refusal {
    refusal(404, "not_found", "route_not_found", "No such route.")
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
