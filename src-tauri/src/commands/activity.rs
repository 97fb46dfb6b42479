//! What happened to all accounts.

use rollcall_api::activity::{self, ActivityFilter, ActivityPage};

use super::{Answer, Shared};

/// A page of what happened, newest first.
#[tauri::command]
#[specta::specta]
pub async fn activity_list(
    host: Shared<'_>,
    filter: ActivityFilter,
    before: Option<u32>,
) -> Answer<ActivityPage> {
    activity::list(host.rollcall().await?, filter, before).await
}
