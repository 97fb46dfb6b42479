//! Checking every account, and the checks that nobody asked for.

use rollcall_api::roll_call;

use super::accounts;
use crate::{
    arguments::RollCallArguments,
    exit::{Exit, Failure},
    session::Session,
    words,
};

pub async fn run(session: &Session, arguments: &RollCallArguments) -> Result<Exit, Failure> {
    let schedule = if arguments.on || arguments.off {
        roll_call::set_schedule(&session.rollcall, arguments.on).await?
    } else if arguments.next {
        roll_call::schedule(&session.rollcall).await?
    } else {
        return accounts::check(session, Vec::new()).await;
    };
    session.printer.result(&schedule, || words::schedule(&schedule));
    Ok(Exit::Done)
}
