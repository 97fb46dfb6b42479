//! What can be typed, as clap reads it.

mod accounts;
mod connection;
mod organising;
mod publishing;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub use accounts::{
    Accounts, CheckpointCommand, Filters, LinkArguments, MergeArguments, RefreshArguments, ReturnArguments,
    SignInArguments,
};
pub use connection::{ConnectionCommand, NewConnectionCommand};
pub use organising::{ActivityArguments, Clients, SavedFilters, Tags, UndoArguments};
pub use publishing::{DraftsCommand, GroupsCommand, OutboxCommand, Pair, PostArguments};

const EXIT_CODES: &str = "\
Secrets (API keys, client secrets, passwords, cookies, codes) are read from standard input, one on
each line, and never from arguments. They are kept in the keychain of this computer and nowhere else.

Exit codes:
  0  done
  1  something else went wrong
  2  what was typed can't be used
  3  the provider refused, or didn't answer
  4  a person has to act first: sign in, answer a checkpoint, look at LinkedIn
  5  the keychain is missing, locked or silent";

/// Rollcall without a window: many LinkedIn accounts, whether they work, and posts for several of
/// them at once.
#[derive(Debug, Parser)]
#[command(name = "rollcall", version, after_help = EXIT_CODES, after_long_help = EXIT_CODES)]
pub struct Arguments {
    /// Print JSON: one document on one line, or one line for each step where something is awaited.
    #[arg(long, global = true)]
    pub json: bool,
    /// The workspace's folder.
    #[arg(long, global = true, env = "ROLLCALL_DATA_DIR", value_name = "FOLDER")]
    pub data_dir: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Provider credentials: add, list, remove.
    #[command(subcommand)]
    Connection(ConnectionCommand),
    /// Linked accounts: find, list, check, link and refresh them.
    #[command(subcommand)]
    Accounts(Accounts),
    /// The agency's customers: named, coloured groups of accounts.
    #[command(subcommand)]
    Clients(Clients),
    /// Tags on accounts: list, add, remove, rename.
    #[command(subcommand)]
    Tags(Tags),
    /// Saved filters of the account list.
    #[command(subcommand)]
    Filters(SavedFilters),
    /// Take back what was done to clients, tags, filters or by an import.
    Undo(UndoArguments),
    /// What happened to all accounts, newest first.
    Activity(ActivityArguments),
    /// Check every account against its provider now; or the checks that nobody asked for.
    RollCall(RollCallArguments),
    /// Challenges that LinkedIn poses during a login.
    #[command(subcommand)]
    Checkpoint(CheckpointCommand),
    /// Publish a post as one or more authors, and wait for what becomes of each copy.
    Post(Box<PostArguments>),
    /// Saved groups of authors, who publish together.
    #[command(subcommand)]
    Groups(GroupsCommand),
    /// What is being written, and templates.
    #[command(subcommand)]
    Drafts(DraftsCommand),
    /// What was published and what waits.
    #[command(subcommand)]
    Outbox(OutboxCommand),
    /// Serve LinkedIn, Unipile, Edges and Zernio on this computer until stopped. The first line
    /// printed says where, as JSON.
    Sandbox(SandboxArguments),
}

/// The checks that Rollcall makes by itself while its window is open.
#[derive(Debug, Args)]
pub struct RollCallArguments {
    /// Say whether they are made, and when the next one comes, instead of checking.
    #[arg(long, group = "schedule")]
    pub next: bool,
    /// Make them.
    #[arg(long, group = "schedule")]
    pub on: bool,
    /// Make none.
    #[arg(long, group = "schedule")]
    pub off: bool,
}

/// How the sandbox starts.
#[derive(Debug, Args)]
pub struct SandboxArguments {
    /// First of six consecutive ports; the system chooses when left out.
    #[arg(long)]
    pub port: Option<u16>,
    /// The same seed gives the same people, ids and keys.
    #[arg(long)]
    pub seed: Option<u64>,
    /// How many linked accounts the made-up agency has.
    #[arg(long)]
    pub accounts: Option<usize>,
}
