//! What each operating system must have; one file per system, all with the same two functions.

use anyhow::Result;

use crate::setup::Purpose;

#[cfg(target_os = "linux")]
#[path = "system/linux.rs"]
mod this;
#[cfg(target_os = "macos")]
#[path = "system/macos.rs"]
mod this;
#[cfg(windows)]
#[path = "system/windows.rs"]
mod this;

/// Installs the system packages `purpose` needs, or says in a sentence what a person must install.
pub fn packages(purpose: Purpose) -> Result<()> {
    this::packages(purpose)
}

/// Whether a window opened now would be seen by somebody.
pub fn has_display() -> bool {
    this::has_display()
}
