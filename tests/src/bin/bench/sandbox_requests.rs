//! `GET /accounts` of a sandbox with 10,000 accounts, beside an axum route that returns the same
//! bytes and does nothing else.

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use anyhow::Result;
use axum::Router;
use axum::http::header;
use axum::routing::get;
use rollcall_sandbox::{Options, Sandbox};
use tokio::net::TcpListener;

use crate::figure::{Better, Figure, median};
use crate::load::{Question, flat_out, once, steady};
use crate::say;

const ACCOUNTS: usize = 10_000;
const CLIENTS: usize = 200;
const CONNECTIONS: usize = 32;
const BURST: Duration = Duration::from_secs(2);
/// What the sandbox must keep up with.
const RATE: u32 = 2_000;
const LATEST: Duration = Duration::from_millis(50);
const STEADY: Duration = Duration::from_secs(5);
/// A large agency must not be waited for.
const SLOWEST_START: Duration = Duration::from_secs(2);

pub struct Measured {
    pub figure: Figure,
    /// Started in time, and answered [`RATE`] requests a second in time.
    pub keeps_up: bool,
}

pub async fn measure(runs: usize) -> Result<Measured> {
    let started = Instant::now();
    let options = Options { accounts: ACCOUNTS, clients: Some(CLIENTS), ..Options::default() };
    let sandbox = Sandbox::start(options).await?;
    let start = started.elapsed();
    say(&format!("sandbox of {ACCOUNTS} accounts: started in {} ms", start.as_millis()))?;

    let unipile = &sandbox.endpoints().unipile;
    let ours = Question {
        host: unipile.dsn.trim_start_matches("http://").to_owned(),
        path: "/v2/accounts",
        header: ("x-api-key", unipile.api_key.clone()),
    };
    let page = once(&ours).await?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let bare = Question { host: listener.local_addr()?.to_string(), ..ours.clone() };
    let route = get(move || {
        let page = page.clone();
        async move { ([(header::CONTENT_TYPE, "application/json")], page) }
    });
    let server = tokio::spawn(axum::serve(listener, Router::new().route(ours.path, route)).into_future());

    // The first burst at each fills the caches and opens the sockets.
    flat_out(&ours, CONNECTIONS, BURST / 2).await?;
    flat_out(&bare, CONNECTIONS, BURST / 2).await?;
    let (mut of_ours, mut of_bare) = (Vec::new(), Vec::new());
    for run in 1..=runs {
        of_ours.push(flat_out(&ours, CONNECTIONS, BURST).await?);
        of_bare.push(flat_out(&bare, CONNECTIONS, BURST).await?);
        say(&format!("sandbox requests: run {run} of {runs}"))?;
    }
    let steady = steady(&ours, RATE, CONNECTIONS, STEADY).await?;
    server.abort();
    sandbox.stop().await;

    let keeps_up = start < SLOWEST_START && steady.p99 < LATEST && steady.rate > f64::from(RATE) * 0.98;
    say(&format!(
        "sandbox at {RATE} requests/s: answered {:.0}/s, p50 {:.1} ms, p99 {:.1} ms{}",
        steady.rate,
        steady.p50.as_secs_f64() * 1000.0,
        steady.p99.as_secs_f64() * 1000.0,
        if keeps_up { "" } else { "   TOO SLOW" },
    ))?;
    let figure = Figure {
        name: "sandbox-requests",
        unit: "requests/s",
        beside: "bare axum route",
        ours: median(of_ours),
        reference: median(of_bare),
        limit: 0.5,
        better: Better::Higher,
    };
    Ok(Measured { figure, keeps_up })
}
