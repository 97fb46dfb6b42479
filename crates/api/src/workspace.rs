//! Which workspace is open, and whether the keychain works.

use rollcall_vault::KeychainState;
use serde::Serialize;

/// Which workspace is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum WorkspaceKind {
    /// The person's own.
    Own,
    /// The sandbox: a made-up agency on this computer.
    Sandbox,
}

/// What the frame of the window shows.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct WorkspaceView {
    /// Which workspace is open.
    pub kind: WorkspaceKind,
    /// Whether the welcome is to be shown: no connection yet.
    pub first_run: bool,
    /// The keychain's state.
    pub keychain: KeychainView,
    /// The sandbox's feed of published posts, in a sandbox workspace.
    pub feed_url: Option<String>,
    /// Rollcall's version.
    pub version: String,
}

/// The keychain's state, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct KeychainView {
    /// The state.
    pub state: KeychainState,
    /// Few words for the chip, for instance "Keychain ready".
    pub label: String,
    /// What it means and what to do, when it doesn't work.
    pub sentence: Option<String>,
}
