//! Rollcall's window.
// A release on Windows opens no console beside its window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    if rollcall_desktop::looked_into_a_file() {
        return std::process::ExitCode::SUCCESS;
    }
    rollcall_desktop::run()
}
