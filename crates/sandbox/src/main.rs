//! `rollcall-sandbox`: serves until stopped.

use std::io::{Error, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use rollcall_sandbox::{Endpoints, Options, Ports, Sandbox, Snapshot};

/// LinkedIn, Unipile, Edges and Zernio on this computer, for trying out and for tests.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Print where everything listens, and the keys, as one line of JSON.
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
    /// How many clients the agency has, at least 4. Left out: one more for every 50 accounts
    /// beyond 200.
    #[arg(long)]
    clients: Option<usize>,
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
    /// Start with what `GET /snapshot` on a control port gave, instead of a fresh agency.
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = ["seed", "accounts", "clients", "redirect_uris", "latency_ms", "strict", "lenient"]
    )]
    restore: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match serve(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(wrong) => {
            // Nobody is left to tell when this cannot be written.
            let _ = writeln!(std::io::stderr(), "rollcall-sandbox: {wrong}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(arguments: Arguments) -> std::io::Result<()> {
    let json = arguments.json;
    let ports = arguments.port.map(Ports::consecutive).unwrap_or_default();
    let sandbox = match &arguments.restore {
        Some(file) => Sandbox::restored(read(file)?, ports).await?,
        None => Sandbox::start(options(arguments, ports)).await?,
    };
    announce(sandbox.endpoints(), json)?;
    stop_asked().await?;
    sandbox.stop().await;
    Ok(())
}

fn options(arguments: Arguments, ports: Ports) -> Options {
    let usual = Options::default();
    Options {
        ports,
        accounts: arguments.accounts,
        clients: arguments.clients,
        seed: arguments.seed,
        redirect_uris: if arguments.redirect_uris.is_empty() {
            usual.redirect_uris
        } else {
            arguments.redirect_uris
        },
        latency_ms: arguments.latency_ms,
        strict: !arguments.lenient,
    }
}

fn read(file: &Path) -> std::io::Result<Snapshot> {
    let named = |wrong: String| Error::new(ErrorKind::InvalidData, format!("{}: {wrong}", file.display()));
    let bytes = std::fs::read(file).map_err(|wrong| named(wrong.to_string()))?;
    serde_json::from_slice(&bytes).map_err(|wrong| named(wrong.to_string()))
}

fn announce(endpoints: &Endpoints, json: bool) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    if json {
        writeln!(out, "{}", serde_json::to_string(endpoints)?)?;
        return out.flush();
    }
    let Endpoints { linkedin, unipile, edges, zernio, control } = endpoints;
    writeln!(out, "The sandbox is running; Ctrl-C ends it, and it keeps nothing.\n")?;
    for (what, url) in [
        ("LinkedIn, as www.linkedin.com", &linkedin.www),
        ("LinkedIn, as api.linkedin.com", &linkedin.api),
        ("Unipile", &unipile.dsn),
        ("Edges", &edges.base_url),
        ("Zernio", &zernio.base_url),
        ("Control", control),
    ] {
        writeln!(out, "  {what:<31}{url}")?;
    }
    writeln!(out, "\nKeys, made up and good for nothing else:\n")?;
    for (what, key) in [
        ("LinkedIn client id", &linkedin.client_id),
        ("LinkedIn client secret", &linkedin.client_secret),
        ("Unipile X-API-KEY", &unipile.api_key),
        ("Edges X-API-Key", &edges.api_key),
        ("Zernio bearer token", &zernio.api_key),
    ] {
        writeln!(out, "  {what:<31}{key}")?;
    }
    writeln!(
        out,
        "\nIn a browser: {}/feed/ shows what was published, {control}/ what you can do.",
        linkedin.www
    )?;
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
