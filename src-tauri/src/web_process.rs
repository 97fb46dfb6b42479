//! The web view's own process, which can die while Rollcall lives.

/// Deaths within [`RECENT`] after which the page is left alone: it would only die again.
#[cfg(target_os = "linux")]
const MOST_DEATHS: usize = 3;
#[cfg(target_os = "linux")]
const RECENT: std::time::Duration = std::time::Duration::from_secs(60);

/// Loads the page again when the process that shows it has died, as browsers offer to. Nothing is
/// lost but what was typed in the last moment: drafts are on disk, links and refreshes in Rust.
///
/// # Errors
/// When the web view is gone.
#[cfg(target_os = "linux")]
pub fn revive(window: &tauri::WebviewWindow) -> tauri::Result<()> {
    use std::{cell::RefCell, time::Instant};

    use webkit2gtk::WebViewExt as _;

    window.with_webview(|view| {
        let deaths = RefCell::new(Vec::<Instant>::new());
        view.inner().connect_web_process_terminated(move |view, reason| {
            let mut deaths = deaths.borrow_mut();
            deaths.retain(|death| death.elapsed() < RECENT);
            deaths.push(Instant::now());
            tracing::error!(?reason, recent = deaths.len(), "the process that shows the window died");
            if deaths.len() <= MOST_DEATHS {
                view.reload();
            }
        });
    })
}

/// Elsewhere a page that died is left as the system shows it.
///
/// # Errors
/// Never.
#[cfg(not(target_os = "linux"))]
pub fn revive(_window: &tauri::WebviewWindow) -> tauri::Result<()> {
    Ok(())
}
