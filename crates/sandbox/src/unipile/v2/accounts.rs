//! `/v2/accounts`.

use axum::Json;
use axum::extract::{Path, Query};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Keyed;
use super::errors::{ApiError, error};
use crate::unipile::account::{Account, CONNECTING};
use crate::unipile::settling;
use crate::unipile::state::APPLICATION;
use crate::world::iso_millis;

#[derive(Deserialize)]
pub struct ListQuery {
    status: Option<String>,
    provider: Option<String>,
    search: Option<String>,
    offset: Option<String>,
    limit: Option<String>,
}

/// `GET /v2/accounts`: pages of 20 unless asked otherwise.
pub async fn list(keyed: Keyed, Query(query): Query<ListQuery>) -> Result<Response, ApiError> {
    let mut world = keyed.world();
    let offset = whole("offset", query.offset.as_deref(), 0, 0..=usize::MAX)?;
    let limit = whole("limit", query.limit.as_deref(), 20, 1..=250)?;
    let accounts = &mut world.unipile.accounts;
    let (has_more, data) = if query.narrows() {
        let mut matching = accounts.all().iter().filter(|account| query.matches(account)).skip(offset);
        let page: Vec<String> =
            matching.by_ref().take(limit).map(|account| account_json(account).to_string()).collect();
        (matching.next().is_some(), page.join(","))
    } else {
        let has_more = offset.saturating_add(limit) < accounts.all().len();
        let text = accounts.written(
            offset,
            limit,
            |written| &mut written.v2,
            |account| account_json(account).to_string(),
        );
        (has_more, text)
    };
    drop(world);
    let body = format!("{{\"object\":\"Accounts\",\"has_more\":{has_more},\"data\":[{data}]}}");
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}

impl ListQuery {
    /// Whether fewer than all accounts are asked for.
    fn narrows(&self) -> bool {
        let search = self.search.as_deref().unwrap_or_default();
        let linkedin =
            self.provider.as_deref().is_none_or(|provider| provider.eq_ignore_ascii_case("linkedin"));
        self.status.is_some() || !linkedin || !search.is_empty()
    }

    fn matches(&self, account: &Account) -> bool {
        let search = self.search.as_deref().unwrap_or_default().to_lowercase();
        self.status.as_deref().is_none_or(|status| shown_status(account) == status)
            && self.provider.as_deref().is_none_or(|provider| provider.eq_ignore_ascii_case("linkedin"))
            && (search.is_empty() || account.name.to_lowercase().contains(&search))
    }
}

/// Version 2 has no word for an account that is being taken up: it is not running yet.
fn shown_status(account: &Account) -> &str {
    if account.status == CONNECTING { "disconnected" } else { &account.status }
}

/// The account as version 2 shows it.
pub fn account_json(account: &Account) -> Value {
    let sync = match (&account.connecting_until, &account.syncing_until) {
        (Some(_), Some(_)) => "pending",
        (None, Some(_)) => "running",
        _ => "completed",
    };
    let mut json = json!({
        "object": "Account",
        "id": account.id,
        "application_id": APPLICATION,
        "user_id": account.user_id,
        "name": account.name,
        "created_at": iso_millis(account.created_at),
        "status": shown_status(account),
        "provider": "linkedin",
        "metadata": account.metadata,
        "initial_sync": {
            "status": sync,
            "started_at": iso_millis(account.created_at),
        },
    });
    if let Some(proxy) = &account.proxy {
        json["proxy"] = without_password(proxy);
    }
    json
}

/// A proxy's password is taken, never shown.
fn without_password(proxy: &Value) -> Value {
    let mut shown = proxy.clone();
    if let Some(fields) = shown.as_object_mut() {
        fields.remove("password");
    }
    shown
}

/// A number of the query, or the one that stands for it.
pub fn whole(
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
pub async fn show(keyed: Keyed, Path(id): Path<String>) -> Result<Json<Value>, ApiError> {
    let world = keyed.world();
    world.unipile.accounts.get(&id).map(|account| Json(account_json(account))).ok_or_else(not_found)
}

#[derive(Deserialize)]
pub struct Patch {
    metadata: Option<serde_json::Map<String, Value>>,
    proxy: Option<Value>,
}

/// `PATCH /v2/accounts/{id}`: metadata keys are merged, a `null` removes one.
pub async fn patch(
    keyed: Keyed,
    Path(id): Path<String>,
    body: bytes::Bytes,
) -> Result<Json<Value>, ApiError> {
    let mut world = keyed.world();
    let patch: Patch = super::intent::parsed(&body)?;
    let changed = world.unipile.accounts.change(&id, |account| {
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
        account_json(account)
    });
    changed.map(Json).ok_or_else(not_found)
}

/// `DELETE /v2/accounts/{id}`.
pub async fn remove(keyed: Keyed, Path(id): Path<String>) -> Result<Json<Value>, ApiError> {
    let mut world = keyed.world();
    if !settling::remove(&mut world, &id) {
        return Err(not_found());
    }
    Ok(Json(json!({"success": true})))
}

fn not_found() -> ApiError {
    error(404, "api/resource_not_found", "Account not found.")
}
