//! `/api/v1/webhooks`.

use axum::Json;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::errors::{ApiError, error, invalid, missing, not_found};
use super::link::is_http;
use super::{Cursor, Keyed, limited, parsed};
use crate::unipile::hooks::{Header, Webhook};
use crate::world::World;

/// What each source can tell; `account_status` has no choice.
const SOURCES: [(&str, &[&str]); 5] = [
    ("account_status", &[]),
    (
        "messaging",
        &[
            "message_received",
            "message_read",
            "message_reaction",
            "message_edited",
            "message_deleted",
            "message_delivered",
        ],
    ),
    ("email", &["mail_received", "mail_sent"]),
    ("email_tracking", &["mail_opened", "mail_link_clicked"]),
    ("users", &["new_relation"]),
];

#[derive(Deserialize)]
struct Body {
    source: Option<String>,
    request_url: Option<String>,
    name: Option<String>,
    format: Option<String>,
    #[serde(default)]
    account_ids: Vec<String>,
    enabled: Option<bool>,
    #[serde(default)]
    headers: Vec<Header>,
    #[serde(default)]
    data: Vec<Value>,
    events: Option<Vec<String>>,
}

/// `POST /api/v1/webhooks`.
pub async fn create(
    keyed: Keyed,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let mut world = keyed.world();
    let body: Body = parsed(&headers, &body)?;
    let source = body.source.ok_or_else(|| missing("source"))?;
    let Some((_, known)) = SOURCES.iter().find(|(name, _)| *name == source) else {
        return Err(invalid("source names nothing a webhook can tell."));
    };
    let request_url = body.request_url.ok_or_else(|| missing("request_url"))?;
    if !is_http(&request_url) {
        return Err(error(400, "invalid_url", "request_url is no http address."));
    }
    let format = body.format.unwrap_or_else(|| "json".to_owned());
    if format != "json" && format != "form" {
        return Err(invalid("format takes json and form."));
    }
    let events = match body.events {
        Some(events) => {
            if let Some(unknown) = events.iter().find(|event| !known.contains(&event.as_str())) {
                return Err(invalid(format!("{source} does not tell {unknown}.")));
            }
            Some(events)
        }
        None => known.first().map(|first| vec![(*first).to_owned()]),
    };
    if let Some(unknown) = body.account_ids.iter().find(|id| world.unipile.accounts.get(id).is_none()) {
        return Err(not_found(&format!("Account {unknown}")));
    }
    let id = world.ids.url_safe(22);
    let webhook = Webhook {
        id: id.clone(),
        source,
        request_url,
        name: body.name,
        format,
        account_ids: body.account_ids,
        enabled: body.enabled.unwrap_or(true),
        headers: body.headers,
        data: body.data,
        events,
    };
    world.unipile.webhooks.insert(id.clone(), webhook);
    Ok((StatusCode::CREATED, Json(json!({"object": "WebhookCreated", "webhook_id": id}))))
}

#[derive(Deserialize)]
pub struct ListQuery {
    cursor: Option<String>,
    limit: Option<String>,
}

/// `GET /api/v1/webhooks`.
pub async fn list(keyed: Keyed, Query(query): Query<ListQuery>) -> Result<Json<Value>, ApiError> {
    let world = keyed.world();
    let cursor = query.cursor.as_deref().map(Cursor::read).transpose()?;
    let limit = limited(query.limit.as_deref(), cursor.as_ref().map_or(100, |cursor| cursor.limit), 250)?;
    let first = match cursor.as_ref().map(|cursor| &cursor.cursor["last_id"]) {
        Some(last) => last
            .as_str()
            .and_then(|id| world.unipile.webhooks.get_index_of(id))
            .map(|place| place + 1)
            .ok_or_else(|| invalid("cursor is not one of this list."))?,
        None => 0,
    };
    let page: Vec<&Webhook> = world.unipile.webhooks.values().skip(first).take(limit).collect();
    let more = first + page.len() < world.unipile.webhooks.len();
    let next = page.last().filter(|_| more).map(|last| Cursor::text(limit, json!({"last_id": last.id})));
    let items: Vec<Value> = page.into_iter().map(|webhook| webhook_json(&world, webhook)).collect();
    Ok(Json(json!({"object": "WebhookList", "items": items, "cursor": next})))
}

fn webhook_json(world: &World, webhook: &Webhook) -> Value {
    let accounts: Vec<Value> = webhook
        .account_ids
        .iter()
        .filter_map(|id| world.unipile.accounts.get(id))
        .map(|account| json!({"id": account.id, "name": account.name, "type": "LINKEDIN"}))
        .collect();
    let mut json = json!({
        "object": "Webhook",
        "id": webhook.id,
        "type": "AUTO",
        "source": webhook.source,
        "request_url": webhook.request_url,
        "account_ids": accounts,
        "enabled": webhook.enabled,
        "format": webhook.format,
        "headers": webhook.headers,
        "data": webhook.data,
    });
    if let Some(name) = &webhook.name {
        json["name"] = json!(name);
    }
    if let Some(events) = &webhook.events {
        json["events"] = json!(events);
    }
    json
}

/// `DELETE /api/v1/webhooks/{id}`.
pub async fn remove(keyed: Keyed, Path(id): Path<String>) -> Result<Json<Value>, ApiError> {
    let mut world = keyed.world();
    world.unipile.webhooks.shift_remove(&id).ok_or_else(|| not_found("Webhook"))?;
    Ok(Json(json!({"object": "WebhookDeleted"})))
}
