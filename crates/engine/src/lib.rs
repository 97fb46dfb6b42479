//! The use cases: connect, link, refresh, roll call, compose, publish.
//!
//! Time, ids and randomness come in through [`world::World`], so that tests can drive them.
//! Secrets go straight from the caller to the vault or the provider, and are never kept here.

pub mod composing;
pub mod connecting;
pub mod engine;
pub mod error;
pub mod event;
pub mod linking;
pub mod media;
pub mod oauth;
pub mod publishing;
pub mod roll_call;
pub mod world;

pub use engine::Engine;
