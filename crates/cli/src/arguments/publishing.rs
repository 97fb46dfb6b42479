//! `rollcall post …`, `rollcall drafts …` and `rollcall outbox …`

use std::{path::PathBuf, str::FromStr};

use clap::{ArgGroup, Args, Subcommand, ValueEnum};
use rollcall_api::{
    domain::{
        Timestamp,
        post::{PollDuration, Visibility},
    },
    outbox::Resolution,
};

/// A post.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("attached").args(["images", "video", "document", "article", "poll", "reshare"]))]
pub struct PostArguments {
    /// Who publishes it, by id or name; several when given several times.
    #[arg(long = "as", value_name = "AUTHOR", required_unless_present = "group")]
    pub authors: Vec<String>,
    /// A saved group of authors who publish it.
    #[arg(long, value_name = "NAME")]
    pub group: Option<String>,
    /// What it says; read from standard input when left out.
    #[arg(long)]
    pub text: Option<String>,
    /// Who is named in the text: every NAME in it leads to the member or page of the URN, or of
    /// the link to their profile or page, which is looked up as the first author.
    #[arg(long = "mention", value_name = "NAME=URN")]
    pub mentions: Vec<Pair>,
    /// An image; several when given several times, in their order.
    #[arg(long = "image", value_name = "FILE")]
    pub images: Vec<PathBuf>,
    /// What an image shows, for people who don't see it: the first one for the first image.
    #[arg(long = "alt", value_name = "TEXT", requires = "images")]
    pub alts: Vec<String>,
    /// A video.
    #[arg(long, value_name = "FILE")]
    pub video: Option<PathBuf>,
    /// The video's subtitles, as an SRT file.
    #[arg(long, value_name = "FILE", requires = "video")]
    pub captions: Option<PathBuf>,
    /// A document: PDF, Word or PowerPoint.
    #[arg(long, value_name = "FILE", requires = "title")]
    pub document: Option<PathBuf>,
    /// The address of an article, shown as a card. Its page is asked for the title or the
    /// description when one of them isn't given, and then also for the image.
    #[arg(long, value_name = "ADDRESS")]
    pub article: Option<String>,
    /// Don't ask the article's page for anything.
    #[arg(long, requires = "article")]
    pub no_preview: bool,
    /// The title of the video, document or article.
    #[arg(long, value_name = "TEXT", requires = "attached")]
    pub title: Option<String>,
    /// The lines below the article's title.
    #[arg(long, value_name = "TEXT", requires = "article")]
    pub description: Option<String>,
    /// The image of the video or article.
    #[arg(long, value_name = "FILE", requires = "attached")]
    pub thumbnail: Option<PathBuf>,
    /// What a poll asks.
    #[arg(long, value_name = "QUESTION", requires = "options")]
    pub poll: Option<String>,
    /// An answer of the poll: two to four.
    #[arg(long = "option", value_name = "ANSWER", requires = "poll")]
    pub options: Vec<String>,
    /// How long the poll is open.
    #[arg(long, value_enum, default_value_t = OpenFor::Week, requires = "poll")]
    pub open_for: OpenFor,
    /// A post to share again, by its link or URN.
    #[arg(long, value_name = "LINK")]
    pub reshare: Option<String>,
    /// A comment of the author's own below the post.
    #[arg(long, value_name = "TEXT")]
    pub comment: Option<String>,
    /// Another text for one author.
    #[arg(long = "variant", value_name = "AUTHOR=TEXT")]
    pub variants: Vec<Pair>,
    /// Another image for one author; several when given several times. They take the place of what
    /// the others attach.
    #[arg(long = "variant-image", value_name = "AUTHOR=FILE")]
    pub variant_images: Vec<Pair>,
    /// What is seen on that author's images, in their order.
    #[arg(long = "variant-alt", value_name = "AUTHOR=TEXT")]
    pub variant_alts: Vec<Pair>,
    /// Another first comment for one author.
    #[arg(long = "variant-comment", value_name = "AUTHOR=TEXT")]
    pub variant_comments: Vec<Pair>,
    /// Who can see it.
    #[arg(long, value_enum, default_value_t = VisibilityWord::Public)]
    pub visibility: VisibilityWord,
    /// When, for instance 2026-12-01T09:00:00+01:00. Rollcall has to be open then, unless the
    /// account's provider keeps times itself.
    #[arg(long, value_name = "TIME")]
    pub at: Option<Timestamp>,
    /// Say what would happen to each copy, and send nothing.
    #[arg(long, conflicts_with = "keep")]
    pub dry_run: bool,
    /// Keep it as a draft, and send nothing.
    #[arg(long)]
    pub keep: bool,
    /// Wait up to this many seconds for what becomes of the copies.
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    pub wait: u64,
}

/// Two words with an equals sign between them.
#[derive(Debug, Clone)]
pub struct Pair(pub String, pub String);

impl FromStr for Pair {
    type Err = &'static str;

    fn from_str(words: &str) -> Result<Self, Self::Err> {
        let (left, right) = words.split_once('=').ok_or("an equals sign is missing")?;
        match left.trim() {
            "" => Err("nothing stands before the equals sign"),
            left => Ok(Pair(left.to_owned(), right.to_owned())),
        }
    }
}

/// Saved groups of authors.
#[derive(Debug, Subcommand)]
pub enum GroupsCommand {
    /// List the groups and who is in each.
    List,
    /// Keep authors under a name; a group of the same name is replaced.
    Save {
        /// The group's name.
        name: String,
        /// Who belongs to it, by id or name; several when given several times.
        #[arg(long = "as", value_name = "AUTHOR", required = true)]
        authors: Vec<String>,
    },
    /// Forget a group. Its authors stay as they are.
    Remove {
        /// The group's name.
        name: String,
    },
}

/// How long a poll is open.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum OpenFor {
    /// A day.
    Day,
    /// Three days.
    ThreeDays,
    /// A week.
    Week,
    /// Two weeks.
    TwoWeeks,
}

impl From<OpenFor> for PollDuration {
    fn from(word: OpenFor) -> Self {
        match word {
            OpenFor::Day => PollDuration::OneDay,
            OpenFor::ThreeDays => PollDuration::ThreeDays,
            OpenFor::Week => PollDuration::OneWeek,
            OpenFor::TwoWeeks => PollDuration::TwoWeeks,
        }
    }
}

/// What is being written, and templates.
#[derive(Debug, Subcommand)]
pub enum DraftsCommand {
    /// List drafts, the last saved first.
    List {
        /// Templates instead.
        #[arg(long, conflicts_with = "discarded")]
        templates: bool,
        /// Discarded drafts instead.
        #[arg(long)]
        discarded: bool,
    },
    /// List drafts with all these words in them.
    Search {
        /// The words.
        #[arg(required = true)]
        words: Vec<String>,
    },
    /// Everything about a draft.
    Show {
        /// Its id.
        draft: String,
    },
    /// Publish a draft as it was written, and wait for what becomes of each copy.
    Publish {
        /// Its id.
        draft: String,
        /// Wait up to this many seconds.
        #[arg(long, value_name = "SECONDS", default_value_t = 300)]
        wait: u64,
    },
    /// Make a second draft like this one; of a template, a draft that begins with it.
    Duplicate {
        /// Its id.
        draft: String,
    },
    /// Keep a copy of a draft to begin others with.
    Template {
        /// The draft's id.
        draft: String,
        /// The template's name.
        name: String,
    },
    /// Discard a draft or a template. It can be restored for thirty days.
    Discard {
        /// Its id.
        draft: String,
    },
    /// Take a discarded draft back.
    Restore {
        /// Its id.
        draft: String,
    },
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
