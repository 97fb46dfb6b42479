//! Drawing on computers without a graphics processor.

/// Has the web view draw on the CPU alone when the computer has no graphics processor: emulating
/// one makes scrolling stutter (16 to 32 frames a second instead of 60, measured on Debian 12 with
/// WebKitGTK 2.50) and takes some 40 MiB more.
///
/// # Errors
/// When the web view is gone.
#[cfg(target_os = "linux")]
pub fn suit_the_computer(window: &tauri::WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt as _, WebViewExt as _};

    if has_graphics_processor() || is_automated() {
        return Ok(());
    }
    window.with_webview(|view| {
        if let Some(settings) = view.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    })
}

/// Other systems draw well without being told.
///
/// # Errors
/// Never.
#[cfg(not(target_os = "linux"))]
pub fn suit_the_computer(_window: &tauri::WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

#[cfg(target_os = "linux")]
fn has_graphics_processor() -> bool {
    std::path::Path::new("/dev/dri").exists()
}

/// Pictures taken through WebDriver hang while acceleration is off.
#[cfg(target_os = "linux")]
fn is_automated() -> bool {
    ["TAURI_AUTOMATION", "TAURI_WEBVIEW_AUTOMATION"]
        .iter()
        .any(|name| std::env::var(name).is_ok_and(|value| value == "true"))
}
