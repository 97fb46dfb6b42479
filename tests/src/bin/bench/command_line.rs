//! A workspace that is filled and asked through the command line, as a script of a person's would.

use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use rollcall_tests::sandbox::Sandbox;
use rollcall_tests::session::Session;
use rollcall_tests::{binary, child};
use serde_json::Value;
use tempfile::TempDir;

/// A workspace in a folder of its own.
pub struct Workspace<'a> {
    session: &'a Session,
    data_dir: TempDir,
}

impl<'a> Workspace<'a> {
    pub fn new(session: &'a Session) -> Result<Self> {
        Ok(Self { session, data_dir: tempfile::tempdir()? })
    }

    pub fn data_dir(&self) -> &Path {
        self.data_dir.path()
    }

    /// What a command answers; it gets the secret on its standard input.
    pub fn rollcall(&self, arguments: &[&str], secret: &str) -> Result<Value> {
        let mut command = child::command(binary::find("rollcall")?);
        self.session.enter(&mut command);
        command.arg("--json").arg("--data-dir").arg(self.data_dir()).args(arguments);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let mut stdin = child.stdin.take().context("no standard input")?;
        stdin.write_all(secret.as_bytes())?;
        drop(stdin);
        let output = child.wait_with_output()?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).context("no JSON came back")
    }

    /// Connects these providers, with as many requests a minute as if the plan allowed them, and finds
    /// the accounts behind each.
    pub fn fill(&self, sandbox: &Sandbox, providers: &[&str], per_minute: u32) -> Result<()> {
        let rate = per_minute.to_string();
        for provider in providers {
            let (flag, address) =
                if *provider == "unipile" { ("--dsn", "dsn") } else { ("--base-url", "base_url") };
            let address = sandbox.endpoint(&format!("/{provider}/{address}"))?;
            let key = sandbox.endpoint(&format!("/{provider}/api_key"))?;
            self.rollcall(
                &["connection", "add", provider, flag, address, "--requests-per-minute", &rate],
                key,
            )?;
            self.rollcall(&["accounts", "sync", provider], "")?;
        }
        Ok(())
    }
}
