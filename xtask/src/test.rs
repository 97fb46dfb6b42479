//! `cargo xtask test`: every check there is, in order, each going on after the one before failed.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::Args;

use crate::counts::Counts;
use crate::setup::Purpose;
use crate::{cargo, process, repository, say, setup, ui};

/// Tests that need a display, a session bus and a keychain, and the binaries built beside them.
const IN_THE_WINDOW: &str = "package(rollcall-tests) & (binary(journeys) | binary(leaks))";

#[derive(Args)]
pub struct Options {
    /// Leave out what drives the real window.
    #[arg(long, conflicts_with = "deep")]
    fast: bool,
    /// Also what takes long: many more generated cases, and tests marked as ignored.
    #[arg(long)]
    deep: bool,
}

/// Runs everything; true when nothing failed.
pub fn run(options: &Options) -> Result<bool> {
    let started = Instant::now();
    let mut report = Report::default();
    if let Err(error) = setup::run(Purpose::Tests) {
        say::line(&format!("error: {error:#}"));
        report.count("set-up", Counts::one(false));
        return Ok(report.end(started));
    }

    // The desktop carries the bundle, so it must be there before anything compiles.
    report.check("ui: build", &mut ui::build())?;
    report.check("rust: format", &mut cargo::command(&["fmt", "--all", "--check"]))?;
    report.check("ui: eslint", &mut ui::npm(&["run", "lint"]))?;
    report.check("ui: svelte-check", &mut ui::npm(&["run", "check"]))?;
    report.vitest()?;
    report.check("rust: clippy", &mut clippy())?;
    report.nextest("rust: tests", &mut nextest(options, &format!("not ({IN_THE_WINDOW})")))?;
    report.doc_tests()?;
    if !options.fast && cfg!(target_os = "linux") {
        if report.check("window: build", &mut build())? {
            report
                .nextest("window: journeys", nextest(options, IN_THE_WINDOW).args(["--test-threads", "1"]))?;
        } else {
            say::line("   window: journeys: not run, as there is no window to drive");
        }
    }
    Ok(report.end(started))
}

fn clippy() -> Command {
    cargo::command(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])
}

fn nextest(options: &Options, filter: &str) -> Command {
    let mut command = cargo::command(&["nextest", "run", "--workspace", "--no-fail-fast"]);
    command.args(["--status-level", "slow", "--final-status-level", "fail"]).args([
        "--no-tests",
        "pass",
        "-E",
        filter,
    ]);
    // An error's chain of causes says where; a backtrace of the runtime's insides hides it.
    command.env("RUST_LIB_BACKTRACE", "0");
    if options.deep {
        command.args(["--run-ignored", "all"]).env("PROPTEST_CASES", "4096");
    }
    command
}

/// Everything the journeys start. The same targets as the tests, so that features unify the same
/// way and nothing is compiled twice; without xtask, as Windows cannot replace a running program.
fn build() -> Command {
    cargo::command(&["build", "--workspace", "--exclude", "xtask", "--all-targets"])
}

#[derive(Default)]
struct Report {
    total: Counts,
    failures: Vec<String>,
}

impl Report {
    fn count(&mut self, name: &str, counts: Counts) {
        say::line(&format!("   {name}: {} passed, {} failed", counts.passed, counts.failed));
        if counts.failed > 0 {
            self.failures.push(name.to_owned());
        }
        self.total += counts;
    }

    fn check(&mut self, name: &str, command: &mut Command) -> Result<bool> {
        let passed = process::step(name, command)?.status.success();
        self.count(name, Counts::one(passed));
        Ok(passed)
    }

    fn nextest(&mut self, name: &str, command: &mut Command) -> Result<()> {
        let finished = process::step(name, command)?;
        let counts = Counts::of_nextest(&finished.output).settled(finished.status.success());
        self.count(name, counts);
        Ok(())
    }

    fn doc_tests(&mut self) -> Result<()> {
        let mut command = cargo::command(&["test", "--workspace", "--doc", "--no-fail-fast"]);
        let name = "rust: doc tests";
        let finished = process::step(name, &mut command)?;
        let counts = Counts::of_libtest(&finished.output).settled(finished.status.success());
        self.count(name, counts);
        Ok(())
    }

    fn vitest(&mut self) -> Result<()> {
        let name = "ui: vitest";
        let file = repository::target()?.join("vitest.json");
        // A report left by an earlier run must not speak for this one.
        if file.exists() {
            fs::remove_file(&file).with_context(|| format!("cannot remove {}", file.display()))?;
        }
        let output = format!("--outputFile.json={}", file.display());
        let finished = process::step(
            name,
            ui::npm(&["run", "test", "--"]).args(["--reporter=default", "--reporter=json", &output]),
        )?;
        let counts = read_json(&file)
            .map(|report| Counts::of_vitest(&report))
            .unwrap_or_default()
            .settled(finished.status.success());
        self.count(name, counts);
        Ok(())
    }

    /// Prints the result, whose last line is the one machines read.
    fn end(&self, started: Instant) -> bool {
        say::line(&format!("\nAll of it took {}.", say::elapsed(started.elapsed())));
        for name in &self.failures {
            say::line(&format!("FAILED: {name}"));
        }
        say::line(&format!("{} passed, {} failed", self.total.passed, self.total.failed));
        self.total.failed == 0
    }
}

fn read_json(file: &Path) -> Option<serde_json::Value> {
    serde_json::from_slice(&fs::read(file).ok()?).ok()
}
