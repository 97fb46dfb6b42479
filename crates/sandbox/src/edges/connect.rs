//! `/v1/identities/{uid}/integrations/linkedin`: one call both links and refreshes.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::errors::{Refusal, refusal};
use super::identities::no_identity;
use super::state::Integration;
use super::{Keyed, events, linkedin_only};
use crate::world::{Attempt, Challenges, Proof, World, attempt};

#[derive(Deserialize)]
struct Body {
    auth_data: AuthData,
    account_name: Option<String>,
}

#[derive(Deserialize)]
struct AuthData {
    cookies: Option<Cookies>,
    basic: Option<Basic>,
}

#[derive(Deserialize)]
struct Cookies {
    li_at: String,
    li_a: Option<String>,
}

#[derive(Deserialize)]
struct Basic {
    username: String,
    password: String,
}

/// How the integration will be labelled once it is linked.
#[derive(Clone, Copy)]
pub struct Source {
    pub setup_source: &'static str,
    pub auth_type: &'static str,
    pub is_shared: bool,
    /// `li_a` came along, so paid products work too.
    pub premium: bool,
}

/// `POST`: 201 for a first link, 200 for a refresh.
pub async fn connect(
    keyed: Keyed,
    Path((uid, integration)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let mut world = keyed.world();
    linkedin_only(&world, &integration)?;
    let body: Body = serde_json::from_slice(&body)
        .map_err(|wrong| Refusal::with_status(400, "BAD_INPUT", wrong.to_string()))?;
    if world.edges.identity(&uid).is_none() {
        return Err(no_identity(&world));
    }
    let (proof, source) = match (&body.auth_data.basic, &body.auth_data.cookies) {
        (Some(basic), None) => (
            Proof::Password { username: &basic.username, password: &basic.password },
            Source { setup_source: "API", auth_type: "BASIC", is_shared: false, premium: true },
        ),
        (None, Some(cookies)) => (
            Proof::Cookies { li_at: &cookies.li_at },
            Source {
                setup_source: "API",
                auth_type: "COOKIES",
                is_shared: false,
                premium: cookies.li_a.is_some(),
            },
        ),
        _ => {
            return Err(refusal(&world, "MISSING_PARAMETER", "auth_data needs either basic or cookies."));
        }
    };
    let first = world.edges.identity(&uid).is_some_and(|identity| identity.integration.is_none());
    sign_in(&mut world, &uid, &proof, source)?;
    if let (Some(name), Some(integration)) =
        (body.account_name, world.edges.identity_mut(&uid).and_then(|identity| identity.integration.as_mut()))
    {
        integration.name = name;
    }
    let status = if first { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(integration_json(&world, &uid)?)).into_response())
}

/// `GET`.
pub async fn show(
    keyed: Keyed,
    Path((uid, integration)): Path<(String, String)>,
) -> Result<Json<Value>, Refusal> {
    let world = keyed.world();
    linkedin_only(&world, &integration)?;
    integration_json(&world, &uid).map(Json)
}

/// `DELETE`: the stored session goes with it.
pub async fn remove(
    keyed: Keyed,
    Path((uid, integration)): Path<(String, String)>,
) -> Result<Json<Value>, Refusal> {
    let mut world = keyed.world();
    linkedin_only(&world, &integration)?;
    integration_json(&world, &uid)?;
    if let Some(gone) = world.edges.identity_mut(&uid).and_then(|identity| identity.integration.take()) {
        events::announce(&mut world, &uid, &gone, "DELETED");
    }
    Ok(Json(json!({})))
}

pub fn integration_json(world: &World, uid: &str) -> Result<Value, Refusal> {
    let identity = world.edges.identity(uid).ok_or_else(|| no_identity(world))?;
    identity
        .integration
        .as_ref()
        .map(|integration| integration.json(uid, world.people.get(&integration.person), world.now()))
        .ok_or_else(|| refusal(world, "NOT_CONNECTED", "This identity has no LinkedIn integration."))
}

/// Signs the identity's member in; afterwards the integration is valid, pending or invalid.
pub fn sign_in(world: &mut World, uid: &str, proof: &Proof<'_>, source: Source) -> Result<(), Refusal> {
    let expected = world
        .edges
        .identity(uid)
        .and_then(|identity| identity.integration.as_ref())
        .map(|integration| integration.person.clone());
    let by_cookies = matches!(proof, Proof::Cookies { .. });
    match attempt(world, proof, expected.as_deref()) {
        Attempt::SignedIn { person } => {
            settle(world, uid, &person, source, None);
            Ok(())
        }
        Attempt::Challenged { person, challenges } => {
            settle(world, uid, &person, source, Some(challenges));
            Ok(())
        }
        Attempt::BadCredentials if by_cookies && expected.is_some() => {
            // Cookies are stored first and tried afterwards.
            spoil(world, uid, "AUTH_EXPIRED", "The cookies are no longer valid.");
            Ok(())
        }
        Attempt::BadCredentials => {
            spoil(world, uid, "AUTH_FAILED", "LinkedIn refused these credentials.");
            Err(refusal(world, "INTEGRATION_ERROR", "LinkedIn refused these credentials."))
        }
        Attempt::Restricted => {
            spoil(world, uid, "LK_ERROR", "LinkedIn has restricted this account.");
            Err(refusal(world, "LK_ERROR", "LinkedIn has restricted this account."))
        }
        Attempt::WrongMember => Err(refusal(
            world,
            "INTEGRATION_ERROR",
            "These credentials belong to another LinkedIn account than the one connected.",
        )),
        Attempt::TimedOut => Err(refusal(world, "LK_524", "LinkedIn did not answer in time.")),
    }
}

/// Records who signed in, and the checkpoints still ahead.
fn settle(world: &mut World, uid: &str, person: &str, source: Source, checkpoint: Option<Challenges>) {
    let now = world.now();
    let new_uid = world.ids.uuid();
    let (name, subscriptions) = world
        .people
        .get(person)
        .map(|member| (member.name(), member.subscriptions.clone()))
        .unwrap_or_default();
    let paid = |product: &str| source.premium && subscriptions.iter().any(|subscribed| subscribed == product);
    let level = if paid("recruiter") {
        "Recruiter"
    } else if paid("sales_navigator") {
        "Sales Navigator"
    } else {
        "Classic"
    };
    let Some(identity) = world.edges.identity_mut(uid) else {
        return;
    };
    let integration = identity.integration.get_or_insert_with(|| Integration {
        uid: new_uid,
        person: person.to_owned(),
        name,
        status: String::new(),
        auth_type: String::new(),
        setup_source: String::new(),
        is_shared: false,
        level: String::new(),
        created_at: now,
        updated_at: now,
        error: None,
        checkpoint: None,
    });
    let status = if checkpoint.is_some() { "PENDING" } else { "VALID" };
    status.clone_into(&mut integration.status);
    source.auth_type.clone_into(&mut integration.auth_type);
    source.setup_source.clone_into(&mut integration.setup_source);
    integration.is_shared = source.is_shared;
    level.clone_into(&mut integration.level);
    integration.updated_at = now;
    integration.error = None;
    integration.checkpoint = checkpoint;
}

/// The integration, where there is one, no longer works.
pub fn spoil(world: &mut World, uid: &str, label: &str, message: &str) {
    let now = world.now();
    if let Some(integration) =
        world.edges.identity_mut(uid).and_then(|identity| identity.integration.as_mut())
    {
        "INVALID".clone_into(&mut integration.status);
        integration.error = Some(json!({"error_label": label, "message": message}));
        integration.checkpoint = None;
        integration.updated_at = now;
        let event = if label == "AUTH_EXPIRED" { "AUTH_EXPIRED" } else { "AUTH_FAILED" };
        let integration = integration.clone();
        events::announce(world, uid, &integration, event);
    }
}

/// What a script can do to an integration: its new status, in Edges' words.
pub fn afflict(world: &mut World, uid: &str, status: &str) {
    match status {
        "INVALID" => {
            spoil(world, uid, "AUTH_EXPIRED", "The LinkedIn session has ended. Reconnect the account.")
        }
        other => {
            let now = world.now();
            let Some(integration) =
                world.edges.identity_mut(uid).and_then(|identity| identity.integration.as_mut())
            else {
                return;
            };
            other.clone_into(&mut integration.status);
            integration.updated_at = now;
            integration.checkpoint = None;
            integration.error = (other == "LIMIT_REACHED").then(|| {
                json!({
                    "error_label": "LIMIT_REACHED",
                    "message": "LinkedIn's daily limit is reached. Try again in 24 hours.",
                })
            });
        }
    }
}

/// The sign-in succeeded after its last checkpoint.
pub fn admit(world: &mut World, uid: &str) {
    let now = world.now();
    if let Some(integration) =
        world.edges.identity_mut(uid).and_then(|identity| identity.integration.as_mut())
    {
        "VALID".clone_into(&mut integration.status);
        integration.checkpoint = None;
        integration.error = None;
        integration.updated_at = now;
    }
}
