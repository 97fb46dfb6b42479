//! `GET /v1/connect/linkedin` and the page its `authUrl` leads to.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Form, Json};
use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::accounts::announce_connected;
use super::authorized;
use super::errors::{Refusal, refusal};
use super::state::{ConnectRequest, SocialAccount};
use crate::html::{card, escape};
use crate::world::{Ctx, World};

const BRAND: &str = "Zernio";
const TOKEN_DAYS: i64 = 60;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StartQuery {
    profile_id: Option<String>,
    #[serde(rename = "redirect_url")]
    redirect_url: Option<String>,
    reconnect_account_id: Option<String>,
    expected_platform_user_id: Option<String>,
    login_hint: Option<String>,
}

/// Hands out the address of a page on which the owner signs in.
pub async fn start(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Query(query): Query<StartQuery>,
) -> Result<Json<Value>, Refusal> {
    let mut world = hub.world();
    authorized(&world, &headers)?;
    let profile = query.profile_id.ok_or_else(|| {
        refusal(400, "invalid_request_error", "missing_parameter", "profileId is required.")
    })?;
    if world.zernio.profile(&profile).is_none() {
        return Err(refusal(404, "not_found", "profile_not_found", "Profile not found."));
    }
    if let Some(id) = &query.reconnect_account_id
        && world.zernio.account(id).is_none()
    {
        return Err(super::accounts::no_account());
    }
    let state = world.ids.url_safe(32);
    let origin = world.endpoints.zernio.base_url.strip_suffix("/api").unwrap_or_default().to_owned();
    world.zernio.connects.insert(
        state.clone(),
        ConnectRequest {
            profile,
            redirect_url: query.redirect_url,
            reconnect: query.reconnect_account_id,
            expected_user: query.expected_platform_user_id,
            login_hint: query.login_hint,
        },
    );
    Ok(Json(json!({
        "authUrl": format!("{origin}/connect/linkedin/{state}"),
        "state": state,
    })))
}

/// `GET /connect/linkedin/{state}`: choose who signs in, allow or cancel.
pub async fn page(State(hub): State<Ctx>, Path(state): Path<String>) -> Response {
    let world = hub.world();
    let Some(request) = world.zernio.connects.get(&state) else {
        return card(
            StatusCode::BAD_REQUEST,
            BRAND,
            "This link is not valid any more",
            "<p>Ask whoever sent it to you for a new one.</p>",
        );
    };
    let preset = request
        .reconnect
        .as_deref()
        .and_then(|id| world.zernio.account(id))
        .map(|account| account.person.clone())
        .or_else(|| {
            let hint = request.login_hint.as_deref()?;
            world.people.resolve(hint).map(|person| person.slug.clone())
        });
    let options: String = world
        .people
        .all()
        .iter()
        .take(200)
        .map(|person| {
            let selected = if preset.as_deref() == Some(&person.slug) { " selected" } else { "" };
            format!(
                "<option value=\"{}\"{selected}>{}</option>",
                escape(&person.slug),
                escape(&person.name())
            )
        })
        .collect();
    card(
        StatusCode::OK,
        "LinkedIn",
        "Zernio would like to use your LinkedIn account",
        &format!(
            "<form method=post>\
             <label>Sign in as<select name=member>{options}</select></label>\
             <button class=main name=action value=allow>Allow</button>\
             <button name=action value=cancel>Cancel</button></form>"
        ),
    )
}

#[derive(Deserialize)]
pub struct Decision {
    #[serde(default)]
    member: String,
    action: String,
}

/// `POST /connect/linkedin/{state}`.
pub async fn decide(
    State(hub): State<Ctx>,
    Path(state): Path<String>,
    Form(decision): Form<Decision>,
) -> Response {
    let mut world = hub.world();
    let Some(request) = world.zernio.connects.shift_remove(&state) else {
        return failure(None, "invalid_state", "This link is not valid any more.");
    };
    if decision.action != "allow" {
        return failure(request.redirect_url.as_deref(), "oauth_denied", "The member refused.");
    }
    match connect(&mut world, &request, &decision.member) {
        Ok(account) => {
            if let Some(account) = world.zernio.account(&account).cloned() {
                announce_connected(&mut world, &account);
            }
            success(&world, &request, &account)
        }
        Err((code, sentence)) => failure(request.redirect_url.as_deref(), code, sentence),
    }
}

/// Makes the account, or brings the one to be reconnected back. Returns its id.
fn connect(
    world: &mut World,
    request: &ConnectRequest,
    member: &str,
) -> Result<String, (&'static str, &'static str)> {
    let now = world.now();
    let person = world.people.get(member).cloned().ok_or(("connection_failed", "Nobody signed in."))?;
    let mismatch = ("reconnect_account_mismatch", "Another LinkedIn member signed in.");
    if request.expected_user.as_deref().is_some_and(|expected| expected != person.sub) {
        return Err(mismatch);
    }
    let id = match &request.reconnect {
        Some(id) => {
            let account = world.zernio.account(id).ok_or(("connection_failed", "The account is gone."))?;
            if account.person != person.slug {
                return Err(mismatch);
            }
            id.clone()
        }
        None => world
            .zernio
            .accounts
            .values()
            .find(|account| account.person == person.slug)
            .map_or_else(|| world.ids.hex(24), |account| account.id.clone()),
    };
    if let Some(account) = world.zernio.account_mut(&id) {
        account.is_active = true;
        account.token_expires = now + TimeDelta::days(TOKEN_DAYS);
        account.unhealthy_since = None;
        account.disconnect_reason = None;
        return Ok(id);
    }
    world.zernio.add(SocialAccount {
        id: id.clone(),
        profile: request.profile.clone(),
        username: person.slug.clone(),
        display_name: person.name(),
        platform_user_id: person.sub.clone(),
        person: person.slug,
        created_at: now,
        is_active: true,
        enabled: true,
        token_expires: now + TimeDelta::days(TOKEN_DAYS),
        unhealthy_since: None,
        disconnect_reason: None,
        rate_limited_until: None,
    });
    Ok(id)
}

fn success(world: &World, request: &ConnectRequest, account: &str) -> Response {
    let username = world.zernio.account(account).map(|account| account.username.clone()).unwrap_or_default();
    let query = [
        ("connected", "linkedin"),
        ("profileId", request.profile.as_str()),
        ("accountId", account),
        ("username", username.as_str()),
    ];
    redirect(request.redirect_url.as_deref(), &query).unwrap_or_else(|| {
        card(StatusCode::OK, BRAND, "You are connected", "<p>You can close this page.</p>")
    })
}

fn failure(redirect_url: Option<&str>, code: &str, sentence: &str) -> Response {
    let query =
        [("error", code), ("platform", "linkedin"), ("error_message", sentence), ("is_user_fixable", "true")];
    redirect(redirect_url, &query).unwrap_or_else(|| {
        card(
            StatusCode::BAD_REQUEST,
            BRAND,
            "Not connected",
            &format!("<p class=wrong role=alert>{}</p>", escape(sentence)),
        )
    })
}

fn redirect(target: Option<&str>, query: &[(&str, &str)]) -> Option<Response> {
    let mut target = Url::parse(target?).ok()?;
    target.query_pairs_mut().extend_pairs(query);
    Some((StatusCode::FOUND, [(header::LOCATION, target.to_string())]).into_response())
}
