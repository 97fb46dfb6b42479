//! `/v2/ugcPosts` and what is left of `/v2/shares`: the older way to post.

mod create;
mod show;
mod text;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};

pub use create::create;
pub use show::{collection, one};

use super::access::{Caller, active_version, caller, denied};
use super::errors::{ApiError, not_found};
use super::posts::own;
use crate::world::{Ctx, World};

const RESOURCE: &str = "ugcPosts";
const CONTENT: &str = "com.linkedin.ugc.ShareContent";
const VISIBILITY: &str = "com.linkedin.ugc.MemberNetworkVisibility";

/// Checks token, scopes and, where LinkedIn has begun to ask for it, the version.
fn entered(world: &World, headers: &HeaderMap, method: &str, scopes: &[&str]) -> Result<Caller, ApiError> {
    let caller = caller(world, headers)?;
    if world.config.ugc_posts_need_version {
        active_version(world, headers)?;
    }
    if scopes.iter().any(|scope| caller.may(scope)) {
        Ok(caller)
    } else {
        Err(denied(&format!("{RESOURCE}.{method}"), "NO_VERSION"))
    }
}

/// `DELETE /v2/ugcPosts/{urn}`: deleting twice is no mistake.
pub async fn remove(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(urn): Path<String>,
) -> Result<StatusCode, ApiError> {
    let mut world = hub.world();
    let caller = entered(&world, &headers, "DELETE", super::posts::WRITE)?;
    if !world.posts.find(&urn).is_some_and(|post| post.deleted) {
        own(&world, &caller, &urn)?;
    }
    world.posts.find_mut(&urn).ok_or_else(not_found)?.deleted = true;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /v2/shares/{id}`: by the bare number too.
pub async fn remove_share(
    state: State<Ctx>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let urn = if id.starts_with("urn:") { id } else { format!("urn:li:share:{id}") };
    remove(state, headers, Path(urn)).await
}
