//! What was published, and what became of each copy.

use rollcall_domain::{
    Timestamp,
    id::{AuthorId, DraftId, PostId, TargetId},
    outbox::{CommentState, TargetState},
    post::{AttachmentKind, Draft},
    status::Tone,
};
use rollcall_engine::{
    Engine,
    error::EngineError,
    publishing::{Finding, PostWithTargets, Publishing},
};
use rollcall_store::TargetRow;
use serde::{Deserialize, Serialize};

use crate::{Rollcall, error::ApiError};

/// A post and its copies.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct PostView {
    /// Its id.
    pub id: PostId,
    /// The text as people read it.
    pub text: String,
    /// What goes with the text.
    pub attachment: AttachmentKind,
    /// When it was published or queued.
    pub created_at: Timestamp,
    /// One copy for each author.
    pub targets: Vec<TargetView>,
}

/// One copy of a post for one author.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct TargetView {
    /// Its id.
    pub id: TargetId,
    /// For whom.
    pub author_id: AuthorId,
    /// The author's name.
    pub author_name: String,
    /// Whether the author is a page.
    pub is_page: bool,
    /// The copy's text, where it is another than the post's.
    pub own_text: Option<String>,
    /// When it is to be published, where that is later.
    pub due_at: Option<Timestamp>,
    /// Where it stands.
    pub state: TargetState,
    /// Its colour family.
    pub tone: Tone,
    /// Where it stands, in few words: "Published", "We can't tell", "Held".
    pub label: String,
    /// What happened and what to do, in words.
    pub sentence: Option<String>,
    /// Where it can be seen.
    pub permalink: Option<String>,
    /// The author's profile, to look whether a copy is there.
    pub profile_url: Option<String>,
    /// The author's own comment below it, once the post is there; nothing where there is none.
    pub first_comment: Option<FirstCommentView>,
    /// When it last changed.
    pub changed_at: Timestamp,
}

/// Where the first comment of a copy stands.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct FirstCommentView {
    /// Where it stands.
    pub state: CommentState,
    /// What happened, in words.
    pub sentence: Option<String>,
}

/// How a draft is to be published.
#[derive(Debug, Clone, Default, Serialize, Deserialize, specta::Type)]
pub struct PublishHow {
    /// The kept draft that it is; it goes away with it.
    pub draft_id: Option<DraftId>,
    /// When; nothing for at once.
    pub at: Option<Timestamp>,
}

/// What a person found out about a copy whose answer never came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// It is on LinkedIn.
    ItIsThere,
    /// It isn't there: send it again.
    SendAgain,
    /// It isn't there: let it go.
    LetItGo,
}

impl From<Resolution> for Finding {
    fn from(resolution: Resolution) -> Self {
        match resolution {
            Resolution::ItIsThere => Finding::ItIsThere,
            Resolution::SendAgain => Finding::SendAgain,
            Resolution::LetItGo => Finding::LetItGo,
        }
    }
}

/// Publishes a draft: records one copy for each author, starts to send them and returns at once.
/// Fails with `bad_input` when something doesn't fit; then nothing was recorded.
pub async fn publish(rollcall: &Rollcall, draft: &Draft, how: PublishHow) -> Result<PostView, ApiError> {
    let engine = rollcall.engine().await;
    let post = engine.publish(draft, Publishing { draft: how.draft_id, at: how.at }).await?;
    Ok(view(&engine, post).await)
}

/// Waits until every copy of a post has come to rest.
pub async fn settle(rollcall: &Rollcall, id: &PostId) -> Result<PostView, ApiError> {
    let engine = rollcall.engine().await;
    let post = engine.settle(id).await?;
    Ok(view(&engine, post).await)
}

/// Posts, newest first.
pub async fn list(rollcall: &Rollcall) -> Result<Vec<PostView>, ApiError> {
    let engine = rollcall.engine().await;
    let mut posts = Vec::new();
    for post in engine.posts(POSTS).await? {
        posts.push(view(&engine, post).await);
    }
    Ok(posts)
}

/// Keeps what a person found out about a copy whose answer never came.
pub async fn resolve(
    rollcall: &Rollcall,
    id: &TargetId,
    resolution: Resolution,
) -> Result<PostView, ApiError> {
    let engine = rollcall.engine().await;
    let post = engine.resolve(id, resolution.into()).await?;
    Ok(view(&engine, post).await)
}

/// Stops a copy for now. What the provider has of its files is kept, also over a restart.
pub async fn pause(rollcall: &Rollcall, id: &TargetId) -> Result<PostView, ApiError> {
    let engine = rollcall.engine().await;
    let post = engine.pause_copy(id).await?;
    Ok(view(&engine, post).await)
}

/// Lets a paused copy go on where it was.
pub async fn resume(rollcall: &Rollcall, id: &TargetId) -> Result<PostView, ApiError> {
    let engine = rollcall.engine().await;
    let post = engine.resume_copy(id).await?;
    Ok(view(&engine, post).await)
}

/// Lets a copy go that isn't published yet; one that its provider has for later is taken back there.
pub async fn cancel(rollcall: &Rollcall, id: &TargetId) -> Result<PostView, ApiError> {
    let engine = rollcall.engine().await;
    let post = engine.cancel_copy(id).await?;
    Ok(view(&engine, post).await)
}

/// Publishes a copy now that missed its time.
pub async fn publish_late(rollcall: &Rollcall, id: &TargetId) -> Result<PostView, ApiError> {
    let engine = rollcall.engine().await;
    let post = engine.publish_late(id).await?;
    Ok(view(&engine, post).await)
}

/// Sends what waits and can be sent without asking anybody, and waits for it.
pub async fn run(rollcall: &Rollcall) -> Result<Vec<PostView>, ApiError> {
    rollcall.engine().await.run_outbox().await?;
    list(rollcall).await
}

/// Where a copy can be seen, else the profile to look at; to be opened in the system browser.
pub async fn target_url(rollcall: &Rollcall, id: &TargetId) -> Result<String, ApiError> {
    let engine = rollcall.engine().await;
    let target = engine
        .store()
        .target(id)
        .await
        .map_err(EngineError::from)?
        .ok_or(EngineError::NotFound("This copy"))?;
    match target.permalink {
        Some(permalink) => Ok(permalink),
        None => Ok(engine.author_url(&target.author_id).await?),
    }
}

/// How many posts the outbox shows.
const POSTS: u32 = 200;

async fn view(engine: &Engine, post: PostWithTargets) -> PostView {
    let mut targets = Vec::with_capacity(post.targets.len());
    for target in post.targets {
        let profile_url = engine.author_url(&target.author_id).await.ok();
        let own_text =
            (target.content.text != post.post.content.text).then(|| target.content.text.text.clone());
        let first_comment = engine
            .first_comment(&target)
            .await
            .map(|row| FirstCommentView { state: row.state, sentence: row.sentence });
        targets.push(TargetView { own_text, first_comment, ..target_view(target, profile_url) });
    }
    PostView {
        id: post.post.id,
        text: post.post.content.text.text,
        attachment: post.post.content.attachment.kind(),
        created_at: post.post.created_at,
        targets,
    }
}

fn target_view(target: TargetRow, profile_url: Option<String>) -> TargetView {
    let (tone, label) = match target.state {
        TargetState::Queued if target.due_at.is_some() => (Tone::Idle, "Scheduled"),
        TargetState::Queued => (Tone::Idle, "Queued"),
        TargetState::Uploading => (Tone::Info, "Uploading"),
        TargetState::Paused => (Tone::Idle, "Paused"),
        TargetState::Sending => (Tone::Info, "Sending"),
        TargetState::HandedOver => (Tone::Info, "Handed over"),
        TargetState::Published => (Tone::Ok, "Published"),
        TargetState::Refused => (Tone::Bad, "Refused"),
        TargetState::Held => (Tone::Warn, "Held"),
        TargetState::RetryLater => (Tone::Warn, "Trying again later"),
        TargetState::Unknown => (Tone::Warn, "We can't tell"),
        TargetState::Missed => (Tone::Warn, "Missed its time"),
        TargetState::Dropped => (Tone::Idle, "Let go"),
    };
    TargetView {
        id: target.id,
        author_id: target.author_id,
        author_name: target.author_name,
        is_page: target.page_urn.is_some(),
        own_text: None,
        due_at: target.due_at,
        state: target.state,
        tone,
        label: label.to_owned(),
        sentence: target.sentence,
        permalink: target.permalink,
        profile_url,
        first_comment: None,
        changed_at: target.changed_at,
    }
}
