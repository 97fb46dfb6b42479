//! What every request to a provider passes on its way in and out: the journal, the scripted
//! faults, the latency.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use futures_util::stream;

use crate::arrival::Arrival;
use crate::provider::Provider;
use crate::world::{Asked, Ctx, Fault};
use crate::{edges, linkedin, unipile, zernio};

/// Larger than anything the simulated vendors take in one request.
const LARGEST_BODY: u64 = 5 * 1024 * 1024 * 1024;
/// Larger than any answer.
const LARGEST_ANSWER: usize = 256 * 1024 * 1024;

/// The path as the client sent it, before a trailing slash was taken away.
#[derive(Clone)]
pub struct AskedPath(pub String);

/// Marks a response that must not be sent: the effect happened, the client learns nothing.
#[derive(Clone, Copy)]
pub struct ReplyLost;

/// The host a request came in on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    LinkedInWww,
    LinkedInApi,
    Unipile,
    Edges,
    Zernio,
}

impl Origin {
    pub fn provider(self) -> Provider {
        match self {
            Self::LinkedInWww | Self::LinkedInApi => Provider::LinkedIn,
            Self::Unipile => Provider::Unipile,
            Self::Edges => Provider::Edges,
            Self::Zernio => Provider::Zernio,
        }
    }

    fn host(self) -> &'static str {
        match self {
            Self::LinkedInWww => "www",
            Self::LinkedInApi | Self::Unipile | Self::Edges | Self::Zernio => "api",
        }
    }
}

/// Puts the gate, and the headers a vendor always sends, around a provider's routes.
pub fn gated(router: Router<Ctx>, from: Origin, hub: &Ctx) -> Router {
    // The gate has read the body already; axum's own limit of 2 MB is too small for pictures.
    let router =
        router.layer(DefaultBodyLimit::disable()).layer(from_fn_with_state((Arc::clone(hub), from), pass));
    let router = match from {
        Origin::LinkedInWww | Origin::LinkedInApi => {
            router.layer(from_fn_with_state(Arc::clone(hub), linkedin::stamp))
        }
        Origin::Unipile => router.layer(from_fn_with_state(Arc::clone(hub), unipile::stamp)),
        Origin::Zernio => router.layer(from_fn_with_state(Arc::clone(hub), zernio::stamp)),
        Origin::Edges => router.layer(from_fn_with_state(Arc::clone(hub), edges::stamp)),
    };
    router.with_state(Arc::clone(hub))
}

async fn pass(State((hub, from)): State<(Ctx, Origin)>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts
        .extensions
        .get::<AskedPath>()
        .map_or_else(|| parts.uri.path().to_owned(), |AskedPath(path)| path.clone());
    let (fault, latency) = {
        let mut world = hub.world();
        let fault = world.faults.take(from.provider(), parts.method.as_str(), &path);
        (fault, world.config.latency_ms)
    };
    let cut = fault.as_ref().and_then(|fault| fault.cut_upload_after_bytes);
    let Some(arrival) = Arrival::of(body, cut, LARGEST_BODY).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let (body, too_long) = match &arrival {
        Arrival::Memory(body, _) => (body.clone(), Asked::is_too_long(body)),
        Arrival::Disk(_) => (Bytes::new(), true),
    };
    let body_sha256 = too_long.then(|| arrival.sha256().to_owned());
    let entry = {
        let mut world = hub.world();
        let at = world.now();
        world.journal.open(Asked {
            at,
            provider: from.provider(),
            host: from.host(),
            method: parts.method.as_str(),
            path: &path,
            query: parts.uri.query().unwrap_or_default(),
            headers: &parts.headers,
            body: &body,
            body_bytes: arrival.len(),
            body_sha256,
            faulted: fault.is_some(),
        })
    };
    if cut.is_some() {
        return lost(Response::default());
    }
    let delay = latency + fault.as_ref().map_or(0, |fault| fault.delay_ms);
    if delay > 0 {
        tokio::time::sleep(Duration::from_millis(delay)).await;
    }
    let mut request = Request::from_parts(parts, arrival.body());
    request.extensions_mut().insert(arrival);
    let response = match fault.as_ref().filter(|fault| fault.is_canned()) {
        Some(fault) => {
            if fault.after_effect {
                next.run(request).await;
            }
            canned(fault)
        }
        None => next.run(request).await,
    };
    let response = match fault {
        Some(fault) => damaged(response, &fault).await,
        None => response,
    };
    let lost = response.extensions().get::<ReplyLost>().is_some();
    hub.world().journal.close(entry, (!lost).then(|| response.status().as_u16()));
    response
}

fn lost(mut response: Response) -> Response {
    response.extensions_mut().insert(ReplyLost);
    response
}

fn canned(fault: &Fault) -> Response {
    let status = fault.status.and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or(StatusCode::OK);
    let (content_type, body) = match (&fault.body_html, &fault.body) {
        (Some(html), _) => ("text/html; charset=utf-8", html.clone()),
        (None, Some(serde_json::Value::String(text))) => ("application/json", text.clone()),
        (None, Some(json)) => ("application/json", json.to_string()),
        (None, None) => ("application/json", String::new()),
    };
    let mut response = (status, [(header::CONTENT_TYPE, content_type)], body).into_response();
    for (name, value) in &fault.headers {
        if let (Ok(name), Ok(value)) =
            (HeaderName::try_from(name.as_str()), HeaderValue::try_from(value.as_str()))
        {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// Cuts a response short, slows it to a trickle or loses it whole.
async fn damaged(response: Response, fault: &Fault) -> Response {
    if fault.reply_lost {
        return lost(response);
    }
    if fault.cut_after_bytes.is_none() && fault.trickle_ms.is_none() {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let body = to_bytes(body, LARGEST_ANSWER).await.unwrap_or_default();
    // The promised length stays, so that a client can tell that something is missing.
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    let keep = fault.cut_after_bytes.unwrap_or(usize::MAX).min(body.len());
    let pause = fault.trickle_ms.map(Duration::from_millis);
    let size = if pause.is_some() { fault.trickle_bytes.max(1) } else { usize::MAX };
    let cut = keep < body.len();
    let left = Some(body.slice(..keep));
    let pieces = stream::unfold(left, move |left| async move {
        let mut left = left?;
        match pause {
            Some(pause) if !left.is_empty() => tokio::time::sleep(pause).await,
            // The first bytes must leave before the connection breaks.
            _ => tokio::task::yield_now().await,
        }
        if left.is_empty() {
            return cut.then(|| (Err(std::io::Error::other("cut on purpose")), None));
        }
        let piece = left.split_to(size.min(left.len()));
        Some((Ok(piece), Some(left)))
    });
    Response::from_parts(parts, Body::from_stream(pieces))
}
