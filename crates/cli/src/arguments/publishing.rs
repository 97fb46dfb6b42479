//! `rollcall post …` and `rollcall outbox …`

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use rollcall_api::{domain::post::Visibility, outbox::Resolution};

/// A post.
#[derive(Debug, Args)]
pub struct PostArguments {
    /// Who publishes it, by id or name; several when given several times.
    #[arg(long = "as", value_name = "AUTHOR", required = true)]
    pub authors: Vec<String>,
    /// What it says; read from standard input when left out.
    #[arg(long)]
    pub text: Option<String>,
    /// Its image: PNG, JPEG or GIF.
    #[arg(long, value_name = "FILE")]
    pub image: Option<PathBuf>,
    /// What the image shows, for people who don't see it.
    #[arg(long, value_name = "TEXT", default_value = "", requires = "image")]
    pub alt: String,
    /// Who can see it.
    #[arg(long, value_enum, default_value_t = VisibilityWord::Public)]
    pub visibility: VisibilityWord,
    /// Wait up to this many seconds for what becomes of the copies.
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    pub wait: u64,
}

/// Who can see a post.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum VisibilityWord {
    /// Anyone on or off LinkedIn.
    Public,
    /// The author's connections only.
    Connections,
}

impl From<VisibilityWord> for Visibility {
    fn from(word: VisibilityWord) -> Self {
        match word {
            VisibilityWord::Public => Visibility::Public,
            VisibilityWord::Connections => Visibility::Connections,
        }
    }
}

/// What was published and what waits.
#[derive(Debug, Subcommand)]
pub enum OutboxCommand {
    /// List posts and their copies, newest first.
    List,
    /// Send what is queued, held or to be tried again, where the account works.
    Run {
        /// Wait up to this many seconds for what becomes of the copies.
        #[arg(long, value_name = "SECONDS", default_value_t = 300)]
        wait: u64,
    },
    /// Say what became of a copy whose answer never came, after looking at LinkedIn.
    Resolve {
        /// The copy's id.
        target: String,
        /// What you found.
        found: ResolutionWord,
    },
}

/// What a person found out about a copy.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ResolutionWord {
    /// It is on LinkedIn.
    There,
    /// It isn't there: send it again.
    Again,
    /// It isn't there: let it go.
    Drop,
}

impl From<ResolutionWord> for Resolution {
    fn from(word: ResolutionWord) -> Self {
        match word {
            ResolutionWord::There => Resolution::ItIsThere,
            ResolutionWord::Again => Resolution::SendAgain,
            ResolutionWord::Drop => Resolution::LetItGo,
        }
    }
}
