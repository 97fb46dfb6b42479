//! One thing for many accounts. Links that let whoever has them sign in stay on this side.

use rollcall_api::{
    domain::id::AccountId,
    many::{self, ManyReport},
};
use tauri_plugin_clipboard_manager::ClipboardExt as _;

use super::{Answer, Shared, linking::letter};
use crate::{outside, refusal::failed};

/// More mail drafts than this at once bury the desktop.
const MOST_LETTERS: usize = 25;

/// Switches accounts off.
#[tauri::command]
#[specta::specta]
pub async fn accounts_pause(host: Shared<'_>, ids: Vec<AccountId>) -> Answer<ManyReport> {
    many::pause(host.rollcall().await?, &ids).await
}

/// Switches accounts on again and checks each.
#[tauri::command]
#[specta::specta]
pub async fn accounts_resume(host: Shared<'_>, ids: Vec<AccountId>) -> Answer<ManyReport> {
    many::resume(host.rollcall().await?, &ids).await
}

/// Makes the refresh link of each account whose way back is a link.
#[tauri::command]
#[specta::specta]
pub async fn refresh_links_make(host: Shared<'_>, ids: Vec<AccountId>) -> Answer<ManyReport> {
    many::make_refresh_links(host.rollcall().await?, &ids).await
}

/// Stops what is done with many accounts.
#[tauri::command]
#[specta::specta]
pub async fn many_cancel(host: Shared<'_>) -> Answer<()> {
    many::cancel(host.rollcall().await?).await;
    Ok(())
}

/// Copies the owners' links as a table, and says how many there are.
#[tauri::command]
#[specta::specta]
pub async fn refresh_links_copy(host: Shared<'_>, ids: Vec<AccountId>) -> Answer<u32> {
    let links = many::owners_links(host.rollcall().await?, &ids).await?;
    host.app()
        .clipboard()
        .write_text(many::table(&links))
        .map_err(|error| failed(error, "The links couldn't be copied."))?;
    Ok(u32::try_from(links.len()).unwrap_or(u32::MAX))
}

/// Opens a mail draft with the link for each owner, and says how many were opened.
#[tauri::command]
#[specta::specta]
pub async fn refresh_links_email(host: Shared<'_>, ids: Vec<AccountId>) -> Answer<u32> {
    let links = many::owners_links(host.rollcall().await?, &ids).await?;
    let mut opened = 0;
    for link in links.iter().take(MOST_LETTERS) {
        let letter = letter(Some(&link.name), &link.url, link.ends_at_restart);
        outside::write_mail(host.app(), "Please sign in to LinkedIn for us", &letter)?;
        opened += 1;
    }
    Ok(opened)
}
