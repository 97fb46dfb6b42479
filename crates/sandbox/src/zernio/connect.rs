//! `GET /v1/connect/linkedin`, and the pages its `authUrl` leads to: LinkedIn's consent, then the
//! choice between the member's own profile and the pages they administer.

use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Form, Json};
use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::errors::{Refusal, invalid};
use super::state::{ConnectRequest, PendingChoice, SocialAccount};
use super::{Keyed, events, origin};
use crate::html::{card, escape};
use crate::world::{Ctx, Organization, World};

const BRAND: &str = "Zernio";
/// How long an `authUrl` waits for its owner.
const LINK_HOURS: i64 = 1;
const CONNECT_TOKEN_MINUTES: i64 = 15;
const PENDING_HOURS: i64 = 1;
/// Members offered on the sandbox's sign-in page.
const OFFERED: usize = 200;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StartQuery {
    profile_id: Option<String>,
    #[serde(rename = "redirect_url")]
    redirect_url: Option<String>,
    reconnect_account_id: Option<String>,
    expected_platform_user_id: Option<String>,
    expected_username: Option<String>,
    login_hint: Option<String>,
    headless: Option<String>,
}

/// Hands out the address of a page on which the owner signs in.
pub async fn start(
    keyed: Keyed,
    Path(platform): Path<String>,
    Query(query): Query<StartQuery>,
) -> Result<Json<Value>, Refusal> {
    let mut world = keyed.world();
    if platform != "linkedin" {
        return Err(invalid("platform", "This sandbox knows the linkedin platform only."));
    }
    let profile = query.profile_id.ok_or_else(|| invalid("profileId", "profileId is required."))?;
    if world.zernio.profile(&profile).is_none() {
        return Err(super::profiles::no_profile());
    }
    if query.redirect_url.as_deref().is_some_and(|url| Url::parse(url).is_err()) {
        return Err(
            invalid("redirect_url", "redirect_url must be an absolute URL.").code("INVALID_REDIRECT_URL")
        );
    }
    if let Some(id) = &query.reconnect_account_id
        && world.zernio.account(id).is_none()
    {
        return Err(super::accounts::no_account());
    }
    let state = world.ids.url_safe(32);
    let request = ConnectRequest {
        profile,
        redirect_url: query.redirect_url,
        reconnect: query.reconnect_account_id,
        expected_user: query.expected_platform_user_id,
        expected_username: query.expected_username,
        login_hint: query.login_hint,
        headless: query.headless.as_deref() == Some("true"),
        member: None,
        expires: world.now() + TimeDelta::hours(LINK_HOURS),
    };
    let url = format!("{}/connect/linkedin/{state}", origin(&world));
    world.zernio.connects.insert(state.clone(), request);
    Ok(Json(json!({"authUrl": url, "state": state})))
}

fn open<'a>(world: &'a World, state: &str) -> Option<&'a ConnectRequest> {
    let now = world.now();
    world.zernio.connects.get(state).filter(|request| now < request.expires)
}

/// `GET /connect/linkedin/{state}`: choose who signs in, allow or cancel.
pub async fn page(State(hub): State<Ctx>, Path(state): Path<String>) -> Response {
    let world = hub.world();
    let Some(request) = open(&world, &state) else {
        return gone();
    };
    if let Some(member) = &request.member {
        return choice_page(&world, &state, member);
    }
    let preset = request
        .reconnect
        .as_deref()
        .and_then(|id| world.zernio.account(id))
        .map(|account| account.person.clone())
        .or_else(|| {
            let hint = request.login_hint.as_deref()?;
            world.people.resolve(hint).map(|person| person.slug.clone())
        });
    // Whoever is expected is offered, however many members there are.
    let preset_person = preset.as_deref().and_then(|slug| world.people.get(slug));
    let others =
        world.people.all().iter().take(OFFERED).filter(|person| preset.as_deref() != Some(&person.slug));
    let options: String = preset_person
        .into_iter()
        .chain(others)
        .map(|person| {
            let selected = if preset.as_deref() == Some(&person.slug) { " selected" } else { "" };
            let (slug, name) = (escape(&person.slug), escape(&person.name()));
            format!("<option value=\"{slug}\"{selected}>{name}</option>")
        })
        .collect();
    let profile =
        world.zernio.profile(&request.profile).map(|profile| escape(&profile.name)).unwrap_or_default();
    card(
        StatusCode::OK,
        "LinkedIn",
        "Zernio would like to use your LinkedIn account",
        &format!(
            "<p>To publish for <b>{profile}</b>, Zernio asks LinkedIn to let it:</p>\
             <ul><li>use your name and photo</li>\
             <li>create, modify and delete posts on your behalf</li>\
             <li>do the same for the pages you administer</li></ul>\
             <form method=post>\
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
    let Some(request) = open(&world, &state).cloned() else {
        return failure(None, "invalid_state", "This link is not valid any more.");
    };
    let back = request.redirect_url.clone();
    if decision.action != "allow" {
        world.zernio.connects.shift_remove(&state);
        return failure(back.as_deref(), "oauth_denied", "The member refused.");
    }
    if let Err((code, sentence)) = expected(&world, &request, &decision.member) {
        world.zernio.connects.shift_remove(&state);
        return failure(back.as_deref(), code, sentence);
    }
    let has_pages = pages_of(&world, &decision.member).next().is_some();
    // An account that is reconnected stays what it is.
    if has_pages && request.reconnect.is_none() {
        if request.headless {
            world.zernio.connects.shift_remove(&state);
            return hand_over(&mut world, request, &decision.member);
        }
        if let Some(request) = world.zernio.connects.get_mut(&state) {
            request.member = Some(decision.member.clone());
        }
        return choice_page(&world, &state, &decision.member);
    }
    finish(&mut world, &state, &request, &decision.member, None)
}

/// The pages a member may choose.
pub fn pages_of<'a>(world: &'a World, member: &'a str) -> impl Iterator<Item = &'a Organization> {
    world.people.organizations.iter().filter(|page| page.speaks_through(member))
}

fn choice_page(world: &World, state: &str, member: &str) -> Response {
    let entry = |value: &str, picture: &str, name: &str, what: &str, checked: &str| {
        format!(
            "<label class=choice><input type=radio name=account value=\"{}\"{checked}>\
             <span class=person><img src=\"{}\" alt=\"\"><span><b>{}</b><span>{}</span></span></span></label>",
            escape(value),
            escape(&world.picture_url(picture)),
            escape(name),
            escape(what)
        )
    };
    let name = world.people.get(member).map(crate::world::Person::name).unwrap_or_default();
    let own = entry("personal", member, &name, "Personal profile", " checked");
    let pages: String = pages_of(world, member)
        .map(|page| {
            let followers = format!("Page, {} followers", page.followers);
            entry(&page.id.to_string(), &page.vanity, &page.name, &followers, "")
        })
        .collect();
    card(
        StatusCode::OK,
        BRAND,
        "Where should Zernio publish?",
        &format!(
            "<form method=post action=\"/connect/linkedin/{}/account\">{own}{pages}\
             <button class=main>Connect</button></form>",
            escape(state)
        ),
    )
}

#[derive(Deserialize)]
pub struct Chosen {
    #[serde(default)]
    account: String,
}

/// `POST /connect/linkedin/{state}/account`: the profile or one of the pages.
pub async fn choose(
    State(hub): State<Ctx>,
    Path(state): Path<String>,
    Form(chosen): Form<Chosen>,
) -> Response {
    let mut world = hub.world();
    let Some(request) = open(&world, &state).cloned() else {
        return gone();
    };
    let Some(member) = request.member.clone() else {
        return gone();
    };
    let page = match chosen.account.as_str() {
        "personal" => None,
        id => match pages_of(&world, &member).find(|page| page.id.to_string() == id) {
            Some(page) => Some(page.id),
            None => return choice_page(&world, &state, &member),
        },
    };
    finish(&mut world, &state, &request, &member, page)
}

/// Whether this member is the one the caller wants.
fn expected(
    world: &World,
    request: &ConnectRequest,
    member: &str,
) -> Result<(), (&'static str, &'static str)> {
    let person = world.people.get(member).ok_or(("connection_failed", "Nobody signed in."))?;
    let another = "Another LinkedIn member signed in.";
    if let Some(id) = &request.reconnect {
        let account = world.zernio.account(id).ok_or(("connection_failed", "The account is gone."))?;
        if account.person != person.slug {
            return Err(("reconnect_account_mismatch", another));
        }
        // A page's account has the page's id.
        let own = request.expected_user.as_ref().is_none_or(|user| *user == account.platform_user_id);
        return if own { Ok(()) } else { Err(("reconnect_account_mismatch", another)) };
    }
    let other_user = request.expected_user.as_deref().is_some_and(|user| user != person.sub);
    let other_name = request.expected_username.as_deref().is_some_and(|name| name != person.slug);
    if other_user || other_name {
        return Err(("account_mismatch", another));
    }
    Ok(())
}

fn finish(
    world: &mut World,
    state: &str,
    request: &ConnectRequest,
    member: &str,
    page: Option<u64>,
) -> Response {
    world.zernio.connects.shift_remove(state);
    let Some(account) = connect(world, request, member, page) else {
        return failure(request.redirect_url.as_deref(), "connection_failed", "The account is gone.");
    };
    success_address(request.redirect_url.as_deref(), &account).map_or_else(
        || {
            let name = escape(&account.display_name);
            let body = format!("<p>Zernio can publish for <b>{name}</b>. You can close this page.</p>");
            card(StatusCode::OK, BRAND, "You are connected", &body)
        },
        |address| to(&address),
    )
}

/// Makes the account, or brings the one that was there back under its own id.
pub fn connect(
    world: &mut World,
    request: &ConnectRequest,
    member: &str,
    page: Option<u64>,
) -> Option<SocialAccount> {
    let now = world.now();
    let person = world.people.get(member)?.clone();
    let known = match &request.reconnect {
        Some(id) => Some(id.clone()),
        None => world
            .zernio
            .accounts
            .values()
            .find(|account| account.person == person.slug && account.organization == page)
            .map(|account| account.id.clone()),
    };
    let mut account = match known {
        Some(id) => {
            let mut account = world.zernio.account(&id)?.clone();
            account.revive(now);
            account
        }
        None => SocialAccount::linked(world.ids.hex(24), request.profile.clone(), &person, now),
    };
    if request.reconnect.is_none() {
        let page = page.and_then(|id| world.people.organization(&id.to_string()));
        account.represent(page.map(|page| (page.id, page.name.as_str(), page.vanity.as_str())), &person);
    }
    world.zernio.add(account.clone());
    events::connected(world, &account);
    Some(account)
}

/// Headless: the caller gets tokens and shows the choice itself.
fn hand_over(world: &mut World, request: ConnectRequest, member: &str) -> Response {
    let now = world.now();
    let token = world.ids.hex(32);
    let choice = PendingChoice {
        temp_token: format!("tmp_{}", world.ids.alphanumeric(48)),
        connect_token: format!("ct_{}", world.ids.alphanumeric(40)),
        member: member.to_owned(),
        connect_until: now + TimeDelta::minutes(CONNECT_TOKEN_MINUTES),
        until: now + TimeDelta::hours(PENDING_HOURS),
        request,
    };
    let query = [
        ("platform", "linkedin"),
        ("step", "select_organization"),
        ("profileId", choice.request.profile.as_str()),
        ("pendingDataToken", token.as_str()),
        ("tempToken", choice.temp_token.as_str()),
        ("connect_token", choice.connect_token.as_str()),
    ];
    let answer = redirect(choice.request.redirect_url.as_deref(), &query).unwrap_or_else(|| {
        card(StatusCode::OK, BRAND, "Almost done", "<p>Go back to where you came from to choose a page.</p>")
    });
    world.zernio.choices.insert(token, choice);
    answer
}

/// `redirect_url` with what a successful connection adds to it.
pub fn success_address(redirect_url: Option<&str>, account: &SocialAccount) -> Option<String> {
    let query = [
        ("connected", "linkedin"),
        ("profileId", account.profile.as_str()),
        ("accountId", account.id.as_str()),
        ("username", account.username.as_str()),
    ];
    with_query(redirect_url, &query)
}

fn gone() -> Response {
    card(
        StatusCode::BAD_REQUEST,
        BRAND,
        "This link is not valid any more",
        "<p>Ask whoever sent it to you for a new one.</p>",
    )
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

fn with_query(target: Option<&str>, query: &[(&str, &str)]) -> Option<String> {
    let mut target = Url::parse(target?).ok()?;
    target.query_pairs_mut().extend_pairs(query);
    Some(target.to_string())
}

fn redirect(target: Option<&str>, query: &[(&str, &str)]) -> Option<Response> {
    with_query(target, query).map(|address| to(&address))
}

fn to(address: &str) -> Response {
    (StatusCode::FOUND, [(header::LOCATION, address)]).into_response()
}
