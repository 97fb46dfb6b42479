//! The process that reads inside files.
//!
//! A damaged or hostile file can make a decoder take all memory, run for ever or end the program.
//! So a program that calls [`begin`] first thing can start itself again as a worker: that process
//! gets one open file to read and one to write, but no name of any, little memory and ten seconds, and whatever happens to it is a sentence. A pool of threads couldn't be stopped, and a
//! panic there would take the window along.

use std::{
    fs::File,
    io::{Seek, SeekFrom},
    path::PathBuf,
    process::Stdio,
    sync::OnceLock,
    time::Duration,
};

use rollcall_domain::media::MediaError;
use tokio::{process::Command, sync::Semaphore};

use crate::task::{self, Answer, Task};

/// What makes a program a worker, as its first argument; the task follows.
const ARGUMENT: &str = "--look-into-file";

/// How long a task may take. Decoders that aren't optimised are many times slower.
pub const TIME: Duration = Duration::from_secs(if cfg!(debug_assertions) { 60 } else { 10 });

/// The most memory of a worker, in bytes. Together with its program's own, below 256 MiB.
const MEMORY: u64 = 240 * 1024 * 1024;

/// The most memory of a worker that makes another image of one that was already looked at.
const FITTING_MEMORY: u64 = 512 * 1024 * 1024;

/// The program that can be started as a worker.
static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// One at a time: a worker may take its memory, several together may not.
static TURN: Semaphore = Semaphore::const_new(1);

/// To be called first thing in a program. Says whether it was started as a worker, which has then
/// done its task: the program ends.
pub fn begin() -> bool {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_none_or(|argument| argument != ARGUMENT) {
        if let Ok(program) = std::env::current_exe() {
            let _ = PROGRAM.set(program);
        }
        return false;
    }
    let task: Option<Task> = arguments.next().and_then(|task| serde_json::from_str(task.to_str()?).ok());
    limit_memory(if matches!(task, Some(Task::Fit(_))) { FITTING_MEMORY } else { MEMORY });
    // What a panic would say isn't for anybody; the answer's absence is.
    std::panic::set_hook(Box::new(|_| {}));
    let answer =
        task.and_then(|task| Some(task::perform(&task, &mut given_source()?, Some(&mut given_result()?))));
    if let Some(answer) = answer {
        let _ = serde_json::to_writer(std::io::stderr(), &answer);
    }
    true
}

/// Has another program's copy be the worker: for one that doesn't call [`begin`] itself.
pub fn start_as(program: PathBuf) {
    let _ = PROGRAM.set(program);
}

/// Does a task in a worker, or, where the program never called [`begin`], on a thread of its own.
/// Both files are read and written from their beginnings; one to write is needed only by the tasks
/// that say so.
pub async fn run(task: Task, mut source: File, mut result: Option<File>) -> Result<Answer, MediaError> {
    let _turn = TURN.acquire().await.map_err(|_| MediaError::Damaged)?;
    source.seek(SeekFrom::Start(0)).map_err(|_| MediaError::Unreadable)?;
    let Some(program) = PROGRAM.get() else {
        return tokio::task::spawn_blocking(move || task::perform(&task, &mut source, result.as_mut()))
            .await
            .unwrap_or(Err(MediaError::Damaged));
    };
    let task = serde_json::to_string(&task).map_err(|_| MediaError::Damaged)?;
    let mut command = Command::new(program);
    command
        .arg(ARGUMENT)
        .arg(task)
        .stdin(Stdio::from(source))
        .stdout(result.map_or_else(Stdio::null, Stdio::from))
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    #[cfg(windows)]
    command.creation_flags(0x0800_0000); // CREATE_NO_WINDOW
    let worker = command.spawn().map_err(|_| MediaError::TooSlow)?;
    let output = tokio::time::timeout(TIME, worker.wait_with_output())
        .await
        .map_err(|_| MediaError::TooSlow)?
        .map_err(|_| MediaError::Damaged)?;
    // Ended before it answered: out of memory, or a decoder's mistake.
    serde_json::from_slice(&output.stderr).unwrap_or(Err(MediaError::Damaged))
}

#[cfg(unix)]
fn limit_memory(bytes: u64) {
    use rustix::process::{Resource, Rlimit, setrlimit};
    // Its data only: a window's program maps hundreds of megabytes of libraries that it never uses
    // as a worker.
    let _ = setrlimit(Resource::Data, Rlimit { current: Some(bytes), maximum: Some(bytes) });
    // No picture of a person's file in a crash dump.
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
}

#[cfg(not(unix))]
fn limit_memory(_: u64) {}

#[cfg(unix)]
fn given_source() -> Option<File> {
    use std::os::fd::AsFd;
    std::io::stdin().as_fd().try_clone_to_owned().ok().map(File::from)
}

#[cfg(unix)]
fn given_result() -> Option<File> {
    use std::os::fd::AsFd;
    std::io::stdout().as_fd().try_clone_to_owned().ok().map(File::from)
}

#[cfg(windows)]
fn given_source() -> Option<File> {
    use std::os::windows::io::AsHandle;
    std::io::stdin().as_handle().try_clone_to_owned().ok().map(File::from)
}

#[cfg(windows)]
fn given_result() -> Option<File> {
    use std::os::windows::io::AsHandle;
    std::io::stdout().as_handle().try_clone_to_owned().ok().map(File::from)
}
