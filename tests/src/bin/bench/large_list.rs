//! The accounts screen of a large agency beside that of a small one, in the real window.
//!
//! Both workspaces are filled as a person's are: from the providers, through a sync.
//!
//! - `list-10k-open`: from the moment a freshly started window asks for its page until the first rows
//!   are painted, with the database still to be opened and read. Starting the process is left out, as
//!   it would only hide a difference behind a constant.
//! - `search-10k-key`: from the first key of a search until the filtered rows are painted. The limit is
//!   one frame more than the small agency needs, so the frame is part of the reference.

use anyhow::{Context, Result, ensure};
use rollcall_tests::sandbox::Sandbox;
use rollcall_tests::session::Session;
use rollcall_tests::window::{Window, control};

use crate::command_line::Workspace;
use crate::figure::{Better, Figure, median};
use crate::say;

/// One frame of a screen that is drawn 60 times a second.
const FRAME_MS: f64 = 1_000.0 / 60.0;
/// Empties the search: <https://www.w3.org/TR/webdriver2/#keyboard-actions>.
const ESCAPE: &str = "\u{E00C}";
/// What each connection may ask, so that filling the workspace doesn't take longer than measuring.
const PER_MINUTE: u32 = 3_000;
/// Letters that a sixth of the accounts have and few of the first ones: with both agencies nearly every
/// row on the screen is replaced by another.
const KEYS: [&str; 3] = ["f", "v", "y"];

/// An agency and how it is made.
struct Size {
    name: &'static str,
    /// How many accounts at least.
    accounts: u64,
    /// The agency also has members of LinkedIn's own API, which no connection lists, and of Edges, which
    /// lists thousands of them on one page that is larger than Rollcall reads.
    seeded: &'static str,
    clients: &'static str,
}

const SMALL: Size = Size { name: "100", accounts: 100, seeded: "170", clients: "4" };
const LARGE: Size = Size { name: "10,000", accounts: 10_000, seeded: "16500", clients: "200" };

/// Answers when the first row was painted, in milliseconds after the page was asked for. A page that
/// never gets there runs into the driver's own limit.
const LISTED: &str = "
    const done = arguments[0];
    const look = () => {
        const [mark] = performance.getEntriesByName('accounts listed');
        if (mark) done(mark.startTime);
        else setTimeout(look, 10);
    };
    look();";

/// Notes when a key goes down, and when the rows that it leaves are painted: in a turn after the
/// frame in which the list's length changed.
const WATCH: &str = "
    window.keyTook = undefined;
    const grid = document.querySelector('[role=grid]');
    const before = grid.getAttribute('aria-rowcount');
    addEventListener('keydown', () => {
        const pressed = performance.now();
        const frame = () => {
            if (grid.getAttribute('aria-rowcount') === before) return requestAnimationFrame(frame);
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => (window.keyTook = performance.now() - pressed);
            port2.postMessage(0);
        };
        requestAnimationFrame(frame);
    }, { capture: true, once: true });";

const TOOK: &str = "
    const done = arguments[0];
    const look = () => (window.keyTook === undefined ? setTimeout(look, 5) : done(window.keyTook));
    look();";

/// Every account has arrived, and the list shows all of them again.
const WHOLE: &str = "
    const [done, rows] = [arguments[1], arguments[0] + 1];
    const look = () => {
        const grid = document.querySelector('[role=grid][aria-busy=false]');
        if (Number(grid?.getAttribute('aria-rowcount')) === rows) setTimeout(() => done(document.querySelectorAll('[data-testid=account-row]').length), 250);
        else setTimeout(look, 20);
    };
    look();";

/// Opens both in turn, `runs` times.
pub async fn measure(runs: usize) -> Result<Vec<Figure>> {
    let session = Session::start().await?;
    let small = Agency::filled(&session, &SMALL)?;
    let large = Agency::filled(&session, &LARGE)?;
    // The first opening of each fills the caches that all later ones share.
    small.opened(&session).await?;
    large.opened(&session).await?;
    let (mut smalls, mut larges) = (Measured::default(), Measured::default());
    for run in 1..=runs {
        smalls.add(small.opened(&session).await?);
        larges.add(large.opened(&session).await?);
        say(&format!("large list: run {run} of {runs}"))?;
    }
    Ok(vec![
        Figure {
            name: "list-10k-open",
            unit: "ms",
            beside: "100 accounts",
            ours: median(larges.opened_ms),
            reference: median(smalls.opened_ms),
            limit: 1.3,
            better: Better::Lower,
        },
        Figure {
            name: "search-10k-key",
            unit: "ms",
            beside: "100 accounts and a frame",
            ours: median(larges.key_ms),
            reference: median(smalls.key_ms) + FRAME_MS,
            limit: 1.0,
            better: Better::Lower,
        },
    ])
}

#[derive(Default)]
struct Measured {
    opened_ms: Vec<f64>,
    key_ms: Vec<f64>,
}

impl Measured {
    fn add(&mut self, other: Measured) {
        self.opened_ms.extend(other.opened_ms);
        self.key_ms.extend(other.key_ms);
    }
}

/// A workspace of one size.
struct Agency<'a> {
    workspace: Workspace<'a>,
    accounts: u64,
}

impl<'a> Agency<'a> {
    fn filled(session: &'a Session, size: &Size) -> Result<Self> {
        let sandbox = Sandbox::start(&["--accounts", size.seeded, "--clients", size.clients])?;
        let workspace = Workspace::new(session)?;
        // Nothing is to be checked while something is measured.
        workspace.rollcall(&["roll-call", "--off"], "")?;
        workspace.fill(&sandbox, &["unipile", "zernio"], PER_MINUTE)?;
        let list = workspace.rollcall(&["accounts", "list"], "")?;
        let accounts = list["accounts"].as_array().context("no list of accounts")?.len();
        let accounts = u64::try_from(accounts)?;
        ensure!(accounts >= size.accounts, "only {accounts} accounts instead of {}", size.name);
        say(&format!("large list: an agency of {accounts} accounts"))?;
        Ok(Self { workspace, accounts })
    }

    /// Opens the window once, and searches in it.
    async fn opened(&self, session: &Session) -> Result<Measured> {
        let data_dir = self.workspace.data_dir().to_string_lossy();
        let window = Window::rollcall(session, &[("ROLLCALL_DATA_DIR", &data_dir)]).await?;
        let opened_ms = window.script_async(LISTED, vec![]).await?.as_f64().context("no time")?;
        let mut measured = Measured { opened_ms: vec![opened_ms], key_ms: Vec::new() };
        for key in KEYS {
            let rows = window.script_async(WHOLE, vec![self.accounts.into()]).await?;
            ensure!(rows.as_u64() > Some(10), "only {rows} rows are drawn");
            let search = window.find(control("searchbox", "Search accounts")).await?;
            window.script(WATCH, vec![]).await?;
            search.send_keys(key).await?;
            let took = window.script_async(TOOK, vec![]).await?.as_f64().context("no time")?;
            measured.key_ms.push(took);
            search.send_keys(ESCAPE).await?;
        }
        window.close().await?;
        Ok(measured)
    }
}
