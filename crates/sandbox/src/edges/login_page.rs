//! The page behind a login link: the owner signs in and passes LinkedIn's checkpoints.

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::checkpoint::{self, step};
use super::connect::{Source, sign_in as sign_in_member, spoil};
use super::errors::Refusal;
use super::state::kind_of;
use crate::html::{card, escape, waiting_card};
use crate::world::{Challenge, Ctx, Proof, World};

pub const BRAND: &str = "Edges";

const BY_LOGIN_LINK: Source =
    Source { setup_source: "SHARED", auth_type: "BASIC", is_shared: true, premium: true };

/// What just happened, above everything else on a page.
pub enum Said<'a> {
    Nothing,
    Good(&'a str),
    Wrong(&'a str),
}

impl Said<'_> {
    pub fn html(&self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Good(sentence) => format!("<p class=good role=status>{}</p>", escape(sentence)),
            Self::Wrong(sentence) => format!("<p class=wrong role=alert>{}</p>", escape(sentence)),
        }
    }
}

#[derive(Deserialize)]
pub struct Token {
    #[serde(default)]
    token: String,
}

/// `GET /identities/linkedin/login?token=…`.
pub async fn show(State(hub): State<Ctx>, Query(query): Query<Token>) -> Response {
    let mut world = hub.world();
    let Some(uid) = owner(&world, &query.token) else {
        return expired();
    };
    match checkpoint::open(&mut world, &uid).and_then(|challenges| challenges.present()) {
        // The page asks again by itself while the phone is being looked for.
        Some(Challenge::InAppApproval) => proceed(&mut world, &query.token, &uid, None),
        Some(_) => checkpoint_page(&world, &query.token, &uid, &Said::Nothing),
        None => sign_in_page(&world, &query.token, &uid, &Said::Nothing),
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
    let Some(uid) = owner(&world, &token) else {
        return expired();
    };
    let proof = Proof::Password { username: &form.username, password: &form.password };
    if let Err(refused) = sign_in_member(&mut world, &uid, &proof, BY_LOGIN_LINK) {
        return sign_in_page(&world, &token, &uid, &Said::Wrong(refused.message()));
    }
    let now = world.now();
    match checkpoint::open(&mut world, &uid) {
        Some(challenges) => {
            challenges.sent(now);
            checkpoint_page(&world, &token, &uid, &Said::Nothing)
        }
        None => connected(&world, &uid),
    }
}

#[derive(Deserialize)]
pub struct Answer {
    #[serde(default)]
    code: String,
}

/// `POST /identities/linkedin/login/{token}/checkpoint`.
pub async fn answer(State(hub): State<Ctx>, Path(token): Path<String>, Form(form): Form<Answer>) -> Response {
    let mut world = hub.world();
    let Some(uid) = owner(&world, &token) else {
        return expired();
    };
    proceed(&mut world, &token, &uid, Some(&form.code))
}

/// `POST /identities/linkedin/login/{token}/resend`.
pub async fn resend(State(hub): State<Ctx>, Path(token): Path<String>) -> Response {
    let mut world = hub.world();
    let Some(uid) = owner(&world, &token) else {
        return expired();
    };
    let now = world.now();
    let Some(challenges) = checkpoint::open(&mut world, &uid) else {
        return sign_in_page(&world, &token, &uid, &Said::Nothing);
    };
    let said = if challenges.resend(now) {
        Said::Good("It is on its way again.")
    } else {
        Said::Wrong("The last one was just sent. Wait half a minute.")
    };
    checkpoint_page(&world, &token, &uid, &said)
}

/// `POST /identities/linkedin/login/{token}/restart`.
pub async fn restart(State(hub): State<Ctx>, Path(token): Path<String>) -> Response {
    let mut world = hub.world();
    let Some(uid) = owner(&world, &token) else {
        return expired();
    };
    if checkpoint::open(&mut world, &uid).is_some() {
        spoil(&mut world, &uid, "AUTH_FAILED", "The sign-in was given up.");
    }
    sign_in_page(&world, &token, &uid, &Said::Nothing)
}

fn proceed(world: &mut World, token: &str, uid: &str, code: Option<&str>) -> Response {
    let refused = step(world, uid, code).err();
    let is_open = checkpoint::open(world, uid).is_some();
    match (is_open, refused) {
        (true, Some(refused)) if refused.label() == "IN_APP_CHALLENGE_PENDING" => {
            checkpoint_page(world, token, uid, &Said::Nothing)
        }
        (true, Some(refused)) => checkpoint_page(world, token, uid, &Said::Wrong(refused.message())),
        (true, None) => checkpoint_page(world, token, uid, &Said::Nothing),
        (false, Some(refused)) => sign_in_page(world, token, uid, &Said::Wrong(Refusal::message(&refused))),
        (false, None) => connected(world, uid),
    }
}

fn owner(world: &World, token: &str) -> Option<String> {
    let link = world.edges.login_links.get(token).filter(|link| world.now() < link.expires)?;
    Some(link.identity.clone())
}

/// A link that leads nowhere any more.
pub fn expired() -> Response {
    card(
        StatusCode::UNAUTHORIZED,
        BRAND,
        "This link has expired",
        "<p>Ask whoever sent it to you for a new one.</p>",
    )
}

/// It is done.
pub fn connected(world: &World, uid: &str) -> Response {
    let body = format!("<p><b>{}</b> is linked. You can close this page.</p>", escape(&name_of(world, uid)));
    card(StatusCode::OK, BRAND, "You are connected", &body)
}

fn name_of(world: &World, uid: &str) -> String {
    world.edges.identity(uid).map(|identity| identity.name.clone()).unwrap_or_default()
}

fn sign_in_page(world: &World, token: &str, uid: &str, said: &Said<'_>) -> Response {
    card(
        StatusCode::OK,
        BRAND,
        "Sign in to LinkedIn",
        &format!(
            "{}<p>For <b>{}</b>. Nobody else sees your password.</p>\
             <form method=post action=\"/identities/linkedin/login/{token}\">\
             <label>E-mail or phone<input name=username autocomplete=username required></label>\
             <label>Password<input name=password type=password autocomplete=current-password required></label>\
             <button class=main>Sign in</button></form>\
             <p class=note>Sandbox: any password is right. <code>2fa@</code>, <code>otp@</code>, \
             <code>inapp@</code> and others lead to a checkpoint; its code is always 123456.</p>",
            said.html(),
            escape(&name_of(world, uid)),
            token = escape(token),
        ),
    )
}

/// What a checkpoint's page asks for.
struct Ask {
    title: &'static str,
    sentence: &'static str,
    /// Label, keyboard and hint of the field; nothing where none is needed.
    field: Option<(&'static str, &'static str, &'static str)>,
    button: &'static str,
    can_be_sent_again: bool,
}

fn ask(challenge: Challenge) -> Ask {
    let code = Some(("Code", "numeric", "one-time-code"));
    let (title, sentence, field, button, can_be_sent_again) = match challenge {
        Challenge::AuthenticatorCode => (
            "Enter the code from your authenticator app",
            "LinkedIn asks for the six digits your app shows now.",
            code,
            "Continue",
            false,
        ),
        Challenge::TextMessageCode => (
            "Enter the code from the text message",
            "LinkedIn has sent six digits to your phone.",
            code,
            "Continue",
            true,
        ),
        Challenge::EmailCode => (
            "Enter the code LinkedIn sent you",
            "It is six digits and works for some minutes.",
            code,
            "Continue",
            true,
        ),
        Challenge::EmailCodeOrInAppApproval => (
            "Enter the code LinkedIn sent you",
            "Or open the LinkedIn app, tap Yes, and continue without a code.",
            code,
            "Continue",
            true,
        ),
        Challenge::PhoneNumber => (
            "LinkedIn wants a phone number",
            "With the country in brackets, like (+33)0612345678.",
            Some(("Phone number", "tel", "tel")),
            "Continue",
            false,
        ),
        Challenge::InAppApproval => (
            "Open the LinkedIn app and tap Yes",
            "This page goes on by itself.",
            None,
            "I have done that",
            true,
        ),
        Challenge::Captcha => (
            "LinkedIn wants to know you are a person",
            "Edges solves the puzzle for you.",
            None,
            "Continue",
            false,
        ),
        Challenge::ContractChoice => (
            "LinkedIn asks for something Edges does not know",
            "Sign in at linkedin.com once, then start again here.",
            None,
            "Continue",
            false,
        ),
    };
    Ask { title, sentence, field, button, can_be_sent_again }
}

fn checkpoint_page(world: &World, token: &str, uid: &str, said: &Said<'_>) -> Response {
    let integration = world.edges.identity(uid).and_then(|identity| identity.integration.as_ref());
    let Some(challenges) = integration.and_then(|integration| integration.checkpoint.as_ref()) else {
        return sign_in_page(world, token, uid, said);
    };
    let (Some(challenge), Some(kind)) = (challenges.present(), kind_of(challenges)) else {
        return sign_in_page(world, token, uid, said);
    };
    let form = |path: &str, inside: &str| {
        let token = escape(token);
        format!("<form method=post action=\"/identities/linkedin/login/{token}/{path}\">{inside}</form>")
    };
    let restart = form("restart", "<button class=quiet>Start again</button>");
    if kind == "LOGIN_FORM" {
        let body = format!("{}<p>LinkedIn wants you to sign in once more.</p>{restart}", said.html());
        return card(StatusCode::OK, BRAND, "Too many wrong codes", &body);
    }
    let ask = ask(challenge);
    let field = ask.field.map_or_else(String::new, |(label, keyboard, hint)| {
        format!("<label>{label}<input name=code inputmode={keyboard} autocomplete={hint} autofocus></label>")
    });
    let answer = form("checkpoint", &format!("{field}<button class=main>{}</button>", ask.button));
    let again =
        if ask.can_be_sent_again { form("resend", "<button>Send it again</button>") } else { String::new() };
    let other = form(
        "checkpoint",
        "<input type=hidden name=code value=TRY_ANOTHER_WAY><button>Try another way</button>",
    );
    let left = (challenges.until - world.now()).num_seconds().max(0);
    let body = format!(
        "{}<p>{}</p>{answer}<p class=left>{}:{:02} left<span class=bar style=\"--for:{left}s;--from:{}%\">\
         </span></p>{again}{other}{restart}",
        said.html(),
        ask.sentence,
        left / 60,
        left % 60,
        (left * 100 / 300).min(100),
    );
    if challenge == Challenge::InAppApproval {
        return waiting_card(&format!("/identities/linkedin/login?token={token}"), BRAND, ask.title, &body);
    }
    card(StatusCode::OK, BRAND, ask.title, &body)
}
