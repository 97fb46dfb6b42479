//! Accounts of every provider in one list, and what can happen to them.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::refused;
use super::told::Told;
use crate::world::{Challenges, Ctx, World};
use crate::{linkedin, unipile};

#[derive(Deserialize)]
pub struct ListQuery {
    provider: Option<String>,
}

/// `GET /accounts`: every account on every provider. LinkedIn's are the members who may sign in;
/// their status says whether they have.
pub async fn list(State(hub): State<Ctx>, Query(query): Query<ListQuery>) -> Json<Vec<Value>> {
    let world = hub.world();
    let accounts = all(&world)
        .into_iter()
        .filter(|account| query.provider.as_deref().is_none_or(|provider| account.provider == provider))
        .map(|account| account.json(&world))
        .collect();
    Json(accounts)
}

/// One account as the control surface shows it.
pub struct Listed {
    provider: &'static str,
    id: String,
    person: String,
    status: String,
    setup_source: String,
}

impl Listed {
    fn json(&self, world: &World) -> Value {
        let person = world.people.get(&self.person);
        let client = person.and_then(|person| person.client.as_deref());
        let color = client.and_then(|client| world.people.client_color(client));
        json!({
            "provider": self.provider,
            "id": self.id,
            "person": self.person,
            "name": person.map(crate::world::Person::name),
            "email": person.map(|person| person.email.as_str()),
            "client": client,
            "client_color": color,
            "status": self.status,
            "setup_source": self.setup_source,
            "member_urn": person.map(crate::world::Person::urn),
            "profile_id": person.map(|person| person.profile_id.as_str()),
        })
    }
}

fn all(world: &World) -> Vec<Listed> {
    let mut accounts = Vec::new();
    for account in world.unipile.accounts.all() {
        accounts.push(Listed {
            provider: "unipile",
            id: account.id.clone(),
            person: account.person.clone(),
            status: account.status.clone(),
            setup_source: account
                .metadata
                .get("setup_source")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
        });
    }
    for identity in world.edges.identities.values() {
        let Some(integration) = &identity.integration else {
            continue;
        };
        accounts.push(Listed {
            provider: "edges",
            id: identity.uid.clone(),
            person: integration.person.clone(),
            status: integration.status.clone(),
            setup_source: format!("{}_{}", integration.setup_source, integration.auth_type),
        });
    }
    let now = world.now();
    for account in world.zernio.accounts.values() {
        accounts.push(Listed {
            provider: "zernio",
            id: account.id.clone(),
            person: account.person.clone(),
            status: if account.is_connected(now) { "connected" } else { "disconnected" }.to_owned(),
            setup_source: "ZERNIO".to_owned(),
        });
    }
    for slug in &world.linkedin.members {
        accounts.push(Listed {
            provider: "linkedin",
            id: world.people.get(slug).map(|person| person.sub.clone()).unwrap_or_default(),
            person: slug.clone(),
            status: if world.linkedin.has_living_token(slug, now) { "authorized" } else { "not_authorized" }
                .to_owned(),
            setup_source: "OAUTH".to_owned(),
        });
    }
    accounts
}

/// By the provider's id, or by the member's slug, e-mail address, name or `sub`.
fn find(world: &World, provider: &str, account: &str) -> Option<(String, String)> {
    let person = world.people.resolve(account).map(|person| &person.slug);
    all(world)
        .into_iter()
        .filter(|listed| listed.provider == provider)
        .find(|listed| listed.id == account || Some(&listed.person) == person)
        .map(|listed| (listed.id, listed.person))
        .or_else(|| {
            // Anybody may have consented, not only the seeded members.
            let person = person.filter(|_| provider == "linkedin")?;
            Some((String::new(), person.clone()))
        })
}

#[derive(Deserialize)]
pub struct Expire {
    provider: String,
    account: String,
    /// The provider's own word for what the account becomes; its word for an ended session when
    /// left out. `restricted` restricts the member everywhere.
    status: Option<String>,
}

/// `POST /expire {"provider","account"}`: ends the session.
pub async fn expire(State(hub): State<Ctx>, Told(body): Told<Expire>) -> Response {
    let mut world = hub.world();
    let Some((id, person)) = find(&world, &body.provider, &body.account) else {
        return refused(StatusCode::NOT_FOUND, "No such account.");
    };
    let mut status = body.status.as_deref();
    if status == Some("restricted") {
        if let Some(person) = world.people.get_mut(&person) {
            person.restricted = true;
        }
        status = None;
    }
    let now = world.now();
    match body.provider.as_str() {
        "unipile" => {
            unipile::set_status(&mut world, &id, status.unwrap_or("disconnected"));
        }
        "edges" => {
            let status = status.unwrap_or("INVALID");
            if let Some(integration) =
                world.edges.identity_mut(&id).and_then(|identity| identity.integration.as_mut())
            {
                status.clone_into(&mut integration.status);
                integration.updated_at = now;
                integration.checkpoint = None;
                integration.error = match status {
                    "INVALID" => Some(json!({
                        "error_label": "AUTH_EXPIRED",
                        "message": "The LinkedIn session has ended. Reconnect the account.",
                    })),
                    "LIMIT_REACHED" => Some(json!({
                        "error_label": "LIMIT_REACHED",
                        "message": "LinkedIn's daily limit is reached. Try again in 24 hours.",
                    })),
                    _ => None,
                };
            }
        }
        "zernio" => {
            if let Some(account) = world.zernio.account_mut(&id) {
                account.is_active = false;
                account.unhealthy_since = Some(now);
                account.disconnect_reason = Some("Token expired".to_owned());
            }
        }
        _ => world.linkedin.revoke_member(&person),
    }
    Json(json!({"ok": true, "id": id, "person": person})).into_response()
}

#[derive(Deserialize)]
pub struct Approve {
    provider: String,
    account: String,
}

/// `POST /approve {"provider","account"}`: the owner tapped *Yes* in the LinkedIn app.
pub async fn approve(State(hub): State<Ctx>, Told(body): Told<Approve>) -> Response {
    let mut world = hub.world();
    // An account being linked for the first time is not listed yet; its sign-in is.
    let id = find(&world, &body.provider, &body.account).map_or(body.account, |(id, _)| id);
    let person = world.people.resolve(&id).map(|person| person.slug.clone());
    let open = match body.provider.as_str() {
        "unipile" => world.unipile.intent_of(&id, person.as_deref()).map(|intent| &mut intent.challenges),
        "edges" => world
            .edges
            .identity_mut(&id)
            .and_then(|identity| identity.integration.as_mut())
            .and_then(|integration| integration.checkpoint.as_mut()),
        _ => None,
    };
    let open = open.map(Challenges::approve);
    match open {
        Some(()) => Json(json!({"ok": true})).into_response(),
        None => refused(StatusCode::NOT_FOUND, "No checkpoint is open there."),
    }
}

#[derive(Deserialize)]
pub struct Consent {
    /// Slug, e-mail address, name or `sub`.
    person: String,
    redirect_uri: Option<String>,
    scope: Option<String>,
    #[serde(default)]
    state: String,
    code_challenge: Option<String>,
}

/// `POST /consent`: as if the member had pressed Allow; the code still has to be exchanged.
pub async fn consent(State(hub): State<Ctx>, Told(body): Told<Consent>) -> Response {
    let mut world = hub.world();
    let Some(person) = world.people.resolve(&body.person).map(|person| person.slug.clone()) else {
        return refused(StatusCode::NOT_FOUND, "No such member.");
    };
    let redirect_uri = body
        .redirect_uri
        .or_else(|| world.endpoints.linkedin.redirect_uris.first().cloned())
        .unwrap_or_default();
    let scope = body.scope.unwrap_or_else(|| "openid profile email w_member_social".to_owned());
    let code = linkedin::grant_code(&mut world, &person, &redirect_uri, &scope, body.code_challenge);
    let location = linkedin::callback(&redirect_uri, &[("code", &code), ("state", &body.state)]);
    Json(json!({"code": code, "redirect": location})).into_response()
}
