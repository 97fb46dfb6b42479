//! Signing in: what both versions and the hosted page have in common.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::{Map, Value, json};

use super::account::{Account, CONNECTING, PRODUCTS};
use super::hooks::{Event, happened, tell};
use super::refusal::Refusal;
use super::state::{Intent, Products, Version, Wish};
use crate::world::{Attempt, Challenge, Ctx, Proof, SecondSignIn, Step, World, attempt};

/// Where a sign-in stands.
pub enum Outcome {
    Linked { id: String, reconnected: bool },
    Challenged { intent: String, challenge: Challenge },
}

/// Waits as long as LinkedIn takes to answer. Two sign-ins for one `subject` do not go on together:
/// the later is refused, or the earlier learns that it was superseded.
pub async fn reach_linkedin(hub: &Ctx, version: Version, subject: &str) -> Result<(), Refusal> {
    let (run, wait) = {
        let mut world = hub.world();
        let wait = world.config.unipile_sign_in_ms;
        if wait == 0 {
            return Ok(());
        }
        let refuse = version == Version::V1 && world.config.unipile_second_sign_in == SecondSignIn::Refuse;
        let unipile = &mut world.unipile;
        if refuse && unipile.running.contains_key(subject) {
            return Err(Refusal::InProgress);
        }
        unipile.next_run += 1;
        unipile.running.insert(subject.to_owned(), unipile.next_run);
        (unipile.next_run, wait)
    };
    tokio::time::sleep(Duration::from_millis(wait)).await;
    let mut world = hub.world();
    if world.unipile.running.get(subject) != Some(&run) {
        return Err(Refusal::Superseded);
    }
    world.unipile.running.remove(subject);
    Ok(())
}

/// Signs in for a new account, or for the one the wish names.
pub fn sign_in(world: &mut World, proof: &Proof<'_>, wish: Wish) -> Result<Outcome, Refusal> {
    proxy_trouble(wish.proxy.as_ref())?;
    let now = world.now();
    let expected = match &wish.account_id {
        None => None,
        Some(id) => {
            let account = world.unipile.accounts.get(id).ok_or(Refusal::NoSuchAccount)?;
            refreshable(account, &wish)?;
            let person = account.person.clone();
            make_way(world, &wish, &person)?;
            Some(person)
        }
    };
    match attempt(world, proof, expected.as_deref()) {
        Attempt::SignedIn { person } => {
            make_way(world, &wish, &person)?;
            let id = new_id(world, &wish);
            world.unipile.intents.remove(&id);
            Ok(admit(world, id, &person, &wish))
        }
        Attempt::Challenged { person, mut challenges } => {
            make_way(world, &wish, &person)?;
            if wish.contract.is_some() && challenges.present() == Some(Challenge::ContractChoice) {
                // The client has chosen already.
                challenges.answer(wish.contract.as_deref(), now);
            }
            let id = new_id(world, &wish);
            let Some(challenge) = challenges.present() else {
                return Ok(admit(world, id, &person, &wish));
            };
            challenges.sent(now);
            let intent = Intent { id: id.clone(), person, opened: now, challenges, wish, passed: false };
            world.unipile.intents.insert(id.clone(), intent);
            Ok(Outcome::Challenged { intent: id, challenge })
        }
        Attempt::BadCredentials => Err(Refusal::BadCredentials),
        Attempt::Restricted => Err(Refusal::Restricted),
        Attempt::WrongMember => Err(Refusal::WrongMember),
        Attempt::TimedOut => Err(Refusal::TimedOut),
    }
}

/// A proxy's name says what is wrong with it: `auth…`, `down…` or `slow…`.
fn proxy_trouble(proxy: Option<&Value>) -> Result<(), Refusal> {
    let host = proxy.and_then(|proxy| proxy.get("host")).and_then(Value::as_str).unwrap_or_default();
    match host.split(['.', '-']).next().unwrap_or_default() {
        "auth" => Err(Refusal::ProxyCredentials),
        "down" => Err(Refusal::ProxyDown),
        "slow" => Err(Refusal::ProxySlow),
        _ => Ok(()),
    }
}

/// Version 2 authenticates again only what does not work, or lacks a wished product.
fn refreshable(account: &Account, wish: &Wish) -> Result<(), Refusal> {
    let Products::Only(products) = &wish.products else {
        return Ok(());
    };
    let complete = products.iter().all(|product| account.product_status(product) == Some("running"));
    if account.status == "running" && complete { Err(Refusal::Running) } else { Ok(()) }
}

/// Settles what becomes of a sign-in that waits for the same account, or for the same member when
/// both are new.
fn make_way(world: &mut World, wish: &Wish, person: &str) -> Result<(), Refusal> {
    let now = world.now();
    let refuse = wish.version == Version::V1 && world.config.unipile_second_sign_in == SecondSignIn::Refuse;
    let unipile = &mut world.unipile;
    let older: Vec<String> = match &wish.account_id {
        Some(id) => unipile.intents.contains_key(id).then(|| id.clone()).into_iter().collect(),
        None if wish.version == Version::V1 => unipile
            .intents
            .values()
            .filter(|intent| intent.wish.account_id.is_none() && intent.person == person)
            .map(|intent| intent.id.clone())
            .collect(),
        // Version 2 gives every new sign-in an intent of its own.
        None => Vec::new(),
    };
    for id in older {
        let open =
            unipile.intents.get(&id).is_some_and(|intent| !intent.passed && now < intent.challenges.until);
        if open && refuse {
            return Err(Refusal::InProgress);
        }
        unipile.intents.remove(&id);
        if open && wish.account_id.is_none() {
            unipile.superseded.insert(id);
        }
    }
    Ok(())
}

fn new_id(world: &mut World, wish: &Wish) -> String {
    wish.account_id.clone().unwrap_or_else(|| format!("acc_{}", world.ids.ulid()))
}

/// Answers the present checkpoint of a sign-in.
pub fn answer(world: &mut World, intent_id: &str, code: &str) -> Result<Outcome, Refusal> {
    let now = world.now();
    let most = world.config.unipile_wrong_answers;
    let captcha = world.config.unipile_captcha_supported;
    if world.unipile.superseded.contains(intent_id) {
        return Err(Refusal::Superseded);
    }
    let intent = world.unipile.intents.get_mut(intent_id).ok_or(Refusal::NothingOpen)?;
    if intent.passed {
        let reconnected = intent.wish.account_id.is_some();
        world.unipile.intents.remove(intent_id);
        return Ok(Outcome::Linked { id: intent_id.to_owned(), reconnected });
    }
    let present = intent.challenges.present();
    if present == Some(Challenge::Captcha) && !captcha && code != "TRY_ANOTHER_WAY" {
        return Err(Refusal::CaptchaUnsupported);
    }
    if present == Some(Challenge::ContractChoice) {
        intent.wish.contract = Some(code.trim().to_owned());
    }
    let step = intent.challenges.answer(Some(code), now);
    match step {
        Step::Passed => {
            let intent = intent.clone();
            world.unipile.intents.remove(intent_id);
            Ok(admit(world, intent.id, &intent.person, &intent.wish))
        }
        Step::Next(challenge) => {
            if code != "TRY_ANOTHER_WAY" {
                intent.challenges.sent(now);
            }
            Ok(Outcome::Challenged { intent: intent_id.to_owned(), challenge })
        }
        Step::StillWaiting => Ok(Outcome::Challenged {
            intent: intent_id.to_owned(),
            challenge: present.unwrap_or(Challenge::InAppApproval),
        }),
        Step::WrongCode if most > 0 && intent.challenges.wrong_answers() >= most => {
            world.unipile.intents.remove(intent_id);
            Err(Refusal::Ended)
        }
        Step::WrongCode => Err(Refusal::WrongCode),
        Step::Missing => Err(Refusal::CodeMissing),
        Step::Expired => {
            world.unipile.intents.remove(intent_id);
            Err(Refusal::Ended)
        }
    }
}

/// Sends the present checkpoint's code, or the question on the phone, again.
pub fn resend(world: &mut World, intent_id: &str) -> Result<(), Refusal> {
    let now = world.now();
    let intent = world.unipile.intents.get_mut(intent_id).ok_or(Refusal::NothingOpen)?;
    if now >= intent.challenges.until {
        return Err(Refusal::Ended);
    }
    if intent.challenges.resend(now) { Ok(()) } else { Err(Refusal::TooSoon) }
}

/// The member is signed in: makes the account or brings it back.
pub fn admit(world: &mut World, id: String, person: &str, wish: &Wish) -> Outcome {
    let now = world.now();
    let (name, user_id, email, subscriptions) = world
        .people
        .get(person)
        .map(|member| {
            (member.name(), member.profile_id.clone(), member.email.clone(), member.subscriptions.clone())
        })
        .unwrap_or_default();
    let connections = connections(wish, &subscriptions);
    let (connecting, syncing) = (world.config.unipile_connecting_s, world.config.unipile_initial_sync_s);
    let up = now + TimeDelta::seconds(connecting);
    let reconnected = world.unipile.accounts.get(&id).is_some();
    if !reconnected {
        let mut account = Account::new(id.clone(), person.to_owned(), user_id, name, now);
        account.username = email;
        account.syncing_until = Some(up + TimeDelta::seconds(syncing));
        world.unipile.accounts.add(account);
    }
    world.unipile.accounts.change(&id, |account| {
        CONNECTING.clone_into(&mut account.status);
        account.connecting_until = Some(up);
        account.by_cookies = wish.by_cookies;
        if !wish.username.is_empty() {
            account.username.clone_from(&wish.username);
        }
        if wish.proxy.is_some() {
            account.proxy.clone_from(&wish.proxy);
        }
        if wish.contract.is_some() {
            account.contract.clone_from(&wish.contract);
        }
        account.metadata.insert(PRODUCTS.to_owned(), Value::Object(connections));
    });
    world.unipile.unsettled.insert(id.clone());
    let first = if reconnected { Event::Reconnected } else { Event::Added };
    let told =
        [happened(world, &id, first, wish.state.as_deref()), happened(world, &id, Event::Status, None)];
    let mut told: Vec<_> = told.into_iter().flatten().collect();
    // What is due at once belongs to the same batch: a switch may deliver it in another order.
    told.extend(super::settling::progress(world, &id));
    tell(world, told);
    Outcome::Linked { id, reconnected }
}

/// The state of each product's own connection after a sign-in.
fn connections(wish: &Wish, subscriptions: &[String]) -> Map<String, Value> {
    let products: Vec<&str> = match &wish.products {
        Products::Only(products) => products.iter().map(String::as_str).collect(),
        Products::AllBut(without) => std::iter::once("classic")
            .chain(
                subscriptions.iter().map(String::as_str).filter(|paid| !without.iter().any(|no| no == paid)),
            )
            .collect(),
    };
    let mut connections = Map::new();
    for product in products {
        let status = if product == "classic" || product == "company" {
            "running"
        } else if !subscriptions.iter().any(|paid| paid == product) {
            // Linking goes well all the same; only the product does not.
            "errored"
        } else if wish.by_cookies && !wish.premium_cookie {
            "disconnected"
        } else {
            "running"
        };
        connections.insert(product.to_owned(), json!(status));
    }
    connections
}
