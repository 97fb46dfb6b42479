//! What a call must bring: the API key.

use axum::http::{HeaderMap, HeaderValue};

use super::errors::Refusal;
use crate::keyed::Api;
use crate::world::World;

/// The API, as opposed to the pages of account owners.
pub struct EdgesApi;

/// A call with the right key.
pub type Keyed = crate::keyed::Keyed<EdgesApi>;

impl Api for EdgesApi {
    type Refusal = Refusal;

    fn admits(world: &World, headers: &HeaderMap) -> Result<(), Refusal> {
        match headers.get("x-api-key").map(HeaderValue::as_bytes) {
            Some(key) if key == world.endpoints.edges.api_key.as_bytes() => Ok(()),
            _ => Err(Refusal::with_status(401, "UNAUTHORIZED", "The API key is missing or not valid.")),
        }
    }
}
