//! The pages behind a hosted link, where the account's owner signs in.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::hosted_pages as pages;
use super::refusal::Refusal;
use super::sign_in::{self, Outcome};
use super::state::{HostedLink, Version, Wish};
use crate::world::{Challenge, Config, Ctx, Delivery, Proof, World};

/// Lists a new link and returns its address.
pub fn publish(world: &mut World, link: HostedLink) -> String {
    let address = format!("{}/hosted/{}", world.endpoints.unipile.dsn, link.token);
    world.unipile.links.insert(link.token.clone(), link);
    address
}

/// `2026-12-22T12:00:00.000Z`: exactly three digits of milliseconds, and `Z`.
pub fn instant(text: &str) -> Option<DateTime<Utc>> {
    let shaped = text.len() == 24
        && text.char_indices().all(|(at, letter)| match at {
            4 | 7 => letter == '-',
            10 => letter == 'T',
            13 | 16 => letter == ':',
            19 => letter == '.',
            23 => letter == 'Z',
            _ => letter.is_ascii_digit(),
        });
    if !shaped {
        return None;
    }
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.with_timezone(&Utc))
}

impl HostedLink {
    /// Not used up, not too old, and not ended by version 1's daily restart.
    pub fn is_usable(&self, config: &Config, now: DateTime<Utc>) -> bool {
        let restarted = self.version == Version::V1
            && config.unipile_restart_hour.is_some_and(|hour| self.made < last_restart(now, hour));
        !self.used && now < self.expires && !restarted
    }
}

fn last_restart(now: DateTime<Utc>, hour: u8) -> DateTime<Utc> {
    let at = NaiveTime::from_hms_opt(u32::from(hour), 0, 0).unwrap_or_default();
    let today = now.date_naive().and_time(at).and_utc();
    if today <= now { today } else { today - TimeDelta::days(1) }
}

/// `GET /hosted/{token}`.
pub async fn open(State(hub): State<Ctx>, Path(token): Path<String>, headers: HeaderMap) -> Response {
    let mut world = hub.world();
    let Some(link) = usable(&world, &token) else {
        return expired(&headers);
    };
    let Some(intent) = link.intent.clone() else {
        return pages::sign_in(&link, None);
    };
    let (waiting, passed) = world
        .unipile
        .intents
        .get(&intent)
        .map_or((None, false), |intent| (intent.challenges.present(), intent.passed));
    match waiting {
        _ if passed => proceed(&mut world, &link, &intent, ""),
        // The page asks again by itself while the phone is being looked for.
        Some(Challenge::InAppApproval) => proceed(&mut world, &link, &intent, ""),
        Some(challenge) => challenged(&world, &link, &intent, challenge, None),
        None => pages::sign_in(&link, Some(TOO_LATE)),
    }
}

const TOO_LATE: &str = "That took too long. Please sign in again.";

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
    headers: HeaderMap,
    Form(form): Form<SignIn>,
) -> Response {
    let mut world = hub.world();
    let Some(link) = usable(&world, &token) else {
        return expired(&headers);
    };
    // Whoever signs in anew on the page has given up what was begun there.
    if let Some(intent) = &link.intent {
        world.unipile.intents.remove(intent);
    }
    let by_cookies = !form.li_at.trim().is_empty();
    let proof = if by_cookies {
        Proof::Cookies { li_at: &form.li_at }
    } else {
        Proof::Password { username: &form.username, password: &form.password }
    };
    let wish = Wish {
        version: link.version,
        account_id: link.account_id.clone(),
        products: link.products.clone(),
        premium_cookie: !form.li_a.trim().is_empty(),
        by_cookies,
        username: if by_cookies { String::new() } else { form.username.trim().to_owned() },
        proxy: None,
        contract: None,
        state: link.state.clone(),
    };
    match sign_in::sign_in(&mut world, &proof, wish) {
        Ok(Outcome::Linked { id, reconnected }) => finished(&mut world, &link, &id, reconnected),
        Ok(Outcome::Challenged { intent, challenge }) => {
            if let Some(link) = world.unipile.links.get_mut(&token) {
                link.intent = Some(intent.clone());
            }
            challenged(&world, &link, &intent, challenge, None)
        }
        Err(refusal) => pages::sign_in(&link, Some(refusal.sentence())),
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
    headers: HeaderMap,
    Form(form): Form<Answer>,
) -> Response {
    let mut world = hub.world();
    let Some(link) = usable(&world, &token) else {
        return expired(&headers);
    };
    match link.intent.clone() {
        Some(intent) => proceed(&mut world, &link, &intent, &form.code),
        None => pages::sign_in(&link, None),
    }
}

/// `POST /hosted/{token}/resend`.
pub async fn resend(State(hub): State<Ctx>, Path(token): Path<String>, headers: HeaderMap) -> Response {
    let mut world = hub.world();
    let Some(link) = usable(&world, &token) else {
        return expired(&headers);
    };
    let Some(intent) = link.intent.clone() else {
        return pages::sign_in(&link, None);
    };
    let said = match sign_in::resend(&mut world, &intent) {
        Ok(()) => pages::Said::Good("LinkedIn has sent it again."),
        Err(Refusal::TooSoon) => pages::Said::Wrong(Refusal::TooSoon.sentence()),
        Err(_) => return pages::sign_in(&link, Some(TOO_LATE)),
    };
    let present = world.unipile.intents.get(&intent).and_then(|intent| intent.challenges.present());
    match present {
        Some(challenge) => challenged(&world, &link, &intent, challenge, Some(said)),
        None => pages::sign_in(&link, Some(TOO_LATE)),
    }
}

/// `POST /hosted/{token}/cancel`.
pub async fn cancel(State(hub): State<Ctx>, Path(token): Path<String>, headers: HeaderMap) -> Response {
    let mut world = hub.world();
    let Some(link) = usable(&world, &token) else {
        return expired(&headers);
    };
    if let Some(intent) = &link.intent {
        world.unipile.intents.remove(intent);
    }
    let name = link.state.as_deref();
    let query = match link.version {
        Version::V1 => vec![("provider", Some("unipile")), ("status", Some("failure")), ("name", name)],
        Version::V2 => vec![("error_title", Some("Authentication cancelled")), ("state", name)],
    };
    redirect(link.failure_url.as_deref(), &query).unwrap_or_else(pages::cancelled)
}

fn proceed(world: &mut World, link: &HostedLink, intent: &str, code: &str) -> Response {
    match sign_in::answer(world, intent, code) {
        Ok(Outcome::Linked { id, reconnected }) => finished(world, link, &id, reconnected),
        Ok(Outcome::Challenged { challenge, .. }) => challenged(world, link, intent, challenge, None),
        Err(refusal) => {
            let present = world.unipile.intents.get(intent).and_then(|intent| intent.challenges.present());
            if let Some(challenge) = present {
                let said = pages::Said::Wrong(refusal.sentence());
                return challenged(world, link, intent, challenge, Some(said));
            }
            if let Some(link) = world.unipile.links.get_mut(&link.token) {
                link.intent = None;
            }
            pages::sign_in(link, Some(TOO_LATE))
        }
    }
}

fn challenged(
    world: &World,
    link: &HostedLink,
    intent: &str,
    challenge: Challenge,
    said: Option<pages::Said>,
) -> Response {
    let left = world.unipile.intents.get(intent).map_or(0, |intent| {
        // Rounded up: what is shown is never less than what is left.
        ((intent.challenges.until - world.now()).num_milliseconds().max(0) + 999) / 1_000
    });
    pages::challenge(&link.token, challenge, left, said)
}

fn usable(world: &World, token: &str) -> Option<HostedLink> {
    let now = world.now();
    world.unipile.links.get(token).filter(|link| link.is_usable(&world.config, now)).cloned()
}

fn expired(headers: &HeaderMap) -> Response {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    if !accept.contains("application/json") {
        return pages::expired();
    }
    let body = json!({
        "title": "Expired link",
        "detail": "This link has expired. Ask for a new one.",
        "instance": "/hosted",
        "type": "errors/expired_link",
        "status": 401,
    });
    (StatusCode::UNAUTHORIZED, axum::Json(body)).into_response()
}

fn finished(world: &mut World, link: &HostedLink, id: &str, reconnected: bool) -> Response {
    if let Some(link) = world.unipile.links.get_mut(&link.token) {
        link.used = true;
    }
    notify(world, link, id, reconnected);
    let name = link.state.as_deref();
    let query = match link.version {
        Version::V1 => vec![
            ("provider", Some("unipile")),
            ("status", Some("success")),
            ("name", name),
            ("account_id", Some(id)),
        ],
        Version::V2 => vec![("account_id", Some(id)), ("provider", Some("linkedin")), ("state", name)],
    };
    redirect(link.success_url.as_deref(), &query).unwrap_or_else(|| {
        let account = world.unipile.accounts.get(id);
        pages::connected(account.map(|account| account.name.as_str()).unwrap_or_default())
    })
}

/// Tells version 1's `notify_url` which account the link led to.
fn notify(world: &mut World, link: &HostedLink, id: &str, reconnected: bool) {
    let Some(url) = link.notify_url.clone() else {
        return;
    };
    let status = if reconnected { "RECONNECTED" } else { "CREATION_SUCCESS" };
    let due = world.now();
    let event_id = format!("evt_{}", world.ids.ulid());
    world.deliveries.send(Delivery {
        provider: "unipile".to_owned(),
        hook: format!("hosted/{}", link.token),
        event_id,
        event: status.to_owned(),
        url,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: json!({"status": status, "account_id": id, "name": link.state}).to_string(),
        retries: Vec::new(),
        due,
        attempt: 1,
    });
}

/// Back to where the link's maker wants the owner.
fn redirect(target: Option<&str>, query: &[(&str, Option<&str>)]) -> Option<Response> {
    let mut target = Url::parse(target?).ok()?;
    let known = query.iter().filter_map(|(name, value)| Some((name, (*value)?)));
    target.query_pairs_mut().extend_pairs(known);
    Some((StatusCode::FOUND, [(header::LOCATION, target.to_string())]).into_response())
}
