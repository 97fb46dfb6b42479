//! Unipile's API v2.

mod accounts;
mod errors;
mod inboxes;
mod intent;
mod link;
mod posts;
mod remarks;
mod users;
mod webhooks;

use axum::Router;
use axum::http::{HeaderMap, HeaderValue};
use axum::routing::{get, post};

pub use accounts::account_json;
pub use intent::{CAPTCHA_KEY, contract_options};

use crate::unipile::account::{Account, CONNECTING};
use crate::world::{Ctx, World};
use errors::{ApiError, error};

pub fn router() -> Router<Ctx> {
    Router::new()
        .route("/v2/accounts", get(accounts::list))
        .route("/v2/accounts/{id}", get(accounts::show).patch(accounts::patch).delete(accounts::remove))
        .route("/v2/auth/link", post(link::create))
        .route("/v2/auth/intent", post(intent::start))
        .route("/v2/auth/checkpoint", post(intent::checkpoint))
        .route("/v2/webhooks/endpoints", get(webhooks::list).post(webhooks::create))
        .route(
            "/v2/webhooks/endpoints/{id}",
            get(webhooks::show).patch(webhooks::patch).delete(webhooks::remove),
        )
        .route("/v2/webhooks/conversations", get(webhooks::conversations))
        .route("/v2/{account}/users/me", get(users::me))
        .route("/v2/{account}/users/{id}", get(users::show))
        .route("/v2/{account}/users/{id}/posts", get(posts::list))
        .route("/v2/{account}/posts", post(posts::create))
        .route("/v2/{account}/posts/{id}", get(posts::show).patch(posts::patch).delete(posts::remove))
        .route("/v2/{account}/posts/{id}/comments", get(remarks::comments).post(remarks::comment))
        .route("/v2/{account}/posts/{id}/reactions", get(remarks::reactions).post(remarks::react))
        .route("/v2/{account}/inboxes", get(inboxes::list))
        .route("/v2/{account}/inboxes/{inbox}/chats", get(inboxes::chats))
        .route("/v2/{account}/chats", get(inboxes::primary))
}

pub fn unknown() -> ApiError {
    error(404, "api/resource_not_found", "No such route.")
}

pub fn wrong_method() -> ApiError {
    error(405, "provider/method_not_allowed", "This route does not take this method.")
}

pub fn too_many_requests() -> ApiError {
    error(429, "api/too_many_requests", "Too many requests. Slow down.")
}

/// The key comes before everything else.
pub fn authorized(world: &World, headers: &HeaderMap) -> Result<(), ApiError> {
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
        .accounts
        .get(id)
        .ok_or_else(|| error(404, "api/resource_not_found", "Account not found."))?;
    let restricted = world.people.get(&account.person).is_some_and(|person| person.restricted);
    if restricted {
        return Err(error(403, "api/account_restricted", "LinkedIn has restricted this account."));
    }
    match account.status.as_str() {
        CONNECTING | "disconnected" => Err(error(
            401,
            "provider/invalid_authorization",
            "The account is disconnected. Authenticate it again.",
        )),
        "errored" => Err(error(503, "provider/server_error", "The service is interrupted for this account.")),
        "paused" => Err(error(403, "api/insufficient_permissions", "The account is paused.")),
        _ => Ok(account),
    }
}
