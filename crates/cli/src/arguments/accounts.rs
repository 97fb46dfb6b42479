//! `rollcall accounts …` and `rollcall checkpoint …`

use std::path::PathBuf;

use clap::{
    Args, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};
use rollcall_api::domain::{consent::ConsentHow, product::Product, setup_source::SetupSource};

/// Linked accounts.
#[derive(Debug, Subcommand)]
pub enum Accounts {
    /// Find the accounts behind one connection, or behind all of them.
    Sync {
        /// The connection's id or name.
        connection: Option<String>,
    },
    /// List accounts, those that need somebody first.
    List(Filters),
    /// Everything that is known about one account.
    Show {
        /// Its id or name.
        account: String,
    },
    /// Say how an account was linked, where its provider doesn't tell: it is brought back in the way
    /// that fits.
    LinkedBy {
        /// Its id or name.
        account: String,
        /// How; `elsewhere` when nobody knows.
        #[arg(value_parser = setup_source())]
        source: SetupSource,
    },
    /// Check accounts against their provider now; all of them when none is named.
    Check {
        /// Their ids or names.
        accounts: Vec<String>,
    },
    /// Put a tag on accounts, or take one off.
    Tag {
        /// The tag.
        tag: String,
        /// Their ids or names.
        #[arg(required = true)]
        accounts: Vec<String>,
        /// Take it off instead.
        #[arg(long)]
        remove: bool,
    },
    /// Give a tag another name, on every account that has it.
    RenameTag {
        /// The tag.
        from: String,
        /// Its new name.
        to: String,
    },
    /// Give accounts a client.
    Assign {
        /// The client's id or name; `none` for no client.
        client: String,
        /// Their ids or names.
        #[arg(required = true)]
        accounts: Vec<String>,
    },
    /// Switch accounts off: they are not checked, and nothing is published with them.
    Pause {
        /// Their ids or names.
        #[arg(required = true)]
        accounts: Vec<String>,
    },
    /// Switch accounts on again and check them.
    Resume {
        /// Their ids or names.
        #[arg(required = true)]
        accounts: Vec<String>,
    },
    /// Make the refresh link of each account whose way back is a link, and wait for their owners.
    /// Prints the links: each lets whoever has it sign in.
    Links {
        /// Their ids or names.
        #[arg(required = true)]
        accounts: Vec<String>,
        /// Wait up to this many seconds for the owners; without it, the accounts are found by the
        /// next check.
        #[arg(long, value_name = "SECONDS")]
        wait: Option<u64>,
    },
    /// Write accounts as CSV: all of them, or those that fit. No secret is in it.
    Export {
        /// Which accounts.
        #[command(flatten)]
        filters: Filters,
        /// The file; standard output when left out.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Take over clients and tags from a CSV with the columns name, client, tags and provider_id.
    Import {
        /// The file; `-` is standard input.
        file: PathBuf,
        /// Only say what would change.
        #[arg(long)]
        dry_run: bool,
    },
    /// State how an account's owner agreed to the use of their credentials or cookies, or take that
    /// back, which unlinks the account and erases its secrets.
    Consent {
        /// Its id or name.
        account: String,
        /// How the owner agreed.
        #[arg(value_parser = consent(), required_unless_present = "withdraw")]
        how: Option<ConsentHow>,
        /// What shows it, for instance the date of the e-mail.
        #[arg(long, default_value = "")]
        note: String,
        /// The owner took it back.
        #[arg(long, conflicts_with = "how")]
        withdraw: bool,
    },
    /// Link a new account.
    Link(LinkArguments),
    /// Take back a link that brought somebody else than its name said: the account is unlinked and
    /// its secrets are erased.
    TakeBack {
        /// Its id or name.
        account: String,
    },
    /// Bring an account back in place, in the way it was linked.
    Refresh(RefreshArguments),
    /// Bringing an account back with the cookies that were kept for it: how far that is, unless
    /// something else is asked for.
    Return(ReturnArguments),
    /// List the rows that belong to one person who is linked twice.
    Duplicates,
    /// Make two rows of one person one, keep them as two, or take a merge back.
    Merge(MergeArguments),
}

/// Which rows to make one.
#[derive(Debug, Args)]
pub struct MergeArguments {
    /// The row that stays, by its id or name. With `--undo`: the id of the row that was merged.
    pub keep: String,
    /// The row that goes, by its id.
    #[arg(required_unless_present = "undo")]
    pub other: Option<String>,
    /// Keep both rows, and don't ask again.
    #[arg(long, group = "instead")]
    pub keep_both: bool,
    /// Take the merge of this row back.
    #[arg(long, group = "instead")]
    pub undo: bool,
}

/// What to do about bringing an account back by itself.
#[derive(Debug, Args)]
pub struct ReturnArguments {
    /// The account's id or name.
    pub account: String,
    /// Try at once.
    #[arg(long, group = "what")]
    pub now: bool,
    /// Stop trying. The cookies stay.
    #[arg(long, group = "what")]
    pub stop: bool,
    /// Keep the cookies of the next refresh.
    #[arg(long, group = "what")]
    pub keep: bool,
    /// Erase the cookies that are kept, and keep none.
    #[arg(long, group = "what")]
    pub forget: bool,
}

/// Which accounts to list.
#[derive(Debug, Args)]
pub struct Filters {
    /// Only what the saved filter of this name lets through; the others narrow it.
    #[arg(long, value_name = "NAME")]
    pub filter: Option<String>,
    /// Only with this status, for instance `sign_in_needed` or `connected`.
    #[arg(long)]
    pub status: Option<String>,
    /// Only of this client, by its name or id.
    #[arg(long)]
    pub client: Option<String>,
    /// Only linked in this way.
    #[arg(long, value_parser = setup_source())]
    pub setup_source: Option<SetupSource>,
    /// Only with this tag.
    #[arg(long)]
    pub tag: Option<String>,
    /// Only whose name or headline has this in it.
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
}

/// A new account.
#[derive(Debug, Args)]
pub struct LinkArguments {
    /// Through which connection, by its id or name.
    #[arg(long)]
    pub connection: String,
    /// In which way.
    #[arg(long, value_parser = setup_source())]
    pub setup_source: SetupSource,
    /// The member's name, until the provider tells it.
    #[arg(long)]
    pub name: Option<String>,
    /// The client it belongs to; made when there is none of this name.
    #[arg(long)]
    pub client: Option<String>,
    /// A product to enable besides classic; may be given several times.
    #[arg(long = "product", value_parser = product())]
    pub products: Vec<Product>,
    /// How it goes on.
    #[command(flatten)]
    pub sign_in: SignInArguments,
}

/// An account to bring back.
#[derive(Debug, Args)]
pub struct RefreshArguments {
    /// Its id or name.
    pub account: String,
    /// A product to enable, besides classic; instead of those it has. May be given several times.
    #[arg(long = "product", value_name = "PRODUCT", value_parser = product())]
    pub products: Option<Vec<Product>>,
    /// How it goes on.
    #[command(flatten)]
    pub sign_in: SignInArguments,
}

/// What linking and refreshing have in common. Standard input: user name and password on two
/// lines, or the cookies `li_at` and `li_a` on one or two; then, with `--wait`, the code of each
/// checkpoint.
#[derive(Debug, Args)]
pub struct SignInArguments {
    /// Wait up to this many seconds until the account works; without it, end as soon as a person
    /// has to act.
    #[arg(long, value_name = "SECONDS")]
    pub wait: Option<u64>,
    /// Cookies: the user agent of the browser they come from.
    #[arg(long)]
    pub user_agent: Option<String>,
    /// Cookies: the two letters of the country the owner is in.
    #[arg(long)]
    pub country: Option<String>,
    /// Cookies: keep them in the keychain, so that the account can be brought back by itself.
    #[arg(long)]
    pub keep_cookies: bool,
    /// How the owner agreed to the use of their credentials or cookies; needed once for each
    /// account.
    #[arg(long, value_name = "HOW", value_parser = consent())]
    pub consent: Option<ConsentHow>,
    /// What shows that the owner agreed, for instance the date of the e-mail.
    #[arg(long, value_name = "TEXT", requires = "consent", default_value = "")]
    pub consent_note: String,
}

/// Challenges that LinkedIn poses during a login.
#[derive(Debug, Subcommand)]
pub enum CheckpointCommand {
    /// Answer the checkpoint of an account. Standard input: the code, phone number or choice.
    Answer {
        /// The account's id or name.
        account: String,
        /// Wait up to this many seconds until the account works.
        #[arg(long, value_name = "SECONDS", default_value_t = 60)]
        wait: u64,
    },
    /// Have LinkedIn send the code once more, where the provider can ask for that.
    Resend {
        /// The account's id or name.
        account: String,
    },
    /// Ask LinkedIn for another kind of checkpoint, where the provider can.
    AnotherWay {
        /// The account's id or name.
        account: String,
    },
}

fn setup_source() -> impl TypedValueParser<Value = SetupSource> {
    PossibleValuesParser::new(SetupSource::ALL.map(SetupSource::as_str))
        .try_map(|word| SetupSource::parse(&word).ok_or("no such setup source"))
}

fn consent() -> impl TypedValueParser<Value = ConsentHow> {
    PossibleValuesParser::new(ConsentHow::ALL.map(ConsentHow::as_str))
        .try_map(|word| ConsentHow::parse(&word).ok_or("no such way"))
}

fn product() -> impl TypedValueParser<Value = Product> {
    PossibleValuesParser::new(["classic", "premium", "sales_navigator", "recruiter", "pages"])
        .map(|word| Product::parse(&word))
}
