//! What happened to all accounts.

use rollcall_api::{activity, activity::ActivityFilter, files};

use crate::{
    arguments::ActivityArguments,
    exit::{Exit, Failure},
    session::Session,
    words,
};

pub async fn run(session: &Session, arguments: ActivityArguments) -> Result<Exit, Failure> {
    let account_id = match &arguments.account {
        Some(word) => Some(session.account(word).await?.id),
        None => None,
    };
    let client_id = match &arguments.client {
        Some(word) => Some(session.client(word).await?.id),
        None => None,
    };
    let filter = ActivityFilter {
        account_id,
        client_id,
        kind: arguments.kind,
        actor: arguments.actor,
        from: arguments.from,
        until: arguments.until,
        text: arguments.search.unwrap_or_default(),
    };
    if let Some(file) = arguments.csv {
        let bytes = files::export_activity(&session.rollcall, filter).await?;
        return super::files::write(session, Some(&file), bytes).await;
    }
    let page = activity::list(&session.rollcall, filter, arguments.before).await?;
    session.printer.result(&page, || words::activity(&page));
    Ok(Exit::Done)
}
