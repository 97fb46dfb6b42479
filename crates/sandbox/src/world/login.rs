//! How LinkedIn behaves when a gateway signs a member in: scripted users, cookies, checkpoints.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::World;
use super::people::LoginHabit;

/// The code every checkpoint accepts.
const RIGHT_CODE: &str = "123456";

/// The Recruiter contracts a member with several chooses from: id and name.
pub const CONTRACTS: [(&str, &str); 2] = [("20147", "Talent agency"), ("20981", "In-house hiring")];

/// LinkedIn sends another code no sooner.
const RESEND_AFTER_S: i64 = 30;

/// What the gateway was given to sign in with.
pub enum Proof<'a> {
    Password { username: &'a str, password: &'a str },
    Cookies { li_at: &'a str },
}

/// A checkpoint, in the words both gateways share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Challenge {
    AuthenticatorCode,
    TextMessageCode,
    EmailCode,
    InAppApproval,
    /// A code, or *Yes* in the app, whichever comes first.
    EmailCodeOrInAppApproval,
    PhoneNumber,
    Captcha,
    ContractChoice,
}

impl Challenge {
    /// Whether it can pass without the client: by a tap on the member's phone.
    pub fn waits_for_approval(self) -> bool {
        matches!(self, Self::InAppApproval | Self::EmailCodeOrInAppApproval)
    }
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
    /// Wrong answers so far.
    wrong: u32,
    /// When the code was last sent.
    sent: Option<DateTime<Utc>>,
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
        Self { waiting, polls_left: polls, approved: false, wrong: 0, sent: None, until }
    }

    /// Wrong answers so far.
    pub fn wrong_answers(&self) -> u32 {
        self.wrong
    }

    /// A code, or the question on the phone, left at `now`.
    pub fn sent(&mut self, now: DateTime<Utc>) {
        self.sent = Some(now);
    }

    /// Sends the code or the question again, unless the last one is too fresh.
    pub fn resend(&mut self, now: DateTime<Utc>) -> bool {
        let fresh = self.sent.is_some_and(|sent| now < sent + TimeDelta::seconds(RESEND_AFTER_S));
        if !fresh {
            self.sent = Some(now);
        }
        !fresh
    }

    /// The member tapped *Yes*: the present checkpoint passes without an answer.
    pub fn pass_approval(&mut self) -> Step {
        if self.present().is_some_and(Challenge::waits_for_approval) {
            self.waiting.remove(0);
            self.approved = false;
        }
        self.present().map_or(Step::Passed, Step::Next)
    }

    /// The gateway solved the present puzzle by itself.
    pub fn pass_captcha(&mut self) -> Step {
        if self.present() == Some(Challenge::Captcha) {
            self.waiting.remove(0);
        }
        self.present().map_or(Step::Passed, Step::Next)
    }

    pub fn is_approved(&self) -> bool {
        self.approved
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
        let step = self.judge(present, code);
        if step == Step::WrongCode {
            self.wrong += 1;
        }
        step
    }

    fn judge(&mut self, present: Challenge, code: Option<&str>) -> Step {
        if code == Some("TRY_ANOTHER_WAY") {
            self.sent = None;
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
            (Challenge::EmailCodeOrInAppApproval, Some(code)) if code == RIGHT_CODE => {}
            (Challenge::EmailCodeOrInAppApproval, code) => {
                if !self.approved {
                    // Whoever sends digits means a code; anything else asks whether *Yes* was tapped.
                    let is_code = code.is_some_and(|code| code.bytes().all(|digit| digit.is_ascii_digit()));
                    return if is_code { Step::WrongCode } else { Step::StillWaiting };
                }
            }
            (Challenge::ContractChoice, Some(contract)) => {
                if !CONTRACTS.iter().any(|(id, _)| *id == contract) {
                    return Step::WrongCode;
                }
            }
            (_, None) => return Step::Missing,
            (Challenge::PhoneNumber, Some(number)) => {
                if !number.starts_with("(+") || !number.contains(')') {
                    return Step::WrongCode;
                }
            }
            (
                Challenge::AuthenticatorCode | Challenge::TextMessageCode | Challenge::EmailCode,
                Some(code),
            ) => {
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
        "sms" => vec![Challenge::TextMessageCode],
        "either" => vec![Challenge::EmailCodeOrInAppApproval],
        "contract" => vec![Challenge::ContractChoice],
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
        "ok" | "2fa" | "sms" | "otp" | "inapp" | "either" | "captcha" | "phone" | "contract" | "chain"
        | "bad" | "restricted" | "other" | "slow" => word,
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
        "sms" => ("Simon", "Sato"),
        "either" => ("Edda", "Irwin"),
        "contract" => ("Constance", "Ruiz"),
        "otp" => ("Otis", "Perera"),
        "inapp" => ("Ina", "Pappas"),
        "captcha" => ("Capucine", "Charron"),
        "phone" => ("Phoebe", "Nakamura"),
        "chain" => ("Chai", "Nguyen"),
        _ => ("Someone", "Else"),
    };
    let slug = world.people.newcomer(&mut world.ids, first, last, email);
    if script == "contract"
        && let Some(person) = world.people.get_mut(&slug)
    {
        // Only who pays for Recruiter has contracts to choose from.
        person.subscriptions.push("recruiter".to_owned());
    }
    slug
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
    let rest = rest.strip_prefix('-').unwrap_or_default();
    let (slug, script) = rest.split_once('.').unwrap_or((rest, ""));
    let waiting = match script {
        "2fa" => vec![Challenge::AuthenticatorCode],
        "otp" => vec![Challenge::EmailCode],
        _ => Vec::new(),
    };
    let person = match (world.people.get(slug), expected) {
        (Some(person), Some(expected)) if person.slug != expected => return Attempt::WrongMember,
        (Some(person), _) if person.restricted => return Attempt::Restricted,
        (Some(person), _) => person.slug.clone(),
        (None, Some(expected)) => expected.to_owned(),
        (None, None) => {
            let email = format!("cookie-{}@members.example", world.ids.lower(6));
            world.people.newcomer(&mut world.ids, "Corinne", "Keks", &email)
        }
    };
    challenged(world, person, waiting)
}

fn challenged(world: &World, person: String, waiting: Vec<Challenge>) -> Attempt {
    if waiting.is_empty() {
        return Attempt::SignedIn { person };
    }
    // Both gateways give a sign-in five minutes.
    let until = world.now() + TimeDelta::minutes(5);
    Attempt::Challenged { person, challenges: Challenges::new(waiting, world.config.in_app_polls, until) }
}
