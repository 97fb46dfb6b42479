//! `cargo xtask`: set up this machine, open Rollcall, run every test, run the benches.

mod bench;
mod cargo;
mod counts;
mod npm;
mod process;
mod repository;
mod run;
mod say;
mod setup;
mod system;
mod test;
mod ui;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "Set up this machine, open Rollcall, run every test, run the benches."
)]
struct Flags {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what building and running Rollcall needs, and nothing that is already here.
    Setup {
        /// Also what the tests, the tour and the benches need.
        #[arg(long)]
        tests: bool,
    },
    /// Build Rollcall and open it; without a display, drive its window through a tour instead.
    Run(run::Options),
    /// Run every check and test; the last line is `N passed, N failed`.
    Test(test::Options),
    /// Measure the release build against its references.
    Bench(bench::Options),
}

fn main() -> ExitCode {
    let flags = Flags::parse();
    let done = process::stop_on_signals().and_then(|()| match flags.task {
        Task::Setup { tests } => {
            setup::run(if tests { setup::Purpose::Tests } else { setup::Purpose::Build }).map(|()| true)
        }
        Task::Run(options) => run::run(&options),
        Task::Test(options) => test::run(&options),
        Task::Bench(options) => bench::run(&options),
    });
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            say::line(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
