//! The system's own file chooser, which lies outside the page and so outside WebDriver.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::session::Session;
use crate::wait::{self, Look};

const OPENS: Duration = Duration::from_secs(10);
/// What GTK gets to put its location entry in place, whose appearance nothing announces.
const ENTRY: Duration = Duration::from_millis(400);
/// What it gets to close once it has its answer.
const CLOSES: Duration = Duration::from_millis(800);
/// How often a path is typed before we give up: a loaded machine loses keys.
const TRIES: usize = 3;

/// Waits for the file chooser called `title`, types the path and presses Return.
///
/// # Errors
/// When no chooser opens, or it does not take the file.
pub async fn choose(session: &Session, title: &str, file: &Path) -> Result<()> {
    let path = file.to_str().context("a path that cannot be typed")?;
    let window = opened(session, title).await?;
    for _ in 0..TRIES {
        keys(session, &["windowfocus", "--sync", &window])?;
        keys(session, &["key", "ctrl+l"])?;
        tokio::time::sleep(ENTRY).await;
        keys(session, &["key", "ctrl+a"])?;
        keys(session, &["type", "--delay", "15", path])?;
        // The first Return may only accept the name that the entry completes, or put a notice away.
        for _ in 0..2 {
            keys(session, &["key", "Return"])?;
            if closed(session, &window).await {
                return Ok(());
            }
        }
    }
    anyhow::bail!("the file chooser {title:?} did not take {path}")
}

/// Waits for the file chooser called `title` and closes it without a choice.
///
/// # Errors
/// When no chooser opens, or it stays.
pub async fn cancel(session: &Session, title: &str) -> Result<()> {
    let window = opened(session, title).await?;
    keys(session, &["windowfocus", &window])?;
    keys(session, &["key", "Escape"])?;
    ensure!(closed(session, &window).await, "the file chooser {title:?} stayed open");
    Ok(())
}

async fn opened(session: &Session, title: &str) -> Result<String> {
    wait::until(&format!("the file chooser {title:?}"), OPENS, async || {
        Ok(match windows(session, title)?.last() {
            Some(window) => Look::There(window.clone()),
            None => Look::NotYet("no such window".to_owned()),
        })
    })
    .await
}

async fn closed(session: &Session, window: &str) -> bool {
    // A chooser that was answered is hidden at once, but may stay in memory.
    let gone = wait::until("the file chooser to close", CLOSES, async || {
        let there = windows(session, ".")?.iter().any(|visible| visible == window);
        Ok(if there { Look::NotYet("it open".to_owned()) } else { Look::There(()) })
    });
    gone.await.is_ok()
}

fn windows(session: &Session, title: &str) -> Result<Vec<String>> {
    let output = session.command("xdotool").args(["search", "--onlyvisible", "--name", title]).output()?;
    Ok(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}

fn keys(session: &Session, arguments: &[&str]) -> Result<()> {
    let output = session.command("xdotool").args(arguments).output().context("xdotool is not installed")?;
    ensure!(output.status.success(), "xdotool: {}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}
