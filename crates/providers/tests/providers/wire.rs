//! The other end of the line, in the test's own hands.

use std::{
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use rollcall_domain::{Timestamp, post::Visibility, secret::Secret, unipile_api::UnipileApi};
use rollcall_providers::{
    edges::EdgesClient,
    linkedin::{LinkedinClient, LinkedinConfig},
    transport::{FileRange, Policy, Transport},
    unipile::{GatewayPost, UnipileClient},
    zernio::ZernioClient,
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use url::Url;
use wiremock::{MockServer, Request, ResponseTemplate};

pub const KEY: &str = "key-canary-7781";
pub const TOKEN: &str = "token-canary-1234";

/// A policy with which a test that waits for a timeout doesn't wait long.
pub fn impatient() -> Policy {
    let plenty = NonZeroU32::new(60_000).unwrap();
    Policy {
        connect: Duration::from_secs(2),
        read: Duration::from_millis(400),
        change: Duration::from_millis(400),
        sign_in: Duration::from_millis(400),
        stall: Duration::from_millis(400),
        retry_delay: Duration::from_millis(1),
        per_minute: plenty,
        burst: plenty,
        ..Policy::default()
    }
}

/// A policy that never runs out before the test does.
pub fn patient() -> Policy {
    let long = Duration::from_secs(30);
    Policy { read: long, change: long, sign_in: long, stall: long, ..impatient() }
}

pub fn transport() -> Transport {
    Transport::with_policy(patient()).unwrap()
}

pub fn at(url: &str) -> Url {
    Url::parse(url).unwrap()
}

pub fn unipile(url: &str, policy: Policy) -> UnipileClient {
    UnipileClient::new(Transport::with_policy(policy).unwrap(), at(url), Secret::new(KEY), UnipileApi::V2)
}

pub fn edges(url: &str) -> EdgesClient {
    EdgesClient::new(transport(), at(&format!("{url}/v1")), Secret::new(KEY))
}

pub fn zernio(url: &str) -> ZernioClient {
    ZernioClient::new(transport(), at(&format!("{url}/api")), Secret::new(KEY))
}

pub fn linkedin_with(url: &str, policy: Policy, native_pkce: bool) -> LinkedinClient {
    let config = LinkedinConfig {
        www_url: at(url),
        api_url: at(url),
        client_id: "86abc".into(),
        version: "202610".into(),
        native_pkce,
        older_posts: false,
    };
    LinkedinClient::new(Transport::with_policy(policy).unwrap(), config)
}

/// LinkedIn through its older, unversioned APIs.
pub fn older_linkedin(url: &str) -> LinkedinClient {
    let config = LinkedinConfig {
        www_url: at(url),
        api_url: at(url),
        client_id: "86abc".into(),
        version: "202610".into(),
        native_pkce: false,
        older_posts: true,
    };
    LinkedinClient::new(Transport::with_policy(patient()).unwrap(), config)
}

pub fn linkedin(url: &str) -> LinkedinClient {
    linkedin_with(url, patient(), false)
}

pub fn token() -> Secret {
    Secret::new(TOKEN)
}

/// A post of text alone, for Unipile.
pub fn gateway_post(text: &str) -> GatewayPost {
    GatewayPost {
        text: text.into(),
        visibility: Visibility::Public,
        page: None,
        files: Vec::new(),
        video_thumbnail: None,
        link: None,
        reshare: None,
    }
}

/// A file with these bytes.
pub fn file(bytes: &[u8]) -> FileRange {
    let mut file = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut file, bytes).unwrap();
    FileRange::from_start(file, bytes.len() as u64)
}

pub fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn reply(status: u16, body: Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(body)
}

/// A server that answers everything the same way.
pub async fn always(response: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    wiremock::Mock::given(wiremock::matchers::any()).respond_with(response).mount(&server).await;
    server
}

pub async fn requests(server: &MockServer) -> Vec<Request> {
    server.received_requests().await.unwrap()
}

pub fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).unwrap_or(Value::Null)
}

pub fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request.headers.get(name)?.to_str().ok()
}

/// The addresses that were asked for, with their queries.
pub fn targets(requests: &[Request]) -> Vec<String> {
    let target = |request: &Request| match request.url.query() {
        Some(query) => format!("{} {}?{query}", request.method, request.url.path()),
        None => format!("{} {}", request.method, request.url.path()),
    };
    requests.iter().map(target).collect()
}

/// A server that reads one whole request, writes `answer` and hangs up. Returns its address and
/// how many requests came.
pub async fn hangs_up_after(answer: &'static [u8]) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut read = Vec::new();
            while !is_whole(&read) {
                let mut piece = [0; 4096];
                match stream.read(&mut piece).await {
                    Ok(0) | Err(_) => break,
                    Ok(length) => read.extend_from_slice(&piece[..length]),
                }
            }
            if is_whole(&read) {
                counted.fetch_add(1, Ordering::SeqCst);
            }
            let _ = stream.write_all(answer).await;
            let _ = stream.shutdown().await;
        }
    });
    (address, count)
}

fn is_whole(read: &[u8]) -> bool {
    let text = String::from_utf8_lossy(read);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.to_ascii_lowercase();
    let length = length.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse().ok());
    body.len() >= length.unwrap_or(0)
}

/// An address on which nobody listens.
pub async fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

pub fn unipile_account(id: &str, status: &str) -> Value {
    json!({ "object": "Account", "id": id, "user_id": "ACoAA1", "name": "Dana Okafor",
        "created_at": "2026-05-01T10:20:30.000Z", "status": status, "provider": "linkedin", "metadata": {} })
}
