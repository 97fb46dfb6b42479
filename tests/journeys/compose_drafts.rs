//! What is written is kept, found again, begun with, and published when its time comes.

use anyhow::{Result, ensure};
use rollcall_tests::composer_screen::Picture;
use rollcall_tests::journey::{Journey, REPORT};
use rollcall_tests::sandbox::Sandbox;
use rollcall_tests::session::Session;
use rollcall_tests::wait::{self, Look};
use rollcall_tests::window::{PATIENCE, Window, button, control, field};

const ELIF: &str = "Elif Watanabe";
const GUIDE: &str = "Salary guide: twelve roles, four countries.";

#[tokio::test]
async fn a_draft_outlives_the_window_and_leaves_when_it_is_told_to() -> Result<()> {
    Journey::told("compose-drafts", reopened_over_a_draft().await?, async |journey| {
        kept(journey).await?;
        found_and_begun_with(journey).await?;
        a_pasted_picture_for_later(journey).await
    })
    .await
}

/// A workspace of the person's own, as a sandbox's ends with its window.
async fn reopened_over_a_draft() -> Result<Journey> {
    let session = Session::start().await?;
    let sandbox = Sandbox::start(&[])?;
    let window = Window::rollcall(&session, &[REPORT]).await?;
    window.click(button("Connect a provider")).await?;
    window.click(control("radio", "Unipile")).await?;
    window.fill(field("DSN"), sandbox.endpoint("/unipile/dsn")?).await?;
    window.fill(field("API key"), sandbox.endpoint("/unipile/api_key")?).await?;
    window.click(button("Connect Unipile")).await?;
    window.says("linked").await?;
    let journey = Journey { window, sandbox, session };
    journey.compose(&[ELIF], GUIDE).await?;
    journey.window.says("Draft saved").await?;

    let Journey { window, sandbox, session } = journey;
    window.close().await?;
    let window = Window::rollcall(&session, &[REPORT]).await?;
    Ok(Journey { window, sandbox, session })
}

async fn holds(journey: &Journey, text: &str) -> Result<()> {
    wait::until(&format!("the editor to hold {text:?}"), PATIENCE, async || {
        let area = journey.window.find(field("Post text")).await?;
        let held = journey.window.held(&area).await?;
        Ok(if held == text { Look::There(()) } else { Look::NotYet(held) })
    })
    .await
}

async fn kept(journey: &Journey) -> Result<()> {
    journey.window.click(button("Compose")).await?;
    holds(journey, GUIDE).await?;
    journey.window.find(button("Publish to 1")).await?;
    Ok(())
}

async fn found_and_begun_with(journey: &Journey) -> Result<()> {
    let window = &journey.window;
    window.click(button("Drafts")).await?;
    window.click(button("New draft")).await?;
    window.fill(field("Post text"), "Lagos opening").await?;
    window.says("Draft saved").await?;
    window.click(button("Drafts")).await?;
    window.fill(control("searchbox", "Find draft"), "twelve salary").await?;
    window.gone(button("Duplicate Lagos opening")).await?;
    window.click(button(&format!("Keep {GUIDE} as a template"))).await?;
    window.fill(field("Name of the template"), "Guides").await?;
    window.click(button("Keep as template")).await?;
    window.fill(control("searchbox", "Find draft"), "").await?;

    window.click(button("Discard Lagos opening")).await?;
    window.click(button("Undo")).await?;
    window.find(button("Duplicate Lagos opening")).await?;

    window.click(button("Templates")).await?;
    window.click(button("Rename Guides")).await?;
    window.fill(field("Name of the template"), "Yearly guides").await?;
    window.click(button("Rename template")).await?;
    window.click(button("Use Yearly guides")).await?;
    holds(journey, GUIDE).await
}

async fn a_pasted_picture_for_later(journey: &Journey) -> Result<()> {
    let picture = Picture::drawn(journey.session.home(), "copied.png", 300, 200)?;
    journey.paste_picture(&picture.file).await?;
    journey.window.find(button("Image 1 of 1, copied.png")).await?;
    journey.window.click(button("Schedule…")).await?;
    journey.window.choose(control("combobox", "Day"), "Tomorrow").await?;
    journey.window.fill(field("Time"), "9:30").await?;
    journey.window.click(button("Schedule for tomorrow 09:30")).await?;
    journey.window.says("Goes out tomorrow 09:30").await?;
    ensure!(journey.sandbox.posts().await?.is_empty(), "it left at once");
    Ok(())
}
