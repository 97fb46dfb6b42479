//! Sending each copy of a post at most once.
//!
//! **The attempt is on disk before the first byte of a create call leaves.** A call whose answer
//! never came leaves its target unknown; only a person brings it back.

use rollcall_domain::{
    Timestamp,
    account::Account,
    history::{Actor, HistoryEntry, HistoryKind},
    id::TargetId,
    outbox::{TargetEvent, TargetState},
    post::{AttachedImage, Attachment},
    provider::Provider,
    secret::Secret,
    status::{Status, Tone},
    text,
};
use rollcall_providers::{
    linkedin::{ImageUpload, NewPost},
    unipile::{ImageAttachment, UnipileClient},
};
use rollcall_store::{MediaRow, PostRow, TargetRow};
use rollcall_vault::SecretKind;
use sha2::{Digest, Sha256};

use crate::{
    Engine,
    error::EngineError,
    event::Event,
    gateway::{Gateway, LinkedinGateway},
    media::hex,
    outcome::{judged, not_prepared},
    renewal::is_token_refused,
    standing::status_of_error,
};

impl Engine {
    /// Sends one copy, if it still waits by the time its account's turn comes. When LinkedIn refuses
    /// the account's token, nothing was made: the token is renewed where that goes without the
    /// owner, and the copy, held by then, is sent as one that was held.
    pub(crate) async fn send(&self, id: TargetId) -> Result<(), EngineError> {
        let target = self.inner.store.target(&id).await?.ok_or(EngineError::NotFound("This copy"))?;
        let turn = self.inner.senders.of(&target.account_id)?;
        let _turn = turn.lock().await;
        let Some(refused) = self.try_to_send(&id).await? else { return Ok(()) };
        let account = self.account(&target.account_id).await?;
        let refused = match self.renewed_for(&account, refused.token.as_ref()).await {
            true => self.try_to_send(&id).await?,
            false => Some(refused),
        };
        let Some(refused) = refused else { return Ok(()) };
        let told = self.tell_account(&account, &refused.error).await;
        // Said last: whoever waits for the outcome may end the program when it hears of it.
        self.tell(Event::OutboxChanged);
        told
    }

    /// One try; what stood in the account's way, if something did.
    async fn try_to_send(&self, id: &TargetId) -> Result<Option<Refused>, EngineError> {
        let target = self.inner.store.target(id).await?.ok_or(EngineError::NotFound("This copy"))?;
        let later = target.retry_at.max(target.due_at).filter(|at| *at > self.now());
        if !target.state.is_sendable() || later.is_some() {
            if target.state == TargetState::Queued {
                self.send_at(&target.id, later);
            }
            return Ok(None);
        }
        let account = self.account(&target.account_id).await?;
        if target.state == TargetState::Held && !account.status.can_publish() {
            return Ok(None);
        }
        let mut target = self.advance(&target, TargetEvent::UploadStarted, None).await?;
        match self.prepare(&mut target, &account).await {
            Ok(prepared) => self.create(target, &account, prepared).await,
            Err(error) => self.not_prepared(&target, &account, error).await.map(Some),
        }
    }

    /// Whether a copy that LinkedIn refused this token for can be sent with another one.
    async fn renewed_for(&self, account: &Account, token: Option<&Secret>) -> bool {
        let Some(token) = token else { return false };
        let renewed = match self.gateway(&account.connection_id).await {
            Ok(Gateway::Linkedin(gateway)) => self.renew_refused(&gateway, account, token).await,
            Ok(_) => return false,
            Err(error) => Err(error),
        };
        renewed.map_or_else(
            |error| {
                tracing::warn!(%error, "a refused token couldn't be renewed");
                false
            },
            |token| token.is_some(),
        )
    }

    /// Everything that may be done again: reading the image, and uploading it where that is a call
    /// of its own.
    async fn prepare(&self, target: &mut TargetRow, account: &Account) -> Result<Prepared, EngineError> {
        let post = self.inner.store.post(&target.post_id).await?.ok_or(EngineError::NotFound("This post"))?;
        let mut images = Vec::new();
        if let Attachment::Images { images: attached } = &target.content.attachment {
            for AttachedImage { media, alt_text } in attached {
                let media =
                    self.inner.store.media(media).await?.ok_or(EngineError::NotFound("This image"))?;
                images.push((media, alt_text.clone()));
            }
        }
        match self.gateway(&account.connection_id).await? {
            Gateway::Linkedin(gateway) => self.prepare_linkedin(target, account, post, images, gateway).await,
            Gateway::Unipile(client) => {
                let mut attachments = Vec::with_capacity(images.len());
                for (media, alt) in images {
                    attachments.push(ImageAttachment {
                        bytes: self.media_bytes(&media).await?.into(),
                        mime: media.facts.mime(),
                        file_name: media.file_name,
                        alt,
                    });
                }
                let text = text::to_handles(&target.content.text);
                Ok(Prepared::Unipile { client: Box::new(client), post, text, attachments })
            }
            Gateway::Edges(_) | Gateway::Zernio(_) => {
                Err(EngineError::BadInput(format!("{} can't publish posts.", account.provider.name())))
            }
        }
    }

    async fn prepare_linkedin(
        &self,
        target: &mut TargetRow,
        account: &Account,
        post: PostRow,
        images: Vec<(MediaRow, String)>,
        gateway: Box<LinkedinGateway>,
    ) -> Result<Prepared, EngineError> {
        let token = self.access_token(account).await?;
        let author_urn =
            target.page_urn.clone().unwrap_or_else(|| format!("urn:li:person:{}", account.remote_id));
        let image = match (images.into_iter().next(), target.media_urn.clone()) {
            (Some((_, alt)), Some(urn)) => Some((urn, alt)),
            (Some((media, alt)), None) => {
                self.media_bytes(&media).await?;
                let file = std::fs::File::open(self.media_path(&media))
                    .map_err(|_| rollcall_domain::media::MediaError::Unreadable)?;
                let upload = ImageUpload {
                    file,
                    bytes: media.facts.bytes(),
                    mime: media.facts.mime(),
                    file_name: media.file_name.clone(),
                };
                let progress = self.progress_of(target, media.facts.bytes());
                let urn = gateway.client.upload_image(&token, &author_urn, upload, &progress).await?;
                *target = self.inner.store.record_media_urn(&target.id, target.version, &urn).await?;
                Some((urn, alt))
            }
            (None, _) => None,
        };
        let new_post =
            NewPost { author_urn, text: target.content.text.clone(), visibility: post.visibility, image };
        Ok(Prepared::Linkedin { gateway, token, new_post })
    }

    fn progress_of(&self, target: &TargetRow, total: u64) -> impl Fn(u64) + Send + Sync + 'static {
        let engine = self.clone();
        let target_id = target.id.clone();
        move |sent| engine.tell(Event::Upload { target_id: target_id.clone(), sent, total })
    }

    /// Nothing was published: the image or the account stood in the way.
    async fn not_prepared(
        &self,
        target: &TargetRow,
        account: &Account,
        error: EngineError,
    ) -> Result<Refused, EngineError> {
        let change = not_prepared(target, &error, self.now());
        let target = self.inner.store.advance(&target.id, target.version, change).await?;
        self.try_later(&target);
        let refused = matches!(&error, EngineError::Provider(error) if is_token_refused(error));
        let token = match account.provider {
            Provider::Linkedin if refused => {
                self.account_secret(&account.id, SecretKind::AccessToken).await?
            }
            _ => None,
        };
        Ok(Refused { token, error })
    }

    /// The one call that makes a post. Recorded on disk before it leaves.
    async fn create(
        &self,
        target: TargetRow,
        account: &Account,
        prepared: Prepared,
    ) -> Result<Option<Refused>, EngineError> {
        let body_sha256 = hex(&Sha256::digest(prepared.body()));
        let (target, attempt) =
            self.inner.store.arm(&target.id, target.version, &body_sha256, self.now()).await?;
        self.tell(Event::OutboxChanged);
        let result = match &prepared {
            Prepared::Linkedin { gateway, token, new_post } => {
                gateway.client.create_post(token, new_post).await
            }
            Prepared::Unipile { client, post, text, attachments } => {
                let total: u64 =
                    attachments.iter().map(|image| u64::try_from(image.bytes.len()).unwrap_or(0)).sum();
                let progress = self.progress_of(&target, total);
                client.create_post(&account.remote_id, text, attachments, post.visibility, &progress).await
            }
        };
        let (change, outcome) = judged(account, &target, result.as_ref(), self.now());
        let history = result.is_ok().then(|| HistoryEntry {
            at: self.now(),
            sentence: published_sentence(&target),
            actor: Actor::Operator,
            tone: Tone::Ok,
            kind: HistoryKind::Publishing,
        });
        let finished = self.inner.store.finish_attempt(attempt.id, outcome, target.version, change, history);
        let target = finished.await?;
        self.try_later(&target);
        let refused = match result {
            Ok(_) => {
                self.tell(Event::AccountsChanged);
                None
            }
            Err(error) => {
                let token = match prepared {
                    Prepared::Linkedin { token, .. } if is_token_refused(&error) => Some(token),
                    _ => None,
                };
                Some(Refused { token, error: error.into() })
            }
        };
        if refused.is_none() {
            self.tell(Event::OutboxChanged);
        }
        Ok(refused)
    }

    /// Sends a copy that wasn't made when its time comes.
    fn try_later(&self, target: &TargetRow) {
        if target.state == TargetState::RetryLater {
            self.send_at(&target.id, target.retry_at);
        }
    }

    /// Sends a copy when its time comes.
    fn send_at(&self, id: &TargetId, at: Option<Timestamp>) {
        let Some(at) = at else { return };
        let engine = self.clone();
        let id = id.clone();
        self.spawn(async move {
            let wait = (at - engine.now()).to_std().unwrap_or_default();
            engine.inner.world.sleep(wait).await;
            engine.send_soon([id]);
        });
    }

    /// A refused sign-in is news about the account, too.
    async fn tell_account(&self, account: &Account, error: &EngineError) -> Result<(), EngineError> {
        match status_of_error(error) {
            Some((
                status @ (Status::SignInNeeded | Status::Restricted | Status::LimitedUntil { .. }),
                cause,
            )) => self.mark_account(Some(&account.id), status, cause).await,
            _ => Ok(()),
        }
    }
}

/// Why a copy wasn't made, or isn't known to be.
struct Refused {
    /// LinkedIn's token, when that is what was refused.
    token: Option<Secret>,
    error: EngineError,
}

/// A copy that only has to be created.
enum Prepared {
    Linkedin { gateway: Box<LinkedinGateway>, token: Secret, new_post: NewPost },
    Unipile { client: Box<UnipileClient>, post: PostRow, text: String, attachments: Vec<ImageAttachment> },
}

impl Prepared {
    /// What makes this copy what it is, for the attempt's fingerprint.
    fn body(&self) -> Vec<u8> {
        match self {
            Prepared::Linkedin { gateway, new_post, .. } => {
                gateway.client.body(new_post).to_string().into_bytes()
            }
            Prepared::Unipile { text, attachments, .. } => {
                let mut body = text.clone().into_bytes();
                for image in attachments {
                    body.extend_from_slice(&Sha256::digest(&image.bytes));
                }
                body
            }
        }
    }
}

fn published_sentence(target: &TargetRow) -> String {
    let words = excerpt(&target.content.text.text);
    match &target.page_urn {
        Some(_) => format!("Published “{words}” as {}", target.author_name),
        None => format!("Published “{words}”"),
    }
}

fn excerpt(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let short: String = line.chars().take(40).collect();
    if short.len() < line.len() { format!("{}…", short.trim_end()) } else { short }
}
