//! Taking back what was done to the order of things, by this process or an earlier one.

use rollcall_api::{organising, organising::UndoId};

use super::clients::said;
use crate::{
    arguments::UndoArguments,
    exit::{Exit, Failure},
    printer::table,
    session::Session,
    words,
};

pub async fn run(session: &Session, arguments: UndoArguments) -> Result<Exit, Failure> {
    let steps = organising::undo_steps(&session.rollcall).await?;
    if arguments.list {
        session.printer.result(&steps, || {
            if steps.is_empty() {
                return "Nothing can be taken back.".into();
            }
            let rows =
                steps.iter().map(|step| [words::time(&step.at), step.sentence.clone(), step.id.0.clone()]);
            table(["When", "What was done", "Id"], rows.collect())
        });
        return Ok(Exit::Done);
    }
    let step = match arguments.step {
        Some(id) => UndoId(id),
        None => {
            let latest = steps.into_iter().next().map(|step| step.id);
            latest.ok_or_else(|| Failure::Usage("Nothing can be taken back.".into()))?
        }
    };
    said(session, &organising::undo(&session.rollcall, &step).await?)
}
