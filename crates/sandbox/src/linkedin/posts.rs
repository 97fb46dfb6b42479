//! `/rest/posts`.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::access::{Caller, rest};
use super::content;
use super::errors::{ApiError, duplicate, field as field_refused, input, not_found, plain};
use super::schema::{self, Field, Kind, field};
use crate::little_text::{self, Cutting, Parsed};
use crate::world::{Ctx, Post, World};

const LONGEST_COMMENTARY: usize = 3_000;
const RESOURCE: &str = "partnerApiPostsExternal";
const WRITE: &[&str] = &["w_member_social", "w_organization_social"];

const POST: &[Field] = &[
    field("author", Kind::Text, true),
    field("commentary", Kind::Text, true),
    field("visibility", Kind::Symbol(&["PUBLIC", "CONNECTIONS", "LOGGED_IN", "CONTAINER"]), true),
    field("distribution", Kind::Object, true),
    field(
        "lifecycleState",
        Kind::Symbol(&["DRAFT", "PUBLISH_REQUESTED", "PUBLISHED", "PUBLISH_FAILED"]),
        true,
    ),
    field("isReshareDisabledByAuthor", Kind::Flag, false),
    field("content", Kind::Object, false),
    field("reshareContext", Kind::Object, false),
    field("adContext", Kind::Object, false),
    field("contentCallToActionLabel", Kind::Text, false),
    field("contentLandingPage", Kind::Text, false),
];
const DISTRIBUTION: &[Field] = &[
    field("feedDistribution", Kind::Symbol(&["MAIN_FEED", "NONE"]), true),
    field("targetEntities", Kind::Any, false),
    field("thirdPartyDistributionChannels", Kind::Any, false),
];

/// Whether a token may write as this member or page.
pub fn may_act_for(world: &World, caller: &Caller, urn: &str) -> bool {
    if urn == caller.urn {
        return caller.may("w_member_social");
    }
    caller.may("w_organization_social")
        && world.people.organization(urn).is_some_and(|page| page.admins.contains(&caller.person))
}

/// `POST /rest/posts`.
pub async fn create(State(hub): State<Ctx>, headers: HeaderMap, body: Bytes) -> Result<Response, ApiError> {
    let mut world = hub.world();
    let passed = rest(&world, &headers, &format!("{RESOURCE}.CREATE"), WRITE)?;
    let body = schema::object(&body)?;
    fields_let_through(&world, &passed.caller, &body)?;
    schema::collected(complaints(&body))?;
    let post = compose(&mut world, &body)?;
    let urn = post.urn.clone();
    world.posts.publish(post);
    let mut response = StatusCode::CREATED.into_response();
    if let Ok(urn) = HeaderValue::try_from(urn) {
        response.headers_mut().insert("x-linkedin-id", urn.clone());
        response.headers_mut().insert("x-restli-id", urn);
    }
    Ok(response)
}

/// What the gateway refuses with 403 before the schema is looked at.
fn fields_let_through(world: &World, caller: &Caller, body: &Map<String, Value>) -> Result<(), ApiError> {
    if body.get("content").is_some_and(Value::is_null) {
        return Err(field_refused(
            "Unpermitted fields present in REQUEST_BODY: Data Processing Exception while processing fields [/content]",
        ));
    }
    if let Some(author) = body.get("author").and_then(Value::as_str)
        && !may_act_for(world, caller, author)
    {
        return Err(field_refused(
            "Field Value validation failed in REQUEST_BODY: Data Processing Exception while processing fields [/author]",
        ));
    }
    Ok(())
}

fn complaints(body: &Map<String, Value>) -> Vec<String> {
    let mut all = schema::complaints("", body, POST);
    if let Some(distribution) = body.get("distribution").and_then(Value::as_object) {
        all.extend(schema::complaints("/distribution", distribution, DISTRIBUTION));
    }
    if let Some(content) = body.get("content").and_then(Value::as_object) {
        all.extend(content::complaints(content));
    }
    all
}

/// Checks what the words mean, and makes the post.
fn compose(world: &mut World, body: &Map<String, Value>) -> Result<Post, ApiError> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let author = text("author");
    let lifecycle = text("lifecycleState");
    if lifecycle != "PUBLISHED" {
        return Err(input(
            400,
            "INVALID_VALUE_FOR_FIELD",
            &format!("lifecycleState can't be set to {lifecycle}"),
            "lifecycleState",
        ));
    }
    let parent = body.get("reshareContext").and_then(|context| context.get("parent")).and_then(Value::as_str);
    let attached = body.get("content").and_then(Value::as_object);
    let commentary = text("commentary");
    if commentary.trim().is_empty() && attached.is_none() && parent.is_none() {
        return Err(input(400, "INVALID_VALUE_BLANK_FIELD", "commentary can't be blank", "commentary"));
    }
    let parsed = read(world, commentary)?;
    let media = match attached {
        Some(content) => content::media(world, content, author)?,
        None => Vec::new(),
    };
    if let Some(parent) = parent
        && world.posts.find(parent).filter(|post| !post.deleted).is_none()
    {
        return Err(input(400, "INVALID_URN_ID", "The URN ID provided is invalid", "reshareContext.parent"));
    }
    let content = match (attached, parent) {
        (_, Some(parent)) => json!({"reshare": parent}),
        (Some(content), None) => Value::Object(content.clone()),
        (None, None) => Value::Null,
    };
    let now = world.now();
    let since = now - TimeDelta::seconds(world.config.duplicate_window_s);
    if let Some(twin) = world.posts.twin(author, &parsed.stored, &content, since) {
        return Err(duplicate(&twin.urn));
    }
    // Posts with text or a link usually become shares, the others user-generated content.
    let kind = if media.is_empty() { "share" } else { "ugcPost" };
    let urn = format!("urn:li:{kind}:{}", world.ids.snowflake());
    let (author_name, author_slug) = named(world, author);
    Ok(Post {
        provider_id: urn.clone(),
        urn,
        provider: "linkedin",
        author_urn: author.to_owned(),
        author_name,
        author_slug,
        commentary: commentary.to_owned(),
        stored: parsed.stored,
        text: parsed.text,
        visibility: text("visibility").to_owned(),
        content,
        details: Map::new(),
        media,
        created_at: now,
        modified_at: now,
        edited: false,
        deleted: false,
        seeded: false,
    })
}

/// Reads the commentary as LinkedIn does: mentions checked, length checked, cut where it cuts.
fn read(world: &World, commentary: &str) -> Result<Parsed, ApiError> {
    let cutting = if world.config.cut_at_every_reserved { Cutting::EveryReserved } else { Cutting::Brackets };
    let parsed = little_text::parse(commentary, cutting);
    for mention in &parsed.mentions {
        let person = mention.urn.strip_prefix("urn:li:person:");
        if person.is_some_and(|sub| world.people.by_sub(sub).is_none()) {
            return Err(plain(400, "Person URN ID in commentary field is invalid."));
        }
    }
    let length = parsed.full_length;
    if length > LONGEST_COMMENTARY {
        return Err(input(
            400,
            "FIELD_LENGTH_TOO_LONG",
            &format!("commentary length {length} can't exceeded maximum {LONGEST_COMMENTARY} length"),
            "commentary",
        ));
    }
    Ok(parsed)
}

/// Name and address of an author.
fn named(world: &World, urn: &str) -> (String, String) {
    if let Some(page) = world.people.organization(urn) {
        return (page.name.clone(), page.vanity.clone());
    }
    world
        .people
        .by_sub(urn.trim_start_matches("urn:li:person:"))
        .map(|person| (person.name(), person.slug.clone()))
        .unwrap_or_default()
}

/// `GET /rest/posts/{urn}`: a member's own posts cannot be read back by ordinary apps.
pub async fn show(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(urn): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    let resource = format!("{RESOURCE}.GET");
    let passed = rest(&world, &headers, &resource, &["r_organization_social"])?;
    let post = world.posts.find(&urn).filter(|post| !post.deleted).ok_or_else(not_found)?;
    if !may_read(&world, &passed.caller, &post.author_urn) {
        return Err(super::access::denied(&resource, &format!("{}01", passed.version)));
    }
    Ok(Json(post_json(post)))
}

fn may_read(world: &World, caller: &Caller, author: &str) -> bool {
    world.people.organization(author).is_some_and(|page| page.admins.contains(&caller.person))
}

#[derive(Deserialize)]
pub struct FinderQuery {
    q: Option<String>,
    author: Option<String>,
    start: Option<String>,
    count: Option<String>,
}

/// `GET /rest/posts?q=author&author={urn}`.
pub async fn finder(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Query(query): Query<FinderQuery>,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    let resource = format!("{RESOURCE}.FINDER-author");
    let passed = rest(&world, &headers, &resource, &["r_organization_social"])?;
    if query.q.as_deref() != Some("author") {
        return Err(input(
            400,
            "ILLEGAL_ARGUMENT",
            "Resource method could not be resolved from request parameters.",
            "q",
        ));
    }
    let author = query.author.unwrap_or_default();
    if !may_read(&world, &passed.caller, &author) {
        return Err(super::access::denied(&resource, &format!("{}01", passed.version)));
    }
    let start = paging("start", query.start.as_deref(), 0)?;
    let count = paging("count", query.count.as_deref(), 10)?.min(100);
    let all: Vec<&Post> =
        world.posts.all().iter().rev().filter(|post| !post.deleted && post.author_urn == author).collect();
    let elements: Vec<Value> = all.iter().skip(start).take(count).map(|post| post_json(post)).collect();
    let mut links = Vec::new();
    if start + count < all.len() {
        let encoded: String = url::form_urlencoded::byte_serialize(author.as_bytes()).collect();
        links.push(json!({
            "rel": "next",
            "type": "application/json",
            "href": format!(
                "/rest/posts?q=author&author={encoded}&count={count}&start={}",
                start + count
            ),
        }));
    }
    Ok(Json(json!({
        "paging": {"start": start, "count": count, "links": links, "total": all.len()},
        "elements": elements,
    })))
}

fn paging(name: &str, text: Option<&str>, otherwise: usize) -> Result<usize, ApiError> {
    text.map_or(Ok(otherwise), str::parse).map_err(|_| {
        input(400, "PARAM_INVALID", "Invalid value for param; wrong type or other syntax error", name)
    })
}

fn post_json(post: &Post) -> Value {
    let mut json = json!({
        "id": post.urn,
        "author": post.author_urn,
        "commentary": post.stored,
        "visibility": post.visibility,
        "lifecycleState": "PUBLISHED",
        "lifecycleStateInfo": {"isEditedByAuthor": post.edited},
        "distribution": {
            "feedDistribution": "MAIN_FEED",
            "thirdPartyDistributionChannels": [],
        },
        "createdAt": post.created_at.timestamp_millis(),
        "publishedAt": post.created_at.timestamp_millis(),
        "lastModifiedAt": post.modified_at.timestamp_millis(),
        "isReshareDisabledByAuthor": false,
    });
    match post.content.get("reshare") {
        Some(parent) => json["reshareContext"] = json!({"parent": parent, "root": parent}),
        None if !post.content.is_null() => json["content"] = post.content.clone(),
        None => {}
    }
    json
}

/// `POST /rest/posts/{urn}` with `X-RestLi-Method: PARTIAL_UPDATE`.
pub async fn update(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(urn): Path<String>,
    body: Bytes,
) -> Result<StatusCode, ApiError> {
    let mut world = hub.world();
    let resource = format!("{RESOURCE}.PARTIAL_UPDATE");
    let passed = rest(&world, &headers, &resource, WRITE)?;
    let method = headers.get("x-restli-method").and_then(|method| method.to_str().ok()).unwrap_or_default();
    if !method.eq_ignore_ascii_case("PARTIAL_UPDATE") {
        return Err(input(
            400,
            "ILLEGAL_ARGUMENT",
            "Resource method could not be resolved from request parameters.",
            "X-RestLi-Method",
        ));
    }
    own(&world, &passed.caller, &urn)?;
    let body = schema::object(&body)?;
    let set = body
        .get("patch")
        .and_then(|patch| patch.get("$set"))
        .and_then(Value::as_object)
        .ok_or_else(|| schema::missing("/patch"))?;
    let commentary = set
        .get("commentary")
        .and_then(Value::as_str)
        .ok_or_else(|| schema::missing("/patch/$set/commentary"))?;
    let parsed = read(&world, commentary)?;
    let now = world.now();
    if let Some(post) = world.posts.find_mut(&urn) {
        commentary.clone_into(&mut post.commentary);
        post.stored = parsed.stored;
        post.text = parsed.text;
        post.edited = true;
        post.modified_at = now;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /rest/posts/{urn}`: deleting twice is no mistake.
pub async fn remove(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(urn): Path<String>,
) -> Result<StatusCode, ApiError> {
    let mut world = hub.world();
    let passed = rest(&world, &headers, &format!("{RESOURCE}.DELETE"), WRITE)?;
    let gone = world.posts.find(&urn).is_some_and(|post| post.deleted);
    if !gone {
        own(&world, &passed.caller, &urn)?;
    }
    if let Some(post) = world.posts.find_mut(&urn) {
        post.deleted = true;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// The post exists and the token may change it.
fn own(world: &World, caller: &Caller, urn: &str) -> Result<(), ApiError> {
    let post = world.posts.find(urn).filter(|post| !post.deleted).ok_or_else(not_found)?;
    if may_act_for(world, caller, &post.author_urn) {
        return Ok(());
    }
    Err(super::errors::gateway(
        403,
        100,
        "ACCESS_DENIED",
        "Insufficient permissions to perform the requested action",
    ))
}
