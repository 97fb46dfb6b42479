//! The clock that the engine lives by.

use std::sync::Arc;

use rollcall_engine::world::{RealWorld, World};

/// The world outside. In a build for development `ROLLCALL_CLOCK_AHEAD` may name a file with a
/// number of seconds by which the clock is ahead of the real one, read each time it is looked at:
/// journeys can't wait for the end of five minutes, or of a day.
pub(crate) fn world() -> Arc<dyn World> {
    #[cfg(debug_assertions)]
    if let Some(file) = std::env::var_os("ROLLCALL_CLOCK_AHEAD") {
        return Arc::new(ahead::AheadWorld::new(file.into()));
    }
    Arc::new(RealWorld)
}

#[cfg(debug_assertions)]
mod ahead {
    use std::{future::Future, path::PathBuf, pin::Pin, time::Duration};

    use rollcall_domain::Timestamp;
    use rollcall_engine::world::{RealWorld, World};

    /// The world outside, with a clock that is ahead.
    pub(super) struct AheadWorld {
        file: PathBuf,
    }

    impl AheadWorld {
        pub(super) fn new(file: PathBuf) -> Self {
            Self { file }
        }

        fn ahead(&self) -> Duration {
            let seconds = std::fs::read_to_string(&self.file).ok().and_then(|text| text.trim().parse().ok());
            Duration::from_secs(seconds.unwrap_or_default())
        }
    }

    impl World for AheadWorld {
        fn now(&self) -> Timestamp {
            RealWorld.now() + self.ahead()
        }

        fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
            RealWorld.sleep(duration)
        }

        fn new_id(&self) -> String {
            RealWorld.new_id()
        }

        fn random_bytes(&self) -> [u8; 32] {
            RealWorld.random_bytes()
        }
    }
}
