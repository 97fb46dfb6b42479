//! `/rest/images` and the upload host.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

use super::access::{caller, denied, rest};
use super::errors::{ApiError, not_found, plain};
use super::posts::may_act_for;
use super::schema;
use super::state::{Image, Upload};
use crate::world::{Content, Ctx, World};

/// Pictures must have fewer pixels than this.
const PIXELS: usize = 36_152_320;
const UPLOAD_HOURS: i64 = 24;

#[derive(Deserialize)]
pub struct Action {
    action: Option<String>,
}

/// `POST /rest/images?action=initializeUpload`.
pub async fn initialize(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Query(query): Query<Action>,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let mut world = hub.world();
    let passed = rest(
        &world,
        &headers,
        "partnerApiImages.ACTION-initializeUpload",
        &["w_member_social", "w_organization_social"],
    )?;
    if query.action.as_deref() != Some("initializeUpload") {
        return Err(plain(400, "Resource method could not be resolved from request parameters."));
    }
    let body = schema::object(&body)?;
    let request = body
        .get("initializeUploadRequest")
        .and_then(Value::as_object)
        .ok_or_else(|| schema::missing("/initializeUploadRequest"))?;
    let unknown: Vec<String> = request
        .keys()
        .filter(|key| *key != "owner" && *key != "mediaLibraryMetadata")
        .map(|key| schema::unrecognized(&format!("/initializeUploadRequest/{key}")))
        .collect();
    schema::collected(unknown)?;
    let owner = request
        .get("owner")
        .and_then(Value::as_str)
        .ok_or_else(|| schema::missing("/initializeUploadRequest/owner"))?;
    if !may_act_for(&world, &passed.caller, owner) {
        return Err(denied("partnerApiImages.ACTION-initializeUpload", &format!("{}01", passed.version)));
    }
    let id = format!("C4E10AQ{}", world.ids.url_safe(12));
    let signature = format!("ca=vector_ads&cn=uploads&sync=0&v=beta&ut={}", world.ids.url_safe(14));
    let expires = world.now() + TimeDelta::hours(UPLOAD_HOURS);
    let upload_url =
        format!("{}/dms-uploads/{id}/uploaded-image/0?{signature}", world.endpoints.linkedin.www);
    world.linkedin.images.insert(
        id.clone(),
        Image { owner: owner.to_owned(), signature, upload_expires: expires, uploaded: None },
    );
    Ok(Json(json!({"value": {
        "uploadUrlExpiresAt": expires.timestamp_millis(),
        "uploadUrl": upload_url,
        "image": format!("urn:li:image:{id}"),
    }})))
}

/// `PUT` (or `POST`) of the bytes to the upload URL.
pub async fn upload(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(id): Path<String>,
    uri: Uri,
    body: Bytes,
) -> Result<Response, ApiError> {
    let picture = recognised(&body);
    let empty = body.is_empty();
    // Before the world is locked: a large file is hashed and written.
    let bytes = Content::from(body);
    let mut world = hub.world();
    let caller = caller(&world, &headers)?;
    let now = world.now();
    let image = world.linkedin.images.get(&id).ok_or_else(not_found)?;
    let allowed = may_act_for(&world, &caller, &image.owner);
    if !allowed || uri.query() != Some(image.signature.as_str()) || now >= image.upload_expires {
        return Err(plain(401, "The upload URL is not valid or has expired"));
    }
    if empty {
        return Err(plain(400, "Upload body is empty"));
    }
    if let Some(image) = world.linkedin.images.get_mut(&id) {
        image.uploaded = Some(Upload { at: now, bytes, picture });
    }
    Ok(StatusCode::CREATED.into_response())
}

/// MIME type and size of a picture LinkedIn can process.
fn recognised(bytes: &[u8]) -> Option<(String, usize, usize)> {
    let mime = match imagesize::image_type(bytes).ok()? {
        imagesize::ImageType::Png => "image/png",
        imagesize::ImageType::Jpeg => "image/jpeg",
        imagesize::ImageType::Gif => "image/gif",
        _ => return None,
    };
    let size = imagesize::blob_size(bytes).ok()?;
    let pixels = size.width.checked_mul(size.height)?;
    (pixels > 0 && pixels < PIXELS).then(|| (mime.to_owned(), size.width, size.height))
}

/// Where a picture stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    WaitingUpload,
    Processing,
    Available,
    Failed,
}

impl Stage {
    fn name(self) -> &'static str {
        match self {
            Self::WaitingUpload => "WAITING_UPLOAD",
            Self::Processing => "PROCESSING",
            Self::Available => "AVAILABLE",
            Self::Failed => "PROCESSING_FAILED",
        }
    }
}

pub fn stage(world: &World, image: &Image, now: DateTime<Utc>) -> Stage {
    let processing = TimeDelta::seconds(world.config.image_processing_s);
    match &image.uploaded {
        None => Stage::WaitingUpload,
        Some(upload) if now < upload.at + processing => Stage::Processing,
        Some(upload) if upload.picture.is_none() => Stage::Failed,
        Some(_) => Stage::Available,
    }
}

/// `GET /rest/images/{urn}`: not for tokens that may only write as a member.
pub async fn show(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(urn): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    let passed = rest(&world, &headers, "partnerApiImages.GET", &[])?;
    let forbidden = || {
        plain(
            403,
            "Accessing this image resource is forbidden. Please check your permissions for this resource",
        )
    };
    if !passed.caller.may("r_organization_social") && !passed.caller.may("w_organization_social") {
        return Err(forbidden());
    }
    let id = urn.trim_start_matches("urn:li:image:");
    let image = world.linkedin.images.get(id).ok_or_else(not_found)?;
    if !may_act_for(&world, &passed.caller, &image.owner) {
        return Err(forbidden());
    }
    let now = world.now();
    let stage = stage(&world, image, now);
    let mut json = json!({
        "id": format!("urn:li:image:{id}"),
        "owner": image.owner,
        "status": stage.name(),
    });
    if let (Stage::Available, Some((_, width, height))) =
        (stage, image.uploaded.as_ref().and_then(|upload| upload.picture.as_ref()))
    {
        json["downloadUrl"] = json!(format!("{}/dms/media/{id}", world.endpoints.linkedin.www));
        json["downloadUrlExpiresAt"] = json!((now + TimeDelta::hours(24)).timestamp_millis());
        json["aspectRatioWidth"] = json!(width);
        json["aspectRatioHeight"] = json!(height);
    }
    Ok(Json(json))
}
