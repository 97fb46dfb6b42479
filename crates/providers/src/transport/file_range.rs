//! A part of an open file, read on a thread of its own and never whole in memory.

use std::{fs::File, io, sync::Arc};

use bytes::Bytes;
use futures_util::{Stream, stream};
use tokio::sync::mpsc;

/// How many bytes are read at once: a multiple of three, so that pieces can be written as base64
/// one by one.
pub(super) const PIECE: usize = 192 * 1024;

/// How many pieces wait to be sent: the disk works while the network does, and no further ahead.
const AHEAD: usize = 2;

/// Some bytes of an open file: what was checked is what is sent, even when the path points
/// elsewhere by now. Clones share the file, and may be read side by side.
#[derive(Debug, Clone)]
pub struct FileRange {
    file: Arc<File>,
    start: u64,
    length: u64,
}

impl FileRange {
    /// This many bytes from the file's start.
    pub fn from_start(file: File, length: u64) -> Self {
        Self { file: Arc::new(file), start: 0, length }
    }

    /// From the `first` to the `last` byte, both included.
    pub fn part(&self, first: u64, last: u64) -> Self {
        Self {
            file: Arc::clone(&self.file),
            start: self.start + first,
            length: (last + 1).saturating_sub(first),
        }
    }

    /// How many bytes these are.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// The bytes. Ends with an error when the file turns out shorter than promised, so that no half
    /// file is sent as a whole one.
    pub(super) fn pieces(self) -> impl Stream<Item = io::Result<Bytes>> + Send {
        let (give, take) = mpsc::channel(AHEAD);
        tokio::task::spawn_blocking(move || {
            let mut done = 0;
            while done < self.length {
                let piece = self.read(done);
                let failed = piece.is_err();
                done += piece.as_ref().map_or(0, |piece| piece.len() as u64);
                // Nobody takes them any more when the upload was given up.
                if give.blocking_send(piece).is_err() || failed {
                    return;
                }
            }
        });
        stream::unfold(take, |mut take| async move { take.recv().await.map(|piece| (piece, take)) })
    }

    fn read(&self, done: u64) -> io::Result<Bytes> {
        let wanted = usize::try_from(self.length - done).unwrap_or(PIECE).min(PIECE);
        let mut piece = vec![0; wanted];
        let mut filled = 0;
        while filled < wanted {
            let offset = self.start + done + filled as u64;
            match read_at(&self.file, &mut piece[filled..], offset)? {
                0 => return Err(io::Error::from(io::ErrorKind::UnexpectedEof)),
                read => filled += read,
            }
        }
        Ok(piece.into())
    }
}

#[cfg(unix)]
fn read_at(file: &File, piece: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, piece, offset)
}

#[cfg(windows)]
fn read_at(file: &File, piece: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, piece, offset)
}
