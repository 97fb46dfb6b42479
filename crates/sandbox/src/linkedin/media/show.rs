//! `GET` of one file or several: where it stands, and from where to fetch it.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{Asset, Kind, Stage, stage};
use crate::linkedin::access::{Caller, enter};
use crate::linkedin::call::Call;
use crate::linkedin::errors::{ApiError, not_found, plain, unresolved};
use crate::linkedin::posts::may_act_for;
use crate::linkedin::restli::Method;
use crate::world::{Ctx, World};

/// Who may not read a file is told so by the file, not by the gateway.
const ANY: &[&str] =
    &["w_member_social", "w_organization_social", "r_organization_social", "r_member_social"];

pub async fn image(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(urn): Path<String>,
    call: Call,
) -> Result<Json<Value>, ApiError> {
    one(&hub.world(), &headers, Kind::Image, &call, &urn)
}

pub async fn video(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(urn): Path<String>,
    call: Call,
) -> Result<Json<Value>, ApiError> {
    one(&hub.world(), &headers, Kind::Video, &call, &urn)
}

pub async fn document(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(urn): Path<String>,
    call: Call,
) -> Result<Json<Value>, ApiError> {
    one(&hub.world(), &headers, Kind::Document, &call, &urn)
}

pub async fn images(State(hub): State<Ctx>, headers: HeaderMap, call: Call) -> Result<Json<Value>, ApiError> {
    several(&hub.world(), &headers, Kind::Image, &call)
}

pub async fn videos(State(hub): State<Ctx>, headers: HeaderMap, call: Call) -> Result<Json<Value>, ApiError> {
    several(&hub.world(), &headers, Kind::Video, &call)
}

pub async fn documents(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    call: Call,
) -> Result<Json<Value>, ApiError> {
    several(&hub.world(), &headers, Kind::Document, &call)
}

fn one(
    world: &World,
    headers: &HeaderMap,
    kind: Kind,
    call: &Call,
    urn: &str,
) -> Result<Json<Value>, ApiError> {
    let entered = enter(world, headers, call, kind.resource(), ANY)?;
    found(world, &entered.caller, kind, urn).map(Json)
}

fn several(world: &World, headers: &HeaderMap, kind: Kind, call: &Call) -> Result<Json<Value>, ApiError> {
    let entered = enter(world, headers, call, kind.resource(), ANY)?;
    if call.method != Method::BatchGet {
        return Err(unresolved());
    }
    call.batch(|urn| found(world, &entered.caller, kind, urn)).map(Json)
}

fn found(world: &World, caller: &Caller, kind: Kind, urn: &str) -> Result<Value, ApiError> {
    let forbidden = || {
        plain(
            403,
            format!(
                "Accessing this {} resource is forbidden. Please check your permissions for this resource",
                kind.word()
            ),
        )
    };
    // A token that may only write as a member can follow its videos, but no pictures and documents.
    let reads = kind == Kind::Video
        || ["r_organization_social", "w_organization_social"].iter().any(|scope| caller.may(scope));
    if !reads {
        return Err(forbidden());
    }
    let (id, asset) = world.linkedin.media.of_kind(kind, urn).ok_or_else(not_found)?;
    if !may_act_for(world, caller, &asset.owner) {
        return Err(forbidden());
    }
    Ok(asset_json(world, id, asset))
}

fn asset_json(world: &World, id: &str, asset: &Asset) -> Value {
    let now = world.now();
    let stage = stage(&world.config, asset, now);
    let mut json = json!({
        "id": asset.kind.urn(id),
        "owner": asset.owner,
        "status": stage.name(),
    });
    let www = &world.endpoints.linkedin.www;
    match (stage, asset.uploaded.as_ref().map(|uploaded| &uploaded.about)) {
        (Stage::Available, Some(Ok(about))) => {
            json["downloadUrl"] = json!(format!("{www}/dms/media/{id}"));
            json["downloadUrlExpiresAt"] = json!((now + TimeDelta::hours(24)).timestamp_millis());
            if asset.kind != Kind::Document {
                json["aspectRatioWidth"] = json!(about.width);
                json["aspectRatioHeight"] = json!(about.height);
            }
            if asset.kind == Kind::Video {
                json["duration"] = json!(about.duration_ms);
            }
        }
        (Stage::Failed, Some(about)) if asset.kind == Kind::Video => {
            let reason = about.as_ref().err().map_or("Transcoding failed", String::as_str);
            json["processingFailureReason"] = json!(reason);
        }
        _ => {}
    }
    if asset.thumbnail.as_ref().is_some_and(|thumbnail| thumbnail.bytes.is_some()) {
        json["thumbnail"] = json!(format!("{www}/dms/media/{id}/thumbnail"));
    }
    json
}
