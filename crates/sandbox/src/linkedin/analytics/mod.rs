//! Figures: of pages for those who administer them, of a member's own posts for the member.

mod followers;
mod intervals;
mod members;
mod page_views;
mod shares;

use axum::Router;
use axum::routing::get;

use super::access::{Entered, enter};
use super::call::Call;
use super::errors::{ApiError, unresolved};
use super::organizations::{ADMIN, administered, organization};
use crate::world::{Ctx, Organization, World};

/// The statistics' resources, versioned and not.
pub fn router() -> Router<Ctx> {
    let mut router = Router::new();
    for base in ["/rest", "/v2"] {
        router = router
            .route(&format!("{base}/organizationalEntityFollowerStatistics"), get(followers::statistics))
            .route(&format!("{base}/organizationalEntityShareStatistics"), get(shares::statistics))
            .route(&format!("{base}/organizationPageStatistics"), get(page_views::statistics));
    }
    router
        .route("/rest/memberCreatorPostAnalytics", get(members::posts))
        .route("/rest/memberCreatorVideoAnalytics", get(members::videos))
        .route("/rest/memberFollowersCount", get(members::followers))
}

/// The page whose figures are asked for by the finder `q`, whose parameter has the same name.
fn page<'a>(
    world: &'a World,
    headers: &axum::http::HeaderMap,
    call: &Call,
    resource: &str,
    finder: &str,
) -> Result<(Entered, &'a Organization), ApiError> {
    let entered = enter(world, headers, call, resource, ADMIN)?;
    if call.text("q") != Some(finder) {
        return Err(unresolved());
    }
    let page = organization(world, call.required(finder)?)?;
    administered(&entered, page)?;
    Ok((entered, page))
}

/// The URN of a page.
fn urn(page: &Organization) -> String {
    format!("urn:li:organization:{}", page.id)
}
