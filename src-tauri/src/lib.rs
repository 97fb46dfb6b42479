//! The desktop shell: windows, dialogs and capabilities around `rollcall-api`.

mod attention;
mod bindings;
mod commands;
mod dropping;
mod events;
mod graphics;
mod host;
mod outside;
mod refusal;
mod sandbox;
mod sign_in;
mod single;
mod web_process;
mod window;

use std::{path::PathBuf, process::ExitCode};

use tauri::{Manager as _, RunEvent, Window, WindowEvent};
use tauri_plugin_window_state::StateFlags;

/// To be called first thing: says whether this process was started only to look into a file, and has
/// done so.
pub fn looked_into_a_file() -> bool {
    rollcall_api::media::begin_worker()
}

/// Opens the window and stays until it is closed.
pub fn run() -> ExitCode {
    let data_dir = match rollcall_api::data_dir::find() {
        Ok(data_dir) => data_dir,
        Err(error) => return complain(&error),
    };
    // Writes what is left in memory when it is dropped.
    let _log = rollcall_api::log::init(&data_dir);
    match open(data_dir) {
        Ok(code) => code,
        Err(error) => {
            tracing::error!(%error, "the window could not be opened");
            complain(&error)
        }
    }
}

fn open(data_dir: PathBuf) -> tauri::Result<ExitCode> {
    let mut context = tauri::generate_context!();
    single::tell_apart(&mut context, &data_dir);
    let window_state = tauri_plugin_window_state::Builder::new()
        // Shown when there is something to see, wherever it was when it was closed.
        .with_state_flags(StateFlags::all() - StateFlags::VISIBLE)
        .with_denylist(&[sign_in::SIGN_IN])
        .with_filename(data_dir.join("window.json").to_string_lossy())
        .build();
    let bindings = bindings::builder();
    let app = tauri::Builder::default()
        // First, so that a second start ends before it touches anything.
        .plugin(single::plugin())
        // For Rust alone: the window has no permission of it.
        .plugin(tauri_plugin_clipboard_manager::init())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(window_state)
        .invoke_handler(bindings.invoke_handler())
        .on_window_event(watch)
        .setup(move |app| {
            bindings.mount_events(app);
            app.manage(host::Host::new(app.handle().clone(), data_dir.clone()));
            app.manage(sign_in::SignIns::default());
            app.manage(attention::Changes::default());
            attention::start(app.handle());
            window::create(app.handle(), app.state::<host::Host>().web_view_dir())?;
            Ok(())
        })
        .build(context)?;
    // Returns, where `run` ends the process: the log is still to be written out.
    let code = app.run_return(|app, event| {
        if let RunEvent::Exit = event {
            tauri::async_runtime::block_on(sandbox::end(&app.state::<host::Host>()));
        }
    });
    Ok(u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from))
}

/// What happens to the main window; the others see to themselves.
fn watch(window: &Window, event: &WindowEvent) {
    if window.label() != window::MAIN {
        return;
    }
    dropping::watch(window, event);
    if let WindowEvent::Destroyed = event {
        sign_in::close(window.app_handle(), "Rollcall was closed.");
    }
}

/// There is no window to say it in.
fn complain(error: &dyn std::fmt::Display) -> ExitCode {
    use std::io::Write as _;

    // Nobody is left to be told when standard error is closed.
    let _ = writeln!(std::io::stderr().lock(), "Rollcall couldn't be opened: {error}");
    ExitCode::FAILURE
}
