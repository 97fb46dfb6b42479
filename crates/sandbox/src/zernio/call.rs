//! What a call must bring: the API key.

use axum::http::{HeaderMap, HeaderValue, header};

use super::errors::{Refusal, refusal};
use crate::keyed::Api;
use crate::world::World;

/// The API, as opposed to pages and files.
pub struct ZernioApi;

/// A call with the right key.
pub type Keyed = crate::keyed::Keyed<ZernioApi>;

impl Api for ZernioApi {
    type Refusal = Refusal;

    fn admits(world: &World, headers: &HeaderMap) -> Result<(), Refusal> {
        let given = headers.get(header::AUTHORIZATION).map(HeaderValue::as_bytes);
        let key = given.map(|given| given.strip_prefix(b"Bearer ").unwrap_or_default());
        match key {
            None => Err(refusal(
                401,
                "authentication_error",
                "missing_credentials",
                "Send your API key as a bearer token.",
            )),
            Some(key) if key == world.endpoints.zernio.api_key.as_bytes() => Ok(()),
            Some(_) => {
                Err(refusal(401, "authentication_error", "invalid_credentials", "The API key is not valid."))
            }
        }
    }
}
