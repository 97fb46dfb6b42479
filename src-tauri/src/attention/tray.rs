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

/// What needs somebody.
#[derive(Debug, Clone, Copy)]
pub struct Waiting {
    /// Accounts.
    pub accounts: usize,
    /// Links of new accounts.
    pub links: usize,
}

impl Waiting {
    fn number(self) -> usize {
        self.accounts.saturating_add(self.links)
    }

    fn in_words(self) -> String {
        let count = |number: usize, one: &str| match number {
            0 => None,
            1 => Some(format!("1 {one}")),
            more => Some(format!("{more} {one}s")),
        };
        let verb = if self.number() == 1 { "needs" } else { "need" };
        match (count(self.accounts, "account"), count(self.links, "new link")) {
            (None, None) => "No account needs you".to_owned(),
            (Some(one), None) | (None, Some(one)) => format!("{one} {verb} you"),
            (Some(accounts), Some(links)) => format!("{accounts} and {links} {verb} you"),
        }
    }
}

/// Shows how much needs somebody. Makes the icon when there is a workspace to tell of, well
/// after the window; a desktop without a tray goes without.
pub fn show(app: &AppHandle, needing: Waiting) {
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
    fn say(&self, needing: Waiting) -> tauri::Result<()> {
        let words = needing.in_words();
        self.number.set_text(&words)?;
        self.number.set_enabled(needing.number() > 0)?;
        self.icon.set_title((needing.number() > 0).then(|| needing.number().to_string()))?;
        self.icon.set_tooltip(Some(format!("Rollcall: {words}")))
    }
}

fn make(app: &AppHandle, needing: Waiting) -> tauri::Result<()> {
    let number = MenuItem::with_id(app, NUMBER, needing.in_words(), true, None::<&str>)?;
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
    fn what_waits_is_told_in_words() {
        let cases = [
            (0, 0, "No account needs you"),
            (1, 0, "1 account needs you"),
            (3, 0, "3 accounts need you"),
            (0, 1, "1 new link needs you"),
            (2, 1, "2 accounts and 1 new link need you"),
        ];
        for (accounts, links, words) in cases {
            assert_eq!(Waiting { accounts, links }.in_words(), words);
        }
    }

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
