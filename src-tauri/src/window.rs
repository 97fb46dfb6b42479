//! The main window: how it opens, when it shows, and that it never leaves Rollcall.

use std::{io::Write as _, path::PathBuf, time::Duration};

use tauri::{
    AppHandle, Manager as _, Runtime, Theme, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
    webview::NewWindowResponse, window::Color,
};

/// The main window's label, which its capability names.
pub const MAIN: &str = "main";

/// The canvas of the light and the dark theme, so that nothing flashes before the first picture.
const LIGHT_CANVAS: Color = Color(0xf6, 0xf6, 0xf4, 0xff);
const DARK_CANVAS: Color = Color(0x16, 0x17, 0x14, 0xff);

/// A window that never shows is worse than one that shows too early.
const SHOW_AT_THE_LATEST: Duration = Duration::from_secs(3);

/// Creates the main window, hidden; its content says when it can be looked at. What the web view
/// stores lies in `web_view_dir`.
///
/// # Errors
/// When the system gives no window.
pub fn create(app: &AppHandle, web_view_dir: PathBuf) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::App("index.html".into()))
        .title("Rollcall")
        .inner_size(1280.0, 800.0)
        .min_inner_size(760.0, 560.0)
        .center()
        .visible(false)
        .background_color(LIGHT_CANVAS)
        .data_directory(web_view_dir)
        .devtools(cfg!(debug_assertions))
        .on_navigation(is_our_own)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    if window.theme()? == Theme::Dark {
        window.set_background_color(Some(DARK_CANVAS))?;
    }
    crate::graphics::suit_the_computer(&window)?;
    crate::web_process::revive(&window)?;
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(SHOW_AT_THE_LATEST).await;
        if let Err(error) = show(&window) {
            tracing::warn!(%error, "the window could not be shown");
        }
    });
    Ok(())
}

/// Shows the window if it is still hidden.
///
/// # Errors
/// When the window is gone.
pub fn show<R: Runtime>(window: &WebviewWindow<R>) -> tauri::Result<()> {
    if !window.is_visible()? {
        window.show()?;
        window.set_focus()?;
    }
    Ok(())
}

/// Brings the window to the front, as when Rollcall is started a second time. One that is hidden is
/// still opening and comes by itself: WebKitGTK's web process dies when its window is shown before
/// its page exists.
///
/// # Errors
/// When the window can't be moved.
pub fn bring_to_front(app: &AppHandle) -> tauri::Result<()> {
    match app.get_webview_window(MAIN) {
        Some(window) if window.is_visible()? => {
            window.unminimize()?;
            window.set_focus()
        }
        _ => Ok(()),
    }
}

/// Whether somebody reads on standard output how far the window is: benches and journeys.
pub fn reports() -> bool {
    std::env::var("ROLLCALL_REPORT_READY").is_ok_and(|value| value == "1")
}

/// Says that the window can be used, to whoever reads it.
pub fn report_ready() {
    if reports() {
        let mut out = std::io::stdout().lock();
        if let Err(error) = writeln!(out, "ready").and_then(|()| out.flush()) {
            tracing::debug!(%error, "nobody reads that the window is ready");
        }
    }
}

/// Whether an address is the window's own content. Anything else belongs in the system browser,
/// where the person sees the address and no command of ours can be called.
fn is_our_own(url: &Url) -> bool {
    match (url.scheme(), url.host_str()) {
        ("tauri", Some("localhost")) => true,
        // Windows serves the same content under this name.
        ("http" | "https", Some("tauri.localhost")) => url.port().is_none(),
        ("http", Some("localhost")) => cfg!(not(feature = "custom-protocol")),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_never_leaves_its_own_content() {
        for (address, stays) in [
            ("tauri://localhost/", true),
            ("tauri://localhost/index.html#/accounts", true),
            ("http://tauri.localhost/index.html", true),
            ("https://tauri.localhost/", true),
            ("tauri://localhost.evil.example/", false),
            ("http://tauri.evil.example/", false),
            ("http://tauri.localhost:8080/", false),
            ("http://tauri.localhost.evil.example/", false),
            ("https://www.linkedin.com/", false),
            ("http://127.0.0.1:4000/", false),
            ("file:///etc/passwd", false),
            ("data:text/html,hello", false),
            ("javascript:alert(1)", false),
        ] {
            let url = Url::parse(address).unwrap();
            assert_eq!(is_our_own(&url), stays, "{address}");
        }
    }
}
