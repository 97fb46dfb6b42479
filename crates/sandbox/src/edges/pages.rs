//! The pages Edges sends to account owners: the login link and the shared link.

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::checkpoint::{self, step};
use super::connect::{Source, sign_in as sign_in_member};
use crate::html::{card, escape, waiting_card};
use crate::world::{Challenge, Ctx, Proof, World};

const BRAND: &str = "Edges";

const BY_LOGIN_LINK: Source =
    Source { setup_source: "SHARED", auth_type: "BASIC", is_shared: true, premium: true };

const BY_EXTENSION: Source =
    Source { setup_source: "EXTENSION", auth_type: "COOKIES", is_shared: true, premium: true };

#[derive(Deserialize)]
pub struct Token {
    #[serde(default)]
    token: String,
}

/// `GET /identities/linkedin/login?token=…`.
pub async fn login(State(hub): State<Ctx>, Query(query): Query<Token>) -> Response {
    let mut world = hub.world();
    let Some(uid) = owner_of_login(&world, &query.token) else {
        return expired();
    };
    match checkpoint::open(&mut world, &uid).and_then(|challenges| challenges.present()) {
        // The page asks again by itself while the phone is being looked for.
        Some(Challenge::InAppApproval) => proceed(&mut world, &query.token, &uid, None),
        Some(challenge) => challenge_page(&query.token, challenge, None),
        None => login_page(&world, &query.token, &uid, None),
    }
}

#[derive(Deserialize)]
pub struct Login {
    #[serde(default)]
    username: String,
    #[serde(default)]
    password: String,
}

/// `POST /identities/linkedin/login/{token}`.
pub async fn sign_in(State(hub): State<Ctx>, Path(token): Path<String>, Form(form): Form<Login>) -> Response {
    let mut world = hub.world();
    let Some(uid) = owner_of_login(&world, &token) else {
        return expired();
    };
    let proof = Proof::Password { username: &form.username, password: &form.password };
    match sign_in_member(&mut world, &uid, &proof, BY_LOGIN_LINK) {
        Err(refused) => login_page(&world, &token, &uid, Some(refused.message())),
        Ok(()) => match checkpoint::open(&mut world, &uid).and_then(|challenges| challenges.present()) {
            Some(challenge) => challenge_page(&token, challenge, None),
            None => connected(&world, &uid),
        },
    }
}

#[derive(Deserialize)]
pub struct Answer {
    #[serde(default)]
    code: String,
}

/// `POST /identities/linkedin/login/{token}/checkpoint`.
pub async fn checkpoint(
    State(hub): State<Ctx>,
    Path(token): Path<String>,
    Form(form): Form<Answer>,
) -> Response {
    let mut world = hub.world();
    let Some(uid) = owner_of_login(&world, &token) else {
        return expired();
    };
    proceed(&mut world, &token, &uid, Some(&form.code))
}

fn proceed(world: &mut World, token: &str, uid: &str, code: Option<&str>) -> Response {
    let refused = step(world, uid, code).err();
    let present = checkpoint::open(world, uid).and_then(|challenges| challenges.present());
    match (present, refused) {
        (Some(challenge), Some(refused)) if refused.label() == "IN_APP_CHALLENGE_PENDING" => {
            challenge_page(token, challenge, None)
        }
        (Some(challenge), refused) => {
            challenge_page(token, challenge, refused.as_ref().map(super::errors::Refusal::message))
        }
        (None, Some(refused)) => login_page(world, token, uid, Some(refused.message())),
        (None, None) => connected(world, uid),
    }
}

/// `GET /identities/linkedin/shared/{token}`: what the owner sees with the Edges extension.
pub async fn shared(State(hub): State<Ctx>, Path(token): Path<String>) -> Response {
    let world = hub.world();
    let Some(name) = owner_of_shared(&world, &token)
        .and_then(|uid| world.edges.identity(&uid).map(|identity| identity.name.clone()))
    else {
        return expired();
    };
    shared_page(&world, &token, &name, None)
}

fn shared_page(world: &World, token: &str, name: &str, wrong: Option<&str>) -> Response {
    let mut members: Vec<&str> = world.people.all().iter().map(|person| person.slug.as_str()).collect();
    let own =
        members.iter().position(|slug| world.people.get(slug).is_some_and(|person| person.name() == name));
    if let Some(own) = own {
        members.swap(0, own);
    }
    let options: String = members
        .iter()
        .take(60)
        .filter_map(|slug| world.people.get(slug))
        .map(|person| {
            format!("<option value=\"{}\">{}</option>", escape(&person.slug), escape(&person.name()))
        })
        .collect();
    let wrong =
        wrong.map_or_else(String::new, |wrong| format!("<p class=wrong role=alert>{}</p>", escape(wrong)));
    card(
        StatusCode::OK,
        BRAND,
        "Share your LinkedIn account",
        &format!(
            "{wrong}<p>Your agency asks to use the LinkedIn account of <b>{}</b> through the Edges extension.</p>\
             <form method=post action=\"/identities/linkedin/shared/{token}\">\
             <label>Signed in to LinkedIn in this browser as<select name=member>{options}</select></label>\
             <button class=main>Accept</button></form>",
            escape(name)
        ),
    )
}

#[derive(Deserialize)]
pub struct Accept {
    #[serde(default)]
    member: String,
}

/// `POST /identities/linkedin/shared/{token}`.
pub async fn accept(State(hub): State<Ctx>, Path(token): Path<String>, Form(form): Form<Accept>) -> Response {
    let mut world = hub.world();
    let Some(uid) = owner_of_shared(&world, &token) else {
        return expired();
    };
    // The extension hands over the session of whoever is signed in to this browser.
    let li_at = if form.member.is_empty() { "AQED".to_owned() } else { format!("AQED-{}", form.member) };
    let proof = Proof::Cookies { li_at: &li_at };
    match sign_in_member(&mut world, &uid, &proof, BY_EXTENSION) {
        Ok(()) => connected(&world, &uid),
        Err(refused) => {
            let name = world.edges.identity(&uid).map(|identity| identity.name.clone()).unwrap_or_default();
            shared_page(&world, &token, &name, Some(refused.message()))
        }
    }
}

fn owner_of_login(world: &World, token: &str) -> Option<String> {
    let now = world.now();
    world.edges.login_links.get(token).filter(|link| now < link.expires).map(|link| link.identity.clone())
}

fn owner_of_shared(world: &World, token: &str) -> Option<String> {
    world.edges.shared_links.get(token).cloned()
}

fn expired() -> Response {
    card(
        StatusCode::UNAUTHORIZED,
        BRAND,
        "This link has expired",
        "<p>Ask whoever sent it to you for a new one.</p>",
    )
}

fn login_page(world: &World, token: &str, uid: &str, wrong: Option<&str>) -> Response {
    let name = world.edges.identity(uid).map(|identity| identity.name.clone()).unwrap_or_default();
    let wrong =
        wrong.map_or_else(String::new, |wrong| format!("<p class=wrong role=alert>{}</p>", escape(wrong)));
    card(
        StatusCode::OK,
        BRAND,
        "Sign in to LinkedIn",
        &format!(
            "{wrong}<p>For <b>{}</b>. Nobody else sees your password.</p>\
             <form method=post action=\"/identities/linkedin/login/{token}\">\
             <label>E-mail or phone<input name=username autocomplete=username></label>\
             <label>Password<input name=password type=password autocomplete=current-password></label>\
             <button class=main>Sign in</button></form>\
             <p class=note>Sandbox: any password is right. <code>2fa@</code>, <code>otp@</code>, \
             <code>inapp@</code> and others lead to a checkpoint; its code is always 123456.</p>",
            escape(&name)
        ),
    )
}

fn challenge_page(token: &str, challenge: Challenge, wrong: Option<&str>) -> Response {
    let wrong =
        wrong.map_or_else(String::new, |wrong| format!("<p class=wrong role=alert>{}</p>", escape(wrong)));
    let action = format!("/identities/linkedin/login/{token}/checkpoint");
    let (title, label) = match challenge {
        Challenge::AuthenticatorCode => ("Enter the code from your authenticator app", "Code"),
        Challenge::TextMessageCode => ("Enter the code from the text message", "Code"),
        Challenge::EmailCode | Challenge::EmailCodeOrInAppApproval => {
            ("Enter the code LinkedIn sent you", "Code")
        }
        Challenge::ContractChoice => ("Choose a Recruiter contract", "The contract’s id"),
        Challenge::PhoneNumber => ("LinkedIn wants a phone number", "Phone number, like (+33)0612345678"),
        Challenge::InAppApproval => {
            return waiting_card(
                &format!("/identities/linkedin/login?token={token}"),
                BRAND,
                "Open the LinkedIn app and tap Yes",
                &format!(
                    "{wrong}<form method=post action=\"{action}\">\
                     <button class=main>I have done that</button></form>"
                ),
            );
        }
        Challenge::Captcha => {
            return card(
                StatusCode::OK,
                BRAND,
                "Solving a puzzle for LinkedIn",
                &format!(
                    "{wrong}<form method=post action=\"{action}\"><button class=main>Continue</button></form>"
                ),
            );
        }
    };
    card(
        StatusCode::OK,
        BRAND,
        title,
        &format!(
            "{wrong}<form method=post action=\"{action}\">\
             <label>{label}<input name=code autocomplete=one-time-code autofocus></label>\
             <button class=main>Continue</button></form>"
        ),
    )
}

fn connected(world: &World, uid: &str) -> Response {
    let name = world.edges.identity(uid).map(|identity| identity.name.clone()).unwrap_or_default();
    card(
        StatusCode::OK,
        BRAND,
        "You are connected",
        &format!("<p>{} is linked. You can close this page.</p>", escape(&name)),
    )
}
