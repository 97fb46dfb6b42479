//! Rollcall's window beside an empty one.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::Result;
use rollcall_tests::child::{self, Child};
use rollcall_tests::session::Session;
use rollcall_tests::{binary, memory};

use crate::figure::{Better, Figure, median};
use crate::say;

const START: Duration = Duration::from_secs(30);
/// What a window gets to come to rest before its memory is read.
const SETTLE: Duration = Duration::from_secs(3);

/// What one start of a window showed.
struct Start {
    usable_ms: f64,
    memory_mib: f64,
}

/// Starts both windows in turn.
pub async fn measure(runs: usize) -> Result<Vec<Figure>> {
    let ours = binary::find("rollcall-desktop")?;
    let reference = binary::find("examples/empty_window")?;
    let session = Session::start().await?;

    // The first start of each fills the caches that all later ones share.
    start(&session, &ours).await?;
    start(&session, &reference).await?;
    let mut starts = Vec::new();
    for run in 1..=runs {
        // One after the other, so that whatever else the machine does falls on both.
        starts.push((start(&session, &ours).await?, start(&session, &reference).await?));
        say(&format!("windows: run {run} of {runs}"))?;
    }
    let figure = |name, unit, limit, of: fn(&Start) -> f64| Figure {
        name,
        unit,
        beside: "empty window",
        ours: median(starts.iter().map(|(ours, _)| of(ours)).collect()),
        reference: median(starts.iter().map(|(_, reference)| of(reference)).collect()),
        limit,
        better: Better::Lower,
    };
    Ok(vec![
        figure("window-usable", "ms", 1.5, |start| start.usable_ms),
        figure("window-memory", "MiB", 1.25, |start| start.memory_mib),
    ])
}

/// Starts a window, waits until it says that it is usable and has come to rest, and closes it.
async fn start(session: &Session, program: &Path) -> Result<Start> {
    let mut command = child::command(program);
    session.enter(&mut command);
    command.env("ROLLCALL_REPORT_READY", "1").stdin(Stdio::null());
    let name = program.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let started = Instant::now();
    let mut window = Child::start(&name, &mut command, Some(&session.log()))?;
    while window.line(START)? != "ready" {}
    let usable_ms = started.elapsed().as_secs_f64() * 1000.0;
    tokio::time::sleep(SETTLE).await;
    let kib = memory::proportional_kib(window.id())?;
    Ok(Start { usable_ms, memory_mib: f64::from(u32::try_from(kib)?) / 1024.0 })
}
