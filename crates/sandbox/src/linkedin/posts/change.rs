//! A post edited and deleted.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use serde_json::{Map, Value};

use super::text::read;
use super::{RESOURCE, WRITE, own};
use crate::linkedin::access::enter;
use crate::linkedin::call::Call;
use crate::linkedin::errors::{ApiError, field as field_refused, input};
use crate::linkedin::schema::{self, Field, Kind, field};
use crate::world::Ctx;

const CHANGEABLE: &[Field] = &[
    field("commentary", Kind::Text, false),
    field("contentCallToActionLabel", Kind::Text, false),
    field("contentLandingPage", Kind::Text, false),
    field("lifecycleState", Kind::Symbol(&["DRAFT", "PUBLISHED"]), false),
    field("adContext", Kind::Object, false),
];
/// Fields of a post that stay as they were.
const FIXED: &[&str] = &[
    "author",
    "content",
    "visibility",
    "distribution",
    "isReshareDisabledByAuthor",
    "reshareContext",
    "id",
    "createdAt",
    "publishedAt",
    "lastModifiedAt",
    "lifecycleStateInfo",
];

/// `POST /rest/posts/{urn}` with `X-RestLi-Method: PARTIAL_UPDATE`.
pub async fn update(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(urn): Path<String>,
    call: Call,
    body: Bytes,
) -> Result<StatusCode, ApiError> {
    let mut world = hub.world();
    let entered = enter(&world, &headers, &call, RESOURCE, WRITE)?;
    let method = headers.get("x-restli-method").and_then(|method| method.to_str().ok()).unwrap_or_default();
    if world.config.strict && !method.eq_ignore_ascii_case("PARTIAL_UPDATE") {
        return Err(input(
            400,
            "ILLEGAL_ARGUMENT",
            "Resource method could not be resolved from request parameters.",
            "X-RestLi-Method",
        ));
    }
    own(&world, &entered.caller, &urn)?;
    let body = schema::object(&body)?;
    let set = changes(&body)?;
    let parsed = match set.get("commentary").and_then(Value::as_str) {
        Some(commentary) => Some((commentary, read(&world, commentary)?)),
        None => None,
    };
    let now = world.now();
    if let Some(post) = world.posts.find_mut(&urn) {
        if let Some((commentary, parsed)) = parsed {
            commentary.clone_into(&mut post.commentary);
            post.stored = parsed.stored;
            post.text = parsed.text;
            post.edited = true;
        }
        let others = set.iter().filter(|(name, _)| *name != "commentary");
        post.details.extend(others.map(|(name, value)| (name.clone(), value.clone())));
        post.modified_at = now;
    }
    Ok(StatusCode::NO_CONTENT)
}

fn changes(body: &Map<String, Value>) -> Result<&Map<String, Value>, ApiError> {
    let patch = body.get("patch").and_then(Value::as_object).ok_or_else(|| schema::missing("/patch"))?;
    let set = patch
        .get("$set")
        .and_then(Value::as_object)
        .filter(|set| !set.is_empty())
        .ok_or_else(|| schema::missing("/patch/$set"))?;
    if let Some(fixed) = set.keys().find(|name| FIXED.contains(&name.as_str())) {
        return Err(field_refused(&format!(
            "Unpermitted fields present in REQUEST_BODY: Data Processing Exception while processing fields [/patch/$set/{fixed}]"
        )));
    }
    schema::collected(schema::complaints("/patch/$set", set, CHANGEABLE))?;
    Ok(set)
}

/// `DELETE /rest/posts/{urn}`: deleting twice is no mistake.
pub async fn remove(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(urn): Path<String>,
    call: Call,
) -> Result<StatusCode, ApiError> {
    let mut world = hub.world();
    let entered = enter(&world, &headers, &call, RESOURCE, WRITE)?;
    let gone = world.posts.find(&urn).is_some_and(|post| post.deleted);
    if !gone {
        own(&world, &entered.caller, &urn)?;
    }
    let now = world.now();
    if let Some(post) = world.posts.find_mut(&urn).filter(|_| !gone) {
        post.deleted = true;
        post.modified_at = now;
    }
    Ok(StatusCode::NO_CONTENT)
}
