//! Running one command as a named step: its output passes through, a silent one is heard from now
//! and then, and nothing it started outlives us.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::say;

const HEARTBEAT: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(100);
/// What a stopped step gets to end its own children before it is killed.
const GRACE: Duration = Duration::from_secs(10);

static STOP: AtomicBool = AtomicBool::new(false);

/// From here on Ctrl-C and a stop signal end the running step first, then us.
pub fn stop_on_signals() -> Result<()> {
    ctrlc::set_handler(|| STOP.store(true, Ordering::SeqCst)).context("cannot watch for Ctrl-C")
}

/// What a finished step left.
pub struct Finished {
    /// How the process ended.
    pub status: ExitStatus,
    /// Everything it wrote, both streams in the order they came.
    pub output: String,
}

/// Runs `command` to its end under `name`, passing on what it writes.
///
/// # Errors
/// When it cannot be started, or when we were asked to stop. A failing command is no error here.
pub fn step(name: &str, command: &mut Command) -> Result<Finished> {
    let started = Instant::now();
    say::line(&format!("\n── {name}"));
    let finished = follow(name, command, started)?;
    let took = say::elapsed(started.elapsed());
    if finished.status.success() {
        say::line(&format!("   {name}: done in {took}"));
    } else {
        say::line(&format!("   {name}: FAILED after {took} ({})", finished.status));
    }
    Ok(finished)
}

/// Like [`step`], and a failing command is an error.
pub fn must(name: &str, command: &mut Command) -> Result<Finished> {
    let finished = step(name, command)?;
    if !finished.status.success() {
        bail!("{name} failed ({})", finished.status);
    }
    Ok(finished)
}

fn follow(name: &str, command: &mut Command, started: Instant) -> Result<Finished> {
    let program = command.get_program().to_string_lossy().into_owned();
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut group = Group::spawn(command).with_context(|| format!("cannot start {program}"))?;
    let (sender, lines) = channel();
    if let Some(stdout) = group.child.stdout.take() {
        pass_on(stdout, sender.clone());
    }
    if let Some(stderr) = group.child.stderr.take() {
        pass_on(stderr, sender);
    }
    let output = listen(name, &lines, &mut group, started)?;
    let status = group.wait()?;
    Ok(Finished { status, output })
}

fn listen(name: &str, lines: &Receiver<String>, group: &mut Group, started: Instant) -> Result<String> {
    let mut output = String::new();
    let mut heard = Instant::now();
    let mut ended: Option<Instant> = None;
    loop {
        match lines.recv_timeout(POLL) {
            Ok(text) => {
                say::line(&text);
                output.push_str(&text);
                output.push('\n');
                heard = Instant::now();
            }
            Err(RecvTimeoutError::Disconnected) => return Ok(output),
            Err(RecvTimeoutError::Timeout) => {
                // A grandchild may keep the pipe open after the step itself has ended.
                if group.child.try_wait()?.is_some() {
                    let since = *ended.get_or_insert_with(Instant::now);
                    if since.elapsed() > Duration::from_secs(2) {
                        return Ok(output);
                    }
                }
            }
        }
        if STOP.load(Ordering::SeqCst) {
            group.stop();
            bail!("stopped during {name}");
        }
        if heard.elapsed() > HEARTBEAT {
            say::line(&format!("   … {name}: still at it after {}", say::elapsed(started.elapsed())));
            heard = Instant::now();
        }
    }
}

fn pass_on(stream: impl Read + Send + 'static, lines: Sender<String>) {
    std::thread::spawn(move || {
        let mut reader = BufReader::new(stream);
        let mut bytes = Vec::new();
        while reader.read_until(b'\n', &mut bytes).is_ok_and(|read| read > 0) {
            let text = String::from_utf8_lossy(&bytes).trim_end().to_owned();
            bytes.clear();
            if lines.send(text).is_err() {
                return;
            }
        }
    });
}

/// Opens a program for a person: its streams are ours, and we wait until it is closed.
pub fn open(command: &mut Command) -> Result<ExitStatus> {
    let program = command.get_program().to_string_lossy().into_owned();
    let mut group =
        Group::spawn(command.stdin(Stdio::null())).with_context(|| format!("cannot start {program}"))?;
    loop {
        if let Some(status) = group.child.try_wait()? {
            return Ok(status);
        }
        if STOP.load(Ordering::SeqCst) {
            group.stop();
            bail!("stopped");
        }
        std::thread::sleep(POLL);
    }
}

/// A child with everything it starts; dropping it ends them all.
struct Group {
    child: Child,
    finished: bool,
}

impl Group {
    fn spawn(command: &mut Command) -> Result<Self> {
        own_group(command);
        Ok(Self { child: command.spawn()?, finished: false })
    }

    fn wait(&mut self) -> Result<ExitStatus> {
        let status = self.child.wait()?;
        self.finished = true;
        Ok(status)
    }

    fn stop(&mut self) {
        ask_to_stop(self.child.id());
        let asked = Instant::now();
        while asked.elapsed() < GRACE {
            if self.child.try_wait().is_ok_and(|status| status.is_some()) {
                break;
            }
            std::thread::sleep(POLL);
        }
        kill(self.child.id());
        let _ = self.child.wait();
        self.finished = true;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if !self.finished && !self.child.try_wait().is_ok_and(|status| status.is_some()) {
            self.stop();
        }
    }
}

#[cfg(unix)]
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt as _;
    command.process_group(0);
}

#[cfg(unix)]
fn ask_to_stop(leader: u32) {
    signal(leader, nix::sys::signal::Signal::SIGTERM);
}

#[cfg(unix)]
fn kill(leader: u32) {
    signal(leader, nix::sys::signal::Signal::SIGKILL);
}

#[cfg(unix)]
fn signal(leader: u32, signal: nix::sys::signal::Signal) {
    // A group that has ended already is what we wanted.
    if let Ok(leader) = i32::try_from(leader) {
        let _ = nix::sys::signal::killpg(nix::unistd::Pid::from_raw(leader), signal);
    }
}

#[cfg(windows)]
fn own_group(_command: &mut Command) {}

#[cfg(windows)]
fn ask_to_stop(leader: u32) {
    let _ = Command::new("taskkill").args(["/T", "/PID", &leader.to_string()]).output();
}

#[cfg(windows)]
fn kill(leader: u32) {
    let _ = Command::new("taskkill").args(["/F", "/T", "/PID", &leader.to_string()]).output();
}
