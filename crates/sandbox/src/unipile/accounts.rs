//! `/v2/accounts`.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use serde::Deserialize;
use serde_json::{Value, json};

use super::errors::{ApiError, error};
use super::{Account, authorized};
use crate::world::Ctx;

#[derive(Deserialize)]
pub struct ListQuery {
    status: Option<String>,
    provider: Option<String>,
    search: Option<String>,
    offset: Option<String>,
    limit: Option<String>,
}

/// `GET /v2/accounts`: pages of 20 unless asked otherwise.
pub async fn list(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Query(query): Query<ListQuery>,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    authorized(&world, &headers)?;
    let offset = whole("offset", query.offset.as_deref(), 0, 0..=usize::MAX)?;
    let limit = whole("limit", query.limit.as_deref(), 20, 1..=250)?;
    let search = query.search.unwrap_or_default().to_lowercase();
    let mut matching = world
        .unipile
        .accounts
        .iter()
        .filter(|account| {
            query.status.as_deref().is_none_or(|status| account.status == status)
                && query.provider.as_deref().is_none_or(|provider| provider.eq_ignore_ascii_case("linkedin"))
                && (search.is_empty() || account.name.to_lowercase().contains(&search))
        })
        .skip(offset);
    let data: Vec<Value> = matching.by_ref().take(limit).map(Account::json).collect();
    let has_more = matching.next().is_some();
    Ok(Json(json!({"object": "Accounts", "has_more": has_more, "data": data})))
}

fn whole(
    name: &str,
    text: Option<&str>,
    otherwise: usize,
    allowed: std::ops::RangeInclusive<usize>,
) -> Result<usize, ApiError> {
    let Some(text) = text else {
        return Ok(otherwise);
    };
    text.parse().ok().filter(|number| allowed.contains(number)).ok_or_else(|| {
        error(400, "api/invalid_parameters", format!("{name} must be a whole number within its limits."))
    })
}

/// `GET /v2/accounts/{id}`.
pub async fn show(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    authorized(&world, &headers)?;
    world.unipile.account(&id).map(|account| Json(account.json())).ok_or_else(not_found)
}

#[derive(Deserialize)]
pub struct Patch {
    metadata: Option<serde_json::Map<String, Value>>,
    proxy: Option<Value>,
}

/// `PATCH /v2/accounts/{id}`: metadata keys are merged, a `null` removes one.
pub async fn patch(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(id): Path<String>,
    body: bytes::Bytes,
) -> Result<Json<Value>, ApiError> {
    let mut world = hub.world();
    authorized(&world, &headers)?;
    let patch: Patch = super::intent::parsed(&body)?;
    let account = world.unipile.account_mut(&id).ok_or_else(not_found)?;
    for (key, value) in patch.metadata.unwrap_or_default() {
        if value.is_null() {
            account.metadata.remove(&key);
        } else {
            account.metadata.insert(key, value);
        }
    }
    if let Some(proxy) = patch.proxy {
        account.proxy = (!proxy.is_null()).then_some(proxy);
    }
    Ok(Json(account.json()))
}

/// `DELETE /v2/accounts/{id}`.
pub async fn remove(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let mut world = hub.world();
    authorized(&world, &headers)?;
    let before = world.unipile.accounts.len();
    world.unipile.accounts.retain(|account| account.id != id);
    if world.unipile.accounts.len() == before {
        return Err(not_found());
    }
    Ok(Json(json!({"success": true})))
}

fn not_found() -> ApiError {
    error(404, "api/resource_not_found", "Account not found.")
}
