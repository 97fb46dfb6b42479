//! Long bodies: streamed, counted, and given up only when no byte moves.

use std::{io::SeekFrom, pin::pin, sync::Arc, sync::atomic::AtomicBool, sync::atomic::Ordering};

use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use reqwest::{Body, header::CONTENT_LENGTH};
use rollcall_domain::media::MediaError;
use tokio::{
    io::{AsyncReadExt, AsyncSeekExt},
    sync::watch,
    time::timeout,
};
use tokio_util::io::ReaderStream;

use super::{Answer, Call, Progress, Transport};
use crate::error::{ErrorKind, Outcome, ProviderError, Result};

/// How many bytes are read and counted at once.
const PIECE: usize = 64 * 1024;

/// Where the bytes come from.
pub(crate) enum Source {
    /// An open file, of which this many bytes are sent from its start.
    File(tokio::fs::File, u64),
    /// Bytes in memory.
    Memory(Bytes),
}

impl Transport {
    /// Sends a call with a long body, telling how many bytes have left. Sent once.
    pub(crate) async fn upload(&self, call: Call, source: Source, progress: Progress<'_>) -> Result<Answer> {
        let call = call.streamed();
        let changed = Arc::new(AtomicBool::new(false));
        let (length, pieces) =
            open(source, Arc::clone(&changed)).await.map_err(|_| file_trouble(&MediaError::Unreadable))?;
        self.budget.wait(&call.url).await;
        let (sent, mut seen) = watch::channel(0_u64);
        let counted = pieces.inspect(move |piece| {
            if let Ok(piece) = piece {
                sent.send_modify(|sent| *sent += piece.len() as u64);
            }
        });
        let request =
            call.request(&self.changes).header(CONTENT_LENGTH, length).body(Body::wrap_stream(counted));
        let mut exchange = pin!(self.exchange(request, &call));
        let result = loop {
            tokio::select! {
                biased;
                moved = timeout(self.policy.stall, seen.changed()) => match moved {
                    Ok(Ok(())) => {
                        let sent = *seen.borrow_and_update();
                        progress(sent);
                        if sent >= length {
                            break self.last_word(&call, &mut exchange).await;
                        }
                    }
                    Ok(Err(_)) => break self.last_word(&call, &mut exchange).await,
                    Err(_) => break Err(stalled(&call)),
                },
                result = &mut exchange => break result,
            }
        };
        if changed.load(Ordering::Relaxed) && result.is_err() {
            return Err(file_trouble(&MediaError::Changed));
        }
        result
    }

    /// Every byte has left: now the provider has as long as for any other change.
    async fn last_word(
        &self,
        call: &Call,
        exchange: &mut (impl Future<Output = Result<Answer>> + Unpin),
    ) -> Result<Answer> {
        timeout(self.policy.limit(call), exchange).await.unwrap_or_else(|_| Err(stalled(call)))
    }
}

type Pieces = stream::BoxStream<'static, std::io::Result<Bytes>>;

async fn open(source: Source, changed: Arc<AtomicBool>) -> std::io::Result<(u64, Pieces)> {
    match source {
        Source::Memory(bytes) => Ok((bytes.len() as u64, pieces_of(bytes).boxed())),
        Source::File(mut file, length) => {
            file.seek(SeekFrom::Start(0)).await?;
            let read = ReaderStream::with_capacity(file.take(length), PIECE);
            Ok((length, exactly(length, read, changed).boxed()))
        }
    }
}

fn pieces_of(bytes: Bytes) -> impl Stream<Item = std::io::Result<Bytes>> {
    stream::unfold(bytes, |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        let piece = rest.split_to(rest.len().min(PIECE));
        Some((Ok(piece), rest))
    })
}

/// Ends with an error when the file turns out shorter than promised, so that no half image is sent
/// as a whole one.
fn exactly(
    length: u64,
    read: impl Stream<Item = std::io::Result<Bytes>> + Send + Unpin,
    changed: Arc<AtomicBool>,
) -> impl Stream<Item = std::io::Result<Bytes>> + Send {
    stream::unfold((read, length), move |(mut read, left)| {
        let changed = Arc::clone(&changed);
        async move {
            let piece = match read.next().await {
                None if left == 0 => return None,
                Some(Ok(piece)) => Ok(piece),
                Some(Err(error)) => Err(error),
                None => Err(std::io::Error::other("shorter than promised")),
            };
            let left = match &piece {
                Ok(piece) => left.saturating_sub(piece.len() as u64),
                Err(_) => {
                    changed.store(true, Ordering::Relaxed);
                    0
                }
            };
            Some((piece, (read, left)))
        }
    })
}

fn stalled(call: &Call) -> ProviderError {
    ProviderError::new(
        ErrorKind::Unreachable,
        call.outcome_without_answer(),
        format!("{} stopped taking data.", call.provider.name()),
    )
}

/// Nothing was made: an upload that isn't whole is no image.
fn file_trouble(trouble: &MediaError) -> ProviderError {
    ProviderError::new(ErrorKind::ContentRefused, Outcome::Definite, trouble.to_string())
}
