//! Publishing a post and waiting for what becomes of each copy.

use std::time::Duration;

use rollcall_api::{
    accounts,
    accounts::AccountList,
    composing,
    composing::TargetVerdict,
    domain::{
        outbox::{CommentState, TargetState},
        post::{Draft, split_author},
    },
    drafts, outbox,
    outbox::{PostView, PublishHow},
};
use tokio::time::Instant;

use super::writing;
use crate::{
    arguments::PostArguments,
    exit::{Exit, Failure},
    session::Session,
    words,
};

pub async fn run(session: &Session, arguments: PostArguments) -> Result<Exit, Failure> {
    let (dry_run, keep, at) = (arguments.dry_run, arguments.keep, arguments.at);
    let patience = Duration::from_secs(arguments.wait);
    let draft = writing::draft(session, arguments).await?;
    if keep {
        let id = drafts::new(&session.rollcall).await?.id;
        drafts::save(&session.rollcall, &id, draft).await?;
        let kept = drafts::load(&session.rollcall, Some(&id)).await?;
        session.printer.result(&kept, || format!("Kept as draft {id}."));
        return Ok(Exit::Done);
    }
    if dry_run {
        let check = composing::check(&session.rollcall, &draft).await?;
        session.printer.result(&check, || words::check(&check));
        let stops = check.targets.iter().flat_map(|target| &target.misfits).any(|misfit| misfit.stops);
        return Ok(if stops || !check.problems.is_empty() { Exit::BadUsage } else { Exit::Done });
    }
    publish(session, &draft, PublishHow { draft_id: None, at }, patience).await
}

/// Publishes what fits, and waits for what becomes of each copy.
pub async fn publish(
    session: &Session,
    draft: &Draft,
    how: PublishHow,
    patience: Duration,
) -> Result<Exit, Failure> {
    refuse_what_does_not_fit(session, draft).await?;
    let later = how.at.is_some();
    let post = outbox::publish(&session.rollcall, draft, how).await?;
    let posts = if later { vec![post] } else { settled(session, vec![post], patience).await? };
    session.printer.result(&posts.first(), || words::posts(&posts));
    Ok(if later { Exit::Done } else { exit_for(&posts) })
}

/// Nothing is sent when one copy would be refused: a person fixes it before anybody has read it.
async fn refuse_what_does_not_fit(session: &Session, draft: &Draft) -> Result<(), Failure> {
    let check = composing::check(&session.rollcall, draft).await?;
    let stops = |target: &&TargetVerdict| target.misfits.iter().any(|misfit| misfit.stops);
    let refused: Vec<_> = check.targets.iter().filter(stops).collect();
    let of_targets = refused.iter().flat_map(|target| &target.misfits).filter(|misfit| misfit.stops);
    let sentences = check.problems.iter().chain(of_targets.map(|misfit| &misfit.sentence));
    let sentence = sentences.cloned().collect::<Vec<_>>().join("\n");
    if sentence.is_empty() {
        return Ok(());
    }
    let AccountList { accounts, .. } = accounts::list(&session.rollcall).await?;
    let waits_for_a_person = |author| {
        let (account, _) = split_author(author);
        accounts.iter().any(|row| row.id == account && row.status.needs_you)
    };
    let only_sign_ins =
        check.problems.is_empty() && refused.iter().all(|target| waits_for_a_person(&target.author_id));
    Err(if only_sign_ins { Failure::Person(sentence) } else { Failure::Usage(sentence) })
}

/// The posts once none of their copies is under way, or when `patience` ends.
pub async fn settled(
    session: &Session,
    mut posts: Vec<PostView>,
    patience: Duration,
) -> Result<Vec<PostView>, Failure> {
    let until = Instant::now() + patience;
    while posts.iter().any(is_under_way) && session.change(until).await {
        let now = outbox::list(&session.rollcall).await?;
        for post in &mut posts {
            if let Some(newer) = now.iter().find(|newer| newer.id == post.id) {
                post.clone_from(newer);
            }
        }
    }
    Ok(posts)
}

fn is_under_way(post: &PostView) -> bool {
    use CommentState::{Sending as Commenting, Waiting};
    use TargetState::{Queued, Sending, Uploading};
    post.targets.iter().any(|target| {
        let comment = target.first_comment.as_ref().map(|comment| comment.state);
        matches!(target.state, Queued | Uploading | Sending) || matches!(comment, Some(Waiting | Commenting))
    })
}

/// What needs a person comes before what the provider refused: it can't be left alone.
pub fn exit_for(posts: &[PostView]) -> Exit {
    let of_target = |state| match state {
        TargetState::Published | TargetState::HandedOver | TargetState::Dropped => Exit::Done,
        TargetState::Refused | TargetState::RetryLater => Exit::Refused,
        TargetState::Unknown
        | TargetState::Held
        | TargetState::Missed
        | TargetState::Paused
        | TargetState::Queued
        | TargetState::Uploading
        | TargetState::Sending => Exit::NeedsPerson,
    };
    let targets = posts.iter().flat_map(|post| &post.targets);
    targets.map(|target| of_target(target.state)).max().unwrap_or(Exit::Done)
}
