//! How a person who isn't looking learns that an account needs them: the tray's number, and one
//! notice for all that is new.

mod notice;
mod tray;

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use rollcall_api::{
    attention::{self, Digest},
    domain::id::AccountId,
    event::RollcallEvent,
    workspace::WorkspaceKind,
};
use serde::Serialize;
use tauri::{AppHandle, Manager as _};
use tauri_specta::Event as _;
use tokio::sync::Notify;

use crate::{events::AskedOutside, host::Host, window};

/// While many accounts change, who needs somebody is read no more often than this.
const SETTLE: Duration = Duration::from_secs(1);

/// When who needs somebody couldn't be read, it is tried again after this.
const AGAIN: Duration = Duration::from_secs(5);

/// What somebody asked of Rollcall outside of its window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "snake_case", tag = "kind", content = "detail")]
pub enum Wish {
    /// Show this account.
    Account(AccountId),
    /// Show the accounts that need somebody.
    NeedYou,
    /// Show the accounts whose link ends soon.
    ExpireSoon,
    /// Check every account.
    CheckAll,
}

/// Told when accounts may have changed.
#[derive(Default)]
pub struct Changes {
    changed: Notify,
    opened: Notify,
    /// Whose link ends soon, since the last look.
    ending: Mutex<Vec<(AccountId, String)>>,
}

impl Changes {
    /// Has the accounts looked at soon if a notice is about them.
    pub fn hear(&self, event: &RollcallEvent) {
        match event {
            RollcallEvent::AccountsChanged | RollcallEvent::TasksWaiting(_) => {}
            RollcallEvent::PermissionEnds(ending) => {
                let one = (ending.account_id.clone(), ending.name.clone());
                self.ending.lock().unwrap_or_else(PoisonError::into_inner).push(one);
            }
            _ => return,
        }
        self.changed.notify_one();
    }

    /// Has the accounts looked at at once: a workspace was opened. What is so already is no news.
    pub fn opened(&self) {
        self.opened.notify_one();
    }

    async fn settled(&self) {
        self.changed.notified().await;
        tokio::time::sleep(SETTLE).await;
    }
}

/// Watches the accounts until Rollcall ends.
pub fn start(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let handle = app.clone();
        let changes = handle.state::<Changes>();
        let mut watch = Watch { app, workspace: None, digest: Digest::default() };
        loop {
            let wait = watch.look().await.unwrap_or(Duration::MAX);
            tokio::select! {
                () = changes.opened.notified() => watch.workspace = None,
                () = changes.settled() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    });
}

struct Watch {
    app: AppHandle,
    workspace: Option<WorkspaceKind>,
    digest: Digest,
}

impl Watch {
    /// Looks once; how long until it has to look again, if nothing happens before.
    async fn look(&mut self) -> Option<Duration> {
        let host = self.app.state::<Host>();
        // Whatever asks for the workspace first opens it; this never does.
        let seen = match attention::look(host.opened()?).await {
            Ok(seen) => seen,
            Err(error) => {
                tracing::warn!(%error, "who needs somebody could not be read");
                return Some(AGAIN);
            }
        };
        if self.workspace.replace(seen.workspace) != Some(seen.workspace) {
            self.digest = Digest::default();
        }
        let links = usize::try_from(seen.links).unwrap_or(usize::MAX);
        tray::show(&self.app, tray::Waiting { accounts: seen.needing.len(), links });
        let main = self.app.get_webview_window(window::MAIN);
        let looked_at = main.is_some_and(|window| window.is_focused().unwrap_or(false));
        let told = looked_at || !seen.notices;
        self.digest.look(&seen.needing, told, seen.now);
        let changes = self.app.state::<Changes>();
        let ending = std::mem::take(&mut *changes.ending.lock().unwrap_or_else(PoisonError::into_inner));
        for (id, name) in ending.into_iter().filter(|_| !told) {
            self.digest.warn(id, name, seen.now);
        }
        if let Some(notice) = self.digest.take(seen.now) {
            notice::show(&self.app, notice);
        }
        let due_at = self.digest.due_at()?;
        Some((due_at - seen.now).to_std().unwrap_or_default())
    }
}

/// Brings the window to the front and does there what was asked. Checking needs nobody to look.
fn fulfil(app: &AppHandle, wish: Option<Wish>) {
    if wish != Some(Wish::CheckAll)
        && let Err(error) = window::bring_to_front(app)
    {
        tracing::warn!(%error, "the window could not be brought to the front");
    }
    if let Some(wish) = wish
        && let Err(error) = AskedOutside(wish).emit(app)
    {
        tracing::warn!(%error, "the window could not be told what was asked");
    }
}
