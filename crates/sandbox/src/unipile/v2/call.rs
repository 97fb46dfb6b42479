//! What a call of version 2 must bring: the key, and often an account whose session works.

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};

use super::errors::{ApiError, error};
use crate::keyed::Api;
use crate::unipile::account::{Account, CONNECTING};
use crate::world::{Ctx, Visit, World};

/// The API below `/v2`.
pub struct Version2;

/// A call with the right key.
pub type Keyed = crate::keyed::Keyed<Version2>;

impl Api for Version2 {
    type Refusal = ApiError;

    fn admits(world: &World, headers: &HeaderMap) -> Result<(), ApiError> {
        match headers.get("x-api-key").map(HeaderValue::as_bytes) {
            None => Err(error(401, "api/missing_authorization", "The X-API-KEY header is missing.")),
            Some(key) if key == world.endpoints.unipile.api_key.as_bytes() => Ok(()),
            Some(_) => {
                Err(error(401, "api/missing_authorization", "The X-API-KEY header holds no valid key."))
            }
        }
    }
}

/// A call with the right key on behalf of an account whose session works.
pub struct Session {
    keyed: Keyed,
    /// As it was when the call came.
    pub account: Account,
}

impl Session {
    /// The world, locked.
    pub fn world(&self) -> Visit<'_> {
        self.keyed.world()
    }
}

impl FromRequestParts<Ctx> for Session {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, hub: &Ctx) -> Result<Self, ApiError> {
        let keyed = Keyed::from_request_parts(parts, hub).await?;
        let names = RawPathParams::from_request_parts(parts, hub).await.ok();
        let id = names.iter().flatten().find_map(|(name, value)| (name == "account").then_some(value));
        let account = connected(&keyed.world(), id.unwrap_or_default())?.clone();
        Ok(Self { keyed, account })
    }
}

/// An account whose session works; calls on behalf of any other are refused.
fn connected<'a>(world: &'a World, id: &str) -> Result<&'a Account, ApiError> {
    let account = world
        .unipile
        .accounts
        .get(id)
        .ok_or_else(|| error(404, "api/resource_not_found", "Account not found."))?;
    let restricted = world.people.get(&account.person).is_some_and(|person| person.restricted);
    if restricted {
        return Err(error(403, "api/account_restricted", "LinkedIn has restricted this account."));
    }
    match account.status.as_str() {
        CONNECTING | "disconnected" => Err(error(
            401,
            "provider/invalid_authorization",
            "The account is disconnected. Authenticate it again.",
        )),
        "errored" => Err(error(503, "provider/server_error", "The service is interrupted for this account.")),
        "paused" => Err(error(403, "api/insufficient_permissions", "The account is paused.")),
        _ => Ok(account),
    }
}
