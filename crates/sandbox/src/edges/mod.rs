//! Edges: identities, their LinkedIn integrations, and the pages sent to account owners.

mod call;
mod checkpoint;
mod connect;
mod errors;
mod events;
mod identities;
mod login_page;
mod shared_page;
mod state;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};

pub use connect::afflict;
pub use state::{Edges, Identity, Integration, LoginLink};

use crate::world::{Ctx, World};
use call::Keyed;
use errors::{Refusal, refusal};

pub fn router() -> Router<Ctx> {
    let integration = "/v1/identities/{uid}/integrations/{integration}";
    Router::new()
        .route("/v1/identities", get(identities::list).post(identities::create))
        .route(
            "/v1/identities/{uid}",
            get(identities::show).patch(identities::update).delete(identities::remove),
        )
        .route("/v1/identities/{uid}/generate-login-links", post(identities::login_links))
        .route(integration, get(connect::show).post(connect::connect).delete(connect::remove))
        .route(&format!("{integration}/checkpoint"), post(checkpoint::answer))
        .route("/v1/workspaces", get(identities::workspaces))
        .route("/identities/linkedin/login", get(login_page::show))
        .route("/identities/linkedin/login/{token}", post(login_page::sign_in))
        .route("/identities/linkedin/login/{token}/checkpoint", post(login_page::answer))
        .route("/identities/linkedin/login/{token}/resend", post(login_page::resend))
        .route("/identities/linkedin/login/{token}/restart", post(login_page::restart))
        .route("/identities/linkedin/shared/{token}", get(shared_page::show).post(shared_page::accept))
        .fallback(unknown)
        .method_not_allowed_fallback(unknown)
}

/// Counts the calls of a minute.
pub async fn stamp(State(hub): State<Ctx>, request: Request, next: Next) -> Response {
    let left = {
        let mut world = hub.world();
        let allowed = world.config.edges_requests_per_minute;
        if allowed > 0 && request.uri().path().starts_with("/v1/") { over(&mut world, allowed) } else { None }
    };
    let Some(seconds) = left else {
        return next.run(request).await;
    };
    let mut response =
        Refusal::with_status(429, "STATUS_429", "Too many requests. Slow down.").into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// Seconds until the minute ends, where it has had its calls.
fn over(world: &mut World, allowed: u32) -> Option<i64> {
    let now = world.now().timestamp();
    let minute = now.div_euclid(60);
    if world.edges.minute.0 != minute {
        world.edges.minute = (minute, 0);
    }
    world.edges.minute.1 += 1;
    (world.edges.minute.1 > allowed).then_some((minute + 1) * 60 - now)
}

async fn unknown() -> Refusal {
    Refusal::with_status(404, "STATUS_404", "No such route.")
}

/// Only LinkedIn is simulated.
fn linkedin_only(world: &World, integration: &str) -> Result<(), Refusal> {
    if integration == "linkedin" {
        return Ok(());
    }
    Err(refusal(world, "INTEGRATION_ERROR", "This sandbox knows the linkedin integration only."))
}
