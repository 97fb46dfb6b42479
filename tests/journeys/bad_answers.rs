//! A provider that answers with nonsense: its own accounts say so, nobody else's are touched, and
//! nothing that was known is lost.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use rollcall_tests::journey::Journey;
use rollcall_tests::wait::{self, Look};
use rollcall_tests::window::{PATIENCE, button, control};
use serde_json::{Value, json};

#[tokio::test]
async fn a_sync_answered_with_nonsense_says_what_came_and_keeps_every_row() -> Result<()> {
    Journey::told("bad-sync", Journey::in_the_sandbox().await?, async |journey| {
        let linked = format!("{} accounts", linked(journey, "unipile").await?);
        journey.window.click(button("Settings")).await?;
        let list = format!("[{}\n", r#"{"object":"account","id":"acc_1","name":"Dana"},"#.repeat(40));
        let large = format!("[{}]", vec![json!({ "id": "a".repeat(1000) }).to_string(); 10_400].join(","));
        let table = [
            (
                "a web page",
                json!({ "body_html": "<!doctype html><h1>502</h1>" }),
                "a web page instead of data",
            ),
            ("nothing", json!({ "status": 200, "body": "" }), "answered with nothing"),
            ("half a list", json!({ "body": list }), "broke off in the middle"),
            ("a cut wire", json!({ "cut_after_bytes": 200 }), "broke off in the middle"),
            ("10 MB", json!({ "body": large }), "far more data than Rollcall reads"),
            ("another shape", json!({ "body": { "items": "many" } }), "can't read"),
        ];
        for (case, answer, words) in table {
            fault(journey, &answer).await?;
            journey.window.click(button("Sync Unipile")).await?;
            let said = alert(journey, words).await.context(case)?;
            ensure!(!said.contains('<') && said.len() < 300, "{case}: no sentence, but {said}");
            journey.sandbox.delete("/faults").await?;
            // The good answer after the bad one: the sentence goes, and all rows are known still.
            journey.window.click(button("Sync Edges")).await?;
            journey.window.says("0 new").await.with_context(|| format!("{case}: Edges is held up"))?;
        }
        journey.window.click(button("Sync Unipile")).await?;
        journey.window.says(&linked).await?;
        let known = journey.shown("[role=status]").await?;
        ensure!(!known.contains("gone"), "rows are gone: {known}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_roll_call_answered_with_nonsense_names_the_provider_and_the_rows_come_back() -> Result<()> {
    Journey::told("bad-roll-call", Journey::in_the_sandbox().await?, async |journey| {
        journey.inspect("Elif Watanabe").await?;
        journey.status(&["Connected"]).await?;
        let before = history(journey).await?;
        fault(journey, &json!({ "body": "{\"object\":\"account\",\"id\":" })).await?;
        check_all(journey).await?;
        journey.window.says("could not be reached").await?;
        journey.status(&["Provider unreachable"]).await?;
        journey.window.says("Unipile broke off in the middle of its answer.").await?;
        journey.window.find(button("Check again")).await?;
        ensure!(
            journey.window.look(button("Send link")).await?.is_none(),
            "the owner is to act for a provider's fault"
        );
        let after = history(journey).await?;
        ensure!(
            after.ends_with(&before) && after.len() == before.len() + 1,
            "history: {before:?}, then {after:?}"
        );

        journey.sandbox.delete("/faults").await?;
        check_all(journey).await?;
        journey.status(&["Connected"]).await?;
        let all = journey.sandbox.accounts().await?.len();
        journey.window.fill(control("searchbox", "Search accounts"), "").await?;
        journey.window.says(&format!("{all} linked")).await?;
        Ok(())
    })
    .await
}

/// Every answer of Unipile, until the faults are cleared.
async fn fault(journey: &Journey, answer: &Value) -> Result<()> {
    let mut fault = json!({ "provider": "unipile", "times": 10_000 });
    for (name, value) in answer.as_object().context("an answer is an object")? {
        fault[name] = value.clone();
    }
    journey.sandbox.post("/fault", &fault).await?;
    Ok(())
}

async fn linked(journey: &Journey, provider: &str) -> Result<usize> {
    Ok(journey.sandbox.accounts().await?.iter().filter(|one| one["provider"] == provider).count())
}

async fn check_all(journey: &Journey) -> Result<()> {
    journey.window.click(button("Check all")).await?;
    journey.window.find_within(button("Check all"), Duration::from_secs(60)).await?;
    Ok(())
}

/// The alert, once it has these words.
async fn alert(journey: &Journey, words: &str) -> Result<String> {
    wait::until(&format!("an alert with {words:?}"), PATIENCE * 2, async || {
        let said = journey.shown("[role=alert]").await?;
        Ok(if said.contains(words) { Look::There(said) } else { Look::NotYet(said) })
    })
    .await
}

/// What the inspector tells of the past, newest first.
async fn history(journey: &Journey) -> Result<Vec<String>> {
    journey.window.says("Found at").await?;
    let script = "return [...document.querySelectorAll('[data-testid=inspector] li time ~ span:last-child')].map((line) => line.textContent)";
    Ok(serde_json::from_value(journey.window.script(script, vec![]).await?)?)
}
