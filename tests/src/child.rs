//! Programs we start, which end when we do.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// What an asked child gets to end by itself.
const GRACE: Duration = Duration::from_secs(3);

/// A running program with everything it started; dropping it ends them all.
#[derive(Debug)]
pub struct Child {
    name: String,
    process: std::process::Child,
    lines: Option<Receiver<String>>,
}

/// A command whose process ends when the thread that starts it does, even when we are killed.
pub fn command(program: impl AsRef<Path>) -> Command {
    if cfg!(target_os = "linux") {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "TERM", "--"]).arg(program.as_ref());
        command
    } else {
        Command::new(program.as_ref())
    }
}

impl Child {
    /// Starts `command` in a process group of its own. Its standard output can be read with
    /// [`Child::line`]; its errors go to `errors` when given.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(name: &str, command: &mut Command, errors: Option<&Path>) -> Result<Self> {
        own_group(command);
        let errors = match errors {
            Some(file) => Stdio::from(std::fs::File::options().create(true).append(true).open(file)?),
            None => Stdio::null(),
        };
        let mut process = command
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        let lines = process.stdout.take().map(read_lines);
        Ok(Self { name: name.to_owned(), process, lines })
    }

    /// The next line it writes.
    ///
    /// # Errors
    /// When it writes none within `limit`, or has ended.
    pub fn line(&mut self, limit: Duration) -> Result<String> {
        let lines = self.lines.as_ref().context("its output was given away")?;
        match lines.recv_timeout(limit) {
            Ok(line) => Ok(line),
            Err(error) => {
                let ended = self.process.try_wait()?;
                bail!("{} wrote nothing in {} s ({error}; {ended:?})", self.name, limit.as_secs())
            }
        }
    }

    /// A line it wrote that was not read yet, if there is one.
    pub fn line_now(&mut self) -> Option<String> {
        self.lines.as_ref()?.try_recv().ok()
    }

    /// Its process id, which is its group's too.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Stops it where it stands, or lets it go on.
    ///
    /// # Errors
    /// When the system does not know how.
    pub fn pause(&self, pause: bool) -> Result<()> {
        pause_group(self.id(), pause)
    }

    /// Ends it at once, with everything it started, as a crash or a power cut would.
    pub fn kill(&self) {
        signal(self.id(), true);
    }

    /// Ends the one process it started that the system knows as `name`, as a crash of it would.
    /// Linux keeps 15 bytes of a name.
    ///
    /// # Errors
    /// When there is no such process.
    #[cfg(target_os = "linux")]
    pub fn kill_its(&self, name: &str) -> Result<()> {
        use nix::sys::signal::{Signal, kill};
        for process in crate::memory::tree(self.id())? {
            let comm = std::fs::read_to_string(format!("/proc/{process}/comm")).unwrap_or_default();
            if comm.trim_end() == name {
                return Ok(kill(nix::unistd::Pid::from_raw(i32::try_from(process)?), Signal::SIGKILL)?);
            }
        }
        bail!("no process {name} was started")
    }

    /// Whether it is still running.
    pub fn is_running(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(None))
    }

    /// Its standard input, once.
    pub fn stdin(&mut self) -> Option<std::process::ChildStdin> {
        self.process.stdin.take()
    }
}

fn read_lines(output: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, lines) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            // Go on reading when nobody listens any more: a full pipe would stop the program.
            let _ = sender.send(line);
        }
    });
    lines
}

impl Drop for Child {
    fn drop(&mut self) {
        signal(self.id(), false);
        // One that was stopped hears nothing until it goes on.
        let _ = self.pause(false);
        let asked = Instant::now();
        while self.is_running() && asked.elapsed() < GRACE {
            std::thread::sleep(Duration::from_millis(20));
        }
        // The leader may have ended before what it started.
        signal(self.id(), true);
        let _ = self.process.wait();
    }
}

#[cfg(unix)]
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt as _;
    command.process_group(0);
}

#[cfg(unix)]
fn pause_group(leader: u32, pause: bool) -> Result<()> {
    use nix::sys::signal::{Signal, killpg};
    let signal = if pause { Signal::SIGSTOP } else { Signal::SIGCONT };
    Ok(killpg(nix::unistd::Pid::from_raw(i32::try_from(leader)?), signal)?)
}

#[cfg(windows)]
fn pause_group(_leader: u32, _pause: bool) -> Result<()> {
    bail!("only Unix can stop a program where it stands")
}

#[cfg(unix)]
fn signal(leader: u32, force: bool) {
    use nix::sys::signal::{Signal, killpg};
    let signal = if force { Signal::SIGKILL } else { Signal::SIGTERM };
    if let Ok(leader) = i32::try_from(leader) {
        // A group that has ended already is what we wanted.
        let _ = killpg(nix::unistd::Pid::from_raw(leader), signal);
    }
}

#[cfg(windows)]
fn own_group(_command: &mut Command) {}

#[cfg(windows)]
fn signal(leader: u32, _force: bool) {
    let _ = Command::new("taskkill").args(["/F", "/T", "/PID", &leader.to_string()]).output();
}
