//! What an article's page says about itself, for its card: asked when a person wants it.

use rollcall_domain::{limits, media::MediaFacts, publisher::Publisher};
use rollcall_providers::article::{ArticleImage, ArticleReader, Reach};
use tokio_util::sync::CancellationToken;

use crate::{Engine, error::EngineError, media::PickedMedia};

/// What a page says about itself.
#[derive(Debug, Clone)]
pub struct ArticlePreview {
    /// Its title; empty when it says none.
    pub title: String,
    /// What it is about; empty when it doesn't say.
    pub description: String,
    /// Its image, in the workspace as any picked file is, of a type and a size that LinkedIn takes.
    pub thumbnail: Option<PickedMedia>,
    /// Why it has no image although it names one.
    pub note: Option<String>,
}

impl Engine {
    /// Asks a page that a person named for what its card says. Nothing but what the page says about
    /// itself is read, from the public internet, or from LinkedIn where this workspace has it.
    ///
    /// # Errors
    /// [`EngineError::Article`] when the address may not be asked or nothing comes of it;
    /// [`EngineError::Cancelled`] when somebody stopped it.
    pub async fn article_preview(&self, address: &str) -> Result<ArticlePreview, EngineError> {
        let stop = self.inner.reading_article.lock().map(|stop| stop.clone()).unwrap_or_default();
        let linkedin = self.linkedin_pages().await?;
        let reader = ArticleReader::new(Reach::default().with_server_of(&linkedin));
        tokio::select! {
            () = stop.cancelled() => Err(EngineError::Cancelled),
            () = self.inner.closing.cancelled() => Err(EngineError::Cancelled),
            preview = self.preview_of(&reader, address) => preview,
        }
    }

    /// Stops asking pages.
    pub fn stop_article_preview(&self) {
        if let Ok(mut stop) = self.inner.reading_article.lock() {
            stop.cancel();
            *stop = CancellationToken::new();
        }
    }

    async fn preview_of(&self, reader: &ArticleReader, address: &str) -> Result<ArticlePreview, EngineError> {
        let article = reader.read(address).await?;
        let thumbnail = match article.image {
            None => Ok(None),
            Some(Ok(image)) => self.card_image(image).await.map(Some).map_err(|error| error.to_string()),
            Some(Err(error)) => Err(error.to_string()),
        };
        let (thumbnail, note) = match thumbnail {
            Ok(thumbnail) => (thumbnail, None),
            Err(why) => (None, Some(format!("The page's image was left out. {why}"))),
        };
        Ok(ArticlePreview { title: article.title, description: article.description, thumbnail, note })
    }

    /// Takes a page's image into the workspace, as something that LinkedIn takes.
    async fn card_image(&self, image: ArticleImage) -> Result<PickedMedia, EngineError> {
        let picked = Box::pin(self.add_image_bytes(&image.name, image.bytes)).await?;
        let MediaFacts::Image(facts) = &picked.media.facts else { return Ok(picked) };
        let taken = limits::of(Publisher::Linkedin).images;
        let pixels = u64::from(facts.width) * u64::from(facts.height);
        let fits = taken.types.contains(&facts.kind)
            && facts.bytes <= taken.max_bytes
            && taken.max_pixels.is_none_or(|max| pixels < max);
        if fits {
            return Ok(picked);
        }
        Box::pin(self.fit_image(&picked.media.id, &taken.fit())).await
    }
}
