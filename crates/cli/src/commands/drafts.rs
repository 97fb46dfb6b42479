//! What is being written, and templates.

use std::time::Duration;

use rollcall_api::{
    domain::id::DraftId,
    drafts,
    drafts::{DraftView, Shelf},
    outbox::PublishHow,
};

use super::post;
use crate::{
    arguments::DraftsCommand,
    exit::{Exit, Failure},
    session::Session,
    words,
};

pub async fn run(session: &Session, command: DraftsCommand) -> Result<Exit, Failure> {
    let rollcall = &session.rollcall;
    match command {
        DraftsCommand::List { templates, discarded } => {
            let shelf = match (templates, discarded) {
                (true, _) => Shelf::Templates,
                (_, true) => Shelf::Discarded,
                _ => Shelf::Writing,
            };
            list(session, shelf, "").await
        }
        DraftsCommand::Search { words } => list(session, Shelf::Writing, &words.join(" ")).await,
        DraftsCommand::Show { draft } => {
            let view = drafts::load(rollcall, Some(&DraftId(draft))).await?;
            session.printer.result(&view, || words::draft(&view));
            Ok(Exit::Done)
        }
        DraftsCommand::Publish { draft, wait } => {
            let DraftView { id, draft, .. } = drafts::load(rollcall, Some(&DraftId(draft))).await?;
            let how = PublishHow { draft_id: Some(id), at: None };
            post::publish(session, &draft, how, Duration::from_secs(wait)).await
        }
        DraftsCommand::Duplicate { draft } => {
            let view = drafts::duplicate(rollcall, &DraftId(draft)).await?;
            session.printer.result(&view, || format!("Kept as draft {}.", view.id));
            Ok(Exit::Done)
        }
        DraftsCommand::Template { draft, name } => {
            let line = drafts::make_template(rollcall, &DraftId(draft), &name).await?;
            session.printer.result(&line, || format!("Kept as template {}.", line.name));
            Ok(Exit::Done)
        }
        DraftsCommand::Discard { draft } => {
            let id = DraftId(draft);
            let done = drafts::discard(rollcall, &id).await?;
            session.printer.result(&done, || {
                format!("{} Take it back with: rollcall drafts restore {id}", done.sentence)
            });
            Ok(Exit::Done)
        }
        DraftsCommand::Restore { draft } => {
            let view = drafts::restore(rollcall, &DraftId(draft)).await?;
            session.printer.result(&view, || format!("Draft {} is back.", view.id));
            Ok(Exit::Done)
        }
    }
}

async fn list(session: &Session, shelf: Shelf, text: &str) -> Result<Exit, Failure> {
    let lines = drafts::list(&session.rollcall, shelf, text).await?;
    session.printer.result(&lines, || words::drafts(&lines));
    Ok(Exit::Done)
}
