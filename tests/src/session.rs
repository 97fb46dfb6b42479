//! A desktop session that belongs to one run alone: home, display, bus and unlocked keychain.

use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::child::{self, Child};
use crate::wait::{self, Look};

const START: Duration = Duration::from_secs(20);
const SCREEN: &str = "1440x900x24";
/// Opens the throw-away keychain of one run; guards nothing.
const KEYCHAIN_PASSWORD: &str = "rollcall-tests";

/// A running session. Dropping it ends its programs and removes its home.
#[derive(Debug)]
pub struct Session {
    // Ended from the top: the keychain before the bus it speaks on, all before their home.
    keychain: Option<Child>,
    _bus: Child,
    _display: Child,
    display: String,
    bus_address: String,
    home: TempDir,
}

impl Session {
    /// Starts a session and waits until each part of it answers.
    ///
    /// # Errors
    /// When one of its programs is missing or does not come up.
    pub async fn start() -> Result<Self> {
        let mut session = Self::without_keychain()?;
        session.unlock_keychain().await?;
        Ok(session)
    }

    /// A session in which no keychain answers.
    ///
    /// # Errors
    /// As [`Session::start`].
    pub fn without_keychain() -> Result<Self> {
        let home = tempfile::Builder::new().prefix("rollcall-").tempdir()?;
        let log = home.path().join("session.log");
        for folder in FOLDERS {
            fs::create_dir_all(home.path().join(folder.1))?;
        }
        private(&home.path().join("run"))?;
        stand_in_browser(home.path())?;

        let mut display = Child::start(
            "the virtual display",
            child::command("Xvfb")
                .args(["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"])
                .stdin(Stdio::null()),
            Some(&log),
        )?;
        let number = display.line(START)?;
        let mut bus = Child::start(
            "the session bus",
            child::command("dbus-daemon")
                .args(["--nofork", "--print-address=1"])
                .arg(format!("--config-file={}", bus_configuration(home.path())?.display()))
                .envs(variables(home.path()))
                .env("DISPLAY", format!(":{number}"))
                .stdin(Stdio::null()),
            Some(&log),
        )?;
        let bus_address = bus.line(START)?;
        Ok(Self {
            keychain: None,
            _bus: bus,
            _display: display,
            display: format!(":{number}"),
            bus_address,
            home,
        })
    }

    /// Starts a keychain that is open, and waits until it can be asked.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn unlock_keychain(&mut self) -> Result<()> {
        let mut command = child::command("gnome-keyring-daemon");
        command.args(["--foreground", "--unlock", "--components=secrets"]).stdin(Stdio::piped());
        self.enter(&mut command);
        let mut keychain = Child::start("the keychain", &mut command, Some(&self.log()))?;
        let mut stdin = keychain.stdin().context("the keychain takes no password")?;
        stdin.write_all(KEYCHAIN_PASSWORD.as_bytes())?;
        drop(stdin);
        self.keychain = Some(keychain);
        wait::until("the keychain", START, async || {
            let output = self
                .command("dbus-send")
                .args(["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/"])
                .args(["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"])
                .output()?;
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            Ok(if said.contains("boolean true") { Look::There(()) } else { Look::NotYet(said) })
        })
        .await
    }

    /// How many secrets the keychain holds under a service's name.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn secrets_kept(&self, service: &str) -> Result<usize> {
        let output = self
            .command("dbus-send")
            .args(["--session", "--print-reply", "--dest=org.freedesktop.secrets"])
            .args(["/org/freedesktop/secrets", "org.freedesktop.Secret.Service.SearchItems"])
            .arg(format!("dict:string:string:service,{service}"))
            .output()?;
        ensure!(output.status.success(), "the keychain: {}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8_lossy(&output.stdout).matches("object path").count())
    }

    /// Ends the keychain, as when its service crashes.
    pub fn stop_keychain(&mut self) {
        self.keychain = None;
    }

    /// The keychain goes on running, but answers nobody until it is thawed.
    ///
    /// # Errors
    /// When there is none.
    pub fn freeze_keychain(&self) -> Result<()> {
        self.keychain.as_ref().context("no keychain to freeze")?.pause(true)
    }

    /// The frozen keychain answers again.
    ///
    /// # Errors
    /// When there is none.
    pub fn thaw_keychain(&self) -> Result<()> {
        self.keychain.as_ref().context("no keychain to thaw")?.pause(false)
    }

    /// A command inside the session, which sees nothing of ours but the search path.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        self.enter(&mut command);
        command
    }

    /// Moves a command into the session.
    pub fn enter(&self, command: &mut Command) {
        let mut path = OsString::from(self.home.path().join("bin"));
        if let Some(ours) = std::env::var_os("PATH") {
            path.push(":");
            path.push(ours);
        }
        command
            .env_clear()
            .env("PATH", path)
            .envs(variables(self.home.path()))
            .env("DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus_address);
    }

    /// The session's home, which holds everything its programs write.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The name of the session's display.
    pub fn display(&self) -> &str {
        &self.display
    }

    /// Where the session's bus listens.
    pub fn bus_address(&self) -> &str {
        &self.bus_address
    }

    /// Where the session's programs complain.
    pub fn log(&self) -> PathBuf {
        self.home.path().join("session.log")
    }

    /// The links that were opened in the system browser so far, oldest first.
    ///
    /// # Errors
    /// When the list cannot be read.
    pub fn opened_links(&self) -> Result<Vec<String>> {
        let file = self.home.path().join(OPENED_LINKS);
        if !file.exists() {
            return Ok(Vec::new());
        }
        Ok(fs::read_to_string(file)?.lines().map(str::to_owned).collect())
    }

    /// The next link opened in the system browser, after the `seen` that were opened before.
    ///
    /// # Errors
    /// When none is opened within `limit`.
    pub async fn next_link(&self, seen: usize, limit: Duration) -> Result<String> {
        wait::until("a link in the system browser", limit, async || {
            let links = self.opened_links()?;
            Ok(match links.get(seen) {
                Some(link) => Look::There(link.clone()),
                None => Look::NotYet(format!("{} links, as before", links.len())),
            })
        })
        .await
    }
}

const FOLDERS: [(&str, &str); 5] = [
    ("XDG_CONFIG_HOME", ".config"),
    ("XDG_DATA_HOME", ".local/share"),
    ("XDG_CACHE_HOME", ".cache"),
    ("XDG_STATE_HOME", ".local/state"),
    ("XDG_RUNTIME_DIR", "run"),
];

const OPENED_LINKS: &str = "opened-links";

fn variables(home: &Path) -> Vec<(&'static str, OsString)> {
    let mut variables: Vec<_> =
        FOLDERS.iter().map(|(name, folder)| (*name, home.join(folder).into_os_string())).collect();
    variables.extend([
        ("HOME", home.as_os_str().to_owned()),
        ("LANG", "C.UTF-8".into()),
        ("TZ", "Etc/UTC".into()),
        ("GDK_BACKEND", "x11".into()),
        // The file chooser in our own process, and no accessibility bus that nobody started.
        ("GTK_USE_PORTAL", "0".into()),
        ("NO_AT_BRIDGE", "1".into()),
        ("GSETTINGS_BACKEND", "memory".into()),
    ]);
    variables
}

/// A bus that starts no service by itself: what answers on it was started by us.
fn bus_configuration(home: &Path) -> Result<PathBuf> {
    let file = home.join("bus.conf");
    let configuration = format!(
        "<busconfig><type>session</type><listen>unix:path={}</listen><auth>EXTERNAL</auth>\
         <policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>\
         <allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>\n",
        home.join("run/bus").display()
    );
    fs::write(&file, configuration)?;
    Ok(file)
}

/// Takes the place of the system browser: notes the link, so that the journey can play its reader.
fn stand_in_browser(home: &Path) -> Result<()> {
    fs::create_dir_all(home.join("bin"))?;
    let script = home.join("bin/xdg-open");
    fs::write(
        &script,
        format!("#!/bin/sh\nprintf '%s\\n' \"$1\" >> '{}'\n", home.join(OPENED_LINKS).display()),
    )?;
    permit(&script, 0o755)
}

fn private(folder: &Path) -> Result<()> {
    permit(folder, 0o700)
}

#[cfg(unix)]
fn permit(file: &Path, mode: u32) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(fs::set_permissions(file, fs::Permissions::from_mode(mode))?)
}

#[cfg(windows)]
fn permit(_file: &Path, _mode: u32) -> Result<()> {
    Ok(())
}
