//! `GET /v2/{account}/users/me`: the cheapest proof that a session is alive.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::errors::ApiError;
use super::{authorized, connected};
use crate::world::Ctx;

pub async fn me(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(account): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    authorized(&world, &headers)?;
    let account = connected(&world, &account)?;
    let person = world.people.get(&account.person);
    let slug = account.person.as_str();
    Ok(Json(json!({
        "object": "User",
        "id": account.user_id,
        "public_identifier": slug,
        "display_name": account.name,
        "first_name": person.map(|person| person.first.as_str()),
        "last_name": person.map(|person| person.last.as_str()),
        "headline": person.map(|person| person.headline.as_str()),
        "email": person.map(|person| person.email.as_str()),
        "profile_url": format!("{}/in/{slug}", world.endpoints.linkedin.www),
        "profile_picture_url": world.picture_url(slug),
        "is_self": true,
    })))
}
