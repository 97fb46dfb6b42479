//! macOS: WebKit and the keychain are part of the system; only the compiler may be missing.

use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::say;
use crate::setup::Purpose;

pub fn packages(purpose: Purpose) -> Result<()> {
    let compiler = Command::new("xcode-select")
        .arg("--print-path")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !compiler {
        bail!("Apple's command line tools are needed. Run this, then try again:\n  xcode-select --install");
    }
    if purpose > Purpose::Build {
        say::line(
            "Apple ships no driver for WKWebView: the journeys in the real window run on Linux; everything else runs here.",
        );
    }
    Ok(())
}

pub fn has_display() -> bool {
    true
}
