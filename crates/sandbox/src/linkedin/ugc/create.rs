//! `POST /v2/ugcPosts`.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::{CONTENT, VISIBILITY, entered, text};
use crate::linkedin::errors::{ApiError, field as field_refused, input, plain};
use crate::linkedin::media::Kind as MediaKind;
use crate::linkedin::posts::{LONGEST_COMMENTARY, WRITE, as_written, attached, may_act_for, publish};
use crate::linkedin::schema::{self, Field, Kind, field};
use crate::world::{Ctx, Media, World};

const POST: &[Field] = &[
    field("author", Kind::Text, true),
    field("lifecycleState", Kind::Symbol(&["DRAFT", "PUBLISHED"]), true),
    field("specificContent", Kind::Object, true),
    field("visibility", Kind::Object, true),
    field("distribution", Kind::Object, false),
    field("containerEntity", Kind::Text, false),
    field("responseContext", Kind::Object, false),
    field("targetAudience", Kind::Any, false),
];
const SHARE: &[Field] = &[
    field("shareCommentary", Kind::Object, true),
    field("shareMediaCategory", Kind::Symbol(&["NONE", "ARTICLE", "IMAGE", "VIDEO", "RICH"]), true),
    field("media", Kind::List, false),
    field("primaryLandingPageUrl", Kind::Text, false),
    field("shareFeatures", Kind::Object, false),
    field("shareCategorization", Kind::Object, false),
];
const COMMENTARY: &[Field] = &[
    field("text", Kind::Text, true),
    field("attributes", Kind::List, false),
    field("inferredLocale", Kind::Text, false),
];
const MEDIA: &[Field] = &[
    field("status", Kind::Symbol(&["READY", "PROCESSING", "FAILED"]), true),
    field("description", Kind::Object, false),
    field("title", Kind::Object, false),
    field("originalUrl", Kind::Text, false),
    field("media", Kind::Text, false),
    field("thumbnails", Kind::List, false),
    field("landingPage", Kind::Object, false),
];

/// `POST /v2/ugcPosts`.
pub async fn create(State(hub): State<Ctx>, headers: HeaderMap, body: Bytes) -> Result<Response, ApiError> {
    let mut world = hub.world();
    let caller = entered(&world, &headers, "CREATE", WRITE)?;
    let body = schema::object(&body)?;
    let author = body.get("author").and_then(Value::as_str).unwrap_or_default();
    if !author.is_empty() && !may_act_for(&world, &caller, author) {
        return Err(field_refused(
            "Field Value validation failed in REQUEST_BODY: Data Processing Exception while processing fields [/author]",
        ));
    }
    schema::collected_by_older(complaints(&body))?;
    let urn = compose(&mut world, &body, author)?;
    if world.config.posts_fail_after_creating {
        return Err(plain(500, "RestException{_response=RestResponse[headers={},cookies=[],status=500]}"));
    }
    let mut response = (StatusCode::CREATED, Json(json!({"id": urn}))).into_response();
    if let Ok(urn) = HeaderValue::try_from(urn) {
        response.headers_mut().insert("x-restli-id", urn);
    }
    Ok(response)
}

fn inner<'a>(record: &'a Map<String, Value>, name: &str) -> Option<&'a Map<String, Value>> {
    record.get(name).and_then(Value::as_object)
}

fn complaints(body: &Map<String, Value>) -> Vec<String> {
    let mut all = schema::complaints("", body, POST);
    let union = |path: &str, name: &str, member: &str| {
        let held = inner(body, name)?;
        let only = held.len() == 1 && held.contains_key(member);
        (!only).then(|| format!("ERROR :: {path} :: union type is not backed by {member}"))
    };
    all.extend(union("/specificContent", "specificContent", CONTENT));
    all.extend(union("/visibility", "visibility", VISIBILITY));
    let share = inner(body, "specificContent").and_then(|content| inner(content, CONTENT));
    if let Some(share) = share {
        let at = format!("/specificContent/{CONTENT}");
        all.extend(schema::complaints(&at, share, SHARE));
        if let Some(commentary) = inner(share, "shareCommentary") {
            all.extend(schema::complaints(&format!("{at}/shareCommentary"), commentary, COMMENTARY));
        }
        let media = share.get("media").and_then(Value::as_array).into_iter().flatten();
        for (place, item) in media.enumerate() {
            if let Some(item) = item.as_object() {
                all.extend(schema::complaints(&format!("{at}/media/{place}"), item, MEDIA));
            }
        }
    }
    if let Some(visibility) = inner(body, "visibility").and_then(|visibility| visibility.get(VISIBILITY))
        && !["PUBLIC", "CONNECTIONS", "LOGGED_IN", "CONTAINER"].map(|word| json!(word)).contains(visibility)
    {
        all.push(format!("ERROR :: /visibility/{VISIBILITY} :: {visibility} is not an enum symbol"));
    }
    all
}

fn compose(world: &mut World, body: &Map<String, Value>, author: &str) -> Result<String, ApiError> {
    if body.get("lifecycleState") != Some(&json!("PUBLISHED")) {
        return Err(input(
            400,
            "INVALID_VALUE_FOR_FIELD",
            "lifecycleState can't be set to DRAFT",
            "lifecycleState",
        ));
    }
    let none = Map::new();
    let share = inner(body, "specificContent").and_then(|content| inner(content, CONTENT)).unwrap_or(&none);
    let commentary = inner(share, "shareCommentary").unwrap_or(&none);
    let words = commentary.get("text").and_then(Value::as_str).unwrap_or_default();
    let length = words.chars().count();
    if length > LONGEST_COMMENTARY {
        return Err(input(
            400,
            "FIELD_LENGTH_TOO_LONG",
            &format!("text length {length} can't exceeded maximum {LONGEST_COMMENTARY} length"),
            "specificContent.shareCommentary.text",
        ));
    }
    let category = share.get("shareMediaCategory").and_then(Value::as_str).unwrap_or_default();
    let media = share.get("media").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let (content, files) = content(world, category, media, author)?;
    if words.trim().is_empty() && content.is_null() {
        return Err(input(
            400,
            "INVALID_VALUE_BLANK_FIELD",
            "text can't be blank",
            "specificContent.shareCommentary.text",
        ));
    }
    let attributes = commentary.get("attributes").cloned().unwrap_or_default();
    let parsed = text::read(world, words, &attributes);
    let visibility = inner(body, "visibility")
        .and_then(|visibility| visibility.get(VISIBILITY))
        .and_then(Value::as_str)
        .unwrap_or_default();
    let post = as_written(world, author, words, parsed, visibility, content, files);
    publish(world, post)
}

/// The content in the words of the newer resource, and its files.
fn content(
    world: &World,
    category: &str,
    media: &[Value],
    author: &str,
) -> Result<(Value, Vec<Media>), ApiError> {
    const PATH: &str = "specificContent.media";
    let count = |wanted: std::ops::RangeInclusive<usize>| {
        if wanted.contains(&media.len()) {
            return Ok(());
        }
        Err(input(
            400,
            "INVALID_VALUE_FOR_FIELD",
            &format!("media can't be set to {} items in {category}", media.len()),
            PATH,
        ))
    };
    let inside = |item: &Value, name: &str| {
        item.get(name).and_then(|text| text.get("text")).and_then(Value::as_str).map(ToOwned::to_owned)
    };
    match category {
        "ARTICLE" => {
            count(1..=1)?;
            let source = media[0].get("originalUrl").and_then(Value::as_str).unwrap_or_default();
            if !url::Url::parse(source).is_ok_and(|url| matches!(url.scheme(), "http" | "https")) {
                return Err(input(
                    400,
                    "INVALID_URL",
                    &format!("originalUrl can't be set to {source}"),
                    PATH,
                ));
            }
            let mut article = json!({"source": source});
            for name in ["title", "description"] {
                if let Some(text) = inside(&media[0], name) {
                    article[name] = json!(text);
                }
            }
            Ok((json!({"article": article}), Vec::new()))
        }
        "IMAGE" => {
            count(1..=20)?;
            let files = media
                .iter()
                .map(|item| file(world, item, MediaKind::Image, author))
                .collect::<Result<Vec<_>, _>>()?;
            let named: Vec<Value> =
                files.iter().map(|file| json!({"id": MediaKind::Image.urn(&file.id)})).collect();
            let content = match named.as_slice() {
                [one] => json!({"media": one}),
                several => json!({"multiImage": {"images": several}}),
            };
            Ok((content, files))
        }
        "VIDEO" => {
            count(1..=1)?;
            let film = file(world, &media[0], MediaKind::Video, author)?;
            let title = inside(&media[0], "title").unwrap_or_default();
            let content = json!({"media": {"id": MediaKind::Video.urn(&film.id), "title": title}});
            Ok((content, vec![film]))
        }
        "NONE" => {
            count(0..=0)?;
            Ok((Value::Null, Vec::new()))
        }
        _ => Err(input(
            400,
            "INVALID_VALUE_FOR_FIELD",
            &format!("shareMediaCategory can't be set to {category}"),
            "specificContent.shareMediaCategory",
        )),
    }
}

/// A file announced through `/v2/assets`, or through the newer resources.
fn file(world: &World, item: &Value, kind: MediaKind, author: &str) -> Result<Media, ApiError> {
    let urn = item.get("media").and_then(Value::as_str).unwrap_or_default();
    let newer = match urn.strip_prefix("urn:li:digitalmediaAsset:") {
        Some(id) => kind.urn(id),
        None => urn.to_owned(),
    };
    attached(world, &newer, "", author, &[kind], "specificContent.media")
}
