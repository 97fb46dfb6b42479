//! Saved filters of the account list.

use rollcall_api::{
    accounts, accounts::AccountList, domain::status::StatusKind, organising, organising::SavedFilter,
};

use super::clients::said;
use crate::{
    arguments::{Filters, SavedFilters},
    exit::{Exit, Failure},
    printer::table,
    session::Session,
};

pub async fn run(session: &Session, command: SavedFilters) -> Result<Exit, Failure> {
    match command {
        SavedFilters::List => list(session).await,
        SavedFilters::Save { name, filters } => {
            let filter = described(session, name, filters).await?;
            said(session, &organising::save_filter(&session.rollcall, filter).await?)
        }
        SavedFilters::Remove { name } => {
            said(session, &organising::remove_filter(&session.rollcall, &name).await?)
        }
    }
}

/// The saved filter of this name.
pub fn named(list: &AccountList, name: &str) -> Result<SavedFilter, Failure> {
    let found = list.filters.iter().find(|filter| filter.name.to_lowercase() == name.to_lowercase());
    found.cloned().ok_or_else(|| Failure::Usage(format!("No filter is called {name}.")))
}

async fn described(session: &Session, name: String, typed: Filters) -> Result<SavedFilter, Failure> {
    let from = match &typed.filter {
        Some(other) => named(&accounts::list(&session.rollcall).await?, other)?,
        None => SavedFilter {
            name: String::new(),
            status: None,
            client_id: None,
            setup_source: None,
            tag: None,
            text: String::new(),
        },
    };
    let status = match typed.status {
        Some(word) => {
            let word = word.to_lowercase().replace(['-', ' '], "_");
            let known = StatusKind::ALL.into_iter().find(|status| status.as_str() == word);
            Some(known.ok_or_else(|| Failure::Usage(format!("There is no status {word}.")))?)
        }
        None => from.status,
    };
    let client_id = match typed.client {
        Some(word) => Some(session.client(&word).await?.id),
        None => from.client_id,
    };
    Ok(SavedFilter {
        name,
        status,
        client_id,
        setup_source: typed.setup_source.or(from.setup_source),
        tag: typed.tag.or(from.tag),
        text: typed.search.unwrap_or(from.text),
    })
}

async fn list(session: &Session) -> Result<Exit, Failure> {
    let AccountList { filters, clients, .. } = accounts::list(&session.rollcall).await?;
    session.printer.result(&filters, || {
        if filters.is_empty() {
            return "No filter yet. Keep one with: rollcall filters save".into();
        }
        let rows = filters.iter().map(|filter| {
            let client = filter.client_id.as_ref();
            let client = client.and_then(|id| clients.iter().find(|client| client.id == *id));
            [
                filter.name.clone(),
                filter.status.map(StatusKind::as_str).unwrap_or_default().to_owned(),
                client.map(|client| client.name.clone()).unwrap_or_default(),
                filter.setup_source.map(|source| source.as_str().to_owned()).unwrap_or_default(),
                filter.tag.clone().unwrap_or_default(),
                filter.text.clone(),
            ]
        });
        table(["Name", "Status", "Client", "Setup source", "Tag", "Text"], rows.collect())
    });
    Ok(Exit::Done)
}
