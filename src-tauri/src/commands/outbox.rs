//! Publishing, and what became of each copy.

use rollcall_api::{
    domain::{id::TargetId, post::Draft},
    outbox::{self, PostView, PublishHow, Resolution},
};

use super::{Answer, Shared};
use crate::outside;

/// Records every copy and begins to send them.
#[tauri::command]
#[specta::specta]
pub async fn publish(host: Shared<'_>, draft: Draft, how: PublishHow) -> Answer<PostView> {
    outbox::publish(host.rollcall().await?, &draft, how).await
}

/// Every post and its copies, newest first.
#[tauri::command]
#[specta::specta]
pub async fn outbox_list(host: Shared<'_>) -> Answer<Vec<PostView>> {
    outbox::list(host.rollcall().await?).await
}

/// Says what became of a copy whose answer never came.
#[tauri::command]
#[specta::specta]
pub async fn target_resolve(host: Shared<'_>, id: TargetId, resolution: Resolution) -> Answer<PostView> {
    outbox::resolve(host.rollcall().await?, &id, resolution).await
}

/// Sends what waits, where the account works.
#[tauri::command]
#[specta::specta]
pub async fn outbox_run(host: Shared<'_>) -> Answer<Vec<PostView>> {
    outbox::run(host.rollcall().await?).await
}

/// Opens a copy in the browser, or its author's profile when nobody knows where the copy is.
#[tauri::command]
#[specta::specta]
pub async fn target_open(host: Shared<'_>, id: TargetId) -> Answer<()> {
    let rollcall = host.rollcall().await?;
    let address = outbox::target_url(rollcall, &id).await?;
    outside::browse(host.app(), rollcall, &address).await
}

/// Stops a copy for now.
#[tauri::command]
#[specta::specta]
pub async fn target_pause(host: Shared<'_>, id: TargetId) -> Answer<PostView> {
    outbox::pause(host.rollcall().await?, &id).await
}

/// Lets a paused copy go on.
#[tauri::command]
#[specta::specta]
pub async fn target_resume(host: Shared<'_>, id: TargetId) -> Answer<PostView> {
    outbox::resume(host.rollcall().await?, &id).await
}

/// Lets a copy go that isn't published yet.
#[tauri::command]
#[specta::specta]
pub async fn target_cancel(host: Shared<'_>, id: TargetId) -> Answer<PostView> {
    outbox::cancel(host.rollcall().await?, &id).await
}

/// Publishes a copy now that missed its time.
#[tauri::command]
#[specta::specta]
pub async fn target_publish_late(host: Shared<'_>, id: TargetId) -> Answer<PostView> {
    outbox::publish_late(host.rollcall().await?, &id).await
}
