//! Files for spreadsheets: out and in.

use rollcall_domain::id::AccountId;
pub use rollcall_engine::importing::{ImportId, ImportLine, ImportPreview};

use crate::{
    Rollcall,
    activity::{ActivityFilter, query},
    error::ApiError,
    organising::Done,
};

/// Accounts as CSV: all of them, or those in `ids`. No secret and no link is in it; cells that a
/// spreadsheet would run have an apostrophe before them. The columns are
/// [`rollcall_engine::exporting::ACCOUNT_COLUMNS`].
pub async fn export_accounts(rollcall: &Rollcall, ids: Option<&[AccountId]>) -> Result<Vec<u8>, ApiError> {
    Ok(rollcall.engine().await.export_accounts(ids).await?)
}

/// What happened to the accounts as CSV, newest first.
pub async fn export_activity(rollcall: &Rollcall, filter: ActivityFilter) -> Result<Vec<u8>, ApiError> {
    Ok(rollcall.engine().await.export_activity(query(filter, None, 0)).await?)
}

/// Says what a CSV of names, clients, tags and provider ids would change. Nothing is changed.
pub async fn preview_import(rollcall: &Rollcall, bytes: &[u8]) -> Result<ImportPreview, ApiError> {
    Ok(rollcall.engine().await.preview_import(bytes).await?)
}

/// Takes over the file that was looked at last: all of it or nothing.
pub async fn apply_import(rollcall: &Rollcall, id: &ImportId) -> Result<Done, ApiError> {
    Ok(rollcall.engine().await.apply_import(id).await?)
}
