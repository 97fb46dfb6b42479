//! The body of a request: a short one in memory, a long one in a file by the time anybody looks.

use std::fs::File;
use std::io::{self, Write as _};

use aws_lc_rs::digest::{Context, SHA256};
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt as _, stream};

use crate::world::{Content, hex};

/// Longer bodies are written to a file as they come.
const IN_MEMORY: usize = 8 * 1024 * 1024;
/// How much of a file is read again at once.
const STEP: u64 = 1024 * 1024;

/// A body that has arrived.
#[derive(Clone)]
pub enum Arrival {
    Memory(Bytes),
    Disk(Content),
}

impl Arrival {
    /// The body, or its first `cut` bytes. `None`: longer than `largest`, or broken off.
    pub async fn of(body: Body, cut: Option<usize>, largest: u64) -> Option<Self> {
        let mut pieces = body.into_data_stream();
        let mut memory = BytesMut::new();
        let mut disk: Option<Spool> = None;
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
            match &mut disk {
                Some(spool) => spool.write(&piece).ok()?,
                None if memory.len() + piece.len() > IN_MEMORY => {
                    let mut spool = Spool::new().ok()?;
                    spool.write(&memory).ok()?;
                    spool.write(&piece).ok()?;
                    memory = BytesMut::new();
                    disk = Some(spool);
                }
                None => memory.extend_from_slice(&piece),
            }
        }
        Some(disk.map_or_else(|| Self::Memory(memory.freeze()), |spool| Self::Disk(spool.content())))
    }

    pub fn len(&self) -> u64 {
        match self {
            Self::Memory(bytes) => bytes.len() as u64,
            Self::Disk(content) => content.len(),
        }
    }

    /// As a file that is kept.
    pub fn content(self) -> Content {
        match self {
            Self::Memory(bytes) => bytes.into(),
            Self::Disk(content) => content,
        }
    }

    /// The bytes, step by step.
    pub fn steps(&self) -> impl Iterator<Item = io::Result<Bytes>> + use<> {
        let this = self.clone();
        let mut at = 0;
        std::iter::from_fn(move || {
            let step = match &this {
                Self::Memory(bytes) if at == 0 && !bytes.is_empty() => Ok(bytes.clone()),
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
            Self::Memory(bytes) => Body::from(bytes.clone()),
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
            None => {
                to_bytes(body, IN_MEMORY).await.map(Self::Memory).map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)
            }
        }
    }
}

/// A file that is hashed as it is written.
struct Spool {
    file: File,
    digest: Context,
    length: u64,
}

impl Spool {
    fn new() -> io::Result<Self> {
        Ok(Self { file: tempfile::tempfile()?, digest: Context::new(&SHA256), length: 0 })
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.digest.update(bytes);
        self.length += bytes.len() as u64;
        Ok(())
    }

    fn content(self) -> Content {
        Content::on_disk(self.file, self.length, hex(self.digest.finish().as_ref()))
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
