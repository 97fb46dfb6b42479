//! The folder that holds everything Rollcall keeps, the same for the window and the command line.

use std::path::PathBuf;

use rollcall_engine::error::EngineError;

use crate::error::ApiError;

/// `ROLLCALL_DATA_DIR`, else a folder of our own where this system keeps the data of applications:
/// `~/.local/share` (or `XDG_DATA_HOME`) on Linux, `~/Library/Application Support` on macOS,
/// `%APPDATA%` on Windows.
///
/// # Errors
/// When this system has no such place, as for a user without a home.
pub fn find() -> Result<PathBuf, ApiError> {
    if let Some(chosen) = std::env::var_os("ROLLCALL_DATA_DIR").filter(|chosen| !chosen.is_empty()) {
        return Ok(std::path::absolute(&chosen).unwrap_or_else(|_| PathBuf::from(chosen)));
    }
    let data = dirs::data_dir().ok_or_else(|| {
        EngineError::Failed(
            "This computer has no place for Rollcall's data. Set ROLLCALL_DATA_DIR to a folder.".into(),
        )
    })?;
    Ok(data.join(NAME))
}

/// Reads as a person expects it where people look.
const NAME: &str = if cfg!(target_os = "linux") { "rollcall" } else { "Rollcall" };
