//! What the window is told without asking.

use rollcall_api::{
    error::ApiError,
    event::RollcallEvent,
    media::{MediaKind, MediaView},
};
use serde::Serialize;

use crate::{attention::Wish, sign_in::SignInView};

/// A notice of the workspace.
#[derive(Debug, Clone, Serialize, specta::Type, tauri_specta::Event)]
#[serde(transparent)]
#[tauri_specta(event_name = "rollcall-event")]
pub struct HostEvent(pub RollcallEvent);

/// A file that was dropped on the window or chosen, and looked at; one of the two is there. Its path
/// stays outside of the window's content.
#[derive(Debug, Clone, Serialize, specta::Type, tauri_specta::Event)]
pub struct MediaDropped {
    /// It can be used.
    pub media: Option<MediaView>,
    /// It can't be used, and why.
    pub error: Option<ApiError>,
}

impl From<Result<MediaView, ApiError>> for MediaDropped {
    fn from(taken: Result<MediaView, ApiError>) -> Self {
        match taken {
            Ok(media) => MediaDropped { media: Some(media), error: None },
            Err(error) => MediaDropped { media: None, error: Some(error) },
        }
    }
}

/// Files that are held over the window, to be dropped there. Their paths stay outside of the window's
/// content.
#[derive(Debug, Clone, Serialize, specta::Type, tauri_specta::Event)]
pub struct FilesOver {
    /// What each seems to be by the ending of its name, which may mislead; `None` where that says
    /// nothing. No files when none is there any more.
    pub kinds: Vec<Option<MediaKind>>,
}

/// How far opening the sandbox is, in words.
#[derive(Debug, Clone, Serialize, specta::Type, tauri_specta::Event)]
pub struct SandboxProgress {
    /// What happens now.
    pub sentence: String,
    /// Steps that are done.
    pub done: u32,
    /// Steps in all.
    pub total: u32,
}

/// A sign-in window went on or was closed. Never what is in it.
#[derive(Debug, Clone, Serialize, specta::Type, tauri_specta::Event)]
#[serde(transparent)]
pub struct SignInChanged(pub SignInView);

/// Somebody asked for something outside of the window: at the tray's icon, or by clicking a notice.
#[derive(Debug, Clone, Serialize, specta::Type, tauri_specta::Event)]
#[serde(transparent)]
pub struct AskedOutside(pub Wish);
