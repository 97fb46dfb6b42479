//! Everything the sandbox knows, in memory: one world behind one lock.

mod clock;
mod config;
mod faults;
mod ids;
mod journal;
mod login;
mod media;
mod people;
mod posts;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

pub use clock::{Clock, iso_millis};
pub use config::Config;
pub use faults::{Fault, Faults};
pub use ids::Ids;
pub use journal::{Asked, Journal};
pub use login::{Attempt, Challenge, Challenges, Proof, Step, attempt};
pub use media::{Content, sha256_hex};
pub use people::{ClientGroup, LoginHabit, Organization, People, Person, ascii_slug};
pub use posts::{Media, Post, PostBoard};

use crate::endpoints::Endpoints;
use crate::options::Options;
use crate::{edges, linkedin, seed, unipile, zernio};

/// What every handler is given.
pub type Ctx = Arc<Hub>;

/// The lock around the world.
pub struct Hub {
    world: Mutex<World>,
}

impl Hub {
    pub fn new(world: World) -> Self {
        Self { world: Mutex::new(world) }
    }

    /// A handler that panicked leaves a world that is still worth reading.
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// All state.
pub struct World {
    pub options: Options,
    pub endpoints: Endpoints,
    pub clock: Clock,
    pub config: Config,
    pub ids: Ids,
    pub people: People,
    pub posts: PostBoard,
    pub journal: Journal,
    pub faults: Faults,
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
            journal: Journal::default(),
            faults: Faults::default(),
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

    /// Starts over: same ports, same keys, same people.
    pub fn reset(&mut self) {
        *self = Self::seeded(self.options.clone(), self.endpoints.clone());
    }

    /// The time of the sandbox's own clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The portrait of a person or page, as a URL on LinkedIn's host.
    pub fn picture_url(&self, slug: &str) -> String {
        format!("{}/dms/image/v2/{slug}/profile-displayphoto", self.endpoints.linkedin.www)
    }
}
