//! Connecting one's own provider: here the sandbox, as a program of its own that the window knows
//! nothing of but what a person types.

use anyhow::{Context, Result, ensure};
use rollcall_tests::journey::{Journey, REPORT};
use rollcall_tests::sandbox::Sandbox;
use rollcall_tests::session::Session;
use rollcall_tests::window::{Window, button, control, field};

#[tokio::test]
async fn an_api_key_with_blanks_around_it_is_understood() -> Result<()> {
    Journey::told("connect", at_the_welcome().await?, async |journey| {
        let key = journey.sandbox.endpoint("/unipile/api_key")?.to_owned();
        connect_unipile(journey, &format!("  {key} ")).await?;
        let accounts = journey.sandbox.accounts().await?;
        let unipile = accounts.iter().filter(|one| one["provider"] == "unipile").count();
        journey.window.says(&format!("{unipile} linked")).await?;
        let requests = journey.sandbox.requests("unipile").await?;
        let sent = requests.last().and_then(|request| request["headers"]["x-api-key"].as_str());
        ensure!(sent == Some(&key), "another key was sent");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_wrong_api_key_is_told_at_once_and_the_form_stays() -> Result<()> {
    Journey::told("connect-wrong-key", at_the_welcome().await?, async |journey| {
        connect_unipile(journey, "not-the-key").await?;
        journey.window.find(control("alert", "")).await?;
        let address = journey.window.find(field("DSN")).await?.prop("value").await?;
        ensure!(address.as_deref() == Some(journey.sandbox.endpoint("/unipile/dsn")?), "the address is lost");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_provider_that_answers_with_a_web_page_is_told_in_a_sentence() -> Result<()> {
    Journey::told("connect-html", at_the_welcome().await?, async |journey| {
        let fault = serde_json::json!({
            "provider": "unipile", "times": 20, "status": 200, "body_html": "<h1>It works!</h1>",
        });
        journey.sandbox.post("/fault", &fault).await?;
        let key = journey.sandbox.endpoint("/unipile/api_key")?.to_owned();
        connect_unipile(journey, &key).await?;
        journey.window.find(control("alert", "")).await?;
        let said = journey.shown("[role=alert]").await?;
        ensure!(!said.contains("<h1>") && said.len() > 20, "no sentence, but {said:?}");
        Ok(())
    })
    .await
}

async fn at_the_welcome() -> Result<Journey> {
    let session = Session::start().await?;
    let sandbox = Sandbox::start(&[])?;
    let window = Window::rollcall(&session, &[REPORT]).await?;
    window.click(button("Connect a provider")).await.context("no way to connect a provider")?;
    Ok(Journey { window, sandbox, session })
}

async fn connect_unipile(journey: &Journey, key: &str) -> Result<()> {
    journey.window.click(control("radio", "Unipile")).await?;
    journey.window.fill(field("DSN"), journey.sandbox.endpoint("/unipile/dsn")?).await?;
    journey.window.fill(field("API key"), key).await?;
    journey.window.click(button("Connect Unipile")).await
}
