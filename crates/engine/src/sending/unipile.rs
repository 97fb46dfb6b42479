//! A copy for Unipile: text and files in one call.

use rollcall_domain::{id::MediaId, post::Attachment};
use rollcall_providers::unipile::{AttachedFile, GatewayPost, UnipileClient};
use rollcall_store::{PostRow, TargetRow};

use super::{Prepared, page_number};
use crate::{Engine, error::EngineError};

impl Engine {
    pub(super) async fn prepare_unipile(
        &self,
        target: &TargetRow,
        post: &PostRow,
        client: UnipileClient,
    ) -> Result<Prepared, EngineError> {
        let mut new_post = GatewayPost {
            text: target.content.text.clone(),
            visibility: post.visibility,
            page: page_number(target),
            files: Vec::new(),
            video_thumbnail: None,
            link: None,
            reshare: None,
        };
        match &target.content.attachment {
            Attachment::None => {}
            Attachment::Images { images } => {
                for image in images {
                    new_post.files.push(self.attached(&image.media, &image.alt_text).await?);
                }
            }
            Attachment::Video { media, thumbnail, .. } => {
                new_post.files.push(self.attached(media, "").await?);
                if let Some(thumbnail) = thumbnail {
                    new_post.video_thumbnail = Some(self.attached(thumbnail, "").await?);
                }
            }
            Attachment::Document { media, .. } => new_post.files.push(self.attached(media, "").await?),
            Attachment::Article { url, .. } => new_post.link = Some(url.clone()),
            Attachment::Reshare { urn } => new_post.reshare = Some(urn.clone()),
            Attachment::Poll { .. } => {
                return Err(EngineError::BadInput("Unipile can't publish polls.".into()));
            }
        }
        let mut sha256 = Vec::new();
        for id in target.content.attachment.media() {
            sha256.push(self.kept_row(id).await?.sha256);
        }
        Ok(Prepared::Unipile { client: Box::new(client), post: new_post, sha256 })
    }

    async fn attached(&self, id: &MediaId, alt_text: &str) -> Result<AttachedFile, EngineError> {
        let file = self.checked_file(self.kept_row(id).await?).await?;
        Ok(AttachedFile {
            mime: file.mime(),
            range: file.range,
            file_name: file.media.file_name,
            alt_text: alt_text.to_owned(),
        })
    }
}
