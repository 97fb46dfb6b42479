//! Who the API key belongs to: `/v1/auth/verify`, `/v1/users`, `/v1/usage-stats`.

use axum::Json;
use axum::extract::Path;
use serde_json::{Value, json};

use super::Keyed;
use super::errors::{Refusal, refusal};
use super::state::USER;
use crate::world::iso_millis;

const NAME: &str = "Sandbox agency";
const EMAIL: &str = "desk@agency.example";

/// `GET /v1/auth/verify`.
pub async fn verify(_keyed: Keyed) -> Result<Json<Value>, Refusal> {
    Ok(Json(json!({
        "valid": true,
        "userId": USER,
        "name": NAME,
        "email": EMAIL,
        "authType": "api_key",
        "scope": null,
    })))
}

fn user() -> Value {
    json!({"_id": USER, "name": NAME, "email": EMAIL, "role": "owner", "isRoot": true, "profileAccess": ["all"]})
}

/// `GET /v1/users`.
pub async fn users(_keyed: Keyed) -> Result<Json<Value>, Refusal> {
    Ok(Json(json!({"currentUserId": USER, "users": [user()]})))
}

/// `GET /v1/users/{id}`.
pub async fn show(_keyed: Keyed, Path(id): Path<String>) -> Result<Json<Value>, Refusal> {
    if id != USER {
        return Err(refusal(404, "not_found", "user_not_found", "User not found."));
    }
    Ok(Json(json!({"user": user()})))
}

/// `GET /v1/usage-stats`.
pub async fn usage(keyed: Keyed) -> Result<Json<Value>, Refusal> {
    let world = keyed.world();
    Ok(Json(json!({
        "billingSystem": "stripe",
        "planName": "Accelerate",
        "billingPeriod": "monthly",
        "hasAccess": true,
        "customerId": null,
        "isInvitedUser": false,
        "autoUpgradeEnabled": false,
        "limits": {"uploads": -1, "profiles": 250},
        "usage": {
            "uploads": world.zernio.posts.len(),
            "profiles": world.zernio.profiles.len(),
            "lastReset": iso_millis(world.now()),
        },
    })))
}
