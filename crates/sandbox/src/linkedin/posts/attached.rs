//! Files of a post, each checked against its upload.

use serde_json::Value;

use super::insufficient;
use super::text::too_long;
use crate::linkedin::errors::{ApiError, input};
use crate::linkedin::media::{Kind, Stage, stage};
use crate::world::{Media, World};

const LONGEST_ALT: usize = 4_086;

/// The file behind `urn`, if `author` may publish it. `kinds` are the URN types the field takes.
pub fn attached(
    world: &World,
    urn: &str,
    alt: &str,
    author: &str,
    kinds: &[Kind],
    path: &str,
) -> Result<Media, ApiError> {
    let Some(kind) = kinds.iter().copied().find(|kind| urn.starts_with(&kind.urn(""))) else {
        let wanted: Vec<&str> = kinds.iter().map(|kind| kind.word()).collect();
        return Err(input(
            400,
            "INVALID_URN_TYPE",
            &format!("{path} value {urn} must be a {} URN", wanted.join(" or ")),
            path,
        ));
    };
    let Some((id, asset)) = world.linkedin.media.of_kind(kind, urn) else {
        return Err(match kind {
            Kind::Image => input(400, "INVALID_IMAGE_ID", "This Image ID is invalid", path),
            Kind::Video => input(400, "INVALID_VIDEO_ID", "This Video ID is invalid", path),
            Kind::Document => input(400, "INVALID_URN_ID", "The URN ID provided is invalid", path),
        });
    };
    if asset.owner != author {
        return Err(insufficient());
    }
    let length = alt.chars().count();
    if length > LONGEST_ALT {
        return Err(too_long("altText", length, LONGEST_ALT, path));
    }
    let waiting = || {
        input(
            400,
            "MEDIA_ASSET_WAITING_UPLOAD",
            &format!("The media asset {urn} is waiting for upload or processing"),
            path,
        )
    };
    let failed = || {
        input(
            400,
            "MEDIA_ASSET_PROCESSING_FAILED",
            &format!("The media asset {urn} could not be processed"),
            path,
        )
    };
    let uploaded = asset.uploaded.as_ref().ok_or_else(waiting)?;
    match stage(&world.config, asset, world.now()) {
        Stage::Failed => return Err(failed()),
        Stage::Processing if world.config.processing_media_is_refused => return Err(waiting()),
        _ => {}
    }
    let about = uploaded.about.as_ref().map_err(|_| failed())?;
    Ok(Media {
        id: id.to_owned(),
        mime: about.mime.clone(),
        alt: alt.to_owned(),
        bytes: uploaded.bytes.clone(),
    })
}

pub fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}
