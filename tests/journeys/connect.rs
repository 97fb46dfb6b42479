//! Connecting one's own provider: here the sandbox, as a program of its own that the window knows
//! nothing of but what a person types.

use anyhow::{Context, Result, ensure};
use rollcall_tests::journey::{Journey, REPORT};
use rollcall_tests::sandbox::Sandbox;
use rollcall_tests::session::Session;
use rollcall_tests::window::{Window, button, control, field};
use serde_json::json;

#[tokio::test]
async fn what_cannot_work_is_told_in_a_sentence_and_what_is_meant_is_understood() -> Result<()> {
    Journey::told("connect", at_the_welcome().await?, async |journey| {
        let dsn = journey.sandbox.endpoint("/unipile/dsn")?.to_owned();
        let key = journey.sandbox.endpoint("/unipile/api_key")?.to_owned();
        journey.window.click(control("radio", "Unipile")).await?;
        let table = [
            ("a wrong key", dsn.as_str(), "not-the-key", "key"),
            ("a key of two words", &dsn, "two words", "key"),
            ("an address without encryption", "http://api8.unipile.com:13851", &key, "https"),
            ("no address at all", "the one from the mail", &key, "address"),
            ("nobody there", "127.0.0.1:9", &key, "Unipile"),
        ];
        for (case, dsn, key, word) in table {
            connect_unipile(journey, dsn, key).await.context(case)?;
            refused(journey, dsn, word).await.context(case)?;
        }

        let page =
            json!({ "provider": "unipile", "times": 20, "status": 200, "body_html": "<h1>It works!</h1>" });
        journey.sandbox.post("/fault", &page).await?;
        connect_unipile(journey, &dsn, &key).await?;
        refused(journey, &dsn, "web page").await?;
        journey.sandbox.delete("/faults").await?;

        let without_scheme = dsn.strip_prefix("http://").context("the sandbox's address has no scheme")?;
        connect_unipile(journey, &format!(" {without_scheme}/ "), &format!("  {key} ")).await?;
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

/// One sentence is shown, without anything that the provider sent, and nothing typed is lost.
async fn refused(journey: &Journey, dsn: &str, word: &str) -> Result<()> {
    journey.window.find(control("alert", "")).await?;
    let said = journey.shown("[role=alert]").await?;
    ensure!(said.contains(word) && !said.contains('<') && said.len() > 20, "no sentence, but {said:?}");
    let address = journey.window.find(field("DSN")).await?.prop("value").await?;
    ensure!(address.as_deref() == Some(dsn), "the address is lost");
    Ok(())
}

async fn at_the_welcome() -> Result<Journey> {
    let session = Session::start().await?;
    let sandbox = Sandbox::start(&[])?;
    let window = Window::rollcall(&session, &[REPORT]).await?;
    window.click(button("Connect a provider")).await.context("no way to connect a provider")?;
    Ok(Journey { window, sandbox, session })
}

async fn connect_unipile(journey: &Journey, dsn: &str, key: &str) -> Result<()> {
    journey.window.fill(field("DSN"), dsn).await?;
    journey.window.fill(field("API key"), key).await?;
    journey.window.click(button("Connect Unipile")).await
}
