//! `/rest/images`.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use bytes::Bytes;
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{Asset, Intake, Kind, announced};
use crate::linkedin::call::Call;
use crate::linkedin::errors::ApiError;
use crate::linkedin::schema::{self, field};
use crate::world::{Ctx, World};

const UPLOAD_HOURS: i64 = 24;

/// `POST /rest/images?action=initializeUpload`.
pub async fn initialize(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    call: Call,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let mut world = hub.world();
    let (_, owner) = announced(&world, &headers, Kind::Image, &call, &body, |_| {
        vec![
            field("owner", schema::Kind::Text, true),
            field("mediaLibraryMetadata", schema::Kind::Object, false),
        ]
    })?;
    Ok(Json(single(&mut world, Kind::Image, owner, "uploaded-image")))
}

/// Makes room for a file that comes in one request.
pub fn single(world: &mut World, kind: Kind, owner: String, artifact: &str) -> Value {
    let id = format!("{}{}", kind.id_prefix(), world.ids.url_safe(12));
    let signature = format!("ca=vector_ads&cn=uploads&sync=0&v=beta&ut={}", world.ids.url_safe(14));
    let expires = world.now() + TimeDelta::hours(UPLOAD_HOURS);
    let upload_url = format!("{}/dms-uploads/{id}/{artifact}/0?{signature}", world.endpoints.linkedin.www);
    world.linkedin.media.add(
        id.clone(),
        Asset {
            kind,
            owner,
            upload_expires: expires,
            intake: Intake::Single { signature },
            uploaded: None,
            captions: None,
            thumbnail: None,
        },
    );
    let mut value = json!({"uploadUrlExpiresAt": expires.timestamp_millis(), "uploadUrl": upload_url});
    value[kind.word()] = json!(kind.urn(&id));
    json!({"value": value})
}
