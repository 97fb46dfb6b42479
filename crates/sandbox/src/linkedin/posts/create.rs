//! `POST /rest/posts`.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use chrono::TimeDelta;
use serde_json::{Map, Value, json};

use super::content::{self, is_web};
use super::text::{named, read};
use super::{RESOURCE, WRITE, fields, may_act_for};
use crate::linkedin::access::{Caller, enter};
use crate::linkedin::call::Call;
use crate::linkedin::errors::{ApiError, duplicate, field as field_refused, input, plain};
use crate::linkedin::schema;
use crate::linkedin::webhooks::{Happened, happened};
use crate::little_text::Parsed;
use crate::world::{Ctx, Media, Post, World};

const CALLS_TO_ACTION: &[&str] = &[
    "APPLY",
    "DOWNLOAD",
    "VIEW_QUOTE",
    "LEARN_MORE",
    "SIGN_UP",
    "SUBSCRIBE",
    "REGISTER",
    "JOIN",
    "ATTEND",
    "REQUEST_DEMO",
];

/// `POST /rest/posts`.
pub async fn create(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    call: Call,
    body: Bytes,
) -> Result<Response, ApiError> {
    let mut world = hub.world();
    let entered = enter(&world, &headers, &call, RESOURCE, WRITE)?;
    let body = schema::object(&body)?;
    fields_let_through(&world, &entered.caller, &body)?;
    schema::collected(fields::complaints(&body, world.config.strict))?;
    let urn = compose(&mut world, &body)?;
    if world.config.posts_fail_after_creating {
        return Err(plain(
            500,
            "RestException{_response=RestResponse[headers={Content-Type=application/json, \
             X-RestLi-Error-Response=true},cookies=[],status=500,entityLength=43]}",
        ));
    }
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
        let speaks = ["urn:li:person:", "urn:li:organization:"].iter().any(|kind| author.starts_with(kind));
        if !speaks && world.config.linkedin_malformed_author_status == 400 {
            let message = format!("author value {author} must be a person or organization URN");
            return Err(input(400, "INVALID_URN_TYPE", &message, "author"));
        }
        return Err(field_refused(
            "Field Value validation failed in REQUEST_BODY: Data Processing Exception while processing fields [/author]",
        ));
    }
    Ok(())
}

/// Checks what the words mean, and publishes the post; its URN.
fn compose(world: &mut World, body: &Map<String, Value>) -> Result<String, ApiError> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let author = text("author");
    lifecycle_rules(world, text("lifecycleState"))?;
    audience(body, author)?;
    let sponsored = sponsoring(body)?;
    let parent = body.get("reshareContext").and_then(|context| context.get("parent")).and_then(Value::as_str);
    let attached = body.get("content").and_then(Value::as_object);
    let commentary = text("commentary");
    if commentary.trim().is_empty() && attached.is_none() && parent.is_none() {
        return Err(input(400, "INVALID_VALUE_BLANK_FIELD", "commentary can't be blank", "commentary"));
    }
    let parsed = read(world, commentary)?;
    let media = match attached {
        Some(content) => content::media(world, content, author, sponsored)?,
        None => Vec::new(),
    };
    let content = match (attached, parent) {
        (Some(_), Some(_)) => {
            return Err(input(
                400,
                "INVALID_VALUE_FOR_FIELD",
                "content can't be set to anything in a reshare",
                "content",
            ));
        }
        (None, Some(parent)) => reshare(world, parent)?,
        (Some(content), None) => Value::Object(content.clone()),
        (None, None) => Value::Null,
    };
    let mut post = as_written(world, author, commentary, parsed, text("visibility"), content, media);
    let name = |name: &str| (name.to_owned(), body.get(name).cloned().unwrap_or_default());
    post.details = ["adContext", "contentCallToActionLabel", "contentLandingPage"]
        .into_iter()
        .filter(|&optional| body.contains_key(optional))
        .map(name)
        .collect();
    post.details.extend(["distribution", "lifecycleState"].map(name));
    let closed = body.get("isReshareDisabledByAuthor").and_then(Value::as_bool).unwrap_or_default();
    post.details.insert("isReshareDisabledByAuthor".to_owned(), json!(closed));
    publish(world, post)
}

fn lifecycle_rules(world: &World, state: &str) -> Result<(), ApiError> {
    if state == "PUBLISHED" || (state == "DRAFT" && world.config.drafts_are_accepted) {
        return Ok(());
    }
    Err(input(
        400,
        "INVALID_VALUE_FOR_FIELD",
        &format!("lifecycleState can't be set to {state}"),
        "lifecycleState",
    ))
}

/// Pages have no connections, and members cannot choose an audience.
fn audience(body: &Map<String, Value>, author: &str) -> Result<(), ApiError> {
    let page = author.starts_with("urn:li:organization:");
    let visibility = body.get("visibility").and_then(Value::as_str).unwrap_or_default();
    if page && visibility == "CONNECTIONS" {
        return Err(input(
            400,
            "INVALID_VALUE_FOR_FIELD",
            "visibility can't be set to CONNECTIONS",
            "visibility",
        ));
    }
    let targeted = body
        .get("distribution")
        .and_then(|distribution| distribution.get("targetEntities"))
        .and_then(Value::as_array)
        .is_some_and(|entities| !entities.is_empty());
    if targeted && !page {
        return Err(input(
            400,
            "INVALID_VALUE_FOR_FIELD",
            "targetEntities can't be set to anything by a member",
            "distribution.targetEntities",
        ));
    }
    Ok(())
}

/// Whether the post is direct sponsored content, whose fields belong together.
fn sponsoring(body: &Map<String, Value>) -> Result<bool, ApiError> {
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let sponsored = body.contains_key("adContext");
    if let Some(label) = text("contentCallToActionLabel")
        && !CALLS_TO_ACTION.contains(&label)
    {
        return Err(input(
            400,
            "INVALID_CALL_TO_ACTION",
            &format!("contentCallToActionLabel can't be set to {label}"),
            "contentCallToActionLabel",
        ));
    }
    if let Some(page) = text("contentLandingPage")
        && !is_web(page)
    {
        return Err(input(
            400,
            "INVALID_URL",
            &format!("contentLandingPage can't be set to {page}"),
            "contentLandingPage",
        ));
    }
    if sponsored && body.contains_key("contentCallToActionLabel") && !body.contains_key("contentLandingPage")
    {
        return Err(input(
            400,
            "MISSING_REQUIRED_FIELD_FOR_DSC",
            "contentLandingPage is required but missing",
            "contentLandingPage",
        ));
    }
    Ok(sponsored)
}

fn reshare(world: &World, parent: &str) -> Result<Value, ApiError> {
    const PATH: &str = "reshareContext.parent";
    if !["share", "ugcPost", "activity"].iter().any(|kind| parent.starts_with(&format!("urn:li:{kind}:"))) {
        return Err(input(
            400,
            "INVALID_URN_TYPE",
            &format!("parent value {parent} must be a share or ugcPost URN"),
            PATH,
        ));
    }
    let Some(post) = world.posts.find(parent).filter(|post| !post.deleted) else {
        return Err(input(400, "INVALID_URN_ID", "The URN ID provided is invalid", PATH));
    };
    if post.details.get("isReshareDisabledByAuthor") == Some(&Value::Bool(true)) {
        return Err(input(400, "INVALID_VALUE_FOR_FIELD", &format!("parent can't be set to {parent}"), PATH));
    }
    let root = post.content.get("root").cloned().unwrap_or_else(|| json!(post.urn));
    Ok(json!({"reshare": post.urn, "root": root}))
}

/// A post with a new URN, as its author wrote it.
pub fn as_written(
    world: &mut World,
    author: &str,
    commentary: &str,
    parsed: Parsed,
    visibility: &str,
    content: Value,
    media: Vec<Media>,
) -> Post {
    let now = world.now();
    // Posts with text or a link usually become shares, the others user-generated content.
    let plain = media.is_empty() && content.get("poll").is_none() || content.get("article").is_some();
    let kind = if plain { "share" } else { "ugcPost" };
    let urn = format!("urn:li:{kind}:{}", world.ids.snowflake());
    let (author_name, author_slug) = named(world, author);
    Post {
        provider_id: urn.clone(),
        urn,
        provider: "linkedin",
        author_urn: author.to_owned(),
        author_name,
        author_slug,
        commentary: commentary.to_owned(),
        stored: parsed.stored,
        text: parsed.text,
        visibility: visibility.to_owned(),
        content,
        details: Map::new(),
        media,
        created_at: now,
        modified_at: now,
        edited: false,
        deleted: false,
        seeded: false,
    }
}

/// Puts it on the board, unless the author has just published the same; its URN.
pub fn publish(world: &mut World, post: Post) -> Result<String, ApiError> {
    let since = post.created_at - TimeDelta::seconds(world.config.duplicate_window_s);
    if let Some(twin) = world.posts.twin(&post.author_urn, &post.stored, &post.content, since) {
        return Err(duplicate(&twin.urn));
    }
    let (urn, actor) = (post.urn.clone(), post.author_urn.clone());
    let reshared = post.content.get("reshare").and_then(Value::as_str).map(ToOwned::to_owned);
    world.posts.publish(post);
    if let Some(post) = &reshared {
        happened(world, &Happened { action: "SHARE", post, actor: &actor, generated: &urn, text: "" });
    }
    Ok(urn)
}
