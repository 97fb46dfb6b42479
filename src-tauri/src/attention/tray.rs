//! The icon in the desktop's tray, with the number of accounts that need somebody.

use tauri::{
    AppHandle, Manager as _, Wry,
    menu::{MenuBuilder, MenuItem},
    tray::{TrayIcon, TrayIconBuilder},
};

use super::Wish;

/// The icon, as long as Rollcall runs.
struct Tray {
    icon: TrayIcon<Wry>,
    number: MenuItem<Wry>,
}

const NUMBER: &str = "number";
const OPEN: &str = "open";
const CHECK_ALL: &str = "check-all";
const QUIT: &str = "quit";

/// Shows how many accounts need somebody. Makes the icon when there is a workspace to tell of, well
/// after the window; a desktop without a tray goes without.
pub fn show(app: &AppHandle, needing: usize) {
    let app = app.clone();
    let asked = app.clone().run_on_main_thread(move || {
        let shown = match app.try_state::<Tray>() {
            Some(tray) => tray.say(needing),
            None if is_possible() => make(&app, needing),
            None => return,
        };
        if let Err(error) = shown {
            tracing::info!(%error, "this desktop shows no icon in its tray");
        }
    });
    if let Err(error) = asked {
        tracing::warn!(%error, "the tray could not be told");
    }
}

impl Tray {
    fn say(&self, needing: usize) -> tauri::Result<()> {
        let words = in_words(needing);
        self.number.set_text(&words)?;
        self.number.set_enabled(needing > 0)?;
        self.icon.set_title((needing > 0).then(|| needing.to_string()))?;
        self.icon.set_tooltip(Some(format!("Rollcall: {words}")))
    }
}

fn make(app: &AppHandle, needing: usize) -> tauri::Result<()> {
    let number = MenuItem::with_id(app, NUMBER, in_words(needing), true, None::<&str>)?;
    let menu = MenuBuilder::new(app)
        .item(&number)
        .separator()
        .text(OPEN, "Open Rollcall")
        .text(CHECK_ALL, "Check all")
        .separator()
        .text(QUIT, "Quit")
        .build()?;
    let mut icon = TrayIconBuilder::with_id("rollcall").menu(&menu).on_menu_event(|app, event| {
        match event.id().as_ref() {
            NUMBER => super::fulfil(app, Some(Wish::NeedYou)),
            OPEN => super::fulfil(app, None),
            CHECK_ALL => super::fulfil(app, Some(Wish::CheckAll)),
            QUIT => app.exit(0),
            _ => {}
        }
    });
    if let Some(picture) = app.default_window_icon() {
        icon = icon.icon(picture.clone());
    }
    let tray = Tray { icon: icon.build(app)?, number };
    tray.say(needing)?;
    app.manage(tray);
    Ok(())
}

fn in_words(needing: usize) -> String {
    match needing {
        0 => "No account needs you".to_owned(),
        1 => "1 account needs you".to_owned(),
        more => format!("{more} accounts need you"),
    }
}

/// The library that draws the icon is loaded when it is first used, and a system without it would
/// end Rollcall: so it is looked for, in the list from which it would be loaded.
#[cfg(target_os = "linux")]
fn is_possible() -> bool {
    std::fs::read("/etc/ld.so.cache").is_ok_and(|list| is_listed(&list, |path| path.is_file()))
}

/// Other systems always have one.
#[cfg(not(target_os = "linux"))]
fn is_possible() -> bool {
    true
}

#[cfg(target_os = "linux")]
const LIBRARIES: [&str; 2] = ["/libayatana-appindicator3.so.1", "/libappindicator3.so.1"];

#[cfg(target_os = "linux")]
fn is_listed(list: &[u8], is_there: impl Fn(&std::path::Path) -> bool) -> bool {
    list.split(|byte| *byte == 0)
        .filter_map(|text| std::str::from_utf8(text).ok())
        .filter(|text| text.starts_with('/') && LIBRARIES.iter().any(|library| text.ends_with(library)))
        .any(|path| is_there(std::path::Path::new(path)))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_library_counts_when_it_is_listed_and_still_there() {
        let listed: &[u8] = b"ld.so-1.7.0\0\x01\xff\0libgtk-3.so.0\0/usr/lib/libgtk-3.so.0\0/usr/lib/x/libayatana-appindicator3.so.1\0";
        for (list, there, possible) in [
            (listed, true, true),
            (listed, false, false),
            (&listed[..40], true, false),
            (b"libayatana-appindicator3.so.1\0", true, false),
            (b"", true, false),
        ] {
            assert_eq!(is_listed(list, |_| there), possible, "{}", String::from_utf8_lossy(list));
        }
    }
}
