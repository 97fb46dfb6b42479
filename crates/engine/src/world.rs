//! Time, ids and randomness, as arguments.

use std::{future::Future, pin::Pin, time::Duration};

use rand::RngCore;
use rollcall_domain::Timestamp;

/// What the engine doesn't decide by itself. Tests drive it.
pub trait World: Send + Sync {
    /// The time now, UTC.
    fn now(&self) -> Timestamp;
    /// Waits that long.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;
    /// A new id, unique in every workspace.
    fn new_id(&self) -> String;
    /// 32 bytes that nobody can guess, for OAuth's `state` and PKCE.
    fn random_bytes(&self) -> [u8; 32];
    /// A number between 0 and 1,000, for what is to happen a little earlier or later.
    fn chance(&self) -> u16 {
        let [low, high, ..] = self.random_bytes();
        u16::from_le_bytes([low, high]) % 1_001
    }
}

/// The world outside.
pub struct RealWorld;

impl World for RealWorld {
    fn now(&self) -> Timestamp {
        chrono::Utc::now()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(duration))
    }

    fn new_id(&self) -> String {
        uuid::Uuid::now_v7().to_string()
    }

    fn random_bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        rand::rng().fill_bytes(&mut bytes);
        bytes
    }
}
