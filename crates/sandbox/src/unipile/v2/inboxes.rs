//! `GET /v2/{account}/inboxes/{inbox}/chats`: where missing products show.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::errors::{ApiError, error};
use super::{authorized, connected};
use crate::world::Ctx;

pub async fn chats(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path((account, inbox)): Path<(String, String)>,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    authorized(&world, &headers)?;
    let account = connected(&world, &account)?;
    let product = match inbox.split('_').next().unwrap_or_default() {
        "RECRUITER" => "recruiter",
        "SALES" => "sales_navigator",
        "CLASSIC" | "PRIMARY" => "classic",
        _ => {
            return Err(error(404, "api/resource_not_found", "No such inbox."));
        }
    };
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
    if account.product_status(product) == Some("disconnected") {
        return Err(error(
            401,
            "provider/invalid_authorization",
            format!("The {product} session has ended."),
        ));
    }
    if account.product_status(product) == Some("errored") {
        return Err(error(
            403,
            "provider/insufficient_permissions",
            format!("LinkedIn refuses the {product} product to this session."),
        ));
    }
    Ok(Json(json!({"object": "Chats", "data": [], "next_cursor": null})))
}
