//! Bringing accounts back with the cookies that were kept for it.

use rollcall_domain::id::AccountId;
pub use rollcall_engine::automatic_return::AutomaticReturn;

use crate::{Rollcall, error::ApiError};

/// Says whether an account's cookies are to be kept. Those that are kept are erased when they
/// aren't.
pub async fn keep_cookies(
    rollcall: &Rollcall,
    id: &AccountId,
    keep: bool,
) -> Result<AutomaticReturn, ApiError> {
    Ok(rollcall.engine().await.keep_cookies(id, keep).await?)
}

/// Stops bringing an account back. The cookies stay.
pub async fn stop(rollcall: &Rollcall, id: &AccountId) -> Result<AutomaticReturn, ApiError> {
    Ok(rollcall.engine().await.stop_return(id).await?)
}

/// Tries at once to bring an account back. Fails with `needs_person` when that didn't work, and with
/// `bad_input` when no cookies are kept.
pub async fn now(rollcall: &Rollcall, id: &AccountId) -> Result<(), ApiError> {
    rollcall.engine().await.return_now(id).await?;
    Ok(())
}
