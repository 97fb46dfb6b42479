//! The reference for the benches: an empty Tauri window of Rollcall's size, without anything of
//! ours. It says `ready` on standard output when its page has loaded.

use std::io::Write as _;

use tauri::{WebviewUrl, WebviewWindowBuilder, webview::PageLoadEvent};

fn main() -> tauri::Result<()> {
    tauri::Builder::default()
        .setup(|app| {
            WebviewWindowBuilder::new(app, "empty", WebviewUrl::App("index.html".into()))
                .title("Empty window")
                .inner_size(1280.0, 800.0)
                .on_page_load(|_, load| {
                    if load.event() == PageLoadEvent::Finished {
                        let mut out = std::io::stdout().lock();
                        // Whoever doesn't listen doesn't need to know.
                        let _ = writeln!(out, "ready").and_then(|()| out.flush());
                    }
                })
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!("examples/empty_window/tauri.conf.json"))
}
