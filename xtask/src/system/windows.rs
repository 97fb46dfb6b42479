//! Windows: WebView2 and the C++ build tools, neither of which we install silently.

use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::say;
use crate::setup::Purpose;

/// Where the evergreen WebView2 runtime registers itself.
/// <https://learn.microsoft.com/microsoft-edge/webview2/concepts/distribution#detect-if-a-webview2-runtime-is-already-installed>
const WEBVIEW2: [&str; 2] = [
    r"HKLM\SOFTWARE\WOW6432Node\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}",
    r"HKCU\Software\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}",
];

pub fn packages(purpose: Purpose) -> Result<()> {
    if !WEBVIEW2.iter().any(|key| succeeds("reg", &["query", key])) {
        bail!(
            "the WebView2 runtime is needed. Run this, then try again:\n  winget install Microsoft.EdgeWebView2Runtime"
        );
    }
    if cfg!(target_env = "msvc") && !succeeds("where", &["/q", "link.exe"]) {
        say::line(
            "If linking fails, install the C++ build tools:\n  winget install Microsoft.VisualStudio.2022.BuildTools --override \"--add Microsoft.VisualStudio.Workload.VCTools\"",
        );
    }
    if purpose > Purpose::Build {
        say::line("The journeys in the real window run on Linux; everything else runs here.");
    }
    Ok(())
}

fn succeeds(program: &str, args: &[&str]) -> bool {
    Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

pub fn has_display() -> bool {
    true
}
