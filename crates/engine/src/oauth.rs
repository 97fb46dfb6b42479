//! The loopback end of LinkedIn's OAuth: a listener on this computer that takes one answer.
//!
//! It listens on 127.0.0.1 only, answers one path, compares `state` in constant time, accepts it
//! once, and ends after five minutes. Browsers open connections ahead of time, so requests are
//! served side by side (RFC 8252).

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rollcall_domain::{Timestamp, secret::Secret};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use tokio::{net::TcpListener, sync::oneshot};
use tokio_util::sync::CancellationToken;

use crate::{error::EngineError, world::World};

/// How long the listener waits for the browser, in seconds.
pub(crate) const LISTEN_S: u64 = 300;

/// How long the wall clock isn't looked at, in seconds: after a sleep it takes as long to notice.
const LOOK_S: u64 = 2;

/// What the browser brought back.
pub(crate) enum Callback {
    /// LinkedIn granted access.
    Code(Secret),
    /// The member pressed Cancel, on the sign-in or on the consent page.
    Cancelled,
    /// LinkedIn refused, with its own code and words.
    Refused { code: String, description: String },
}

/// A listener that waits for one answer.
pub(crate) struct Loopback {
    /// What LinkedIn redirects to. Must be registered with the app, unless it uses native PKCE.
    pub(crate) redirect_uri: String,
    /// What comes back with the answer.
    pub(crate) state: String,
    answer: oneshot::Receiver<Callback>,
    stop: CancellationToken,
}

struct Pending {
    state: String,
    host: String,
    answer: Mutex<Option<oneshot::Sender<Callback>>>,
}

#[derive(Deserialize)]
struct Answer {
    code: Option<Secret>,
    state: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

impl Loopback {
    /// Starts to listen. Port 0 takes any that is free.
    pub(crate) async fn listen(port: u16, world: &dyn World) -> Result<Loopback, EngineError> {
        let listener = bind(port, world).await?;
        let port = listener
            .local_addr()
            .map_err(|_| EngineError::Failed("This computer gave no port for LinkedIn's answer.".into()))?
            .port();
        let host = format!("127.0.0.1:{port}");
        let state = URL_SAFE_NO_PAD.encode(world.random_bytes());
        let (sender, answer) = oneshot::channel();
        let pending =
            Arc::new(Pending { state: state.clone(), host: host.clone(), answer: Mutex::new(Some(sender)) });
        let stop = CancellationToken::new();
        let router = Router::new().route("/callback", get(callback)).with_state(pending);
        let stopped = stop.clone().cancelled_owned();
        tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(stopped).await {
                tracing::warn!(%error, "the loopback listener ended");
            }
        });
        Ok(Loopback { redirect_uri: format!("http://{host}/callback"), state, answer, stop })
    }

    /// Waits for the browser; `None` when it is `until`, or when the computer was awake for five
    /// minutes: a clock that is set back keeps nobody listening.
    pub(crate) async fn wait(mut self, world: &dyn World, until: Timestamp) -> Option<Callback> {
        for _ in 0..LISTEN_S / LOOK_S {
            if world.now() >= until {
                return None;
            }
            tokio::select! {
                answer = &mut self.answer => return answer.ok(),
                () = world.sleep(Duration::from_secs(LOOK_S)) => {}
            }
        }
        None
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// A listener that was just stopped may hold the port for a moment.
async fn bind(port: u16, world: &dyn World) -> Result<TcpListener, EngineError> {
    for _ in 0..20 {
        if let Ok(listener) = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await {
            return Ok(listener);
        }
        world.sleep(Duration::from_millis(50)).await;
    }
    Err(EngineError::Failed(format!(
        "Port {port} on this computer is taken, so LinkedIn's answer couldn't come back. Finish or cancel the other sign-in, or close the program that uses it."
    )))
}

/// A PKCE verifier and its S256 challenge (RFC 7636).
pub(crate) fn pkce(world: &dyn World) -> (Secret, String) {
    let verifier = URL_SAFE_NO_PAD.encode(world.random_bytes());
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    (Secret::new(verifier), challenge)
}

async fn callback(
    State(pending): State<Arc<Pending>>,
    headers: HeaderMap,
    Query(answer): Query<Answer>,
) -> Response {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let state_fits = answer.state.as_deref().is_some_and(|state| equal(state, &pending.state));
    if host != Some(pending.host.as_str()) || !state_fits {
        return page(
            StatusCode::BAD_REQUEST,
            "This isn't the answer Rollcall waits for",
            "Start again from Rollcall.",
        );
    }
    let Some(sender) = pending.answer.lock().ok().and_then(|mut sender| sender.take()) else {
        return page(StatusCode::GONE, "This was answered already", "You can close this tab.");
    };
    let (callback, title) = match (answer.code, answer.error) {
        (Some(code), None) => (Callback::Code(code), "Rollcall has LinkedIn's permission"),
        (_, Some(error)) if is_denial(&error) => (Callback::Cancelled, "Nothing was changed"),
        (_, error) => (
            Callback::Refused {
                code: error.unwrap_or_default(),
                description: answer.error_description.unwrap_or_default(),
            },
            "LinkedIn didn't allow it",
        ),
    };
    if sender.send(callback).is_err() {
        return page(StatusCode::GONE, "Rollcall no longer waits for this", "Start again from Rollcall.");
    }
    page(StatusCode::OK, title, "You can close this tab and go back to Rollcall.")
}

/// The member's own no: `user_cancelled_login`, `user_cancelled_authorize` (LinkedIn,
/// "Authorization code flow"), or OAuth's general word for it.
fn is_denial(error: &str) -> bool {
    error.starts_with("user_cancelled") || error == "access_denied"
}

fn equal(given: &str, expected: &str) -> bool {
    given.len() == expected.len()
        && given.bytes().zip(expected.bytes()).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

fn page(status: StatusCode, title: &'static str, sentence: &'static str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Rollcall</title>\
         <body style=\"font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem\">\
         <h1 style=\"font-size:1.4rem\">{title}</h1><p>{sentence}</p></body></html>"
    );
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'"),
    ];
    (status, headers, Html(html)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::RealWorld;

    fn in_time() -> Timestamp {
        RealWorld.now() + chrono::Duration::minutes(1)
    }

    #[tokio::test]
    async fn only_the_answer_with_the_right_state_and_host_is_taken_and_only_once() {
        let loopback = Loopback::listen(0, &RealWorld).await.unwrap();
        let url = |query: &str| format!("{}?{query}", loopback.redirect_uri);
        let client = reqwest::Client::new();
        let get = async |url: String| client.get(url).send().await.unwrap().status().as_u16();

        assert_eq!(get(url("code=abc")).await, 400);
        assert_eq!(get(url("code=abc&state=wrong")).await, 400);
        assert_eq!(get(loopback.redirect_uri.replace("/callback", "/other")).await, 404);
        let foreign = client
            .get(url(&format!("code=abc&state={}", loopback.state)))
            .header("host", "evil.example")
            .send()
            .await
            .unwrap();
        assert_eq!(foreign.status().as_u16(), 400);
        let posted = client.post(url(&format!("code=abc&state={}", loopback.state))).send().await.unwrap();
        assert_eq!(posted.status().as_u16(), 405);

        let right = url(&format!("code=abc&state={}", loopback.state));
        assert_eq!(get(right.clone()).await, 200);
        assert_eq!(get(right).await, 410);
        assert!(
            matches!(loopback.wait(&RealWorld, in_time()).await, Some(Callback::Code(code)) if code.expose() == "abc")
        );
    }

    #[tokio::test]
    async fn cancelling_on_linkedins_page_is_told_apart_from_a_refusal() {
        for (error, cancelled) in [
            ("user_cancelled_login", true),
            ("user_cancelled_authorize", true),
            ("access_denied", true),
            ("unauthorized_scope_error", false),
        ] {
            let loopback = Loopback::listen(0, &RealWorld).await.unwrap();
            let url = format!("{}?error={error}&state={}", loopback.redirect_uri, loopback.state);
            reqwest::get(url).await.unwrap();
            let callback = loopback.wait(&RealWorld, in_time()).await.unwrap();
            assert_eq!(matches!(callback, Callback::Cancelled), cancelled, "{error}");
        }
    }
}
