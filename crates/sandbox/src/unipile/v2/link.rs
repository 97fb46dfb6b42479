//! `POST /v2/auth/link`: a page on which the account's owner signs in.

use axum::Json;
use bytes::Bytes;
use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Keyed;
use super::errors::{ApiError, error};
use super::intent::{known_products, parsed};
use crate::unipile::hosted;
use crate::unipile::state::{HostedLink, Products, Version};

#[derive(Deserialize)]
struct Body {
    providers: Option<Value>,
    account_id: Option<String>,
    expires_on: Option<String>,
    redirect_uri: Option<String>,
    state: Option<String>,
    #[serde(default)]
    config: Config,
}

#[derive(Default, Deserialize)]
struct Config {
    #[serde(default)]
    linkedin: LinkedIn,
    #[serde(default)]
    global: Global,
}

#[derive(Default, Deserialize)]
struct LinkedIn {
    allow_methods: Option<Vec<String>>,
    products: Option<Vec<String>>,
}

#[derive(Default, Deserialize)]
struct Global {
    login_hint: Option<String>,
}

pub async fn create(keyed: Keyed, body: Bytes) -> Result<Json<Value>, ApiError> {
    let mut world = keyed.world();
    let body: Body = parsed(&body)?;
    match (&body.account_id, &body.providers) {
        (Some(id), _) if world.unipile.accounts.get(id).is_none() => {
            return Err(error(404, "api/resource_not_found", "Account not found."));
        }
        (None, None) => return Err(invalid("providers is required.")),
        (None, Some(providers)) if !offers_linkedin(providers) => {
            return Err(invalid("providers names no provider of this sandbox."));
        }
        _ => {}
    }
    let expires = match body.expires_on.as_deref() {
        Some(text) => hosted::instant(text)
            .ok_or_else(|| invalid("expires_on must look like 2026-12-22T12:00:00.000Z."))?,
        None => world.now() + TimeDelta::hours(24),
    };
    let methods = body.config.linkedin.allow_methods.unwrap_or_else(|| vec!["credentials".to_owned()]);
    if methods.is_empty() || methods.iter().any(|method| method != "credentials" && method != "cookies") {
        return Err(invalid("allow_methods takes credentials and cookies."));
    }
    let products = known_products(body.config.linkedin.products)?;
    let token = world.ids.url_safe(43);
    let made = world.now();
    let link = HostedLink {
        token,
        version: Version::V2,
        account_id: body.account_id,
        made,
        expires,
        success_url: body.redirect_uri.clone(),
        failure_url: body.redirect_uri,
        state: body.state,
        notify_url: None,
        login_hint: body.config.global.login_hint,
        methods,
        products: Products::Only(products),
        intent: None,
        used: false,
    };
    let link = hosted::publish(&mut world, link);
    Ok(Json(json!({"object": "HostedAuthLink", "link": link})))
}

/// One provider, a list or a group, in any case.
fn offers_linkedin(providers: &Value) -> bool {
    match providers {
        Value::String(one) => {
            matches!(one.to_uppercase().as_str(), "*" | "*:MESSAGING" | "*:SOCIAL" | "LINKEDIN")
        }
        Value::Array(several) => several.iter().any(offers_linkedin),
        _ => false,
    }
}

fn invalid(detail: &str) -> ApiError {
    error(400, "api/invalid_parameters", detail)
}
