//! Whom a page's post may mention, by the beginning of a name or by profile address.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::access::{Entered, enter};
use super::call::Call;
use super::errors::{ApiError, not_found, unresolved};
use super::identity::PICTURE;
use super::organizations::organization;
use crate::world::{Ctx, World};

const SCOPES: &[&str] = &["r_organization_followers"];
/// A typeahead shows no more.
const MOST: usize = 100;

/// Checks the finder and that the caller speaks through the page it is about.
fn asked(world: &World, headers: &HeaderMap, call: &Call, resource: &str, q: &str) -> Result<(), ApiError> {
    let entered: Entered = enter(world, headers, call, resource, SCOPES)?;
    if call.text("q") != Some(q) {
        return Err(unresolved());
    }
    let page = organization(world, call.required("organization")?)?;
    if page.speaks_through(&entered.caller.person) { Ok(()) } else { Err(entered.denied()) }
}

/// `GET /rest/peopleTypeahead?q=organizationFollowers&keywords=…&organization=…`.
pub async fn typeahead(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    call: Call,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    asked(&world, &headers, &call, "peopleTypeahead", "organizationFollowers")?;
    let keywords = call.required("keywords")?.to_lowercase();
    let all = world
        .people
        .all()
        .iter()
        .filter(|person| person.name().to_lowercase().contains(&keywords))
        .take(MOST)
        .map(|person| {
            json!({
                "member": person.urn(),
                "firstName": person.first,
                "lastName": person.last,
                "headline": person.headline,
                "photo": format!("urn:li:digitalmediaAsset:{PICTURE}{}", person.sub),
            })
        })
        .collect();
    call.collection(all, MOST).map(Json)
}

/// `GET /rest/vanityUrl?q=vanityUrlAsOrganization&vanityUrl=https://www.linkedin.com/in/…&organization=…`.
pub async fn by_address(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    call: Call,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    asked(&world, &headers, &call, "vanityUrl", "vanityUrlAsOrganization")?;
    let address = call.required("vanityUrl")?;
    let vanity = address.split_once("/in/").map(|(_, rest)| rest).unwrap_or_default();
    let vanity = vanity.split(['/', '?', '#']).next().unwrap_or_default();
    let person = world.people.get(vanity).ok_or_else(not_found)?;
    call.collection(vec![json!({"vanityUrl": address, "member": person.urn()})], MOST).map(Json)
}
