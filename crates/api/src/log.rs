//! The log: a file a day in the data folder, two weeks of them. No field in it holds a secret,
//! as no type that holds one can be printed.

use std::path::Path;

use tracing_appender::rolling::{Builder, Rotation};
use tracing_subscriber::{EnvFilter, fmt};

/// Keeps writing until it is dropped.
pub use tracing_appender::non_blocking::WorkerGuard;

/// Starts to write the log into `data_dir/logs`. Without a writable folder there is no log, and
/// Rollcall works all the same. `ROLLCALL_LOG` says how much is written (default: `info`).
pub fn init(data_dir: &Path) -> Option<WorkerGuard> {
    let folder = data_dir.join("logs");
    // The appender complains on standard error about a folder that isn't there yet.
    std::fs::create_dir_all(&folder).ok()?;
    let appender = Builder::new()
        .rotation(Rotation::DAILY)
        .filename_prefix("rollcall")
        .filename_suffix("log")
        .max_log_files(14)
        .build(folder)
        .ok()?;
    let (writer, guard) = tracing_appender::non_blocking(appender);
    let filter = EnvFilter::try_from_env("ROLLCALL_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    fmt().with_env_filter(filter).with_writer(writer).with_ansi(false).try_init().ok()?;
    Some(guard)
}
