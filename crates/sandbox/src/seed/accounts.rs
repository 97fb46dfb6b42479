//! Links each member of the roster at its provider, with a past of its own.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value, json};

use super::roster::{Health, Linked, Setup};
use crate::edges::{Identity, Integration, LoginLink};
use crate::unipile::{Account, PRODUCTS};
use crate::world::{Challenge, Challenges, World};
use crate::zernio::SocialAccount;

/// The `number`th account of the agency.
pub fn link(world: &mut World, linked: &Linked, slug: &str, number: usize) {
    // Accounts came one by one over the past months.
    let days = i64::try_from(300_usize.saturating_sub(number * 6 % 290)).unwrap_or(1);
    let since = world.now() - TimeDelta::days(days) - TimeDelta::minutes(days * 37 % 600);
    match linked.setup {
        // A consent is all LinkedIn knows, and nobody has given one yet.
        Setup::LinkedIn => world.linkedin.members.push(slug.to_owned()),
        Setup::UnipileHosted | Setup::UnipileBasic | Setup::UnipileCookies => {
            unipile(world, linked, slug, since);
        }
        Setup::EdgesExtension | Setup::EdgesLogin | Setup::EdgesBasic | Setup::EdgesCookies => {
            edges(world, linked, slug, since)
        }
        Setup::Zernio => zernio(world, linked, slug, since),
    }
}

fn unipile(world: &mut World, linked: &Linked, slug: &str, since: DateTime<Utc>) {
    let id = format!("acc_{}", world.ids.ulid());
    let Some(person) = world.people.get(slug) else {
        return;
    };
    let setup_source = match linked.setup {
        Setup::UnipileBasic => "API_BASIC",
        Setup::UnipileCookies => "API_COOKIES",
        _ => "HOSTED_LINK",
    };
    let status = match linked.health {
        Health::SignedOut | Health::Restricted => "disconnected",
        Health::Paused => "paused",
        Health::ServiceDown => "errored",
        Health::Unheard => "degraded",
        _ => "running",
    };
    let mut connections = Map::new();
    connections.insert("classic".to_owned(), json!(status));
    for &product in linked.products {
        let state = if linked.health == Health::ProductBroken { "errored" } else { status };
        connections.insert(product.to_owned(), json!(state));
    }
    let mut metadata = Map::new();
    if let Some(client) = &person.client {
        metadata.insert("client".to_owned(), json!(client));
    }
    metadata.insert("setup_source".to_owned(), json!(setup_source));
    metadata.insert(PRODUCTS.to_owned(), Value::Object(connections));
    let mut account = Account::new(id, slug.to_owned(), person.profile_id.clone(), person.name(), since);
    account.username.clone_from(&person.email);
    status.clone_into(&mut account.status);
    account.by_cookies = linked.setup == Setup::UnipileCookies;
    account.metadata = metadata;
    account.proxy = Some(json!({"country": "FR", "auto_proxy": true}));
    world.unipile.accounts.add(account);
}

fn edges(world: &mut World, linked: &Linked, slug: &str, since: DateTime<Utc>) {
    let now = world.now();
    let uid = world.ids.uuid();
    let integration_uid = world.ids.uuid();
    let token = world.ids.url_safe(32);
    let Some(person) = world.people.get(slug) else {
        return;
    };
    let (setup_source, auth_type, is_shared) = match linked.setup {
        Setup::EdgesExtension => ("EXTENSION", "COOKIES", true),
        Setup::EdgesLogin => ("SHARED", "BASIC", true),
        Setup::EdgesBasic => ("API", "BASIC", false),
        _ => ("API", "COOKIES", false),
    };
    let status = match linked.health {
        Health::SignedOut => "INVALID",
        Health::CodeNeeded => "PENDING",
        Health::LimitReached => "LIMIT_REACHED",
        _ => "VALID",
    };
    let checkpoint = (linked.health == Health::CodeNeeded).then(|| {
        // Left open by whoever linked the account last; it waits for a day.
        Challenges::new(
            vec![Challenge::AuthenticatorCode],
            world.config.in_app_polls,
            now + TimeDelta::days(1),
        )
    });
    let error = match linked.health {
        Health::SignedOut => Some(json!({
            "error_label": "AUTH_EXPIRED",
            "message": "The LinkedIn session has ended. Reconnect the account."
        })),
        Health::LimitReached => Some(json!({
            "error_label": "LIMIT_REACHED",
            "message": "LinkedIn's daily limit is reached. Try again in 24 hours."
        })),
        _ => None,
    };
    let changed = if linked.health == Health::Fine { since } else { now - TimeDelta::minutes(12) };
    let mut meta = Map::new();
    if let Some(client) = &person.client {
        meta.insert("client".to_owned(), json!(client));
    }
    let mut login_token = None;
    if linked.setup == Setup::EdgesExtension {
        meta.insert("shared_link".to_owned(), json!(world.edges.shared_url(&world.endpoints, &token)));
        world.edges.shared_links.insert(token, uid.clone());
    } else if linked.setup == Setup::EdgesLogin {
        login_token = Some(token.clone());
        world.edges.add_login_link(LoginLink {
            token,
            identity: uid.clone(),
            expires: since + TimeDelta::hours(48),
        });
    }
    world.edges.add(Identity {
        uid: uid.clone(),
        name: person.name(),
        kind: "standard".to_owned(),
        timezone: "Europe/Paris".to_owned(),
        created_at: since,
        meta,
        integration: Some(Integration {
            uid: integration_uid,
            person: slug.to_owned(),
            name: person.name(),
            status: status.to_owned(),
            auth_type: auth_type.to_owned(),
            setup_source: setup_source.to_owned(),
            is_shared,
            level: level(linked.products).to_owned(),
            created_at: since,
            updated_at: changed,
            error,
            checkpoint,
        }),
        login_token,
    });
}

/// Edges' name of the richest product.
fn level(products: &[&str]) -> &'static str {
    if products.contains(&"recruiter") {
        "Recruiter"
    } else if products.contains(&"sales_navigator") {
        "Sales Navigator"
    } else {
        "Classic"
    }
}

fn zernio(world: &mut World, linked: &Linked, slug: &str, since: DateTime<Utc>) {
    let now = world.now();
    let id = world.ids.hex(24);
    let Some(person) = world.people.get(slug) else {
        return;
    };
    let client = person.client.clone().unwrap_or_default();
    let profile = world.zernio.profile_named(&mut world.ids, &client, since);
    let days = if linked.health == Health::ExpiresSoon { 5 } else { 47 };
    let Some(person) = world.people.get(slug) else {
        return;
    };
    let account = SocialAccount {
        is_active: linked.health != Health::SignedOut,
        token_expires: now + TimeDelta::days(days),
        unhealthy_since: (linked.health == Health::SignedOut).then_some(now),
        ..SocialAccount::linked(id, profile, person, since)
    };
    world.zernio.add(account);
}
