//! A stranger's answer, piece by piece, unpacked, and never more of it than a limit.

use std::io::{self, Write};

use flate2::write::MultiGzDecoder;
use reqwest::{Response, header::CONTENT_ENCODING};

use super::error::ArticleError;

/// The next bytes of an answer, unpacked.
pub(super) struct Piece {
    pub(super) bytes: Vec<u8>,
    /// Whether there is more that isn't read, as the limit is reached.
    pub(super) is_last: bool,
}

/// An answer that is being read.
pub(super) struct Body {
    response: Response,
    packing: Packing,
    /// How many bytes may still arrive, packed or not.
    arriving: usize,
}

enum Packing {
    Plain,
    Gzip(Box<MultiGzDecoder<Room>>),
}

/// Takes bytes until it is full.
struct Room {
    bytes: Vec<u8>,
    left: usize,
    /// Whether more came than it takes.
    overflowed: bool,
}

impl Write for Room {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(self.left);
        self.bytes.extend_from_slice(&bytes[..taken]);
        self.left -= taken;
        self.overflowed |= taken < bytes.len();
        // Nothing taken is the end of unpacking.
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Body {
    /// Reads at most `limit` unpacked bytes, and hardly more packed ones.
    pub(super) fn new(response: Response, limit: usize) -> Result<Self, ArticleError> {
        let said =
            response.headers().get(CONTENT_ENCODING).map(|value| value.as_bytes().to_ascii_lowercase());
        let mut arriving = limit;
        let packing = match said.as_deref().map(<[u8]>::trim_ascii) {
            None | Some(b"" | b"identity") => Packing::Plain,
            Some(b"gzip" | b"x-gzip") => {
                // Whoever packs in a hurry makes what can't be made smaller a twentieth larger.
                arriving += limit / 16;
                let room = Room { bytes: Vec::new(), left: limit, overflowed: false };
                Packing::Gzip(Box::new(MultiGzDecoder::new(room)))
            }
            Some(_) => return Err(ArticleError::Unreadable),
        };
        Ok(Self { response, packing, arriving })
    }

    /// The next piece; `None` after the last one.
    pub(super) async fn piece(&mut self) -> Result<Option<Piece>, ArticleError> {
        let arrived = self.response.chunk().await.map_err(|error| {
            if error.is_timeout() { ArticleError::TooSlow } else { ArticleError::Unreachable }
        })?;
        let Some(arrived) = arrived else { return self.rest() };
        let taken = &arrived[..arrived.len().min(self.arriving)];
        self.arriving -= taken.len();
        let mut is_last = taken.len() < arrived.len();
        let bytes = match &mut self.packing {
            Packing::Plain => taken.to_vec(),
            Packing::Gzip(decoder) => {
                let unpacked = decoder.write_all(taken);
                let room = decoder.get_mut();
                is_last |= room.overflowed;
                if unpacked.is_err() && !room.overflowed {
                    return Err(ArticleError::Unreadable);
                }
                std::mem::take(&mut room.bytes)
            }
        };
        Ok(Some(Piece { bytes, is_last }))
    }

    /// What unpacking held back.
    fn rest(&mut self) -> Result<Option<Piece>, ArticleError> {
        let Packing::Gzip(mut decoder) = std::mem::replace(&mut self.packing, Packing::Plain) else {
            return Ok(None);
        };
        let ended = decoder.try_finish();
        let room = decoder.get_mut();
        let (bytes, is_last) = (std::mem::take(&mut room.bytes), room.overflowed);
        if ended.is_err() && !is_last {
            return Err(ArticleError::Unreadable);
        }
        Ok((!bytes.is_empty() || is_last).then_some(Piece { bytes, is_last }))
    }
}
