//! A long video on its way to LinkedIn, beside curl sending the same bytes to the same sandbox.

use std::fs::File;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use rollcall_tests::binary;
use rollcall_tests::sandbox::Sandbox;
use serde_json::{Value, json};

use crate::figure::{Better, Figure, median};
use crate::say;

const BYTES: u64 = 1024 * 1024 * 1024;
/// A run takes some seconds and writes gigabytes: more of them tell nothing new.
const MOST_RUNS: usize = 3;
/// What an upload may take of memory, whatever the video's size, in MiB.
const GROWTH_MIB: f64 = 48.0;

/// Speed and memory of one upload, each time against a sandbox of its own.
pub async fn measure(runs: usize) -> Result<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    let video = folder.path().join("film.mp4");
    film(&video)?;
    let (mut ours, mut curls, mut growth) = (Vec::new(), Vec::new(), Vec::new());
    let runs = runs.min(MOST_RUNS);
    for run in 1..=runs {
        let sandbox = Sandbox::start(&[])?;
        curls.push(curl(&sandbox, &video).await?);
        let measured = rollcall(&sandbox, &video)?;
        ours.push(speed(measured["seconds"].as_f64().context("no time")?));
        growth.push(measured["growth_mib"].as_f64().context("no memory")?);
        say(&format!("video upload: run {run} of {runs}"))?;
    }
    let throughput = Figure {
        name: "video-upload-throughput",
        unit: "MiB/s",
        beside: "curl",
        ours: median(ours),
        reference: median(curls),
        limit: 0.85,
        better: Better::Higher,
    };
    let memory = Figure {
        name: "video-upload-memory",
        unit: "MiB",
        beside: "allowed",
        ours: median(growth),
        reference: GROWTH_MIB,
        limit: 1.0,
        better: Better::Lower,
    };
    Ok(vec![throughput, memory])
}

fn speed(seconds: f64) -> f64 {
    (BYTES / (1024 * 1024)) as f64 / seconds
}

/// Ten seconds of a film; all but its headers is a hole, which reads as zeros.
fn film(path: &Path) -> Result<()> {
    let boxed = |name: &[u8; 4], length: u64, content: &[u8]| -> Result<Vec<u8>> {
        let length = u32::try_from(length + 8)?;
        Ok([&length.to_be_bytes()[..], name, content].concat())
    };
    let whole = |name: &[u8; 4], content: &[u8]| boxed(name, content.len() as u64, content);
    let mut header = vec![0; 100];
    header[12..16].copy_from_slice(&1_000_u32.to_be_bytes());
    header[16..20].copy_from_slice(&10_000_u32.to_be_bytes());
    let mut track = vec![0; 84];
    track[76..80].copy_from_slice(&(1_280_u32 << 16).to_be_bytes());
    track[80..84].copy_from_slice(&(720_u32 << 16).to_be_bytes());
    let moov = [whole(b"mvhd", &header)?, whole(b"trak", &whole(b"tkhd", &track)?)?].concat();
    let described = [whole(b"ftyp", b"isom\0\0\0\0isom")?, whole(b"moov", &moov)?].concat();
    let frames = BYTES - described.len() as u64 - 8;
    let mut file = File::create(path)?;
    file.write_all(&described)?;
    file.write_all(&boxed(b"mdat", frames, &[])?)?;
    file.seek(SeekFrom::Start(BYTES - 1))?;
    Ok(file.write_all(&[0])?)
}

/// MiB per second of `curl -T` to the sandbox's plainest place for a file: Zernio's storage, which
/// takes it in one piece.
async fn curl(sandbox: &Sandbox, video: &Path) -> Result<f64> {
    let presign = format!("{}/v1/media/presign", sandbox.endpoint("/zernio/base_url")?);
    let place: Value = reqwest::Client::builder()
        .no_proxy()
        .build()?
        .post(presign)
        .bearer_auth(sandbox.endpoint("/zernio/api_key")?)
        .json(&json!({ "filename": "film.mp4", "contentType": "video/mp4", "size": BYTES }))
        .send()
        .await?
        .json()
        .await?;
    let url = place["uploadUrl"].as_str().context("no place for the file")?;
    let sent = Command::new("curl")
        .args(["--silent", "--show-error", "--fail", "--noproxy", "*", "--output", "/dev/null"])
        .args(["--header", "Content-Type: video/mp4", "--write-out", "%{time_total}", "--upload-file"])
        .arg(video)
        .arg(url)
        .output()
        .context("curl is not there")?;
    ensure!(sent.status.success(), "{}", String::from_utf8_lossy(&sent.stderr));
    Ok(speed(String::from_utf8(sent.stdout)?.trim().parse()?))
}

/// What Rollcall's engine says about its upload, in a process of its own.
fn rollcall(sandbox: &Sandbox, video: &Path) -> Result<Value> {
    let program: PathBuf = binary::find("examples/video_upload")?;
    let sent = Command::new(program).arg(sandbox.line()).arg(video).output()?;
    ensure!(sent.status.success(), "{}", String::from_utf8_lossy(&sent.stderr));
    Ok(serde_json::from_slice(&sent.stdout)?)
}
