//! LinkedIn's sign-in: the page, its checkpoints, and the session cookies a browser gets.

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::html::{card, escape, waiting_card};
use crate::world::{Attempt, CONTRACTS, Challenge, Challenges, Ctx, Person, Proof, Step, World, attempt};

const BRAND: &str = "LinkedIn";
/// Where a browser goes that asked for nothing else.
const HOME: &str = "/feed/";
/// How long a session cookie lasts.
const SESSION_DAYS: i64 = 365;

/// A browser that is signed in, by the value of its `li_at`.
#[derive(Clone, Serialize, Deserialize)]
pub struct Session {
    pub person: String,
    pub expires: DateTime<Utc>,
}

/// A sign-in that stands before a checkpoint.
#[derive(Clone, Serialize, Deserialize)]
pub struct SignIn {
    pub person: String,
    pub challenges: Challenges,
    /// Where the browser wanted to go.
    then: String,
}

#[derive(Deserialize)]
pub struct Wish {
    #[serde(default)]
    session_redirect: String,
    #[serde(default)]
    session_key: String,
}

/// `GET /login`.
pub async fn page(State(hub): State<Ctx>, headers: HeaderMap, Query(wish): Query<Wish>) -> Response {
    let world = hub.world();
    let then = local(&wish.session_redirect);
    if session(&world, &headers).is_some() {
        return go(then);
    }
    login_page(&wish.session_key, then, None)
}

#[derive(Deserialize)]
pub struct Credentials {
    #[serde(default)]
    session_key: String,
    #[serde(default)]
    session_password: String,
    #[serde(default)]
    session_redirect: String,
}

/// `POST /checkpoint/lg/login-submit`.
pub async fn submit(State(hub): State<Ctx>, Form(given): Form<Credentials>) -> Response {
    let mut world = hub.world();
    let then = local(&given.session_redirect).to_owned();
    let proof = Proof::Password { username: &given.session_key, password: &given.session_password };
    let wrong = |text| login_page(&given.session_key, &then, Some(text));
    match attempt(&mut world, &proof, None) {
        Attempt::SignedIn { person } => signed_in(&mut world, &person, &then),
        Attempt::Challenged { person, challenges } => {
            let token = world.ids.url_safe(32);
            world.linkedin.sign_ins.insert(token.clone(), SignIn { person, challenges, then });
            go(&format!("/checkpoint/challenge/{token}"))
        }
        Attempt::BadCredentials | Attempt::WrongMember => {
            wrong("Wrong email or password. Try again or create an account.")
        }
        Attempt::Restricted => card(
            StatusCode::FORBIDDEN,
            BRAND,
            "Your account has been restricted",
            "<p>We've noticed some unusual activity. Verify your identity to get back in.</p>",
        ),
        Attempt::TimedOut => card(
            StatusCode::GATEWAY_TIMEOUT,
            BRAND,
            "Something went wrong",
            "<p>The sign-in took too long. Try again.</p>",
        ),
    }
}

/// `GET /checkpoint/challenge/{token}`.
pub async fn challenge(State(hub): State<Ctx>, Path(token): Path<String>) -> Response {
    let mut world = hub.world();
    let present = world.linkedin.sign_ins.get(&token).and_then(|sign_in| sign_in.challenges.present());
    match present {
        // The page asks again by itself while the phone is being looked for.
        Some(challenge) if challenge.waits_for_approval() => proceed(&mut world, &token, None),
        Some(challenge) => challenge_page(&token, challenge, None),
        None => expired(),
    }
}

#[derive(Deserialize)]
pub struct Answer {
    #[serde(default)]
    pin: String,
    #[serde(default)]
    other: String,
}

/// `POST /checkpoint/challenge/{token}`.
pub async fn answer(
    State(hub): State<Ctx>,
    Path(token): Path<String>,
    Form(answer): Form<Answer>,
) -> Response {
    let mut world = hub.world();
    let code = if answer.other.is_empty() { answer.pin.as_str() } else { "TRY_ANOTHER_WAY" };
    proceed(&mut world, &token, Some(code))
}

fn proceed(world: &mut World, token: &str, code: Option<&str>) -> Response {
    let now = world.now();
    let Some(sign_in) = world.linkedin.sign_ins.get_mut(token) else {
        return expired();
    };
    let present = sign_in.challenges.present();
    let step = sign_in.challenges.answer(code, now);
    let again = |wrong| present.map_or_else(expired, |challenge| challenge_page(token, challenge, wrong));
    match step {
        Step::Next(_) => go(&format!("/checkpoint/challenge/{token}")),
        Step::StillWaiting => again(None),
        Step::WrongCode => again(Some("That's not the right answer. Try again.")),
        Step::Missing => again(Some("Please enter the code.")),
        Step::Expired => {
            world.linkedin.sign_ins.remove(token);
            expired()
        }
        Step::Passed => match world.linkedin.sign_ins.remove(token) {
            Some(SignIn { person, then, .. }) => signed_in(world, &person, &then),
            None => expired(),
        },
    }
}

/// `GET /m/logout`: the cookies go, and the session with them.
pub async fn sign_out(State(hub): State<Ctx>, headers: HeaderMap, Query(wish): Query<Wish>) -> Response {
    let mut world = hub.world();
    if let Some(li_at) = cookie(&headers, "li_at") {
        world.linkedin.sessions.remove(li_at);
    }
    let mut response = go(&format!("/login?{}", query(local(&wish.session_redirect))));
    for name in ["li_at", "li_a", "JSESSIONID"] {
        set_cookie(&mut response, &format!("{name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"));
    }
    response
}

/// The member this browser is signed in as.
pub fn session<'a>(world: &'a World, headers: &HeaderMap) -> Option<&'a Person> {
    let session = world.linkedin.sessions.get(cookie(headers, "li_at")?)?;
    let person = world.people.get(&session.person)?;
    (world.now() < session.expires && !person.restricted).then_some(person)
}

/// The sign-in page's address, leading back to `then` afterwards.
pub fn address(then: &str, email: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(query(then));
    if !email.is_empty() {
        query.append_pair("session_key", email);
    }
    format!("/login?{}", query.finish())
}

fn query(then: &str) -> String {
    url::form_urlencoded::Serializer::new(String::new()).append_pair("session_redirect", then).finish()
}

fn signed_in(world: &mut World, person: &str, then: &str) -> Response {
    let expires = world.now() + TimeDelta::days(SESSION_DAYS);
    // What gateways take for this member's session too.
    let li_at = format!("AQED-{person}.{}", world.ids.url_safe(120));
    let csrf = world.ids.snowflake();
    let premium = world.people.get(person).is_some_and(|person| !person.subscriptions.is_empty());
    world.linkedin.sessions.insert(li_at.clone(), Session { person: person.to_owned(), expires });
    let mut response = go(then);
    let seconds = SESSION_DAYS * 24 * 60 * 60;
    let kept = format!("Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax");
    set_cookie(&mut response, &format!("li_at={li_at}; {kept}"));
    set_cookie(&mut response, &format!("JSESSIONID=\"ajax:{csrf}\"; {kept}"));
    if premium {
        let li_a = format!("AQJ2-{person}.{}", world.ids.url_safe(100));
        set_cookie(&mut response, &format!("li_a={li_a}; {kept}"));
    }
    response
}

fn set_cookie(response: &mut Response, cookie: &str) {
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// A cookie's value; the header may stand more than once.
fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(name)?.strip_prefix('='))
}

/// Only addresses of this site are gone to.
fn local(wanted: &str) -> &str {
    if wanted.starts_with('/') && !wanted.starts_with("//") && !wanted.contains('\\') { wanted } else { HOME }
}

fn go(address: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, address.to_owned())]).into_response()
}

fn login_page(email: &str, then: &str, wrong: Option<&str>) -> Response {
    // Somebody who came from an app may go back to it without signing in.
    let cancel = if then.starts_with("/oauth/") {
        let address = then.replacen("/authorization?", "/authorization/cancelled?", 1);
        format!("<p><a href=\"{}\">Cancel</a></p>", escape(&address))
    } else {
        String::new()
    };
    card(
        StatusCode::OK,
        BRAND,
        "Sign in",
        &format!(
            "{}<form method=post action=\"/checkpoint/lg/login-submit\">\
             <input type=hidden name=session_redirect value=\"{}\">\
             <label for=username>Email or phone</label>\
             <input id=username name=session_key value=\"{}\" autocomplete=username>\
             <label for=password>Password</label>\
             <input id=password name=session_password type=password autocomplete=current-password>\
             <button class=main type=submit>Sign in</button></form>{cancel}\
             <p class=note>Sandbox: any password is right. <code>2fa@</code>, <code>otp@</code>, \
             <code>inapp@</code> and others lead to a checkpoint; its code is always 123456.</p>",
            alert(wrong),
            escape(then),
            escape(email),
        ),
    )
}

fn challenge_page(token: &str, challenge: Challenge, wrong: Option<&str>) -> Response {
    let action = format!("/checkpoint/challenge/{token}");
    let wrong = alert(wrong);
    let (title, label, type_of) = match challenge {
        Challenge::AuthenticatorCode => {
            ("Enter the code you see on your authenticator app", "6 digit code", "text")
        }
        Challenge::EmailCode | Challenge::EmailCodeOrInAppApproval => {
            ("Let's do a quick verification", "Code we sent to your email", "text")
        }
        Challenge::TextMessageCode => ("Let's do a quick verification", "Code we sent to your phone", "text"),
        Challenge::ContractChoice => {
            let offered: String = CONTRACTS
                .iter()
                .map(|(id, name)| {
                    format!("<button name=pin value=\"{}\">{}</button>", escape(id), escape(name))
                })
                .collect();
            let form = format!("{wrong}<form method=post action=\"{action}\">{offered}</form>");
            return card(StatusCode::OK, BRAND, "Select a contract", &form);
        }
        Challenge::PhoneNumber => {
            ("Add a phone number for security", "Phone number, like (+33)0612345678", "tel")
        }
        Challenge::InAppApproval => {
            return waiting_card(
                &action,
                BRAND,
                "Check your LinkedIn app",
                &format!(
                    "{wrong}<p>We sent a notification to your signed in devices. Open your LinkedIn app \
                     and tap Yes to confirm your sign-in attempt.</p>\
                     <form method=post action=\"{action}\">\
                     <button name=other value=1>Verify another way</button></form>"
                ),
            );
        }
        Challenge::Captcha => {
            return card(
                StatusCode::OK,
                BRAND,
                "Let's do a quick security check",
                &format!(
                    "{wrong}<form method=post action=\"{action}\">\
                     <button class=main>Start puzzle</button></form>"
                ),
            );
        }
    };
    card(
        StatusCode::OK,
        BRAND,
        title,
        &format!(
            "{wrong}<form method=post action=\"{action}\"><label for=pin>{label}</label>\
             <input id=pin name=pin type={type_of} autocomplete=one-time-code autofocus>\
             <button class=main type=submit>Submit</button></form>"
        ),
    )
}

fn alert(wrong: Option<&str>) -> String {
    wrong.map_or_else(String::new, |wrong| format!("<p class=wrong role=alert>{}</p>", escape(wrong)))
}

fn expired() -> Response {
    card(
        StatusCode::GONE,
        BRAND,
        "This sign-in has ended",
        "<p>Too much time has passed. <a href=\"/login\">Sign in again</a>.</p>",
    )
}
