//! `rollcall-sandbox`: serves until stopped.

use std::io::Write as _;

use clap::Parser;
use rollcall_sandbox::{Endpoints, Options, Ports, Sandbox};

/// LinkedIn, Unipile, Edges and Zernio on this computer, for trying out and for tests.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Print where everything listens as one line of JSON.
    #[arg(long)]
    json: bool,
    /// First of six consecutive ports: linkedin www, linkedin api, unipile, edges, zernio,
    /// control. Left out, the system chooses.
    #[arg(long)]
    port: Option<u16>,
    /// The same seed gives the same people, ids and keys.
    #[arg(long, default_value_t = Options::default().seed)]
    seed: u64,
    /// How many linked accounts the seeded agency has.
    #[arg(long, default_value_t = Options::default().accounts)]
    accounts: usize,
    /// A redirect URL registered for the LinkedIn app; may be given several times.
    #[arg(long = "redirect-uri")]
    redirect_uris: Vec<String>,
    /// Added to every answer, in milliseconds.
    #[arg(long, default_value_t = 0)]
    latency_ms: u64,
    /// Refuse what the vendors' documentation does not allow (the default).
    #[arg(long, conflicts_with = "lenient")]
    strict: bool,
    /// Forgive what some public clients are known to send.
    #[arg(long)]
    lenient: bool,
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let arguments = Arguments::parse();
    let defaults = Options::default();
    let sandbox = Sandbox::start(Options {
        ports: arguments.port.map(Ports::consecutive).unwrap_or_default(),
        accounts: arguments.accounts,
        seed: arguments.seed,
        redirect_uris: if arguments.redirect_uris.is_empty() {
            defaults.redirect_uris
        } else {
            arguments.redirect_uris
        },
        latency_ms: arguments.latency_ms,
        strict: !arguments.lenient,
    })
    .await?;
    announce(sandbox.endpoints(), arguments.json)?;
    stop_asked().await?;
    sandbox.stop().await;
    Ok(())
}

fn announce(endpoints: &Endpoints, json: bool) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    if json {
        writeln!(out, "{}", serde_json::to_string(endpoints)?)?;
    } else {
        writeln!(out, "LinkedIn www  {}", endpoints.linkedin.www)?;
        writeln!(out, "LinkedIn api  {}", endpoints.linkedin.api)?;
        writeln!(out, "Unipile       {}", endpoints.unipile.dsn)?;
        writeln!(out, "Edges         {}", endpoints.edges.base_url)?;
        writeln!(out, "Zernio        {}", endpoints.zernio.base_url)?;
        writeln!(out, "Control       {}", endpoints.control)?;
        writeln!(out, "Feed          {}/feed/", endpoints.linkedin.www)?;
    }
    out.flush()
}

/// Waits for Ctrl-C or, where there is one, the signal a service manager sends.
async fn stop_asked() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            asked = tokio::signal::ctrl_c() => asked,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
