//! What stands before every resource of the API: size limits, tunnelled queries, token, version,
//! Rest.li's syntax, counters; and behind it, projections.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method as Verb, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use tower::Layer as _;

use super::access::{active_version, caller};
use super::call::Call;
use super::decorate::projected;
use super::errors::{ApiError, illegal, plain, unresolved};
use super::restli::{self, Mask, Protocol, Query, Tunnelled};
use crate::world::{Ctx, World};

/// Longest URL, query and path segment, in bytes.
const LONGEST_URL: usize = 8 * 1024;
const LONGEST_QUERY: usize = 4 * 1024;
const LONGEST_SEGMENT: usize = 4 * 1024;
const LARGEST_ANSWER: usize = 64 * 1024 * 1024;

/// Puts the gateway before the API's resources.
pub fn behind(resources: Router<Ctx>, hub: &Ctx) -> Router<Ctx> {
    let resources = resources.layer(DefaultBodyLimit::disable()).with_state(Arc::clone(hub));
    // Outside the router, because a tunnelled request is routed by what is inside the tunnel.
    Router::new().fallback_service(from_fn_with_state(Arc::clone(hub), pass).layer(resources))
}

async fn pass(State(hub): State<Ctx>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let protocol = Protocol::of(text(request.headers(), "x-restli-protocol-version"));
    let mut response = match admitted(&hub, request, protocol).await {
        Ok((request, mask)) => {
            let response = next.run(request).await;
            match mask {
                Some(mask) => shown_through(&hub, response, &mask).await,
                None => response,
            }
        }
        Err(refused) => refused.into_response(),
    };
    located(&mut response, &path);
    if protocol == Protocol::One
        && let Some(value) = response.headers_mut().remove("x-restli-error-response")
    {
        response.headers_mut().insert("x-linkedin-error-response", value);
    }
    response
}

/// The request as its resource is to see it, and what its answer is to be masked with.
async fn admitted(
    hub: &Ctx,
    request: Request,
    protocol: Protocol,
) -> Result<(Request, Option<Projection>), ApiError> {
    sizes(&request)?;
    let request = untunnelled(request).await?;
    let path = request.uri().path().to_owned();
    let base = path.split('/').nth(1).unwrap_or_default();
    // Uploads are no resources.
    if base != "rest" && base != "v2" {
        return Ok((request, None));
    }
    let raw_query = request.uri().query().unwrap_or_default().to_owned();
    let mut world = hub.world();
    let caller = caller(&world, request.headers())?;
    if base == "rest" {
        active_version(&world, request.headers())?;
    }
    measured(&world, &request)?;
    content_type(&world, request.headers())?;
    let (call, mask) = understood(&world, &request, protocol, path, raw_query)?;
    super::throttle::count(&mut world, &call, &caller.person)?;
    drop(world);
    let mut request = request;
    request.extensions_mut().insert(call);
    Ok((request, mask))
}

/// A create says where the new entity is.
fn located(response: &mut Response, path: &str) {
    let key = response.headers().get("x-restli-id").and_then(|key| key.to_str().ok());
    let location = key.map(|key| format!("{}/{}", path.trim_end_matches('/'), restli::encode_key(key)));
    if response.status() == StatusCode::CREATED
        && let Some(location) = location.and_then(|location| HeaderValue::try_from(location).ok())
    {
        response.headers_mut().entry(header::LOCATION).or_insert(location);
    }
}

fn sizes(request: &Request) -> Result<(), ApiError> {
    let uri = request.uri();
    let whole = uri.path_and_query().map_or(0, |whole| whole.as_str().len());
    let query = uri.query().map_or(0, str::len);
    let segment = uri.path().split('/').map(str::len).max().unwrap_or_default();
    if whole > LONGEST_URL || query > LONGEST_QUERY || segment > LONGEST_SEGMENT {
        return Err(plain(414, "Request URI is too long. Move the query to the body of a POST"));
    }
    Ok(())
}

/// A `POST` without a body must say so.
fn measured(world: &World, request: &Request) -> Result<(), ApiError> {
    let headers = request.headers();
    let measured =
        headers.contains_key(header::CONTENT_LENGTH) || headers.contains_key(header::TRANSFER_ENCODING);
    if world.config.strict && request.method() == Verb::POST && !measured {
        return Err(plain(411, "Length Required"));
    }
    Ok(())
}

/// Takes the query out of the body, where `X-HTTP-Method-Override` says that it is in there.
async fn untunnelled(request: Request) -> Result<Request, ApiError> {
    let Some(verb) = text(request.headers(), "x-http-method-override").map(str::to_ascii_uppercase) else {
        return Ok(request);
    };
    let refused = || plain(400, "X-HTTP-Method-Override is for a POST whose body holds the query");
    let verb = match verb.as_str() {
        "GET" => Verb::GET,
        "PUT" => Verb::PUT,
        "POST" => Verb::POST,
        "DELETE" => Verb::DELETE,
        _ => return Err(refused()),
    };
    if request.method() != Verb::POST {
        return Err(refused());
    }
    let (mut parts, body) = request.into_parts();
    let body = to_bytes(body, LARGEST_ANSWER).await.map_err(|_| refused())?;
    let kind = text(&parts.headers, "content-type").unwrap_or_default().to_owned();
    let inside = if body.is_empty() {
        Tunnelled { query: String::new(), content_type: None, body: Bytes::new() }
    } else {
        restli::untunnelled(&kind, &body).map_err(|_| refused())?
    };
    let queries: Vec<&str> = [parts.uri.query().unwrap_or_default(), &inside.query]
        .into_iter()
        .filter(|query| !query.is_empty())
        .collect();
    let address = format!("{}?{}", parts.uri.path(), queries.join("&"));
    parts.uri = Uri::try_from(address).map_err(|_| refused())?;
    parts.method = verb;
    parts.headers.remove(header::CONTENT_TYPE);
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(inside.body.len()));
    if let Some(kind) = inside.content_type.and_then(|kind| HeaderValue::try_from(kind).ok()) {
        parts.headers.insert(header::CONTENT_TYPE, kind);
    }
    Ok(Request::from_parts(parts, Body::from(inside.body)))
}

/// JSON is the only content type of the API.
fn content_type(world: &World, headers: &HeaderMap) -> Result<(), ApiError> {
    let empty = text(headers, "content-length") == Some("0");
    match text(headers, "content-type") {
        Some(kind) if world.config.strict && !empty && !kind.to_ascii_lowercase().contains("json") => {
            Err(super::errors::gateway(
                415,
                0,
                "UNSUPPORTED_MEDIA_TYPE",
                &format!("Content type '{kind}' is not supported"),
            ))
        }
        _ => Ok(()),
    }
}

fn understood(
    world: &World,
    request: &Request,
    protocol: Protocol,
    path: String,
    raw_query: String,
) -> Result<(Call, Option<Projection>), ApiError> {
    let lenient = !world.config.strict;
    if protocol == Protocol::Two && !lenient && !world.config.linkedin_raw_urns {
        restli::path_keys(&path).map_err(|_| illegal("Syntax exception in path variables"))?;
    }
    let read = if lenient { Query::parse_leniently } else { Query::parse };
    let bad_query = || illegal("Invalid query parameters passed to request");
    let query = read(&raw_query, protocol).map_err(|_| bad_query())?;
    let mask = Projection::asked(&query).map_err(|_| bad_query())?;
    let named = text(request.headers(), "x-restli-method");
    let method =
        restli::Method::resolve(request.method().as_str(), &path, &query, named).map_err(|_| unresolved())?;
    Ok((Call { method, query: Arc::new(query), path, raw_query }, mask))
}

/// Which fields the answer keeps.
enum Projection {
    /// `fields`: of each entity.
    Entities(Mask),
    /// `projection`: of the whole answer.
    Whole(Mask),
}

impl Projection {
    fn asked(query: &Query) -> Result<Option<Self>, restli::Malformed> {
        let given = |name| query.text(name).filter(|mask| !mask.is_empty());
        match (given("fields"), given("projection")) {
            (Some(fields), _) => Mask::parse(fields).map(Self::Entities).map(Some),
            (None, Some(whole)) => Mask::parse(whole).map(Self::Whole).map(Some),
            (None, None) => Ok(None),
        }
    }
}

async fn shown_through(hub: &Ctx, response: Response, mask: &Projection) -> Response {
    if !response.status().is_success() {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let body = to_bytes(body, LARGEST_ANSWER).await.unwrap_or_default();
    let Ok(json) = serde_json::from_slice(&body) else {
        return Response::from_parts(parts, Body::from(body));
    };
    let shown = match mask {
        Projection::Entities(mask) => projected(&hub.world(), json, mask, true),
        Projection::Whole(mask) => projected(&hub.world(), json, mask, false),
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(shown.to_string()))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
