//! `POST /api/v1/accounts` and `POST /api/v1/accounts/{id}`: signing in by password or cookies.

use std::net::Ipv4Addr;

use axum::Json;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::errors::{ApiError, error, invalid, missing, refused};
use super::{Keyed, parsed};
use crate::unipile::hosted::instant;
use crate::unipile::sign_in::{self, Outcome};
use crate::unipile::state::{Products, Version, Wish};
use crate::unipile::v2::{CAPTCHA_KEY, contract_options};
use crate::world::{Challenge, Proof};

const OTHER_PROVIDERS: [&str; 9] = [
    "WHATSAPP",
    "INSTAGRAM",
    "MESSENGER",
    "TELEGRAM",
    "GOOGLE_OAUTH",
    "OUTLOOK",
    "MAIL",
    "TWITTER",
    "EXCHANGE",
];

#[derive(Deserialize)]
struct Body {
    provider: Option<String>,
    username: Option<String>,
    password: Option<String>,
    access_token: Option<String>,
    premium_token: Option<String>,
    country: Option<String>,
    ip: Option<String>,
    #[serde(rename = "user_agent")]
    _user_agent: Option<String>,
    proxy: Option<Value>,
    recruiter_contract_id: Option<String>,
    #[serde(default)]
    disabled_features: Vec<String>,
    sync_limit: Option<SyncLimit>,
}

#[derive(Deserialize)]
struct SyncLimit {
    chats: Option<Value>,
    messages: Option<Value>,
}

/// `POST /api/v1/accounts`.
pub async fn create(
    keyed: Keyed,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    begin(&keyed, &headers, &body, None).await
}

/// `POST /api/v1/accounts/{id}`: the same bodies, for an account that exists.
pub async fn reconnect(
    keyed: Keyed,
    headers: HeaderMap,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    begin(&keyed, &headers, &body, Some(id)).await
}

async fn begin(
    keyed: &Keyed,
    headers: &HeaderMap,
    body: &Bytes,
    account_id: Option<String>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let body: Body = {
        let world = keyed.world();
        if account_id.as_ref().is_some_and(|id| world.unipile.accounts.get(id).is_none()) {
            return Err(super::not_found("Account"));
        }
        parsed(headers, body)?
    };
    check(&body)?;
    let (proof, name) = match (&body.username, &body.password, &body.access_token) {
        (_, _, Some(li_at)) => (Proof::Cookies { li_at }, None),
        (Some(username), Some(password), None) => (Proof::Password { username, password }, Some(username)),
        (Some(_), None, None) => return Err(missing("password")),
        _ => return Err(missing("username and password, or access_token,")),
    };
    if name.is_some_and(|name| !is_username(name)) {
        return Err(invalid("username must be an e-mail address or a phone number."));
    }
    let subject = account_id.clone().or_else(|| name.cloned()).unwrap_or_default();
    let reached = sign_in::reach_linkedin(keyed.hub(), Version::V1, &subject).await;
    let mut world = keyed.world();
    reached.map_err(|refusal| refused(refusal, &world.config))?;
    let without = body.disabled_features.iter().filter_map(|feature| feature.strip_prefix("linkedin_"));
    let wish = Wish {
        version: Version::V1,
        account_id,
        products: Products::AllBut(without.map(ToOwned::to_owned).collect()),
        premium_cookie: body.premium_token.is_some(),
        by_cookies: name.is_none(),
        username: name.cloned().unwrap_or_default(),
        proxy: body
            .proxy
            .clone()
            .or_else(|| body.country.as_ref().map(|country| json!({"country": country, "auto_proxy": true}))),
        contract: body.recruiter_contract_id.clone(),
        state: None,
    };
    let outcome = sign_in::sign_in(&mut world, &proof, wish);
    outcome.map(answered).map_err(|refusal| refused(refusal, &world.config))
}

fn check(body: &Body) -> Result<(), ApiError> {
    match body.provider.as_deref() {
        None => return Err(missing("provider")),
        Some("LINKEDIN") => {}
        Some(other) if OTHER_PROVIDERS.contains(&other) => {
            return Err(error(501, "feature_not_implemented", "This sandbox links LinkedIn accounts only."));
        }
        Some(_) => return Err(invalid("provider names no provider.")),
    }
    let two_letters =
        |country: &String| country.len() == 2 && country.bytes().all(|letter| letter.is_ascii_uppercase());
    if !body.country.as_ref().is_none_or(two_letters) {
        return Err(invalid("country takes two capital letters."));
    }
    if body.ip.as_deref().is_some_and(|ip| ip.parse::<Ipv4Addr>().is_err()) {
        return Err(invalid("ip takes an IPv4 address."));
    }
    let features = ["linkedin_recruiter", "linkedin_sales_navigator", "linkedin_organizations_mailboxes"];
    if let Some(unknown) = body.disabled_features.iter().find(|feature| !features.contains(&feature.as_str()))
    {
        return Err(invalid(format!("disabled_features does not take {unknown}.")));
    }
    if let Some(limit) = &body.sync_limit {
        for (name, value) in [("chats", &limit.chats), ("messages", &limit.messages)] {
            let sound = match value {
                None => true,
                Some(Value::Number(number)) => number.as_f64().is_some_and(|number| number >= 0.0),
                Some(Value::String(text)) => instant(text).is_some(),
                Some(_) => false,
            };
            if !sound {
                return Err(invalid(format!("sync_limit.{name} takes a quantity or a UTC datetime.")));
            }
        }
    }
    body.proxy.as_ref().map_or(Ok(()), check_proxy)
}

/// `{protocol?, host, port, username?, password?}`.
pub fn check_proxy(proxy: &Value) -> Result<(), ApiError> {
    let protocol = &proxy["protocol"];
    if !proxy["host"].is_string() || !proxy["port"].is_u64() {
        return Err(invalid("proxy takes host and port."));
    }
    if !protocol.is_null() && !matches!(protocol.as_str(), Some("https" | "http" | "socks5")) {
        return Err(invalid("proxy.protocol takes https, http and socks5."));
    }
    Ok(())
}

/// An e-mail address, or digits and blanks behind an optional `+`.
fn is_username(name: &str) -> bool {
    let is_email = !name.contains(char::is_whitespace)
        && name.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty());
    let digits = name.strip_prefix('+').unwrap_or(name);
    let is_phone =
        !digits.is_empty() && digits.chars().all(|letter| letter.is_ascii_digit() || letter.is_whitespace());
    is_email || is_phone
}

/// 201 when the account is linked, 202 when a checkpoint comes first.
pub fn answered(outcome: Outcome) -> (StatusCode, Json<Value>) {
    match outcome {
        Outcome::Linked { id, reconnected } => {
            let object = if reconnected { "AccountReconnected" } else { "AccountCreated" };
            (StatusCode::CREATED, Json(json!({"object": object, "account_id": id})))
        }
        Outcome::Challenged { intent, challenge } => {
            let checkpoint = checkpoint_json(challenge);
            let body = json!({"object": "Checkpoint", "account_id": intent, "checkpoint": checkpoint});
            (StatusCode::ACCEPTED, Json(body))
        }
    }
}

fn checkpoint_json(challenge: Challenge) -> Value {
    match challenge {
        Challenge::AuthenticatorCode => json!({"type": "2FA", "source": "APP"}),
        Challenge::TextMessageCode => json!({"type": "2FA", "source": "SMS"}),
        Challenge::EmailCode => json!({"type": "OTP"}),
        // Version 1 has no name for either-or.
        Challenge::InAppApproval | Challenge::EmailCodeOrInAppApproval => {
            json!({"type": "IN_APP_VALIDATION"})
        }
        Challenge::PhoneNumber => json!({"type": "PHONE_REGISTER"}),
        Challenge::Captcha => json!({"type": "CAPTCHA", "public_key": CAPTCHA_KEY, "data": "sandbox"}),
        Challenge::ContractChoice => {
            json!({"type": "CONTRACT_CHOOSER", "contract_options": contract_options()})
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_username;

    #[test]
    fn a_username_is_an_address_or_a_phone_number() {
        for (name, expected) in [
            ("jane@example.com", true),
            ("+33 6 12 34 56 78", true),
            ("0612345678", true),
            ("jane", false),
            ("jane doe@example.com", false),
            ("@example.com", false),
            ("+", false),
            ("", false),
        ] {
            assert_eq!(is_username(name), expected, "{name}");
        }
    }
}
