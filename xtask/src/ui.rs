//! The window's content: its dependencies and its bundle.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::{process, repository, say};

/// The UI's folder.
pub fn folder() -> PathBuf {
    repository::root().join("ui")
}

/// `npm ARGS…` in the UI's folder.
pub fn npm(args: &[&str]) -> Command {
    // On Windows npm is a script, which only its full name starts.
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(folder()).args(args);
    command
}

/// `npm ci`, unless what is installed was installed from this very lock file.
pub fn install() -> Result<()> {
    let lock = folder().join("package-lock.json");
    let wanted = fs::read(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
    let stamp = folder().join("node_modules").join(".installed-from");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    say::line("Installing the UI's dependencies from its lock file.");
    process::must("npm ci", &mut npm(&["ci", "--no-audit", "--no-fund"]))?;
    fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))
}

/// Bundles the UI into `ui/dist`, which the desktop binary then carries.
pub fn build() -> Command {
    npm(&["run", "build"])
}
