//! The first start, and starting where something is in the way.

use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use rollcall_tests::binary;
use rollcall_tests::child::{self, Child};
use rollcall_tests::journey::{Journey, REPORT};
use rollcall_tests::session::Session;
use rollcall_tests::wait::{self, Look};
use rollcall_tests::window::{Window, button};

/// A window, or the end of one that may not open.
const START: Duration = Duration::from_secs(20);

#[tokio::test]
async fn two_choices_and_no_question() -> Result<()> {
    let session = Session::start().await?;
    let window = Window::rollcall(&session, &[REPORT]).await?;
    window.find(button("Open the sandbox")).await?;
    window.find(button("Connect a provider")).await?;
    let asked =
        window.script("return document.querySelectorAll('input, [role=dialog]').length", vec![]).await?;
    ensure!(asked == 0, "a question at first run:\n{}", window.text().await?);
    window.close().await
}

#[tokio::test]
async fn the_sandbox_fills_the_window_with_its_agency() -> Result<()> {
    Journey::told("sandbox", Journey::in_the_sandbox().await?, async |journey| {
        let accounts = journey.sandbox.accounts().await?;
        ensure!(accounts.len() == 46, "the sandbox lists {} accounts", accounts.len());
        let authorized = accounts
            .iter()
            .filter(|one| one["provider"] == "linkedin" && one["status"] == "authorized")
            .count();
        let members = accounts.iter().filter(|one| one["provider"] == "linkedin").count();
        ensure!(authorized == members, "{authorized} of {members} members gave their consent");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_a_killed_window_left_of_its_sandbox_goes_at_the_next_start() -> Result<()> {
    let journey = Journey::in_the_sandbox().await?;
    let kept = || journey.session.secrets_kept("app.rollcall.sandbox");
    ensure!(kept()? > 4, "the sandbox keeps its keys elsewhere: {}", kept()?);
    journey.window.kill();
    ensure!(kept()? > 4, "a killed window took its keys along");

    let window = Window::rollcall(&journey.session, &[REPORT]).await?;
    window.find(button("Open the sandbox")).await?;
    wait::until("an empty keychain", START, async || {
        let kept = kept()?;
        Ok(if kept == 0 { Look::There(()) } else { Look::NotYet(format!("{kept} secrets")) })
    })
    .await?;
    window.close().await
}

#[tokio::test]
async fn without_a_keychain_the_window_says_so_and_goes_on() -> Result<()> {
    let session = Session::without_keychain()?;
    let window = Window::rollcall(&session, &[REPORT]).await?;
    window.find(button("Open the sandbox")).await?;
    window.says("keychain").await?;
    ensure!(!window.text().await?.contains("Keychain ready"), "no keychain is there to be ready");
    window.close().await
}

#[tokio::test]
async fn a_frozen_keychain_stops_nothing_but_what_needs_it() -> Result<()> {
    Journey::told("keychain-frozen", Journey::in_the_sandbox().await?, async |journey| {
        journey.session.freeze_keychain()?;
        let started = Instant::now();
        journey.inspect("Dana Okafor").await?;
        journey.status(&["Sign-in needed"]).await?;
        ensure!(started.elapsed() < Duration::from_secs(10), "the window waited for the keychain");
        journey.session.thaw_keychain()
    })
    .await
}

#[tokio::test]
async fn a_second_start_leaves_the_first_window_alone() -> Result<()> {
    let session = Session::start().await?;
    let window = Window::rollcall(&session, &[REPORT]).await?;
    window.find(button("Open the sandbox")).await?;
    let mut second = another(&session)?;
    ended(&mut second).await.context("two windows work on the same workspace")?;
    window.find(button("Open the sandbox")).await?;
    window.close().await
}

#[tokio::test]
async fn of_two_windows_started_at_once_one_opens_and_the_command_line_waits_its_turn() -> Result<()> {
    let session = Session::start().await?;
    let mut both = [another(&session)?, another(&session)?];
    let running = wait::until("one of the two to end", START, async || {
        let running = both.iter_mut().map(Child::is_running).collect::<Vec<_>>();
        Ok(match running[..] {
            [true, false] => Look::There(0),
            [false, true] => Look::There(1),
            [false, false] => bail!("neither opened"),
            _ => Look::NotYet("both running".to_owned()),
        })
    })
    .await?;
    ensure!(both[running].line(START)? == "ready", "the other one opened no window");
    wait::until("one window on the display", START, async || {
        let mut search = session.command("xdotool");
        let found = search.args(["search", "--onlyvisible", "--name", "^Rollcall$"]).output()?;
        Ok(match String::from_utf8_lossy(&found.stdout).lines().count() {
            1 => Look::There(()),
            shown => Look::NotYet(format!("{shown} windows")),
        })
    })
    .await?;

    let output = session.command(binary::find("rollcall")?).args(["accounts", "list"]).output()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(output.status.code() == Some(1), "the command line ended with {}: {said}", output.status);
    ensure!(said.contains("already open on this workspace"), "the command line says {said:?}");
    Ok(())
}

#[tokio::test]
async fn a_window_whose_page_died_shows_it_again() -> Result<()> {
    let session = Session::start().await?;
    let mut rollcall = another(&session)?;
    ensure!(rollcall.line(START)? == "ready", "no window");
    rollcall.kill_its("WebKitWebProces")?;
    ensure!(rollcall.line(START)? == "ready", "the page did not come back");
    Ok(())
}

/// One more Rollcall on the session's own workspace.
fn another(session: &Session) -> Result<Child> {
    let mut command = child::command(binary::find("rollcall-desktop")?);
    session.enter(&mut command);
    command.env(REPORT.0, REPORT.1).stdin(Stdio::null());
    Child::start("another Rollcall", &mut command, Some(&session.log()))
}

async fn ended(child: &mut Child) -> Result<()> {
    wait::until("it to end", START, async || {
        Ok(if child.is_running() { Look::NotYet("it running".to_owned()) } else { Look::There(()) })
    })
    .await
}
