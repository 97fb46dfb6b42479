//! An open workspace, and waiting for it to change.

use std::{path::PathBuf, sync::Arc, time::Duration};

use rollcall_api::{
    Rollcall, accounts,
    accounts::{AccountList, AccountView, ClientView},
    composing, connections,
    connections::ConnectionView,
    domain::id::{AccountId, AuthorId},
    log::WorkerGuard,
    rollcall::Options,
};
use tokio::{
    sync::Notify,
    time::{Instant, timeout_at},
};

use crate::{exit::Failure, printer::Printer};

/// An open workspace.
pub struct Session {
    /// The handle every api function takes.
    pub rollcall: Rollcall,
    /// Where results go.
    pub printer: Printer,
    changed: Arc<Notify>,
    /// Writes what is left of the log when it is dropped.
    _log: Option<WorkerGuard>,
}

impl Session {
    /// Opens the workspace in `data_dir`.
    ///
    /// # Errors
    /// When it is open elsewhere, or can't be read.
    pub async fn open(data_dir: Option<PathBuf>, printer: Printer) -> Result<Self, Failure> {
        let data_dir = match data_dir {
            Some(data_dir) => data_dir,
            None => rollcall_api::data_dir::find()?,
        };
        let log = rollcall_api::log::init(&data_dir);
        let changed = Arc::new(Notify::new());
        let on_event = {
            let changed = Arc::clone(&changed);
            Box::new(move |_| changed.notify_one())
        };
        let rollcall =
            Rollcall::open(Options { data_dir, keychain_service: None, background: false, on_event }).await?;
        Ok(Self { rollcall, printer, changed, _log: log })
    }

    /// Waits until something changed; false when `until` came first.
    pub async fn change(&self, until: Instant) -> bool {
        // Looked at each second too, so that a notice that was never sent costs a second only.
        let next = until.min(Instant::now() + Duration::from_secs(1));
        let told = timeout_at(next, self.changed.notified()).await.is_ok();
        told || Instant::now() < until
    }

    /// The connection with this id or name.
    ///
    /// # Errors
    /// When there is none, or several.
    pub async fn connection(&self, word: &str) -> Result<ConnectionView, Failure> {
        let all = connections::list(&self.rollcall).await?;
        one_of(all, word, "connection", |connection| [connection.id.as_str(), connection.name.as_str()])
    }

    /// The account with this id or name.
    ///
    /// # Errors
    /// When there is none, or several.
    pub async fn account(&self, word: &str) -> Result<AccountView, Failure> {
        let AccountList { accounts, .. } = accounts::list(&self.rollcall).await?;
        one_of(accounts, word, "account", |account| [account.id.as_str(), account.name.as_str()])
    }

    /// The accounts with these ids or names.
    ///
    /// # Errors
    /// When one of them is nobody's, or several people's.
    pub async fn accounts(&self, named: Vec<String>) -> Result<Vec<AccountId>, Failure> {
        let mut ids = Vec::with_capacity(named.len());
        for word in named {
            ids.push(self.account(&word).await?.id);
        }
        Ok(ids)
    }

    /// The client with this id or name.
    ///
    /// # Errors
    /// When there is none, or several.
    pub async fn client(&self, word: &str) -> Result<ClientView, Failure> {
        let AccountList { clients, .. } = accounts::list(&self.rollcall).await?;
        one_of(clients, word, "client", |client| [client.id.as_str(), client.name.as_str()])
    }

    /// The author with this id or name.
    ///
    /// # Errors
    /// When there is none, or several.
    pub async fn author(&self, word: &str) -> Result<AuthorId, Failure> {
        let all = composing::authors(&self.rollcall).await?;
        let author = one_of(all, word, "author", |author| [author.id.as_str(), author.name.as_str()])?;
        Ok(author.id)
    }
}

/// The one thing that is called so: its id exactly, or its name in any case.
fn one_of<T>(all: Vec<T>, word: &str, what: &str, called: impl Fn(&T) -> [&str; 2]) -> Result<T, Failure> {
    let (mut by_id, mut by_name) = (Vec::new(), Vec::new());
    for thing in all {
        let [id, name] = called(&thing);
        if id == word {
            by_id.push(thing);
        } else if name.to_lowercase() == word.to_lowercase() {
            by_name.push(thing);
        }
    }
    let mut found = if by_id.is_empty() { by_name } else { by_id };
    match (found.pop(), found.is_empty()) {
        (Some(thing), true) => Ok(thing),
        (Some(_), false) => {
            Err(Failure::Usage(format!("More than one {what} is called {word}. Give its id.")))
        }
        (None, _) => Err(Failure::Usage(format!("No {what} has the id or the name {word}."))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_found_by_id_first_then_by_name() {
        let all = [["1", "Dana"], ["2", "Dana"], ["3", "Chloé"], ["4", "3"]];
        for (word, found) in
            [("1", Some("1")), ("chloé", Some("3")), ("3", Some("3")), ("Dana", None), ("Bob", None)]
        {
            let one = one_of(all.to_vec(), word, "account", |thing| *thing);
            assert_eq!(one.ok().map(|thing| thing[0]), found, "{word}");
        }
    }
}
