//! `cargo xtask bench`: the release build against references measured in the same run.

use std::process::Command;

use anyhow::Result;
use clap::Args;

use crate::setup::Purpose;
use crate::{cargo, process, repository, setup, ui};

#[derive(Args)]
pub struct Options {
    /// How many times each side is started.
    #[arg(long, default_value_t = 7)]
    runs: u32,
}

/// Builds, measures, and writes `bench.json`; true when every figure is within its limit.
pub fn run(options: &Options) -> Result<bool> {
    setup::run(Purpose::Headless)?;
    process::must("build the UI", &mut ui::build())?;
    process::must(
        "build for release",
        cargo::command(&["build", "--release", "--bins", "--examples"]).args([
            "-p",
            "rollcall-desktop",
            "-p",
            "rollcall-cli",
            "-p",
            "rollcall-sandbox",
            "-p",
            "rollcall-tests",
            "-p",
            "rollcall-engine",
        ]),
    )?;
    let target = repository::target()?;
    let measured = process::step(
        "measure",
        Command::new(target.join("release").join("bench"))
            .args(["--runs", &options.runs.to_string()])
            .arg("--out")
            .arg(target.join("bench.json")),
    )?;
    Ok(measured.status.success())
}
