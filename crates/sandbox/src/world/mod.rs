//! Everything the sandbox knows, in memory: one world behind one lock.

mod assembly;
mod clock;
mod config;
mod deliveries;
mod faults;
mod ids;
mod journal;
mod login;
mod media;
mod people;
mod posts;
mod snapshot;
mod social;

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

pub use assembly::Assembly;
pub use clock::{Clock, Reading, iso_millis};
pub use config::{Config, SecondSignIn, WebhookDelivery};
pub use deliveries::{Deliveries, Delivery, Outcome};
pub use faults::{Fault, Faults};
pub use ids::Ids;
pub use journal::{Asked, Journal, Received};
pub use login::{Attempt, CONTRACTS, Challenge, Challenges, Proof, Step, attempt};
pub use media::{Content, hex, sha256_hex};
pub use people::{ClientGroup, LoginHabit, Organization, PageRole, People, Person, ascii_slug};
pub use posts::{Media, Post, PostBoard};
pub use snapshot::{Snapshot, UnreadableSnapshot};
pub use social::{Comment, Reaction, Social};

use crate::endpoints::Endpoints;
use crate::options::Options;
use crate::{edges, linkedin, seed, unipile, zernio};

/// What every handler is given.
pub type Ctx = Arc<Hub>;

/// A world set aside, and what its clock showed then.
pub struct Kept {
    pub world: World,
    pub clock: Reading,
}

/// The lock around the world.
pub struct Hub {
    world: Mutex<World>,
    to_send: Notify,
    /// Worlds set aside under a name.
    kept: Mutex<BTreeMap<String, Arc<Kept>>>,
}

impl Hub {
    pub fn new(world: World) -> Self {
        Self { world: Mutex::new(world), to_send: Notify::new(), kept: Mutex::default() }
    }

    /// The world as it is by now: what was due on the sandbox's clock has happened.
    pub fn world(&self) -> Visit<'_> {
        // A handler that panicked leaves a world that is still worth reading.
        let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        world.catch_up();
        Visit { world, to_send: Some(&self.to_send) }
    }

    /// The world for who carries the webhooks: leaving it does not wake them again.
    pub fn world_unheard(&self) -> Visit<'_> {
        let mut visit = self.world();
        visit.to_send = None;
        visit
    }

    /// The worlds set aside.
    pub fn kept(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Kept>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until somebody leaves the world with a webhook to be sent.
    pub async fn something_to_send(&self) {
        self.to_send.notified().await;
    }
}

/// The locked world. Leaving it wakes whoever carries webhooks.
pub struct Visit<'a> {
    world: MutexGuard<'a, World>,
    to_send: Option<&'a Notify>,
}

impl Deref for Visit<'_> {
    type Target = World;

    fn deref(&self) -> &World {
        &self.world
    }
}

impl DerefMut for Visit<'_> {
    fn deref_mut(&mut self) -> &mut World {
        &mut self.world
    }
}

impl Drop for Visit<'_> {
    fn drop(&mut self) {
        if let Some(to_send) = self.to_send
            && self.world.next_due().is_some()
        {
            to_send.notify_one();
        }
    }
}

/// All state.
#[derive(Clone, Serialize, Deserialize)]
pub struct World {
    pub options: Options,
    pub endpoints: Endpoints,
    pub clock: Clock,
    pub config: Config,
    pub ids: Ids,
    pub people: People,
    pub posts: PostBoard,
    pub social: Social,
    pub journal: Journal,
    pub faults: Faults,
    pub deliveries: Deliveries,
    pub linkedin: linkedin::LinkedIn,
    pub unipile: unipile::Unipile,
    pub edges: edges::Edges,
    pub zernio: zernio::Zernio,
}

impl World {
    /// The agency as it is at the start and after every reset.
    pub fn seeded(options: Options, endpoints: Endpoints) -> Self {
        let mut world = Self {
            clock: Clock::default(),
            config: Config::new(&options),
            ids: Ids::seeded(options.seed),
            people: People::default(),
            posts: PostBoard::default(),
            social: Social::default(),
            journal: Journal::default(),
            faults: Faults::default(),
            deliveries: Deliveries::default(),
            linkedin: linkedin::LinkedIn::default(),
            unipile: unipile::Unipile::default(),
            edges: edges::Edges::default(),
            zernio: zernio::Zernio::default(),
            options,
            endpoints,
        };
        seed::fill(&mut world);
        world
    }

    /// The time of the sandbox's own clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Does what the sandbox's clock has made due since somebody last looked.
    fn catch_up(&mut self) {
        zernio::end_tokens(self);
        zernio::publish_due(self);
        unipile::settle(self);
        linkedin::check_again(self);
    }

    /// When something happens next that a webhook may have to tell.
    pub fn next_due(&self) -> Option<DateTime<Utc>> {
        let checks = linkedin::next_check(self);
        self.deliveries.next_due().into_iter().chain(unipile::next_due(self)).chain(checks).min()
    }

    /// A webhook was tried.
    pub fn delivered(&mut self, outcome: Outcome) {
        zernio::delivered(self, &outcome);
        linkedin::checked(self, &outcome);
        self.deliveries.record(outcome);
    }

    /// The portrait of a person or page, as a URL on LinkedIn's host.
    pub fn picture_url(&self, slug: &str) -> String {
        format!("{}/dms/image/v2/{slug}/profile-displayphoto", self.endpoints.linkedin.www)
    }
}
