//! `/oauth/v2/accessToken`, `/introspectToken` and `/revoke`.

use std::collections::{BTreeSet, HashMap};

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use chrono::TimeDelta;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::errors::oauth;
use super::openid::id_token;
use super::state::{RefreshToken, Token};
use crate::world::{Ctx, World};

const ACCESS_DAYS: i64 = 60;
const REFRESH_DAYS: i64 = 365;
const APPLICATION_MINUTES: i64 = 30;

const DOES_NOT_MATCH: &str = "Unable to retrieve access token: appid/redirect uri/code verifier does not match authorization code. Or authorization code expired. Or external member binding exists";

type Fields = HashMap<String, String>;

/// `POST /oauth/v2/accessToken`.
pub async fn exchange(State(hub): State<Ctx>, headers: HeaderMap, uri: Uri, body: Bytes) -> Response {
    let mut world = hub.world();
    let mut fields = match form(&headers, &body) {
        Ok(fields) => fields,
        Err(refused) => return *refused,
    };
    // Secrets in the query are forbidden, yet one published guide sends them there.
    if !world.config.strict {
        fields.extend(pairs(uri.query().unwrap_or_default().as_bytes()));
    }
    let outcome = match fields.get("grant_type").map(String::as_str) {
        None | Some("") => Err(missing("grant_type")),
        Some("authorization_code") => by_code(&mut world, &fields),
        Some("refresh_token") => by_refresh_token(&mut world, &fields),
        Some("client_credentials") => two_legged(&mut world, &fields),
        Some(_) => Err(Box::new(oauth(
            StatusCode::BAD_REQUEST,
            "unsupported_grant_type",
            "The grant_type is not supported",
        ))),
    };
    match outcome {
        Ok(json) => Json(json).into_response(),
        Err(refused) => *refused,
    }
}

fn by_code(world: &mut World, fields: &Fields) -> Result<Value, Box<Response>> {
    let code = required(fields, "code")?;
    let redirect_uri = required(fields, "redirect_uri")?;
    required(fields, "client_id")?;
    let verifier = fields.get("code_verifier").filter(|one| !one.is_empty());
    if verifier.is_none() {
        required(fields, "client_secret")?;
    }
    let documented = world.config.linkedin_documented_oauth_errors;
    let mismatch = || {
        let error = if documented { "invalid_redirect_uri" } else { "invalid_request" };
        Box::new(oauth(StatusCode::BAD_REQUEST, error, DOES_NOT_MATCH))
    };
    // The native flow is public: a verifier stands in for the secret.
    let native = world.linkedin.codes.get(code).is_some_and(|known| known.challenge.is_some());
    client(world, fields, native)?;
    // Whatever comes of it, the code is spent.
    let Some(known) = world.linkedin.codes.remove(code) else {
        return Err(if code.starts_with("AQ") && code.len() == 160 {
            mismatch()
        } else {
            Box::new(oauth(
                StatusCode::UNAUTHORIZED,
                "invalid_request",
                "Unable to retrieve access token: authorization code not found",
            ))
        });
    };
    let proven = match &known.challenge {
        None => true,
        Some(challenge) => verifier.is_some_and(|verifier| {
            (43..=128).contains(&verifier.len())
                && URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())) == *challenge
        }),
    };
    if known.redirect_uri != redirect_uri || world.now() >= known.expires || !proven {
        return Err(mismatch());
    }
    Ok(issue(world, &known.person, known.scopes, None))
}

/// A token of the application itself: no member, half an hour.
fn two_legged(world: &mut World, fields: &Fields) -> Result<Value, Box<Response>> {
    client(world, fields, false)?;
    if !world.config.linkedin_two_legged {
        return Err(Box::new(oauth(
            StatusCode::UNAUTHORIZED,
            "access_denied",
            "This application is not allowed to create application tokens",
        )));
    }
    let now = world.now();
    let token = format!("AQV{}", world.ids.url_safe(347));
    let known = Token {
        person: String::new(),
        scopes: BTreeSet::new(),
        issued: now,
        expires: now + TimeDelta::minutes(APPLICATION_MINUTES),
        revoked: false,
    };
    world.linkedin.tokens.insert(token.clone(), known);
    // The documents' sample shows a string.
    Ok(json!({"access_token": token, "expires_in": (APPLICATION_MINUTES * 60).to_string()}))
}

fn by_refresh_token(world: &mut World, fields: &Fields) -> Result<Value, Box<Response>> {
    let token = required(fields, "refresh_token")?;
    required(fields, "client_id")?;
    required(fields, "client_secret")?;
    client(world, fields, false)?;
    let now = world.now();
    let known = world
        .linkedin
        .refresh_tokens
        .get(token)
        .filter(|known| !known.revoked && now < known.expires)
        .cloned();
    match known {
        Some(known) => {
            Ok(issue(world, &known.person.clone(), known.scopes.clone(), Some((token.to_owned(), known))))
        }
        None => Err(Box::new(oauth(
            StatusCode::BAD_REQUEST,
            "invalid_request",
            "The provided authorization grant or refresh token is invalid, expired or revoked",
        ))),
    }
}

/// A token for 60 days, or until its refresh token ends. A refresh token stays the same.
fn issue(
    world: &mut World,
    person: &str,
    scopes: BTreeSet<String>,
    refreshed: Option<(String, RefreshToken)>,
) -> Value {
    let now = world.now();
    let partner = world.config.partner;
    // Another scope set ends what was granted before; the same one may live side by side.
    for token in world.linkedin.tokens.values_mut() {
        token.revoked |= token.person == person && token.scopes != scopes;
    }
    for token in world.linkedin.refresh_tokens.values_mut() {
        token.revoked |= token.person == person && token.scopes != scopes;
    }
    let refresh = refreshed.or_else(|| {
        partner.then(|| {
            let token = format!("AQW{}", world.ids.url_safe(340));
            let known = RefreshToken {
                person: person.to_owned(),
                scopes: scopes.clone(),
                expires: now + TimeDelta::days(REFRESH_DAYS),
                revoked: false,
            };
            (token, known)
        })
    });
    let mut expires = now + TimeDelta::days(ACCESS_DAYS);
    if let Some((_, refresh)) = &refresh {
        expires = expires.min(refresh.expires);
    }
    let token = format!("AQU{}", world.ids.url_safe(347));
    let listed: Vec<&str> = scopes.iter().map(String::as_str).collect();
    let mut json = json!({
        "access_token": token,
        "expires_in": (expires - now).num_seconds(),
        "scope": listed.join(","),
        "token_type": "Bearer",
    });
    if scopes.contains("openid")
        && let Some(id_token) = id_token(world, person, scopes.contains("profile"), scopes.contains("email"))
    {
        json["id_token"] = json!(id_token);
    }
    if let Some((token, known)) = refresh {
        json["refresh_token"] = json!(token);
        json["refresh_token_expires_in"] = json!((known.expires - now).num_seconds());
        world.linkedin.refresh_tokens.insert(token, known);
    }
    world
        .linkedin
        .tokens
        .insert(token, Token { person: person.to_owned(), scopes, issued: now, expires, revoked: false });
    json
}

/// `POST /oauth/v2/introspectToken`.
pub async fn introspect(State(hub): State<Ctx>, headers: HeaderMap, body: Bytes) -> Response {
    let world = hub.world();
    let fields = match form(&headers, &body) {
        Ok(fields) => fields,
        Err(refused) => return *refused,
    };
    if let Err(refused) = client(&world, &fields, false) {
        return *refused;
    }
    let token = match required(&fields, "token") {
        Ok(token) => token,
        Err(refused) => return *refused,
    };
    let Some(known) = world.linkedin.tokens.get(token) else {
        return Json(json!({"active": false})).into_response();
    };
    let status = if known.revoked {
        "revoked"
    } else if world.now() >= known.expires {
        "expired"
    } else {
        "active"
    };
    let scopes: Vec<&str> = known.scopes.iter().map(String::as_str).collect();
    let mut json = json!({
        "active": status == "active",
        "client_id": world.endpoints.linkedin.client_id,
        "authorized_at": known.issued.timestamp(),
        "created_at": known.issued.timestamp(),
        "status": status,
        "expires_at": known.expires.timestamp(),
        "auth_type": if known.person.is_empty() { "2L" } else { "3L" },
    });
    if !known.person.is_empty() {
        json["scope"] = json!(scopes.join(","));
    }
    Json(json).into_response()
}

/// `POST /oauth/v2/revoke`: used by one client, documented nowhere.
pub async fn revoke(State(hub): State<Ctx>, headers: HeaderMap, body: Bytes) -> Response {
    let mut world = hub.world();
    let fields = match form(&headers, &body) {
        Ok(fields) => fields,
        Err(refused) => return *refused,
    };
    if let Err(refused) = client(&world, &fields, false) {
        return *refused;
    }
    let token = fields.get("token").map(String::as_str).unwrap_or_default();
    if let Some(known) = world.linkedin.tokens.get_mut(token) {
        known.revoked = true;
    }
    if let Some(known) = world.linkedin.refresh_tokens.get_mut(token) {
        known.revoked = true;
    }
    StatusCode::OK.into_response()
}

/// Id and secret in the body. HTTP Basic is not understood.
fn client(world: &World, fields: &Fields, public: bool) -> Result<(), Box<Response>> {
    let id = required(fields, "client_id")?;
    if id != world.endpoints.linkedin.client_id {
        return Err(Box::new(oauth(
            StatusCode::BAD_REQUEST,
            "invalid_client_id",
            &format!("The passed in client_id is invalid \"{id}\""),
        )));
    }
    if public {
        return Ok(());
    }
    let secret = required(fields, "client_secret")?;
    if secret != world.endpoints.linkedin.client_secret {
        let documented = world.config.linkedin_documented_oauth_errors;
        let error = if documented { "invalid_client_id" } else { "invalid_client" };
        return Err(Box::new(oauth(StatusCode::UNAUTHORIZED, error, "Client authentication failed")));
    }
    Ok(())
}

fn required<'a>(fields: &'a Fields, name: &str) -> Result<&'a str, Box<Response>> {
    fields.get(name).map(String::as_str).filter(|value| !value.is_empty()).ok_or_else(|| missing(name))
}

fn missing(name: &str) -> Box<Response> {
    Box::new(oauth(
        StatusCode::BAD_REQUEST,
        "invalid_request",
        &format!("A required parameter \"{name}\" is missing"),
    ))
}

fn form(headers: &HeaderMap, body: &Bytes) -> Result<Fields, Box<Response>> {
    let declared =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !body.is_empty() && !declared.starts_with("application/x-www-form-urlencoded") {
        return Err(missing("grant_type"));
    }
    Ok(pairs(body))
}

fn pairs(encoded: &[u8]) -> Fields {
    url::form_urlencoded::parse(encoded).into_owned().collect()
}
