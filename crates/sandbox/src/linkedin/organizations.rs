//! Pages: who may act for which, what they are called, how many follow them.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::access::{Entered, enter};
use super::call::Call;
use super::errors::{ApiError, not_found, param_invalid, plain, unresolved};
use super::restli::Method;
use crate::world::{Ctx, Organization, PageRole, World};

/// How the id of a logo begins; the page's id follows.
pub const LOGO: &str = "C4D0B";

/// May see the records of pages the member administers.
pub const ADMIN: &[&str] = &["rw_organization_admin", "r_organization_admin"];
const ANY_PAGE_SCOPE: &[&str] =
    &["rw_organization_admin", "r_organization_admin", "w_organization_social", "r_organization_social"];

/// `GET /rest/organizationAcls`: `q=roleAssignee`, `q=organization` or `ids=`.
pub async fn acls(State(hub): State<Ctx>, headers: HeaderMap, call: Call) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    let entered = enter(&world, &headers, &call, "organizationAcls", ANY_PAGE_SCOPE)?;
    roles(&world, &call, &entered, "organization").map(Json)
}

/// `GET /v2/organizationalEntityAcls`: the older name, with the older field.
pub async fn entity_acls(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    call: Call,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    let entered = enter(&world, &headers, &call, "organizationalEntityAcls", ANY_PAGE_SCOPE)?;
    roles(&world, &call, &entered, "organizationalTarget").map(Json)
}

fn roles(world: &World, call: &Call, entered: &Entered, field: &str) -> Result<Value, ApiError> {
    let me = &entered.caller.person;
    let acl = |page: &Organization, one: &PageRole| {
        json!({
            "roleAssignee": world.people.get(&one.person).map(crate::world::Person::urn),
            "role": one.role,
            "state": one.state,
            field: format!("urn:li:organization:{}", page.id),
        })
    };
    if call.method == Method::BatchGet {
        return call.batch(|key| {
            let (page, one) = acl_key(world, key, field).ok_or_else(not_found)?;
            if one.person != *me && !page.administered_by(me) {
                return Err(admin_only(page));
            }
            Ok(acl(page, one))
        });
    }
    let symbol = |name: &str, known: &[&str]| match call.text(name) {
        Some(symbol) if !known.contains(&symbol) => Err(param_invalid(name)),
        asked => Ok(asked),
    };
    let role = symbol("role", PageRole::ROLES)?;
    let state = symbol("state", PageRole::STATES)?;
    let wanted = |one: &&PageRole| {
        role.is_none_or(|role| one.role == role) && state.is_none_or(|state| one.state == state)
    };
    let all: Vec<Value> = match call.text("q") {
        Some("roleAssignee") => world
            .people
            .organizations
            .iter()
            .flat_map(|page| page.roles.iter().map(move |one| (page, one)))
            .filter(|(_, one)| one.person == *me && wanted(one))
            .map(|(page, one)| acl(page, one))
            .collect(),
        Some("organization" | "organizationalTarget") => {
            let page = organization(world, call.required(call.text("q").unwrap_or_default())?)?;
            administered(entered, page)?;
            page.roles.iter().filter(wanted).map(|one| acl(page, one)).collect()
        }
        _ => return Err(unresolved()),
    };
    call.collection(all, 100)
}

/// `(organization:urn,role:ADMINISTRATOR,roleAssignee:urn)`, the fields in any order.
fn acl_key<'a>(world: &'a World, key: &str, field: &str) -> Option<(&'a Organization, &'a PageRole)> {
    let fields: Vec<(&str, &str)> = key
        .strip_prefix('(')?
        .strip_suffix(')')?
        .split(',')
        .filter_map(|part| part.split_once(':'))
        .collect();
    let get = |name: &str| fields.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    let page = world.people.organization(get(field)?)?;
    let person = world.people.by_sub(get("roleAssignee")?.strip_prefix("urn:li:person:")?)?;
    let role = get("role")?;
    page.roles.iter().find(|one| one.person == person.slug && one.role == role).map(|one| (page, one))
}

/// `GET /rest/organizations/{id}`: for its administrators.
pub async fn show(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(id): Path<String>,
    call: Call,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    let entered = enter(&world, &headers, &call, "organizations", ADMIN)?;
    for_administrator(&world, &entered, &id).map(Json)
}

fn for_administrator(world: &World, entered: &Entered, id: &str) -> Result<Value, ApiError> {
    let page = world.people.organization(id).ok_or_else(not_found)?;
    if page.administered_by(&entered.caller.person) { Ok(full(page)) } else { Err(admin_only(page)) }
}

fn admin_only(page: &Organization) -> ApiError {
    plain(
        403,
        format!(
            "Viewer don't have permission to the ADMIN_ONLY VisibilityReduction for urn:li:organization:{}",
            page.id
        ),
    )
}

/// `GET /rest/organizations`: `q=vanityName`, `q=parentOrganization` or `ids=`.
pub async fn finder(State(hub): State<Ctx>, headers: HeaderMap, call: Call) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    if call.method == Method::BatchGet {
        let entered = enter(&world, &headers, &call, "organizations", ADMIN)?;
        return call.batch(|key| for_administrator(&world, &entered, key)).map(Json);
    }
    enter(&world, &headers, &call, "organizations", ANY_PAGE_SCOPE)?;
    let all: Vec<Value> = match call.text("q") {
        Some("vanityName") => {
            let vanity = call.required("vanityName")?;
            world.people.organizations.iter().filter(|page| page.vanity == vanity).map(reduced).collect()
        }
        Some("parentOrganization") => {
            // Nobody's page has others below it.
            organization(&world, call.required("parent")?)?;
            Vec::new()
        }
        _ => return Err(unresolved()),
    };
    call.collection(all, 100).map(Json)
}

/// `GET /rest/organizationsLookup/{id}`: what anybody may know.
pub async fn lookup(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(id): Path<String>,
    call: Call,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    enter(&world, &headers, &call, "organizationsLookup", ANY_PAGE_SCOPE)?;
    world.people.organization(&id).map(reduced).map(Json).ok_or_else(not_found)
}

/// `GET /rest/organizationsLookup?ids=List(1,2)`.
pub async fn lookup_several(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    call: Call,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    enter(&world, &headers, &call, "organizationsLookup", ANY_PAGE_SCOPE)?;
    call.batch(|key| world.people.organization(key).map(reduced).ok_or_else(not_found)).map(Json)
}

/// A page as its administrators see it.
pub fn full(page: &Organization) -> Value {
    let mut json = reduced(page);
    json["website"] = json!({
        "localized": {"en_US": format!("https://{}.example", page.vanity)},
        "preferredLocale": {"country": "US", "language": "en"},
    });
    json["localizedWebsite"] = json!(format!("https://{}.example", page.vanity));
    json["logoV2"] = json!({
        "original": format!("urn:li:digitalmediaAsset:{LOGO}{}", page.id),
        "cropped": format!("urn:li:digitalmediaAsset:{LOGO}{}", page.id),
    });
    json["industries"] = json!(["urn:li:industry:104"]);
    json["staffCountRange"] = json!("SIZE_11_TO_50");
    json["organizationType"] = json!("PRIVATELY_HELD");
    json["$URN"] = json!(format!("urn:li:organization:{}", page.id));
    json["defaultLocale"] = json!({"country": "US", "language": "en"});
    json["versionTag"] = json!("1");
    json
}

fn reduced(page: &Organization) -> Value {
    json!({
        "id": page.id,
        "localizedName": page.name,
        "vanityName": page.vanity,
        "name": {
            "localized": {"en_US": page.name},
            "preferredLocale": {"country": "US", "language": "en"},
        },
        "locations": [],
        "primaryOrganizationType": "NONE",
    })
}

/// `GET /rest/networkSizes/{urn}?edgeType=COMPANY_FOLLOWED_BY_MEMBER`: no role on the page is needed.
pub async fn network_size(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(urn): Path<String>,
    call: Call,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    let entered = enter(&world, &headers, &call, "networkSizes", ADMIN)?;
    // The symbol changed with 202305; what has no version kept the old one.
    let symbol = match entered.version.as_deref() {
        Some(version) if version >= "202305" => "COMPANY_FOLLOWED_BY_MEMBER",
        _ => "CompanyFollowedByMember",
    };
    if call.text("edgeType") != Some(symbol) {
        return Err(param_invalid("edgeType"));
    }
    let page = world.people.organization(&urn).ok_or_else(not_found)?;
    Ok(Json(json!({"firstDegreeSize": page.followers})))
}

/// The page a query parameter names.
pub fn organization<'a>(world: &'a World, urn: &str) -> Result<&'a Organization, ApiError> {
    if !urn.starts_with("urn:li:organization:") && !urn.starts_with("urn:li:organizationBrand:") {
        return Err(plain(422, "Invalid Urn format. Invalid prefix."));
    }
    world.people.organization(urn).ok_or_else(not_found)
}

/// The token's member administers the page.
pub fn administered(entered: &Entered, page: &Organization) -> Result<(), ApiError> {
    if page.administered_by(&entered.caller.person) { Ok(()) } else { Err(entered.denied()) }
}
