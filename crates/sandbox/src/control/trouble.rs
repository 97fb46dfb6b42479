//! Scripted faults.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::told::Told;
use super::{Answer, Control, Refused, done};
use crate::world::Fault;

impl Control {
    /// Scripts the next answers of a route. Of several that match one request the first strikes.
    ///
    /// # Errors
    /// When the scripted answer could not be sent: its status or a header is none.
    pub fn fault(&self, fault: Fault) -> Result<(), Refused> {
        fault.check().map_err(Refused::Invalid)?;
        self.hub.world().faults.add(fault);
        Ok(())
    }

    /// What is still to strike: each fault as scripted, less what has happened.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        self.hub.world().faults.pending()
    }

    /// Forgets every scripted fault.
    pub fn clear_faults(&self) {
        self.hub.world().faults.clear();
    }
}

/// `POST /fault {…}`.
pub async fn add(State(control): State<Control>, Told(fault): Told<Fault>) -> Answer<Value> {
    control.fault(fault)?;
    Ok(done())
}

/// `GET /faults`.
pub async fn list(State(control): State<Control>) -> Json<Vec<Fault>> {
    Json(control.faults())
}

/// `DELETE /faults`.
pub async fn clear(State(control): State<Control>) -> Json<Value> {
    control.clear_faults();
    done()
}
