//! Files to post, made for one run.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

fn part(name: &[u8; 4], content: &[u8]) -> Result<Vec<u8>> {
    let length = u32::try_from(content.len() + 8).context("larger than a part may be")?;
    Ok([&length.to_be_bytes()[..], name, content].concat())
}

/// Ten seconds of a film with this many bytes; only what describes it is real.
///
/// # Errors
/// When it cannot be written.
pub fn film(folder: &Path, name: &str, bytes: usize) -> Result<PathBuf> {
    let mut header = vec![0; 100];
    header[12..16].copy_from_slice(&1_000_u32.to_be_bytes());
    header[16..20].copy_from_slice(&10_000_u32.to_be_bytes());
    let mut size = vec![0; 84];
    size[76..80].copy_from_slice(&(1_280_u32 << 16).to_be_bytes());
    size[80..84].copy_from_slice(&(720_u32 << 16).to_be_bytes());
    let handler = part(b"hdlr", &[&[0; 8][..], b"vide", &[0; 13]].concat())?;
    let coding = part(b"stsd", &[&[0, 0, 0, 0, 0, 0, 0, 1][..], &part(b"avc1", &[0; 78])?].concat())?;
    let media = part(b"mdia", &[handler, part(b"minf", &part(b"stbl", &coding)?)?].concat())?;
    let track = part(b"trak", &[part(b"tkhd", &size)?, media].concat())?;
    let movie = part(b"moov", &[part(b"mvhd", &header)?, track].concat())?;
    let described = [part(b"ftyp", b"isom\0\0\0\0isomavc1")?, movie].concat();
    let frames: Vec<u8> = (0_u8..=250).cycle().take(bytes.saturating_sub(described.len() + 8)).collect();
    let file = folder.join(name);
    fs::write(&file, [described, part(b"mdat", &frames)?].concat())?;
    Ok(file)
}

/// A PDF with this many pages, each with a square on it.
///
/// # Errors
/// When it cannot be written.
pub fn paper(folder: &Path, name: &str, pages: usize) -> Result<PathBuf> {
    let kids: String = (0..pages).map(|page| format!("{} 0 R ", 3 + 2 * page)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Count {pages} /Kids [{kids}] >>"),
    ];
    for page in 0..pages {
        let drawn = format!("0.2 0.4 0.3 rg {} 60 60 60 re f", 20 + page * 10);
        let content = 4 + 2 * page;
        objects
            .push(format!("<< /Type /Page /Parent 2 0 R /Contents {content} 0 R /MediaBox [0 0 200 200] >>"));
        objects.push(format!("<< /Length {} >>\nstream\n{drawn}\nendstream", drawn.len()));
    }
    let mut text = "%PDF-1.7\n".to_owned();
    let mut places = String::new();
    for (number, object) in objects.iter().enumerate() {
        writeln!(places, "{:010} 00000 n ", text.len())?;
        writeln!(text, "{} 0 obj\n{object}\nendobj", number + 1)?;
    }
    let (table, count) = (text.len(), objects.len() + 1);
    write!(
        text,
        "xref\n0 {count}\n0000000000 65535 f \n{places}trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"
    )?;
    let file = folder.join(name);
    fs::write(&file, text)?;
    Ok(file)
}
