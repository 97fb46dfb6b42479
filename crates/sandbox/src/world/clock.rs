//! A clock that runs with the real one, can be set, and can be stopped.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Default, Serialize, Deserialize)]
#[serde(from = "Reading", into = "Reading")]
pub struct Clock {
    ahead: TimeDelta,
    stopped_at: Option<DateTime<Utc>>,
}

/// What the clock shows, which is what a snapshot keeps: restored a week later, it is the same time.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub struct Reading {
    now: DateTime<Utc>,
    stopped: bool,
}

impl Clock {
    pub fn now(&self) -> DateTime<Utc> {
        self.stopped_at.unwrap_or_else(|| Utc::now() + self.ahead)
    }

    pub fn is_stopped(&self) -> bool {
        self.stopped_at.is_some()
    }

    /// Puts the clock forward, or back when `by` is negative; as far as the calendar goes.
    pub fn advance(&mut self, by: TimeDelta) {
        if let Some(then) = self.now().checked_add_signed(by) {
            self.set(then);
        }
    }

    pub fn set(&mut self, now: DateTime<Utc>) {
        match &mut self.stopped_at {
            Some(stopped) => *stopped = now,
            None => self.ahead = now - Utc::now(),
        }
    }

    /// Stops it where it is.
    pub fn stop(&mut self) {
        self.stopped_at = Some(self.now());
    }

    /// Lets it run on from where it stands.
    pub fn run(&mut self) {
        if let Some(stopped) = self.stopped_at.take() {
            self.set(stopped);
        }
    }
}

impl From<Clock> for Reading {
    fn from(clock: Clock) -> Self {
        Self { now: clock.now(), stopped: clock.is_stopped() }
    }
}

impl From<Reading> for Clock {
    fn from(reading: Reading) -> Self {
        let mut clock = Self::default();
        clock.set(reading.now);
        if reading.stopped {
            clock.stopped_at = Some(reading.now);
        }
        clock
    }
}

/// `2026-05-01T10:20:30.000Z`: the form Unipile and Zernio insist on.
pub fn iso_millis(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}
