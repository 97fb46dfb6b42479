//! The agency a fresh sandbox contains.

mod accounts;
mod crowd;
mod past;
mod roster;

use crate::endpoints::{Endpoints, GatewayEndpoint, LinkedInEndpoint, Origins, UnipileEndpoint};
use crate::options::Options;
use crate::world::{ClientGroup, Ids, LoginHabit, Organization, PageRole, Person, World, ascii_slug};

use crowd::Crowd;
use roster::{ACCOUNTS, CLIENTS, Health, Linked, Setup};

/// Addresses and keys; the keys depend on the seed only.
pub fn endpoints(options: &Options, origins: Origins) -> Endpoints {
    let mut ids = Ids::seeded(options.seed ^ 0x5eed);
    let nowhere = String::new;
    Endpoints {
        linkedin: LinkedInEndpoint {
            www: nowhere(),
            api: nowhere(),
            client_id: format!("86{}", ids.lower(12)),
            client_secret: format!("WPL_AP1.{}", ids.alphanumeric(24)),
            redirect_uris: options.redirect_uris.clone(),
        },
        unipile: UnipileEndpoint { dsn: nowhere(), api_key: format!("up_{}", ids.alphanumeric(40)) },
        edges: GatewayEndpoint { base_url: nowhere(), api_key: format!("edg_{}", ids.alphanumeric(40)) },
        zernio: GatewayEndpoint { base_url: nowhere(), api_key: format!("sk_{}", ids.hex(64)) },
        control: nowhere(),
    }
    .at(origins)
}

/// Fills an empty world.
pub fn fill(world: &mut World) {
    let count = world.options.accounts;
    add_clients(world, world.options.clients.unwrap_or_else(|| crowd::usual_clients(count)));
    let mut crowd = Crowd::new(world.options.seed, world.people.clients.len());
    for number in 0..count {
        let linked = ACCOUNTS.get(number).copied().unwrap_or_else(|| crowd.account(number));
        let person = add_person(world, &linked);
        accounts::link(world, &linked, &person, number);
    }
    add_pages(world);
    past::publish(world);
}

fn add_clients(world: &mut World, count: usize) {
    for (name, color, domain, _) in CLIENTS {
        world.people.clients.push(ClientGroup {
            name: name.to_owned(),
            color: color.to_owned(),
            domain: domain.to_owned(),
        });
    }
    world.people.clients.extend((CLIENTS.len()..count).map(crowd::client));
}

fn add_person(world: &mut World, linked: &Linked) -> String {
    let group = world.people.clients[linked.client].clone();
    let local = format!("{}.{}", ascii_slug(linked.first), ascii_slug(linked.last));
    let mut email = format!("{local}@{}", group.domain);
    let mut count = 1;
    while world.people.by_email(&email).is_some() {
        count += 1;
        email = format!("{local}.{count}@{}", group.domain);
    }
    let habit = match (linked.health, linked.last) {
        (Health::CodeNeeded, _) => LoginHabit::AuthenticatorCode,
        (Health::Restricted, _) => LoginHabit::Restricted,
        (_, "Nyström") => LoginHabit::EmailCode,
        (_, "Endo") => LoginHabit::InAppApproval,
        _ => LoginHabit::Plain,
    };
    let person = Person {
        slug: ascii_slug(&format!("{} {}", linked.first, linked.last)),
        first: linked.first.to_owned(),
        last: linked.last.to_owned(),
        email,
        headline: format!("{} · {}", linked.headline, group.name),
        client: Some(group.name),
        sub: world.ids.url_safe(10),
        profile_id: format!("ACoAA{}", world.ids.url_safe(34)),
        habit,
        subscriptions: linked.products.iter().map(|&product| product.to_owned()).collect(),
        restricted: linked.health == Health::Restricted,
    };
    world.people.add(person)
}

fn add_pages(world: &mut World) {
    for (number, (name, _, _, vanity)) in CLIENTS.iter().enumerate() {
        let roles = ACCOUNTS
            .iter()
            .take(world.options.accounts)
            .filter(|linked| linked.client == number && is_page_admin(linked))
            .map(|linked| ascii_slug(&format!("{} {}", linked.first, linked.last)))
            .map(PageRole::administrator)
            .collect();
        world.people.organizations.push(Organization {
            id: 2_414_183 + number as u64 * 7_919,
            name: (*name).to_owned(),
            vanity: (*vanity).to_owned(),
            roles,
            followers: [4_218, 1_930, 12_407, 866][number],
        });
    }
}

fn is_page_admin(linked: &Linked) -> bool {
    linked.setup == Setup::LinkedIn || linked.last == "Watanabe" || linked.last == "Brandt"
}
