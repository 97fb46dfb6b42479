//! The window's content: its dependencies and its bundle.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::{npm, repository};

/// The UI's folder.
pub fn folder() -> PathBuf {
    repository::root().join("ui")
}

/// `npm ARGS…` in the UI's folder.
pub fn npm(args: &[&str]) -> Command {
    npm::command(&folder(), args)
}

/// What the UI is built with.
pub fn install() -> Result<()> {
    npm::install("the UI's dependencies", &folder())
}

/// Bundles the UI into `ui/dist`, which the desktop binary then carries.
pub fn build() -> Command {
    npm(&["run", "build"])
}
