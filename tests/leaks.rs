//! No secret is found in anything Rollcall writes. Each of the secrets that a person types, and each
//! that a provider issues, is looked for in the database, its write-ahead log, the logs, the web
//! view's storage and the command line, in every form it could have been written in.

use anyhow::{Context, Result, ensure};
use rollcall_tests::canary::{Canary, traces_in_files, traces_in_process};
use rollcall_tests::journey::Journey;
use rollcall_tests::{memory, owner};
use serde_json::Value;

const PASSWORD: &str = "canary-password-7Kq2vXw9";
const LI_AT: &str = "AQED-mateo-ruiz.canaryLiAt4hTq8Zr2";
const LI_A: &str = "AQED-canaryLiA9wEr6Yu1";

#[tokio::test]
async fn nothing_rollcall_writes_holds_a_secret() -> Result<()> {
    Journey::told("leaks", Journey::in_the_sandbox().await?, async |journey| {
        journey.inspect("Mateo Ruiz").await?;
        journey.start_refresh("Update cookies", "cookies").await?;
        journey.give_cookies(LI_AT, Some(LI_A)).await?;
        journey.waiting("done").await?;

        journey.expire("edges", "Lena Fischer").await?;
        journey.start_refresh("Sign in again", "credentials").await?;
        journey.give_credentials("2fa@alderfinch.example", PASSWORD).await?;
        journey.waiting("checkpoint").await?;
        // A wrong answer first: what failed is what gets logged.
        journey.answer_checkpoint("Code", "000000").await?;
        journey.window.says("didn't accept this code").await?;
        journey.answer_checkpoint("Code", owner::CODE).await?;
        journey.waiting("done").await?;

        let picture =
            rollcall_tests::composer_screen::Picture::drawn(journey.session.home(), "p.png", 400, 300)?;
        journey.compose(&["Amara Sithole"], "A post sent with a token that nobody may see.").await?;
        journey.attach(&picture).await?;
        journey.publish(1).await?;

        let mut canaries = vec![
            Canary::new("the password", PASSWORD),
            Canary::new("the cookie li_at", LI_AT),
            Canary::new("the cookie li_a", LI_A),
        ];
        canaries.extend(issued(journey).await?);
        arrived(journey).await?;

        let mut found = traces_in_files(journey.session.home(), &canaries)?;
        for process in memory::tree(journey.window.driver_id())? {
            found.extend(traces_in_process(process, &canaries)?);
        }
        ensure!(found.is_empty(), "secrets were found: {found:#?}");
        Ok(())
    })
    .await
}

/// The secrets the sandbox made up: keys, the client secret, and every token it saw in use.
async fn issued(journey: &Journey) -> Result<Vec<Canary>> {
    let mut canaries = Vec::new();
    for pointer in ["/linkedin/client_secret", "/unipile/api_key", "/edges/api_key", "/zernio/api_key"] {
        canaries.push(Canary::new(pointer, journey.sandbox.endpoint(pointer)?));
    }
    let tokens = bearer_tokens(&journey.sandbox.requests("linkedin").await?);
    ensure!(!tokens.is_empty(), "LinkedIn saw no access token, so none was looked for");
    canaries.extend(tokens.iter().map(|token| Canary::new("an access token", token)));
    Ok(canaries)
}

fn bearer_tokens(requests: &[Value]) -> Vec<String> {
    let mut tokens: Vec<String> = requests
        .iter()
        .filter_map(|request| request["headers"]["authorization"].as_str())
        .filter_map(|value| value.strip_prefix("Bearer "))
        .map(str::to_owned)
        .collect();
    tokens.sort();
    tokens.dedup();
    tokens
}

/// The canaries did travel: a secret that was never used would not be found either.
async fn arrived(journey: &Journey) -> Result<()> {
    for (provider, secret) in [("unipile", LI_AT), ("unipile", LI_A), ("edges", PASSWORD)] {
        let requests = Value::from(journey.sandbox.requests(provider).await?).to_string();
        ensure!(requests.contains(secret), "a secret never reached {provider}");
    }
    let session = journey.session.home();
    let written = std::fs::read_dir(session).context("no home")?.count();
    ensure!(written > 0, "nothing was written to {}", session.display());
    Ok(())
}
