//! How many requests may leave for one host. Providers count requests too; staying below their
//! limits is cheaper than being refused.

use std::num::NonZeroU32;

use governor::{
    Quota, RateLimiter, clock::DefaultClock, middleware::NoOpMiddleware, state::keyed::HashMapStateStore,
};
use url::Url;

/// A token bucket per host and port.
pub(crate) struct Budget {
    limiter: RateLimiter<
        String,
        HashMapStateStore<String>,
        DefaultClock,
        NoOpMiddleware<<DefaultClock as governor::clock::Clock>::Instant>,
    >,
}

impl Budget {
    pub(crate) fn new(per_minute: NonZeroU32, burst: NonZeroU32) -> Self {
        Self { limiter: RateLimiter::hashmap(Quota::per_minute(per_minute).allow_burst(burst)) }
    }

    /// Returns as soon as a request to this address may leave.
    pub(crate) async fn wait(&self, url: &Url) {
        let host = url.host_str().unwrap_or_default();
        let key = format!("{host}:{}", url.port_or_known_default().unwrap_or_default());
        self.limiter.until_key_ready(&key).await;
    }
}
