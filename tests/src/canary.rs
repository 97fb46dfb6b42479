//! Looking for secrets where none may be: each in every form it could have been written in.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// How often a folder that changes is read anew.
const MOST_TRIES: usize = 10;

/// A secret whose traces are looked for.
#[derive(Clone, Debug)]
pub struct Canary {
    name: String,
    forms: Vec<(&'static str, Vec<u8>)>,
}

/// Where a secret was found.
#[derive(Debug, PartialEq, Eq)]
pub struct Trace {
    /// Which secret.
    pub secret: String,
    /// As what it was written.
    pub form: &'static str,
    /// Where.
    pub place: PathBuf,
}

impl Canary {
    /// A secret to look for, under a name that may be printed.
    pub fn new(name: &str, secret: &str) -> Self {
        Self { name: name.to_owned(), forms: forms(secret) }
    }

    fn within(&self, bytes: &[u8]) -> Option<&'static str> {
        self.forms.iter().find(|(_, form)| contains(bytes, form)).map(|(name, _)| *name)
    }
}

/// Every trace of the canaries in the files under `folder`. What is renamed while it is read (web
/// views do so in their caches) is read anew under its new name.
///
/// # Errors
/// When a file cannot be read, or the folder never comes to rest.
pub fn traces_in_files(folder: &Path, canaries: &[Canary]) -> Result<Vec<Trace>> {
    let mut tries = 0;
    loop {
        tries += 1;
        match traces_in_files_at_rest(folder, canaries) {
            Err(error) if tries < MOST_TRIES && is_gone(&error) => {}
            done => return done,
        }
    }
}

fn traces_in_files_at_rest(folder: &Path, canaries: &[Canary]) -> Result<Vec<Trace>> {
    let mut found = Vec::new();
    for file in files(folder)? {
        let bytes = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        found.extend(traces(canaries, &bytes, &file));
    }
    Ok(found)
}

fn is_gone(error: &anyhow::Error) -> bool {
    error
        .root_cause()
        .downcast_ref::<std::io::Error>()
        .is_some_and(|error| error.kind() == ErrorKind::NotFound)
}

/// Every trace of the canaries in what other users of this computer may read of a process: its
/// command line, and in its environment.
///
/// # Errors
/// Never on a system with `/proc`; a process that has ended leaves no trace.
pub fn traces_in_process(process: u32, canaries: &[Canary]) -> Result<Vec<Trace>> {
    let mut found = Vec::new();
    for name in ["cmdline", "environ"] {
        let file = PathBuf::from(format!("/proc/{process}/{name}"));
        if let Ok(bytes) = fs::read(&file) {
            found.extend(traces(canaries, &bytes, &file));
        }
    }
    Ok(found)
}

fn traces<'a>(
    canaries: &'a [Canary],
    bytes: &'a [u8],
    place: &'a Path,
) -> impl Iterator<Item = Trace> + use<'a> {
    canaries.iter().filter_map(move |canary| {
        let form = canary.within(bytes)?;
        Some(Trace { secret: canary.name.clone(), form, place: place.to_owned() })
    })
}

/// Every file under `folder`.
///
/// # Errors
/// When a folder cannot be listed.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
            let entry = entry?;
            // Links lead to what is listed elsewhere; sockets hold nothing.
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                files.push(entry.path());
            }
        }
    }
    Ok(files)
}

fn forms(secret: &str) -> Vec<(&'static str, Vec<u8>)> {
    let bytes = secret.as_bytes();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let percent: String = bytes.iter().map(|byte| format!("%{byte:02X}")).collect();
    let reserved: String = secret
        .bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect();
    let mut forms = vec![
        ("as it is", bytes.to_vec()),
        ("hex", hex.to_uppercase().into_bytes()),
        ("hex", hex.into_bytes()),
        ("UTF-16", secret.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("UTF-16", secret.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        ("percent encoding", percent.to_lowercase().into_bytes()),
        ("percent encoding", percent.into_bytes()),
        ("percent encoding", reserved.into_bytes()),
        ("backwards", bytes.iter().rev().copied().collect()),
    ];
    for before in 0..3 {
        forms.push(("base64", inside_base64(&STANDARD_NO_PAD, bytes, before)));
        forms.push(("base64", inside_base64(&URL_SAFE_NO_PAD, bytes, before)));
    }
    forms
}

/// The characters of a base64 text that stand for `bytes` alone, when `before` more bytes (modulo
/// three) precede them.
fn inside_base64(engine: &impl base64::Engine, bytes: &[u8], before: usize) -> Vec<u8> {
    let mut padded = vec![0; before];
    padded.extend_from_slice(bytes);
    let text = engine.encode(&padded).into_bytes();
    // A character carries six bits: those at either end may hold bits of the neighbours.
    let first = (before * 8).div_ceil(6);
    let last = padded.len() * 8 / 6;
    text[first..last].to_vec()
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    !wanted.is_empty() && bytes.windows(wanted.len()).any(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;

    use super::*;

    const SECRET: &str = "li_at=AQEDAS/x+9?canary";

    #[test]
    fn a_secret_is_found_in_each_form_between_other_bytes() {
        let table: [(&str, Vec<u8>); 9] = [
            ("as it is", format!("cookie: {SECRET}; x").into_bytes()),
            ("base64", STANDARD_NO_PAD.encode(format!("{SECRET} and more")).into_bytes()),
            ("base64", STANDARD_NO_PAD.encode(format!("a{SECRET}z")).into_bytes()),
            ("base64", URL_SAFE_NO_PAD.encode(format!("ab{SECRET}yz")).into_bytes()),
            ("hex", SECRET.bytes().map(|byte| format!("{byte:02x}")).collect::<String>().into_bytes()),
            ("hex", SECRET.bytes().map(|byte| format!("{byte:02X}")).collect::<String>().into_bytes()),
            ("UTF-16", SECRET.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            ("percent encoding", b"q=li_at%3DAQEDAS%2Fx%2B9%3Fcanary&".to_vec()),
            ("backwards", SECRET.bytes().rev().collect()),
        ];
        let canary = Canary::new("cookie", SECRET);
        for (form, bytes) in table {
            assert_eq!(canary.within(&bytes), Some(form), "{}", String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn nothing_is_found_where_nothing_is() {
        let canary = Canary::new("cookie", SECRET);
        assert_eq!(canary.within(b"li_at=AQEDAS/x+9?canar"), None);
        assert_eq!(canary.within(b""), None);
    }

    #[test]
    fn files_in_folders_are_read_too() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("storage/deep");
        fs::create_dir_all(&inner).unwrap();
        fs::write(inner.join("log"), format!("x{SECRET}x")).unwrap();
        let found = traces_in_files(folder.path(), &[Canary::new("cookie", SECRET)]).unwrap();
        let expected = Trace { secret: "cookie".to_owned(), form: "as it is", place: inner.join("log") };
        assert_eq!(found, [expected]);
    }
}
