//! What the inspector asks because only a person knows it, and what it refuses with a reason.

use anyhow::{Context, Result, ensure};
use rollcall_tests::journey::{Journey, REPORT};
use rollcall_tests::sandbox::Sandbox;
use rollcall_tests::session::Session;
use rollcall_tests::wait::{self, Look};
use rollcall_tests::window::{PATIENCE, Window, button, control, field};

/// Linked before Rollcall knew of it, at an API that doesn't say how.
const FOUND: &str = "Elif Watanabe";

#[tokio::test]
async fn how_an_account_was_linked_is_said_once_and_still_known_after_a_restart() -> Result<()> {
    let (session, sandbox) = (Session::start().await?, Sandbox::start(&[])?);
    let window = Window::rollcall(&session, &[REPORT]).await?;
    let mut journey = Journey { window, sandbox, session };
    connect_to_unipiles_first_api(&journey).await?;
    journey.inspect(FOUND).await?;
    row_says(&journey, "LINKED · ELSEWHERE").await?;
    journey.window.says("Unipile doesn’t say how Elif was linked.").await?;
    let how = control("combobox", "How Elif was linked");
    journey.window.choose(how, "API · COOKIES").await?;
    row_says(&journey, "API · COOKIES").await?;
    journey.window.says("Linked by API · COOKIES, as you said").await?;

    let Journey { window, sandbox, session } = journey;
    window.close().await?;
    let window = Window::rollcall(&session, &[REPORT]).await?;
    journey = Journey { window, sandbox, session };
    Journey::told("said-how", journey, async |journey| {
        journey.inspect(FOUND).await?;
        row_says(journey, "API · COOKIES").await?;
        journey.window.says("Linked by API · COOKIES, as you said").await?;
        ensure!(journey.window.look(how).await?.is_none(), "what was said is asked again");
        // From now on it comes back in the way that fits.
        journey.start_refresh("Refresh anyway", "cookies").await
    })
    .await
}

#[tokio::test]
async fn a_product_of_an_account_that_works_cant_be_taken_away_at_unipile_and_the_reason_is_said()
-> Result<()> {
    Journey::told("products-stay", Journey::in_the_sandbox().await?, async |journey| {
        journey.inspect("Elif Watanabe").await?;
        let sales = control("checkbox", "Sales Navigator enabled");
        journey.window.click(sales).await?;
        journey.window.says("Unipile takes a product away only when the account signs in again").await?;
        let refresh = button("Refresh with these products");
        ensure!(!journey.window.find(refresh).await?.is_enabled().await?, "what Unipile refuses is offered");

        // One that is added as well is a reason to sign in.
        journey.window.click(control("checkbox", "Recruiter enabled")).await?;
        enabled(journey, "Refresh with these products").await?;
        journey.window.click(control("checkbox", "Recruiter enabled")).await?;

        journey.window.click(button("Keep them")).await?;
        journey.window.gone(refresh).await?;
        ensure!(
            journey.window.find(sales).await?.is_selected().await?,
            "the product that stays isn't ticked"
        );
        journey.status(&["Connected"]).await?;
        Ok(())
    })
    .await
}

async fn connect_to_unipiles_first_api(journey: &Journey) -> Result<()> {
    let dsn = journey.sandbox.endpoint("/unipile/dsn")?.to_owned();
    let key = journey.sandbox.endpoint("/unipile/api_key")?.to_owned();
    journey.window.click(button("Connect a provider")).await?;
    journey.window.click(control("radio", "Unipile")).await?;
    journey.window.fill(field("DSN"), &dsn).await?;
    journey.window.choose(control("combobox", "Unipile API"), "Version 1").await?;
    journey.window.fill(field("API key"), &key).await?;
    journey.window.click(button("Connect Unipile")).await?;
    journey.window.says(" linked").await.context("Unipile's accounts are not listed")
}

/// The only row that is listed names this setup source.
async fn row_says(journey: &Journey, label: &str) -> Result<()> {
    wait::until(&format!("the row to say {label}"), PATIENCE, async || {
        let shown = journey.shown("[data-testid=account-row] .source").await?;
        Ok(if shown == label { Look::There(()) } else { Look::NotYet(shown) })
    })
    .await
}

async fn enabled(journey: &Journey, name: &str) -> Result<()> {
    wait::until(&format!("{name:?} to be offered"), PATIENCE, async || {
        let offered = journey.window.find(button(name)).await?.is_enabled().await?;
        Ok(if offered { Look::There(()) } else { Look::NotYet("it disabled".to_owned()) })
    })
    .await
}
