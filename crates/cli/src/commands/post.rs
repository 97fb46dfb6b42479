//! Publishing a post and waiting for what becomes of each copy.

use std::time::Duration;

use rollcall_api::{
    accounts,
    accounts::AccountList,
    composing,
    composing::TargetVerdict,
    domain::{
        outbox::{CommentState, TargetState},
        post::{Attachment, Draft, Wording, split_author},
    },
    media, outbox,
    outbox::{PostView, PublishHow},
};
use tokio::time::Instant;

use crate::{
    arguments::PostArguments,
    exit::{Exit, Failure},
    session::Session,
    standard_input, words,
};

pub async fn run(session: &Session, arguments: PostArguments) -> Result<Exit, Failure> {
    let mut authors = Vec::with_capacity(arguments.authors.len());
    for word in &arguments.authors {
        let author = session.author(word).await?;
        if !authors.contains(&author) {
            authors.push(author);
        }
    }
    let text = match arguments.text {
        Some(text) => text,
        // The last newline belongs to the terminal or the pipe, not to the post.
        None => standard_input::rest().await?.trim_end_matches(['\r', '\n']).to_owned(),
    };
    let media = match &arguments.image {
        Some(path) => Some(media::add_media(&session.rollcall, path).await?.id),
        None => None,
    };
    let visibility = arguments.visibility.into();
    let wording = Wording {
        text: text.as_str().into(),
        attachment: Attachment::image(media, &arguments.alt),
        ..Wording::default()
    };
    let draft = Draft { wording, authors, visibility, ..Draft::default() };
    refuse_what_does_not_fit(session, &draft).await?;
    let post = outbox::publish(&session.rollcall, &draft, PublishHow::default()).await?;
    let posts = settled(session, vec![post], Duration::from_secs(arguments.wait)).await?;
    session.printer.result(&posts.first(), || words::posts(&posts));
    Ok(exit_for(&posts))
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
