//! Pages: who may act for which, what they are called, how many follow them.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use serde::Deserialize;
use serde_json::{Value, json};

use super::access::rest;
use super::errors::{ApiError, input, not_found, plain};
use crate::world::{Ctx, Organization};

const ADMIN: &[&str] = &["rw_organization_admin", "r_organization_admin"];

#[derive(Deserialize)]
pub struct AclQuery {
    q: Option<String>,
    role: Option<String>,
    state: Option<String>,
}

/// `GET /rest/organizationAcls?q=roleAssignee`.
pub async fn acls(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Query(query): Query<AclQuery>,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    let passed = rest(
        &world,
        &headers,
        "organizationAcls.FINDER-roleAssignee",
        &["rw_organization_admin", "r_organization_admin", "w_organization_social", "r_organization_social"],
    )?;
    if query.q.as_deref() != Some("roleAssignee") {
        return Err(unresolved());
    }
    let wanted = query.role.as_deref().is_none_or(|role| role == "ADMINISTRATOR")
        && query.state.as_deref().is_none_or(|state| state == "APPROVED");
    let elements: Vec<Value> = world
        .people
        .organizations
        .iter()
        .filter(|page| wanted && page.admins.contains(&passed.caller.person))
        .map(|page| {
            json!({
                "roleAssignee": passed.caller.urn,
                "role": "ADMINISTRATOR",
                "state": "APPROVED",
                "organization": format!("urn:li:organization:{}", page.id),
            })
        })
        .collect();
    Ok(Json(json!({
        "paging": {"start": 0, "count": 10, "links": [], "total": elements.len()},
        "elements": elements,
    })))
}

/// `GET /rest/organizations/{id}`: for its administrators.
pub async fn show(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    let passed = rest(&world, &headers, "organizations.GET", ADMIN)?;
    let page = world.people.organization(&id).ok_or_else(not_found)?;
    if !page.admins.contains(&passed.caller.person) {
        return Err(plain(
            403,
            format!(
                "Viewer don't have permission to the ADMIN_ONLY VisibilityReduction for urn:li:organization:{}",
                page.id
            ),
        ));
    }
    let mut json = reduced(page);
    json["website"] = json!({
        "localized": {"en_US": format!("https://{}.example", page.vanity)},
        "preferredLocale": {"country": "US", "language": "en"},
    });
    json["logoV2"] = json!({"original": format!("urn:li:digitalmediaAsset:C4D0B{}", page.id)});
    json["staffCountRange"] = json!("SIZE_11_TO_50");
    json["$URN"] = json!(format!("urn:li:organization:{}", page.id));
    json["defaultLocale"] = json!({"country": "US", "language": "en"});
    json["versionTag"] = json!("1");
    Ok(Json(json))
}

#[derive(Deserialize)]
pub struct FinderQuery {
    q: Option<String>,
    #[serde(rename = "vanityName")]
    vanity_name: Option<String>,
}

/// `GET /rest/organizations?q=vanityName&vanityName=…`.
pub async fn finder(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Query(query): Query<FinderQuery>,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    rest(
        &world,
        &headers,
        "organizations.FINDER-vanityName",
        &["rw_organization_admin", "r_organization_admin", "r_organization_social", "w_organization_social"],
    )?;
    if query.q.as_deref() != Some("vanityName") {
        return Err(unresolved());
    }
    let elements: Vec<Value> = world
        .people
        .organizations
        .iter()
        .filter(|page| Some(page.vanity.as_str()) == query.vanity_name.as_deref())
        .map(reduced)
        .collect();
    Ok(Json(json!({
        "paging": {"start": 0, "count": 10, "links": [], "total": elements.len()},
        "elements": elements,
    })))
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

#[derive(Deserialize)]
pub struct SizeQuery {
    #[serde(rename = "edgeType")]
    edge_type: Option<String>,
}

/// `GET /rest/networkSizes/{urn}?edgeType=COMPANY_FOLLOWED_BY_MEMBER`.
pub async fn network_size(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(urn): Path<String>,
    Query(query): Query<SizeQuery>,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    rest(&world, &headers, "networkSizes.GET", ADMIN)?;
    if query.edge_type.as_deref() != Some("COMPANY_FOLLOWED_BY_MEMBER") {
        return Err(input(
            400,
            "PARAM_INVALID",
            "Invalid value for param; wrong type or other syntax error",
            "edgeType",
        ));
    }
    let page = world.people.organization(&urn).ok_or_else(not_found)?;
    Ok(Json(json!({"firstDegreeSize": page.followers})))
}

fn unresolved() -> ApiError {
    input(400, "ILLEGAL_ARGUMENT", "Resource method could not be resolved from request parameters.", "q")
}
