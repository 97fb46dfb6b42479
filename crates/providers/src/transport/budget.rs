//! How many requests may leave for one host. Providers count requests too; staying below their
//! limits is cheaper than being refused.

use std::{
    num::NonZeroU32,
    sync::atomic::{AtomicUsize, Ordering},
};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::NoOpMiddleware,
    state::keyed::HashMapStateStore,
};
use tokio::sync::Notify;
use url::Url;

/// A token bucket per host and port. What nobody waits for lets everything else go first.
pub(crate) struct Budget {
    limiter: RateLimiter<
        String,
        HashMapStateStore<String>,
        DefaultClock,
        NoOpMiddleware<<DefaultClock as Clock>::Instant>,
    >,
    /// Requests that somebody waits for and that may not leave yet.
    urgent: AtomicUsize,
    nothing_urgent: Notify,
}

impl Budget {
    pub(crate) fn new(per_minute: NonZeroU32, burst: NonZeroU32) -> Self {
        Self {
            limiter: RateLimiter::hashmap(Quota::per_minute(per_minute).allow_burst(burst)),
            urgent: AtomicUsize::new(0),
            nothing_urgent: Notify::new(),
        }
    }

    /// Returns as soon as a request to this address may leave.
    pub(crate) async fn wait(&self, url: &Url) {
        let _waiting = Waiting::of(self);
        self.limiter.until_key_ready(&key(url)).await;
    }

    /// As [`Budget::wait`], for a request that can wait: it leaves when no other wants to.
    pub(crate) async fn wait_behind(&self, url: &Url) {
        let key = key(url);
        let clock = DefaultClock::default();
        loop {
            let free = self.nothing_urgent.notified();
            if self.urgent.load(Ordering::SeqCst) > 0 {
                free.await;
                continue;
            }
            match self.limiter.check_key(&key) {
                Ok(()) => return,
                Err(until) => tokio::time::sleep(until.wait_time_from(clock.now())).await,
            }
        }
    }
}

fn key(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    format!("{host}:{}", url.port_or_known_default().unwrap_or_default())
}

/// Counts a request among the urgent ones until it may leave, or is given up.
struct Waiting<'a>(&'a Budget);

impl<'a> Waiting<'a> {
    fn of(budget: &'a Budget) -> Self {
        budget.urgent.fetch_add(1, Ordering::SeqCst);
        Self(budget)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if self.0.urgent.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.0.nothing_urgent.notify_waiters();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_somebody_waits_for_leaves_before_what_came_first_and_can_wait() {
        let number = |number| NonZeroU32::new(number).unwrap();
        let budget = Budget::new(number(1_200), number(1));
        let url = Url::parse("http://127.0.0.1:1/").unwrap();
        budget.wait(&url).await;
        let left = std::sync::Mutex::new(Vec::new());
        let background = async {
            budget.wait_behind(&url).await;
            left.lock().unwrap().push("background");
        };
        let asked = async {
            for _ in 0..3 {
                budget.wait(&url).await;
                left.lock().unwrap().push("asked");
            }
        };
        tokio::join!(background, asked);
        assert_eq!(*left.lock().unwrap(), ["asked", "asked", "asked", "background"]);
    }
}
