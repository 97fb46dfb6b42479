//! The `content` of a post: pictures, an article card, a poll.

use serde_json::{Map, Value, json};

use super::errors::{ApiError, gateway, input};
use super::images::{Stage, stage};
use super::schema::{self, Field, Kind, field};
use crate::world::{Media, World};

const POLL_DURATIONS: &[&str] = &["ONE_DAY", "THREE_DAYS", "SEVEN_DAYS", "FOURTEEN_DAYS"];
const LONGEST_ALT: usize = 4_086;

const CONTENT: &[Field] = &[
    field("media", Kind::Object, false),
    field("multiImage", Kind::Object, false),
    field("article", Kind::Object, false),
    field("poll", Kind::Object, false),
];
const MEDIA: &[Field] =
    &[field("id", Kind::Text, true), field("title", Kind::Text, false), field("altText", Kind::Text, false)];
const ARTICLE: &[Field] = &[
    field("source", Kind::Text, true),
    field("title", Kind::Text, false),
    field("description", Kind::Text, false),
    field("thumbnail", Kind::Text, false),
    field("thumbnailAltText", Kind::Text, false),
];

/// The schema's complaints about `content`.
pub fn complaints(content: &Map<String, Value>) -> Vec<String> {
    let mut all = schema::complaints("/content", content, CONTENT);
    let record = |name: &str| content.get(name).and_then(Value::as_object);
    if let Some(media) = record("media") {
        all.extend(schema::complaints("/content/media", media, MEDIA));
    }
    if let Some(article) = record("article") {
        all.extend(schema::complaints("/content/article", article, ARTICLE));
    }
    if content.len() > 1 {
        all.push(
            "ERROR :: /content :: DataMap should have no more than one entry for a union type".to_owned(),
        );
    }
    all
}

/// The pictures of a valid content, each checked against its upload.
pub fn media(world: &World, content: &Map<String, Value>, author: &str) -> Result<Vec<Media>, ApiError> {
    if let Some(one) = content.get("media") {
        return Ok(vec![picture(world, one, author, "content.media.id")?]);
    }
    if let Some(several) = content.get("multiImage") {
        let images = several.get("images").and_then(Value::as_array).cloned().unwrap_or_default();
        if !(2..=20).contains(&images.len()) {
            return Err(input(
                400,
                "INVALID_VALUE_FOR_FIELD",
                &format!("images can't be set to {} images", images.len()),
                "content.multiImage.images",
            ));
        }
        return images
            .iter()
            .map(|image| picture(world, image, author, "content.multiImage.images"))
            .collect();
    }
    if let Some(article) = content.get("article") {
        return article_media(world, article, author);
    }
    if let Some(poll) = content.get("poll") {
        poll_rules(poll)?;
    }
    Ok(Vec::new())
}

fn article_media(world: &World, article: &Value, author: &str) -> Result<Vec<Media>, ApiError> {
    let source = article.get("source").and_then(Value::as_str).unwrap_or_default();
    let web = url::Url::parse(source).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    if !web {
        return Err(input(
            400,
            "INVALID_URL",
            &format!("source can't be set to {source}"),
            "content.article.source",
        ));
    }
    match article.get("thumbnail") {
        Some(thumbnail) => {
            let image = json!({"id": thumbnail, "altText": article.get("thumbnailAltText")});
            Ok(vec![picture(world, &image, author, "content.article.thumbnail")?])
        }
        None => Ok(Vec::new()),
    }
}

fn picture(world: &World, value: &Value, author: &str, path: &str) -> Result<Media, ApiError> {
    let urn = value.get("id").and_then(Value::as_str).unwrap_or_default();
    let Some(id) = urn.strip_prefix("urn:li:image:") else {
        let (code, message) = if urn.starts_with("urn:li:video:") {
            ("INVALID_VIDEO_ID", "This Video ID is invalid".to_owned())
        } else {
            ("INVALID_URN_TYPE", format!("{path} value {urn} must be a image URN"))
        };
        return Err(input(400, code, &message, path));
    };
    let Some(image) = world.linkedin.images.get(id) else {
        return Err(input(400, "INVALID_IMAGE_ID", "This Image ID is invalid", path));
    };
    if image.owner != author {
        return Err(gateway(
            403,
            100,
            "ACCESS_DENIED",
            "Insufficient permissions to perform the requested action",
        ));
    }
    let alt = value.get("altText").and_then(Value::as_str).unwrap_or_default();
    let length = alt.chars().count();
    if length > LONGEST_ALT {
        return Err(input(
            400,
            "FIELD_LENGTH_TOO_LONG",
            &format!("altText length {length} can't exceeded maximum {LONGEST_ALT} length"),
            path,
        ));
    }
    let upload = image.uploaded.as_ref();
    match (stage(world, image, world.now()), upload) {
        (Stage::Available, Some(upload)) => Ok(Media {
            id: id.to_owned(),
            mime: upload
                .picture
                .as_ref()
                .map_or("application/octet-stream", |(mime, _, _)| mime.as_str())
                .to_owned(),
            alt: alt.to_owned(),
            bytes: upload.bytes.clone(),
        }),
        (Stage::Failed, _) => Err(input(
            400,
            "MEDIA_ASSET_PROCESSING_FAILED",
            &format!("The media asset {urn} could not be processed"),
            path,
        )),
        _ => Err(input(
            400,
            "MEDIA_ASSET_WAITING_UPLOAD",
            &format!("The media asset {urn} is waiting for upload or processing"),
            path,
        )),
    }
}

fn poll_rules(poll: &Value) -> Result<(), ApiError> {
    let too_long = |path: &str, length: usize, most: usize| {
        input(
            400,
            "FIELD_LENGTH_TOO_LONG",
            &format!("{path} length {length} can't exceeded maximum {most} length"),
            path,
        )
    };
    let question = poll.get("question").and_then(Value::as_str).unwrap_or_default();
    if question.trim().is_empty() {
        return Err(input(400, "MISSING_FIELD", "question is required but missing", "content.poll.question"));
    }
    if question.chars().count() > 140 {
        return Err(too_long("question", question.chars().count(), 140));
    }
    let options = poll.get("options").and_then(Value::as_array).cloned().unwrap_or_default();
    if !(2..=4).contains(&options.len()) {
        return Err(input(
            400,
            "INVALID_VALUE_FOR_FIELD",
            &format!("options can't be set to {} options", options.len()),
            "content.poll.options",
        ));
    }
    for option in &options {
        let text = option.get("text").and_then(Value::as_str).unwrap_or_default();
        if text.chars().count() > 30 {
            return Err(too_long("text", text.chars().count(), 30));
        }
    }
    let duration = poll.pointer("/settings/duration").and_then(Value::as_str).unwrap_or_default();
    if !POLL_DURATIONS.contains(&duration) {
        return Err(input(
            400,
            "INVALID_VALUE_FOR_FIELD",
            &format!("duration can't be set to {duration}"),
            "content.poll.settings.duration",
        ));
    }
    Ok(())
}
