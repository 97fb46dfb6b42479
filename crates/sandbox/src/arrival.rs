//! The body of a request: a short one in memory, a long one in a file by the time anybody looks.

use std::fs::File;
use std::io::{self, Write as _};
use std::sync::{Mutex, PoisonError};

use aws_lc_rs::digest::{Context, SHA256};
use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};

use crate::world::{Content, hex};

/// Longer bodies are written to a file as they come.
const IN_MEMORY: usize = 8 * 1024 * 1024;
/// How much of a file is read again at once.
const STEP: u64 = 1024 * 1024;

/// A body that has arrived.
#[derive(Clone)]
pub enum Arrival {
    /// The bytes, and their SHA-256 in hexadecimal.
    Memory(Bytes, String),
    Disk(Content),
}

impl Arrival {
    /// The body, or its first `cut` bytes. `None`: longer than `largest`, or broken off.
    pub async fn of(body: Body, cut: Option<usize>, largest: u64) -> Option<Self> {
        let mut pieces = body.into_data_stream();
        let mut memory = Buffer::take();
        let mut disk: Option<File> = None;
        // Hashed as it comes: an answer that waits for a digest of all of it comes late.
        let mut digest = Context::new(&SHA256);
        let mut length = 0_u64;
        while cut.is_none_or(|cut| length < cut as u64)
            && let Some(piece) = pieces.next().await
        {
            let Ok(mut piece) = piece else {
                // What is cut on purpose is what came until then.
                if cut.is_some() {
                    break;
                }
                return None;
            };
            if let Some(cut) = cut {
                let room = (cut as u64).saturating_sub(length);
                piece.truncate(usize::try_from(room).unwrap_or(usize::MAX));
            }
            length += piece.len() as u64;
            if length > largest {
                return None;
            }
            digest.update(&piece);
            match &mut disk {
                Some(file) => file.write_all(&piece).ok()?,
                None if memory.0.len() + piece.len() > IN_MEMORY => {
                    let mut file = tempfile::tempfile().ok()?;
                    file.write_all(&memory.0).ok()?;
                    file.write_all(&piece).ok()?;
                    memory.0.clear();
                    disk = Some(file);
                }
                None => memory.0.extend_from_slice(&piece),
            }
        }
        let sha256 = hex(digest.finish().as_ref());
        Some(match disk {
            Some(file) => Self::Disk(Content::on_disk(file, length, sha256)),
            None => Self::Memory(memory.bytes(), sha256),
        })
    }

    pub fn len(&self) -> u64 {
        match self {
            Self::Memory(bytes, _) => bytes.len() as u64,
            Self::Disk(content) => content.len(),
        }
    }

    /// In hexadecimal.
    pub fn sha256(&self) -> &str {
        match self {
            Self::Memory(_, sha256) => sha256,
            Self::Disk(content) => content.sha256(),
        }
    }

    /// As a file that is kept.
    pub fn content(self) -> Content {
        match self {
            // A buffer is larger than what is in it.
            Self::Memory(bytes, sha256) => Content::in_memory(Bytes::copy_from_slice(&bytes), sha256),
            Self::Disk(content) => content,
        }
    }

    /// The bytes, step by step.
    pub fn steps(&self) -> impl Iterator<Item = io::Result<Bytes>> + use<> {
        let this = self.clone();
        let mut at = 0;
        std::iter::from_fn(move || {
            let step = match &this {
                Self::Memory(bytes, _) if at == 0 && !bytes.is_empty() => Ok(bytes.clone()),
                Self::Disk(content) if at < content.len() => content.read(at..at + STEP),
                _ => return None,
            };
            at += step.as_ref().map_or(STEP, |step| step.len() as u64);
            Some(step)
        })
    }

    /// As a request carries it on.
    pub fn body(&self) -> Body {
        match self {
            Self::Memory(bytes, _) => Body::from(bytes.clone()),
            Self::Disk(_) => Body::from_stream(stream::iter(self.steps())),
        }
    }
}

impl<S: Send + Sync> FromRequest<S> for Arrival {
    type Rejection = StatusCode;

    async fn from_request(request: Request, _: &S) -> Result<Self, StatusCode> {
        let (parts, body) = request.into_parts();
        match parts.extensions.get::<Self>() {
            Some(arrival) => Ok(arrival.clone()),
            None => Self::of(body, None, IN_MEMORY as u64).await.ok_or(StatusCode::PAYLOAD_TOO_LARGE),
        }
    }
}

/// Shorter bodies get memory of their own.
const WORTH_KEEPING: usize = 256 * 1024;
/// How many buffers wait for the next long body.
const WAITING: usize = 8;

static BUFFERS: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());

/// Memory for a body. The part of a video needs megabytes for milliseconds, and taking them from the
/// system and giving them back each time costs more than all else that is done with the part.
struct Buffer(Vec<u8>);

impl Buffer {
    fn take() -> Self {
        Self(BUFFERS.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default())
    }

    fn bytes(self) -> Bytes {
        if self.0.len() < WORTH_KEEPING { Bytes::copy_from_slice(&self.0) } else { Bytes::from_owner(self) }
    }
}

impl AsRef<[u8]> for Buffer {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        let mut waiting = BUFFERS.lock().unwrap_or_else(PoisonError::into_inner);
        if self.0.capacity() >= WORTH_KEEPING && waiting.len() < WAITING {
            self.0.clear();
            waiting.push(std::mem::take(&mut self.0));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Arrival, Body, IN_MEMORY};
    use crate::world::sha256_hex;

    #[tokio::test]
    async fn a_long_body_is_in_a_file_and_reads_the_same() {
        for length in [0, 1, IN_MEMORY, IN_MEMORY + 1, IN_MEMORY + 3_000_000] {
            let bytes: Vec<u8> = (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect();
            let arrival = Arrival::of(Body::from(bytes.clone()), None, u64::MAX).await.unwrap();
            assert_eq!(matches!(arrival, Arrival::Disk(_)), length > IN_MEMORY, "{length}");
            let read: Vec<u8> = arrival.steps().flat_map(|step| step.unwrap().to_vec()).collect();
            assert_eq!(read, bytes);
            assert_eq!(arrival.content().sha256(), sha256_hex(&bytes));
            let short = Arrival::of(Body::from(bytes), Some(length / 2), u64::MAX).await.unwrap();
            assert_eq!(short.len(), length as u64 / 2);
        }
        assert!(Arrival::of(Body::from("too long"), None, 7).await.is_none());
    }
}
