//! Accounts of every provider in one list, and what can happen to them.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::told::{Asking, Told};
use super::{Answer, Control, Refused};
use crate::provider::Provider;
use crate::world::{Person, World};
use crate::{edges, unipile, zernio};

/// Which accounts to list; all of them by default.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct AccountQuery {
    /// Only this provider's.
    pub provider: Option<Provider>,
}

/// An account on one provider. LinkedIn's are the members who may sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedAccount {
    /// Whose account it is.
    pub provider: Provider,
    /// The provider's id; at LinkedIn the member's `sub`.
    pub id: String,
    /// The member's slug.
    pub person: String,
    /// The member's name.
    pub name: Option<String>,
    /// The member's address at LinkedIn.
    pub email: Option<String>,
    /// The agency's client.
    pub client: Option<String>,
    /// The client's colour, `#rrggbb`.
    pub client_color: Option<String>,
    /// The provider's own word; at LinkedIn `authorized` or `not_authorized`.
    pub status: String,
    /// `OAUTH`, `HOSTED_LINK`, `API_BASIC`, `API_COOKIES`, `SHARED_BASIC`, `EXTENSION_COOKIES` or
    /// `ZERNIO`.
    pub setup_source: String,
    /// The member towards the LinkedIn app.
    pub member_urn: Option<String>,
    /// The member towards session-based gateways.
    pub profile_id: Option<String>,
}

/// An account found by what a script has at hand.
struct Found {
    id: String,
    person: String,
}

/// The provider's id, the member, the provider's word for how it is doing, and how it was set up.
type Row<'a> = (&'a str, &'a str, &'a str, String);

fn rows(world: &World, provider: Provider) -> Vec<Row<'_>> {
    let now = world.now();
    match provider {
        Provider::Unipile => {
            let accounts = world.unipile.accounts.all().iter();
            accounts
                .map(|account| {
                    let source = account.metadata.get("setup_source").and_then(Value::as_str);
                    let source = source.unwrap_or_default().to_owned();
                    (account.id.as_str(), account.person.as_str(), account.status.as_str(), source)
                })
                .collect()
        }
        Provider::Edges => {
            let identities = world.edges.identities.values();
            identities
                .filter_map(|identity| {
                    let integration = identity.integration.as_ref()?;
                    let source = format!("{}_{}", integration.setup_source, integration.auth_type);
                    Some((
                        identity.uid.as_str(),
                        integration.person.as_str(),
                        integration.status_at(now),
                        source,
                    ))
                })
                .collect()
        }
        Provider::Zernio => {
            let accounts = world.zernio.accounts.values();
            accounts
                .map(|account| {
                    let status = if account.is_connected(now) { "connected" } else { "disconnected" };
                    (account.id.as_str(), account.person.as_str(), status, "ZERNIO".to_owned())
                })
                .collect()
        }
        Provider::LinkedIn => {
            let members = world.linkedin.members.iter();
            members
                .map(|slug| {
                    let signed_in = world.linkedin.has_living_token(slug, now);
                    let status = if signed_in { "authorized" } else { "not_authorized" };
                    let sub = world.people.get(slug).map_or("", |person| person.sub.as_str());
                    (sub, slug.as_str(), status, "OAUTH".to_owned())
                })
                .collect()
        }
    }
}

fn listed(world: &World, provider: Provider, (id, slug, status, setup_source): Row<'_>) -> LinkedAccount {
    let person = world.people.get(slug);
    let client = person.and_then(|person| person.client.clone());
    let color = client.as_deref().and_then(|client| world.people.client_color(client));
    LinkedAccount {
        provider,
        id: id.to_owned(),
        person: slug.to_owned(),
        name: person.map(Person::name),
        email: person.map(|person| person.email.clone()),
        client_color: color.map(ToOwned::to_owned),
        client,
        status: status.to_owned(),
        setup_source,
        member_urn: person.map(Person::urn),
        profile_id: person.map(|person| person.profile_id.clone()),
    }
}

/// By the provider's id, or by the member's slug, e-mail address, name or `sub`.
fn find(world: &World, provider: Provider, account: &str) -> Option<Found> {
    let person = world.people.resolve(account).map(|person| person.slug.as_str());
    rows(world, provider)
        .into_iter()
        .find(|(id, slug, ..)| *id == account || Some(*slug) == person)
        .map(|(id, person, ..)| Found { id: id.to_owned(), person: person.to_owned() })
        .or_else(|| {
            // Anybody may have consented, not only the seeded members.
            let person = person.filter(|_| provider == Provider::LinkedIn)?;
            Some(Found { id: String::new(), person: person.to_owned() })
        })
}

/// Ends a session at one provider; `status` is the provider's own word for what becomes of it.
fn end(world: &mut World, provider: Provider, found: &Found, status: Option<&str>) {
    match provider {
        Provider::Unipile => {
            unipile::set_status(world, &found.id, status.unwrap_or("disconnected"));
        }
        Provider::Edges => {
            edges::afflict(world, &found.id, status.unwrap_or("INVALID"));
        }
        Provider::Zernio => {
            zernio::afflict(world, &found.id, status.unwrap_or("disconnected"));
        }
        Provider::LinkedIn => world.linkedin.revoke_member(&found.person),
    }
}

impl Control {
    /// Every account there is, provider by provider.
    #[must_use]
    pub fn accounts(&self, query: &AccountQuery) -> Vec<LinkedAccount> {
        let world = self.hub.world();
        [Provider::Unipile, Provider::Edges, Provider::Zernio, Provider::LinkedIn]
            .into_iter()
            .filter(|provider| query.provider.is_none_or(|wanted| wanted == *provider))
            .flat_map(|provider| {
                rows(&world, provider).into_iter().map(move |row| (provider, row)).collect::<Vec<_>>()
            })
            .map(|(provider, row)| listed(&world, provider, row))
            .collect()
    }

    /// Ends a session; at LinkedIn revokes the member's tokens. `account` is the provider's id, or
    /// the member's slug, e-mail address, name or `sub`. `status` is what becomes of it, in the
    /// provider's own word, when that is not its word for an ended session.
    ///
    /// # Errors
    /// When there is no such account.
    pub fn expire(
        &self,
        provider: Provider,
        account: &str,
        status: Option<&str>,
    ) -> Result<LinkedAccount, Refused> {
        let mut world = self.hub.world();
        let found = find(&world, provider, account).ok_or_else(|| Refused::unknown("No such account."))?;
        end(&mut world, provider, &found, status);
        Ok(after(&world, provider, &found))
    }

    /// LinkedIn restricts a member, which ends the sessions everywhere and refuses every sign-in;
    /// or lifts the restriction, after which the member may sign in again. `account` is as in
    /// [`Control::expire`], at any provider. Returns the member's slug.
    ///
    /// # Errors
    /// When there is no such member or account.
    pub fn restrict(&self, account: &str, restricted: bool) -> Result<String, Refused> {
        let mut world = self.hub.world();
        let slug = Provider::ALL
            .into_iter()
            .find_map(|provider| find(&world, provider, account))
            .map(|found| found.person)
            .ok_or_else(|| Refused::unknown("No such member or account."))?;
        if let Some(person) = world.people.get_mut(&slug) {
            person.restricted = restricted;
            // A member seeded as restricted would be refused for ever.
            if !restricted && person.habit == crate::world::LoginHabit::Restricted {
                person.habit = crate::world::LoginHabit::Plain;
            }
        }
        if restricted {
            for provider in Provider::ALL {
                if let Some(found) = find(&world, provider, &slug) {
                    end(&mut world, provider, &found, None);
                }
            }
        }
        Ok(slug)
    }
}

/// The account as it is now.
fn after(world: &World, provider: Provider, found: &Found) -> LinkedAccount {
    let row = rows(world, provider).into_iter().find(|(id, ..)| *id == found.id);
    let nobody = (found.id.as_str(), found.person.as_str(), "not_authorized", "OAUTH".to_owned());
    listed(world, provider, row.unwrap_or(nobody))
}

/// `GET /accounts`.
pub async fn list(
    State(control): State<Control>,
    Asking(query): Asking<AccountQuery>,
) -> Json<Vec<LinkedAccount>> {
    Json(control.accounts(&query))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expire {
    provider: Provider,
    account: String,
    status: Option<String>,
}

/// `POST /expire {"provider","account"}`.
pub async fn expire(State(control): State<Control>, Told(body): Told<Expire>) -> Answer<Value> {
    if body.status.as_deref() == Some("restricted") {
        control.restrict(&body.account, true)?;
    }
    let status = body.status.as_deref().filter(|status| *status != "restricted");
    let ended = control.expire(body.provider, &body.account, status)?;
    Ok(Json(json!({"ok": true, "id": ended.id, "person": ended.person, "status": ended.status})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Restrict {
    account: String,
    restricted: Option<bool>,
}

/// `POST /restrict {"account"}`.
pub async fn restrict(State(control): State<Control>, Told(body): Told<Restrict>) -> Answer<Value> {
    let restricted = body.restricted.unwrap_or(true);
    let person = control.restrict(&body.account, restricted)?;
    Ok(Json(json!({"ok": true, "person": person, "restricted": restricted})))
}

/// The provider's id behind whatever a script named.
pub(super) fn id_of(world: &World, provider: Provider, account: &str) -> Option<String> {
    find(world, provider, account).map(|found| found.id)
}
