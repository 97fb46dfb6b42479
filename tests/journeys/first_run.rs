//! The first start, and starting where something is in the way.

use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use rollcall_tests::binary;
use rollcall_tests::child::{self, Child};
use rollcall_tests::journey::{Journey, REPORT};
use rollcall_tests::session::Session;
use rollcall_tests::wait::{self, Look};
use rollcall_tests::window::{Window, button};

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
    let mut command = child::command(binary::find("rollcall-desktop")?);
    session.enter(&mut command);
    let mut second = Child::start("a second Rollcall", command.stdin(Stdio::null()), Some(&session.log()))?;
    wait::until("the second start to end", Duration::from_secs(20), async || {
        Ok(if second.is_running() { Look::NotYet("it running".to_owned()) } else { Look::There(()) })
    })
    .await
    .context("two windows work on the same workspace")?;
    window.find(button("Open the sandbox")).await?;
    window.close().await
}
