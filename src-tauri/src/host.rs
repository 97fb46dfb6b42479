//! What the window's commands share: the open workspace and the running sandbox.

use std::path::PathBuf;

use rollcall_api::{Rollcall, error::ApiError, rollcall::Options};
use tauri::{AppHandle, Manager as _};
use tauri_specta::Event as _;
use tokio::sync::{Mutex, OnceCell};

use crate::{attention::Changes, events::HostEvent, sandbox::RunningSandbox};

/// What the window's commands share.
pub struct Host {
    app: AppHandle,
    data_dir: PathBuf,
    rollcall: OnceCell<Rollcall>,
    /// Held while the sandbox starts or stops, so that two clicks don't start two.
    pub sandbox: Mutex<Option<RunningSandbox>>,
}

impl Host {
    /// Knows where the workspace is, and opens it when it is first asked for.
    pub fn new(app: AppHandle, data_dir: PathBuf) -> Self {
        Self { app, data_dir, rollcall: OnceCell::new(), sandbox: Mutex::default() }
    }

    /// The open workspace. Opening that failed is tried again by the next command, as when another
    /// Rollcall that had the workspace open has been closed.
    ///
    /// # Errors
    /// When it is open elsewhere, or can't be read.
    pub async fn rollcall(&self) -> Result<&Rollcall, ApiError> {
        let was_open = self.rollcall.initialized();
        let rollcall = self.rollcall.get_or_try_init(|| self.open()).await?;
        if !was_open {
            // Who needed somebody when Rollcall was closed does so still.
            self.app.state::<Changes>().opened();
        }
        Ok(rollcall)
    }

    /// The workspace if something opened it already.
    pub fn opened(&self) -> Option<&Rollcall> {
        self.rollcall.get()
    }

    async fn open(&self) -> Result<Rollcall, ApiError> {
        let app = self.app.clone();
        let on_event = Box::new(move |event| {
            app.state::<Changes>().hear(&event);
            if let Err(error) = HostEvent(event).emit(&app) {
                tracing::warn!(%error, "the window could not be told");
            }
        });
        let options =
            Options { data_dir: self.data_dir.clone(), keychain_service: None, background: true, on_event };
        Rollcall::open(options).await
    }

    /// The folder of what the web view stores, beside everything else of the workspace.
    pub fn web_view_dir(&self) -> PathBuf {
        self.data_dir.join("web-view")
    }

    /// The application.
    pub fn app(&self) -> &AppHandle {
        &self.app
    }
}
