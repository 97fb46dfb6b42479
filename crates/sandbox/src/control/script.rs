//! Clock, switches, faults, and what was received and published.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::refused;
use super::told::Told;
use crate::world::{Config, Ctx, Fault, Outcome, Post, World, iso_millis};

/// `GET /clock`.
pub async fn clock(State(hub): State<Ctx>) -> Json<Value> {
    let world = hub.world();
    Json(json!({"now": iso_millis(world.now())}))
}

#[derive(Deserialize)]
pub struct Advance {
    advance_s: i64,
}

/// `POST /clock {"advance_s":N}`.
pub async fn advance(State(hub): State<Ctx>, Told(body): Told<Advance>) -> Json<Value> {
    let mut world = hub.world();
    world.clock.advance(body.advance_s);
    Json(json!({"now": iso_millis(world.now())}))
}

/// `GET /config`.
pub async fn config(State(hub): State<Ctx>) -> Json<Config> {
    Json(hub.world().config.clone())
}

/// `POST /config`: only the switches named change.
pub async fn configure(State(hub): State<Ctx>, Told(changes): Told<Map<String, Value>>) -> Response {
    let mut world = hub.world();
    let mut all = match serde_json::to_value(&world.config) {
        Ok(Value::Object(all)) => all,
        _ => Map::new(),
    };
    all.extend(changes);
    match serde_json::from_value::<Config>(Value::Object(all)) {
        Ok(config) => {
            world.config = config.clone();
            Json(config).into_response()
        }
        Err(wrong) => refused(StatusCode::BAD_REQUEST, &wrong.to_string()),
    }
}

/// `POST /fault {…}`.
pub async fn add_fault(State(hub): State<Ctx>, Told(fault): Told<Fault>) -> Json<Value> {
    hub.world().faults.add(fault);
    Json(json!({"ok": true}))
}

/// `DELETE /faults`.
pub async fn clear_faults(State(hub): State<Ctx>) -> Json<Value> {
    hub.world().faults.clear();
    Json(json!({"ok": true}))
}

/// `GET /faults`.
pub async fn faults(State(hub): State<Ctx>) -> Json<Vec<Fault>> {
    Json(hub.world().faults.pending().to_vec())
}

/// `POST /reset`.
pub async fn reset(State(hub): State<Ctx>) -> Json<Value> {
    hub.world().reset();
    Json(json!({"ok": true}))
}

#[derive(Deserialize)]
pub struct RequestQuery {
    provider: Option<String>,
    method: Option<String>,
    /// The beginning of the path.
    path: Option<String>,
}

/// `GET /requests?provider=`: everything received, oldest first, with headers and bodies.
pub async fn requests(State(hub): State<Ctx>, Query(query): Query<RequestQuery>) -> Json<Vec<Value>> {
    let world = hub.world();
    let entries = world
        .journal
        .entries()
        .filter(|entry| {
            query.provider.as_deref().is_none_or(|provider| entry.provider == provider)
                && query.method.as_deref().is_none_or(|method| entry.method.eq_ignore_ascii_case(method))
                && query.path.as_deref().is_none_or(|path| entry.path.starts_with(path))
        })
        .filter_map(|entry| serde_json::to_value(entry).ok())
        .collect();
    Json(entries)
}

#[derive(Deserialize)]
pub struct PostQuery {
    provider: Option<String>,
    /// `true` also lists the agency's past.
    seeded: Option<String>,
}

/// `GET /posts`: what was published since the start, oldest first.
pub async fn posts(State(hub): State<Ctx>, Query(query): Query<PostQuery>) -> Json<Vec<Value>> {
    let world = hub.world();
    let with_past = query.seeded.as_deref() == Some("true");
    let posts = world
        .posts
        .all()
        .iter()
        .filter(|post| with_past || !post.seeded)
        .filter(|post| query.provider.as_deref().is_none_or(|provider| post.provider == provider))
        .map(|post| post_json(&world, post))
        .collect();
    Json(posts)
}

fn post_json(world: &World, post: &Post) -> Value {
    let media: Vec<Value> = post
        .media
        .iter()
        .map(|media| {
            json!({
                "id": media.id,
                "sha256": media.bytes.sha256(),
                "bytes": media.bytes.len(),
                "mime": media.mime,
                "alt": media.alt,
            })
        })
        .collect();
    json!({
        "id": post.provider_id,
        "urn": post.urn,
        "provider": post.provider,
        "author": {
            "urn": post.author_urn,
            "name": post.author_name,
            "slug": post.author_slug,
        },
        "text": post.text,
        "commentary": post.commentary,
        "stored": post.stored,
        "visibility": post.visibility,
        "content": post.content,
        "media": media,
        "created_at": iso_millis(post.created_at),
        "edited": post.edited,
        "deleted": post.deleted,
        "permalink": format!("{}/feed/update/{}/", world.endpoints.linkedin.www, post.urn),
    })
}

/// `GET /links`: hosted, login and shared links that still work.
pub async fn links(State(hub): State<Ctx>) -> Json<Vec<Value>> {
    let world = hub.world();
    let now = world.now();
    let mut links = Vec::new();
    for link in world.unipile.links.values() {
        if link.is_usable(&world.config, now) {
            links.push(json!({
                "provider": "unipile",
                "kind": "hosted",
                "account": link.account_id,
                "expires_at": iso_millis(link.expires),
                "url": format!("{}/hosted/{}", world.endpoints.unipile.dsn, link.token),
            }));
        }
    }
    for link in world.edges.login_links.values() {
        if now < link.expires {
            links.push(json!({
                "provider": "edges",
                "kind": "login",
                "account": link.identity,
                "expires_at": iso_millis(link.expires),
                "url": world.edges.login_url(&world.endpoints, &link.token),
            }));
        }
    }
    for (token, identity) in &world.edges.shared_links {
        links.push(json!({
            "provider": "edges",
            "kind": "shared",
            "account": identity,
            "expires_at": null,
            "url": world.edges.shared_url(&world.endpoints, token),
        }));
    }
    Json(links)
}

/// `GET /deliveries?provider=`: every webhook that was sent, and what its subscriber answered.
pub async fn deliveries(State(hub): State<Ctx>, Query(query): Query<PostQuery>) -> Json<Vec<Outcome>> {
    let world = hub.world();
    let of = |outcome: &&Outcome| {
        query.provider.as_deref().is_none_or(|provider| outcome.delivery.provider == provider)
    };
    Json(world.deliveries.log().filter(of).cloned().collect())
}
