//! One file for each noun.

mod accounts;
mod activity;
mod clients;
mod connection;
mod drafts;
mod duplicates;
mod files;
mod filters;
mod groups;
mod linking;
mod many;
mod outbox;
mod post;
mod returning;
mod roll_call;
mod sandbox;
mod tags;
mod undo;
mod writing;

use crate::{
    arguments::{Accounts, Arguments, Command},
    exit::{Exit, Failure},
    printer::Printer,
    session::Session,
};

/// Carries a command out.
///
/// # Errors
/// When it can't be carried out; what a provider answered about one account or copy is a result.
pub async fn run(arguments: Arguments, printer: &Printer) -> Result<Exit, Failure> {
    if let Command::Sandbox(options) = &arguments.command {
        return sandbox::serve(options, printer).await;
    }
    let session = Session::open(arguments.data_dir, *printer).await?;
    match arguments.command {
        Command::Connection(command) => connection::run(&session, command).await,
        Command::Accounts(command) => on_accounts(&session, command).await,
        Command::Clients(command) => clients::run(&session, command).await,
        Command::Tags(command) => tags::run(&session, command).await,
        Command::Filters(command) => filters::run(&session, command).await,
        Command::Undo(arguments) => undo::run(&session, arguments).await,
        Command::Activity(arguments) => activity::run(&session, arguments).await,
        Command::RollCall(arguments) => roll_call::run(&session, &arguments).await,
        Command::Checkpoint(command) => linking::checkpoint(&session, command).await,
        Command::Post(arguments) => post::run(&session, *arguments).await,
        Command::Groups(command) => groups::run(&session, command).await,
        Command::Drafts(command) => drafts::run(&session, command).await,
        Command::Outbox(command) => outbox::run(&session, command).await,
        // Served above, as it has no workspace.
        Command::Sandbox(_) => Ok(Exit::Done),
    }
}

async fn on_accounts(session: &Session, command: Accounts) -> Result<Exit, Failure> {
    match command {
        Accounts::Sync { connection } => accounts::sync(session, connection).await,
        Accounts::List(filters) => accounts::list(session, &filters).await,
        Accounts::Show { account } => accounts::show(session, &account).await,
        Accounts::LinkedBy { account, source } => accounts::linked_by(session, &account, source).await,
        Accounts::Check { accounts } => accounts::check(session, accounts).await,
        Accounts::Tag { tag, accounts, remove } => many::tag(session, &tag, accounts, remove).await,
        Accounts::RenameTag { from, to } => many::rename_tag(session, &from, &to).await,
        Accounts::Assign { client, accounts } => many::assign(session, &client, accounts).await,
        Accounts::Pause { accounts } => many::pause(session, accounts).await,
        Accounts::Resume { accounts } => many::resume(session, accounts).await,
        Accounts::Links { accounts, wait } => many::links(session, accounts, wait).await,
        Accounts::Export { filters, out } => files::export(session, &filters, out).await,
        Accounts::Import { file, dry_run } => files::import(session, &file, dry_run).await,
        Accounts::Consent { account, how, note, .. } => linking::consent(session, &account, how, note).await,
        Accounts::Link(arguments) => linking::link(session, arguments).await,
        Accounts::TakeBack { account } => linking::take_back(session, &account).await,
        Accounts::Refresh(arguments) => linking::refresh(session, arguments).await,
        Accounts::Duplicates => duplicates::list(session).await,
        Accounts::Merge(arguments) => duplicates::merge(session, arguments).await,
        Accounts::Return(arguments) => returning::run(session, &arguments).await,
    }
}
