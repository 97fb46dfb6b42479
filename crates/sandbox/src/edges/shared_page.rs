//! The page behind a shared link, as the owner sees it with the Edges extension.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::connect::{Source, sign_in};
use super::login_page::{BRAND, Said, connected, expired};
use crate::html::{card, escape};
use crate::world::{Ctx, Person, Proof, World};

/// Members offered as signed in to this browser.
const OFFERED: usize = 60;

const BY_EXTENSION: Source =
    Source { setup_source: "EXTENSION", auth_type: "COOKIES", is_shared: true, premium: true };

/// `GET /identities/linkedin/shared/{token}`.
pub async fn show(State(hub): State<Ctx>, Path(token): Path<String>) -> Response {
    let world = hub.world();
    match world.edges.shared_links.get(&token) {
        Some(uid) => page(&world, &token, uid, &Said::Nothing),
        None => expired(),
    }
}

fn page(world: &World, token: &str, uid: &str, said: &Said<'_>) -> Response {
    let Some(identity) = world.edges.identity(uid) else {
        return expired();
    };
    // The identity's own member first: that is who usually sits there.
    let own = match &identity.integration {
        Some(integration) => world.people.get(&integration.person),
        None => world.people.resolve(&identity.name),
    };
    let others = world.people.all().iter().filter(|person| own.is_none_or(|own| own.slug != person.slug));
    let options: String = own
        .into_iter()
        .chain(others)
        .take(OFFERED)
        .map(|person: &Person| {
            format!("<option value=\"{}\">{}</option>", escape(&person.slug), escape(&person.name()))
        })
        .collect();
    let head = own.map_or_else(String::new, |person| {
        format!(
            "<div class=person><img src=\"{}\" alt=\"\"><div><b>{}</b><span>{}</span></div></div>",
            escape(&world.picture_url(&person.slug)),
            escape(&person.name()),
            escape(&person.headline)
        )
    });
    card(
        StatusCode::OK,
        BRAND,
        "Share your LinkedIn account",
        &format!(
            "{}{head}<p>Your agency asks to use the LinkedIn account of <b>{}</b> through the Edges \
             extension. Your password stays with you; you can stop sharing at any time.</p>\
             <form method=post action=\"/identities/linkedin/shared/{}\">\
             <label>Signed in to LinkedIn in this browser as<select name=member>{options}</select></label>\
             <button class=main>Accept</button></form>",
            said.html(),
            escape(&identity.name),
            escape(token)
        ),
    )
}

#[derive(Deserialize)]
pub struct Accept {
    #[serde(default)]
    member: String,
}

/// `POST /identities/linkedin/shared/{token}`: the extension hands over the session of whoever is
/// signed in to this browser.
pub async fn accept(State(hub): State<Ctx>, Path(token): Path<String>, Form(form): Form<Accept>) -> Response {
    let mut world = hub.world();
    let Some(uid) = world.edges.shared_links.get(&token).cloned() else {
        return expired();
    };
    let li_at = if form.member.is_empty() { "AQED".to_owned() } else { format!("AQED-{}", form.member) };
    match sign_in(&mut world, &uid, &Proof::Cookies { li_at: &li_at }, BY_EXTENSION) {
        Ok(()) => connected(&world, &uid),
        Err(refused) => page(&world, &token, &uid, &Said::Wrong(refused.message())),
    }
}
