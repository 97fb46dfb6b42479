//! Linked accounts: find, list, show, check.

use rollcall_api::{
    accounts,
    accounts::{AccountList, AccountView},
    connections,
    domain::setup_source::SetupSource,
    organising::SavedFilter,
    roll_call,
};

use crate::{
    arguments::Filters,
    exit::{Exit, Failure},
    session::Session,
    words,
};

pub async fn sync(session: &Session, connection: Option<String>) -> Result<Exit, Failure> {
    let connections = match connection {
        Some(word) => vec![session.connection(&word).await?],
        None => connections::list(&session.rollcall).await?,
    };
    let mut exit = Exit::Done;
    for connection in connections {
        // One provider that is down keeps nobody from the others' accounts.
        match connections::sync(&session.rollcall, &connection.id).await {
            Ok(report) => session.printer.result(&report, || words::sync(&connection.name, &report)),
            Err(error) => {
                let failure = Failure::from(error);
                session.printer.failure(&failure);
                exit = exit.max(failure.exit());
            }
        }
    }
    Ok(exit)
}

pub async fn list(session: &Session, filters: &Filters) -> Result<Exit, Failure> {
    let list = filtered(session, filters).await?;
    session.printer.result(&list, || words::accounts(&list));
    Ok(Exit::Done)
}

/// The list with only the accounts that fit.
pub async fn filtered(session: &Session, filters: &Filters) -> Result<AccountList, Failure> {
    let mut list = accounts::list(&session.rollcall).await?;
    if let Some(name) = &filters.filter {
        let saved = super::filters::named(&list, name)?;
        list.accounts.retain(|account| fits(account, &saved));
    }
    let of_client = match &filters.client {
        None => None,
        Some(word) => {
            let client = list.clients.iter().find(|client| {
                client.id.as_str() == word || client.name.to_lowercase() == word.to_lowercase()
            });
            let Some(client) = client else {
                return Err(Failure::Usage(format!("No client has the id or the name {word}.")));
            };
            Some(client.id.clone())
        }
    };
    let status = filters.status.as_ref().map(|word| word.to_lowercase().replace(['-', ' '], "_"));
    let tag = filters.tag.as_ref().map(|tag| tag.to_lowercase());
    let search = filters.search.as_ref().map(|text| text.to_lowercase());
    list.accounts.retain(|account| {
        status.as_ref().is_none_or(|status| account.status.kind.as_str() == status)
            && (of_client.is_none() || account.client_id == of_client)
            && filters.setup_source.is_none_or(|source| account.setup_source == source)
            && tag.as_ref().is_none_or(|tag| account.tags.iter().any(|other| other.to_lowercase() == *tag))
            && search.as_ref().is_none_or(|text| mentions(account, text))
    });
    Ok(list)
}

/// Whether a saved filter lets an account through.
fn fits(account: &AccountView, filter: &SavedFilter) -> bool {
    let tag = filter.tag.as_ref().map(|tag| tag.to_lowercase());
    filter.status.is_none_or(|status| account.status.kind == status)
        && filter.client_id.as_ref().is_none_or(|client| account.client_id.as_ref() == Some(client))
        && filter.setup_source.is_none_or(|source| account.setup_source == source)
        && tag.is_none_or(|tag| account.tags.iter().any(|other| other.to_lowercase() == tag))
        && (filter.text.is_empty() || mentions(account, &filter.text.to_lowercase()))
}

fn mentions(account: &AccountView, text: &str) -> bool {
    let headline = account.headline.as_deref().unwrap_or_default();
    [account.name.as_str(), headline].iter().any(|field| field.to_lowercase().contains(text))
}

pub async fn show(session: &Session, account: &str) -> Result<Exit, Failure> {
    let account = session.account(account).await?;
    let detail = accounts::detail(&session.rollcall, &account.id).await?;
    session.printer.result(&detail, || words::account(&detail));
    Ok(Exit::Done)
}

pub async fn linked_by(session: &Session, account: &str, source: SetupSource) -> Result<Exit, Failure> {
    let account = session.account(account).await?;
    accounts::say_setup_source(&session.rollcall, &account.id, source).await?;
    let detail = accounts::detail(&session.rollcall, &account.id).await?;
    session.printer.result(&detail, || words::account(&detail));
    Ok(Exit::Done)
}

pub async fn check(session: &Session, named: Vec<String>) -> Result<Exit, Failure> {
    let ids = if named.is_empty() { None } else { Some(session.accounts(named).await?) };
    let report = roll_call::start(&session.rollcall, ids).await?;
    let AccountList { accounts, .. } = accounts::list(&session.rollcall).await?;
    session.printer.result(&report, || words::roll_call(&report, &accounts));
    // A provider that gave no answer at all leaves the question open; what it answered is a result.
    let nobody_answered = report.checked > 0 && report.unreachable == report.checked;
    Ok(if nobody_answered || (report.checked == 0 && !report.problems.is_empty()) {
        Exit::Refused
    } else {
        Exit::Done
    })
}
