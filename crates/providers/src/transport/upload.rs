//! Long bodies: streamed, counted, and given up only when no byte moves.

use std::{
    future::Future,
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use reqwest::{Body, header::CONTENT_LENGTH};
use rollcall_domain::media::MediaError;
use tokio::{sync::watch, time::timeout};
use url::Url;

use super::{Answer, Call, FileRange, Progress, Transport, file_range::PIECE};
use crate::error::{ErrorKind, Outcome, ProviderError, Result};

/// Lets the last piece of an upload leave. Until it is ready, the server can't take the upload for
/// whole.
pub type Gate = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A stretch of a body.
pub(crate) enum Segment {
    /// Bytes in memory.
    Memory(Bytes),
    /// Bytes of an open file.
    File(FileRange),
    /// Bytes of an open file, as base64.
    Base64(FileRange),
}

impl Segment {
    fn length(&self) -> u64 {
        match self {
            Segment::Memory(bytes) => bytes.len() as u64,
            Segment::File(range) => range.length(),
            Segment::Base64(range) => range.length().div_ceil(3) * 4,
        }
    }
}

/// Where the bytes come from, one stretch after the other.
pub(crate) struct Source {
    segments: Vec<Segment>,
    gate: Option<Gate>,
}

impl Source {
    pub(crate) fn new(segments: Vec<Segment>) -> Self {
        Self { segments, gate: None }
    }

    pub(crate) fn file(range: FileRange) -> Self {
        Self::new(vec![Segment::File(range)])
    }

    pub(crate) fn length(&self) -> u64 {
        self.segments.iter().map(Segment::length).sum()
    }

    /// Holds the last piece back until the gate opens.
    pub(crate) fn behind(self, gate: Option<Gate>) -> Self {
        Self { gate, ..self }
    }
}

/// What the body's stream tells the one who waits.
#[derive(Clone, Copy, Default)]
struct Sent {
    bytes: u64,
    /// The last piece waits for its gate: that no byte moves is nobody's fault.
    held: bool,
}

impl Transport {
    /// Sends a call with a long body, telling how many bytes have left. Sent once.
    ///
    /// Addresses that are secrets were paid for with the call that asked for them: they don't count
    /// against the budget. What goes there may be repeated, so it shares open connections.
    pub(crate) async fn upload(&self, call: Call, source: Source, progress: Progress<'_>) -> Result<Answer> {
        let call = call.streamed();
        let length = source.length();
        if !call.address_is_secret {
            self.budget.wait(&call.url).await;
        }
        let (sent, mut seen) = watch::channel(Sent::default());
        let unreadable = Arc::new(AtomicBool::new(false));
        let body = Body::wrap_stream(counted(source, length, sent, Arc::clone(&unreadable)));
        let client = if call.address_is_secret { &self.reads } else { &self.changes };
        let request = call.request(client).header(CONTENT_LENGTH, length).body(body);
        let mut exchange = pin!(self.exchange(request, &call));
        let result = loop {
            tokio::select! {
                biased;
                moved = timeout(self.policy.stall, seen.changed()) => match moved {
                    Ok(Ok(())) => {
                        let Sent { bytes, .. } = *seen.borrow_and_update();
                        progress(bytes);
                        if bytes >= length {
                            break self.last_word(&call, &mut exchange).await;
                        }
                    }
                    Ok(Err(_)) => break self.last_word(&call, &mut exchange).await,
                    Err(_) if seen.borrow().held => {}
                    Err(_) => break Err(stalled(&call)),
                },
                result = &mut exchange => break result,
            }
        };
        if unreadable.load(Ordering::Relaxed) && result.is_err() {
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

/// The body, told piece by piece to whoever counts. Remembers when a file can't be read to its end.
fn counted(
    source: Source,
    length: u64,
    sent: watch::Sender<Sent>,
    unreadable: Arc<AtomicBool>,
) -> impl Stream<Item = std::io::Result<Bytes>> + Send {
    let pieces = stream::iter(source.segments).flat_map(pieces_of).boxed();
    stream::unfold((pieces, source.gate), move |(mut pieces, mut gate)| {
        let (sent, unreadable) = (sent.clone(), Arc::clone(&unreadable));
        async move {
            let piece = pieces.next().await?;
            match &piece {
                Ok(piece) => {
                    let bytes = sent.borrow().bytes + piece.len() as u64;
                    if bytes >= length
                        && let Some(gate) = gate.take()
                    {
                        sent.send_modify(|sent| sent.held = true);
                        gate.await;
                    }
                    sent.send_modify(|sent| *sent = Sent { bytes, held: false });
                }
                Err(_) => unreadable.store(true, Ordering::Relaxed),
            }
            Some((piece, (pieces, gate)))
        }
    })
}

fn pieces_of(segment: Segment) -> stream::BoxStream<'static, std::io::Result<Bytes>> {
    match segment {
        Segment::File(range) => range.pieces().boxed(),
        Segment::Base64(range) => range.pieces().map(|piece| Ok(STANDARD.encode(piece?).into())).boxed(),
        Segment::Memory(bytes) => stream::unfold(bytes, |mut rest| async move {
            if rest.is_empty() {
                return None;
            }
            let piece = rest.split_to(rest.len().min(PIECE));
            Some((Ok(piece), rest))
        })
        .boxed(),
    }
}

fn stalled(call: &Call) -> ProviderError {
    ProviderError::new(
        ErrorKind::Unreachable,
        call.outcome_without_answer(),
        format!("{} stopped taking data.", call.provider.name()),
    )
}

/// Nothing was made: an upload that isn't whole is no file.
fn file_trouble(trouble: &MediaError) -> ProviderError {
    ProviderError::new(ErrorKind::ContentRefused, Outcome::Definite, trouble.to_string())
}

/// Whether a file may travel to an address that a provider named: encrypted, or on this computer.
pub(crate) fn is_private(url: &Url) -> bool {
    match url.scheme() {
        "https" => true,
        "http" => matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]")),
        _ => false,
    }
}
