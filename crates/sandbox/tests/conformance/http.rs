//! HTTP/1.1 as such, whichever vendor is asked.

use std::time::Duration;

use reqwest::Method;
use rollcall_sandbox::Sandbox;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::desk::Desk;

async fn dial(url: &str) -> TcpStream {
    TcpStream::connect(url.trim_start_matches("http://").split('/').next().unwrap()).await.unwrap()
}

/// What arrives until the other side has said all this.
async fn until(stream: &mut TcpStream, expected: &str) -> String {
    let mut heard = String::new();
    while !heard.contains(expected) {
        let mut bytes = [0; 4096];
        let read = stream.read(&mut bytes).await.unwrap();
        assert_ne!(read, 0, "hung up after {heard:?}");
        heard.push_str(std::str::from_utf8(&bytes[..read]).unwrap());
    }
    heard
}

#[tokio::test]
async fn head_is_get_without_a_body() {
    let desk = Desk::open().await;
    let get = desk.ask(desk.unipile(Method::GET, "/v2/accounts")).await;
    let head = desk.ask(desk.unipile(Method::HEAD, "/v2/accounts")).await;
    assert_eq!((head.status, head.text.as_str()), (200, ""));
    assert_eq!(head.header("content-length"), get.text.len().to_string());
    assert_eq!(head.header("content-type"), get.header("content-type"));
}

#[tokio::test]
async fn a_client_that_asks_first_is_told_to_go_on() {
    let desk = Desk::open().await;
    let mut stream = dial(&desk.endpoints.unipile.dsn).await;
    let body = r#"{"providers":"LINKEDIN"}"#;
    let head = format!(
        "POST /v2/auth/link HTTP/1.1\r\nhost: x\r\nx-api-key: {}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nexpect: 100-continue\r\n\r\n",
        desk.endpoints.unipile.api_key,
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    until(&mut stream, "HTTP/1.1 100 Continue\r\n\r\n").await;
    stream.write_all(body.as_bytes()).await.unwrap();
    assert!(until(&mut stream, "HostedAuthLink").await.contains("HTTP/1.1 200"));
}

#[tokio::test]
async fn one_connection_carries_many_requests_even_after_an_error() {
    let desk = Desk::open().await;
    let mut stream = dial(&desk.endpoints.edges.base_url).await;
    for path in ["/v1/identities", "/v1/nowhere", "/v1/identities"] {
        let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        until(&mut stream, "HTTP/1.1 4").await;
        // The rest of this answer must not be taken for the next.
        let mut rest = [0; 4096];
        let _ = stream.try_read(&mut rest);
    }
    let closing = "GET /v1/identities HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    stream.write_all(closing.as_bytes()).await.unwrap();
    let mut rest = String::new();
    stream.read_to_string(&mut rest).await.unwrap();
}

#[tokio::test]
async fn stopping_finishes_the_answer_under_way_and_closes_idle_connections() {
    let sandbox = Sandbox::start(rollcall_sandbox::Options::default()).await.unwrap();
    let endpoints = sandbox.endpoints().clone();
    let mut idle = dial(&endpoints.zernio.base_url).await;
    let mut busy = dial(&endpoints.edges.base_url).await;
    let fault = json!({"provider": "edges", "status": 503, "body": "{}", "delay_ms": 100});
    sandbox.control().fault(serde_json::from_value(fault).unwrap()).unwrap();
    busy.write_all(b"GET /v1/identities HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    // Once it is written down it is under way.
    while sandbox.control().requests(&rollcall_sandbox::RequestQuery::default()).is_empty() {
        tokio::task::yield_now().await;
    }
    tokio::time::timeout(Duration::from_secs(5), sandbox.stop()).await.unwrap();
    let mut answer = String::new();
    busy.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    assert_eq!(idle.read(&mut [0; 1]).await.unwrap(), 0, "closed, not reset");
}
