//! Which workspace is open, and whether the keychain works.

pub use rollcall_engine::kept_tasks::TasksWaiting;
use rollcall_engine::{connecting::NewConnection, error::EngineError};
use rollcall_vault::KeychainState;
use serde::Serialize;

use crate::{Rollcall, error::ApiError};

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
    /// How many links and refreshes wait for somebody.
    pub tasks_waiting: TasksWaiting,
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

/// What the frame of the window shows.
pub async fn state(rollcall: &Rollcall) -> Result<WorkspaceView, ApiError> {
    let open = rollcall.workspace().await;
    let connections = open.engine.store().connections().await.map_err(EngineError::from)?;
    Ok(WorkspaceView {
        kind: open.kind,
        first_run: connections.is_empty(),
        keychain: keychain_view(open.engine.vault().state()),
        tasks_waiting: open.engine.tasks_waiting()?,
        feed_url: open.feed_url,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}

/// Opens a fresh sandbox workspace with these connections and finds their accounts. The sandbox
/// itself must be running. `feed_url` is its feed of published posts.
pub async fn open_sandbox(
    rollcall: &Rollcall,
    connections: Vec<NewConnection>,
    feed_url: Option<String>,
) -> Result<WorkspaceView, ApiError> {
    rollcall.switch_to_sandbox(feed_url).await?;
    let engine = rollcall.engine().await;
    for connection in connections {
        let added = engine.connect(connection).await?;
        engine.sync(&added.id).await?;
    }
    state(rollcall).await
}

/// Throws the sandbox workspace away and opens the person's own.
pub async fn leave_sandbox(rollcall: &Rollcall) -> Result<WorkspaceView, ApiError> {
    rollcall.switch_to_own().await?;
    state(rollcall).await
}

/// Asks the keychain again.
pub async fn retry_keychain(rollcall: &Rollcall) -> Result<KeychainView, ApiError> {
    Ok(keychain_view(rollcall.engine().await.vault().probe().await))
}

/// The keychain's state, in words.
pub fn keychain_view(state: KeychainState) -> KeychainView {
    let (label, sentence) = match state {
        KeychainState::Unchecked => ("Keychain not checked", None),
        KeychainState::Ready => ("Keychain ready", None),
        KeychainState::Locked => (
            "Keychain locked",
            Some(
                "Your system's keychain is locked. Unlock it, for instance by signing in to your desktop again, and press Retry. Accounts can be looked at meanwhile; checking and publishing wait.",
            ),
        ),
        KeychainState::Missing => (
            "No keychain",
            Some(
                "This system offers no keychain, so Rollcall can't keep keys, cookies or tokens. Install or start one, for instance GNOME Keyring or KWallet, and press Retry. Drafts work meanwhile.",
            ),
        ),
        KeychainState::Silent => (
            "Keychain silent",
            Some(
                "Your system's keychain doesn't answer. It may be waiting for you to unlock it in another window. Rollcall goes on as soon as it answers; drafts work meanwhile.",
            ),
        ),
    };
    KeychainView { state, label: label.to_owned(), sentence: sentence.map(str::to_owned) }
}
