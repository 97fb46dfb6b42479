//! Saved groups of authors.

use rollcall_api::{composing, composing::AuthorGroup};

use super::clients::said;
use crate::{
    arguments::GroupsCommand,
    exit::{Exit, Failure},
    printer::table,
    session::Session,
};

pub async fn run(session: &Session, command: GroupsCommand) -> Result<Exit, Failure> {
    match command {
        GroupsCommand::List => list(session).await,
        GroupsCommand::Save { name, authors: named } => {
            let mut authors = Vec::with_capacity(named.len());
            for word in named {
                let author = session.author(&word).await?;
                if !authors.contains(&author) {
                    authors.push(author);
                }
            }
            let group = AuthorGroup { name, authors };
            said(session, &composing::save_author_group(&session.rollcall, group).await?)
        }
        GroupsCommand::Remove { name } => {
            said(session, &composing::remove_author_group(&session.rollcall, &name).await?)
        }
    }
}

async fn list(session: &Session) -> Result<Exit, Failure> {
    let groups = composing::author_groups(&session.rollcall).await?;
    let authors = composing::authors(&session.rollcall).await?;
    session.printer.result(&groups, || {
        if groups.is_empty() {
            return "No group yet. Keep one with: rollcall groups save".into();
        }
        let rows = groups.iter().map(|group| {
            // Who isn't linked any more is left out, as when the group is chosen.
            let names = group.authors.iter().filter_map(|id| authors.iter().find(|author| author.id == *id));
            [group.name.clone(), names.map(|author| author.name.as_str()).collect::<Vec<_>>().join(", ")]
        });
        table(["Name", "Authors"], rows.collect())
    });
    Ok(Exit::Done)
}
