//! Zernio, formerly Late: profiles, accounts, connecting, posting, media, queues and webhooks.

mod accounts;
mod afterwards;
mod analytics;
mod bulk;
mod call;
mod choose;
mod connect;
mod draft;
mod errors;
mod events;
mod health;
mod listing;
mod media;
mod mentions;
mod posts;
mod profiles;
mod publish;
mod queue;
mod reactions;
mod state;
mod stored;
mod team;
mod validate;
mod webhook_calls;
mod webhooks;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post, put};
use serde::de::DeserializeOwned;

pub use publish::publish_due;
pub use state::{SocialAccount, Zernio, afflict, end_tokens};
pub use webhooks::delivered;

use crate::world::{Ctx, World};
use call::Keyed;
use errors::{Refusal, refusal};

/// The requests per minute of the plan the sandbox is on.
const PER_MINUTE: u32 = 600;

pub fn router() -> Router<Ctx> {
    let v1 = Router::new()
        .route("/auth/verify", get(team::verify))
        .route("/users", get(team::users))
        .route("/users/{id}", get(team::show))
        .route("/usage-stats", get(team::usage))
        .route("/profiles", get(profiles::list).post(profiles::create))
        .route("/profiles/{id}", get(profiles::show).put(profiles::update).delete(profiles::remove))
        .route("/accounts", get(accounts::list))
        .route("/accounts/health", get(health::all))
        .route("/accounts/follower-stats", get(analytics::follower_stats))
        .route(
            "/accounts/{id}",
            get(accounts::show).put(accounts::rename).patch(accounts::relocate).delete(accounts::disconnect),
        )
        .route("/accounts/{id}/health", get(health::one))
        .route("/accounts/{id}/linkedin-organizations", get(choose::of_account))
        .route("/accounts/{id}/linkedin-organization", put(choose::switch))
        .route("/accounts/{id}/linkedin-mentions", get(choose::mention))
        .route("/accounts/{id}/linkedin-aggregate-analytics", get(analytics::aggregate))
        .route("/accounts/{id}/linkedin-post-analytics", get(analytics::post))
        .route("/accounts/{id}/linkedin-post-reactions", get(reactions::of_post))
        .route("/connect/pending-data", get(choose::pending))
        .route("/connect/linkedin/organizations", get(choose::organizations))
        .route("/connect/linkedin/select-organization", post(choose::select))
        .route("/connect/{platform}", get(connect::start))
        .route("/posts", post(posts::create).get(listing::list))
        .route("/posts/bulk-upload", post(bulk::upload))
        .route("/posts/{id}", get(listing::show).put(afterwards::update).delete(listing::remove))
        .route("/posts/{id}/retry", post(afterwards::retry))
        .route("/posts/{id}/unpublish", post(afterwards::unpublish))
        .route("/posts/{id}/edit", post(afterwards::edit))
        .route("/posts/{id}/review", post(afterwards::review))
        .route("/media/presign", post(media::presign))
        .route("/media/upload-direct", post(media::direct))
        .route("/tools/validate/post", post(validate::post))
        .route("/tools/validate/post-length", post(validate::length))
        .route("/tools/validate/media", post(validate::media))
        .route("/queue/slots", get(queue::list).post(queue::create).put(queue::update).delete(queue::remove))
        .route("/queue/preview", get(queue::preview))
        .route("/queue/next-slot", get(queue::next_slot))
        .route(
            "/webhooks/settings",
            get(webhook_calls::list)
                .post(webhook_calls::create)
                .put(webhook_calls::update)
                .delete(webhook_calls::remove),
        )
        .route("/webhooks/test", post(webhook_calls::test))
        .route("/webhooks/logs", get(webhook_calls::logs))
        .route("/webhooks/logs/redeliver", post(webhook_calls::redeliver));
    Router::new()
        .nest("/api/v1", v1)
        .route("/storage/{*key}", put(media::put))
        .route("/media/{*key}", get(media::read))
        .route("/connect/linkedin/{state}", get(connect::page).post(connect::decide))
        .route("/connect/linkedin/{state}/account", post(connect::choose))
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
}

async fn unknown() -> Refusal {
    refusal(404, "not_found", "route_not_found", "No such route.")
}

async fn wrong_method() -> Refusal {
    refusal(405, "invalid_request_error", "method_not_allowed", "This route does not take this method.")
}

/// Counts the request against the minute, and repeats the caller's request id or makes one.
pub async fn stamp(State(hub): State<Ctx>, request: Request, next: Next) -> Response {
    let given = request.headers().get("x-request-id").cloned();
    let is_call = request.uri().path().starts_with("/api/");
    let (allowance, made) = {
        let mut world = hub.world();
        let allowance = is_call.then(|| count(&mut world));
        let made = if given.is_none() { Some(world.ids.uuid()) } else { None };
        (allowance, made)
    };
    let mut response = match &allowance {
        Some(allowance) if allowance.exceeded => {
            refusal(429, "rate_limit_error", "rate_limit_exceeded", "Too many requests. Slow down.")
                .retry_after(allowance.left_s)
                .into_response()
        }
        _ => next.run(request).await,
    };
    let headers = response.headers_mut();
    if let Some(allowance) = allowance {
        headers.insert("x-ratelimit-limit", HeaderValue::from(allowance.limit));
        headers.insert("x-ratelimit-remaining", HeaderValue::from(allowance.remaining));
        headers.insert("x-ratelimit-reset", HeaderValue::from(allowance.reset));
    }
    if let Some(id) = given.or_else(|| HeaderValue::try_from(made?).ok()) {
        headers.insert("x-request-id", id);
    }
    response
}

struct Allowance {
    limit: u32,
    remaining: u32,
    /// Seconds since 1970 at which the minute ends.
    reset: i64,
    left_s: i64,
    exceeded: bool,
}

fn count(world: &mut World) -> Allowance {
    let now = world.now().timestamp();
    let minute = now.div_euclid(60);
    if world.zernio.minute.0 != minute {
        world.zernio.minute = (minute, 0);
    }
    world.zernio.minute.1 += 1;
    let used = world.zernio.minute.1;
    let enforced = world.config.zernio_requests_per_minute;
    let limit = if enforced == 0 { PER_MINUTE } else { enforced };
    let reset = (minute + 1) * 60;
    Allowance {
        limit,
        remaining: limit.saturating_sub(used),
        reset,
        left_s: reset - now,
        exceeded: enforced > 0 && used > limit,
    }
}

/// The origin of the pages and files; the API lives below it.
fn origin(world: &World) -> &str {
    let base = &world.endpoints.zernio.base_url;
    base.strip_suffix("/api").unwrap_or(base)
}

/// A JSON body, or Zernio's refusal of what is not one.
fn body_of<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body)
        .map_err(|wrong| refusal(400, "invalid_request_error", "invalid_request", wrong.to_string()))
}
