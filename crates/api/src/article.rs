//! What an article's page says about itself, for its card.

use serde::Serialize;

use crate::{
    Rollcall,
    error::ApiError,
    media::{MediaView, media_view},
};

/// What a page says about itself.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct ArticlePreview {
    /// Its title; empty when it says none. Plain words on one line, as a stranger wrote them.
    pub title: String,
    /// What it is about; empty when it doesn't say.
    pub description: String,
    /// Its image, taken into the workspace as any picked file is.
    pub thumbnail: Option<MediaView>,
    /// Why it has no image although it names one.
    pub note: Option<String>,
}

/// Asks a page that a person named for its title, its description and its image. Takes ten seconds at
/// most. Fails with `bad_input` where the address itself can't be used, for instance as it leads into
/// a private network, and with `provider_refused` where nothing comes of the page.
pub async fn preview(rollcall: &Rollcall, address: &str) -> Result<ArticlePreview, ApiError> {
    let preview = Box::pin(rollcall.engine().await.article_preview(address)).await?;
    Ok(ArticlePreview {
        title: preview.title,
        description: preview.description,
        thumbnail: preview.thumbnail.map(media_view),
        note: preview.note,
    })
}

/// Stops asking pages; who waits for one gets an error.
pub async fn stop(rollcall: &Rollcall) {
    rollcall.engine().await.stop_article_preview();
}
