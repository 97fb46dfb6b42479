//! How LinkedIn behaves when a gateway signs a member in: scripted users, cookies, checkpoints.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::World;
use super::people::{LoginHabit, Person};

/// The code every checkpoint accepts.
const RIGHT_CODE: &str = "123456";

/// What the gateway was given to sign in with.
pub enum Proof<'a> {
    Password { username: &'a str, password: &'a str },
    Cookies { li_at: &'a str },
}

/// A checkpoint, in the words both gateways share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Challenge {
    AuthenticatorCode,
    EmailCode,
    InAppApproval,
    PhoneNumber,
    Captcha,
}

/// How a sign-in began.
pub enum Attempt {
    SignedIn { person: String },
    Challenged { person: String, challenges: Challenges },
    BadCredentials,
    Restricted,
    WrongMember,
    TimedOut,
}

/// Checkpoints still to pass, the present one first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Challenges {
    waiting: Vec<Challenge>,
    polls_left: u32,
    approved: bool,
    /// LinkedIn forgets the sign-in after this.
    pub until: DateTime<Utc>,
}

/// What an answer to a checkpoint led to.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    Passed,
    Next(Challenge),
    StillWaiting,
    WrongCode,
    Missing,
    Expired,
}

impl Challenges {
    pub fn new(waiting: Vec<Challenge>, polls: u32, until: DateTime<Utc>) -> Self {
        Self { waiting, polls_left: polls, approved: false, until }
    }

    pub fn present(&self) -> Option<Challenge> {
        self.waiting.first().copied()
    }

    /// The member tapped *Yes* on the phone.
    pub fn approve(&mut self) {
        self.approved = true;
    }

    /// Answers the present checkpoint; without a code it only asks whether it has passed.
    pub fn answer(&mut self, code: Option<&str>, now: DateTime<Utc>) -> Step {
        let Some(present) = self.present() else {
            return Step::Passed;
        };
        if now >= self.until {
            return Step::Expired;
        }
        if code == Some("TRY_ANOTHER_WAY") {
            self.waiting[0] = match present {
                Challenge::EmailCode => Challenge::AuthenticatorCode,
                _ => Challenge::EmailCode,
            };
            return Step::Next(self.waiting[0]);
        }
        match (present, code.map(str::trim).filter(|code| !code.is_empty())) {
            (Challenge::InAppApproval, _) => {
                if !self.approved {
                    self.polls_left = self.polls_left.saturating_sub(1);
                    if self.polls_left > 0 {
                        return Step::StillWaiting;
                    }
                }
            }
            // Gateways solve captchas themselves; the client only has to ask again.
            (Challenge::Captcha, _) => {}
            (_, None) => return Step::Missing,
            (Challenge::PhoneNumber, Some(number)) => {
                if !number.starts_with("(+") || !number.contains(')') {
                    return Step::WrongCode;
                }
            }
            (Challenge::AuthenticatorCode | Challenge::EmailCode, Some(code)) => {
                if code != RIGHT_CODE {
                    return Step::WrongCode;
                }
            }
        }
        self.waiting.remove(0);
        self.present().map_or(Step::Passed, Step::Next)
    }
}

/// Signs a member in. `expected` is the member whose account is being refreshed, if any.
pub fn attempt(world: &mut World, proof: &Proof<'_>, expected: Option<&str>) -> Attempt {
    match proof {
        Proof::Password { username, password } => by_password(world, username.trim(), password, expected),
        Proof::Cookies { li_at } => by_cookie(world, li_at.trim(), expected),
    }
}

fn by_password(world: &mut World, username: &str, password: &str, expected: Option<&str>) -> Attempt {
    if username.is_empty() || password.is_empty() {
        return Attempt::BadCredentials;
    }
    let script = script_of(username);
    let waiting = match script {
        "bad" => return Attempt::BadCredentials,
        "restricted" => return Attempt::Restricted,
        "slow" => return Attempt::TimedOut,
        "other" if expected.is_some() => return Attempt::WrongMember,
        "2fa" => vec![Challenge::AuthenticatorCode],
        "otp" => vec![Challenge::EmailCode],
        "inapp" => vec![Challenge::InAppApproval],
        "captcha" => vec![Challenge::Captcha],
        "phone" => vec![Challenge::PhoneNumber],
        "chain" => vec![Challenge::EmailCode, Challenge::AuthenticatorCode],
        "ok" | "other" => Vec::new(),
        _ => return by_own_address(world, username, expected),
    };
    let person = match expected {
        Some(expected) => expected.to_owned(),
        None => scripted_member(world, script, username),
    };
    challenged(world, person, waiting)
}

/// The scripted word of an address: its local part, up to a `+`. Empty for ordinary addresses.
fn script_of(username: &str) -> &str {
    let local = username.split('@').next().unwrap_or_default();
    let word = local.split('+').next().unwrap_or_default();
    match word {
        "ok" | "2fa" | "otp" | "inapp" | "captcha" | "phone" | "chain" | "bad" | "restricted" | "other"
        | "slow" => word,
        _ => "",
    }
}

fn scripted_member(world: &mut World, script: &str, email: &str) -> String {
    if let Some(known) = world.people.by_email(email) {
        return known.slug.clone();
    }
    let (first, last) = match script {
        "ok" => ("Olive", "Kent"),
        "2fa" => ("Tova", "Fahlström"),
        "otp" => ("Otis", "Perera"),
        "inapp" => ("Ina", "Pappas"),
        "captcha" => ("Capucine", "Charron"),
        "phone" => ("Phoebe", "Nakamura"),
        "chain" => ("Chai", "Nguyen"),
        _ => ("Someone", "Else"),
    };
    world.people.newcomer(&mut world.ids, first, last, email)
}

fn by_own_address(world: &mut World, username: &str, expected: Option<&str>) -> Attempt {
    let known = world.people.by_email(username).cloned();
    let person = match (known, expected) {
        (Some(person), Some(expected)) if person.slug != expected => return Attempt::WrongMember,
        (None, Some(_)) => return Attempt::WrongMember,
        (Some(person), _) => person,
        (None, None) => {
            let (first, last) = name_in(username);
            let slug = world.people.newcomer(&mut world.ids, &first, &last, username);
            return Attempt::SignedIn { person: slug };
        }
    };
    if person.restricted || person.habit == LoginHabit::Restricted {
        return Attempt::Restricted;
    }
    let waiting = match person.habit {
        LoginHabit::Plain | LoginHabit::Restricted => Vec::new(),
        LoginHabit::AuthenticatorCode => vec![Challenge::AuthenticatorCode],
        LoginHabit::EmailCode => vec![Challenge::EmailCode],
        LoginHabit::InAppApproval => vec![Challenge::InAppApproval],
    };
    challenged(world, person.slug, waiting)
}

/// `jane.doe@x.example` is Jane Doe.
fn name_in(email: &str) -> (String, String) {
    let local = email.split('@').next().unwrap_or(email);
    let mut words = local.split(['.', '_', '-', '+']).filter(|word| !word.is_empty()).map(|word| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    });
    let first = words.next().unwrap_or_else(|| "New".to_owned());
    let last = words.next().unwrap_or_else(|| "Member".to_owned());
    (first, last)
}

fn by_cookie(world: &mut World, li_at: &str, expected: Option<&str>) -> Attempt {
    if li_at.starts_with("expired") {
        return Attempt::BadCredentials;
    }
    if li_at.starts_with("restricted") {
        return Attempt::Restricted;
    }
    // LinkedIn's own cookies begin with these letters.
    let Some(rest) = li_at.strip_prefix("AQED") else {
        return Attempt::BadCredentials;
    };
    let named: Option<&Person> = rest
        .strip_prefix('-')
        .map(|rest| rest.split('.').next().unwrap_or(rest))
        .and_then(|slug| world.people.get(slug));
    match (named, expected) {
        (Some(person), Some(expected)) if person.slug != expected => Attempt::WrongMember,
        (Some(person), _) if person.restricted => Attempt::Restricted,
        (Some(person), _) => Attempt::SignedIn { person: person.slug.clone() },
        (None, Some(expected)) => Attempt::SignedIn { person: expected.to_owned() },
        (None, None) => {
            let email = format!("cookie-{}@members.example", world.ids.lower(6));
            Attempt::SignedIn { person: world.people.newcomer(&mut world.ids, "Corinne", "Keks", &email) }
        }
    }
}

fn challenged(world: &World, person: String, waiting: Vec<Challenge>) -> Attempt {
    if waiting.is_empty() {
        return Attempt::SignedIn { person };
    }
    // Both gateways give a sign-in five minutes.
    let until = world.now() + TimeDelta::minutes(5);
    Attempt::Challenged { person, challenges: Challenges::new(waiting, world.config.in_app_polls, until) }
}
