//! Where the programs under test are.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

/// The program called `name`, built by the same cargo command into the same folder as we are.
///
/// # Errors
/// When it was not built.
pub fn find(name: &str) -> Result<PathBuf> {
    let own = std::env::current_exe().context("cannot tell where this program is")?;
    // Tests lie one folder deeper (`deps/`) than programs.
    let found = own
        .ancestors()
        .skip(1)
        .take(2)
        .map(|folder| folder.join(name).with_extension(std::env::consts::EXE_EXTENSION))
        .find(|file| file.is_file());
    match found {
        Some(file) => Ok(file),
        None => bail!("{name} is not built; `cargo xtask test` builds it first"),
    }
}
