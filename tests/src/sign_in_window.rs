//! The window with LinkedIn's sign-in page. A driver reaches only the window it opened, so this one
//! is used as a person would: with keys, and with its close button.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use x11rb::CURRENT_TIME;
use x11rb::protocol::xproto::{ClientMessageEvent, ConnectionExt as _, EventMask};

use crate::journey::Journey;
use crate::session::Session;
use crate::wait::{self, Look};
use crate::window::{PATIENCE, button};

const TITLE: &str = "^Sign in at ";
/// What the page gets to take keys once it was served, which nothing announces.
const DRAWN: Duration = Duration::from_millis(1500);
/// How long a session may take to be noticed.
const NOTICED: Duration = Duration::from_secs(8);
/// How often it is tried: a loaded machine loses keys.
const TRIES: usize = 3;

impl Journey {
    /// Opens the sign-in window from the form, and signs in there with any password.
    ///
    /// # Errors
    /// When Rollcall doesn't notice that somebody is signed in.
    pub async fn sign_in_in_the_window(&self, email: &str) -> Result<()> {
        for _ in 0..TRIES {
            let served = self.sign_in_pages().await?;
            self.window.click(button("Open the sign-in window")).await?;
            let window = opened(&self.session).await?;
            wait::until("the sign-in page to be asked for", PATIENCE, async || {
                let now = self.sign_in_pages().await?;
                Ok(if now > served { Look::There(()) } else { Look::NotYet(format!("{now} pages")) })
            })
            .await?;
            tokio::time::sleep(DRAWN).await;
            keys(&self.session, &["windowfocus", "--sync", &window])?;
            for press in [&["key", "Tab"][..], &["type", "--delay", "15", email], &["key", "Tab"]] {
                keys(&self.session, press)?;
            }
            keys(&self.session, &["type", "--delay", "15", "correct horse"])?;
            keys(&self.session, &["key", "Return"])?;
            if self.window.says_within("Somebody signed in at", NOTICED).await.is_ok() {
                return Ok(());
            }
            self.window.click(button("Close it")).await?;
            closed(&self.session).await?;
        }
        anyhow::bail!("nobody could sign in in the sign-in window")
    }

    async fn sign_in_pages(&self) -> Result<usize> {
        let requests = self.sandbox.requests("linkedin").await?;
        Ok(requests
            .iter()
            .filter(|one| one["path"].as_str().is_some_and(|path| path.starts_with("/login")))
            .count())
    }
}

/// Waits until the window is there; its id.
///
/// # Errors
/// When it doesn't open.
pub async fn opened(session: &Session) -> Result<String> {
    wait::until("the sign-in window", PATIENCE, async || {
        Ok(match windows(session)?.pop() {
            Some(window) => Look::There(window),
            None => Look::NotYet("no such window".to_owned()),
        })
    })
    .await
}

/// Waits until the window is gone.
///
/// # Errors
/// When it stays.
pub async fn closed(session: &Session) -> Result<()> {
    wait::until("the sign-in window to go", PATIENCE, async || {
        let there = windows(session)?;
        Ok(if there.is_empty() { Look::There(()) } else { Look::NotYet(format!("{there:?}")) })
    })
    .await
}

/// Presses the window's close button:
/// <https://www.x.org/releases/current/doc/xorg-docs/icccm/icccm.html#Window_Deletion>.
///
/// # Errors
/// When there is no such window.
pub async fn press_close(session: &Session) -> Result<()> {
    let window = opened(session).await?.parse()?;
    let (connection, _) = x11rb::connect(Some(session.display()))?;
    let atom =
        |name: &str| -> Result<u32> { Ok(connection.intern_atom(false, name.as_bytes())?.reply()?.atom) };
    let data = [atom("WM_DELETE_WINDOW")?, CURRENT_TIME, 0, 0, 0];
    let message = ClientMessageEvent::new(32, window, atom("WM_PROTOCOLS")?, data);
    connection.send_event(false, window, EventMask::NO_EVENT, message)?.check()?;
    Ok(())
}

fn windows(session: &Session) -> Result<Vec<String>> {
    let output = session.command("xdotool").args(["search", "--onlyvisible", "--name", TITLE]).output()?;
    Ok(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}

fn keys(session: &Session, arguments: &[&str]) -> Result<()> {
    let output = session.command("xdotool").args(arguments).output().context("xdotool is not installed")?;
    ensure!(output.status.success(), "xdotool: {}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}
