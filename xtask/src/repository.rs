//! Where things are in this checkout.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

/// The folder of the workspace's `Cargo.toml`.
pub fn root() -> PathBuf {
    // cargo sets the variable for `cargo run`; the compile-time value serves a binary started by hand.
    let own = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    own.parent().map_or(own.clone(), PathBuf::from)
}

/// The folder cargo builds into, whichever of its settings chose it.
pub fn target() -> Result<PathBuf> {
    let output = Command::new(crate::cargo::program())
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(root())
        .output()
        .context("cannot start cargo")?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).with_context(|| {
        format!("cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr).trim())
    })?;
    metadata["target_directory"].as_str().map(PathBuf::from).context("cargo metadata names no target folder")
}
