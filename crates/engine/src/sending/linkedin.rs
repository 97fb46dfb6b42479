//! A copy for LinkedIn: its files go first, then one call names them.

use rollcall_domain::{account::Account, id::MediaId, post::Attachment, secret::Secret};
use rollcall_providers::{
    error::{ErrorKind, Outcome, ProviderError},
    linkedin::{Content, FileKind, FileUpload, Image, LinkedinClient, NewPost},
};
use rollcall_store::{PostRow, TargetRow, UploadRow};

use super::{Prepared, progress::Meter, videos::VideoUpload};
use crate::{Engine, error::EngineError, gateway::LinkedinGateway};

/// What the files of one copy have in common.
struct Sender<'a> {
    client: &'a LinkedinClient,
    token: &'a Secret,
    owner_urn: &'a str,
    target: &'a TargetRow,
    /// The older API has URNs of its own.
    older: bool,
    known: Vec<UploadRow>,
    meter: Meter,
}

/// How a file goes in one piece.
#[derive(Clone, Copy)]
enum Way {
    Now(FileKind),
    /// Through the older API, by one of its recipes.
    Older(&'static str),
}

impl Sender<'_> {
    fn way(&self, kind: FileKind) -> Way {
        match kind {
            _ if !self.older => Way::Now(kind),
            FileKind::Image => Way::Older("image"),
            FileKind::Document => Way::Older("document"),
        }
    }

    /// What an earlier try left of a file.
    fn known(&self, slot: u32) -> Option<&UploadRow> {
        self.known.iter().find(|upload| upload.slot == slot)
    }
}

impl Engine {
    pub(super) async fn prepare_linkedin(
        &self,
        target: &TargetRow,
        account: &Account,
        post: &PostRow,
        gateway: Box<LinkedinGateway>,
    ) -> Result<Prepared, EngineError> {
        let token = self.access_token(account).await?;
        let author_urn = author_urn(target, account);
        let content = self.upload_content(target, &gateway, &token, &author_urn).await?;
        let text = target.content.text.clone();
        let new_post = NewPost { author_urn, text, visibility: post.visibility, content };
        Ok(Prepared::Linkedin { gateway, token, new_post })
    }

    async fn upload_content(
        &self,
        target: &TargetRow,
        gateway: &LinkedinGateway,
        token: &Secret,
        owner_urn: &str,
    ) -> Result<Content, EngineError> {
        let attachment = &target.content.attachment;
        let mut total = 0;
        let mut files = 0;
        for id in attachment.media() {
            // What goes with a video is small, and travels while nobody looks.
            if files == 1 && matches!(attachment, Attachment::Video { .. }) {
                break;
            }
            total += self.kept_row(id).await?.facts.bytes();
            files += 1;
        }
        let sender = Sender {
            client: &gateway.client,
            token,
            owner_urn,
            target,
            older: gateway.client.older_posts(),
            known: self.inner.store.uploads_of(&target.id).await?,
            meter: Meter::new(self, &target.id, total, files),
        };
        Ok(match attachment {
            Attachment::None => Content::None,
            Attachment::Images { images } => {
                let mut uploaded = Vec::with_capacity(images.len());
                for (slot, image) in (0..).zip(images) {
                    let urn =
                        self.upload_whole(&sender, slot, sender.way(FileKind::Image), &image.media).await?;
                    uploaded.push(Image { urn, alt_text: image.alt_text.clone() });
                }
                Content::Images(uploaded)
            }
            Attachment::Video { media, title, thumbnail, captions } => {
                let urn = if sender.older {
                    self.upload_whole(&sender, 0, Way::Older("video"), media).await?
                } else {
                    self.upload_parts(&sender, media, thumbnail.as_ref(), captions.as_ref()).await?
                };
                Content::Video { urn, title: title.clone() }
            }
            Attachment::Document { media, title } => {
                let urn = self.upload_whole(&sender, 0, sender.way(FileKind::Document), media).await?;
                Content::Document { urn, title: title.clone() }
            }
            Attachment::Article { url, title, description, thumbnail } => {
                let thumbnail = match thumbnail {
                    Some(image) if !sender.older => {
                        Some(self.upload_whole(&sender, 0, Way::Now(FileKind::Image), image).await?)
                    }
                    _ => None,
                };
                Content::Article {
                    url: url.clone(),
                    title: title.clone(),
                    description: description.clone(),
                    thumbnail,
                }
            }
            Attachment::Poll { question, options, duration } => {
                Content::Poll { question: question.clone(), options: options.clone(), duration: *duration }
            }
            Attachment::Reshare { urn } => Content::Reshare(urn.clone()),
        })
    }

    /// Brings a file to LinkedIn in one piece, unless it is there already, and waits until it can be
    /// used.
    async fn upload_whole(
        &self,
        sender: &Sender<'_>,
        slot: u32,
        way: Way,
        media: &MediaId,
    ) -> Result<String, EngineError> {
        let row = self.kept_row(media).await?;
        let bytes = row.facts.bytes();
        if let Some(known) = sender.known(slot).filter(|known| known.finished_at.is_some()) {
            sender.meter.had(1, bytes);
            self.available(sender.client, sender.token, &known.remote).await?;
            return Ok(known.remote.clone());
        }
        let file = self.checked_file(row).await?;
        let upload = FileUpload { range: file.range.clone(), mime: file.mime() };
        let moving = |sent: u64| sender.meter.moving(slot, 0, sent);
        let (client, token, owner) = (sender.client, sender.token, sender.owner_urn);
        let urn = match way {
            Way::Now(kind) => client.upload_file(token, owner, kind, upload, &moving).await?,
            Way::Older(recipe) => client.upload_asset(token, owner, recipe, upload, &moving).await?,
        };
        file.is_unchanged()?;
        let upload = UploadRow {
            target_id: sender.target.id.clone(),
            slot,
            sha256: file.media.sha256,
            bytes,
            remote: urn.clone(),
            expires_at: None,
            finished_at: Some(self.now()),
            parts: Vec::new(),
        };
        self.inner.store.put_upload(upload).await?;
        sender.meter.done(slot, 0, bytes);
        self.available(client, token, &urn).await?;
        Ok(urn)
    }

    /// Brings a video to LinkedIn in parts, or what is missing of it, and waits until it can be used.
    async fn upload_parts(
        &self,
        sender: &Sender<'_>,
        media: &MediaId,
        thumbnail: Option<&MediaId>,
        captions: Option<&MediaId>,
    ) -> Result<String, EngineError> {
        let row = self.kept_row(media).await?;
        let known = sender.known(0).cloned();
        if let Some(known) = known.as_ref().filter(|known| known.finished_at.is_some()) {
            sender.meter.had(1, row.facts.bytes());
            self.processed(sender, &known.remote).await?;
            return Ok(known.remote.clone());
        }
        let video = self.checked_file(row).await?;
        let mut companions = [None, None];
        for (place, id) in companions.iter_mut().zip([thumbnail, captions]) {
            if let Some(id) = id {
                *place = Some(self.checked_file(self.kept_row(id).await?).await?);
            }
        }
        let [thumbnail, captions] = companions;
        let upload = VideoUpload {
            client: sender.client,
            token: sender.token,
            owner_urn: sender.owner_urn,
            target: &sender.target.id,
            slot: 0,
            video,
            thumbnail,
            captions,
            meter: &sender.meter,
        };
        let urn = self.upload_video(upload, known).await?;
        self.processed(sender, &urn).await?;
        Ok(urn)
    }

    /// Waits until LinkedIn can use a video. One that it couldn't use is forgotten, so that a later
    /// copy of it begins anew.
    async fn processed(&self, sender: &Sender<'_>, urn: &str) -> Result<(), EngineError> {
        let available = self.available(sender.client, sender.token, urn).await;
        if let Err(EngineError::Provider(ProviderError {
            kind: ErrorKind::ContentRefused | ErrorKind::NotFound,
            outcome: Outcome::Definite,
            ..
        })) = &available
        {
            self.inner.store.forget_upload(&sender.target.id, 0).await?;
        }
        available
    }
}

/// Who publishes, as LinkedIn names them.
pub(super) fn author_urn(target: &TargetRow, account: &Account) -> String {
    target.page_urn.clone().unwrap_or_else(|| format!("urn:li:person:{}", account.remote_id))
}
