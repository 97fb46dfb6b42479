//! `/rest/documents`.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use bytes::Bytes;
use serde_json::Value;

use super::images::single;
use super::{Kind, announced};
use crate::linkedin::call::Call;
use crate::linkedin::errors::ApiError;
use crate::linkedin::schema::{self, field};
use crate::world::Ctx;

/// `POST /rest/documents?action=initializeUpload`.
pub async fn initialize(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    call: Call,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let mut world = hub.world();
    let (_, owner) = announced(&world, &headers, Kind::Document, &call, &body, |_| {
        vec![field("owner", schema::Kind::Text, true)]
    })?;
    Ok(Json(single(&mut world, Kind::Document, owner, "ads-uploadedDocument")))
}
