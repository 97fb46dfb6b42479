//! `/rest/posts`.

mod attached;
mod change;
mod content;
mod create;
mod fields;
mod poll;
mod read;
mod text;

pub use attached::attached;
pub use change::{remove, update};
pub use create::{as_written, create, publish};
pub use read::{collection, in_feed, may_read, show};
pub use text::named;

use super::access::Caller;
use super::errors::{ApiError, gateway, not_found};
use crate::world::World;

pub const LONGEST_COMMENTARY: usize = 3_000;
const RESOURCE: &str = "partnerApiPostsExternal";
pub const WRITE: &[&str] = &["w_member_social", "w_organization_social"];

/// Whether a token may write as this member or page.
pub fn may_act_for(world: &World, caller: &Caller, urn: &str) -> bool {
    if urn == caller.urn {
        return caller.may("w_member_social");
    }
    caller.may("w_organization_social")
        && world.people.organization(urn).is_some_and(|page| page.speaks_through(&caller.person))
}

/// The post exists and the token may change it.
pub fn own(world: &World, caller: &Caller, urn: &str) -> Result<(), ApiError> {
    let post = world.posts.find(urn).filter(|post| !post.deleted).ok_or_else(not_found)?;
    if may_act_for(world, caller, &post.author_urn) { Ok(()) } else { Err(insufficient()) }
}

pub fn insufficient() -> ApiError {
    gateway(403, 100, "ACCESS_DENIED", "Insufficient permissions to perform the requested action")
}
