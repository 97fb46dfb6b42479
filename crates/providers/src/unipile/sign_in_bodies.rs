//! What is sent to sign a member in.

use rollcall_domain::{product::Product, secret::Secret};
use serde_json::{Value, json};

use super::products::{to_disable, to_enable};
use crate::sign_in::Login;

/// The body for the old API, which names the account in the address.
pub(super) fn v1(login: &Login, products: &[Product]) -> Value {
    let mut body = json!({ "provider": "LINKEDIN", "disabled_features": to_disable(products) });
    match login {
        Login::Credentials(credentials) => {
            body["username"] = json!(credentials.username);
            body["password"] = json!(credentials.password.expose());
        }
        Login::Cookies(session) => {
            body["access_token"] = json!(session.cookies.li_at.expose());
            if let Some(li_a) = &session.cookies.li_a {
                body["premium_token"] = json!(li_a.expose());
            }
            if let Some(user_agent) = &session.user_agent {
                body["user_agent"] = json!(user_agent);
            }
            if let Some(country) = &session.country {
                body["country"] = json!(country.to_ascii_uppercase());
            }
        }
    }
    body
}

/// The body for the new API.
pub(super) fn v2(login: &Login, products: &[Product], account_id: Option<&str>) -> Value {
    let mut body = json!({ "provider": "linkedin", "config": { "products": to_enable(products) } });
    if let Some(id) = account_id {
        body["account_id"] = json!(id);
    }
    match login {
        Login::Credentials(credentials) => {
            body["credentials"] =
                json!({ "username": credentials.username, "password": credentials.password.expose() });
        }
        Login::Cookies(session) => {
            body["credentials"] = json!({ "access_token": session.cookies.li_at.expose() });
            if let Some(li_a) = &session.cookies.li_a {
                body["credentials"]["premium_access_token"] = json!(li_a.expose());
            }
            if let Some(user_agent) = &session.user_agent {
                body["user_agent"] = json!(user_agent);
            }
            if let Some(country) = &session.country {
                // Documented for the hosted link; the reference of this call leaves it out.
                body["config"]["auto_proxy_config"] = json!({ "country": country });
            }
        }
    }
    body
}

/// What of a login must never come back in an error.
pub(super) fn secrets(login: &Login) -> Vec<&Secret> {
    match login {
        Login::Credentials(credentials) => vec![&credentials.password],
        Login::Cookies(session) => {
            std::iter::once(&session.cookies.li_at).chain(&session.cookies.li_a).collect()
        }
    }
}
