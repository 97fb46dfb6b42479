//! Sending each copy of a post at most once, and saying what became of it.
//!
//! **The attempt is on disk before the first byte of a create call leaves.** A call whose answer
//! never came leaves its target unknown; only a person brings it back.

use std::sync::Arc;

use rollcall_domain::{
    Timestamp,
    account::Account,
    history::Actor,
    id::{AccountId, PostId, TargetId},
    outbox::{TargetEvent, TargetState},
    post::{Draft, split_author},
    status::{Status, Tone},
};
use rollcall_providers::{
    error::{ErrorKind, Outcome, ProviderError},
    linkedin::{ImageUpload, NewPost, Published},
    unipile::ImageAttachment,
};
use rollcall_store::{AttemptOutcome, MediaRow, PostRow, TargetChange, TargetRow};
use sha2::{Digest, Sha256};

use crate::{
    Engine,
    error::{EngineError, poisoned},
    event::Event,
    gateway::{Gateway, LinkedinGateway},
    media::hex,
    standing::status_of_error,
};

/// A post with its copies.
#[derive(Debug, Clone)]
pub struct PostWithTargets {
    /// What is published.
    pub post: PostRow,
    /// One copy for each author.
    pub targets: Vec<TargetRow>,
}

/// What a person found out about a copy whose answer never came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// It is on LinkedIn.
    ItIsThere,
    /// It isn't there: send it again.
    SendAgain,
    /// It isn't there: let it go.
    LetItGo,
}

impl Engine {
    /// Freezes a draft into a post with one target for each author, and starts to send them. What
    /// doesn't fit is refused before anything is recorded.
    pub async fn publish(&self, draft: &Draft) -> Result<PostWithTargets, EngineError> {
        let check = self.check_draft(draft).await?;
        if let Some(problem) = check.first_problem() {
            return Err(EngineError::BadInput(problem.to_owned()));
        }
        let now = self.now();
        let post = PostRow {
            id: PostId(self.inner.world.new_id()),
            text: draft.text.clone(),
            media_id: draft.media.clone(),
            alt_text: draft.alt_text.clone(),
            visibility: draft.visibility,
            created_at: now,
        };
        let targets: Vec<TargetRow> = check
            .verdicts
            .iter()
            .map(|verdict| {
                let (account_id, page_urn) = split_author(&verdict.author.id);
                TargetRow {
                    id: TargetId(self.inner.world.new_id()),
                    post_id: post.id.clone(),
                    author_id: verdict.author.id.clone(),
                    account_id,
                    page_urn,
                    author_name: verdict.author.name().to_owned(),
                    state: TargetState::Queued,
                    sentence: None,
                    urn: None,
                    permalink: None,
                    media_urn: None,
                    retry_at: None,
                    changed_at: now,
                    version: 0,
                }
            })
            .collect();
        self.inner.store.create_post(post.clone(), targets.clone()).await?;
        self.tell(Event::OutboxChanged);
        self.send_soon(targets.iter().map(|target| target.id.clone()));
        Ok(PostWithTargets { post, targets })
    }

    /// Posts, newest first.
    pub async fn posts(&self, limit: u32) -> Result<Vec<PostWithTargets>, EngineError> {
        let mut posts = Vec::new();
        for post in self.inner.store.posts(limit).await? {
            let targets = self.inner.store.targets_of(&post.id).await?;
            posts.push(PostWithTargets { post, targets });
        }
        Ok(posts)
    }

    /// One post.
    pub async fn post(&self, id: &PostId) -> Result<PostWithTargets, EngineError> {
        let post = self.inner.store.post(id).await?.ok_or(EngineError::NotFound("This post"))?;
        let targets = self.inner.store.targets_of(id).await?;
        Ok(PostWithTargets { post, targets })
    }

    /// Sends what waits and can be sent without asking anybody: copies that are queued, held by an
    /// account that works again, or whose time to try again has come. Waits for their ends.
    pub async fn run_outbox(&self) -> Result<(), EngineError> {
        let waiting = [TargetState::Queued, TargetState::Held, TargetState::RetryLater];
        let targets = self.inner.store.targets_in(&waiting).await?;
        let sends = targets.into_iter().map(|target| self.send(target.id));
        futures_util::future::join_all(sends).await.into_iter().collect()
    }

    /// Waits until every copy of a post has come to rest.
    pub async fn settle(&self, id: &PostId) -> Result<PostWithTargets, EngineError> {
        let sends = self.post(id).await?.targets.into_iter().map(|target| self.send(target.id));
        futures_util::future::join_all(sends).await.into_iter().collect::<Result<(), _>>()?;
        self.post(id).await
    }

    /// Keeps what a person found out about a copy whose answer never came.
    pub async fn resolve(&self, id: &TargetId, finding: Finding) -> Result<PostWithTargets, EngineError> {
        let target = self.inner.store.target(id).await?.ok_or(EngineError::NotFound("This copy"))?;
        let (event, sentence) = match finding {
            Finding::ItIsThere => (TargetEvent::PersonFoundIt, "You found it on LinkedIn."),
            Finding::SendAgain => {
                (TargetEvent::PersonSendsAgain, "You looked, it wasn't there, and sent it again.")
            }
            Finding::LetItGo => (TargetEvent::PersonDroppedIt, "You looked, it wasn't there, and let it go."),
        };
        let target = self.advance(&target, event, Some(sentence.to_owned())).await?;
        if finding == Finding::SendAgain {
            self.send_soon([target.id]);
        }
        self.post(&target.post_id).await
    }

    /// Sends the copies that were held because this account needed a sign-in.
    pub(crate) async fn release_held(&self, account: &AccountId) -> Result<(), EngineError> {
        let held = self.inner.store.targets_in(&[TargetState::Held]).await?;
        self.send_soon(
            held.into_iter().filter(|target| target.account_id == *account).map(|target| target.id),
        );
        Ok(())
    }

    fn send_soon(&self, targets: impl IntoIterator<Item = TargetId>) {
        for id in targets {
            let engine = self.clone();
            self.spawn(async move {
                if let Err(error) = engine.send(id).await {
                    tracing::error!(%error, "a copy couldn't be sent");
                }
            });
        }
    }

    /// Sends one copy, if it still waits by the time its account's turn comes.
    async fn send(&self, id: TargetId) -> Result<(), EngineError> {
        let target = self.inner.store.target(&id).await?.ok_or(EngineError::NotFound("This copy"))?;
        let turn = self.turn_of(&target.account_id)?;
        let _turn = turn.lock().await;
        let target = self.inner.store.target(&id).await?.ok_or(EngineError::NotFound("This copy"))?;
        let due = target.retry_at.is_none_or(|at| at <= self.now());
        if !target.state.is_sendable() || !due {
            return Ok(());
        }
        let account = self.account(&target.account_id).await?;
        if target.state == TargetState::Held && !account.status.can_publish() {
            return Ok(());
        }
        let mut target = self.advance(&target, TargetEvent::UploadStarted, None).await?;
        match self.prepare(&mut target, &account).await {
            Ok(prepared) => self.create(target, &account, prepared).await,
            Err(error) => self.not_prepared(&target, &account, &error).await,
        }
    }

    fn turn_of(&self, account: &AccountId) -> Result<Arc<tokio::sync::Mutex<()>>, EngineError> {
        let mut senders = self.inner.senders.lock().map_err(poisoned)?;
        Ok(senders.entry(account.clone()).or_default().clone())
    }

    /// Everything that may be done again: reading the image, and uploading it where that is a call
    /// of its own.
    async fn prepare(&self, target: &mut TargetRow, account: &Account) -> Result<Prepared, EngineError> {
        let post = self.inner.store.post(&target.post_id).await?.ok_or(EngineError::NotFound("This post"))?;
        let media = match &post.media_id {
            Some(id) => Some(self.inner.store.media(id).await?.ok_or(EngineError::NotFound("This image"))?),
            None => None,
        };
        match self.gateway(&account.connection_id).await? {
            Gateway::Linkedin(gateway) => self.prepare_linkedin(target, account, post, media, gateway).await,
            Gateway::Unipile(client) => {
                let attachments = match media {
                    Some(media) => vec![ImageAttachment {
                        bytes: self.media_bytes(&media).await?.into(),
                        mime: media.image.kind.mime(),
                        file_name: media.file_name,
                        alt: post.alt_text.clone(),
                    }],
                    None => Vec::new(),
                };
                Ok(Prepared::Unipile { client: Box::new(client), post, attachments })
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
        media: Option<MediaRow>,
        gateway: Box<LinkedinGateway>,
    ) -> Result<Prepared, EngineError> {
        let token = self.access_token(account).await?;
        let author_urn =
            target.page_urn.clone().unwrap_or_else(|| format!("urn:li:person:{}", account.remote_id));
        let image = match (media, target.media_urn.clone()) {
            (Some(_), Some(urn)) => Some((urn, post.alt_text.clone())),
            (Some(media), None) => {
                self.media_bytes(&media).await?;
                let file = std::fs::File::open(self.media_path(&media))
                    .map_err(|_| rollcall_domain::media::MediaError::Unreadable)?;
                let upload = ImageUpload {
                    file,
                    bytes: media.image.bytes,
                    mime: media.image.kind.mime(),
                    file_name: media.file_name.clone(),
                };
                let progress = self.progress_of(target, media.image.bytes);
                let urn = gateway.client.upload_image(&token, &author_urn, upload, &progress).await?;
                *target = self.inner.store.record_media_urn(&target.id, target.version, &urn).await?;
                Some((urn, post.alt_text.clone()))
            }
            (None, _) => None,
        };
        let new_post = NewPost { author_urn, text: post.text, visibility: post.visibility, image };
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
        error: &EngineError,
    ) -> Result<(), EngineError> {
        let event = match error {
            _ if error.needs_person() => TargetEvent::SignInNeeded,
            EngineError::Media(_) | EngineError::BadInput(_) => TargetEvent::Refused,
            EngineError::Provider(error)
                if matches!(
                    error.kind,
                    ErrorKind::ContentRefused | ErrorKind::PermissionMissing | ErrorKind::VersionRetired
                ) =>
            {
                TargetEvent::Refused
            }
            _ => TargetEvent::NotMade,
        };
        let mut change = TargetChange { sentence: Some(told(error)), ..TargetChange::new(event, self.now()) };
        if event == TargetEvent::NotMade {
            change.retry_at = Some(self.next_try(target, retry_at(error)));
        }
        let target = self.inner.store.advance(&target.id, target.version, change).await?;
        self.tell(Event::OutboxChanged);
        self.try_later(&target);
        self.tell_account(account, error).await
    }

    /// The one call that makes a post. Recorded on disk before it leaves.
    async fn create(
        &self,
        target: TargetRow,
        account: &Account,
        prepared: Prepared,
    ) -> Result<(), EngineError> {
        let body_sha256 = hex(&Sha256::digest(prepared.body()));
        let (target, attempt) =
            self.inner.store.arm(&target.id, target.version, &body_sha256, self.now()).await?;
        self.tell(Event::OutboxChanged);
        let result = match &prepared {
            Prepared::Linkedin { gateway, token, new_post } => {
                gateway.client.create_post(token, new_post).await
            }
            Prepared::Unipile { client, post, attachments } => {
                let total: u64 =
                    attachments.iter().map(|image| u64::try_from(image.bytes.len()).unwrap_or(0)).sum();
                let progress = self.progress_of(&target, total);
                client
                    .create_post(&account.remote_id, &post.text, attachments, post.visibility, &progress)
                    .await
            }
        };
        let (change, outcome) = self.judge(account, &target, result.as_ref());
        let target = self.inner.store.finish_attempt(attempt.id, outcome, target.version, change).await?;
        self.try_later(&target);
        let told = match result {
            Ok(_) => {
                let post = self.inner.store.post(&target.post_id).await?;
                let words = post.map(|post| excerpt(&post.text)).unwrap_or_default();
                let sentence = match &target.page_urn {
                    Some(_) => format!("Published “{words}” as {}", target.author_name),
                    None => format!("Published “{words}”"),
                };
                self.note(&account.id, sentence, Actor::Operator, Tone::Ok).await
            }
            Err(error) => self.tell_account(account, &EngineError::Provider(error)).await,
        };
        // Said last: whoever waits for the outcome may end the program when it hears of it.
        self.tell(Event::OutboxChanged);
        told
    }

    /// What an answer, or its absence, means for a target (the outcome table of the outbox).
    fn judge(
        &self,
        account: &Account,
        target: &TargetRow,
        result: Result<&Published, &ProviderError>,
    ) -> (TargetChange, AttemptOutcome) {
        let error = match result {
            Ok(published) => {
                let mut change = TargetChange::new(TargetEvent::Made, self.now());
                change.urn.clone_from(&published.urn);
                change.permalink.clone_from(&published.permalink);
                return (change, AttemptOutcome::default());
            }
            Err(error) => error,
        };
        let event = match (error.outcome, &error.kind) {
            (Outcome::NotSent, _) => TargetEvent::NotMade,
            (Outcome::Unknown, _) => TargetEvent::NoAnswer,
            (Outcome::Definite, ErrorKind::SignInNeeded) => TargetEvent::SignInNeeded,
            (Outcome::Definite, ErrorKind::Limited) => TargetEvent::NotMade,
            (Outcome::Definite, _) => TargetEvent::Refused,
        };
        let mut change = TargetChange::new(event, self.now());
        change.retry_at = (event == TargetEvent::NotMade).then(|| self.next_try(target, error.retry_at));
        change.sentence = Some(match event {
            TargetEvent::NoAnswer => format!(
                "{}'s answer never came, so Rollcall can't tell whether the post is there. Look at {}'s profile. It will not be sent again by itself.",
                account.provider.name(),
                target.author_name
            ),
            _ => told(&EngineError::Provider(error.clone())),
        });
        let outcome = AttemptOutcome {
            http_status: error.http_status.map(i64::from),
            error_code: error.provider_code.clone(),
            request_id: error.request_id.clone(),
        };
        (change, outcome)
    }

    /// When a copy that wasn't made is tried again: when the provider says, else after half the
    /// time that it has waited already, within 30 seconds and an hour.
    fn next_try(&self, target: &TargetRow, retry_at: Option<Timestamp>) -> Timestamp {
        let now = self.now();
        let waited = (now - target.changed_at) / 2;
        retry_at.unwrap_or(now + waited.clamp(chrono::Duration::seconds(30), chrono::Duration::hours(1)))
    }

    /// Sends a copy that wasn't made when its time comes.
    fn try_later(&self, target: &TargetRow) {
        let (TargetState::RetryLater, Some(at)) = (target.state, target.retry_at) else { return };
        let engine = self.clone();
        let id = target.id.clone();
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

    async fn advance(
        &self,
        target: &TargetRow,
        event: TargetEvent,
        sentence: Option<String>,
    ) -> Result<TargetRow, EngineError> {
        let change = TargetChange { sentence, ..TargetChange::new(event, self.now()) };
        let target = self.inner.store.advance(&target.id, target.version, change).await?;
        self.tell(Event::OutboxChanged);
        Ok(target)
    }
}

/// A copy that only has to be created.
enum Prepared {
    Linkedin {
        gateway: Box<LinkedinGateway>,
        token: rollcall_domain::secret::Secret,
        new_post: NewPost,
    },
    Unipile {
        client: Box<rollcall_providers::unipile::UnipileClient>,
        post: PostRow,
        attachments: Vec<ImageAttachment>,
    },
}

impl Prepared {
    /// What makes this copy what it is, for the attempt's fingerprint.
    fn body(&self) -> Vec<u8> {
        match self {
            Prepared::Linkedin { gateway, new_post, .. } => {
                gateway.client.body(new_post).to_string().into_bytes()
            }
            Prepared::Unipile { post, attachments, .. } => {
                let mut body = post.text.clone().into_bytes();
                for image in attachments {
                    body.extend_from_slice(&Sha256::digest(&image.bytes));
                }
                body
            }
        }
    }
}

fn told(error: &EngineError) -> String {
    let problem = error.problem();
    match problem.next_step {
        Some(next_step) => format!("{} {next_step}", problem.sentence),
        None => problem.sentence,
    }
}

fn retry_at(error: &EngineError) -> Option<Timestamp> {
    match error {
        EngineError::Provider(error) => error.retry_at,
        _ => None,
    }
}

fn excerpt(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let short: String = line.chars().take(40).collect();
    if short.len() < line.len() { format!("{}…", short.trim_end()) } else { short }
}
