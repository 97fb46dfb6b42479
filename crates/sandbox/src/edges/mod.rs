//! Edges: identities, their LinkedIn integrations, and the pages sent to account owners.

mod checkpoint;
mod connect;
mod errors;
mod identities;
mod pages;
mod state;

use axum::Router;
use axum::http::{HeaderMap, HeaderValue};
use axum::routing::{get, post};

pub use state::{Edges, Identity, Integration, LoginLink};

use crate::world::{Ctx, World};
use errors::{Refusal, refusal};

pub fn router() -> Router<Ctx> {
    let integration = "/v1/identities/{uid}/integrations/{integration}";
    Router::new()
        .route("/v1/identities", get(identities::list).post(identities::create))
        .route("/v1/identities/{uid}", get(identities::show).delete(identities::remove))
        .route("/v1/identities/{uid}/generate-login-links", post(identities::login_links))
        .route(integration, get(connect::show).post(connect::connect).delete(connect::remove))
        .route(&format!("{integration}/checkpoint"), post(checkpoint::answer))
        .route("/v1/workspaces", get(identities::workspaces))
        .route("/identities/linkedin/login", get(pages::login))
        .route("/identities/linkedin/login/{token}", post(pages::sign_in))
        .route("/identities/linkedin/login/{token}/checkpoint", post(pages::checkpoint))
        .route("/identities/linkedin/shared/{token}", get(pages::shared).post(pages::accept))
        .fallback(unknown)
        .method_not_allowed_fallback(unknown)
}

async fn unknown() -> Refusal {
    Refusal::with_status(404, "STATUS_404", "No such route.")
}

fn authorized(world: &World, headers: &HeaderMap) -> Result<(), Refusal> {
    match headers.get("x-api-key").map(HeaderValue::as_bytes) {
        Some(key) if key == world.endpoints.edges.api_key.as_bytes() => Ok(()),
        _ => Err(Refusal::with_status(401, "UNAUTHORIZED", "The API key is missing or not valid.")),
    }
}

/// Only LinkedIn is simulated.
fn linkedin_only(world: &World, integration: &str) -> Result<(), Refusal> {
    if integration == "linkedin" {
        return Ok(());
    }
    Err(refusal(world, "INTEGRATION_ERROR", "This sandbox knows the linkedin integration only."))
}
