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
