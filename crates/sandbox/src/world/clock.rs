//! A clock that runs with the real one and can be put forward.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

#[derive(Default)]
pub struct Clock {
    ahead: TimeDelta,
}

impl Clock {
    pub fn now(&self) -> DateTime<Utc> {
        Utc::now() + self.ahead
    }

    /// Puts the clock forward, or back when `seconds` is negative.
    pub fn advance(&mut self, seconds: i64) {
        self.ahead += TimeDelta::try_seconds(seconds).unwrap_or_default();
    }
}

/// `2026-05-01T10:20:30.000Z`: the form Unipile and Zernio insist on.
pub fn iso_millis(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}
