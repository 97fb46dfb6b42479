//! The page behind a hosted link, where the account's owner signs in.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use url::Url;

use super::errors::ApiError;
use super::intent::{self, Outcome};
use super::state::{Account, HostedLink, Wish};
use crate::html::{card, escape, waiting_card};
use crate::world::{Challenge, Ctx, Proof, World};

const BRAND: &str = "Unipile";

/// `GET /hosted/{token}`.
pub async fn open(State(hub): State<Ctx>, Path(token): Path<String>) -> Response {
    let mut world = hub.world();
    let Some(link) = usable(&mut world, &token) else {
        return expired();
    };
    let Some(intent) = link.intent.clone() else {
        return sign_in_page(&link, None);
    };
    let waiting = world.unipile.intent_mut(&intent).and_then(|intent| intent.challenges.present());
    match waiting {
        // The page asks again by itself while the phone is being looked for.
        Some(Challenge::InAppApproval) => proceed(&mut world, &link, &intent, ""),
        Some(challenge) => challenge_page(&token, challenge, None),
        None => sign_in_page(&link, Some("That took too long. Please sign in again.")),
    }
}

#[derive(Deserialize)]
pub struct SignIn {
    #[serde(default)]
    username: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    li_at: String,
    #[serde(default)]
    li_a: String,
}

/// `POST /hosted/{token}/sign-in`.
pub async fn sign_in(
    State(hub): State<Ctx>,
    Path(token): Path<String>,
    Form(form): Form<SignIn>,
) -> Response {
    let mut world = hub.world();
    let Some(link) = usable(&mut world, &token) else {
        return expired();
    };
    let by_cookies = !form.li_at.trim().is_empty();
    let proof = if by_cookies {
        Proof::Cookies { li_at: &form.li_at }
    } else {
        Proof::Password { username: &form.username, password: &form.password }
    };
    let wish = Wish {
        account_id: link.account_id.clone(),
        products: link.products.clone(),
        premium_cookie: !form.li_a.trim().is_empty(),
        by_cookies,
    };
    let outcome = intent::sign_in(&mut world, &proof, wish);
    match outcome {
        Ok(Outcome::Linked(account)) => finished(&mut world, &link, &account),
        Ok(Outcome::Challenged { intent, challenge }) => {
            if let Some(link) = world.unipile.link_mut(&token) {
                link.intent = Some(intent);
            }
            challenge_page(&token, challenge, None)
        }
        Err(refused) => sign_in_page(&link, Some(refused.detail())),
    }
}

#[derive(Deserialize)]
pub struct Answer {
    #[serde(default)]
    code: String,
}

/// `POST /hosted/{token}/checkpoint`.
pub async fn checkpoint(
    State(hub): State<Ctx>,
    Path(token): Path<String>,
    Form(form): Form<Answer>,
) -> Response {
    let mut world = hub.world();
    let Some(link) = usable(&mut world, &token) else {
        return expired();
    };
    match link.intent.clone() {
        Some(intent) => proceed(&mut world, &link, &intent, &form.code),
        None => sign_in_page(&link, None),
    }
}

/// `POST /hosted/{token}/cancel`.
pub async fn cancel(State(hub): State<Ctx>, Path(token): Path<String>) -> Response {
    let mut world = hub.world();
    let Some(link) = usable(&mut world, &token) else {
        return expired();
    };
    match redirect(&link, &[("error_title", "Authentication cancelled")]) {
        Some(response) => response,
        None => {
            card(StatusCode::OK, BRAND, "Cancelled", "<p>Nothing was linked. You can close this page.</p>")
        }
    }
}

fn proceed(world: &mut World, link: &HostedLink, intent: &str, code: &str) -> Response {
    match intent::answer(world, intent, code) {
        Ok(Outcome::Linked(account)) => finished(world, link, &account),
        Ok(Outcome::Challenged { challenge, .. }) => challenge_page(&link.token, challenge, None),
        Err(refused) => retry_page(world, link, intent, &refused),
    }
}

fn retry_page(world: &mut World, link: &HostedLink, intent: &str, refused: &ApiError) -> Response {
    let present = world.unipile.intent_mut(intent).and_then(|intent| intent.challenges.present());
    if let Some(challenge) = present {
        return challenge_page(&link.token, challenge, Some(refused.detail()));
    }
    if let Some(link) = world.unipile.link_mut(&link.token) {
        link.intent = None;
    }
    sign_in_page(link, Some("That took too long. Please sign in again."))
}

/// The link, unless it was used up or its time is over.
fn usable(world: &mut World, token: &str) -> Option<HostedLink> {
    let now = world.now();
    world.unipile.link_mut(token).filter(|link| !link.used && now < link.expires).map(|link| link.clone())
}

fn expired() -> Response {
    card(
        StatusCode::UNAUTHORIZED,
        BRAND,
        "This link has expired",
        "<p>Ask whoever sent it to you for a new one.</p>",
    )
}

fn sign_in_page(link: &HostedLink, wrong: Option<&str>) -> Response {
    let token = &link.token;
    let mut body = String::new();
    if let Some(wrong) = wrong {
        body.push_str(&format!("<p class=wrong role=alert>{}</p>", escape(wrong)));
    }
    if link.methods.iter().any(|method| method == "credentials") {
        let hint = escape(link.login_hint.as_deref().unwrap_or_default());
        body.push_str(&format!(
            "<form method=post action=\"/hosted/{token}/sign-in\">\
             <label>LinkedIn e-mail or phone<input name=username value=\"{hint}\" autocomplete=username></label>\
             <label>LinkedIn password<input name=password type=password autocomplete=current-password></label>\
             <button class=main>Sign in</button></form>"
        ));
    }
    if link.methods.iter().any(|method| method == "cookies") {
        body.push_str(&format!(
            "<h2>Or use your browser's session</h2>\
             <form method=post action=\"/hosted/{token}/sign-in\">\
             <label>li_at<input name=li_at autocomplete=off></label>\
             <label>li_a (Sales Navigator and Recruiter)<input name=li_a autocomplete=off></label>\
             <button>Use cookies</button></form>"
        ));
    }
    body.push_str(&format!(
        "<form method=post action=\"/hosted/{token}/cancel\"><button>Cancel</button></form>\
         <p class=note>Sandbox: any password is right. <code>2fa@</code>, <code>otp@</code>, \
         <code>inapp@</code> and others lead to a checkpoint; its code is always 123456.</p>"
    ));
    card(
        StatusCode::OK,
        BRAND,
        if link.account_id.is_some() {
            "Reconnect your LinkedIn account"
        } else {
            "Connect your LinkedIn account"
        },
        &body,
    )
}

fn challenge_page(token: &str, challenge: Challenge, wrong: Option<&str>) -> Response {
    let (title, ask) = match challenge {
        Challenge::AuthenticatorCode => {
            ("Enter the code from your authenticator app", Some(("Code", "one-time-code")))
        }
        Challenge::EmailCode => ("Enter the code LinkedIn sent you", Some(("Code", "one-time-code"))),
        Challenge::PhoneNumber => {
            ("LinkedIn wants a phone number", Some(("Phone number, like (+33)0612345678", "tel")))
        }
        Challenge::InAppApproval => ("Open the LinkedIn app and tap Yes", None),
        Challenge::Captcha => ("Solving a puzzle for LinkedIn", None),
    };
    let mut body = String::new();
    if let Some(wrong) = wrong {
        body.push_str(&format!("<p class=wrong role=alert>{}</p>", escape(wrong)));
    }
    body.push_str(&format!("<form method=post action=\"/hosted/{token}/checkpoint\">"));
    match ask {
        Some((label, autocomplete)) => body.push_str(&format!(
            "<label>{label}<input name=code autocomplete={autocomplete} autofocus></label>\
             <button class=main>Continue</button></form>\
             <form method=post action=\"/hosted/{token}/checkpoint\">\
             <input type=hidden name=code value=TRY_ANOTHER_WAY><button>Try another way</button></form>"
        )),
        None => body.push_str("<button class=main>I have done that</button></form>"),
    }
    match challenge {
        Challenge::InAppApproval => waiting_card(&format!("/hosted/{token}"), BRAND, title, &body),
        _ => card(StatusCode::OK, BRAND, title, &body),
    }
}

fn finished(world: &mut World, link: &HostedLink, account: &Account) -> Response {
    if let Some(link) = world.unipile.link_mut(&link.token) {
        link.used = true;
    }
    match redirect(link, &[("account_id", &account.id), ("provider", "linkedin")]) {
        Some(response) => response,
        None => card(
            StatusCode::OK,
            BRAND,
            "You are connected",
            &format!("<p>{} is linked. You can close this page.</p>", escape(&account.name)),
        ),
    }
}

/// Back to where the link's maker wants the owner, with the given query and its own state.
fn redirect(link: &HostedLink, query: &[(&str, &str)]) -> Option<Response> {
    let mut target = Url::parse(link.redirect_uri.as_deref()?).ok()?;
    target.query_pairs_mut().extend_pairs(query);
    if let Some(state) = &link.state {
        target.query_pairs_mut().append_pair("state", state);
    }
    Some((StatusCode::FOUND, [(header::LOCATION, target.to_string())]).into_response())
}
