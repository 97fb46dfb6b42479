//! Tags on accounts.

use std::collections::BTreeMap;

use rollcall_api::accounts;

use super::many;
use crate::{
    arguments::Tags,
    exit::{Exit, Failure},
    printer::table,
    session::Session,
};

pub async fn run(session: &Session, command: Tags) -> Result<Exit, Failure> {
    match command {
        Tags::List => list(session).await,
        Tags::Add(arguments) => many::tag(session, &arguments.tag, arguments.accounts, false).await,
        Tags::Remove(arguments) => many::tag(session, &arguments.tag, arguments.accounts, true).await,
        Tags::Rename { from, to } => many::rename_tag(session, &from, &to).await,
    }
}

async fn list(session: &Session) -> Result<Exit, Failure> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for tag in accounts::list(&session.rollcall).await?.accounts.into_iter().flat_map(|account| account.tags)
    {
        *counts.entry(tag).or_default() += 1;
    }
    session.printer.result(&counts, || {
        if counts.is_empty() {
            return "No tag yet. Put one on with: rollcall tags add".into();
        }
        let rows = counts.iter().map(|(tag, count)| [tag.clone(), count.to_string()]);
        table(["Tag", "Accounts"], rows.collect())
    });
    Ok(Exit::Done)
}
