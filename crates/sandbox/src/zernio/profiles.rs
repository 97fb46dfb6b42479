//! `/v1/profiles`: clients or brands, each with accounts of its own.

use axum::Json;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::errors::{Refusal, invalid, refusal};
use super::state::{Profile, Zernio};
use super::{Keyed, body_of};
use crate::world::sha256_hex;

#[derive(Deserialize)]
pub struct ListQuery {
    name: Option<String>,
    limit: Option<usize>,
    skip: Option<usize>,
}

/// `GET /v1/profiles`.
pub async fn list(keyed: Keyed, Query(query): Query<ListQuery>) -> Result<Json<Value>, Refusal> {
    let world = keyed.world();
    let matching: Vec<&Profile> = world
        .zernio
        .profiles
        .values()
        .filter(|profile| query.name.as_deref().is_none_or(|name| profile.name == name))
        .collect();
    let skip = query.skip.unwrap_or(0);
    let profiles: Vec<Value> = matching
        .iter()
        .skip(skip)
        .take(query.limit.unwrap_or(usize::MAX))
        .map(|profile| profile.json())
        .collect();
    let mut json = json!({"profiles": profiles});
    if query.limit.is_some() || query.skip.is_some() {
        json["total"] = json!(matching.len());
        json["skip"] = json!(skip);
    }
    if let Some(limit) = query.limit {
        json["limit"] = json!(limit);
    }
    Ok(Json(json))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    name: Option<String>,
    /// Nothing: left out. `Some(None)`: emptied.
    #[serde(default, deserialize_with = "present")]
    description: Option<Option<String>>,
    color: Option<String>,
    is_default: Option<bool>,
}

/// Tells a field that is null from one that is not there.
#[expect(clippy::option_option, reason = "three answers: left out, null, a value")]
fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(from).map(Some)
}

/// `POST /v1/profiles`: names are unique; a repeated `Idempotency-Key` repeats the answer.
pub async fn create(keyed: Keyed, headers: HeaderMap, bytes: Bytes) -> Result<Response, Refusal> {
    let mut world = keyed.world();
    let digest = sha256_hex(&bytes);
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).map(ToOwned::to_owned);
    if let Some((earlier, id)) = key.as_ref().and_then(|key| world.zernio.profile_keys.get(key)) {
        if *earlier != digest {
            return Err(refusal(
                422,
                "invalid_request_error",
                "idempotency_conflict",
                "This Idempotency-Key was used with another body.",
            ));
        }
        let profile = world.zernio.profile(id).ok_or_else(no_profile)?;
        return Ok(created(profile));
    }
    let body: Body = body_of(&bytes)?;
    let name = named(body.name.as_deref())?.ok_or_else(|| invalid("name", "name is required."))?;
    unique(&world.zernio, &name, None)?;
    let profile = Profile {
        id: world.ids.hex(24),
        name,
        description: body.description.flatten(),
        color: body.color,
        is_default: world.zernio.profiles.is_empty(),
        created_at: world.now(),
    };
    if let Some(key) = key {
        world.zernio.profile_keys.insert(key, (digest, profile.id.clone()));
    }
    let answer = created(&profile);
    world.zernio.profiles.insert(profile.id.clone(), profile);
    Ok(answer)
}

fn created(profile: &Profile) -> Response {
    let json = json!({"message": "Profile created successfully", "profile": profile.json()});
    (StatusCode::CREATED, Json(json)).into_response()
}

fn named(name: Option<&str>) -> Result<Option<String>, Refusal> {
    match name.map(str::trim) {
        Some("") => Err(invalid("name", "name must not be empty.")),
        name => Ok(name.map(ToOwned::to_owned)),
    }
}

fn unique(zernio: &Zernio, name: &str, own: Option<&str>) -> Result<(), Refusal> {
    let other = zernio.profiles.values().find(|other| other.name == name && Some(other.id.as_str()) != own);
    other.map_or(Ok(()), |other| {
        Err(refusal(409, "invalid_request_error", "profile_exists", "A profile with this name exists.")
            .with_details(json!({"existingProfileId": other.id})))
    })
}

/// `GET /v1/profiles/{id}`.
pub async fn show(keyed: Keyed, Path(id): Path<String>) -> Result<Json<Value>, Refusal> {
    let world = keyed.world();
    let profile = world.zernio.profile(&id).ok_or_else(no_profile)?;
    Ok(Json(json!({"profile": profile.json()})))
}

/// `PUT /v1/profiles/{id}`.
pub async fn update(keyed: Keyed, Path(id): Path<String>, bytes: Bytes) -> Result<Json<Value>, Refusal> {
    let mut world = keyed.world();
    let body: Body = body_of(&bytes)?;
    let name = named(body.name.as_deref())?;
    if let Some(name) = &name {
        unique(&world.zernio, name, Some(&id))?;
    }
    if world.zernio.profile(&id).is_none() {
        return Err(no_profile());
    }
    if body.is_default == Some(true) {
        for profile in world.zernio.profiles.values_mut() {
            profile.is_default = profile.id == id;
        }
    }
    let profile = world.zernio.profiles.get_mut(&id).ok_or_else(no_profile)?;
    if let Some(name) = name {
        profile.name = name;
    }
    if let Some(description) = body.description {
        profile.description = description;
    }
    if body.color.is_some() {
        profile.color = body.color;
    }
    Ok(Json(json!({"message": "Profile updated successfully", "profile": profile.json()})))
}

/// `DELETE /v1/profiles/{id}`: not while accounts in it are connected.
pub async fn remove(keyed: Keyed, Path(id): Path<String>) -> Result<Json<Value>, Refusal> {
    let mut world = keyed.world();
    if world.zernio.profile(&id).is_none() {
        return Err(no_profile());
    }
    let now = world.now();
    let own = |account: &&super::state::SocialAccount| account.profile == id;
    if world.zernio.accounts.values().filter(own).any(|account| account.is_connected(now)) {
        return Err(refusal(
            400,
            "invalid_request_error",
            "profile_has_accounts",
            "Disconnect the profile's accounts first.",
        ));
    }
    // Disconnected accounts are moved, never deleted.
    let heir = world.zernio.profiles.keys().find(|other| **other != id).cloned();
    let Some(heir) = heir else {
        return Err(refusal(
            400,
            "invalid_request_error",
            "last_profile",
            "The last profile cannot be deleted.",
        ));
    };
    for account in world.zernio.accounts.values_mut().filter(|account| account.profile == id) {
        account.profile.clone_from(&heir);
    }
    world.zernio.profiles.shift_remove(&id);
    Ok(Json(json!({"message": "Profile deleted successfully"})))
}

pub fn no_profile() -> Refusal {
    refusal(404, "not_found", "profile_not_found", "Profile not found.")
}
