//! `GET /api/v1/chats`: over every account, or over the named ones.

use axum::Json;
use axum::extract::Query;
use serde::Deserialize;
use serde_json::{Value, json};

use super::errors::{ApiError, invalid};
use super::{Cursor, Keyed, known, limited};
use crate::unipile::account::Account;
use crate::unipile::chats::{self, Chat};
use crate::world::iso_millis;

#[derive(Deserialize)]
pub struct ListQuery {
    account_id: Option<String>,
    account_type: Option<String>,
    unread: Option<String>,
    limit: Option<String>,
    cursor: Option<String>,
}

/// What was synchronised stays readable while an account is disconnected; a product that was never
/// enabled has nothing.
pub async fn list(keyed: Keyed, Query(query): Query<ListQuery>) -> Result<Json<Value>, ApiError> {
    let world = keyed.world();
    let cursor = query.cursor.as_deref().map(Cursor::read).transpose()?;
    let limit = limited(query.limit.as_deref(), cursor.as_ref().map_or(100, |cursor| cursor.limit), 250)?;
    let start = match &cursor {
        Some(cursor) => {
            cursor.cursor["start"].as_u64().ok_or_else(|| invalid("cursor is not one of this list."))?
        }
        None => 0,
    };
    let start = usize::try_from(start).unwrap_or(usize::MAX);
    let unread = match query.unread.as_deref() {
        None => None,
        Some("true") => Some(true),
        Some("false") => Some(false),
        Some(_) => return Err(invalid("unread takes true and false.")),
    };
    let accounts: Vec<&Account> = match query.account_id.as_deref() {
        Some(ids) => ids.split(',').map(|id| known(&world, Some(id))).collect::<Result<_, _>>()?,
        None => world.unipile.accounts.all().iter().collect(),
    };
    let linkedin = query.account_type.as_deref().is_none_or(|kind| kind == "LINKEDIN");
    let mut found = accounts
        .into_iter()
        .filter(|_| linkedin)
        .flat_map(|account| {
            chats::PRODUCTS
                .into_iter()
                .filter(|product| account.has_enabled(product))
                .flat_map(|product| chats::of(account, &world.people, product))
                .map(move |chat| (account, chat))
        })
        .filter(|(_, chat)| unread.is_none_or(|unread| (chat.unread > 0) == unread))
        .skip(start);
    let items: Vec<Value> =
        found.by_ref().take(limit).map(|(account, chat)| chat_json(account, &chat)).collect();
    let next = found.next().map(|_| Cursor::text(limit, json!({"start": start + limit})));
    Ok(Json(json!({"object": "ChatList", "items": items, "cursor": next})))
}

fn chat_json(account: &Account, chat: &Chat<'_>) -> Value {
    let folder = match chat.product {
        "recruiter" => "INBOX_LINKEDIN_RECRUITER",
        "sales_navigator" => "INBOX_LINKEDIN_SALES_NAVIGATOR",
        _ => "INBOX_LINKEDIN_CLASSIC",
    };
    let mut json = json!({
        "object": "Chat",
        "id": chat.id,
        "account_id": account.id,
        "account_type": "LINKEDIN",
        "provider_id": format!("2-{}", chat.id),
        "attendee_provider_id": chat.with.profile_id,
        "name": chat.with.name(),
        "type": 0,
        "timestamp": iso_millis(chat.at),
        "unread_count": chat.unread,
        "archived": 0,
        "muted_until": null,
        "read_only": 0,
        "folder": ["INBOX", folder],
        "pinned": 0,
    });
    if let Some(subject) = chat.subject {
        json["subject"] = json!(subject);
        json["content_type"] = json!("inmail");
    }
    json
}
