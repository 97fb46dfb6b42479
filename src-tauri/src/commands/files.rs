//! Files for spreadsheets. Their paths stay outside of the window's content.

use std::path::PathBuf;

use rollcall_api::{
    activity::ActivityFilter,
    domain::id::AccountId,
    error::{ApiError, ErrorCode},
    files::{self, ImportId, ImportPreview},
    organising::Done,
};
use tauri_plugin_dialog::DialogExt as _;

use super::{Answer, Shared};
use crate::{
    host::Host,
    refusal::{failed, refusal},
};

/// Saves accounts as CSV where the person says; false when they chose no place.
#[tauri::command]
#[specta::specta]
pub async fn accounts_export(host: Shared<'_>, ids: Option<Vec<AccountId>>) -> Answer<bool> {
    let rollcall = host.rollcall().await?;
    let bytes = files::export_accounts(rollcall, ids.as_deref()).await?;
    save(&host, "accounts.csv", bytes).await
}

/// Saves what happened as CSV where the person says; false when they chose no place.
#[tauri::command]
#[specta::specta]
pub async fn activity_export(host: Shared<'_>, filter: ActivityFilter) -> Answer<bool> {
    let rollcall = host.rollcall().await?;
    let bytes = files::export_activity(rollcall, filter).await?;
    save(&host, "activity.csv", bytes).await
}

/// Lets the person choose a CSV and says what it would change; nothing when none was chosen.
#[tauri::command]
#[specta::specta]
pub async fn accounts_import_preview(host: Shared<'_>) -> Answer<Option<ImportPreview>> {
    let dialog =
        host.app().dialog().file().set_title("Choose a list").add_filter("CSV", &["csv", "tsv", "txt"]);
    let (chosen, choice) = tokio::sync::oneshot::channel();
    dialog.pick_file(|file| {
        // The window was closed while choosing when nobody takes it.
        let _ = chosen.send(file);
    });
    let Some(path) = path_of(choice.await.ok().flatten())? else { return Ok(None) };
    let bytes = tokio::fs::read(&path).await.map_err(|error| failed(error, "This file can't be read."))?;
    files::preview_import(host.rollcall().await?, &bytes).await.map(Some)
}

/// Takes over the file that was looked at last.
#[tauri::command]
#[specta::specta]
pub async fn accounts_import_apply(host: Shared<'_>, id: ImportId) -> Answer<Done> {
    files::apply_import(host.rollcall().await?, &id).await
}

async fn save(host: &Host, name: &str, bytes: Vec<u8>) -> Answer<bool> {
    let dialog =
        host.app().dialog().file().set_title("Save the list").set_file_name(name).add_filter("CSV", &["csv"]);
    let (chosen, choice) = tokio::sync::oneshot::channel();
    dialog.save_file(|file| {
        // The window was closed while choosing when nobody takes it.
        let _ = chosen.send(file);
    });
    let Some(path) = path_of(choice.await.ok().flatten())? else { return Ok(false) };
    tokio::fs::write(&path, bytes)
        .await
        .map_err(|error| failed(error, "The file couldn't be written. Choose another place."))?;
    Ok(true)
}

fn path_of(file: Option<tauri_plugin_dialog::FilePath>) -> Result<Option<PathBuf>, ApiError> {
    let place = || {
        refusal(ErrorCode::BadInput, "This place can't be used.", Some("Choose a folder on this computer."))
    };
    file.map(|file| file.into_path().map_err(|_| place())).transpose()
}
