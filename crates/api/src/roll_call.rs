//! Checking accounts against their provider now.

use rollcall_domain::id::AccountId;
pub use rollcall_engine::{
    roll_call::{RollCallProgress, RollCallReport},
    roll_call_schedule::RollCallSchedule,
};

use crate::{Rollcall, error::ApiError};

/// Checks all accounts, or those named, and says what was found. Progress comes as notices.
pub async fn start(rollcall: &Rollcall, ids: Option<Vec<AccountId>>) -> Result<RollCallReport, ApiError> {
    Ok(rollcall.engine().await.roll_call(ids).await?)
}

/// Stops the roll call that is under way. What was checked stays.
pub async fn cancel(rollcall: &Rollcall) {
    rollcall.engine().await.cancel_roll_call();
}

/// When accounts are checked without being asked.
pub async fn schedule(rollcall: &Rollcall) -> Result<RollCallSchedule, ApiError> {
    Ok(rollcall.engine().await.roll_call_schedule().await?)
}

/// Switches the checks that nobody asked for on or off.
pub async fn set_schedule(rollcall: &Rollcall, on: bool) -> Result<RollCallSchedule, ApiError> {
    Ok(rollcall.engine().await.schedule_roll_calls(on).await?)
}
