//! `/v1/tools/validate`: what would be refused, before anything is sent.

use axum::Json;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::draft::problems;
use super::errors::{Refusal, invalid};
use super::stored::MediaItem;
use super::{Keyed, body_of, media};

const LIMIT: usize = 3_000;
/// Near the limit from here on.
const NEAR: usize = LIMIT * 9 / 10;
const LARGEST_IMAGE: u64 = 8 * 1024 * 1024;
const LARGEST_VIDEO: u64 = 5 * 1024 * 1024 * 1024;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Draft {
    #[serde(default)]
    content: String,
    #[serde(default)]
    platforms: Vec<Target>,
    #[serde(default)]
    media_items: Vec<MediaItem>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Target {
    platform: String,
    account_id: Option<String>,
    custom_content: Option<String>,
    custom_media: Option<Vec<MediaItem>>,
    #[serde(default)]
    platform_specific_data: Map<String, Value>,
}

/// `POST /v1/tools/validate/post`.
pub async fn post(keyed: Keyed, bytes: Bytes) -> Result<Json<Value>, Refusal> {
    let world = keyed.world();
    let draft: Draft = body_of(&bytes)?;
    if draft.platforms.is_empty() {
        return Err(invalid("platforms", "platforms is required."));
    }
    let (mut errors, mut warnings) = (Vec::new(), Vec::new());
    for target in &draft.platforms {
        let platform = target.platform.as_str();
        if platform != "linkedin" {
            errors.push(
                json!({"platform": platform, "error": "This sandbox knows the linkedin platform only."}),
            );
            continue;
        }
        let text = target.custom_content.as_ref().unwrap_or(&draft.content);
        let media = target.custom_media.as_ref().unwrap_or(&draft.media_items);
        let account = target.account_id.as_deref().and_then(|id| world.zernio.account(id));
        let is_page = account.is_some_and(|account| account.organization.is_some())
            || target.platform_specific_data.contains_key("organizationUrn");
        for problem in problems(&world, text, media, &target.platform_specific_data, is_page) {
            errors.push(json!({"platform": platform, "error": problem.message}));
        }
        let length = text.chars().count();
        if (NEAR + 1..=LIMIT).contains(&length) {
            let warning = format!("{length} of {LIMIT} characters are used.");
            warnings.push(json!({"platform": platform, "warning": warning}));
        }
    }
    Ok(Json(if errors.is_empty() {
        json!({"valid": true, "message": "No validation issues found.", "warnings": warnings})
    } else {
        json!({"valid": false, "errors": errors, "warnings": warnings})
    }))
}

#[derive(Deserialize)]
struct Text {
    text: Option<String>,
}

/// `POST /v1/tools/validate/post-length`.
pub async fn length(_keyed: Keyed, bytes: Bytes) -> Result<Json<Value>, Refusal> {
    let body: Text = body_of(&bytes)?;
    let text = body.text.ok_or_else(|| invalid("text", "text is required."))?;
    let count = text.chars().count();
    Ok(Json(json!({
        "text": text,
        "platforms": {"linkedin": {"count": count, "limit": LIMIT, "valid": count <= LIMIT}},
    })))
}

#[derive(Deserialize)]
struct Address {
    url: Option<String>,
}

/// `POST /v1/tools/validate/media`: only files uploaded here can be looked at.
pub async fn media(keyed: Keyed, bytes: Bytes) -> Result<Json<Value>, Refusal> {
    let world = keyed.world();
    let body: Address = body_of(&bytes)?;
    let url = body.url.ok_or_else(|| invalid("url", "url is required."))?;
    let Some((mime, content)) = media::stored(&world, &url) else {
        return Ok(Json(json!({"valid": false, "url": url, "error": "The URL is not accessible."})));
    };
    let (kind, limit) = match mime.split('/').next() {
        Some("image") => ("image", LARGEST_IMAGE),
        Some("video") => ("video", LARGEST_VIDEO),
        _ => ("unknown", 0),
    };
    let mut json = json!({
        "valid": true,
        "url": url,
        "contentType": mime,
        "size": content.len(),
        "sizeFormatted": megabytes(content.len()),
        "type": kind,
    });
    if kind != "unknown" {
        json["platformLimits"] = json!({"linkedin": {
            "limit": limit,
            "limitFormatted": megabytes(limit),
            "withinLimit": content.len() <= limit,
        }});
    }
    Ok(Json(json))
}

fn megabytes(bytes: u64) -> String {
    let hundredths = bytes * 100 / (1024 * 1024);
    format!("{}.{:02} MB", hundredths / 100, hundredths % 100)
}
