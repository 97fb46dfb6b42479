//! Carries webhooks to their subscribers, who are on this computer: nothing leaves it.

use std::collections::HashSet;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, Request, Uri, header};
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use url::{Host, Url};

use crate::world::{Ctx, Delivery, Outcome};

/// The longest any vendor waits for a subscriber (Unipile: 30 seconds).
const PATIENCE: Duration = Duration::from_secs(30);
const LONGEST_ANSWER: usize = 64 * 1024;
/// The sandbox's clock may be put forward, so nothing is slept through.
const LONGEST_NAP: Duration = Duration::from_secs(3600);

/// Sends what the world wants sent until told to stop.
pub async fn deliver(hub: Ctx, stop: CancellationToken) {
    let mut busy = HashSet::new();
    let mut on_the_way = JoinSet::new();
    loop {
        let nap = {
            let mut world = hub.world_unheard();
            let now = world.now();
            for delivery in world.deliveries.take_due(now, &busy) {
                busy.insert(delivery.hook.clone());
                on_the_way.spawn(tried(Arc::clone(&hub), delivery));
            }
            world.next_due().map_or(LONGEST_NAP, |due| {
                // Busy subscriptions are looked at when they come back.
                let left = (due - now).to_std().unwrap_or(LONGEST_NAP);
                left.min(LONGEST_NAP)
            })
        };
        tokio::select! {
            () = stop.cancelled() => break,
            () = hub.something_to_send() => {}
            Some(done) = on_the_way.join_next() => if let Ok(hook) = done {
                busy.remove(&hook);
            },
            () = tokio::time::sleep(nap) => {}
        }
    }
    on_the_way.shutdown().await;
}

async fn tried(hub: Ctx, delivery: Delivery) -> String {
    let hook = delivery.hook.clone();
    let outcome = attempt(&hub, delivery).await;
    hub.world().delivered(outcome);
    hook
}

/// Sends once and waits for the answer.
pub async fn attempt(hub: &Ctx, delivery: Delivery) -> Outcome {
    // The next try counts from here, whatever the clock does while this one is on its way.
    let at = hub.world().now();
    let started = Instant::now();
    let answered = tokio::time::timeout(PATIENCE, async {
        if delivery.body.is_empty() { get(&delivery.url).await } else { post(&delivery).await }
    })
    .await;
    let (status, answer, error) = match answered {
        Ok(Ok((status, answer))) => (Some(status), answer, None),
        Ok(Err(wrong)) => (None, String::new(), Some(wrong)),
        Err(_) => (None, String::new(), Some("The subscriber did not answer in time.".to_owned())),
    };
    let took_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Outcome { delivery, at, status, answer, error, took_ms }
}

async fn post(delivery: &Delivery) -> Result<(u16, String), String> {
    let mut request = Request::post("/").header(header::CONTENT_TYPE, "application/json");
    for (name, value) in &delivery.headers {
        request = request.header(name, value);
    }
    let request = request.body(Body::from(delivery.body.clone())).map_err(|wrong| wrong.to_string())?;
    answered(&delivery.url, request).await
}

/// Asks a subscriber something: its status and what it says.
pub async fn get(url: &str) -> Result<(u16, String), String> {
    let request = Request::get("/").body(Body::empty()).map_err(|wrong| wrong.to_string())?;
    answered(url, request).await
}

/// Sends a request to the address, whatever its own says.
async fn answered(url: &str, mut request: Request<Body>) -> Result<(u16, String), String> {
    let (host, port, target) = on_this_computer(url)?;
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.map_err(|wrong| wrong.to_string())?;
    let (mut sender, connection) =
        handshake::<_, Body>(TokioIo::new(stream)).await.map_err(|wrong| wrong.to_string())?;
    let connection = tokio::spawn(connection);
    *request.uri_mut() = Uri::try_from(target).map_err(|wrong| wrong.to_string())?;
    let host = HeaderValue::try_from(host).map_err(|wrong| wrong.to_string())?;
    request.headers_mut().insert(header::HOST, host);
    let response = sender.send_request(request).await.map_err(|wrong| wrong.to_string())?;
    let status = response.status().as_u16();
    let answer = to_bytes(Body::new(response.into_body()), LONGEST_ANSWER).await.unwrap_or_default();
    connection.abort();
    Ok((status, String::from_utf8_lossy(&answer).into_owned()))
}

/// Host header, port and request target of a subscriber that listens here.
fn on_this_computer(url: &str) -> Result<(String, u16, String), String> {
    let url = Url::parse(url).map_err(|wrong| wrong.to_string())?;
    let here = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    if !here || url.scheme() != "http" {
        return Err("The sandbox delivers to http addresses of this computer only.".to_owned());
    }
    let port = url.port_or_known_default().unwrap_or(80);
    let host = format!("{}:{port}", url.host_str().unwrap_or("localhost"));
    let target = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    Ok((host, port, target))
}

#[cfg(test)]
mod tests {
    use super::on_this_computer;

    #[test]
    fn only_this_computer_is_written_to() {
        for (url, expected) in [
            ("http://127.0.0.1:4000/hook?a=1", Some(("127.0.0.1:4000", 4000, "/hook?a=1"))),
            ("http://localhost/hook", Some(("localhost:80", 80, "/hook"))),
            ("https://127.0.0.1/hook", None),
            ("http://app.example/hook", None),
            ("not a url", None),
        ] {
            let found = on_this_computer(url).ok();
            let found = found.as_ref().map(|(host, port, target)| (host.as_str(), *port, target.as_str()));
            assert_eq!(found, expected, "{url}");
        }
    }
}
