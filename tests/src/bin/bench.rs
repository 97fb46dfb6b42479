//! Figures of the release build beside a reference measured in the same run. Started by
//! `cargo xtask bench`, which builds both first.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use clap::Parser;
use rollcall_tests::child::{self, Child};
use rollcall_tests::session::Session;
use rollcall_tests::{binary, memory};
use serde_json::{Map, Value, json};

const START: Duration = Duration::from_secs(30);
/// What a window gets to come to rest before its memory is read.
const SETTLE: Duration = Duration::from_secs(3);

#[derive(Parser)]
struct Flags {
    /// How many times each side is started; the medians count.
    #[arg(long, default_value_t = 7)]
    runs: usize,
    /// Where the figures are written as JSON.
    #[arg(long)]
    out: PathBuf,
}

/// What one start of a window showed.
struct Start {
    usable_ms: f64,
    memory_mib: f64,
}

/// One figure, of which less is better.
struct Figure {
    name: &'static str,
    unit: &'static str,
    limit: f64,
    of: fn(&Start) -> f64,
}

const FIGURES: [Figure; 2] = [
    Figure { name: "window-usable", unit: "ms", limit: 1.5, of: |start| start.usable_ms },
    Figure { name: "window-memory", unit: "MiB", limit: 1.25, of: |start| start.memory_mib },
];

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let flags = Flags::parse();
    ensure!(flags.runs > 0, "--runs must be at least 1");
    let ours = binary::find("rollcall-desktop")?;
    let reference = binary::find("examples/empty_window")?;
    let session = Session::start().await?;

    // The first start of each fills the caches that all later ones share.
    start(&session, &ours).await?;
    start(&session, &reference).await?;
    let mut starts = Vec::new();
    for run in 1..=flags.runs {
        // One after the other, so that whatever else the machine does falls on both.
        starts.push((start(&session, &ours).await?, start(&session, &reference).await?));
        say(&format!("run {run} of {}", flags.runs))?;
    }

    let mut report = Map::new();
    let mut within = true;
    for figure in &FIGURES {
        let ours = median(starts.iter().map(|(ours, _)| (figure.of)(ours)).collect());
        let reference = median(starts.iter().map(|(_, reference)| (figure.of)(reference)).collect());
        let ratio = ours / reference;
        within &= ratio <= figure.limit;
        say(&format!(
            "{:<14} ours {ours:7.1} {unit}   empty window {reference:7.1} {unit}   ratio {ratio:.2}   limit {:.2}{}",
            figure.name,
            figure.limit,
            if ratio <= figure.limit { "" } else { "   OVER THE LIMIT" },
            unit = figure.unit,
        ))?;
        report.insert(
            figure.name.to_owned(),
            json!({
                "ours": rounded(ours), "reference": rounded(reference), "unit": figure.unit,
                "ratio": (ratio * 1000.0).round() / 1000.0, "limit": figure.limit, "better": "lower",
            }),
        );
    }
    std::fs::write(&flags.out, serde_json::to_string_pretty(&Value::Object(report))? + "\n")
        .with_context(|| format!("cannot write {}", flags.out.display()))?;
    say(&format!("written to {}", flags.out.display()))?;
    Ok(if within { ExitCode::SUCCESS } else { ExitCode::FAILURE })
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

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { f64::midpoint(values[middle - 1], values[middle]) }
}

fn rounded(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

fn say(line: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_stands_in_the_middle() {
        assert!((median(vec![9.0, 1.0, 2.0]) - 2.0).abs() < 1e-9);
        assert!((median(vec![4.0, 1.0, 2.0, 3.0]) - 2.5).abs() < 1e-9);
    }
}
