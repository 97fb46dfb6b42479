//! A file that arrives in pieces, in any order, hashed when it is whole.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::sync::{Arc, Mutex};

use aws_lc_rs::digest::{Context, SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::media::{Content, IN_SNAPSHOT, hex, locked, narrow, read_at};

const STEP: usize = 1024 * 1024;
/// Most of a piece that is written at once. The page cache keeps a long write in as long a stretch of
/// memory as it finds, and a virtual machine may first have to ask its host for one, which takes three
/// times as long as the copying; short stretches are those that somebody just gave back.
const PIECE: usize = 64 * 1024;

/// A file that arrives in pieces, in any order. Copies share the bytes.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "Halted", into = "Halted")]
pub struct Assembly(Arc<Mutex<Pieces>>);

struct Pieces {
    file: File,
    /// First byte and the byte after the last, of everything that has arrived; nothing overlaps.
    arrived: BTreeMap<u64, u64>,
    /// The digest of all that has arrived, in hexadecimal, once somebody asked for it.
    sha256: Option<String>,
}

impl Assembly {
    pub fn new() -> io::Result<Self> {
        Ok(Self(Arc::new(Mutex::new(Pieces {
            file: tempfile::tempfile()?,
            arrived: BTreeMap::new(),
            sha256: None,
        }))))
    }

    /// Takes the bytes that belong at `first`.
    pub fn write(&self, first: u64, bytes: &[u8]) -> io::Result<()> {
        let mut pieces = locked(&self.0);
        pieces.file.seek(SeekFrom::Start(first))?;
        for piece in bytes.chunks(PIECE) {
            pieces.file.write_all(piece)?;
        }
        pieces.sha256 = None;
        pieces.note(first, first + bytes.len() as u64);
        Ok(())
    }

    /// How many bytes have arrived without a gap from the start.
    pub fn whole_until(&self) -> u64 {
        locked(&self.0).whole_until()
    }

    /// The file, once `length` bytes are there without a gap. Reads all of it the first time.
    pub fn finished(&self, length: u64) -> io::Result<Option<Content>> {
        let mut pieces = locked(&self.0);
        if pieces.whole_until() != length {
            return Ok(None);
        }
        let sha256 = match pieces.sha256.clone() {
            Some(known) => known,
            None => pieces.hash(length)?,
        };
        pieces.sha256 = Some(sha256.clone());
        Ok(Some(Content::on_disk(pieces.file.try_clone()?, length, sha256)))
    }
}

impl Pieces {
    fn note(&mut self, first: u64, end: u64) {
        let (mut first, mut end) = (first, end);
        let touching: Vec<u64> = self
            .arrived
            .range(..=end)
            .filter(|&(_, &other_end)| other_end >= first)
            .map(|(&start, _)| start)
            .collect();
        for start in touching {
            if let Some(other_end) = self.arrived.remove(&start) {
                first = first.min(start);
                end = end.max(other_end);
            }
        }
        self.arrived.insert(first, end);
    }

    fn whole_until(&self) -> u64 {
        self.arrived.get(&0).copied().unwrap_or_default()
    }

    fn hash(&mut self, length: u64) -> io::Result<String> {
        let mut digest = Context::new(&SHA256);
        let mut at = 0;
        while at < length {
            let step = narrow(length - at).min(STEP);
            digest.update(&read_at(&mut self.file, at, step)?);
            at += step as u64;
        }
        Ok(hex(digest.finish().as_ref()))
    }
}

/// An unfinished file as a snapshot writes it.
#[derive(Default, Serialize, Deserialize)]
struct Halted {
    pieces: Vec<(u64, String)>,
}

impl From<Assembly> for Halted {
    fn from(assembly: Assembly) -> Self {
        let mut pieces = locked(&assembly.0);
        let arrived: Vec<(u64, u64)> = pieces.arrived.iter().map(|(&first, &end)| (first, end)).collect();
        if arrived.iter().map(|(first, end)| end - first).sum::<u64>() > IN_SNAPSHOT {
            return Self::default();
        }
        let read = |(first, end): (u64, u64)| {
            let bytes = read_at(&mut pieces.file, first, narrow(end - first)).ok()?;
            Some((first, STANDARD.encode(bytes)))
        };
        Self { pieces: arrived.into_iter().filter_map(read).collect() }
    }
}

impl TryFrom<Halted> for Assembly {
    type Error = io::Error;

    fn try_from(halted: Halted) -> io::Result<Self> {
        let assembly = Self::new()?;
        for (first, text) in halted.pieces {
            let bytes = STANDARD.decode(text).map_err(io::Error::other)?;
            assembly.write(first, &bytes)?;
        }
        Ok(assembly)
    }
}

#[cfg(test)]
mod tests {
    use super::Assembly;
    use crate::world::sha256_hex;
    use proptest::prelude::*;

    fn file(length: usize) -> Vec<u8> {
        (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect()
    }

    #[test]
    fn an_unfinished_file_survives_a_snapshot() {
        let bytes = file(5_000);
        let assembly = Assembly::new().unwrap();
        assembly.write(4_000, &bytes[4_000..]).unwrap();
        assembly.write(0, &bytes[..1_000]).unwrap();
        let written = serde_json::to_string(&assembly).unwrap();
        let restored: Assembly = serde_json::from_str(&written).unwrap();
        assert_eq!(restored.whole_until(), 1_000);
        restored.write(1_000, &bytes[1_000..4_000]).unwrap();
        let content = restored.finished(5_000).unwrap().unwrap();
        assert_eq!(content.sha256(), sha256_hex(&bytes));
    }

    proptest! {
        #[test]
        fn pieces_make_the_file_in_any_order(
            length in 1_usize..6_000,
            step in 1_usize..900,
            shuffled in any::<prop::sample::Index>(),
            seed in any::<u64>(),
        ) {
            let bytes = file(length);
            let mut firsts: Vec<usize> = (0..length).step_by(step).collect();
            let turns = firsts.len();
            firsts.rotate_left(shuffled.index(turns));
            if seed % 2 == 0 {
                firsts.reverse();
            }
            let assembly = Assembly::new().unwrap();
            // One piece comes twice, first with other bytes.
            let again = firsts[turns / 2];
            assembly.write(again as u64, &vec![9; step.min(length - again)]).unwrap();
            for &first in &firsts {
                prop_assert!(assembly.finished(length as u64 + 1).unwrap().is_none());
                assembly.write(first as u64, &bytes[first..(first + step).min(length)]).unwrap();
            }
            let content = assembly.finished(length as u64).unwrap().unwrap();
            prop_assert_eq!(content.sha256(), sha256_hex(&bytes));
            prop_assert_eq!(content.read(0..length as u64).unwrap(), bytes);
        }
    }
}
