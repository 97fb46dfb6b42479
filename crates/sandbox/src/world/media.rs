//! Uploaded bytes: small files in memory, large ones in a file that dies with the sandbox.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::{Deserialize, Serialize};

/// Larger files live on disk.
const IN_MEMORY: usize = 8 * 1024 * 1024;
/// Larger files are in a snapshot by length and digest only.
pub(super) const IN_SNAPSHOT: u64 = 64 * 1024 * 1024;

/// A whole file.
#[derive(Clone, Serialize, Deserialize)]
#[serde(from = "Kept", into = "Kept")]
pub struct Content {
    length: u64,
    sha256: String,
    place: Place,
}

#[derive(Clone)]
enum Place {
    Memory(Bytes),
    Disk(Arc<Mutex<File>>),
    /// Restored from a snapshot that was too small for it.
    Gone,
}

impl Content {
    pub fn len(&self) -> u64 {
        self.length
    }

    /// Lower-case hex.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The bytes of `range`, fewer where the file ends before.
    pub fn read(&self, range: Range<u64>) -> io::Result<Bytes> {
        let end = range.end.min(self.length);
        let start = range.start.min(end);
        match &self.place {
            Place::Memory(bytes) => Ok(bytes.slice(narrow(start)..narrow(end))),
            Place::Disk(file) => Ok(read_at(&mut locked(file), start, narrow(end - start))?.into()),
            Place::Gone => Err(io::Error::other("only the digest of this file was kept")),
        }
    }

    /// The first `length` bytes of a file that nobody writes to any more.
    pub fn on_disk(file: File, length: u64, sha256: String) -> Self {
        Self { length, sha256, place: Place::Disk(Arc::new(Mutex::new(file))) }
    }

    /// Bytes whose digest is known.
    pub fn in_memory(bytes: Bytes, sha256: String) -> Self {
        Self { length: bytes.len() as u64, sha256, place: Place::Memory(bytes) }
    }
}

impl From<Bytes> for Content {
    fn from(bytes: Bytes) -> Self {
        let sha256 = sha256_hex(&bytes);
        if bytes.len() > IN_MEMORY {
            let written = tempfile::tempfile().and_then(|mut file| file.write_all(&bytes).map(|()| file));
            // Where nothing can be written, memory has to do.
            if let Ok(file) = written {
                return Self::on_disk(file, bytes.len() as u64, sha256);
            }
        }
        Self::in_memory(bytes, sha256)
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

/// A file as a snapshot writes it.
#[derive(Serialize, Deserialize)]
struct Kept {
    length: u64,
    sha256: String,
    base64: Option<String>,
}

impl From<Content> for Kept {
    fn from(content: Content) -> Self {
        let small = content.length <= IN_SNAPSHOT;
        let bytes = small.then(|| content.read(0..content.length).ok()).flatten();
        Self {
            length: content.length,
            sha256: content.sha256,
            base64: bytes.map(|bytes| STANDARD.encode(bytes)),
        }
    }
}

impl From<Kept> for Content {
    fn from(kept: Kept) -> Self {
        match kept.base64.and_then(|text| STANDARD.decode(text).ok()) {
            Some(bytes) => bytes.into(),
            None => Self { length: kept.length, sha256: kept.sha256, place: Place::Gone },
        }
    }
}

/// Lower-case hex SHA-256.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(digest(&SHA256, bytes).as_ref())
}

pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

pub(super) fn read_at(file: &mut File, start: u64, length: usize) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = vec![0; length];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// A length that came from this machine's memory, or is read in steps.
pub(super) fn narrow(length: u64) -> usize {
    usize::try_from(length).unwrap_or(usize::MAX)
}

pub(super) fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::{Bytes, Content, IN_MEMORY, Place, sha256_hex};

    fn file(length: usize) -> Vec<u8> {
        (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect()
    }

    #[test]
    fn a_large_file_is_on_disk_and_reads_the_same() {
        let bytes = Bytes::from(file(IN_MEMORY + 1));
        let content = Content::from(bytes.clone());
        assert!(matches!(content.place, Place::Disk(_)));
        assert_eq!(content.sha256(), sha256_hex(&bytes));
        assert_eq!(content.read(0..content.len()).unwrap(), bytes);
        assert_eq!(content.read(1_000..1_010).unwrap(), bytes[1_000..1_010]);
        let restored: Content = serde_json::from_str(&serde_json::to_string(&content).unwrap()).unwrap();
        assert_eq!(restored.read(0..u64::MAX).unwrap(), bytes);
    }
}
