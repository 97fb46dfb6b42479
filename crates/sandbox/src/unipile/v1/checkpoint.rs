//! `POST /api/v1/accounts/checkpoint` and `/resend`.

use axum::Json;
use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::connect::answered;
use super::errors::{ApiError, invalid, missing, not_found, refused};
use super::{Keyed, parsed};
use crate::unipile::refusal::Refusal;
use crate::unipile::sign_in;
use crate::world::World;

#[derive(Deserialize)]
struct Body {
    provider: Option<String>,
    account_id: Option<String>,
    code: Option<String>,
}

impl Body {
    /// The account whose sign-in waits, once the body is sound.
    fn account(&self, providers: &[&str]) -> Result<&str, ApiError> {
        let provider = self.provider.as_deref().ok_or_else(|| missing("provider"))?;
        if !providers.contains(&provider) {
            return Err(invalid("provider takes the providers with checkpoints only."));
        }
        self.account_id.as_deref().filter(|id| !id.is_empty()).ok_or_else(|| missing("account_id"))
    }
}

/// `POST /api/v1/accounts/checkpoint`: another checkpoint may follow.
pub async fn solve(
    keyed: Keyed,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let mut world = keyed.world();
    let body: Body = parsed(&headers, &body)?;
    let id = body.account(&["LINKEDIN", "INSTAGRAM", "TWITTER", "MESSENGER"])?;
    let code = body.code.as_deref().filter(|code| !code.is_empty()).ok_or_else(|| missing("code"))?;
    sign_in::answer(&mut world, id, code).map(answered).map_err(|refusal| explained(&world, id, refusal))
}

/// `POST /api/v1/accounts/checkpoint/resend`.
pub async fn resend(keyed: Keyed, headers: HeaderMap, body: Bytes) -> Result<Json<Value>, ApiError> {
    let mut world = keyed.world();
    let body: Body = parsed(&headers, &body)?;
    let id = body.account(&["LINKEDIN", "INSTAGRAM", "MESSENGER"])?;
    sign_in::resend(&mut world, id).map_err(|refusal| explained(&world, id, refusal))?;
    Ok(Json(json!({"object": "CheckpointResend", "account_id": id, "success": true})))
}

/// Nobody was ever about to sign in under an id that names nothing.
fn explained(world: &World, id: &str, refusal: Refusal) -> ApiError {
    if refusal == Refusal::NothingOpen && world.unipile.accounts.get(id).is_none() {
        return not_found("Account");
    }
    refused(refusal, &world.config)
}
