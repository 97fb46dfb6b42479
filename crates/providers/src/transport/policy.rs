//! How long to wait, how often to ask.

use std::{num::NonZeroU32, time::Duration};

use super::{Call, Effect};

/// Timeouts, retries and budgets. Everything that makes an answer late is counted: connecting,
/// sending, waiting, reading.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    /// For a connection, TLS included.
    pub connect: Duration,
    /// For a whole call that only reads.
    pub read: Duration,
    /// For a whole call that changes something. Longer than a read: a timeout here leaves it open
    /// whether something was made.
    pub change: Duration,
    /// For a call during which the provider signs in to LinkedIn.
    pub sign_in: Duration,
    /// For an upload during which no byte moves. Uploads have no limit on the whole.
    pub stall: Duration,
    /// How often a read is tried again after 429, 503 or a failed connection.
    pub read_retries: usize,
    /// The first pause between two tries; each next one is twice as long, with jitter.
    pub retry_delay: Duration,
    /// A provider that asks for a longer pause than this gets none: the error says when.
    pub longest_wait: Duration,
    /// Requests per minute and host.
    pub per_minute: NonZeroU32,
    /// Requests that may leave at once before the rate applies.
    pub burst: NonZeroU32,
}

const fn at_least_one(number: u32) -> NonZeroU32 {
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(15),
            read: Duration::from_secs(30),
            change: Duration::from_secs(60),
            sign_in: Duration::from_secs(120),
            stall: Duration::from_secs(30),
            read_retries: 2,
            retry_delay: Duration::from_millis(500),
            longest_wait: Duration::from_secs(20),
            per_minute: at_least_one(120),
            burst: at_least_one(50),
        }
    }
}

impl Policy {
    pub(crate) fn limit(&self, call: &Call) -> Duration {
        match call.effect {
            Effect::Read => self.read,
            Effect::Change if call.signs_in => self.sign_in,
            Effect::Change => self.change,
        }
    }
}
