//! A subscriber of webhooks on this computer.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_json::Value;
use tokio::sync::mpsc;

/// What a subscriber received.
pub struct Received {
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Received {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// Listens until the test ends, and answers every webhook with one status.
pub struct Inbox {
    pub url: String,
    received: mpsc::UnboundedReceiver<Received>,
}

impl Inbox {
    pub async fn answering(status: u16) -> Self {
        let (sender, received) = mpsc::unbounded_channel();
        let status = StatusCode::from_u16(status).unwrap();
        let app = Router::new().route("/hook", post(take)).with_state((sender, status));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, received }
    }

    /// The next webhook, waiting for it.
    pub async fn next(&mut self) -> Received {
        self.received.recv().await.unwrap()
    }
}

type Sender = mpsc::UnboundedSender<Received>;

async fn take(
    State((sender, status)): State<(Sender, StatusCode)>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    sender.send(Received { headers, body }).unwrap();
    status
}
