//! The clock and the switches.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::told::Told;
use super::{Answer, Control, Refused};
use crate::world::{Config, iso_millis};

impl Control {
    /// The time of the sandbox's own clock.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.hub.world().now()
    }

    /// Puts the clock forward, or back when `by` is negative. Tokens, links, checkpoints and
    /// whatever is in processing follow it at once.
    pub fn advance_clock(&self, by: TimeDelta) -> DateTime<Utc> {
        let mut world = self.hub.world();
        world.clock.advance(by);
        world.now()
    }

    /// Sets the clock; it runs on from there unless it is stopped.
    pub fn set_clock(&self, now: DateTime<Utc>) {
        self.hub.world().clock.set(now);
    }

    /// Stops the clock where it is, so that what it shows is the same each time.
    pub fn stop_clock(&self) {
        self.hub.world().clock.stop();
    }

    /// Lets a stopped clock run on.
    pub fn run_clock(&self) {
        self.hub.world().clock.run();
    }

    /// The switches.
    #[must_use]
    pub fn config(&self) -> Config {
        self.hub.world().config.clone()
    }

    /// Turns switches.
    pub fn configure(&self, turn: impl FnOnce(&mut Config)) -> Config {
        let mut world = self.hub.world();
        turn(&mut world.config);
        world.config.clone()
    }

    /// Turns the switches named in a JSON object; the others stay as they are.
    ///
    /// # Errors
    /// When there is no such switch, or it takes no such value. Then none is turned.
    pub fn configure_named(&self, changes: Map<String, Value>) -> Result<Config, Refused> {
        let mut world = self.hub.world();
        let mut all = match serde_json::to_value(&world.config) {
            Ok(Value::Object(all)) => all,
            _ => Map::new(),
        };
        all.extend(changes);
        world.config = serde_json::from_value(Value::Object(all)).map_err(Refused::invalid)?;
        Ok(world.config.clone())
    }
}

fn reading(control: &Control) -> Json<Value> {
    let world = control.hub.world();
    Json(json!({"now": iso_millis(world.now()), "stopped": world.clock.is_stopped()}))
}

/// `GET /clock`.
pub async fn clock(State(control): State<Control>) -> Json<Value> {
    reading(&control)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockChange {
    set: Option<DateTime<Utc>>,
    advance_s: Option<i64>,
    stopped: Option<bool>,
}

/// `POST /clock`: stopped first, so that it shows exactly what it was set to.
pub async fn set_clock(State(control): State<Control>, Told(change): Told<ClockChange>) -> Answer<Value> {
    let seconds = change.advance_s.unwrap_or_default();
    let by = TimeDelta::try_seconds(seconds).ok_or_else(|| Refused::invalid("advance_s is too large."))?;
    if change.stopped == Some(true) {
        control.stop_clock();
    }
    if let Some(now) = change.set {
        control.set_clock(now);
    }
    control.advance_clock(by);
    if change.stopped == Some(false) {
        control.run_clock();
    }
    Ok(reading(&control))
}

/// `GET /config`.
pub async fn config(State(control): State<Control>) -> Json<Config> {
    Json(control.config())
}

/// `POST /config`: only the switches named change.
pub async fn configure(
    State(control): State<Control>,
    Told(changes): Told<Map<String, Value>>,
) -> Answer<Config> {
    control.configure_named(changes).map(Json)
}
