//! `/rest/videos`: announced with its size, sent in parts, finished with their ETags.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use chrono::TimeDelta;
use serde_json::{Map, Value, json};

use super::state::Companion;
use super::{Asset, Intake, Kind, Part, Parts, WRITE, announced, formats};
use crate::linkedin::access::enter;
use crate::linkedin::call::Call;
use crate::linkedin::errors::{ApiError, input, plain};
use crate::linkedin::posts::may_act_for;
use crate::linkedin::schema::{self, Field, field};
use crate::world::{Assembly, Ctx, World};

/// What `fileSizeBytes` takes at most, whatever the account may then publish.
const LARGEST_FIELD: u64 = 5_000_000_000;
const UPLOAD_DAYS: i64 = 30;

/// `POST /rest/videos?action=…`.
pub async fn act(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    call: Call,
    body: Bytes,
) -> Result<Response, ApiError> {
    if call.text("action") == Some("finalizeUpload") {
        examine(&hub, &body);
        return finalize(&mut hub.world(), &headers, &call, &body);
    }
    let mut world = hub.world();
    let (request, owner) = announced(&world, &headers, Kind::Video, &call, &body, fields)?;
    initialize(&mut world, &request, owner).map(|json| Json(json).into_response())
}

/// Has a whole video hashed while nobody waits for the world.
fn examine(hub: &Ctx, body: &[u8]) {
    let request: Value = serde_json::from_slice(body).unwrap_or_default();
    let urn = request["finalizeUploadRequest"]["video"].as_str().unwrap_or_default();
    let arrived = match hub.world().linkedin.media.of_kind(Kind::Video, urn).map(|(_, asset)| &asset.intake) {
        Some(Intake::Parts(parts)) => Some((parts.assembly.clone(), parts.size)),
        _ => None,
    };
    if let Some((assembly, size)) = arrived {
        // What goes wrong here goes wrong again where it is answered.
        let _ = assembly.finished(size);
    }
}

fn fields(version: &str) -> Vec<Field> {
    let mut fields = vec![
        field("owner", schema::Kind::Text, true),
        field("fileSizeBytes", schema::Kind::Long, true),
        field("uploadCaptions", schema::Kind::Flag, false),
        field("uploadThumbnail", schema::Kind::Flag, false),
    ];
    if version >= "202602" {
        fields.push(field("templateName", schema::Kind::Text, false));
        fields.push(field("linkbackContext", schema::Kind::Any, false));
    }
    fields
}

fn initialize(world: &mut World, request: &Map<String, Value>, owner: String) -> Result<Value, ApiError> {
    let size = request.get("fileSizeBytes").and_then(Value::as_u64).unwrap_or_default();
    if size == 0 || size > LARGEST_FIELD {
        return Err(input(
            400,
            "INVALID_VALUE_FOR_FIELD",
            &format!("fileSizeBytes can't be set to {size}"),
            "initializeUploadRequest.fileSizeBytes",
        ));
    }
    let id = format!("{}{}", Kind::Video.id_prefix(), world.ids.url_safe(12));
    let expires = world.now() + TimeDelta::days(UPLOAD_DAYS);
    let intake = parts(world, size)?;
    let www = world.endpoints.linkedin.www.clone();
    let url = |artifact: &str, number: usize, signature: &str| {
        format!("{www}/dms-uploads/{id}/{artifact}/{number}?{signature}")
    };
    let instructions: Vec<Value> = intake
        .parts
        .iter()
        .enumerate()
        .map(|(number, part)| {
            json!({
                "uploadUrl": url("uploadedVideo", number, &part.signature),
                "firstByte": part.first,
                "lastByte": part.last,
            })
        })
        .collect();
    let mut value = json!({
        "uploadUrlsExpireAt": expires.timestamp_millis(),
        "video": Kind::Video.urn(&id),
        "uploadToken": intake.token,
        "uploadInstructions": instructions,
    });
    let asked = |name: &str| request.get(name).and_then(Value::as_bool).unwrap_or_default();
    let mut companion = |name: &str, mime: &str, artifact: &str, answer: &str| {
        asked(name).then(|| {
            let signature = signed(world);
            value[answer] = json!(url(artifact, 0, &signature));
            Companion { signature, mime: mime.to_owned(), bytes: None }
        })
    };
    let captions =
        companion("uploadCaptions", "application/x-subrip", "uploadedCaptions", "captionsUploadUrl");
    let thumbnail = companion("uploadThumbnail", "image/jpeg", "uploadedThumbnail", "thumbnailUploadUrl");
    world.linkedin.media.add(
        id,
        Asset {
            kind: Kind::Video,
            owner,
            upload_expires: expires,
            intake: Intake::Parts(intake),
            uploaded: None,
            captions,
            thumbnail,
        },
    );
    Ok(json!({"value": value}))
}

/// Room for a file of this size, in parts.
pub fn parts(world: &mut World, size: u64) -> Result<Parts, ApiError> {
    let length = world.config.video_part_bytes.max(1);
    let parts = (0..size.div_ceil(length))
        .map(|number| Part {
            first: number * length,
            last: ((number + 1) * length).min(size) - 1,
            signature: signed(world),
            etag: None,
        })
        .collect();
    let assembly = Assembly::new().map_err(disk)?;
    Ok(Parts { size, token: String::new(), parts, assembly, appended: Vec::new() })
}

fn signed(world: &mut World) -> String {
    format!("sau={}&cn=uploads&sync=1&v=beta&ut={}", world.ids.url_safe(24), world.ids.url_safe(14))
}

/// The computer's own trouble, told as LinkedIn tells its own.
pub fn disk(_: std::io::Error) -> ApiError {
    plain(500, "Internal Server Error")
}

/// `{"finalizeUploadRequest": {"video", "uploadToken", "uploadedPartIds"}}`.
fn finalize(world: &mut World, headers: &HeaderMap, call: &Call, body: &Bytes) -> Result<Response, ApiError> {
    let entered = enter(world, headers, call, Kind::Video.resource(), WRITE)?;
    let body = schema::object(body)?;
    let at = "/finalizeUploadRequest";
    schema::collected(schema::complaints(
        "",
        &body,
        &[field("finalizeUploadRequest", schema::Kind::Object, true)],
    ))?;
    let request = body.get("finalizeUploadRequest").and_then(Value::as_object).cloned().unwrap_or_default();
    schema::collected(schema::complaints(
        at,
        &request,
        &[
            field("video", schema::Kind::Text, true),
            field("uploadToken", schema::Kind::Text, true),
            field("uploadedPartIds", schema::Kind::List, true),
        ],
    ))?;
    let urn = request.get("video").and_then(Value::as_str).unwrap_or_default();
    let invalid =
        || input(400, "INVALID_VIDEO_ID", "This Video ID is invalid", "finalizeUploadRequest.video");
    let (id, asset) = world.linkedin.media.of_kind(Kind::Video, urn).ok_or_else(invalid)?;
    let id = id.to_owned();
    if !may_act_for(world, &entered.caller, &asset.owner) {
        return Err(forbidden());
    }
    if world.now() >= asset.upload_expires {
        return Err(input(
            400,
            "EXPIRED_UPLOAD_URL",
            "The upload URL has expired",
            "finalizeUploadRequest.video",
        ));
    }
    let token = request.get("uploadToken").and_then(Value::as_str).unwrap_or_default();
    let ids: Vec<&str> = request
        .get("uploadedPartIds")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    finish(world, &id, token, &ids)?;
    Ok(StatusCode::OK.into_response())
}

/// Puts the parts together when every one of them is there and named in its place.
pub fn finish(world: &mut World, id: &str, token: &str, ids: &[&str]) -> Result<(), ApiError> {
    let Some(Asset { intake: Intake::Parts(parts), uploaded: None, .. }) = world.linkedin.media.get(id)
    else {
        // Finishing what is finished changes nothing.
        return Ok(());
    };
    let refused = |code: &str, message: &str, field: &str| {
        input(400, code, message, &format!("finalizeUploadRequest.{field}"))
    };
    if token != parts.token {
        return Err(refused(
            "UPDATING_ASSET_FAILED",
            "The upload token does not belong to this video",
            "uploadToken",
        ));
    }
    if parts.appended.is_empty() {
        for (number, part) in parts.parts.iter().enumerate() {
            let Some(etag) = &part.etag else {
                return Err(refused(
                    "MEDIA_ASSET_WAITING_UPLOAD",
                    &format!("Part {number} of the video was not uploaded"),
                    "uploadedPartIds",
                ));
            };
            // A client may keep the quotes of the header.
            if ids.get(number).map(|id| id.trim_matches('"')) != Some(etag.as_str()) {
                return Err(refused(
                    "UPDATING_ASSET_FAILED",
                    &format!("uploadedPartIds does not name part {number} in its place"),
                    "uploadedPartIds",
                ));
            }
        }
        if ids.len() != parts.parts.len() {
            return Err(refused(
                "UPDATING_ASSET_FAILED",
                "uploadedPartIds names more parts than there are",
                "uploadedPartIds",
            ));
        }
    }
    let content = parts.assembly.finished(parts.size).map_err(disk)?.ok_or_else(|| {
        refused("MEDIA_ASSET_WAITING_UPLOAD", "Bytes of the video are missing", "uploadedPartIds")
    })?;
    let now = world.now();
    let largest = world.config.largest_video_bytes;
    if let Some(asset) = world.linkedin.media.get_mut(id) {
        asset.uploaded = Some(formats::examined(asset.kind, content, largest, now));
    }
    Ok(())
}

fn forbidden() -> ApiError {
    plain(403, "Accessing this video resource is forbidden. Please check your permissions for this resource")
}
