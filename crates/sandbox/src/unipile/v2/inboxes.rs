//! `/v2/{account}/inboxes` and `/chats`: where missing products show.

use axum::Json;
use axum::extract::{Path, Query};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Session;
use super::accounts::whole;
use super::errors::{ApiError, error};
use crate::unipile::account::Account;
use crate::unipile::chats::{self, Chat};
use crate::world::{World, iso_millis};

/// The beginning of an inbox's id, and the product it belongs to.
const PRODUCTS: [(&str, &str); 3] =
    [("CLASSIC", "classic"), ("SALES_NAVIGATOR", "sales_navigator"), ("RECRUITER", "recruiter")];
/// The end of an inbox's id; Unipile's guide shows PRIMARY and UNREAD.
const VIEWS: [&str; 7] = ["PRIMARY", "UNREAD", "OTHER", "ARCHIVED", "PENDING", "SPAM", "SENT"];

/// `GET /v2/{account}/inboxes`: of the enabled products.
pub async fn list(session: Session) -> Result<Json<Value>, ApiError> {
    let world = session.world();
    let account = &session.account;
    let data: Vec<Value> = PRODUCTS
        .iter()
        .filter(|(_, product)| account.has_enabled(product))
        .flat_map(|(prefix, product)| {
            let usable = allowed(&world, account, product).is_ok();
            VIEWS.iter().map(
                move |view| json!({"object": "Inbox", "id": format!("{prefix}_{view}"), "disabled": !usable}),
            )
        })
        .collect();
    Ok(Json(json!({"object": "Inboxes", "data": data})))
}

#[derive(Deserialize)]
pub struct ChatQuery {
    offset: Option<String>,
    limit: Option<String>,
}

/// `GET /v2/{account}/inboxes/{inbox}/chats`.
pub async fn chats(
    session: Session,
    Path((_, inbox)): Path<(String, String)>,
    Query(query): Query<ChatQuery>,
) -> Result<Json<Value>, ApiError> {
    let world = session.world();
    let account = &session.account;
    page(&world, account, &inbox, &query)
}

/// `GET /v2/{account}/chats`: what LinkedIn shows first.
pub async fn primary(session: Session, Query(query): Query<ChatQuery>) -> Result<Json<Value>, ApiError> {
    let world = session.world();
    let account = &session.account;
    page(&world, account, "CLASSIC_PRIMARY", &query)
}

fn page(world: &World, account: &Account, inbox: &str, query: &ChatQuery) -> Result<Json<Value>, ApiError> {
    let offset = whole("offset", query.offset.as_deref(), 0, 0..=usize::MAX)?;
    let limit = whole("limit", query.limit.as_deref(), 20, 1..=250)?;
    let found = PRODUCTS.iter().find_map(|(prefix, product)| {
        let view = inbox.strip_prefix(prefix)?.strip_prefix('_')?;
        VIEWS.contains(&view).then_some((*product, view))
    });
    let (product, view) = found.ok_or_else(|| error(404, "api/resource_not_found", "No such inbox."))?;
    allowed(world, account, product)?;
    let mut chats = chats::of(account, &world.people, product)
        .into_iter()
        .filter(|chat| match view {
            "PRIMARY" => true,
            "UNREAD" => chat.unread > 0,
            _ => false,
        })
        .skip(offset);
    let data: Vec<Value> = chats.by_ref().take(limit).map(|chat| chat_json(account, inbox, &chat)).collect();
    let next = chats.next().map(|_| (offset + limit).to_string());
    Ok(Json(json!({"object": "Chats", "data": data, "next_cursor": next})))
}

/// Enabled at Unipile comes first, then paid for at LinkedIn, then signed in.
pub fn allowed(world: &World, account: &Account, product: &str) -> Result<(), ApiError> {
    if !account.has_enabled(product) {
        return Err(error(
            403,
            "api/insufficient_permissions",
            format!("The {product} product is not enabled for this account."),
        ));
    }
    let subscribed = product == "classic"
        || world
            .people
            .get(&account.person)
            .is_some_and(|person| person.subscriptions.iter().any(|paid| paid == product));
    if !subscribed {
        return Err(error(
            403,
            "provider/insufficient_permissions",
            format!("The member has no {product} subscription."),
        ));
    }
    match account.product_status(product) {
        Some("disconnected") => {
            Err(error(401, "provider/invalid_authorization", format!("The {product} session has ended.")))
        }
        Some("errored") => Err(error(
            403,
            "provider/insufficient_permissions",
            format!("LinkedIn refuses the {product} product to this session."),
        )),
        _ => Ok(()),
    }
}

fn chat_json(account: &Account, inbox: &str, chat: &Chat<'_>) -> Value {
    json!({
        "object": "Chat",
        "id": chat.id,
        "account_id": account.id,
        "inbox_id": inbox,
        "name": chat.with.name(),
        "user_id": chat.with.profile_id,
        "is_group": false,
        "is_archived": false,
        "is_unread": chat.unread > 0,
        "unread_count": chat.unread,
        "subject": chat.subject,
        "updated_at": iso_millis(chat.at),
    })
}
