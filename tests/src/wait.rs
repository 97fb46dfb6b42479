//! Waiting for something to become true, and saying what was seen when it does not.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// Between two looks.
pub const PAUSE: Duration = Duration::from_millis(50);

/// What one look found.
#[derive(Debug)]
pub enum Look<T> {
    /// What was waited for.
    There(T),
    /// Not yet; what was seen instead, for the error.
    NotYet(String),
}

/// Looks until `look` finds what it wants, or `limit` has passed.
///
/// # Errors
/// After `limit`, with `what` was waited for and what was seen last; or when looking itself fails.
pub async fn until<T>(
    what: &str,
    limit: Duration,
    mut look: impl AsyncFnMut() -> Result<Look<T>>,
) -> Result<T> {
    let started = Instant::now();
    loop {
        let seen = match look().await? {
            Look::There(found) => return Ok(found),
            Look::NotYet(seen) => seen,
        };
        if started.elapsed() > limit {
            bail!("waited {} s for {what}; saw {seen}", limit.as_secs());
        }
        tokio::time::sleep(PAUSE).await;
    }
}
