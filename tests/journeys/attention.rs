//! Somebody who looks elsewhere learns that accounts need them: once for all that is new, and by a
//! number that is the same wherever it stands.

use anyhow::{Context, Result, ensure};
use rollcall_tests::desktop::{Desktop, look_away};
use rollcall_tests::journey::{Journey, REPORT};
use rollcall_tests::session::Session;
use rollcall_tests::window::{Window, button, control};
use serde_json::json;

#[tokio::test]
async fn one_notice_tells_of_all_that_is_new_and_a_click_opens_it() -> Result<()> {
    let session = Session::start().await?;
    let desktop = Desktop::start(&session).await?;
    let mut window = Window::rollcall(&session, &[REPORT]).await?;
    let sandbox = Journey::open_sandbox(&mut window).await?;
    Journey::told("attention", Journey { window, sandbox, session }, async |journey| {
        look_away(&journey.session)?;
        end_session(journey, "unipile", "Elif Watanabe").await?;
        end_session(journey, "zernio", "Beatriz Nogueira").await?;
        journey.window.click(button("Check all")).await?;

        let of_both = |body: &str| body.contains("Elif Watanabe") && body.contains("Beatriz Nogueira");
        let notice = desktop.notice("both", |notice| of_both(&notice.body)).await?;
        ensure!(notice.title.ends_with(" accounts need you"), "{notice:?}");
        for secret in ["AQED", "http", "alderfinch", "@"] {
            ensure!(!format!("{notice:?}").contains(secret), "{notice:?} has more than names");
        }
        desktop.icon_says(&need_you(journey).await?).await?;
        desktop.click(&notice).await?;
        let only_these = button("Show also those that don’t need you");
        journey.window.find(only_these).await?;
        journey.window.says("Elif Watanabe").await?;
        journey.window.click(only_these).await?;

        look_away(&journey.session)?;
        end_session(journey, "edges", "Lena Fischer").await?;
        desktop.choose("Check all").await?;
        let notice = desktop.notice("one account", |notice| notice.title.starts_with("Lena")).await?;
        ensure!(notice.title == "Lena Fischer needs you", "{notice:?}");
        desktop.icon_says(&need_you(journey).await?).await?;
        desktop.click(&notice).await?;
        journey.window.find(control("heading", "Lena Fischer")).await?;
        journey.status(&["Sign-in needed"]).await?;
        let mentions = desktop.notices().iter().filter(|notice| of_both(&notice.body)).count();
        ensure!(mentions == 1, "told {mentions} times: {:?}", desktop.notices());
        Ok(())
    })
    .await
}

/// The number in the sidebar.
async fn need_you(journey: &Journey) -> Result<String> {
    let number = journey.shown("nav button[aria-label=Accounts] .count").await?;
    ensure!(number.parse::<usize>().is_ok(), "no number in the sidebar, but {number:?}");
    Ok(number)
}

async fn end_session(journey: &Journey, provider: &str, name: &str) -> Result<()> {
    let account = journey.at_provider(provider, name).await?;
    let account = account.get("id").context("an account without an id")?;
    journey.sandbox.post("/expire", &json!({ "provider": provider, "account": account })).await?;
    Ok(())
}
