//! `/api/v1/users`: the account's owner and other members.

use axum::Json;
use axum::extract::{Path, Query};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Session;
use super::accounts::usable_product;
use super::errors::{ApiError, invalid, not_found};
use crate::unipile::account::Account;
use crate::unipile::publishing::member;

#[derive(Deserialize)]
pub struct UserQuery {
    linkedin_api: Option<String>,
}

/// `GET /api/v1/users/me`: the cheapest proof that a session is alive.
pub async fn me(session: Session) -> Result<Json<Value>, ApiError> {
    let world = session.world();
    let account = &session.account;
    let person = world.people.get(&account.person).ok_or_else(|| not_found("User"))?;
    let organizations: Vec<Value> = world
        .people
        .organizations
        .iter()
        .filter(|page| page.speaks_through(&account.person))
        .map(|page| {
            json!({
                "name": page.name,
                "messaging_enabled": true,
                "organization_urn": format!("urn:li:fsd_company:{}", page.id),
                "mailbox_id": format!("urn:li:fsd_profile:{}", account.user_id),
            })
        })
        .collect();
    Ok(Json(json!({
        "object": "AccountOwnerProfile",
        "provider": "LINKEDIN",
        "provider_id": account.user_id,
        "entity_urn": format!("urn:li:fsd_profile:{}", account.user_id),
        "object_urn": format!("urn:li:member:{}", account.number + 100_000_000),
        "first_name": person.first,
        "last_name": person.last,
        "profile_picture_url": world.picture_url(&person.slug),
        "public_profile_url": format!("{}/in/{}", world.endpoints.linkedin.www, person.slug),
        "public_identifier": person.slug,
        "headline": person.headline,
        "occupation": person.headline,
        "email": person.email,
        "premium": !person.subscriptions.is_empty(),
        "open_profile": false,
        "recruiter": seat(account, "recruiter"),
        "sales_navigator": seat(account, "sales_navigator"),
        "organizations": organizations,
    })))
}

/// The seat in a paid product; an error in its place when its own session has ended.
fn seat(account: &Account, product: &str) -> Value {
    match account.product_status(product) {
        Some("running") => json!({
            "owner_seat_id": format!("urn:li:ts_seat:{}", account.number + 300_000_000),
            "contract_id": account.contract.as_deref().map_or_else(
                || format!("urn:li:ts_contract:{}", account.number + 200_000_000),
                |contract| format!("urn:li:ts_contract:{contract}"),
            ),
        }),
        Some("disconnected") => json!({"error": "DISCONNECTED"}),
        _ => Value::Null,
    }
}

/// `GET /api/v1/users/{identifier}`.
pub async fn show(
    session: Session,
    Path(identifier): Path<String>,
    Query(query): Query<UserQuery>,
) -> Result<Json<Value>, ApiError> {
    let world = session.world();
    let account = &session.account;
    match query.linkedin_api.as_deref() {
        None => {}
        Some(product @ ("recruiter" | "sales_navigator")) => usable_product(account, product)?,
        Some(_) => return Err(invalid("linkedin_api takes recruiter and sales_navigator.")),
    }
    let person = member(&world, &identifier).ok_or_else(|| not_found("User"))?;
    let is_self = person.slug == account.person;
    let mut json = json!({
        "object": "UserProfile",
        "provider": "LINKEDIN",
        "provider_id": person.profile_id,
        "public_identifier": person.slug,
        "first_name": person.first,
        "last_name": person.last,
        "headline": person.headline,
        "websites": [],
        "profile_picture_url": world.picture_url(&person.slug),
        "public_profile_url": format!("{}/in/{}", world.endpoints.linkedin.www, person.slug),
        "is_premium": !person.subscriptions.is_empty(),
        "is_self": is_self,
    });
    if !is_self {
        let colleagues = world.people.get(&account.person).is_some_and(|own| own.client == person.client);
        json["network_distance"] = json!(if colleagues { "FIRST_DEGREE" } else { "SECOND_DEGREE" });
    }
    Ok(Json(json))
}
