//! Figures of the release build beside a reference measured in the same run. Started by
//! `cargo xtask bench`, which builds both first.

mod command_line;
mod figure;
mod large_list;
mod load;
mod roll_call;
mod sandbox_requests;
mod video_upload;
mod windows;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::{Parser, ValueEnum};
use serde_json::{Map, Value};

#[derive(Parser)]
struct Flags {
    /// How many times each side is measured; the medians count.
    #[arg(long, default_value_t = 7)]
    runs: usize,
    /// Where the figures are written as JSON.
    #[arg(long)]
    out: PathBuf,
    /// Only this part.
    #[arg(long)]
    only: Option<Part>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    Windows,
    SandboxRequests,
    RollCall,
    LargeList,
    VideoUpload,
}

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let flags = Flags::parse();
    ensure!(flags.runs > 0, "--runs must be at least 1");
    let wanted = |part| flags.only.is_none_or(|only| only == part);

    let mut figures = Vec::new();
    let mut within = true;
    if wanted(Part::SandboxRequests) {
        let measured = sandbox_requests::measure(flags.runs).await?;
        within &= measured.keeps_up;
        figures.push(measured.figure);
    }
    if wanted(Part::RollCall) {
        figures.push(roll_call::measure().await?);
    }
    if wanted(Part::LargeList) {
        figures.extend(large_list::measure(flags.runs).await?);
    }
    if wanted(Part::VideoUpload) {
        figures.extend(video_upload::measure(flags.runs).await?);
    }
    if wanted(Part::Windows) {
        figures.extend(windows::measure(flags.runs).await?);
    }

    let mut report = Map::new();
    for figure in &figures {
        within &= figure.is_within();
        say(&figure.line())?;
        report.insert(figure.name.to_owned(), figure.json());
    }
    std::fs::write(&flags.out, serde_json::to_string_pretty(&Value::Object(report))? + "\n")
        .with_context(|| format!("cannot write {}", flags.out.display()))?;
    say(&format!("written to {}", flags.out.display()))?;
    Ok(if within { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn say(line: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}
