//! LinkedIn, Unipile, Edges and Zernio on this computer.

use rollcall_sandbox::{Options, Ports, Sandbox};

use crate::{
    arguments::SandboxArguments,
    exit::{Exit, Failure},
    printer::Printer,
};

/// Serves until stopped by Ctrl-C or by the system.
pub async fn serve(arguments: &SandboxArguments, printer: &Printer) -> Result<Exit, Failure> {
    let usual = Options::default();
    let sandbox = Sandbox::start(Options {
        ports: arguments.port.map(Ports::consecutive).unwrap_or_default(),
        seed: arguments.seed.unwrap_or(usual.seed),
        accounts: arguments.accounts.unwrap_or(usual.accounts),
        ..usual
    })
    .await?;
    printer.json_line(sandbox.endpoints());
    stop_asked().await?;
    sandbox.stop().await;
    Ok(Exit::Done)
}

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
