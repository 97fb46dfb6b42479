//! `rollcall clients …` and `rollcall activity …`

use std::path::PathBuf;

use clap::{
    Args, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};
use rollcall_api::domain::{
    Timestamp,
    client::ClientColour,
    history::{Actor, HistoryKind},
};

use super::Filters;

/// The agency's customers.
#[derive(Debug, Subcommand)]
pub enum Clients {
    /// List clients with how many accounts each has.
    List,
    /// Make a client.
    Create {
        /// Its name.
        name: String,
        /// Its colour; one that is free when left out.
        #[arg(long, value_parser = colour())]
        colour: Option<ClientColour>,
    },
    /// Give a client another name.
    Rename {
        /// Its id or name.
        client: String,
        /// Its new name.
        name: String,
    },
    /// Give a client another colour.
    Colour {
        /// Its id or name.
        client: String,
        /// Its new colour.
        #[arg(value_parser = colour())]
        colour: ClientColour,
    },
    /// Put a client away. Its accounts stay with it.
    Archive {
        /// Its id or name.
        client: String,
    },
    /// Take a client out of the archive.
    Unarchive {
        /// Its id or name.
        client: String,
    },
}

/// Tags on accounts.
#[derive(Debug, Subcommand)]
pub enum Tags {
    /// List tags with how many accounts have each.
    List,
    /// Put a tag on accounts.
    Add(TagArguments),
    /// Take a tag off accounts.
    Remove(TagArguments),
    /// Give a tag another name, on every account that has it.
    Rename {
        /// The tag.
        from: String,
        /// Its new name.
        to: String,
    },
}

/// A tag and the accounts it is about.
#[derive(Debug, Args)]
pub struct TagArguments {
    /// The tag.
    pub tag: String,
    /// Their ids or names.
    #[arg(required = true)]
    pub accounts: Vec<String>,
}

/// Saved filters of the account list.
#[derive(Debug, Subcommand)]
pub enum SavedFilters {
    /// List them with what they let through.
    List,
    /// Keep a filter under a name; one of the same name is replaced.
    Save {
        /// Its name.
        name: String,
        /// What it lets through.
        #[command(flatten)]
        filters: Filters,
    },
    /// Forget one.
    Remove {
        /// Its name.
        name: String,
    },
}

/// Take back what was done to clients, tags, filters or by an import.
#[derive(Debug, Args)]
pub struct UndoArguments {
    /// The step, as `--list` names it; the latest one when left out.
    pub step: Option<String>,
    /// List the steps that can be taken back, newest first, instead.
    #[arg(long, conflicts_with = "step")]
    pub list: bool,
}

/// What happened to all accounts, newest first.
#[derive(Debug, Args)]
pub struct ActivityArguments {
    /// Only of this account, by its id or name.
    #[arg(long)]
    pub account: Option<String>,
    /// Only of this client's accounts, by its id or name.
    #[arg(long)]
    pub client: Option<String>,
    /// Only about this.
    #[arg(long, value_parser = kind())]
    pub kind: Option<HistoryKind>,
    /// Only caused by this one: operator (you), rollcall, provider or owner.
    #[arg(long, value_parser = actor())]
    pub actor: Option<Actor>,
    /// Not before this time, for instance 2026-11-01T00:00:00Z.
    #[arg(long, value_name = "TIME")]
    pub from: Option<Timestamp>,
    /// Before this time.
    #[arg(long, value_name = "TIME")]
    pub until: Option<Timestamp>,
    /// Only where these words are found.
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
    /// Only lines older than the one with this number, for the next page.
    #[arg(long, value_name = "NUMBER")]
    pub before: Option<u32>,
    /// Write everything that fits as CSV to this file instead; `-` is standard output.
    #[arg(long, value_name = "FILE")]
    pub csv: Option<PathBuf>,
}

fn colour() -> impl TypedValueParser<Value = ClientColour> {
    PossibleValuesParser::new(ClientColour::ALL.map(ClientColour::as_str))
        .try_map(|word| ClientColour::parse(&word).ok_or("no such colour"))
}

fn kind() -> impl TypedValueParser<Value = HistoryKind> {
    PossibleValuesParser::new(HistoryKind::ALL.map(HistoryKind::as_str))
        .try_map(|word| HistoryKind::parse(&word).ok_or("no such kind"))
}

fn actor() -> impl TypedValueParser<Value = Actor> {
    PossibleValuesParser::new(["operator", "owner", "rollcall", "provider"]).map(|word| Actor::parse(&word))
}
