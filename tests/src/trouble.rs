//! What goes wrong at a provider, and how the window says so.

use anyhow::Result;
use serde_json::json;

use crate::journey::Journey;
use crate::wait::{self, Look};
use crate::window::PATIENCE;

/// Nothing that is asked of a provider is answered, until it is [`up`].
///
/// # Errors
/// When the sandbox does not take the fault.
pub async fn down(journey: &Journey, provider: &str) -> Result<()> {
    let fault = json!({ "provider": provider, "status": 503, "times": 10_000 });
    journey.sandbox.post("/fault", &fault).await?;
    Ok(())
}

/// Every provider answers again.
///
/// # Errors
/// When the sandbox does not answer.
pub async fn up(journey: &Journey) -> Result<()> {
    journey.sandbox.delete("/faults").await?;
    Ok(())
}

/// Puts the providers' clock forward, or back.
///
/// # Errors
/// When the sandbox does not answer.
pub async fn advance(journey: &Journey, seconds: i64) -> Result<()> {
    journey.sandbox.post("/clock", &json!({ "advance_s": seconds })).await?;
    Ok(())
}

/// The window says that the provider is not there, and what to do.
///
/// # Errors
/// When it does not.
pub async fn unreachable(journey: &Journey, vendor: &str) -> Result<()> {
    refused(journey, vendor).await?;
    Ok(())
}

/// The window says in a sentence what went wrong, with these words.
///
/// # Errors
/// When it does not.
pub async fn refused(journey: &Journey, words: &str) -> Result<String> {
    refused_anew(journey, words, "").await
}

/// As [`refused`], where what was said `before` may have the same words. Each names its request.
///
/// # Errors
/// When it is not said.
pub async fn refused_anew(journey: &Journey, words: &str, before: &str) -> Result<String> {
    wait::until(&format!("an alert with {words:?}"), PATIENCE, async || {
        let said = journey.shown("[data-testid=inspector] [role=alert]").await?;
        let fits = said.contains(words) && said != before;
        Ok(if fits { Look::There(said) } else { Look::NotYet(said) })
    })
    .await
}
