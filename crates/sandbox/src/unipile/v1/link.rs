//! `POST /api/v1/hosted/accounts/link`: a page on which the account's owner signs in.

use axum::Json;
use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::errors::{ApiError, error, invalid, missing, not_found};
use super::{Keyed, parsed};
use crate::unipile::hosted;
use crate::unipile::state::{HostedLink, Products, Version};

const PROVIDERS: [&str; 10] = [
    "LINKEDIN",
    "WHATSAPP",
    "INSTAGRAM",
    "MESSENGER",
    "TELEGRAM",
    "GOOGLE",
    "OUTLOOK",
    "TWITTER",
    "MAIL",
    "IMAP",
];
const OPTIONS: [&str; 4] = ["autoproxy", "proxy", "cookie_auth", "credentials_auth"];
const FEATURES: [&str; 3] =
    ["linkedin_recruiter", "linkedin_sales_navigator", "linkedin_organizations_mailboxes"];

#[derive(Deserialize)]
struct Body {
    #[serde(rename = "type")]
    kind: Option<String>,
    providers: Option<Value>,
    reconnect_account: Option<String>,
    api_url: Option<String>,
    #[serde(rename = "expiresOn")]
    expires_on: Option<String>,
    name: Option<String>,
    success_redirect_url: Option<String>,
    failure_redirect_url: Option<String>,
    notify_url: Option<String>,
    #[serde(default)]
    disabled_features: Vec<String>,
    #[serde(default)]
    disabled_options: Vec<String>,
}

pub async fn create(
    keyed: Keyed,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let mut world = keyed.world();
    let body: Body = parsed(&headers, &body)?;
    let account_id = match body.kind.as_deref() {
        Some("create") => {
            offers_linkedin(body.providers.as_ref())?;
            None
        }
        Some("reconnect") => {
            let id = body.reconnect_account.clone().filter(|id| !id.is_empty());
            let id = id.ok_or_else(|| missing("reconnect_account"))?;
            if world.unipile.accounts.get(&id).is_none() {
                return Err(not_found("Account"));
            }
            Some(id)
        }
        Some(_) => return Err(invalid("type takes create and reconnect.")),
        None => return Err(missing("type")),
    };
    if body.api_url.is_none() {
        return Err(missing("api_url"));
    }
    for (name, url) in [
        ("api_url", &body.api_url),
        ("success_redirect_url", &body.success_redirect_url),
        ("failure_redirect_url", &body.failure_redirect_url),
        ("notify_url", &body.notify_url),
    ] {
        if url.as_deref().is_some_and(|url| !is_http(url)) {
            return Err(error(400, "invalid_url", format!("{name} is no http address.")));
        }
    }
    let expires = body.expires_on.as_deref().ok_or_else(|| missing("expiresOn"))?;
    let expires = hosted::instant(expires)
        .ok_or_else(|| invalid("expiresOn must look like 2026-12-22T12:00:00.701Z."))?;
    let made = world.now();
    if expires <= made {
        return Err(invalid("expiresOn has passed."));
    }
    only_known("disabled_features", &body.disabled_features, &FEATURES)?;
    only_known("disabled_options", &body.disabled_options, &OPTIONS)?;
    let methods: Vec<String> = [("credentials", "credentials_auth"), ("cookies", "cookie_auth")]
        .into_iter()
        .filter(|(_, option)| !body.disabled_options.iter().any(|disabled| disabled == option))
        .map(|(method, _)| method.to_owned())
        .collect();
    if methods.is_empty() {
        return Err(invalid("disabled_options leaves no way to sign in."));
    }
    let without = body.disabled_features.iter().filter_map(|feature| feature.strip_prefix("linkedin_"));
    let link = HostedLink {
        token: world.ids.url_safe(43),
        version: Version::V1,
        account_id,
        made,
        expires,
        success_url: body.success_redirect_url,
        failure_url: body.failure_redirect_url,
        state: body.name,
        notify_url: body.notify_url,
        login_hint: None,
        methods,
        products: Products::AllBut(without.map(ToOwned::to_owned).collect()),
        intent: None,
        used: false,
    };
    let url = hosted::publish(&mut world, link);
    Ok((StatusCode::CREATED, Json(json!({"object": "HostedAuthUrl", "url": url}))))
}

/// A group that contains LinkedIn, or a list that does.
fn offers_linkedin(providers: Option<&Value>) -> Result<(), ApiError> {
    let offered = match providers {
        None => return Err(missing("providers")),
        Some(Value::String(group)) => match group.as_str() {
            "*" | "*:MESSAGING" => true,
            "*:MAILING" | "*:CALENDAR" => false,
            _ => return Err(invalid("providers takes a group or a list.")),
        },
        Some(Value::Array(list)) => {
            let known = |provider: &Value| provider.as_str().is_some_and(|name| PROVIDERS.contains(&name));
            if list.is_empty() || !list.iter().all(known) {
                return Err(invalid("providers names an unknown provider."));
            }
            list.iter().any(|provider| provider == "LINKEDIN")
        }
        Some(_) => return Err(invalid("providers takes a group or a list.")),
    };
    if offered {
        Ok(())
    } else {
        Err(error(501, "feature_not_implemented", "This sandbox links LinkedIn accounts only."))
    }
}

fn only_known(name: &str, given: &[String], known: &[&str]) -> Result<(), ApiError> {
    match given.iter().find(|given| !known.contains(&given.as_str())) {
        Some(unknown) => Err(invalid(format!("{name} does not take {unknown}."))),
        None => Ok(()),
    }
}

pub fn is_http(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}
