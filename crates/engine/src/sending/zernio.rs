//! A copy for Zernio: its files go first, then one call publishes it or hands it over.

use rollcall_domain::{account::Account, id::MediaId, post::Attachment};
use rollcall_providers::zernio::{When, ZernioClient, ZernioExtra, ZernioFile, ZernioPost};
use rollcall_store::{TargetRow, UploadRow};

use super::{Prepared, progress::Meter};
use crate::{Engine, error::EngineError};

/// What came of attempts after which nothing exists: the next one is another call.
const NOTHING_MADE: [&str; 3] = ["refused", "sign_in_needed", "not_made"];

impl Engine {
    pub(super) async fn prepare_zernio(
        &self,
        target: &TargetRow,
        account: &Account,
        client: ZernioClient,
    ) -> Result<Prepared, EngineError> {
        let attachment = &target.content.attachment;
        let (mut total, mut count) = (0, 0);
        for id in attachment.media() {
            total += self.kept_row(id).await?.facts.bytes();
            count += 1;
        }
        let meter = Meter::new(self, &target.id, total, count);
        let mut files = Vec::new();
        let mut extra = ZernioExtra::None;
        match attachment {
            Attachment::None => {}
            Attachment::Images { images } => {
                for (slot, image) in (0..).zip(images) {
                    let url = self.at_zernio(target, &client, slot, &image.media, &meter).await?;
                    let alt_text = image.alt_text.clone();
                    files.push(ZernioFile { kind: "image", url, title: String::new(), alt_text });
                }
            }
            Attachment::Video { media, title, .. } => {
                let url = self.at_zernio(target, &client, 0, media, &meter).await?;
                let title = title.clone();
                files.push(ZernioFile { kind: "video", url, title, alt_text: String::new() });
            }
            Attachment::Document { media, title } => {
                let url = self.at_zernio(target, &client, 0, media, &meter).await?;
                let title = title.clone();
                files.push(ZernioFile { kind: "document", url, title, alt_text: String::new() });
            }
            Attachment::Reshare { urn } => extra = ZernioExtra::Reshare(urn.clone()),
            Attachment::Poll { question, options, duration } => {
                extra = ZernioExtra::Poll {
                    question: question.clone(),
                    options: options.clone(),
                    duration: *duration,
                };
            }
            Attachment::Article { .. } => {
                return Err(EngineError::BadInput("Zernio can't publish article cards.".into()));
            }
        }
        let post = ZernioPost {
            account_id: account.remote_id.clone(),
            page_urn: target.page_urn.clone(),
            text: target.content.text.clone(),
            files,
            extra,
            first_comment: target.content.first_comment.clone(),
            // The same also when it is late: another body under the same key would be refused.
            when: target.due_at.map_or(When::Now, When::At),
        };
        // One key for each time that something could be made. After an answer that never came, a
        // person may send it again under the same key, and Zernio makes no second post of it.
        let attempts = self.inner.store.attempts_of(&target.id).await?;
        let nothing = |outcome: &Option<String>| {
            outcome.as_deref().is_some_and(|outcome| NOTHING_MADE.contains(&outcome))
        };
        let times = attempts.iter().filter(|attempt| nothing(&attempt.outcome)).count();
        let key = format!("{}-{times}", target.id.0);
        Ok(Prepared::Zernio { client: Box::new(client), post, key })
    }

    /// The address of a file at Zernio, brought there unless it is there already.
    async fn at_zernio(
        &self,
        target: &TargetRow,
        client: &ZernioClient,
        slot: u32,
        media: &MediaId,
        meter: &Meter,
    ) -> Result<String, EngineError> {
        let row = self.kept_row(media).await?;
        let bytes = row.facts.bytes();
        let known = self.inner.store.uploads_of(&target.id).await?;
        if let Some(known) = known.into_iter().find(|known| known.slot == slot && known.sha256 == row.sha256)
        {
            meter.had(1, bytes);
            return Ok(known.remote);
        }
        let file = self.checked_file(row).await?;
        let moving = |sent: u64| meter.moving(slot, 0, sent);
        let sent = client.upload_file(file.range.clone(), file.mime(), &file.media.file_name, &moving);
        let remote = sent.await?;
        file.is_unchanged()?;
        let upload = UploadRow {
            target_id: target.id.clone(),
            slot,
            sha256: file.media.sha256,
            bytes,
            remote: remote.clone(),
            expires_at: None,
            finished_at: Some(self.now()),
            parts: Vec::new(),
        };
        self.inner.store.put_upload(upload).await?;
        meter.done(slot, 0, bytes);
        Ok(remote)
    }
}
