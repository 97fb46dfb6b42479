//! Taking over names of clients and tags from a file: first what would change, then all of it at
//! once.

use std::collections::{BTreeMap, HashMap};

use rollcall_domain::{
    account::Account,
    client::ClientColour,
    id::{AccountId, ClientId, ConnectionId},
    spreadsheet::read_cell,
    tag,
};
use rollcall_store::{ClientRow, ImportChange, TagChange};
use serde::{Deserialize, Serialize};

use crate::{
    Engine,
    error::{EngineError, poisoned},
    tags::same,
    undo::{Before, Done, accounts},
};

/// No list of accounts is larger than this, in bytes.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// A file that was looked at and not taken over yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(transparent)]
pub struct ImportId(pub String);

/// What a file would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct ImportPreview {
    /// Takes it over, once.
    pub id: ImportId,
    /// Every line of the file, in its order.
    pub lines: Vec<ImportLine>,
    /// Names of clients that would be made.
    pub new_clients: Vec<String>,
    /// Columns that say nothing to Rollcall.
    pub unknown_columns: Vec<String>,
    /// How many accounts would change.
    pub changed: u32,
    /// How many lines were not understood.
    pub problems: u32,
}

/// One line of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct ImportLine {
    /// Its number in the file; the head is 1.
    pub line: u32,
    /// Who it is about, as far as it is known.
    pub name: String,
    /// The account it was understood to be about.
    pub account_id: Option<AccountId>,
    /// What would change, in words; nothing when all is so already.
    pub changes: Vec<String>,
    /// Why it was not understood, and what to do.
    pub problem: Option<String>,
}

/// A file that waits for the word.
pub(crate) struct PendingImport {
    id: ImportId,
    text: String,
    preview: ImportPreview,
}

struct Plan {
    preview: ImportPreview,
    change: ImportChange,
    before: Before,
}

impl Engine {
    /// Reads a CSV with the columns *name*, *client*, *tags* and *provider_id*, in any order, and
    /// says what it would change. Nothing is changed. Accounts are found by their provider's id,
    /// and by their name where the file has none.
    ///
    /// # Errors
    /// [`EngineError::BadInput`] when it isn't such a file.
    pub async fn preview_import(&self, bytes: &[u8]) -> Result<ImportPreview, EngineError> {
        if bytes.len() > MOST_BYTES {
            return Err(EngineError::BadInput("This file is larger than 8 MB. Cut it into several.".into()));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| {
            EngineError::BadInput("This file isn't UTF-8 text. Save it as “CSV UTF-8” and try again.".into())
        })?;
        let text = text.trim_start_matches('\u{feff}').to_owned();
        let id = ImportId(self.inner.world.new_id());
        let plan = self.plan_import(&text, id.clone()).await?;
        let pending = PendingImport { id, text, preview: plan.preview.clone() };
        *self.inner.import.lock().map_err(poisoned)? = Some(pending);
        Ok(plan.preview)
    }

    /// Takes over the file that was looked at last: all of it or nothing. Lines that were not
    /// understood are left out.
    ///
    /// # Errors
    /// [`EngineError::BadInput`] when the accounts changed since it was looked at.
    pub async fn apply_import(&self, id: &ImportId) -> Result<Done, EngineError> {
        let pending = self.inner.import.lock().map_err(poisoned)?.take().filter(|pending| pending.id == *id);
        let pending = pending.ok_or(EngineError::NotFound("This import"))?;
        let plan = self.plan_import(&pending.text, pending.id).await?;
        if plan.preview != pending.preview {
            return Err(EngineError::BadInput(
                "The accounts changed since you looked at this file. Choose it again to see what it would change now."
                    .into(),
            ));
        }
        let changed = usize::try_from(plan.preview.changed).unwrap_or(usize::MAX);
        self.inner.store.import(plan.change).await?;
        self.done(format!("Imported: {} changed.", accounts(changed)), changed, plan.before).await
    }

    async fn plan_import(&self, text: &str, id: ImportId) -> Result<Plan, EngineError> {
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter(text)).flexible(true).from_reader(text.as_bytes());
        let unreadable = |_| EngineError::BadInput("This file can't be read as CSV.".into());
        let (columns, unknown_columns) = Columns::of(reader.headers().map_err(unreadable)?)?;
        let book = self.book().await?;
        let mut planner = Planner { engine: self, book, lines: Vec::new(), targets: BTreeMap::new() };
        for record in reader.records() {
            let record = record.map_err(unreadable)?;
            let line = record.position().map_or(0, csv::Position::line);
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            planner.line(u32::try_from(line).unwrap_or(u32::MAX), &columns, &record);
        }
        planner.plan(id, unknown_columns)
    }

    async fn book(&self) -> Result<Book, EngineError> {
        let store = &self.inner.store;
        Ok(Book {
            accounts: store.accounts().await?,
            tags: store.tags().await?,
            clients: store.clients().await?,
            connections: store.connections().await?.into_iter().map(|row| (row.id, row.name)).collect(),
        })
    }
}

/// Everything a line may be about.
struct Book {
    accounts: Vec<Account>,
    tags: HashMap<AccountId, Vec<String>>,
    clients: Vec<ClientRow>,
    connections: HashMap<ConnectionId, String>,
}

/// Where each column is.
#[derive(Default)]
struct Columns {
    name: Option<usize>,
    client: Option<usize>,
    tags: Option<usize>,
    provider_id: Option<usize>,
    connection: Option<usize>,
}

impl Columns {
    fn of(head: &csv::StringRecord) -> Result<(Columns, Vec<String>), EngineError> {
        let mut columns = Columns::default();
        let mut unknown = Vec::new();
        for (at, title) in head.iter().enumerate() {
            let word = read_cell(title).to_lowercase().replace([' ', '-'], "_");
            let column = match word.as_str() {
                "name" | "account" => &mut columns.name,
                "client" => &mut columns.client,
                "tags" | "tag" => &mut columns.tags,
                "provider_id" | "remote_id" | "id" => &mut columns.provider_id,
                "connection" => &mut columns.connection,
                // What an export adds, and an import has no use for.
                known if crate::exporting::ACCOUNT_COLUMNS.contains(&known) => continue,
                "" => continue,
                _ => {
                    unknown.push(title.trim().to_owned());
                    continue;
                }
            };
            *column = column.or(Some(at));
        }
        if columns.name.is_none() && columns.provider_id.is_none() {
            return Err(EngineError::BadInput(
                "The first line must name the columns, and one of them must be “name” or “provider_id”."
                    .into(),
            ));
        }
        if columns.client.is_none() && columns.tags.is_none() {
            return Err(EngineError::BadInput(
                "There is nothing to take over: the file has neither a column “client” nor “tags”.".into(),
            ));
        }
        Ok((columns, unknown))
    }
}

/// What one account is to become, from all the lines that name it.
#[derive(Default)]
struct Target {
    client: Option<String>,
    tags: Vec<String>,
}

struct Planner<'a> {
    engine: &'a Engine,
    book: Book,
    lines: Vec<ImportLine>,
    targets: BTreeMap<AccountId, Target>,
}

impl Planner<'_> {
    fn line(&mut self, number: u32, columns: &Columns, record: &csv::StringRecord) {
        let cell = |at: Option<usize>| at.and_then(|at| record.get(at)).map(read_cell).unwrap_or_default();
        let (name, remote) = (cell(columns.name), cell(columns.provider_id));
        let mut line = ImportLine {
            line: number,
            name: if name.is_empty() { remote } else { name }.to_owned(),
            account_id: None,
            changes: Vec::new(),
            problem: None,
        };
        match self.understood(
            name,
            remote,
            cell(columns.connection),
            cell(columns.client),
            cell(columns.tags),
        ) {
            Ok((account, changes)) => {
                line.name = account.name.clone();
                line.account_id = Some(account.id.clone());
                line.changes = changes;
            }
            Err(problem) => line.problem = Some(problem),
        }
        self.lines.push(line);
    }

    fn understood(
        &mut self,
        name: &str,
        remote: &str,
        connection: &str,
        client: &str,
        tags: &str,
    ) -> Result<(Account, Vec<String>), String> {
        let account = self.find(name, remote, connection)?.clone();
        let tags = tags
            .split([';', ','])
            .filter(|tag| !tag.trim().is_empty())
            .map(|typed| tag::tidy(typed).map_err(|error| format!("“{}”: {error}", typed.trim())))
            .collect::<Result<Vec<_>, _>>()?;
        let client = client.split_whitespace().collect::<Vec<_>>().join(" ");
        let known = self.book.clients.iter().find(|row| same(&row.name, &client));
        if let Some(archived) = known.filter(|row| row.archived_at.is_some()) {
            return Err(format!("{} is archived. Take it out of the archive first.", archived.name));
        }
        let client = known.map_or(client, |row| row.name.clone());
        let has = self.book.tags.get(&account.id).map(Vec::as_slice).unwrap_or_default();
        let target = self.targets.entry(account.id.clone()).or_default();
        let mut changes = Vec::new();
        if !client.is_empty() {
            if target.client.as_ref().is_some_and(|other| !same(other, &client)) {
                return Err(format!(
                    "An earlier line gives {} another client. Keep one of the two.",
                    account.name
                ));
            }
            let now = self.book.clients.iter().find(|row| Some(&row.id) == account.client_id.as_ref());
            if !now.is_some_and(|row| same(&row.name, &client)) {
                changes.push(match now {
                    Some(row) => format!("Client: {client}, not {}", row.name),
                    None => format!("Client: {client}"),
                });
                target.client = Some(client);
            }
        }
        for tag in tags {
            if !has.iter().chain(&target.tags).any(|other| same(other, &tag)) {
                changes.push(format!("Tag: {tag}"));
                target.tags.push(tag);
            }
        }
        Ok((account, changes))
    }

    fn find(&self, name: &str, remote: &str, connection: &str) -> Result<&Account, String> {
        let through = |account: &&Account| {
            connection.is_empty()
                || self
                    .book
                    .connections
                    .get(&account.connection_id)
                    .is_some_and(|other| same(other, connection))
        };
        let of = |fits: &dyn Fn(&Account) -> bool| -> Vec<&Account> {
            self.book.accounts.iter().filter(|account| fits(account)).filter(through).collect()
        };
        if remote.is_empty() && name.is_empty() {
            return Err("The line names nobody: it has neither a provider id nor a name.".into());
        }
        let found = if remote.is_empty() {
            of(&|account| same(&account.name, name))
        } else {
            of(&|account| account.remote_id == remote)
        };
        match (found.as_slice(), remote.is_empty()) {
            ([account], true) => Ok(account),
            ([account], false) if name.is_empty() || same(&account.name, name) => Ok(account),
            ([account], false) => Err(format!(
                "This provider id belongs to {}, not to {name}. Correct one of the two.",
                account.name
            )),
            ([], true) => {
                Err(format!("Nobody is called {name}. Sync the connections first, or give the provider id."))
            }
            ([], false) => {
                Err(format!("No account has the provider id {remote}. Sync its connection first."))
            }
            (_, true) => Err(format!("Several accounts are called {name}. Add the column provider_id.")),
            (_, false) => Err("Several connections have this provider id. Add the column connection.".into()),
        }
    }

    fn plan(self, id: ImportId, unknown_columns: Vec<String>) -> Result<Plan, EngineError> {
        let Planner { engine, book, lines, targets } = self;
        let mut change = ImportChange::default();
        let mut before = Before::default();
        let mut known: Vec<ClientRow> = book.clients.clone();
        let mut changed = 0;
        for account in &book.accounts {
            let Some(Target { client, tags }) = targets.get(&account.id) else { continue };
            changed += u32::from(client.is_some() || !tags.is_empty());
            if let Some(name) = client {
                let found = known
                    .iter()
                    .find(|row| same(&row.name, name))
                    .map(|row| (row.id.clone(), row.name.clone()));
                let (client_id, name) = found.unwrap_or_else(|| {
                    let colours: Vec<ClientColour> = known.iter().map(|row| row.colour).collect();
                    let row = ClientRow {
                        id: ClientId(engine.inner.world.new_id()),
                        name: name.clone(),
                        colour: ClientColour::least_used(&colours),
                        archived_at: None,
                    };
                    known.push(row.clone());
                    before.new_clients.push(row.id.clone());
                    change.clients.push(row.clone());
                    (row.id, row.name)
                });
                let entry = engine.organised(format!("Belongs to {name} now: imported from a file"));
                before.assigned.push((account.id.clone(), account.client_id.clone()));
                change.assigned.push((account.id.clone(), client_id, entry));
            }
            if !tags.is_empty() {
                let was = book.tags.get(&account.id).cloned().unwrap_or_default();
                let entry = engine.organised(format!("Tagged {}: imported from a file", tags.join(", ")));
                let all = was.iter().chain(tags).cloned().collect();
                before.tags.push((account.id.clone(), was));
                change.tags.push(TagChange { account_id: account.id.clone(), tags: all, entry: Some(entry) });
            }
        }
        let problems = lines.iter().filter(|line| line.problem.is_some()).count();
        let preview = ImportPreview {
            id,
            lines,
            new_clients: change.clients.iter().map(|row| row.name.clone()).collect(),
            unknown_columns,
            changed,
            problems: u32::try_from(problems).unwrap_or(u32::MAX),
        };
        Ok(Plan { preview, change, before })
    }
}

/// The character between the columns: what the head has most of.
fn delimiter(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or_default();
    let count = |c: u8| head.bytes().filter(|b| *b == c).count();
    [b',', b';', b'\t'].into_iter().max_by_key(|c| (count(*c), u8::from(*c == b','))).unwrap_or(b',')
}
