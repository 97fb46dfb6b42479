//! Bringing an account back with the cookies that were kept for it.

use rollcall_api::{accounts, returning};

use crate::{
    arguments::ReturnArguments,
    exit::{Exit, Failure},
    session::Session,
    words,
};

pub async fn run(session: &Session, arguments: &ReturnArguments) -> Result<Exit, Failure> {
    let account = session.account(&arguments.account).await?;
    if arguments.now {
        returning::now(&session.rollcall, &account.id).await?;
    } else if arguments.stop {
        returning::stop(&session.rollcall, &account.id).await?;
    } else if arguments.keep || arguments.forget {
        returning::keep_cookies(&session.rollcall, &account.id, arguments.keep).await?;
    }
    let detail = accounts::detail(&session.rollcall, &account.id).await?;
    session.printer.result(&detail.automatic_return, || words::returning(&detail));
    Ok(Exit::Done)
}
