//! What a call of version 1 must bring: the key, and often an account whose session works.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use serde::Deserialize;

use super::errors::{ApiError, error, invalid, missing, not_found};
use crate::keyed::Api;
use crate::unipile::account::Account;
use crate::world::{Ctx, Visit, World};

/// The API below `/api/v1`.
pub struct Version1;

/// A call with the right key.
pub type Keyed = crate::keyed::Keyed<Version1>;

impl Api for Version1 {
    type Refusal = ApiError;

    fn admits(world: &World, headers: &HeaderMap) -> Result<(), ApiError> {
        match headers.get("x-api-key").map(HeaderValue::as_bytes) {
            Some(key) if key == world.endpoints.unipile.api_key.as_bytes() => Ok(()),
            _ => Err(error(401, "missing_credentials", "The X-API-KEY header holds no valid key.")),
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
        let asked: Asked = Query::try_from_uri(&parts.uri)
            .map(|Query(asked)| asked)
            .map_err(|refused| invalid(refused.to_string()))?;
        let account = connected(&keyed.world(), asked.account_id.as_deref())?.clone();
        Ok(Self { keyed, account })
    }
}

/// Reading calls name their account in the query.
#[derive(Deserialize)]
struct Asked {
    account_id: Option<String>,
}

/// An account whose session works; what acts on behalf of any other is refused.
pub fn connected<'a>(world: &'a World, id: Option<&str>) -> Result<&'a Account, ApiError> {
    let account = known(world, id)?;
    let restricted = world.people.get(&account.person).is_some_and(|person| person.restricted);
    if restricted {
        return Err(error(403, "account_restricted", "LinkedIn has restricted this account."));
    }
    match account.source_status() {
        "CREDENTIALS" | "CONNECTING" => {
            Err(error(401, "disconnected_account", "The account appears to be disconnected."))
        }
        "PERMISSIONS" => Err(error(401, "insufficient_privileges", "The account lacks permissions.")),
        "ERROR" | "STOPPED" => Err(error(503, "no_client_session", "The account is stopped. Restart it.")),
        _ => Ok(account),
    }
}

/// The account a call names, whatever its state.
pub fn known<'a>(world: &'a World, id: Option<&str>) -> Result<&'a Account, ApiError> {
    let id = id.filter(|id| !id.is_empty()).ok_or_else(|| missing("account_id"))?;
    world.unipile.accounts.get(id).ok_or_else(|| not_found("Account"))
}
