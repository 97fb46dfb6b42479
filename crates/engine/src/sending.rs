//! Sending each copy of a post at most once.
//!
//! **The attempt is on disk before the first byte of a create call leaves.** A call whose answer
//! never came leaves its target unknown; only a person brings it back.

mod files;
mod first_comment;
mod handed_over;
mod line;
mod linkedin;
mod places;
mod processing;
mod progress;
mod stopping;
mod unipile;
mod videos;
mod zernio;

use rollcall_domain::{
    account::Account,
    history::{Actor, HistoryEntry, HistoryKind},
    id::TargetId,
    outbox::{TargetEvent, TargetState},
    provider::Provider,
    secret::Secret,
    status::{Status, Tone},
};
use rollcall_providers::{
    error::{ErrorKind, ProviderError},
    linkedin::{NewPost, Published},
    unipile::{GatewayPost, UnipileClient},
    zernio::{Handled, ZernioClient, ZernioPost},
};
use rollcall_store::{StoreError, TargetRow};
use rollcall_vault::SecretKind;
use sha2::{Digest, Sha256};

pub(crate) use self::places::FOLDER as UPLOADS_FOLDER;
pub use self::progress::UploadProgress;
use self::{line::Place, progress::Meter};
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
    /// Sends one copy, if it still waits by the time its turn comes. When LinkedIn refuses
    /// the account's token, nothing was made: the token is renewed where that goes without the
    /// owner, and the copy, held by then, is sent as one that was held.
    pub(crate) async fn send(&self, id: TargetId) -> Result<(), EngineError> {
        let target = self.inner.store.target(&id).await?.ok_or(EngineError::NotFound("This copy"))?;
        let copy = self.inner.copies.of(&id)?;
        let _copy = copy.lock().await;
        let place = self.place_of(&target).await?;
        let Some(refused) = self.try_to_send(&id, &place).await? else { return Ok(()) };
        let account = self.account(&target.account_id).await?;
        let refused = match self.renewed_for(&account, refused.token.as_ref()).await {
            true => self.try_to_send(&id, &place).await?,
            false => Some(refused),
        };
        let Some(refused) = refused else { return Ok(()) };
        let told = self.tell_account(&account, &refused.error).await;
        // Said last: whoever waits for the outcome may end the program when it hears of it.
        self.tell(Event::OutboxChanged);
        told
    }

    /// One try; what stood in the account's way, if something did.
    async fn try_to_send(&self, id: &TargetId, place: &Place) -> Result<Option<Refused>, EngineError> {
        let target = self.inner.store.target(id).await?.ok_or(EngineError::NotFound("This copy"))?;
        if !target.state.is_sendable() {
            return Ok(None);
        }
        if let Some(at) = target.retry_at.filter(|at| *at > self.now()) {
            self.send_at(&target.id, at)?;
            return Ok(None);
        }
        let account = self.account(&target.account_id).await?;
        // Zernio's own servers wait for the time.
        let waits = account.provider != Provider::Zernio && self.waits_for_its_time(&target)?;
        if waits || self.is_missed(&target).await? {
            return Ok(None);
        }
        if target.state == TargetState::Held && !account.status.can_publish() {
            return Ok(None);
        }
        let target = self.advance(&target, TargetEvent::UploadStarted, None).await?;
        let uploading = self.uploading(&target.id)?;
        let prepared = tokio::select! {
            prepared = self.prepare(&target, &account) => prepared,
            // The person who stopped it has moved it on already.
            () = uploading.stopped() => return Ok(None),
        };
        match prepared {
            Ok(prepared) => {
                let _turn = self.turn_of(place).await?;
                self.create(target, &account, prepared).await
            }
            Err(error) => self.not_prepared(&target, &account, error).await,
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

    /// Everything that may be done again: reading the files, and uploading them where that is a
    /// call of its own.
    async fn prepare(&self, target: &TargetRow, account: &Account) -> Result<Prepared, EngineError> {
        let post = self.inner.store.post(&target.post_id).await?.ok_or(EngineError::NotFound("This post"))?;
        // Noted before the post can exist, so that no crash forgets it; Zernio comments by itself.
        if account.provider != Provider::Zernio && !target.content.first_comment.is_blank() {
            self.inner.store.expect_comment(&target.id, self.now()).await?;
        }
        match self.gateway(&account.connection_id).await? {
            Gateway::Linkedin(gateway) => self.prepare_linkedin(target, account, &post, gateway).await,
            Gateway::Unipile(client) => self.prepare_unipile(target, &post, client).await,
            Gateway::Zernio(client) => self.prepare_zernio(target, account, client).await,
            Gateway::Edges(_) => {
                Err(EngineError::BadInput(format!("{} can't publish posts.", account.provider.name())))
            }
        }
    }

    /// Nothing was published: a file or the account stood in the way.
    async fn not_prepared(
        &self,
        target: &TargetRow,
        account: &Account,
        error: EngineError,
    ) -> Result<Option<Refused>, EngineError> {
        let change = not_prepared(target, &error, self.now());
        let target = match self.inner.store.advance(&target.id, target.version, change).await {
            // A person stopped it at this very moment.
            Err(StoreError::Stale | StoreError::NotAllowed) => return Ok(None),
            moved => moved?,
        };
        self.try_later(&target)?;
        let refused = matches!(&error, EngineError::Provider(error) if is_token_refused(error));
        let token = match account.provider {
            Provider::Linkedin if refused => {
                self.account_secret(&account.id, SecretKind::AccessToken).await?
            }
            _ => None,
        };
        Ok(Some(Refused { token, error }))
    }

    /// The one call that makes a post. Recorded on disk before it leaves.
    async fn create(
        &self,
        target: TargetRow,
        account: &Account,
        prepared: Prepared,
    ) -> Result<Option<Refused>, EngineError> {
        let body_sha256 = match prepared.fingerprint() {
            Ok(fingerprint) => fingerprint,
            Err(error) => return self.not_prepared(&target, account, error.into()).await,
        };
        let armed = self.inner.store.arm(&target.id, target.version, &body_sha256, self.now()).await;
        let (target, attempt) = match armed {
            // A person stopped it at this very moment.
            Err(StoreError::Stale | StoreError::NotAllowed) => return Ok(None),
            armed => armed?,
        };
        self.tell(Event::OutboxChanged);
        let result = self.call(&target, account, &prepared).await;
        let (mut change, outcome) = judged(account, &target, result.as_ref(), self.now());
        // What isn't ready yet for so long never will be.
        if let Err(error) = &result
            && error.kind == ErrorKind::NotYet
            && attempt.n >= MOST_NOT_YET
        {
            change.event = TargetEvent::Refused;
            change.retry_at = None;
        }
        let history = result.as_ref().ok().map(|made| HistoryEntry {
            at: self.now(),
            sentence: sentence(&target, made),
            actor: Actor::Operator,
            tone: Tone::Ok,
            kind: HistoryKind::Publishing,
        });
        let finished = self.inner.store.finish_attempt(attempt.id, outcome, target.version, change, history);
        let target = finished.await?;
        self.try_later(&target)?;
        match result {
            Ok(_) => {
                self.drop_places(&target.id).await;
                self.tell(Event::AccountsChanged);
                self.comment_soon(&target);
                self.tell(Event::OutboxChanged);
                Ok(None)
            }
            Err(error) => {
                let token = match prepared {
                    Prepared::Linkedin { token, .. } if is_token_refused(&error) => Some(token),
                    _ => None,
                };
                Ok(Some(Refused { token, error: error.into() }))
            }
        }
    }

    async fn call(
        &self,
        target: &TargetRow,
        account: &Account,
        prepared: &Prepared,
    ) -> Result<Made, ProviderError> {
        match prepared {
            Prepared::Linkedin { gateway, token, new_post } => {
                gateway.client.create_post(token, new_post).await.map(Made::Published)
            }
            Prepared::Unipile { client, post, sha256: _ } => {
                let files = post.files.iter().chain(&post.video_thumbnail);
                let total = files.map(|file| file.range.length()).sum();
                let meter = Meter::new(self, &target.id, total, 1);
                let moving = |sent: u64| {
                    if total > 0 {
                        meter.moving(0, 0, sent);
                    }
                };
                let made = client.create_post(&account.remote_id, post, &moving).await?;
                if total > 0 {
                    meter.done(0, 0, total);
                }
                Ok(Made::Published(made))
            }
            Prepared::Zernio { client, post, key } => Ok(match client.create_post(post, key).await? {
                Handled::Published(published) => Made::Published(published),
                Handled::HandedOver { id, .. } => Made::HandedOver { id },
            }),
        }
    }

    /// Sends a copy that wasn't made when its time comes.
    fn try_later(&self, target: &TargetRow) -> Result<(), EngineError> {
        match (target.state, target.retry_at) {
            (TargetState::RetryLater, Some(at)) => self.send_at(&target.id, at),
            _ => Ok(()),
        }
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

/// As many times a copy is tried that LinkedIn isn't ready for.
const MOST_NOT_YET: i64 = 6;

/// Why a copy wasn't made, or isn't known to be.
struct Refused {
    /// LinkedIn's token, when that is what was refused.
    token: Option<Secret>,
    error: EngineError,
}

/// What a create call came to.
pub(crate) enum Made {
    /// The post is there.
    Published(Published),
    /// The provider has it, under this id, and publishes it by itself.
    HandedOver { id: String },
}

/// A copy that only has to be created.
enum Prepared {
    Linkedin { gateway: Box<LinkedinGateway>, token: Secret, new_post: NewPost },
    Unipile { client: Box<UnipileClient>, post: GatewayPost, sha256: Vec<String> },
    Zernio { client: Box<ZernioClient>, post: ZernioPost, key: String },
}

impl Prepared {
    /// What makes this copy what it is.
    fn fingerprint(&self) -> Result<String, ProviderError> {
        let body = match self {
            Prepared::Linkedin { gateway, new_post, .. } => gateway.client.body(new_post)?.to_string(),
            Prepared::Unipile { post, sha256, .. } => format!("{} {}", post.text.text, sha256.join(" ")),
            Prepared::Zernio { client, post, .. } => client.body(post).to_string(),
        };
        Ok(hex(&Sha256::digest(body)))
    }
}

/// The line in the account's history.
fn sentence(target: &TargetRow, made: &Made) -> String {
    let words = excerpt(&target.content.text.text);
    match (made, &target.page_urn) {
        (Made::HandedOver { .. }, _) => format!("Handed “{words}” over, to be published by itself"),
        (Made::Published(_), Some(_)) => format!("Published “{words}” as {}", target.author_name),
        (Made::Published(_), None) => format!("Published “{words}”"),
    }
}

fn excerpt(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let short: String = line.chars().take(40).collect();
    if short.len() < line.len() { format!("{}…", short.trim_end()) } else { short }
}

/// The number at the end of a page's URN.
fn page_number(target: &TargetRow) -> Option<String> {
    let urn = target.page_urn.as_deref()?;
    Some(urn.rsplit(':').next().unwrap_or(urn).to_owned())
}
