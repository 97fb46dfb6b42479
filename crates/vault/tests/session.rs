//! The real keychain of a Linux desktop: GNOME Keyring on a session bus of its own.
//!
//! Each test starts a session in a temporary home and runs this very binary again inside it, to do
//! what it is told ([`obeys`]). Without the programs for that, a test says so and does nothing.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may panic, outside its own function too"
)]

use std::{
    io::{BufRead, BufReader, Write},
    os::unix::fs::PermissionsExt,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

use rollcall_domain::secret::Secret;
use rollcall_vault::{KeychainState, SecretKey, SecretKind, Vault};

const NEEDED: [&str; 3] = ["dbus-run-session", "dbus-send", "gnome-keyring-daemon"];
const ANSWER: &str = "answer: ";

/// Starts GNOME Keyring with its password given, then this binary. The daemon goes to the
/// background before it has its name on the bus, so its name is asked for until it has.
fn unlocked() -> String {
    format!(
        r#"
printf password | gnome-keyring-daemon --unlock --components=secrets --daemonize >"$HOME/keyring.log" 2>&1
tries=0
until [ -n "$({DAEMON} 2>"$HOME/bus.log")" ] || [ $tries = 1000 ]; do tries=$((tries + 1)); done
{LOCKED}"#
    )
}

/// As after a log-in without a password: the bus starts the keychain, and nobody can unlock it.
const LOCKED: &str = r#"exec "$0" --ignored --exact obeys --nocapture --test-threads 1"#;

const DAEMON: &str = "dbus-send --session --print-reply=literal --dest=org.freedesktop.DBus / \
    org.freedesktop.DBus.GetConnectionUnixProcessID string:org.freedesktop.secrets | tr -dc ' 0-9' | awk '{print $NF}'";

/// A session with a keychain, and this binary inside it.
struct Session {
    inside: Child,
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    daemon: Option<String>,
    home: tempfile::TempDir,
}

impl Session {
    /// `None`, with a printed reason, where a program is missing.
    fn start(script: &str) -> Option<Session> {
        Session::start_in(home(), script)
    }

    fn start_in(home: tempfile::TempDir, script: &str) -> Option<Session> {
        for program in NEEDED {
            if Command::new("which")
                .arg(program)
                .stdout(Stdio::null())
                .status()
                .is_ok_and(|found| !found.success())
            {
                println!("skipped: there is no {program} here");
                return None;
            }
        }
        let mut bus = Command::new("dbus-run-session");
        bus.args(["--", "sh", "-c", script]);
        Some(Session::run(home, bus))
    }

    fn run(home: tempfile::TempDir, mut command: Command) -> Session {
        let mut inside = command
            .arg(std::env::current_exe().unwrap())
            .env("HOME", home.path())
            .env("XDG_RUNTIME_DIR", home.path().join("run"))
            .env("XDG_DATA_HOME", home.path().join("data"))
            .env("XDG_CONFIG_HOME", home.path().join("config"))
            .env("XDG_CACHE_HOME", home.path().join("cache"))
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("GNOME_KEYRING_CONTROL")
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let orders = inside.stdin.take();
        let answers = BufReader::new(inside.stdout.take().unwrap());
        Session { inside, orders, answers, daemon: None, home }
    }

    fn ask(&mut self, order: &str) -> String {
        writeln!(self.orders.as_mut().unwrap(), "{order}").unwrap();
        let mut line = String::new();
        loop {
            line.clear();
            assert!(self.answers.read_line(&mut line).unwrap() > 0, "no answer to {order}");
            if let Some((_, answer)) = line.split_once(ANSWER) {
                return answer.trim_end().to_owned();
            }
        }
    }

    fn signal(&mut self, signal: &str) {
        if self.daemon.is_none() {
            self.daemon = Some(self.ask(&format!("sh {DAEMON}")));
        }
        let pid = self.daemon.as_ref().unwrap();
        assert!(Command::new("kill").args([signal, pid]).status().unwrap().success(), "kill {signal} {pid}");
    }

    /// Ends it and gives its home back, with what the keychain kept there.
    fn end(mut self) -> tempfile::TempDir {
        self.stop();
        std::mem::replace(&mut self.home, tempfile::tempdir().unwrap())
    }

    fn stop(&mut self) {
        self.orders.take();
        let _ = self.inside.wait();
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Some(daemon) = &self.daemon {
            // A frozen one would outlive its bus; one that is gone already can't be woken.
            let _ = Command::new("kill").args(["-CONT", daemon]).stderr(Stdio::null()).status();
        }
        self.stop();
    }
}

fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    for folder in ["run", "data", "config", "cache"] {
        std::fs::create_dir(home.path().join(folder)).unwrap();
        std::fs::set_permissions(home.path().join(folder), std::fs::Permissions::from_mode(0o700)).unwrap();
    }
    home
}

fn key() -> SecretKey {
    SecretKey::new("0198c1f0", SecretKind::RefreshToken)
}

fn secret(bytes: usize) -> String {
    "🔑".repeat(bytes / 4) + &"x".repeat(bytes % 4)
}

/// What runs inside the session: one order a line, one answer a line.
#[test]
#[ignore = "not a test: the others run it inside a session"]
fn obeys() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let vault = Vault::open("app.rollcall.test");
    for order in std::io::stdin().lines().map_while(Result::ok) {
        let (word, argument) = order.split_once(' ').unwrap_or((&order, ""));
        let answer = match word {
            "put" => {
                let secret = Secret::new(secret(argument.parse().unwrap()));
                format!("{:?}", runtime.block_on(vault.put(&key(), &secret)))
            }
            "get" => {
                let got = runtime.block_on(vault.get(&key()));
                format!(
                    "{:?}",
                    got.map(|got| got.map(|got| got.expose() == secret(argument.parse().unwrap())))
                )
            }
            "delete" => format!("{:?}", runtime.block_on(vault.delete(&key()))),
            "probe" => format!("{:?}", runtime.block_on(vault.probe())),
            "await" => {
                let ready =
                    async { vault.watch().wait_for(|state| *state == KeychainState::Ready).await.is_ok() };
                format!("{}", runtime.block_on(ready))
            }
            "sh" => {
                let output = Command::new("sh").args(["-c", argument]).output().unwrap();
                String::from_utf8(output.stdout).unwrap().trim().to_owned()
            }
            other => panic!("no such order: {other}"),
        };
        writeln!(std::io::stdout(), "{ANSWER}{answer}").unwrap();
    }
}

#[test]
fn an_unlocked_keychain_keeps_secrets_of_every_size_for_the_next_start() {
    let Some(mut first) = Session::start(&unlocked()) else { return };
    assert_eq!(first.ask("get 1"), "Ok(None)");
    for size in [0, 1, 10, 2_400, 2_401, 2_561, 65_536] {
        assert_eq!(first.ask(&format!("put {size}")), "Ok(())", "{size}");
        assert_eq!(first.ask(&format!("get {size}")), "Ok(Some(true))", "{size}");
    }
    assert_eq!(first.ask("probe"), "Ready");

    let Some(mut second) = Session::start_in(first.end(), &unlocked()) else { return };
    assert_eq!(second.ask("get 65536"), "Ok(Some(true))");
    assert_eq!(second.ask("delete"), "Ok(())");
    assert_eq!(second.ask("get 65536"), "Ok(None)");
}

#[test]
fn a_frozen_keychain_is_silent_after_three_seconds_and_recovers() {
    let Some(mut session) = Session::start(&unlocked()) else { return };
    assert_eq!(session.ask("put 20"), "Ok(())");
    session.signal("-STOP");

    let asked = Instant::now();
    assert_eq!(session.ask("get 20"), "Err(Silent)");
    let waited = asked.elapsed();
    assert!((Duration::from_secs(3)..Duration::from_secs(4)).contains(&waited), "{waited:?}");

    let asked = Instant::now();
    assert_eq!(session.ask("probe"), "Silent");
    assert_eq!(session.ask("get 20"), "Err(Silent)");
    assert!(asked.elapsed() < Duration::from_secs(1), "later calls don't wait: {:?}", asked.elapsed());

    session.signal("-CONT");
    assert_eq!(session.ask("await"), "true");
    assert_eq!(session.ask("get 20"), "Ok(Some(true))");
}

#[test]
fn a_keychain_that_is_frozen_before_the_first_call_is_silent_too() {
    let Some(mut session) = Session::start(&unlocked()) else { return };
    session.signal("-STOP");
    let asked = Instant::now();
    assert_eq!(session.ask("probe"), "Silent");
    let waited = asked.elapsed();
    assert!((Duration::from_secs(3)..Duration::from_secs(4)).contains(&waited), "{waited:?}");
    session.signal("-CONT");
    assert_eq!(session.ask("await"), "true");
    assert_eq!(session.ask("probe"), "Ready");
}

#[test]
fn a_keychain_that_was_restarted_is_found_again() {
    let Some(mut session) = Session::start(&unlocked()) else { return };
    assert_eq!(session.ask("put 3000"), "Ok(())");
    session.signal("-KILL");
    session.daemon = None;
    let again = "printf password | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null 2>&1; echo $?";
    assert_eq!(session.ask(&format!("sh {again}")), "0");
    assert_eq!(session.ask("get 3000"), "Ok(Some(true))");
    assert_eq!(session.ask("probe"), "Ready");
}

#[test]
fn a_locked_keychain_says_so() {
    let Some(mut session) = Session::start(&unlocked()) else { return };
    assert_eq!(session.ask("put 20"), "Ok(())");
    let Some(mut locked) = Session::start_in(session.end(), LOCKED) else { return };
    assert_eq!(locked.ask("get 20"), "Err(Locked)");
    assert_eq!(locked.ask("probe"), "Locked");
}

#[test]
fn without_a_session_bus_there_is_no_keychain() {
    let home = home();
    let mut command = Command::new("sh");
    command.args(["-c", &format!("export DBUS_SESSION_BUS_ADDRESS=unix:path=\"$HOME/none\"; {LOCKED}")]);
    let mut session = Session::run(home, command);
    assert_eq!(session.ask("probe"), "Missing");
    assert_eq!(session.ask("get 20"), "Err(Missing)");
}
