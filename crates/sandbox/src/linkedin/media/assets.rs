//! `/v2/assets`: the older way to announce and send a file.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use chrono::TimeDelta;
use serde_json::{Map, Value, json};

use super::videos::{finish, parts};
use super::{Asset, Intake, Kind, Stage, WRITE, owner, stage};
use crate::linkedin::access::enter;
use crate::linkedin::call::Call;
use crate::linkedin::errors::{ApiError, input, not_found, unresolved};
use crate::linkedin::posts::{insufficient, may_act_for};
use crate::linkedin::schema::{self, field};
use crate::world::{Ctx, World};

const RESOURCE: &str = "assets";
const UPLOAD_HOURS: i64 = 24;
const URN: &str = "urn:li:digitalmediaAsset:";
const RECIPE: &str = "urn:li:digitalmediaRecipe:feedshare-";
const WAYS: &[&str] = &["SYNCHRONOUS_UPLOAD", "SINGLE_REQUEST_UPLOAD", "MULTIPART_UPLOAD"];

/// `POST /v2/assets?action=…`.
pub async fn act(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    call: Call,
    body: Bytes,
) -> Result<Response, ApiError> {
    let mut world = hub.world();
    match call.text("action") {
        Some("registerUpload") => {
            register(&mut world, &headers, &call, &body).map(|json| Json(json).into_response())
        }
        Some("completeMultiPartUpload") => {
            complete(&mut world, &headers, &call, &body).map(axum::response::IntoResponse::into_response)
        }
        _ => Err(unresolved()),
    }
}

fn register(world: &mut World, headers: &HeaderMap, call: &Call, body: &Bytes) -> Result<Value, ApiError> {
    let entered = enter(world, headers, call, RESOURCE, WRITE)?;
    let body = schema::object(body)?;
    let request = record(
        &body,
        "registerUploadRequest",
        &[
            field("recipes", schema::Kind::List, true),
            field("owner", schema::Kind::Text, true),
            field("serviceRelationships", schema::Kind::List, true),
            field("supportedUploadMechanism", schema::Kind::List, false),
            field("fileSize", schema::Kind::Long, false),
            field("registerUploadIdentifier", schema::Kind::Text, false),
        ],
    )?;
    let owner = owner(world, &entered, &request)?;
    let kind = recipe(&request)?;
    let wanted = request
        .get("supportedUploadMechanism")
        .and_then(Value::as_array)
        .and_then(|ways| ways.first())
        .and_then(Value::as_str)
        .unwrap_or("SYNCHRONOUS_UPLOAD");
    let wrong = |name: &str, value: &str| {
        input(
            400,
            "INVALID_VALUE_FOR_FIELD",
            &format!("{name} can't be set to {value}"),
            &format!("registerUploadRequest.{name}"),
        )
    };
    if !WAYS.contains(&wanted) {
        return Err(wrong("supportedUploadMechanism", wanted));
    }
    let id = format!("C5522AQ{}", world.ids.url_safe(12));
    let expires = world.now() + TimeDelta::hours(UPLOAD_HOURS);
    let base = format!("{}/mediaUpload/{id}/{}", world.endpoints.linkedin.api, artifact(kind));
    let (intake, name, mechanism) = if wanted == "MULTIPART_UPLOAD" {
        let size = request.get("fileSize").and_then(Value::as_u64).filter(|&size| size > 0);
        let mut intake = parts(world, size.ok_or_else(|| wrong("fileSize", "0"))?)?;
        intake.token = world.ids.url_safe(40);
        let requests: Vec<Value> = intake
            .parts
            .iter()
            .enumerate()
            .map(|(number, part)| {
                json!({
                    "headers": {"Content-Type": "application/octet-stream"},
                    "byteRange": {"firstByte": part.first, "lastByte": part.last},
                    "url": format!("{base}/{number}?{}", part.signature),
                    "urlExpiresAt": expires.timestamp_millis(),
                })
            })
            .collect();
        let mechanism = json!({"metadata": intake.token, "partUploadRequests": requests});
        (Intake::Parts(intake), "com.linkedin.digitalmedia.uploading.MultipartUpload", mechanism)
    } else {
        let signature = format!(
            "ca=vector_feedshare&cn=uploads&m={}&app={}&sync=0&v=beta&ut={}",
            world.ids.url_safe(22),
            world.endpoints.linkedin.client_id,
            world.ids.url_safe(14)
        );
        let mechanism = json!({"headers": {}, "uploadUrl": format!("{base}/0?{signature}")});
        let name = "com.linkedin.digitalmedia.uploading.MediaUploadHttpRequest";
        (Intake::Single { signature }, name, mechanism)
    };
    let asset = Asset {
        kind,
        owner,
        upload_expires: expires,
        intake,
        uploaded: None,
        captions: None,
        thumbnail: None,
    };
    world.linkedin.media.add(id.clone(), asset);
    Ok(json!({"value": {
        "uploadMechanism": {name: mechanism},
        "mediaArtifact": media_artifact(&id, kind),
        "asset": format!("{URN}{id}"),
        "assetRealTimeTopic": format!("urn:li-realtime:digitalmediaAssetUpdatesTopic:{URN}{id}"),
    }}))
}

/// The record inside the body, checked.
fn record(
    body: &Map<String, Value>,
    name: &'static str,
    fields: &[schema::Field],
) -> Result<Map<String, Value>, ApiError> {
    schema::collected_by_older(schema::complaints("", body, &[field(name, schema::Kind::Object, true)]))?;
    let inner = body.get(name).and_then(Value::as_object).cloned().unwrap_or_default();
    schema::collected_by_older(schema::complaints(&format!("/{name}"), &inner, fields))?;
    Ok(inner)
}

fn recipe(request: &Map<String, Value>) -> Result<Kind, ApiError> {
    let recipes = request.get("recipes").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let word = match recipes {
        [Value::String(recipe)] => recipe.strip_prefix(RECIPE),
        _ => None,
    };
    [Kind::Image, Kind::Video, Kind::Document].into_iter().find(|kind| word == Some(kind.word())).ok_or_else(
        || {
            input(
                400,
                "INVALID_VALUE_FOR_FIELD",
                "recipes can't be set to anything but one feedshare recipe",
                "registerUploadRequest.recipes",
            )
        },
    )
}

fn artifact(kind: Kind) -> &'static str {
    match kind {
        Kind::Image => "feedshare-uploadedImage",
        Kind::Video => "feedshare-uploadedVideo",
        Kind::Document => "feedshare-uploadedDocument",
    }
}

fn media_artifact(id: &str, kind: Kind) -> String {
    format!(
        "urn:li:digitalmediaMediaArtifact:({URN}{id},urn:li:digitalmediaMediaArtifactClass:{})",
        artifact(kind)
    )
}

/// `{"completeMultipartUploadRequest": {"mediaArtifact", "metadata", "partUploadResponses"}}`.
fn complete(
    world: &mut World,
    headers: &HeaderMap,
    call: &Call,
    body: &Bytes,
) -> Result<StatusCode, ApiError> {
    let caller = enter(world, headers, call, RESOURCE, WRITE)?.caller;
    let body = schema::object(body)?;
    let request = record(
        &body,
        "completeMultipartUploadRequest",
        &[
            field("mediaArtifact", schema::Kind::Text, true),
            field("metadata", schema::Kind::Text, true),
            field("partUploadResponses", schema::Kind::List, true),
        ],
    )?;
    let text = |name: &str| request.get(name).and_then(Value::as_str).unwrap_or_default();
    let id = text("mediaArtifact")
        .split_once(URN)
        .and_then(|(_, rest)| rest.split_once(','))
        .map(|(id, _)| id.to_owned())
        .ok_or_else(not_found)?;
    let asset = world.linkedin.media.get(&id).ok_or_else(not_found)?;
    if !may_act_for(world, &caller, &asset.owner) {
        return Err(insufficient());
    }
    let etags: Vec<&str> = request
        .get("partUploadResponses")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|response| response.get("headers")?.as_object())
        .filter_map(|headers| headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("etag")))
        .filter_map(|(_, etag)| etag.as_str())
        .collect();
    finish(world, &id, text("metadata"), &etags)?;
    Ok(StatusCode::OK)
}

/// `GET /v2/assets/{id}`.
pub async fn show(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(key): Path<String>,
    call: Call,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    let caller = enter(&world, &headers, &call, RESOURCE, WRITE)?.caller;
    let id = key.strip_prefix(URN).unwrap_or(&key);
    let asset = world.linkedin.media.get(id).ok_or_else(not_found)?;
    if !may_act_for(&world, &caller, &asset.owner) {
        return Err(insufficient());
    }
    let status = match stage(&world.config, asset, world.now()) {
        Stage::WaitingUpload => "WAITING_UPLOAD",
        Stage::Processing => "PROCESSING",
        Stage::Available => "AVAILABLE",
        Stage::Failed => "CLIENT_ERROR",
    };
    let family = match asset.kind {
        Kind::Image => "STILLIMAGE",
        Kind::Video => "VIDEO",
        Kind::Document => "DOCUMENT",
    };
    Ok(Json(json!({
        "id": id,
        "mediaTypeFamily": family,
        "recipes": [{"recipe": format!("{RECIPE}{}", asset.kind.word()), "status": status}],
        "serviceRelationships": [{
            "relationshipType": "OWNER",
            "identifier": "urn:li:userGeneratedContent",
        }],
        "status": "ALLOWED",
    })))
}
