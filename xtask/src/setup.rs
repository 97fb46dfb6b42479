//! Everything a fresh machine lacks, each thing named before it is installed.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{cargo, npm, process, repository, say, system, ui};

/// The oldest Node that the UI's tools start on, as `ui/package.json` says too.
const NODE: (u32, u32) = (20, 19);

/// What the machine is being made ready for. Each includes the one before.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Purpose {
    /// Building Rollcall and opening it on a display.
    Build,
    /// Driving the window without a display: the tour and the benches.
    Headless,
    /// Every test.
    Tests,
}

/// Makes the machine ready; does nothing that was done before.
pub fn run(purpose: Purpose) -> Result<()> {
    system::packages(purpose)?;
    node()?;
    ui::install()?;
    if purpose == Purpose::Tests {
        npm::install(
            "the clients that are tried on the sandbox",
            &repository::root().join("tests").join("clients"),
        )?;
        nextest()?;
    }
    Ok(())
}

fn node() -> Result<()> {
    let needed = format!("Node {}.{} or newer is needed to build the window", NODE.0, NODE.1);
    let output = Command::new("node")
        .arg("--version")
        .output()
        .with_context(|| format!("{needed}, and `node` was not found: see nodejs.org"))?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    match release(&version) {
        Some(found) if found >= NODE => Ok(()),
        _ => bail!("{needed}; this is {version}"),
    }
}

/// The major and minor number of a version.
fn release(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.trim_start_matches('v').split('.').map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}

fn nextest() -> Result<()> {
    let here = cargo::command(&["nextest", "--version"]).output().is_ok_and(|output| output.status.success());
    if here {
        return Ok(());
    }
    say::line("Installing cargo-nextest, which runs the Rust tests. It is compiled here: some minutes.");
    process::must(
        "install cargo-nextest",
        // Without its own updater and its tracing probes, half has to be compiled.
        cargo::command(&["install", "cargo-nextest", "--locked", "--no-default-features"])
            // It starts processes; a fully optimised build would take three times as long.
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_are_read_as_node_writes_them() {
        let table = [
            ("v20.19.1", Some((20, 19))),
            ("v8.0.0", Some((8, 0))),
            ("25.1.0", Some((25, 1))),
            ("v20", None),
            ("", None),
        ];
        for (version, expected) in table {
            assert_eq!(release(version), expected, "{version:?}");
        }
    }

    #[test]
    fn each_purpose_includes_the_one_before() {
        assert!(Purpose::Build < Purpose::Headless);
        assert!(Purpose::Headless < Purpose::Tests);
    }
}
