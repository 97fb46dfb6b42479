//! One journey: a session, the real window in it, and the sandbox the window works with.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use serde_json::Value;

use crate::sandbox::Sandbox;
use crate::session::Session;
use crate::window::{Window, button};

/// Filling the window with the sandbox's agency, on a loaded machine.
const OPEN_SANDBOX: Duration = Duration::from_secs(60);

/// Has the window say on its standard output when it is usable, and where its sandbox listens.
pub const REPORT: (&str, &str) = ("ROLLCALL_REPORT_READY", "1");

/// Has the window's clock be as many seconds ahead as a file says.
const CLOCK_AHEAD: &str = "ROLLCALL_CLOCK_AHEAD";

/// A running journey. Dropping it closes the window before the session it lives in.
#[derive(Debug)]
pub struct Journey {
    /// The window.
    pub window: Window,
    /// What the providers saw.
    pub sandbox: Sandbox,
    /// Home, display, bus and keychain.
    pub session: Session,
}

impl Journey {
    /// First run, then the sandbox: what most journeys start from.
    ///
    /// # Errors
    /// When the window does not come that far.
    pub async fn in_the_sandbox() -> Result<Self> {
        let session = Session::start().await?;
        let clock = clock_ahead(&session).display().to_string();
        let mut window = Window::rollcall(&session, &[REPORT, (CLOCK_AHEAD, &clock)]).await?;
        let sandbox = Self::open_sandbox(&mut window).await?;
        Ok(Self { window, sandbox, session })
    }

    /// Puts the window's clock this far ahead of the real one, as after a sleep of the computer. The
    /// providers' clock stays.
    ///
    /// # Errors
    /// When the session's home can't be written.
    pub fn rollcall_is_ahead(&self, seconds: u64) -> Result<()> {
        Ok(std::fs::write(clock_ahead(&self.session), seconds.to_string())?)
    }

    /// Presses *Open the sandbox* and waits until its accounts are listed.
    ///
    /// # Errors
    /// When the window does not come that far.
    pub async fn open_sandbox(window: &mut Window) -> Result<Sandbox> {
        window.click(button("Open the sandbox")).await?;
        let announced = window.announced("sandbox ", OPEN_SANDBOX).await?;
        let endpoints: Value = serde_json::from_str(&announced)
            .with_context(|| format!("the window announced its sandbox as {announced}"))?;
        let sandbox = Sandbox::at(endpoints)?;
        let listed = format!("{} linked", sandbox.accounts().await?.len());
        window.says_within(&listed, OPEN_SANDBOX).await?;
        Ok(sandbox)
    }

    /// Runs a journey to its end. One that fails leaves a picture of the window where cargo keeps
    /// what tests write, and its error tells what the window and the log said.
    ///
    /// # Errors
    /// What the journey failed with.
    pub async fn told(
        name: &str,
        mut journey: Self,
        steps: impl AsyncFnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        let Err(error) = steps(&mut journey).await else { return Ok(()) };
        let picture = pictures().join(format!("{name}.png"));
        let seen = match journey.window.picture(&picture).await {
            Ok(()) => format!("the window at that moment: {}", picture.display()),
            Err(error) => format!("no picture: {error:#}"),
        };
        let text = journey.window.text().await.unwrap_or_default();
        let log = std::fs::read_to_string(journey.session.log()).unwrap_or_default();
        // The cause first: what follows is long, and may be cut off.
        Err(anyhow!("{error:#}\n{seen}\nit said:\n{text}\nits log:\n{log}"))
    }
}

fn clock_ahead(session: &Session) -> PathBuf {
    session.home().join("clock-ahead")
}

/// The folder of cargo's target in which tests may write; it is named to tests while they compile
/// only, so it is found from where we run.
fn pictures() -> PathBuf {
    let own = std::env::current_exe().unwrap_or_default();
    let target = own.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file());
    target.map_or_else(std::env::temp_dir, |target| target.join("tmp"))
}
