//! Doing what one click promises about a misfit.

use std::collections::HashMap;

use rollcall_domain::{
    fixing,
    id::{AuthorId, MediaId},
    media::ImageFit,
    misfit::Fix,
    post::{Draft, Visibility},
};

use crate::{Engine, error::EngineError};

impl Engine {
    /// The draft after a fix. What an author has of their own is changed there; the rest is changed
    /// for all when all who share it need it, else it becomes the author's own.
    pub async fn apply_fix(&self, draft: &Draft, author: &AuthorId, fix: &Fix) -> Result<Draft, EngineError> {
        let mut after = draft.clone();
        match fix {
            Fix::ShowToAnyone => after.visibility = Visibility::Public,
            Fix::DropAuthor => after.authors.retain(|id| id != author),
            Fix::ScaleImage { media } | Fix::ConvertImage { media } => {
                let fit = self.image_fit(author).await?;
                let copy = Box::pin(self.fit_image(media, &fit)).await?.media.id;
                let fixed = fixing::with_image(&draft.wording_for(author), media, &copy);
                let needing = self.authors_needing(draft, fix).await?;
                fixing::put(&mut after, author, fixed, &needing);
            }
            _ => {
                let wording = draft.wording_for(author);
                let names = self.file_names(draft).await?;
                let fixed = fixing::fixed(&wording, fix, |id| names.get(id).cloned());
                let needing = self.authors_needing(draft, fix).await?;
                fixing::put(&mut after, author, fixed, &needing);
            }
        }
        Ok(after)
    }

    /// What an image has to be for this author's interface.
    async fn image_fit(&self, author: &AuthorId) -> Result<ImageFit, EngineError> {
        let authors = self.authors().await?;
        let found = authors.into_iter().find(|known| known.id == *author);
        let limits = found.and_then(|known| known.limits()).ok_or(EngineError::NotFound("This author"))?;
        Ok(limits.images.fit())
    }

    async fn authors_needing(&self, draft: &Draft, fix: &Fix) -> Result<Vec<AuthorId>, EngineError> {
        let check = self.check_draft(draft).await?;
        let needing = check
            .verdicts
            .into_iter()
            .filter(|verdict| verdict.misfits.iter().any(|it| it.fixes.contains(fix)));
        Ok(needing.map(|verdict| verdict.author.id).collect())
    }

    async fn file_names(&self, draft: &Draft) -> Result<HashMap<MediaId, String>, EngineError> {
        let mut names = HashMap::new();
        for id in draft.media() {
            if let Some(row) = self.inner.store.media(id).await? {
                names.insert(id.clone(), row.file_name);
            }
        }
        Ok(names)
    }
}
