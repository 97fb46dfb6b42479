//! `/api/v1/accounts`: the list, one account, and what keeps it going.

use axum::Json;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::{Value, json};

use super::errors::{ApiError, error, invalid, not_found};
use super::{Cursor, Keyed, connected, limited, parsed};
use crate::unipile::account::Account;
use crate::unipile::settling;
use crate::world::{People, iso_millis};

const STATUSES: [&str; 6] = ["OK", "CONNECTING", "CREDENTIALS", "STOPPED", "ERROR", "PERMISSIONS"];

#[derive(Deserialize)]
pub struct ListQuery {
    cursor: Option<String>,
    limit: Option<String>,
}

/// `GET /api/v1/accounts`: pages of 100 unless asked otherwise.
pub async fn list(keyed: Keyed, Query(query): Query<ListQuery>) -> Result<Response, ApiError> {
    let mut world = keyed.world();
    let cursor = query.cursor.as_deref().map(Cursor::read).transpose()?;
    let limit = limited(query.limit.as_deref(), cursor.as_ref().map_or(100, |cursor| cursor.limit), 250)?;
    let after = match &cursor {
        Some(cursor) => {
            Some(cursor.cursor["after"].as_u64().ok_or_else(|| invalid("cursor is not one of this list."))?)
        }
        None => None,
    };
    let world = &mut *world;
    let (accounts, people) = (&mut world.unipile.accounts, &world.people);
    let first = after.map_or(0, |number| accounts.place_after(number));
    let items = accounts.written(
        first,
        limit,
        |written| &mut written.v1,
        |account| account_json(account, people).to_string(),
    );
    let listed = accounts.all();
    let last = first.saturating_add(limit);
    let next = match listed.get(last.wrapping_sub(1)) {
        Some(account) if last < listed.len() => {
            json!(Cursor::text(limit, json!({"last_id": account.id, "after": account.number})))
        }
        _ => Value::Null,
    };
    let counts: serde_json::Map<String, Value> =
        STATUSES.iter().map(|status| ((*status).to_owned(), json!(accounts.count(status)))).collect();
    let body = format!(
        "{{\"object\":\"AccountList\",\"items\":[{items}],\"cursor\":{next},\"total_count\":{},\"status_counts\":{}}}",
        listed.len(),
        Value::Object(counts),
    );
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}

/// The account as version 1 shows it.
fn account_json(account: &Account, people: &People) -> Value {
    let premium: Vec<&str> = ["recruiter", "sales_navigator", "premium"]
        .into_iter()
        .filter(|feature| account.product_status(feature) == Some("running"))
        .collect();
    let organizations: Vec<Value> = people
        .organizations
        .iter()
        .filter(|page| page.speaks_through(&account.person))
        .map(|page| {
            json!({
                "name": page.name,
                "messaging_enabled": true,
                "organization_urn": format!("urn:li:fsd_company:{}", page.id),
                "mailbox_urn": format!("urn:li:fsd_profile:{}", account.user_id),
            })
        })
        .collect();
    // Only a proxy of the client's own is shown; Unipile keeps quiet about its own.
    let proxy = account.proxy.as_ref().filter(|proxy| proxy.get("host").is_some());
    json!({
        "object": "Account",
        "type": "LINKEDIN",
        "id": account.id,
        "name": account.name,
        "created_at": iso_millis(account.created_at),
        "signatures": [],
        "groups": [],
        "connection_params": {"im": {
            "id": account.user_id,
            "username": account.username,
            "publicIdentifier": account.person,
            "premiumId": (!premium.is_empty()).then(|| account.user_id.replace("ACoAA", "ACwAA")),
            "premiumContractId": account.contract,
            "premiumFeatures": premium,
            "organizations": organizations,
            "proxy": proxy,
        }},
        "sources": [{
            "id": format!("{}_MESSAGING", account.id),
            "status": account.source_status(),
        }],
    })
}

/// `GET /api/v1/accounts/{id}`.
pub async fn show(keyed: Keyed, Path(id): Path<String>) -> Result<Json<Value>, ApiError> {
    let world = keyed.world();
    let account = world.unipile.accounts.get(&id).ok_or_else(|| not_found("Account"))?;
    Ok(Json(account_json(account, &world.people)))
}

/// `DELETE /api/v1/accounts/{id}`.
pub async fn remove(keyed: Keyed, Path(id): Path<String>) -> Result<Json<Value>, ApiError> {
    let mut world = keyed.world();
    if !settling::remove(&mut world, &id) {
        return Err(not_found("Account"));
    }
    Ok(Json(json!({"object": "AccountDeleted"})))
}

#[derive(Deserialize)]
pub struct Patch {
    proxy: Option<Value>,
}

/// `PATCH /api/v1/accounts/{id}`: the account's proxy. What it answers is not documented.
pub async fn patch(
    keyed: Keyed,
    headers: HeaderMap,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let mut world = keyed.world();
    let patch: Patch = parsed(&headers, &body)?;
    let proxy = patch.proxy.ok_or_else(|| super::errors::missing("proxy"))?;
    super::connect::check_proxy(&proxy)?;
    let changed = world.unipile.accounts.change(&id, |account| account.proxy = Some(proxy));
    changed.ok_or_else(|| not_found("Account"))?;
    Ok(Json(json!({"object": "AccountUpdated", "account_id": id})))
}

/// `POST /api/v1/accounts/{id}/restart`: brings back what was stopped, not what lost its session.
pub async fn restart(keyed: Keyed, Path(id): Path<String>) -> Result<Json<Value>, ApiError> {
    let mut world = keyed.world();
    let account = world.unipile.accounts.get(&id).ok_or_else(|| not_found("Account"))?;
    let object = match account.source_status() {
        "STOPPED" | "ERROR" => {
            settling::set_status(&mut world, &id, "running");
            "AccountRestarted"
        }
        "CREDENTIALS" | "PERMISSIONS" => "AccountFailedToRestart",
        _ => "AccountRestarted",
    };
    Ok(Json(json!({"object": object, "account_id": id})))
}

#[derive(Deserialize)]
pub struct ResyncQuery {
    linkedin_product: Option<String>,
    before: Option<String>,
    after: Option<String>,
}

/// `GET /api/v1/accounts/{id}/sync`: starts a synchronisation; asked again, says how it goes.
pub async fn resync(
    keyed: Keyed,
    Path(id): Path<String>,
    Query(query): Query<ResyncQuery>,
) -> Result<Json<Value>, ApiError> {
    let mut world = keyed.world();
    let product = query.linkedin_product.as_deref().unwrap_or("classic");
    if !matches!(product, "classic" | "recruiter" | "sales_navigator") {
        return Err(invalid("linkedin_product takes classic, recruiter and sales_navigator."));
    }
    for (name, time) in [("before", &query.before), ("after", &query.after)] {
        if time.as_deref().is_some_and(|time| time.parse::<i64>().is_err()) {
            return Err(invalid(format!("{name} takes milliseconds since 1970.")));
        }
    }
    let account = connected(&world, Some(&id))?;
    usable_product(account, product)?;
    let now = world.now();
    let ends = now + TimeDelta::seconds(world.config.unipile_resync_s);
    let key = format!("{id}/{product}");
    let status = match world.unipile.resyncs.get(&key) {
        Some(end) if now < *end => "SYNC_RUNNING",
        Some(_) => {
            world.unipile.resyncs.remove(&key);
            "SYNC_DONE"
        }
        None => {
            world.unipile.resyncs.insert(key, ends);
            "SYNC_STARTED"
        }
    };
    Ok(Json(json!({"object": "AccountResync", "status": status})))
}

/// A product has to be paid for, enabled and signed in.
pub fn usable_product(account: &Account, product: &str) -> Result<(), ApiError> {
    match account.product_status(product) {
        _ if product == "classic" => Ok(()),
        Some("running") => Ok(()),
        Some("disconnected") => {
            Err(error(401, "disconnected_feature", format!("The {product} session has ended.")))
        }
        Some(_) | None => Err(error(
            403,
            "feature_not_subscribed",
            format!("The account has no {product}, or it is disabled."),
        )),
    }
}
