//! The consent page, and the codes it gives out.

use std::collections::{BTreeSet, HashSet};

use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use chrono::TimeDelta;
use serde::Deserialize;
use url::Url;

use super::scopes::{Standing, scopes_in, sentence, standing};
use super::sign_in;
use super::state::Code;
use crate::html::{card, escape};
use crate::world::{Ctx, Person, World};

const BRAND: &str = "LinkedIn";
/// The cookie that says who is signed in to this browser.
const SIGNED_IN: &str = "li_sandbox_member";
const CODE_MINUTES: i64 = 30;
/// A picker longer than this helps nobody.
const MEMBERS_SHOWN: usize = 200;

/// The query of an authorization request; unknown parameters are ignored.
#[derive(Clone, Default, Deserialize)]
pub struct Request {
    #[serde(default)]
    response_type: String,
    #[serde(default)]
    client_id: String,
    #[serde(default)]
    redirect_uri: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    scope: String,
    #[serde(default)]
    code_challenge: String,
    #[serde(default)]
    code_challenge_method: String,
    #[serde(default)]
    login_hint: String,
}

/// `GET /oauth/v2/authorization`.
pub async fn page(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    uri: Uri,
    Query(request): Query<Request>,
) -> Response {
    let mut world = hub.world();
    match checked(&world, &request, false) {
        Ok(scopes) => match known_member(&world, &headers, &scopes) {
            Some(person) => send_back_with_code(&mut world, &request, &person, None),
            None => asked(&world, &headers, &uri, &request, &scopes, false),
        },
        Err(refused) => *refused,
    }
}

/// `GET /oauth/native-pkce/authorization`: for apps LinkedIn enabled it for.
pub async fn native_page(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    uri: Uri,
    Query(request): Query<Request>,
) -> Response {
    let world = hub.world();
    match checked(&world, &request, true) {
        Ok(scopes) => asked(&world, &headers, &uri, &request, &scopes, true),
        Err(refused) => *refused,
    }
}

/// The sign-in page's Cancel: back to the app, without a member.
pub async fn cancelled(State(hub): State<Ctx>, uri: Uri, Query(request): Query<Request>) -> Response {
    let world = hub.world();
    match checked(&world, &request, uri.path().contains("native-pkce")) {
        Ok(_) => redirect(&callback(
            &request.redirect_uri,
            &[
                ("error", "user_cancelled_login"),
                ("error_description", "The user cancelled LinkedIn login"),
                ("state", &request.state),
            ],
        )),
        Err(refused) => *refused,
    }
}

/// The consent page, after LinkedIn's sign-in page where that comes first.
fn asked(
    world: &World,
    headers: &HeaderMap,
    uri: &Uri,
    request: &Request,
    scopes: &BTreeSet<String>,
    native: bool,
) -> Response {
    let here = uri.path_and_query().map_or("/", |here| here.as_str());
    let signed_in = sign_in::session(world, headers);
    if signed_in.is_none() && world.config.linkedin_sign_in_first {
        return redirect(&sign_in::address(here, &request.login_hint));
    }
    let who = match signed_in {
        Some(person) => signed_in_as(person, here),
        None => picker(world, &request.login_hint, here),
    };
    consent(request, scopes, native, &who)
}

#[derive(Deserialize)]
pub struct Decision {
    #[serde(flatten)]
    request: Request,
    #[serde(default)]
    native: String,
    #[serde(default)]
    member: String,
    #[serde(default)]
    action: String,
}

/// `POST /oauth/v2/authorization/decision`: a button of the page was pressed.
pub async fn decision(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Form(decision): Form<Decision>,
) -> Response {
    let mut world = hub.world();
    let request = decision.request;
    let native = decision.native == "true";
    if let Err(refused) = checked(&world, &request, native) {
        return *refused;
    }
    let refuse = |error: &str, description: &str| {
        redirect(&callback(
            &request.redirect_uri,
            &[("error", error), ("error_description", description), ("state", &request.state)],
        ))
    };
    match decision.action.as_str() {
        "allow" => {}
        "cancel_login" => {
            return refuse("user_cancelled_login", "The user cancelled LinkedIn login");
        }
        _ => {
            return refuse("user_cancelled_authorize", "The user cancelled the authorization");
        }
    }
    let member = if world.config.linkedin_sign_in_first {
        sign_in::session(&world, &headers)
    } else {
        world.people.resolve(&decision.member)
    };
    let Some(person) = member.map(|person| person.slug.clone()) else {
        return broken(StatusCode::BAD_REQUEST, "Nobody with this name signed in.");
    };
    let challenge = native.then(|| request.code_challenge.clone());
    let mut response = send_back_with_code(&mut world, &request, &person, challenge);
    if let Ok(cookie) =
        HeaderValue::try_from(format!("{SIGNED_IN}={person}; Path=/oauth; HttpOnly; SameSite=Lax"))
    {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// The member signed in to this browser, when the page has nothing new to ask.
fn known_member(world: &World, headers: &HeaderMap, scopes: &BTreeSet<String>) -> Option<String> {
    if !world.config.skip_known_consent {
        return None;
    }
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    let person =
        cookies.split(';').find_map(|cookie| cookie.trim().strip_prefix(SIGNED_IN)?.strip_prefix('='))?;
    let now = world.now();
    world
        .linkedin
        .tokens
        .values()
        .any(|token| {
            token.person == person && !token.revoked && now < token.expires && token.scopes == *scopes
        })
        .then(|| person.to_owned())
}

fn send_back_with_code(
    world: &mut World,
    request: &Request,
    person: &str,
    challenge: Option<String>,
) -> Response {
    let code = grant_code(world, person, &request.redirect_uri, &request.scope, challenge);
    redirect(&callback(&request.redirect_uri, &[("code", &code), ("state", &request.state)]))
}

/// A fresh code for this member, as if Allow had been pressed.
pub fn grant_code(
    world: &mut World,
    person: &str,
    redirect_uri: &str,
    scope: &str,
    challenge: Option<String>,
) -> String {
    let code = format!("AQ{}", world.ids.url_safe(158));
    let expires = world.now() + TimeDelta::minutes(CODE_MINUTES);
    world.linkedin.codes.insert(
        code.clone(),
        Code {
            person: person.to_owned(),
            redirect_uri: redirect_uri.to_owned(),
            scopes: scopes_in(scope).into_iter().collect(),
            expires,
            challenge,
        },
    );
    code
}

/// The redirect URL with these parameters; empty values are left out.
pub fn callback(redirect_uri: &str, query: &[(&str, &str)]) -> String {
    let Ok(mut url) = Url::parse(redirect_uri) else {
        return redirect_uri.to_owned();
    };
    for (name, value) in query {
        if !value.is_empty() {
            url.query_pairs_mut().append_pair(name, value);
        }
    }
    url.to_string()
}

/// The scopes asked for, or the page or redirect that refuses the request.
fn checked(world: &World, request: &Request, native: bool) -> Result<BTreeSet<String>, Box<Response>> {
    let refuse_page = |status, sentence: &str| -> Box<Response> { Box::new(broken(status, sentence)) };
    if native && !world.config.native_pkce {
        return Err(refuse_page(
            StatusCode::UNAUTHORIZED,
            "This application is not allowed to use the native PKCE flow.",
        ));
    }
    if request.client_id != world.endpoints.linkedin.client_id {
        return Err(refuse_page(StatusCode::UNAUTHORIZED, "The passed in client_id is invalid."));
    }
    let registered = if native {
        is_loopback(&request.redirect_uri)
    } else {
        is_registered(&world.endpoints.linkedin.redirect_uris, &request.redirect_uri)
    };
    if !registered {
        return Err(refuse_page(
            StatusCode::UNAUTHORIZED,
            "The redirect_uri does not match the registered value.",
        ));
    }
    let send_back = |error: &str, description: &str| -> Box<Response> {
        Box::new(redirect(&callback(
            &request.redirect_uri,
            &[("error", error), ("error_description", description), ("state", &request.state)],
        )))
    };
    if request.response_type != "code" {
        return Err(send_back(
            "invalid_request",
            "A required parameter \"response_type\" is missing or invalid",
        ));
    }
    if native && (request.code_challenge_method != "S256" || request.code_challenge.len() != 43) {
        return Err(send_back(
            "invalid_request",
            "A required parameter \"code_challenge\" is missing or invalid",
        ));
    }
    let scopes = scopes_in(&request.scope);
    if scopes.is_empty() {
        return Err(send_back("invalid_scope_error", "A required parameter \"scope\" is missing"));
    }
    for scope in &scopes {
        match standing(&world.config, scope) {
            Standing::Assigned => {}
            Standing::Unauthorized => {
                return Err(send_back(
                    "unauthorized_scope_error",
                    &format!("Scope &quot;{scope}&quot; is not authorized for your application"),
                ));
            }
            Standing::Unknown => {
                return Err(send_back("invalid_scope_error", "The requested permission scope is not valid"));
            }
        }
    }
    Ok(scopes)
}

/// Compared exactly, port and all; a query does not count.
fn is_registered(registered: &[String], asked: &str) -> bool {
    let bare = asked.split('?').next().unwrap_or(asked);
    !asked.contains('#') && registered.iter().any(|one| one == bare)
}

/// Any port on a loopback address.
fn is_loopback(asked: &str) -> bool {
    Url::parse(asked).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https")
            && matches!(url.host_str(), Some("127.0.0.1" | "[::1]"))
            && url.fragment().is_none()
    })
}

/// The one member who can consent in a browser that is signed in.
fn signed_in_as(person: &Person, here: &str) -> String {
    let address = sign_in::address(here, "").replacen("/login?", "/m/logout?", 1);
    format!(
        "<input type=hidden name=member value=\"{}\"><p>Signed in as <b>{}</b>. \
         <a href=\"{}\">Not you?</a></p>",
        escape(&person.slug),
        escape(&person.name()),
        escape(&address)
    )
}

/// Every member to choose from, so that one click consents.
fn picker(world: &World, hint: &str, here: &str) -> String {
    let hint = world.people.resolve(hint).map(|person| person.slug.as_str());
    // Members linked through the official API come first.
    let linked: HashSet<&str> = world.linkedin.members.iter().map(String::as_str).collect();
    let mut members: Vec<&Person> = world.people.all().iter().collect();
    members.sort_by_key(|person| {
        let slug = person.slug.as_str();
        (Some(slug) != hint, !linked.contains(slug))
    });
    let options: String = members
        .iter()
        .take(MEMBERS_SHOWN)
        .map(|person| {
            format!(
                "<option value=\"{}\">{} ({})</option>",
                escape(&person.slug),
                escape(&person.name()),
                escape(&person.email)
            )
        })
        .collect();
    format!(
        "<label for=member>Sign in as</label><select id=member name=member>{options}</select>\
         <p class=note><a href=\"{}\">Sign in with e-mail and password</a></p>",
        escape(&sign_in::address(here, ""))
    )
}

fn consent(request: &Request, scopes: &BTreeSet<String>, native: bool, who: &str) -> Response {
    // Several scopes may come down to the same sentence.
    let sentences: BTreeSet<String> = scopes.iter().map(|scope| sentence(scope)).collect();
    let wishes: String = sentences.iter().map(|sentence| format!("<li>{sentence}</li>")).collect();
    let kept: String = [
        ("response_type", request.response_type.as_str()),
        ("client_id", &request.client_id),
        ("redirect_uri", &request.redirect_uri),
        ("state", &request.state),
        ("scope", &request.scope),
        ("code_challenge", &request.code_challenge),
        ("code_challenge_method", &request.code_challenge_method),
        ("native", if native { "true" } else { "false" }),
    ]
    .iter()
    .map(|(name, value)| format!("<input type=hidden name={name} value=\"{}\">", escape(value)))
    .collect();
    card(
        StatusCode::OK,
        BRAND,
        "Rollcall would like to",
        &format!(
            "<ul>{wishes}</ul>\
             <form method=post action=\"/oauth/v2/authorization/decision\">{kept}{who}\
             <button class=main name=action value=allow>Allow</button>\
             <button name=action value=cancel>Cancel</button>\
             <button name=action value=cancel_login>Do not sign in</button></form>"
        ),
    )
}

/// LinkedIn's own error page: a wrong client or redirect URL is never redirected.
fn broken(status: StatusCode, sentence: &str) -> Response {
    card(status, BRAND, "Bummer, something went wrong.", &format!("<p>{}</p>", escape(sentence)))
}

fn redirect(location: &str) -> Response {
    (StatusCode::FOUND, [(header::LOCATION, location.to_owned())]).into_response()
}
