//! The agency's customers.

use rollcall_api::{
    accounts,
    accounts::AccountList,
    organising,
    organising::{ClientChange, Done},
};
use serde::Serialize;

use crate::{
    arguments::Clients,
    exit::{Exit, Failure},
    printer::table,
    session::Session,
};

/// One client of the list.
#[derive(Serialize)]
struct Listed<'a> {
    id: &'a str,
    name: &'a str,
    colour: &'static str,
    archived: bool,
    accounts: usize,
}

pub async fn run(session: &Session, command: Clients) -> Result<Exit, Failure> {
    match command {
        Clients::List => list(session).await,
        Clients::Create { name, colour } => {
            let made = organising::create_client(&session.rollcall, &name, colour).await?;
            session.printer.result(&made.client, || made.done.sentence.clone());
            Ok(Exit::Done)
        }
        Clients::Rename { client, name } => {
            change(session, &client, ClientChange { name: Some(name), ..ClientChange::default() }).await
        }
        Clients::Colour { client, colour } => {
            change(session, &client, ClientChange { colour: Some(colour), ..ClientChange::default() }).await
        }
        Clients::Archive { client } => archive(session, &client, true).await,
        Clients::Unarchive { client } => archive(session, &client, false).await,
    }
}

async fn archive(session: &Session, client: &str, archived: bool) -> Result<Exit, Failure> {
    change(session, client, ClientChange { archived: Some(archived), ..ClientChange::default() }).await
}

async fn change(session: &Session, client: &str, change: ClientChange) -> Result<Exit, Failure> {
    let client = session.client(client).await?;
    said(session, &organising::change_client(&session.rollcall, &client.id, change).await?)
}

async fn list(session: &Session) -> Result<Exit, Failure> {
    let AccountList { accounts, clients, .. } = accounts::list(&session.rollcall).await?;
    let listed: Vec<Listed<'_>> = clients
        .iter()
        .map(|client| Listed {
            id: client.id.as_str(),
            name: &client.name,
            colour: client.colour.as_str(),
            archived: client.archived,
            accounts: accounts
                .iter()
                .filter(|account| account.client_id.as_ref() == Some(&client.id))
                .count(),
        })
        .collect();
    session.printer.result(&listed, || {
        if listed.is_empty() {
            return "No client yet. Make one with: rollcall clients create".into();
        }
        let rows = listed.iter().map(|client| {
            let archived = if client.archived { "archived" } else { "" };
            [
                client.name.to_owned(),
                client.colour.to_owned(),
                client.accounts.to_string(),
                archived.to_owned(),
                client.id.to_owned(),
            ]
        });
        table(["Name", "Colour", "Accounts", "", "Id"], rows.collect())
    });
    Ok(Exit::Done)
}

/// Prints what was done, and what takes it back.
pub fn said(session: &Session, done: &Done) -> Result<Exit, Failure> {
    #[derive(Serialize)]
    struct Said<'a> {
        sentence: &'a str,
        changed: u32,
        undo: Option<&'a str>,
    }
    let undo = done.undo.as_ref().map(|id| id.0.as_str());
    let said = Said { sentence: &done.sentence, changed: done.changed, undo };
    session.printer.result(&said, || done.sentence.clone());
    Ok(Exit::Done)
}
