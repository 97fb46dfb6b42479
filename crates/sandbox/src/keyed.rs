//! Calls that brought the right key, whichever vendor's.

use std::marker::PhantomData;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::IntoResponse;

use crate::world::{Ctx, Visit, World};

/// An API that wants a key with every call.
pub trait Api: 'static {
    /// What a call without it is told, in the vendor's envelope.
    type Refusal: IntoResponse;

    /// Whether the headers hold the key.
    fn admits(world: &World, headers: &HeaderMap) -> Result<(), Self::Refusal>;
}

/// A call with the right key, and its way to the world. It comes before every other part of a
/// request: without the key nothing else matters.
pub struct Keyed<A> {
    hub: Ctx,
    api: PhantomData<fn() -> A>,
}

impl<A> Keyed<A> {
    /// The world, locked.
    pub fn world(&self) -> Visit<'_> {
        self.hub.world()
    }

    /// For what waits for others while nobody holds the world.
    pub fn hub(&self) -> &Ctx {
        &self.hub
    }
}

impl<A: Api> FromRequestParts<Ctx> for Keyed<A> {
    type Rejection = A::Refusal;

    async fn from_request_parts(parts: &mut Parts, hub: &Ctx) -> Result<Self, A::Refusal> {
        A::admits(&hub.world(), &parts.headers)?;
        Ok(Self { hub: Arc::clone(hub), api: PhantomData })
    }
}
