//! `POST /v2/auth/intent` and `/v2/auth/checkpoint`: signing in with credentials or cookies.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use bytes::Bytes;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::authorized;
use super::errors::{ApiError, error};
use super::state::{Account, Intent, Wish};
use crate::world::{Attempt, Challenge, Ctx, Proof, Step, World, attempt};

#[derive(Deserialize)]
struct IntentBody {
    provider: String,
    credentials: Credentials,
    #[serde(default)]
    config: IntentConfig,
    account_id: Option<String>,
}

#[derive(Deserialize)]
struct Credentials {
    username: Option<String>,
    password: Option<String>,
    access_token: Option<String>,
    premium_access_token: Option<String>,
}

#[derive(Default, Deserialize)]
struct IntentConfig {
    products: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct CheckpointBody {
    intent_id: String,
    code: String,
}

/// JSON of the expected shape, or the error Unipile gives for anything else.
pub fn parsed<T: DeserializeOwned>(body: &Bytes) -> Result<T, ApiError> {
    serde_json::from_slice(body).map_err(|refused| error(400, "api/invalid_parameters", refused.to_string()))
}

/// Classic is always among the products.
pub fn known_products(products: Option<Vec<String>>) -> Result<Vec<String>, ApiError> {
    let mut known = vec!["classic".to_owned()];
    for product in products.unwrap_or_default() {
        match product.as_str() {
            "classic" => {}
            "recruiter" | "sales_navigator" | "company" => known.push(product),
            _ => {
                return Err(error(
                    400,
                    "api/invalid_parameters",
                    format!("{product} is no product of LinkedIn."),
                ));
            }
        }
    }
    Ok(known)
}

/// `POST /v2/auth/intent`.
pub async fn start(State(hub): State<Ctx>, headers: HeaderMap, body: Bytes) -> Result<Json<Value>, ApiError> {
    let mut world = hub.world();
    authorized(&world, &headers)?;
    let body: IntentBody = parsed(&body)?;
    if !body.provider.eq_ignore_ascii_case("linkedin") {
        return Err(error(400, "api/invalid_parameters", "provider names no provider of this sandbox."));
    }
    let products = known_products(body.config.products)?;
    let credentials = body.credentials;
    let (proof, by_cookies) = match (&credentials.username, &credentials.password, &credentials.access_token)
    {
        (_, _, Some(li_at)) => (Proof::Cookies { li_at }, true),
        (Some(username), Some(password), None) => (Proof::Password { username, password }, false),
        _ => {
            return Err(error(
                400,
                "api/invalid_parameters",
                "credentials needs username and password, or access_token.",
            ));
        }
    };
    let wish = Wish {
        account_id: body.account_id,
        products,
        premium_cookie: credentials.premium_access_token.is_some(),
        by_cookies,
    };
    sign_in(&mut world, &proof, wish).map(|outcome| Json(outcome.json()))
}

/// `POST /v2/auth/checkpoint`.
pub async fn checkpoint(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let mut world = hub.world();
    authorized(&world, &headers)?;
    let body: CheckpointBody = parsed(&body)?;
    answer(&mut world, &body.intent_id, &body.code).map(|outcome| Json(outcome.json()))
}

/// Where a sign-in stands.
pub enum Outcome {
    Linked(Account),
    Challenged { intent: String, challenge: Challenge },
}

impl Outcome {
    fn json(&self) -> Value {
        match self {
            Self::Linked(account) => account.json(),
            Self::Challenged { intent, challenge } => json!({
                "object": "AuthenticationCheckpoint",
                "intent_id": intent,
                "checkpoint": checkpoint_json(*challenge),
            }),
        }
    }
}

fn checkpoint_json(challenge: Challenge) -> Value {
    match challenge {
        Challenge::AuthenticatorCode => json!({"type": "2FA", "platform": "APP"}),
        Challenge::EmailCode => json!({"type": "OTP"}),
        Challenge::InAppApproval => json!({"type": "IN_APP_VALIDATION"}),
        Challenge::PhoneNumber => json!({"type": "PHONE_REGISTER"}),
        Challenge::Captcha => json!({
            "type": "CAPTCHA",
            "public_key": "3117BF26-4762-4F5A-8ED9-A85E69209A46",
            "data": "sandbox",
        }),
    }
}

/// Signs in for a new account, or for the one the wish names.
pub fn sign_in(world: &mut World, proof: &Proof<'_>, wish: Wish) -> Result<Outcome, ApiError> {
    let expected = match &wish.account_id {
        None => None,
        Some(id) => {
            let account = world
                .unipile
                .account(id)
                .ok_or_else(|| error(404, "api/resource_not_found", "Account not found."))?;
            refreshable(account, &wish)?;
            Some(account.person.clone())
        }
    };
    match attempt(world, proof, expected.as_deref()) {
        Attempt::SignedIn { person } => {
            let id = new_id(world, &wish);
            Ok(Outcome::Linked(admit(world, id, &person, &wish)))
        }
        Attempt::Challenged { person, challenges } => {
            let id = new_id(world, &wish);
            // A newer sign-in for the same account takes over.
            world.unipile.intents.retain(|older| older.id != id);
            let challenge = challenges.present().unwrap_or(Challenge::EmailCode);
            world.unipile.intents.push(Intent { id: id.clone(), person, challenges, wish });
            Ok(Outcome::Challenged { intent: id, challenge })
        }
        Attempt::BadCredentials => {
            Err(error(401, "provider/invalid_credentials", "LinkedIn does not accept these credentials."))
        }
        Attempt::Restricted => {
            Err(error(403, "api/account_restricted", "LinkedIn has restricted this account."))
        }
        Attempt::WrongMember => Err(error(
            world.config.unipile_mismatch_status,
            "provider/account_mismatch",
            "These credentials belong to another member than the account.",
        )),
        Attempt::TimedOut => Err(error(504, "provider/timeout", "LinkedIn did not answer in time.")),
    }
}

/// Only what does not work, or lacks a wished product, may be authenticated again.
fn refreshable(account: &Account, wish: &Wish) -> Result<(), ApiError> {
    let complete = wish.products.iter().all(|product| account.product_status(product) == Some("running"));
    if account.status == "running" && complete {
        return Err(error(
            409,
            "api/conflict",
            "The account is running. Only a disconnected account can be authenticated again.",
        ));
    }
    Ok(())
}

fn new_id(world: &mut World, wish: &Wish) -> String {
    wish.account_id.clone().unwrap_or_else(|| format!("acc_{}", world.ids.ulid()))
}

/// Answers the present checkpoint of a sign-in.
pub fn answer(world: &mut World, intent_id: &str, code: &str) -> Result<Outcome, ApiError> {
    let now = world.now();
    let gone =
        || error(403, "provider/unknown_authentication_context", "This authentication is over. Start again.");
    let intent = world.unipile.intent_mut(intent_id).ok_or_else(gone)?;
    let step = intent.challenges.answer(Some(code), now);
    let present = intent.challenges.present();
    match step {
        Step::Passed => {
            let intent = intent.clone();
            world.unipile.intents.retain(|other| other.id != intent_id);
            let account = admit(world, intent.id, &intent.person, &intent.wish);
            Ok(Outcome::Linked(account))
        }
        Step::Next(challenge) => Ok(Outcome::Challenged { intent: intent_id.to_owned(), challenge }),
        Step::StillWaiting => Ok(Outcome::Challenged {
            intent: intent_id.to_owned(),
            challenge: present.unwrap_or(Challenge::InAppApproval),
        }),
        Step::WrongCode => {
            Err(error(401, "provider/invalid_checkpoint_code", "LinkedIn does not accept this code."))
        }
        Step::Missing => Err(error(400, "api/invalid_parameters", "code is required.")),
        Step::Expired => {
            world.unipile.intents.retain(|other| other.id != intent_id);
            Err(gone())
        }
    }
}

/// The member is signed in: makes the account or brings it back.
fn admit(world: &mut World, id: String, person: &str, wish: &Wish) -> Account {
    let now = world.now();
    let (name, user_id, subscriptions) = world
        .people
        .get(person)
        .map(|member| (member.name(), member.profile_id.clone(), member.subscriptions.clone()))
        .unwrap_or_default();
    let mut connections = Map::new();
    for product in &wish.products {
        let status = if product == "classic" || product == "company" {
            "running"
        } else if !subscriptions.contains(product) {
            // Linking goes well all the same; only the product does not.
            "errored"
        } else if wish.by_cookies && !wish.premium_cookie {
            "disconnected"
        } else {
            "running"
        };
        connections.insert(product.clone(), json!(status));
    }
    let account = match world.unipile.account_mut(&id) {
        Some(account) => account,
        None => {
            world.unipile.accounts.push(Account {
                id,
                person: person.to_owned(),
                user_id,
                name,
                created_at: now,
                status: "running".to_owned(),
                by_cookies: wish.by_cookies,
                metadata: Map::new(),
                proxy: None,
            });
            let last = world.unipile.accounts.len() - 1;
            &mut world.unipile.accounts[last]
        }
    };
    "running".clone_into(&mut account.status);
    account.by_cookies = wish.by_cookies;
    account.metadata.insert("products_connection_status".to_owned(), Value::Object(connections));
    account.clone()
}
