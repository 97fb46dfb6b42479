//! `cargo xtask run`: build Rollcall and open it, or drive its window where nobody can look at it.

use std::process::Command;

use anyhow::{Result, bail};
use clap::Args;

use crate::setup::Purpose;
use crate::{cargo, process, repository, say, setup, system, ui};

#[derive(Args)]
pub struct Options {
    /// Build as for release: slower to build, quicker to use.
    #[arg(long)]
    release: bool,
    /// Drive the window through the tour although there is a display.
    #[arg(long)]
    tour: bool,
}

/// Opens the window, or runs the tour; true when it ended well.
pub fn run(options: &Options) -> Result<bool> {
    let watched = system::has_display() && !options.tour;
    if !watched && !cfg!(target_os = "linux") {
        bail!("the tour needs a driver for the web view, which only Linux has");
    }
    setup::run(if watched { Purpose::Build } else { Purpose::Headless })?;
    process::must("build the UI", &mut ui::build())?;
    let mut build = cargo::command(&["build", "--bins", "-p", "rollcall-desktop"]);
    if options.release {
        build.arg("--release");
    }
    if !watched {
        build.args(["-p", "rollcall-sandbox", "-p", "rollcall-tests"]);
    }
    process::must("build Rollcall", &mut build)?;

    let target = repository::target()?;
    let binaries = target.join(if options.release { "release" } else { "debug" });
    if watched {
        say::line("\nOpening Rollcall. Close its window to come back here.");
        let status = process::open(&mut Command::new(binaries.join("rollcall-desktop")))?;
        return Ok(status.success());
    }
    say::line("\nNo display: driving the window through a tour of the sandbox instead.");
    let tour = process::step(
        "tour",
        Command::new(binaries.join("tour")).arg("--pictures").arg(target.join("tour")),
    )?;
    Ok(tour.status.success())
}
