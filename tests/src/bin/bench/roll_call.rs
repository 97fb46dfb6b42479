//! A roll call over a thousand accounts, beside the time that latency and budget allow.

use std::time::Instant;

use anyhow::{Context, Result, ensure};
use rollcall_tests::sandbox::Sandbox;
use rollcall_tests::session::Session;

use crate::command_line::Workspace;
use crate::figure::{Better, Figure};
use crate::say;

/// How many accounts at least.
const ACCOUNTS: usize = 1_000;
/// The agency also has members of LinkedIn's own API, which no connection lists.
const SEEDED: &str = "1300";
/// The providers that list their accounts.
const PROVIDERS: [&str; 3] = ["unipile", "edges", "zernio"];
const LATENCY_MS: u32 = 50;
/// What each connection may ask, as if its plan allowed it; the usual budgets would make this last
/// half an hour without measuring more.
const PER_MINUTE: u32 = 3_000;

/// Checks every account of a big agency, once, with the program as people run it.
pub async fn measure() -> Result<Figure> {
    let session = Session::start().await?;
    let sandbox = Sandbox::start(&["--accounts", SEEDED])?;
    let workspace = Workspace::new(&session)?;
    workspace.fill(&sandbox, &PROVIDERS, PER_MINUTE)?;
    sandbox.post("/config", &serde_json::json!({ "latency_ms": LATENCY_MS })).await?;
    let mut before = Vec::new();
    for provider in PROVIDERS {
        before.push(sandbox.requests(provider).await?.len());
    }
    let started = Instant::now();
    let report = workspace.rollcall(&["accounts", "check"], "")?;
    let ours_s = started.elapsed().as_secs_f64();
    let mut ideal_s: f64 = 0.0;
    for (provider, before) in PROVIDERS.into_iter().zip(before) {
        let asked = sandbox.requests(provider).await?.len() - before;
        ideal_s = ideal_s.max(ideal(provider, u32::try_from(asked)?));
    }
    let accounts = usize::try_from(report["checked"].as_u64().context("nobody was checked")?)?;
    ensure!(accounts >= ACCOUNTS, "only {accounts} accounts were checked");
    // Some of the agency's accounts are broken at their provider; each connection has to answer for all.
    ensure!(report["problems"].as_array().is_some_and(Vec::is_empty), "{report}");
    say(&format!("roll call: {accounts} accounts checked"))?;
    Ok(Figure {
        name: "roll-call-1000",
        unit: "s",
        beside: "allowed by latency and budget",
        ours: ours_s,
        reference: ideal_s,
        limit: 1.2,
        better: Better::Lower,
    })
}

/// What these requests take at the budget's rate, in seconds, after the burst that may leave at once,
/// and one round trip.
fn ideal(provider: &str, requests: u32) -> f64 {
    let burst = if provider == "zernio" { 20 } else { 50 };
    let rest = f64::from(requests.saturating_sub(burst));
    rest * 60.0 / f64::from(PER_MINUTE) + f64::from(LATENCY_MS) / 1_000.0
}
