//! What an article's page says about itself.

use rollcall_api::article::{self, ArticlePreview};

use super::{Answer, Shared};

/// Asks the page at this address for its title, its description and its image.
#[tauri::command]
#[specta::specta]
pub async fn article_preview(host: Shared<'_>, address: String) -> Answer<ArticlePreview> {
    article::preview(host.rollcall().await?, &address).await
}

/// Stops asking pages.
#[tauri::command]
#[specta::specta]
pub async fn article_stop(host: Shared<'_>) -> Answer<()> {
    article::stop(host.rollcall().await?).await;
    Ok(())
}
