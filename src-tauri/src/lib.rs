//! The desktop shell: windows, dialogs and capabilities around `rollcall-api`.

mod graphics;
mod window;

use std::path::PathBuf;
use std::process::ExitCode;

use tauri_plugin_window_state::StateFlags;

/// Opens the window and stays until it is closed.
pub fn run() -> ExitCode {
    let data_dir = PathBuf::from(std::env::var_os("ROLLCALL_DATA_DIR").unwrap_or_default());
    match open(data_dir) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the window could not be opened");
            ExitCode::FAILURE
        }
    }
}

fn open(data_dir: PathBuf) -> tauri::Result<()> {
    let window_state = tauri_plugin_window_state::Builder::new()
        .with_state_flags(StateFlags::all() - StateFlags::VISIBLE)
        .with_filename(data_dir.join("window.json").to_string_lossy())
        .build();
    tauri::Builder::default()
        // First, so that a second start ends before it touches anything.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| {
            if let Err(error) = window::bring_to_front(app) {
                tracing::warn!(%error, "the window could not be brought to the front");
            }
        }))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(window_state)
        .setup(move |app| {
            window::create(app.handle(), &data_dir)?;
            Ok(())
        })
        .run(tauri::generate_context!())
}
