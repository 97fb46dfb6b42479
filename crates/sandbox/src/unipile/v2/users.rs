//! `/v2/{account}/users`: the account's owner, and whom they can see.

use axum::Json;
use axum::extract::{Path, Query};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Session;
use super::errors::{ApiError, error};
use super::inboxes::allowed;
use crate::unipile::publishing::member;
use crate::world::{Person, World};

/// `GET /v2/{account}/users/me`: the cheapest proof that a session is alive.
pub async fn me(session: Session) -> Result<Json<Value>, ApiError> {
    let world = session.world();
    let account = &session.account;
    let person = world.people.get(&account.person).ok_or_else(not_found)?;
    Ok(Json(user_json(&world, person, true)))
}

#[derive(Deserialize)]
pub struct UserQuery {
    /// `linkedin_sales_navigator` or `linkedin_recruiter`.
    variant: Option<String>,
}

/// `GET /v2/{account}/users/{id}`.
pub async fn show(
    session: Session,
    Path((_, id)): Path<(String, String)>,
    Query(query): Query<UserQuery>,
) -> Result<Json<Value>, ApiError> {
    let world = session.world();
    let account = &session.account;
    match query.variant.as_deref() {
        None | Some("linkedin" | "linkedin_classic") => {}
        Some("linkedin_recruiter") => allowed(&world, account, "recruiter")?,
        Some("linkedin_sales_navigator") => allowed(&world, account, "sales_navigator")?,
        Some(_) => return Err(error(400, "api/invalid_parameters", "variant names no product of LinkedIn.")),
    }
    let person = member(&world, &id).ok_or_else(not_found)?;
    Ok(Json(user_json(&world, person, person.slug == account.person)))
}

fn user_json(world: &World, person: &Person, is_self: bool) -> Value {
    let mut json = json!({
        "object": "User",
        "id": person.profile_id,
        "public_identifier": person.slug,
        "display_name": person.name(),
        "first_name": person.first,
        "last_name": person.last,
        "headline": person.headline,
        "profile_url": format!("{}/in/{}", world.endpoints.linkedin.www, person.slug),
        "profile_picture_url": world.picture_url(&person.slug),
        "is_self": is_self,
    });
    // LinkedIn shows a member's address to the member only.
    if is_self {
        json["email"] = json!(person.email);
    }
    json
}

fn not_found() -> ApiError {
    error(404, "provider/resource_not_found", "User not found.")
}
