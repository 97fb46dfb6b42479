//! `POST /v2/auth/intent` and `/v2/auth/checkpoint`: signing in with credentials or cookies.

use axum::Json;
use bytes::Bytes;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::Keyed;
use super::errors::{ApiError, error, refused};
use crate::unipile::sign_in::{self, Outcome};
use crate::unipile::state::{Products, Version, Wish};
use crate::world::{CONTRACTS, Challenge, Proof, World};

#[derive(Deserialize)]
struct IntentBody {
    provider: String,
    credentials: Credentials,
    #[serde(default)]
    config: IntentConfig,
    account_id: Option<String>,
    state: Option<String>,
    proxy: Option<Value>,
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
    auto_proxy_config: Option<Value>,
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
pub async fn start(keyed: Keyed, body: Bytes) -> Result<Json<Value>, ApiError> {
    let (body, products) = {
        let mut body: IntentBody = parsed(&body)?;
        if !body.provider.eq_ignore_ascii_case("linkedin") {
            return Err(error(400, "api/invalid_parameters", "provider names no provider of this sandbox."));
        }
        let products = known_products(body.config.products.take())?;
        (body, products)
    };
    let credentials = body.credentials;
    let (proof, name) = match (&credentials.username, &credentials.password, &credentials.access_token) {
        (_, _, Some(li_at)) => (Proof::Cookies { li_at }, None),
        (Some(username), Some(password), None) => (Proof::Password { username, password }, Some(username)),
        _ => {
            return Err(error(
                400,
                "api/invalid_parameters",
                "credentials needs username and password, or access_token.",
            ));
        }
    };
    let subject = body.account_id.clone().or_else(|| name.cloned()).unwrap_or_default();
    let reached = sign_in::reach_linkedin(keyed.hub(), Version::V2, &subject).await;
    let mut world = keyed.world();
    let mismatch = world.config.unipile_mismatch_status;
    reached.map_err(|refusal| refused(refusal, mismatch))?;
    let wish = Wish {
        version: Version::V2,
        account_id: body.account_id,
        products: Products::Only(products),
        premium_cookie: credentials.premium_access_token.is_some(),
        by_cookies: name.is_none(),
        username: name.cloned().unwrap_or_default(),
        proxy: body.proxy.or(body.config.auto_proxy_config),
        contract: None,
        state: body.state,
    };
    let outcome = sign_in::sign_in(&mut world, &proof, wish).map_err(|refusal| refused(refusal, mismatch))?;
    Ok(Json(outcome_json(&world, &outcome)))
}

/// `POST /v2/auth/checkpoint`.
pub async fn checkpoint(keyed: Keyed, body: Bytes) -> Result<Json<Value>, ApiError> {
    let mut world = keyed.world();
    let body: CheckpointBody = parsed(&body)?;
    let mismatch = world.config.unipile_mismatch_status;
    let outcome = sign_in::answer(&mut world, &body.intent_id, &body.code)
        .map_err(|refusal| refused(refusal, mismatch))?;
    Ok(Json(outcome_json(&world, &outcome)))
}

fn outcome_json(world: &World, outcome: &Outcome) -> Value {
    match outcome {
        Outcome::Linked { id, .. } => {
            world.unipile.accounts.get(id).map_or(Value::Null, super::accounts::account_json)
        }
        Outcome::Challenged { intent, challenge } => json!({
            "object": "AuthenticationCheckpoint",
            "intent_id": intent,
            "checkpoint": checkpoint_json(*challenge),
        }),
    }
}

fn checkpoint_json(challenge: Challenge) -> Value {
    match challenge {
        Challenge::AuthenticatorCode => json!({"type": "2FA", "platform": "APP"}),
        Challenge::TextMessageCode => json!({"type": "2FA", "platform": "SMS"}),
        Challenge::EmailCode => json!({"type": "OTP"}),
        Challenge::InAppApproval => json!({"type": "IN_APP_VALIDATION"}),
        Challenge::EmailCodeOrInAppApproval => json!({"type": "OTP_OR_IN_APP_VALIDATION"}),
        Challenge::PhoneNumber => json!({"type": "PHONE_REGISTER"}),
        Challenge::Captcha => json!({
            "type": "CAPTCHA",
            "public_key": CAPTCHA_KEY,
            "data": "sandbox",
        }),
        Challenge::ContractChoice => {
            json!({"type": "CONTRACT_CHOOSER", "contract_options": contract_options()})
        }
    }
}

/// The public key of the captcha LinkedIn shows at a sign-in.
pub const CAPTCHA_KEY: &str = "3117BF26-4762-4F5A-8ED9-A85E69209A46";

/// `{id, name}` of each Recruiter contract.
pub fn contract_options() -> Vec<Value> {
    CONTRACTS.iter().map(|(id, name)| json!({"id": id, "name": name})).collect()
}
