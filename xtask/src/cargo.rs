//! Cargo commands, which all share one set of features: naming none, no step makes another
//! compile a dependency again.

use std::ffi::OsString;
use std::process::Command;

use crate::repository;

/// The cargo that started us, so that a `+toolchain` choice carries over.
pub fn program() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// `cargo ARGS…` in the workspace root.
pub fn command(args: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.current_dir(repository::root()).args(args);
    // These describe xtask itself; build scripts that watch them would run again for nothing.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&*name);
        }
    }
    // An incremental cache only pays on the second build, and CI has none.
    if std::env::var_os("CI").is_some() && std::env::var_os("CARGO_INCREMENTAL").is_none() {
        command.env("CARGO_INCREMENTAL", "0");
    }
    command
}
