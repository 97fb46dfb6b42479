//! The control surface: what a test, a tour or a curious person may ask of the sandbox and do to
//! it, in-process and over HTTP. Each file holds one subject, and both ways to it.

mod accounts;
mod index;
mod page_actions;
mod page_roles;
mod seen;
mod settings;
mod sign_ins;
mod snapshots;
mod told;
mod trouble;

use std::fmt;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::json;

pub use accounts::{AccountQuery, LinkedAccount};
pub use page_actions::PageAction;
pub use page_roles::PageRoleChange;
pub use seen::{DeliveryQuery, OpenLink, PostQuery, Published, PublishedMedia, RequestQuery};
pub use sign_ins::{Consent, Consented};

use crate::world::Ctx;

/// A handle on a running sandbox that does in-process what the control port does over HTTP, by the
/// same code. Clones share one sandbox; a handle that outlives it still reads its world.
#[derive(Clone)]
pub struct Control {
    hub: Ctx,
}

impl Control {
    pub(crate) fn new(hub: Ctx) -> Self {
        Self { hub }
    }
}

impl fmt::Debug for Control {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Control")
    }
}

/// Why a control call did nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no such account, member, checkpoint or snapshot.
    Unknown(String),
    /// The call itself is wrong.
    Invalid(String),
}

impl Refused {
    fn unknown(sentence: &str) -> Self {
        Self::Unknown(sentence.to_owned())
    }

    fn invalid(wrong: impl fmt::Display) -> Self {
        Self::Invalid(wrong.to_string())
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(sentence) | Self::Invalid(sentence) => to.write_str(sentence),
        }
    }
}

impl std::error::Error for Refused {}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = match self {
            Self::Unknown(_) => StatusCode::NOT_FOUND,
            Self::Invalid(_) => StatusCode::BAD_REQUEST,
        };
        (status, axum::Json(json!({"error": self.to_string()}))).into_response()
    }
}

/// What a handler answers with, or the refusal.
type Answer<T> = Result<axum::Json<T>, Refused>;

/// The answer of a call that has nothing to tell.
fn done() -> axum::Json<serde_json::Value> {
    axum::Json(json!({"ok": true}))
}

pub fn router() -> Router<Control> {
    Router::new()
        .route("/", get(index::page))
        .route("/clock", get(settings::clock).post(settings::set_clock))
        .route("/config", get(settings::config).post(settings::configure))
        .route("/fault", post(trouble::add))
        .route("/faults", get(trouble::list).delete(trouble::clear))
        .route("/requests", get(seen::requests))
        .route("/posts", get(seen::posts))
        .route("/links", get(seen::links))
        .route("/deliveries", get(seen::deliveries))
        .route("/accounts", get(accounts::list))
        .route("/expire", post(accounts::expire))
        .route("/restrict", post(accounts::restrict))
        .route("/approve", post(sign_ins::approve))
        .route("/consent", post(sign_ins::consent))
        .route("/page-action", post(page_actions::act))
        .route("/page-role", post(page_roles::give))
        .route("/reset", post(snapshots::reset))
        .route("/snapshot", get(snapshots::take))
        .route("/restore", post(snapshots::restore))
        .route("/snapshots", get(snapshots::list))
        .route("/snapshots/{name}", post(snapshots::keep).delete(snapshots::forget))
        .route("/snapshots/{name}/restore", post(snapshots::return_to))
        .fallback(unknown)
        // Scripted answers and snapshots may be larger than anything a provider takes.
        .layer(DefaultBodyLimit::disable())
}

async fn unknown() -> Refused {
    Refused::unknown("No such control call.")
}
