//! Clients of LinkedIn, Unipile and Zernio that nobody here wrote, as their registry has them,
//! against the sandbox. What they do and expect is in `clients/*.test.mjs`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use rollcall_tests::child;
use rollcall_tests::sandbox::Sandbox;

/// Each with a test of its own below.
const FILES: [&str; 3] = ["linkedin.test.mjs", "unipile.test.mjs", "zernio.test.mjs"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("clients")
}

/// Runs one file under Node's own test runner, with a sandbox to itself.
fn passes(file: &str) -> Result<()> {
    let folder = folder();
    ensure!(folder.join("node_modules").is_dir(), "not installed; `npm ci` in tests/clients does it");
    let sandbox = Sandbox::start(&[])?;
    let output = child::command("node")
        .args(["--test", "--test-reporter=spec", file])
        .current_dir(&folder)
        .env("SANDBOX", sandbox.line())
        .output()
        .context("cannot start node")?;
    ensure!(
        output.status.success(),
        "{file}: {}\n{}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

#[test]
fn linkedin_api_client_cannot_tell() -> Result<()> {
    passes("linkedin.test.mjs")
}

#[test]
fn unipile_node_sdk_cannot_tell() -> Result<()> {
    passes("unipile.test.mjs")
}

#[test]
fn zernio_node_cannot_tell() -> Result<()> {
    passes("zernio.test.mjs")
}

#[test]
fn no_file_is_left_out() -> Result<()> {
    let found: BTreeSet<String> = fs::read_dir(folder())?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_>>()?;
    let found: BTreeSet<&str> =
        found.iter().map(String::as_str).filter(|name| name.ends_with(".test.mjs")).collect();
    assert_eq!(found, BTreeSet::from(FILES));
    Ok(())
}
