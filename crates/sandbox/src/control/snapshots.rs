//! Starting over, and going back to how things were.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::told::Told;
use super::{Answer, Control, Refused, done};
use crate::world::{Kept, Snapshot, UnreadableSnapshot, World};

impl From<UnreadableSnapshot> for Refused {
    fn from(wrong: UnreadableSnapshot) -> Self {
        Self::invalid(wrong)
    }
}

impl Control {
    /// Seeds the world again: same ports, same keys, same people; clock and switches as at the
    /// start. Snapshots kept under a name stay.
    pub fn reset(&self) {
        let (options, endpoints) = {
            let world = self.hub.world();
            (world.options.clone(), world.endpoints.clone())
        };
        // Seeded while everybody else goes on: a large agency takes a moment.
        let fresh = World::seeded(options, endpoints);
        let mut world = self.hub.world();
        let journal = world.journal.emptied();
        *world = World { journal, ..fresh };
    }

    /// Everything the sandbox knows, as one document.
    ///
    /// # Errors
    /// When some of it cannot be written as JSON.
    pub fn snapshot(&self) -> Result<Snapshot, Refused> {
        let world = self.hub.world().clone();
        Ok(Snapshot::of(&world)?)
    }

    /// Goes back to a snapshot, of this sandbox or another: its clock, its switches, everything.
    /// Ports and keys stay this sandbox's own; addresses that were handed out follow them.
    ///
    /// # Errors
    /// When another version of the sandbox wrote it. Then nothing changes.
    pub fn restore(&self, snapshot: Snapshot) -> Result<(), Refused> {
        let (options, endpoints) = {
            let world = self.hub.world();
            (world.options.clone(), world.endpoints.clone())
        };
        let restored = snapshot.world(&endpoints)?;
        *self.hub.world() = World { options, ..restored };
        Ok(())
    }

    /// Sets the present world aside in memory, under a name; one of the same name is replaced.
    pub fn keep_snapshot(&self, name: &str) {
        let world = self.hub.world().clone();
        let clock = world.clock.into();
        self.hub.kept().insert(name.to_owned(), Arc::new(Kept { world, clock }));
    }

    /// Goes back to what was set aside under this name, which can be done again.
    ///
    /// # Errors
    /// When there is none of this name.
    pub fn return_to_snapshot(&self, name: &str) -> Result<(), Refused> {
        let kept = self.hub.kept().get(name).cloned();
        let kept = kept.ok_or_else(|| Refused::unknown("No snapshot of this name."))?;
        let clock = kept.clock.into();
        *self.hub.world() = World { clock, ..kept.world.clone() };
        Ok(())
    }

    /// The names of what was set aside.
    #[must_use]
    pub fn snapshots(&self) -> Vec<String> {
        self.hub.kept().keys().cloned().collect()
    }

    /// Gives up what was set aside under this name.
    ///
    /// # Errors
    /// When there is none of this name.
    pub fn forget_snapshot(&self, name: &str) -> Result<(), Refused> {
        let gone = self.hub.kept().remove(name);
        gone.map(|_| ()).ok_or_else(|| Refused::unknown("No snapshot of this name."))
    }
}

/// `POST /reset`.
pub async fn reset(State(control): State<Control>) -> Json<Value> {
    control.reset();
    done()
}

/// `GET /snapshot`.
pub async fn take(State(control): State<Control>) -> Answer<Snapshot> {
    control.snapshot().map(Json)
}

/// `POST /restore` with what `GET /snapshot` gave.
pub async fn restore(State(control): State<Control>, Told(snapshot): Told<Snapshot>) -> Answer<Value> {
    control.restore(snapshot)?;
    Ok(done())
}

/// `GET /snapshots`.
pub async fn list(State(control): State<Control>) -> Json<Value> {
    Json(json!({"snapshots": control.snapshots()}))
}

/// `POST /snapshots/{name}`.
pub async fn keep(State(control): State<Control>, Path(name): Path<String>) -> Json<Value> {
    control.keep_snapshot(&name);
    done()
}

/// `POST /snapshots/{name}/restore`.
pub async fn return_to(State(control): State<Control>, Path(name): Path<String>) -> Answer<Value> {
    control.return_to_snapshot(&name)?;
    Ok(done())
}

/// `DELETE /snapshots/{name}`.
pub async fn forget(State(control): State<Control>, Path(name): Path<String>) -> Answer<Value> {
    control.forget_snapshot(&name)?;
    Ok(done())
}
