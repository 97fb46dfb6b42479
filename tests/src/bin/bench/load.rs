//! A client that asks one question over and over, as fast as it can or at a steady rate.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Request, header};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

const LARGEST: usize = 16 * 1024 * 1024;

/// `GET` of one address, with one header.
#[derive(Clone)]
pub struct Question {
    /// Such as `127.0.0.1:4502`.
    pub host: String,
    pub path: &'static str,
    pub header: (&'static str, String),
}

/// What a steady rate showed.
pub struct Steady {
    /// Requests per second that were answered.
    pub rate: f64,
    /// From the moment a request was due, so that waiting for a free connection counts.
    pub p50: Duration,
    pub p99: Duration,
}

/// One connection that is kept alive.
struct Line {
    sender: SendRequest<Body>,
    question: Question,
}

impl Line {
    async fn open(question: &Question) -> Result<Self> {
        let stream = TcpStream::connect(&question.host).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self { sender, question: question.clone() })
    }

    async fn ask(&mut self) -> Result<Bytes> {
        self.sender.ready().await?;
        let (name, value) = &self.question.header;
        let request = Request::get(self.question.path)
            .header(header::HOST, &self.question.host)
            .header(*name, value)
            .body(Body::empty())?;
        let reply = self.sender.send_request(request).await?;
        ensure!(reply.status().is_success(), "{}: {}", self.question.path, reply.status());
        Ok(to_bytes(Body::new(reply.into_body()), LARGEST).await?)
    }
}

/// The answer, once.
pub async fn once(question: &Question) -> Result<Bytes> {
    Line::open(question).await?.ask().await
}

/// Requests per second when every connection asks again as soon as it was answered.
pub async fn flat_out(question: &Question, connections: usize, length: Duration) -> Result<f64> {
    let mut lines = JoinSet::new();
    let start = Instant::now();
    let end = start + length;
    for _ in 0..connections {
        let mut line = Line::open(question).await?;
        lines.spawn(async move {
            let mut answered = 0_u32;
            while Instant::now() < end {
                line.ask().await?;
                answered += 1;
            }
            Ok::<_, anyhow::Error>(answered)
        });
    }
    let mut answered = 0.0;
    while let Some(line) = lines.join_next().await {
        answered += f64::from(line??);
    }
    Ok(answered / start.elapsed().as_secs_f64())
}

/// Asks `rate` times a second, whether or not the answers keep up.
pub async fn steady(question: &Question, rate: u32, connections: usize, length: Duration) -> Result<Steady> {
    let pause = Duration::from_secs(1) / rate;
    let due = Arc::new(AtomicU64::new(0));
    let all = u64::from(rate) * length.as_secs();
    let mut lines = JoinSet::new();
    let start = Instant::now() + Duration::from_millis(50);
    for _ in 0..connections {
        let mut line = Line::open(question).await?;
        let due = Arc::clone(&due);
        lines.spawn(async move {
            let mut took = Vec::new();
            loop {
                let number = due.fetch_add(1, Ordering::Relaxed);
                if number >= all {
                    return Ok::<_, anyhow::Error>(took);
                }
                let at = start + pause * u32::try_from(number)?;
                tokio::time::sleep_until(at.into()).await;
                line.ask().await?;
                took.push(at.elapsed());
            }
        });
    }
    let mut took = Vec::new();
    while let Some(line) = lines.join_next().await {
        took.extend(line??);
    }
    let rate = f64::from(u32::try_from(took.len())?) / start.elapsed().as_secs_f64();
    took.sort();
    let share = |percent: usize| took.get((took.len() * percent / 100).min(took.len().saturating_sub(1)));
    Ok(Steady {
        rate,
        p50: *share(50).context("nothing was asked")?,
        p99: *share(99).context("nothing was asked")?,
    })
}
