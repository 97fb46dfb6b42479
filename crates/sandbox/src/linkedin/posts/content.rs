//! The `content` of a post: files, an article card, a poll, an event.

use serde_json::{Map, Value, json};

use super::attached::{attached, text};
use super::poll;
use super::text::too_long;
use crate::linkedin::errors::{ApiError, input};
use crate::linkedin::media::Kind;
use crate::world::{Media, World};

const LONGEST_ARTICLE_TITLE: usize = 400;

/// The files of a content that has passed the schema.
pub fn media(
    world: &World,
    content: &Map<String, Value>,
    author: &str,
    sponsored: bool,
) -> Result<Vec<Media>, ApiError> {
    let Some((kind, value)) = content.iter().next() else {
        return Err(input(400, "MISSING_FIELD", "content is required but missing", "content"));
    };
    match kind.as_str() {
        "media" => one(world, value, author),
        "multiImage" => several(world, value, author),
        "article" => article(world, value, author),
        "poll" => poll::check(value).map(|()| Vec::new()),
        "reference" => reference(value).map(|()| Vec::new()),
        "carousel" if sponsored => Ok(Vec::new()),
        // Carousels are sponsored only; celebrations can be read but not created.
        _ => {
            Err(input(400, "INVALID_VALUE_FOR_FIELD", &format!("content can't be set to {kind}"), "content"))
        }
    }
}

fn one(world: &World, value: &Value, author: &str) -> Result<Vec<Media>, ApiError> {
    const PATH: &str = "content.media.id";
    let urn = text(value, "id");
    let kinds = [Kind::Image, Kind::Video, Kind::Document];
    let media = attached(world, urn, text(value, "altText"), author, &kinds, PATH)?;
    if urn.starts_with("urn:li:document:") && text(value, "title").trim().is_empty() {
        return Err(input(400, "MISSING_FIELD", "title is required but missing", "content.media.title"));
    }
    Ok(vec![media])
}

fn several(world: &World, value: &Value, author: &str) -> Result<Vec<Media>, ApiError> {
    const PATH: &str = "content.multiImage.images";
    let images = value.get("images").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if !(2..=20).contains(&images.len()) {
        return Err(input(
            400,
            "INVALID_VALUE_FOR_FIELD",
            &format!("images can't be set to {} images", images.len()),
            PATH,
        ));
    }
    images
        .iter()
        .map(|image| {
            let named = if image.get("id").is_some() { "id" } else { "media" };
            attached(world, text(image, named), text(image, "altText"), author, &[Kind::Image], PATH)
        })
        .collect()
}

fn article(world: &World, article: &Value, author: &str) -> Result<Vec<Media>, ApiError> {
    let source = text(article, "source");
    if !is_web(source) {
        return Err(input(
            400,
            "INVALID_URL",
            &format!("source can't be set to {source}"),
            "content.article.source",
        ));
    }
    let length = text(article, "title").chars().count();
    if length > LONGEST_ARTICLE_TITLE {
        return Err(too_long("title", length, LONGEST_ARTICLE_TITLE, "content.article.title"));
    }
    match article.get("thumbnail").and_then(Value::as_str) {
        Some(thumbnail) => Ok(vec![attached(
            world,
            thumbnail,
            text(article, "thumbnailAltText"),
            author,
            &[Kind::Image],
            "content.article.thumbnail",
        )?]),
        None => Ok(Vec::new()),
    }
}

pub fn is_web(address: &str) -> bool {
    url::Url::parse(address)
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.host_str().is_some())
}

fn reference(value: &Value) -> Result<(), ApiError> {
    let urn = text(value, "id");
    let event = urn.strip_prefix("urn:li:event:");
    if event.is_some_and(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit())) {
        return Ok(());
    }
    Err(input(
        400,
        "INVALID_URN_TYPE",
        &format!("content.reference.id value {urn} must be a event URN"),
        "content.reference.id",
    ))
}

/// The content as it is read back.
pub fn shown(content: &Value) -> Value {
    match content.get("poll") {
        Some(poll) => json!({"poll": poll::shown(poll)}),
        None => content.clone(),
    }
}
