//! Notices of the desktop. The newest takes the place of the one before.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use notify_rust::Notification;
use rollcall_api::attention::{Notice, Opens};
use tauri::AppHandle;

use super::Wish;

/// The notice on screen, as its server knows it; 0 for none.
static SHOWN: AtomicU32 = AtomicU32::new(0);
/// Counts notices: a click counts for the newest alone.
static NEWEST: AtomicU64 = AtomicU64::new(0);

/// Shows a notice; a click on it opens what it is about. Where there is nobody to show it, the tray
/// and the sidebar still have the number.
pub fn show(app: &AppHandle, notice: Notice) {
    let app = app.clone();
    let mine = NEWEST.fetch_add(1, Ordering::Relaxed) + 1;
    // A server answers when somebody clicks, hours later or never.
    let waiting = std::thread::Builder::new().name("notice".to_owned()).spawn(move || {
        if let Err(error) = show_and_wait(&app, notice, mine) {
            tracing::info!(%error, "this desktop shows no notices");
        }
    });
    if let Err(error) = waiting {
        tracing::warn!(%error, "a notice could not be shown");
    }
}

#[cfg(target_os = "linux")]
fn show_and_wait(app: &AppHandle, notice: Notice, mine: u64) -> notify_rust::error::Result<()> {
    let marks_up = notify_rust::get_capabilities()?.iter().any(|one| one == "body-markup");
    let body = if marks_up { unmarked(&notice.body) } else { notice.body };
    let shown = Notification::new()
        .appname("Rollcall")
        .summary(&notice.title)
        .body(&body)
        // What a click on the notice itself is called:
        // https://specifications.freedesktop.org/notification-spec/latest/protocol.html
        .action("default", "Open")
        .id(SHOWN.load(Ordering::Relaxed))
        .show()?;
    SHOWN.store(shown.id(), Ordering::Relaxed);
    let app = app.clone();
    shown.wait_for_action(move |action| {
        if action == "default" && NEWEST.load(Ordering::Relaxed) == mine {
            let wish = match notice.opens {
                Opens::Account(id) => Wish::Account(id),
                Opens::NeedYou => Wish::NeedYou,
                Opens::ExpireSoon => Wish::ExpireSoon,
            };
            super::fulfil(&app, Some(wish));
        }
    });
    Ok(())
}

/// Elsewhere the system itself brings Rollcall to the front.
#[cfg(not(target_os = "linux"))]
fn show_and_wait(_app: &AppHandle, notice: Notice, _mine: u64) -> notify_rust::error::Result<()> {
    Notification::new().appname("Rollcall").summary(&notice.title).body(&notice.body).show().map(drop)
}

/// Has a name's letters shown as they are: it comes from a provider, and a body may hold links.
#[cfg(target_os = "linux")]
fn unmarked(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
