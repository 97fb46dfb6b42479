//! Pictures, videos and documents between their first announcement and their post.

pub mod assets;
pub mod documents;
mod formats;
pub mod images;
mod mp4;
mod office;
mod pdf;
pub mod show;
mod state;
pub mod uploads;
pub mod videos;

use axum::http::HeaderMap;
use bytes::Bytes;
use serde_json::{Map, Value};

pub use state::{About, Asset, Intake, Kind, Library, Part, Parts, Stage, stage};

use super::access::{Entered, enter};
use super::call::Call;
use super::errors::{ApiError, input, unresolved};
use super::posts::may_act_for;
use super::schema::{self, Field};
use crate::world::World;

const WRITE: &[&str] = &["w_member_social", "w_organization_social"];

/// The checked `initializeUploadRequest` and its owner.
fn announced(
    world: &World,
    headers: &HeaderMap,
    kind: Kind,
    call: &Call,
    body: &Bytes,
    fields: impl FnOnce(&str) -> Vec<Field>,
) -> Result<(Map<String, Value>, String), ApiError> {
    let entered = enter(world, headers, call, kind.resource(), WRITE)?;
    if call.text("action") != Some("initializeUpload") {
        return Err(unresolved());
    }
    let body = schema::object(body)?;
    schema::collected(schema::complaints(
        "",
        &body,
        &[schema::field("initializeUploadRequest", schema::Kind::Object, true)],
    ))?;
    let request = body.get("initializeUploadRequest").and_then(Value::as_object).cloned().unwrap_or_default();
    let fields = fields(entered.version.as_deref().unwrap_or_default());
    schema::collected(schema::complaints("/initializeUploadRequest", &request, &fields))?;
    let owner = owner(world, &entered, &request)?;
    Ok((request, owner))
}

/// Who will own the file: the token's member, or a page that member may post for.
pub fn owner(world: &World, entered: &Entered, request: &Map<String, Value>) -> Result<String, ApiError> {
    let owner = request.get("owner").and_then(Value::as_str).unwrap_or_default();
    if !owner.starts_with("urn:li:person:") && !owner.starts_with("urn:li:organization:") {
        return Err(input(
            400,
            "INVALID_URN_TYPE",
            &format!("owner value {owner} must be a person or organization URN"),
            "initializeUploadRequest.owner",
        ));
    }
    if may_act_for(world, &entered.caller, owner) { Ok(owner.to_owned()) } else { Err(entered.denied()) }
}
