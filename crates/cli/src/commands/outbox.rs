//! What was published and what waits.

use std::time::Duration;

use rollcall_api::{domain::id::TargetId, outbox};

use crate::{
    arguments::OutboxCommand,
    commands::post,
    exit::{Exit, Failure},
    session::Session,
    words,
};

pub async fn run(session: &Session, command: OutboxCommand) -> Result<Exit, Failure> {
    match command {
        OutboxCommand::List => {
            let posts = outbox::list(&session.rollcall).await?;
            session.printer.result(&posts, || words::posts(&posts));
            Ok(Exit::Done)
        }
        OutboxCommand::Run { wait } => {
            let posts = outbox::run(&session.rollcall).await?;
            let posts = post::settled(session, posts, Duration::from_secs(wait)).await?;
            session.printer.result(&posts, || words::posts(&posts));
            Ok(post::exit_for(&posts))
        }
        OutboxCommand::Resolve { target, found } => {
            let resolved = outbox::resolve(&session.rollcall, &TargetId(target), found.into()).await?;
            let posts = post::settled(session, vec![resolved], Duration::from_secs(300)).await?;
            session.printer.result(&posts.first(), || words::posts(&posts));
            Ok(post::exit_for(&posts))
        }
    }
}
