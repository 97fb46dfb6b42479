//! What no compiler or linter of ours sees: names, stray bytes, and lines that belong to one
//! developer's machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Names that say nothing of what a file holds.
const EMPTY_NAMES: [&str; 8] = ["util", "utils", "helper", "helpers", "manager", "common", "misc", "stuff"];

/// Written in two pieces, so that this file does not find itself.
const MACHINE_PATHS: [&str; 4] =
    [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/fa", "rm/"), concat!("/ho", "me/")];
const REGISTRY_HOSTS: [&str; 4] = [
    concat!("index.", "crates.io"),
    concat!("registry.", "npmjs"),
    concat!("deb.", "debian.org"),
    concat!("pypi", ".org"),
];
const UNFINISHED: [&str; 6] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("allow(dead", "_code"),
    concat!("it.", "only("),
    concat!("test.", "only("),
    concat!("describe.", "only("),
];

fn root() -> Result<PathBuf> {
    Ok(Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("no root above the tests")?.to_owned())
}

/// Every file git has or would take, relative to the root.
fn files() -> Result<Vec<PathBuf>> {
    let root = root()?;
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        .current_dir(&root)
        .output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut files: Vec<_> = String::from_utf8(output.stdout)?
        .split_terminator('\0')
        .map(PathBuf::from)
        .filter(|file| root.join(file).is_file())
        .collect();
    files.sort();
    files.dedup();
    Ok(files)
}

/// The text files among them with what they say; lock files are written by tools.
fn texts() -> Result<Vec<(PathBuf, String)>> {
    let root = root()?;
    let mut texts = Vec::new();
    for file in files()? {
        if file.ends_with("Cargo.lock") || file.ends_with("package-lock.json") {
            continue;
        }
        let bytes = fs::read(root.join(&file))?;
        if let Ok(text) = String::from_utf8(bytes)
            && !text.contains('\0')
        {
            texts.push((file, text));
        }
    }
    Ok(texts)
}

/// A list of `file:line: text` where `wrong` says so.
fn lines(wrong: impl Fn(&Path, &str) -> bool) -> Result<String> {
    let mut found = String::new();
    for (file, text) in texts()? {
        for (index, line) in text.split('\n').enumerate().filter(|(_, line)| wrong(&file, line)) {
            found += &format!("{}:{}: {}\n", file.display(), index + 1, line.trim_end());
        }
    }
    Ok(found)
}

#[test]
fn no_line_ends_in_white_space() {
    let found = lines(|_, line| line.ends_with([' ', '\t', '\r'])).unwrap();
    assert!(found.is_empty(), "white space at the end of a line:\n{found}");
}

#[test]
fn every_text_ends_in_one_newline() {
    let found: Vec<_> = texts()
        .unwrap()
        .into_iter()
        .filter(|(_, text)| !text.is_empty() && (!text.ends_with('\n') || text.ends_with("\n\n")))
        .map(|(file, _)| file.display().to_string())
        .collect();
    assert!(found.is_empty(), "these end in no newline, or in several:\n{}", found.join("\n"));
}

#[test]
fn every_file_is_named_after_its_subject() {
    let found: Vec<_> = files()
        .unwrap()
        .into_iter()
        .filter(|file| {
            file.components().any(|part| {
                let part = part.as_os_str().to_string_lossy().to_lowercase();
                let stem = part.split('.').next().unwrap_or_default();
                stem.split(['_', '-']).any(|word| EMPTY_NAMES.contains(&word))
            })
        })
        .map(|file| file.display().to_string())
        .collect();
    assert!(found.is_empty(), "these names say nothing of what is inside:\n{}", found.join("\n"));
}

#[test]
fn only_the_host_folder_imports_tauri() {
    let found = lines(|file, line| {
        file.starts_with("ui/src") && !file.starts_with("ui/src/host") && line.contains("@tauri-apps/")
    });
    let found = found.unwrap();
    assert!(found.is_empty(), "the window talks to its host through ui/src/host only:\n{found}");
}

#[test]
fn nothing_names_one_machine() {
    let found = lines(|_, line| {
        let path = MACHINE_PATHS.iter().any(|path| {
            line.match_indices(path).any(|(at, _)| {
                // `https://example.com/work/` is an address, not a folder.
                !line[..at].ends_with(|before: char| before.is_alphanumeric() || ".~}".contains(before))
            })
        });
        path || REGISTRY_HOSTS.iter().any(|host| line.contains(host))
    });
    let found = found.unwrap();
    assert!(found.is_empty(), "a path or a registry of one machine:\n{found}");
}

#[test]
fn nothing_is_left_unfinished() {
    let found = lines(|_, line| UNFINISHED.iter().any(|mark| line.contains(mark))).unwrap();
    assert!(found.is_empty(), "a mark that says it is not done:\n{found}");
}
