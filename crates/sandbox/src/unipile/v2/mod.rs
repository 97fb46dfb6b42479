//! Unipile's API v2.

mod accounts;
mod call;
mod errors;
mod inboxes;
mod intent;
mod link;
mod posts;
mod remarks;
mod users;
mod webhooks;

use axum::Router;
use axum::routing::{get, post};

pub use accounts::account_json;
pub use intent::{CAPTCHA_KEY, contract_options};

use crate::world::Ctx;
use call::{Keyed, Session};
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
